//! Outcomes: how a case ends (転帰; R15; domain.md 5.2 and 5.3). Only a person ends a case (design 2.5).
//!
//! An end is final: whoever falls ill again is a new case (R27). The one thing that may still come after
//! it is a death that is linked to the illness.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::change::CaseChange;
use crate::placement::{CareStatus, CaseKind};
use crate::rights::Role;
use crate::rules::RuleSet;
use crate::stay::{Refused, Stay, check_moment, is_hospital, shown};
use crate::time::Time;

/// How a case ended (転帰).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 退院: from hospital, the criteria confirmed.
    Discharged,
    /// 療養解除: from isolation, the criteria confirmed.
    Released,
    /// 死亡
    Deceased,
    /// 転院 out of what this system follows; another hospital is a stay, not an outcome.
    TransferredOut,
    /// 陰性: a suspected case that was none (R25).
    RuledOut,
    /// 追跡不能
    Lost,
    /// 取り下げ: the notification was withdrawn.
    Withdrawn,
    /// 重複: another case of the same illness is kept.
    Duplicate,
    /// An outcome of a newer version.
    #[serde(other)]
    Unknown,
}

/// What a person can enter, in the order in which it is offered. The others follow from a notification.
pub const ENTERED: [Outcome; 4] = [Outcome::Discharged, Outcome::Released, Outcome::Deceased, Outcome::Lost];

impl Outcome {
    const ALL: [Self; 8] = [
        Self::Discharged,
        Self::Released,
        Self::Deceased,
        Self::TransferredOut,
        Self::RuledOut,
        Self::Lost,
        Self::Withdrawn,
        Self::Duplicate,
    ];

    /// Whether a death that becomes known later can be linked to a case that ended so.
    const fn may_precede_death(self) -> bool {
        matches!(self, Self::Discharged | Self::Released | Self::Lost | Self::TransferredOut)
    }
}

/// What is wrong with this outcome for a case of this kind with this care status, if anything is.
///
/// Nobody is discharged without an admission, nor released or lost from a hospital bed: what is missing
/// is entered first. A suspected case is never in isolation, so it cannot be released from it (R4).
pub const fn problem_of(kind: CaseKind, from: CareStatus, outcome: Outcome) -> Option<Problem> {
    match outcome {
        Outcome::Discharged if !is_hospital(from) => Some(Problem::NotAnInpatient),
        Outcome::Released | Outcome::Lost if is_hospital(from) => Some(Problem::StillInHospital),
        Outcome::Released if matches!(kind, CaseKind::Suspected) => Some(Problem::NotForSuspected),
        Outcome::Unknown => Some(Problem::WrongType),
        _ => None,
    }
}

/// What can be entered for a case as it stands; `outcome` is that of a case which has ended.
pub fn possible(kind: CaseKind, from: CareStatus, outcome: Option<Outcome>) -> Vec<Outcome> {
    if from == CareStatus::Ended {
        let linked = outcome.is_some_and(Outcome::may_precede_death);
        return if linked { vec![Outcome::Deceased] } else { Vec::new() };
    }
    ENTERED.into_iter().filter(|outcome| problem_of(kind, from, *outcome).is_none()).collect()
}

/// Whether somebody in this role may enter this outcome (domain.md 6.2): a hospital its discharges and
/// deaths, the responsible centre everything that is entered.
pub fn may_enter(role: Role, outcome: Outcome) -> bool {
    role != Role::HospitalStaff || matches!(outcome, Outcome::Discharged | Outcome::Deceased)
}

/// The end of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// How.
    pub outcome: Outcome,
    /// When it was true; of a death its date and time.
    pub at: Time,
}

impl End {
    /// Every rule that does not hold for a case of this kind whose current stay is `current` and which
    /// ended at `ended`, if it has.
    pub fn check(
        self,
        kind: CaseKind,
        current: &Stay,
        ended: Option<Time>,
        rules: &RuleSet,
        now: Time,
    ) -> Vec<FieldError> {
        let wrong = problem_of(kind, current.care_status, self.outcome);
        let mut errors: Vec<_> =
            wrong.map(|problem| FieldError::new("outcome", problem)).into_iter().collect();
        match ended {
            // A death is linked to a case that was over before it.
            Some(ended) if self.at < ended => {
                let limit = shown(rules, ended);
                errors.push(FieldError::new("at", Problem::BeforeEnd).limit(limit));
            }
            _ => errors.extend(check_moment("at", self.at, current, rules, now)),
        }
        errors
    }
}

impl CaseChange<'_> {
    /// Ends the case; the number of its outcome. `seen` is the number of the last stay that was looked at.
    ///
    /// Everything stops at once: no window is expected any more, and its alerts are closed by the decision
    /// of the person who ended it. A death after the end is a further outcome and moves that end no more.
    pub fn end(&mut self, end: End, seen: u32) -> Result<u32, Refused> {
        let ended = self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some();
        let linked =
            end.outcome == Outcome::Deceased && self.card.outcome.is_some_and(Outcome::may_precede_death);
        if (ended && !linked) || self.card.kind == CaseKind::Duplicate {
            return Err(Refused::CaseEnded);
        }
        if self.card.stays != seen {
            return Err(Refused::HasNews);
        }
        let current = self.card.stay();
        let errors = end.check(self.card.kind, &current, self.card.ended_at, self.rules, self.now);
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        self.card.outcome = Some(end.outcome);
        self.close_all();
        if ended {
            return Ok(2);
        }
        self.card.care_status = CareStatus::Ended;
        self.card.ended_at = Some(end.at);
        self.card.expect(None);
        self.card.window_before_missed = false;
        self.card.watch = None;
        Ok(1)
    }
}

/// Serde form of an outcome on the card: one number (design 5, at most 1 KB).
pub(crate) mod short {
    use super::Outcome;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the place in the list of all.
    #[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
    pub fn serialize<S: Serializer>(outcome: &Option<Outcome>, to: S) -> Result<S::Ok, S::Error> {
        match outcome.map(|outcome| Outcome::ALL.iter().position(|other| *other == outcome)) {
            None => to.serialize_none(),
            // 0 is an outcome of a newer version.
            Some(place) => to.serialize_u64(place.map_or(0, |place| place as u64 + 1)),
        }
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Outcome>, D::Error> {
        let place = Option::<usize>::deserialize(from)?;
        let outcome = |place: usize| Outcome::ALL.get(place.wrapping_sub(1)).copied();
        Ok(place.map(|place| outcome(place).unwrap_or(Outcome::Unknown)))
    }
}
