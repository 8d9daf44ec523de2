//! What a call comes to, beyond words: what was found out has its consequence in the same change (R13;
//! domain.md T22), and a promised call-back is work with a clock (design 6, "Work and its clocks").
//!
//! Silence is closed by a person: whoever speaks to the family has not seen the patient, so the ladder
//! goes on, and the alert is not "reported late".

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::api::work::{FinishCall, Reached};
use crate::change::CaseChange;
use crate::first_contact::Language;
use crate::ids::OrganisationId;
use crate::level::Level;
use crate::outcome::{End, Outcome};
use crate::placement::CareStatus;
use crate::rules::RuleSet;
use crate::stay::{Refused, Stay, is_hospital, shown};
use crate::symptoms::codes;
use crate::task::Owed;
use crate::time::{Span, Time};
use crate::work::Family;

/// Nobody promises a call that is further away than this: what comes later is the daily check-in's.
const PROMISED_AT_MOST: Span = Span::hours(7 * 24);

codes! {
    /// What a call found out about the patient.
    Finding {
        /// The patient is in a hospital already: a stay begins, and the schedule stops.
        InHospital = "in_hospital",
        /// The patient has died: the case ends, and everything stops at once.
        Died = "died",
        /// Nobody here speaks the patient's language: an interpreter is to be found.
        Language = "language",
        /// The patient lives elsewhere now: where they are to be is to be decided anew.
        Moved = "moved",
        /// A finding of a newer version; refused in a request.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// What a call found out, and what its consequence needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallResult {
    /// What.
    pub what: Finding,
    /// When it became true, of a death its date and time; required for `in_hospital` and `died`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// Number of the last stay that was seen; required for `in_hospital` and `died`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_stay: Option<u32>,
    /// The hospital, if it is known; whoever is told on the phone often does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// The language; required for `language`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

impl CallResult {
    /// Whether the patient's place or life is concerned, so that it has a time.
    const fn has_time(&self) -> bool {
        matches!(self.what, Finding::InHospital | Finding::Died)
    }

    fn check(&self) -> Vec<FieldError> {
        let asked = [
            ("result.at", self.at.is_some(), self.has_time(), true),
            ("result.seen_stay", self.seen_stay.is_some(), self.has_time(), true),
            ("result.place", self.place.is_some(), self.what == Finding::InHospital, false),
            ("result.language", self.language.is_some(), self.what == Finding::Language, true),
        ];
        let wrong = |(field, given, asked, required): (&str, bool, bool, bool)| match (given, asked) {
            (true, false) => Some(FieldError::new(field, Problem::NotAsked)),
            (false, true) if required => Some(FieldError::new(field, Problem::Missing)),
            _ => None,
        };
        match self.what {
            Finding::Unknown => vec![FieldError::new("result.what", Problem::WrongType)],
            _ => asked.into_iter().filter_map(wrong).collect(),
        }
    }
}

impl FinishCall {
    /// Every rule of result and call-back that does not hold, by field.
    pub fn check_result(&self, rules: &RuleSet, now: Time) -> Vec<FieldError> {
        let mut errors: Vec<_> = self.result.iter().flat_map(CallResult::check).collect();
        let mut wrong = |field: &str, problem| errors.push(FieldError::new(field, problem));
        let what = self.result.as_ref().map(|result| result.what);
        if what.is_some() && matches!(self.reached, Reached::Nobody | Reached::WrongNumber) {
            wrong("result", Problem::Contradiction);
        }
        if what == Some(Finding::Died) {
            if self.reached == Reached::Patient {
                wrong("reached", Problem::Contradiction);
            }
            // The death ends all of it, and nothing is asked or promised any more.
            for (field, given) in [
                ("check_in", self.check_in.is_some()),
                ("closing", self.closing.is_some()),
                ("call_back_at", self.call_back_at.is_some()),
            ] {
                if given {
                    wrong(field, Problem::Contradiction);
                }
            }
        }
        // Where to is only in the words.
        if what == Some(Finding::Moved) && self.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
            wrong("note", Problem::Missing);
        }
        if let Some(at) = self.call_back_at {
            let latest = now + PROMISED_AT_MOST;
            if at <= now || at > latest {
                let limit = format!("{} – {}", shown(rules, now), shown(rules, latest));
                errors.push(FieldError::new("call_back_at", Problem::OutOfRange).limit(limit));
            }
        }
        errors
    }
}

/// What follows from a finding beside the work that it owes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// The stay that begins, and its number.
    pub stay: Option<(u32, Stay)>,
    /// The end of the case, or a death after it, and its number.
    pub end: Option<(u32, End)>,
}

