//! `record-outcome`.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, RequestId};
use crate::outcome::Outcome;
use crate::time::Time;

/// Ends a case (R15). It cannot be undone; whoever falls ill again is a new case (R27).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordOutcome {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Number of the last stay that was seen; refused with `has_news` if there is a later one.
    pub seen: u32,
    /// `discharged`, `released`, `deceased` or `lost`; the others follow from the notification.
    pub outcome: Outcome,
    /// When it was true, of a death its date and time; not before the current stay.
    pub at: Time,
    /// In words, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The case has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeRecorded {
    /// The case.
    pub case: CaseId,
    /// When it was entered.
    pub at: Time,
    /// Number of the outcome in the case: 2 for a death after the end.
    pub number: u32,
    /// When the case ended.
    pub ended_at: Time,
}
