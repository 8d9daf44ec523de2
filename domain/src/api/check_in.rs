//! `submit-check-in`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::{CaseId, CheckInId, WorkId};
use crate::level::Level;
use crate::reading::Answers;
use crate::time::Time;
use crate::triage::Reason;

/// A check-in of a patient, or of staff on behalf.
///
/// Fields that this version does not know are kept with the check-in, because a newer app may
/// have asked more (design 6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubmitCheckIn {
    /// Made on the phone when the check-in is typed; every sending of it carries the same one.
    pub id: CheckInId,
    /// Whose check-in it is.
    pub case: CaseId,
    /// When it was measured, by the phone's clock.
    pub measured_at: Time,
    /// The phone's clock at this sending. Not part of what makes two sendings the same.
    pub client_now: Time,
    /// What was typed.
    pub answers: Answers,
    /// What a newer app sent besides.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object, ignore))]
    pub extra: Map<String, Value>,
}

/// The check-in is stored, judged, and seen: whatever it raised was stored with it (design 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckInReceived {
    /// The check-in's id.
    pub id: CheckInId,
    /// Whose it is.
    pub case: CaseId,
    /// When it arrived.
    pub received_at: Time,
    /// When it was true; differs from `measured_at` if the phone's clock is off.
    pub effective_at: Time,
    /// The phone's clock was more than 5 minutes off.
    pub clock_suspect: bool,
    /// What it was judged to be.
    pub level: Level,
    /// Why, in the order of the table.
    pub reasons: Vec<Reason>,
    /// Until when somebody calls: the clock of the open alert (design 6). Absent when nobody will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_by: Option<Time>,
    /// The alert that it opened or joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkId>,
    /// When the next check-in is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
}
