//! `send-entry-link`.

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::ids::{CaseId, RequestId};
use crate::time::Time;

/// Sends the link with the entry code to the patient's mobile phone, at most 3 times a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendEntryLink {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
}

/// The message was handed over to the network; whether it arrived, nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryLinkSent {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Time,
    /// By whom.
    pub by: Actor,
    /// How many were sent today, this one included.
    pub sent_today: u32,
}
