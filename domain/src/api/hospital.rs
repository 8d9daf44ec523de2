//! `record-condition` and `list-inpatients` (R10, R16).

use serde::{Deserialize, Serialize};

use crate::api::work::{Membership, Place};
use crate::condition::Condition;
use crate::ids::{CaseId, OrganisationId, RequestId};
use crate::person::Label;
use crate::placement::{CareStatus, CaseKind};
use crate::time::{Span, Time};

/// How long a condition is taken for how the patient is; then somebody is to enter it again.
const CONDITION_HOLDS: Span = Span::hours(48);

/// Enters how an inpatient is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordCondition {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// How the patient is.
    pub condition: Condition,
    /// In words, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The condition was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConditionRecorded {
    /// The case.
    pub case: CaseId,
    /// When it was entered.
    pub at: Time,
    /// Number of the condition in the case.
    pub condition: u32,
    /// The care status now: severity decides between the two of an inpatient.
    pub care_status: CareStatus,
    /// Number of the current stay now.
    pub stay: u32,
}

/// A page of inpatients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inpatients {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// The hospitals of its prefecture.
    pub hospitals: Vec<Place>,
    /// At most 50: those whose condition is to be entered first, longest waiting on top.
    pub rows: Vec<InpatientRow>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An inpatient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InpatientRow {
    /// The case.
    pub case: CaseId,
    /// Who it is, in short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// What the case is.
    pub kind: CaseKind,
    /// `hospitalized` or `hospitalized_severe`.
    pub care_status: CareStatus,
    /// The hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// Room or ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Since when the patient is in this hospital.
    pub admitted_at: Time,
    /// Since when the current stay lasts, which begins anew with a severe condition and after it.
    pub placed_at: Time,
    /// Number of that stay, to be stated in `record-outcome`.
    pub stay: u32,
    /// The newest condition since the admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<NewestCondition>,
}

/// The newest condition of an inpatient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewestCondition {
    /// How the patient was.
    pub condition: Condition,
    /// When that was entered.
    pub entered_at: Time,
}

impl InpatientRow {
    /// Of when what is known is: the newest condition, or the admission if none was entered since.
    pub fn known_at(&self) -> Time {
        self.newest.as_ref().map_or(self.admitted_at, |newest| newest.condition.at)
    }

    /// Whether nobody entered for two days how the patient is.
    pub fn is_waiting(&self, now: Time) -> bool {
        now - self.known_at() > CONDITION_HOLDS
    }

    /// Order of the list: whose condition is to be entered first, longest waiting on top; then by room.
    pub fn place_in_list(&self, now: Time) -> (bool, Option<Time>, Option<String>, CaseId) {
        let waiting = self.is_waiting(now);
        (!waiting, waiting.then(|| self.known_at()), self.room.clone(), self.case.clone())
    }
}
