//! `record-visit`: medical care that a patient received during isolation (R14).

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::ids::{CaseId, OrganisationId, RequestId};
use crate::reading::too_long;
use crate::rules::RuleSet;
use crate::stay::shown;
use crate::symptoms::codes;
use crate::time::{Span, Time};

/// Longest name of an institution, in characters.
pub const INSTITUTION_AT_MOST: usize = 60;

/// An isolation is over long before this; what is older is a typing mistake.
const LONGEST_AGO: Span = Span::hours(60 * 24);

codes! {
    /// What came of a visit to a doctor.
    VisitOutcome {
        /// 帰宅: went home again.
        WentHome = "went_home",
        /// 処方: medicine was prescribed.
        Prescribed = "prescribed",
        /// 検査: tests or pictures were made.
        Tested = "tested",
        /// 酸素投与: oxygen was given.
        Oxygen = "oxygen",
        /// 紹介: another institution is to see the patient.
        Referred = "referred",
        /// 入院: admitted. The stay is entered with `move-patient`.
        Admitted = "admitted",
        /// その他: see the note.
        Other = "other",
        /// An outcome of a newer version; refused in a request.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// Enters a visit to a doctor. The institution is one of this system or is named in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordVisit {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Date and time of the visit; at most 60 days ago.
    pub visited_at: Time,
    /// A hospital or clinic of the prefecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<OrganisationId>,
    /// Any other, at most 60 characters; instead of `institution`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_name: Option<String>,
    /// What came of it; at least one.
    pub outcomes: Vec<VisitOutcome>,
    /// In words, at most 500 characters; required with `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl RecordVisit {
    /// The name in words, if one is given.
    pub fn name(&self) -> Option<&str> {
        self.institution_name.as_deref().map(str::trim).filter(|name| !name.is_empty())
    }

    /// Every rule that does not hold, in the order in which it is asked.
    pub fn check(&self, rules: &RuleSet, now: Time) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, problem| errors.push(FieldError::new(field, problem));
        match (&self.institution, self.name()) {
            (None, None) => wrong("institution", Problem::Missing),
            (Some(_), Some(_)) => wrong("institution_name", Problem::Contradiction),
            _ => {}
        }
        let came = |outcome| self.outcomes.contains(&outcome);
        if self.outcomes.is_empty() {
            wrong("outcomes", Problem::Missing);
        } else if came(VisitOutcome::Unknown) {
            wrong("outcomes", Problem::WrongType);
        } else if came(VisitOutcome::WentHome) && came(VisitOutcome::Admitted) {
            wrong("outcomes", Problem::Contradiction);
        }
        if came(VisitOutcome::Other) && self.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
            wrong("note", Problem::Missing);
        }
        errors.extend(self.name().and_then(|name| too_long("institution_name", name, INSTITUTION_AT_MOST)));
        if self.outcomes.len() > VisitOutcome::ALL.len() {
            let limit = VisitOutcome::ALL.len().to_string();
            errors.push(FieldError::new("outcomes", Problem::TooMany).limit(limit));
        }
        let earliest = now - LONGEST_AGO;
        if self.visited_at > now + rules.clock_tolerance() {
            errors.push(FieldError::new("visited_at", Problem::InFuture).limit(shown(rules, now)));
        } else if self.visited_at < earliest {
            let limit = format!("{} – {}", shown(rules, earliest), shown(rules, now));
            errors.push(FieldError::new("visited_at", Problem::OutOfRange).limit(limit));
        }
        errors
    }
}

/// The visit was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitRecorded {
    /// The case.
    pub case: CaseId,
    /// When it was entered.
    pub at: Time,
}
