//! `move-patient`.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, RequestId};
use crate::stay::Stay;
use crate::time::Time;

/// Moves a patient to another place or another care status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MovePatient {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Number of the last stay that was seen; refused with `has_news` if there is a later one.
    pub seen: u32,
    /// Where the patient is from now on.
    pub stay: Stay,
    /// Why, in words, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The patient was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatientMoved {
    /// The case.
    pub case: CaseId,
    /// When the move was entered.
    pub at: Time,
    /// Number of the new stay.
    pub stay: u32,
    /// When the next check-in is due; none in a hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
}
