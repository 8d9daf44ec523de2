//! What is typed of how an inpatient is, and how it is read, with the very check that the server makes.

use domain::api::error::{FieldError, Problem};
use domain::api::hospital::{InpatientRow, RecordCondition};
use domain::condition::{Condition, Severity};
use domain::ids::RequestId;
use domain::placement::{Channel, Risk};
use domain::reading::too_long;
use domain::rules::RuleSet;
use domain::stay::Stay;
use domain::time::Time;
use serde::{Deserialize, Serialize};

use crate::close::NOTE_AT_MOST;
use crate::moment::Moment;

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// How ill.
    pub severity: Option<Severity>,
    /// Whether oxygen is given.
    pub oxygen: bool,
    /// Whether a ventilator breathes for the patient.
    pub ventilator: bool,
    /// Whether ECMO is used.
    pub ecmo: bool,
    /// When that was true.
    pub at: Moment,
    /// In words.
    pub note: String,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The form as it opens: treated as before, now. How ill is asked anew each time.
    pub fn new(request_id: RequestId, row: &InpatientRow, now: Time) -> Self {
        let before = row.newest.as_ref().map(|newest| &newest.condition);
        Self {
            request_id,
            severity: None,
            oxygen: before.is_some_and(|before| before.oxygen),
            ventilator: before.is_some_and(|before| before.ventilator),
            ecmo: before.is_some_and(|before| before.ecmo),
            at: Moment::new(now),
            note: String::new(),
            touched: false,
        }
    }

    /// The request, or every field that is wrong, in the order of the form.
    pub fn read(
        &self,
        row: &InpatientRow,
        rules: &RuleSet,
        now: Time,
    ) -> Result<RecordCondition, Vec<FieldError>> {
        // In the order of the form: an error leads to the first of them.
        let mut errors = Vec::new();
        if self.severity.is_none() {
            errors.push(FieldError::new("severity", Problem::Missing));
        }
        let at = self.at.read(["at_day", "at"], rules.utc_offset_minutes, now, row.placed_at, &mut errors);
        let severity = self.severity.unwrap_or(Severity::Unknown);
        let (oxygen, ventilator, ecmo) = (self.oxygen, self.ventilator, self.ecmo);
        let condition = Condition { at, severity, oxygen, ventilator, ecmo };
        if errors.is_empty() {
            errors.extend(condition.check(&stay(row), rules, now));
        }
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        if errors.is_empty() {
            let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
            let (request_id, case) = (self.request_id.clone(), row.case.clone());
            Ok(RecordCondition { request_id, case, condition, note })
        } else {
            Err(errors)
        }
    }
}

/// The current stay of an inpatient; how somebody is followed decides nothing in a hospital.
fn stay(row: &InpatientRow) -> Stay {
    let (care_status, place, room) = (row.care_status, row.place.clone(), row.room.clone());
    Stay { care_status, place, room, from: row.placed_at, risk: Risk::High, channel: Channel::App }
}
