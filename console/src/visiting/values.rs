//! What is typed of a visit, and how it is read, with the very check that the server makes.

use domain::api::error::FieldError;
use domain::api::visit::{RecordVisit, VisitOutcome};
use domain::ids::{CaseId, OrganisationId, RequestId};
use domain::reading::too_long;
use domain::rules::RuleSet;
use domain::time::Time;
use serde::{Deserialize, Serialize};

use crate::close::NOTE_AT_MOST;
use crate::moment::Moment;

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// When.
    pub at: Moment,
    /// The hospital or clinic, if it is in the list.
    pub institution: Option<OrganisationId>,
    /// Any other, in words.
    pub name: String,
    /// What came of it.
    pub outcomes: Vec<VisitOutcome>,
    /// In words.
    pub note: String,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The dialog as it opens.
    pub fn new(request_id: RequestId, now: Time) -> Self {
        Self {
            request_id,
            at: Moment::new(now),
            institution: None,
            name: String::new(),
            outcomes: Vec::new(),
            note: String::new(),
            touched: false,
        }
    }

    /// The request, or every field that is wrong, in the order of the dialog.
    pub fn read(&self, case: &CaseId, rules: &RuleSet, now: Time) -> Result<RecordVisit, Vec<FieldError>> {
        let mut errors = Vec::new();
        let visited_at = self.at.read(["at_day", "at"], rules.utc_offset_minutes, now, now, &mut errors);
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let request = RecordVisit {
            request_id: self.request_id.clone(),
            case: case.clone(),
            visited_at,
            institution: self.institution.clone(),
            institution_name: text(&self.name).filter(|_| self.institution.is_none()),
            outcomes: self.outcomes.clone(),
            note: text(&self.note),
        };
        let wrong = request.check(rules, now).into_iter().map(|error| match error.field.as_str() {
            "visited_at" => FieldError { field: "at_day".to_owned(), ..error },
            _ => error,
        });
        errors.extend(wrong);
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        if errors.is_empty() { Ok(request) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::api::error::Problem;
    use domain::rules;

    const ID: &str = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";

    #[test]
    fn a_visit_names_an_institution_and_what_came_of_it() {
        let now: Time = "2026-01-05T17:00:00+09:00".parse().unwrap();
        let read = |values: &Values| values.read(&ID.parse().unwrap(), rules::at(now), now);
        let empty = Values {
            at: Moment { day: "2026-01-05".into(), clock: "14:00".into() },
            ..Values::new(ID.parse().unwrap(), now)
        };
        let fields: Vec<_> = read(&empty).unwrap_err().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["institution", "outcomes"]);
        let whole =
            Values { name: " 月浜内科 ".into(), outcomes: vec![VisitOutcome::Prescribed], ..empty };
        let request = read(&whole).unwrap();
        assert_eq!(request.institution_name.as_deref(), Some("月浜内科"));
        assert_eq!(request.visited_at, "2026-01-05T14:00:00+09:00".parse().unwrap());
        // What was chosen from the list goes before what was typed.
        let chosen = Values { institution: Some("hibari-clinic".parse().unwrap()), ..whole.clone() };
        assert_eq!(read(&chosen).unwrap().institution_name, None);
        let future = Values { at: Moment { day: "2026-01-05".into(), clock: "20:00".into() }, ..whole };
        let errors = read(&future).unwrap_err();
        assert_eq!((errors[0].field.as_str(), errors[0].problem), ("at_day", Problem::InFuture));
    }
}
