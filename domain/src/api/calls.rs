//! `list-calls` and `submit-automated-call`: people who are followed without a smartphone (R11, "or other
//! means").

use serde::{Deserialize, Serialize};

use crate::api::work::Membership;
use crate::ids::{CaseId, OrganisationId, RequestId};
use crate::keypad::Pressed;
use crate::level::Level;
use crate::person::Label;
use crate::placement::{CareStatus, Risk};
use crate::time::Time;

/// Whom the staff of a health centre still have to call today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallList {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// Those whose call is due first on top; of those, a high risk first.
    pub rows: Vec<CallRow>,
    /// Where the next page begins; none after the last. A page may have no rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Somebody to be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallRow {
    /// The case.
    pub case: CaseId,
    /// Who it is, in short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Where the person is.
    pub care_status: CareStatus,
    /// The hotel or facility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// The room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Risk class.
    pub risk: Risk,
    /// When the call is due.
    pub due: Time,
    /// Until when it may be unanswered without an alert; past if the alert is there.
    pub until: Time,
    /// The level of the worst open alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Level>,
}

/// What an automated call has heard. Its provider learns nothing from the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitAutomatedCall {
    /// Made by the provider; also the id of the check-in.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// When it was called.
    pub called_at: Time,
    /// Whether somebody answered the call.
    pub answered: bool,
    /// Whether every question was asked and answered; false if somebody hung up.
    #[serde(default)]
    pub completed: bool,
    /// The keys that were pressed, one entry a question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Pressed>,
}

/// The call was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AutomatedCallTaken {
    /// The request.
    pub request_id: RequestId,
    /// When it was taken in.
    pub at: Time,
}
