//! What is typed to end a case, and how it is read, with the very check that the server makes.

use domain::api::case::CaseView;
use domain::api::error::{FieldError, Problem};
use domain::api::hospital::InpatientRow;
use domain::api::outcome::RecordOutcome;
use domain::ids::{CaseId, OrganisationId, RequestId};
use domain::outcome::{self, Outcome};
use domain::placement::{CareStatus, CaseKind, Channel, Risk};
use domain::reading::too_long;
use domain::rules::RuleSet;
use domain::stay::Stay;
use domain::time::Time;
use serde::{Deserialize, Serialize};

use crate::close::NOTE_AT_MOST;
use crate::moment::Moment;
use crate::people;

/// A case that may end, from wherever it is shown.
#[derive(Clone, PartialEq)]
pub struct Ending {
    /// The case.
    pub case: CaseId,
    /// Who it is, in words.
    pub who: String,
    /// What it is.
    pub kind: CaseKind,
    /// Where the person is.
    pub care_status: CareStatus,
    /// The hotel or hospital.
    pub place: Option<OrganisationId>,
    /// The room.
    pub room: Option<String>,
    /// Since when.
    pub placed_at: Time,
    /// Number of that stay.
    pub stay: u32,
    /// When the case ended.
    pub ended_at: Option<Time>,
    /// How.
    pub outcome: Option<Outcome>,
}

impl Ending {
    /// The case on its own page.
    pub fn of_case(view: &CaseView) -> Self {
        Self {
            case: view.case.clone(),
            who: people::name(view.identity.name.as_deref()),
            kind: view.kind,
            care_status: view.care_status,
            place: view.place.clone(),
            room: view.room.clone(),
            placed_at: view.placed_at,
            stay: view.stay,
            ended_at: view.ended_at,
            outcome: view.outcome,
        }
    }

    /// A row of the inpatients.
    pub fn of_row(row: &InpatientRow) -> Self {
        Self {
            case: row.case.clone(),
            who: row.label.as_ref().map_or_else(|| people::number(&row.case), people::label),
            kind: row.kind,
            care_status: row.care_status,
            place: row.place.clone(),
            room: row.room.clone(),
            placed_at: row.placed_at,
            stay: row.stay,
            ended_at: None,
            outcome: None,
        }
    }

    /// What can be entered.
    pub fn possible(&self) -> Vec<Outcome> {
        outcome::possible(self.kind, self.care_status, self.outcome)
    }

    fn stay(&self) -> Stay {
        // How somebody is followed decides nothing about an end.
        let (risk, channel) = (Risk::High, Channel::App);
        let (care_status, place, room) = (self.care_status, self.place.clone(), self.room.clone());
        Stay { care_status, place, room, from: self.placed_at, risk, channel }
    }
}

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// Number of the last stay that the person has seen.
    pub seen: u32,
    /// How the case ends.
    pub outcome: Option<Outcome>,
    /// When.
    pub at: Moment,
    /// In words.
    pub note: String,
    /// Whether the person has read what stops.
    pub confirmed: bool,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The dialog as it opens.
    pub fn new(request_id: RequestId, ending: &Ending, now: Time) -> Self {
        // Where there is one way, nobody has to choose.
        let outcome = match ending.possible().as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let (at, note) = (Moment::new(now), String::new());
        Self { request_id, seen: ending.stay, outcome, at, note, confirmed: false, touched: false }
    }

    /// The request, or every field that is wrong, in the order of the dialog.
    pub fn read(
        &self,
        ending: &Ending,
        rules: &RuleSet,
        now: Time,
    ) -> Result<RecordOutcome, Vec<FieldError>> {
        // In the order of the dialog: an error leads to the first of them.
        let mut errors = Vec::new();
        if self.outcome.is_none() {
            errors.push(FieldError::new("outcome", Problem::Missing));
        }
        // People type minutes: within the minute of the end a death does not lie before it.
        let not_before = ending.ended_at.unwrap_or(ending.placed_at);
        let at = self.at.read(["at_day", "at"], rules.utc_offset_minutes, now, not_before, &mut errors);
        if errors.is_empty() {
            let end = outcome::End { outcome: self.outcome.unwrap_or(Outcome::Deceased), at };
            errors.extend(end.check(ending.kind, &ending.stay(), ending.ended_at, rules, now));
        }
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        if !self.confirmed {
            errors.push(FieldError::new("confirmed", Problem::Missing));
        }
        match self.outcome {
            Some(outcome) if errors.is_empty() => {
                let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
                let (request_id, case) = (self.request_id.clone(), ending.case.clone());
                Ok(RecordOutcome { request_id, case, seen: self.seen, outcome, at, note })
            }
            _ => Err(errors),
        }
    }
}
