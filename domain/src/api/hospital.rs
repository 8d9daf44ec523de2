//! `record-condition`.

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::ids::{CaseId, RequestId};
use crate::placement::CareStatus;
use crate::time::Time;

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