impl CaseChange<'_> {
    /// Carries out what a call found out; its checked result.
    ///
    /// # Errors
    /// `HasNews` if the patient was moved since; `CaseEnded`, except for a death after the end; fields as
    /// the request names them.
    pub fn found(&mut self, result: &CallResult) -> Result<Follows, Refused> {
        let (at, seen) = (result.at.unwrap_or(self.now), result.seen_stay.unwrap_or_default());
        match result.what {
            Finding::InHospital => {
                let stay = self.admitted(result.place.clone(), at, seen).map_err(named)?;
                Ok(Follows { stay: Some(stay), end: None })
            }
            Finding::Died => {
                let end = End { outcome: Outcome::Deceased, at };
                let n = self.end(end, seen).map_err(named)?;
                Ok(Follows { stay: None, end: Some((n, end)) })
            }
            Finding::Language => self.owe_after_call(Family::Interpreter),
            Finding::Moved => self.owe_after_call(Family::Placement),
            Finding::Unknown => Ok(Follows::default()),
        }
    }

    /// The patient is in a hospital, perhaps one that nobody could name.
    fn admitted(
        &mut self,
        place: Option<OrganisationId>,
        from: Time,
        seen: u32,
    ) -> Result<(u32, Stay), Refused> {
        if is_hospital(self.card.care_status) {
            return Err(Refused::Fields(vec![FieldError::new("care_status", Problem::Unchanged)]));
        }
        let stay =
            Stay { care_status: CareStatus::Hospitalized, place, room: None, from, ..self.card.stay() };
        let n = self.place_anywhere(&stay, seen)?;
        Ok((n, stay))
    }

    fn owe_after_call(&mut self, family: Family) -> Result<Follows, Refused> {
        if self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let level = Level::Caution;
        let due_at = self.rules.take_due(level, self.now);
        self.owe(Owed { family, level, due_at, owner: None, rings: false });
        Ok(Follows::default())
    }

    /// Somebody else answered: the number is wrong. Nothing is owed to a case that is over.
    pub fn wrong_number(&mut self) {
        // Whoever is told so by the case's end asks nobody for a number.
        let _ = self.owe_after_call(Family::Number);
    }

    /// The patient was promised a call at this moment: work that is visible from now on, due 30 min after
    /// it, with the level of the case's worst alert. A new promise moves the one before.
    ///
    /// # Errors
    /// `CaseEnded`.
    pub fn promise(&mut self, at: Time) -> Result<(), Refused> {
        if self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let family = Family::CallBack;
        let alerts = [&self.card.health, &self.card.silence].into_iter().flatten();
        let level = alerts.map(|alert| alert.level).max().unwrap_or(Level::Caution);
        let due_at = at + self.rules.call_back_after();
        self.settle_task(family);
        self.owe(Owed { family, level, due_at, owner: None, rings: false });
        Ok(())
    }
}

/// A refusal with the fields as a call names them.
fn named(refused: Refused) -> Refused {
    let Refused::Fields(mut fields) = refused else { return refused };
    for error in &mut fields {
        let field = match error.field.as_str() {
            "from" | "at" => "result.at",
            "place" => "result.place",
            _ => "result.what",
        };
        field.clone_into(&mut error.field);
    }
    Refused::Fields(fields)
}

/// The time that was promised, of a promised call's clock.
pub fn promised_at(rules: &RuleSet, due_at: Time) -> Time {
    due_at - rules.call_back_after()
}
