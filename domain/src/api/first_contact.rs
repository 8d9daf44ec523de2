//! `record-first-contact`, and what `get-case` tells of its sheets.

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::first_contact::FirstContact;
use crate::ids::{CaseId, RequestId};
use crate::person::Label;
use crate::placement::{CareStatus, Risk};
use crate::risk::RiskReason;
use crate::time::Time;

/// Records a first contact sheet (初回連絡票).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordFirstContact {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Number of the last sheet that was seen, 0 for none; refused with `has_news` if there is a later one.
    pub seen: u32,
    /// What was asked. The sheet is whole: what it lacks was not asked, whatever an earlier one says.
    pub sheet: FirstContact,
    /// Whether it was asked in a call that reached the patient: then it is also a contact attempt (R13).
    #[serde(default)]
    pub reached: bool,
}

/// The sheet was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstContactRecorded {
    /// The case.
    pub case: CaseId,
    /// When it was recorded.
    pub at: Time,
    /// Number of the sheet in the case.
    pub sheet: u32,
    /// The risk class that the case has now.
    pub risk: Risk,
    /// Why the rule says high; empty says standard.
    pub reasons: Vec<RiskReason>,
    /// Number of the current stay now: a change of risk or of the channel begins a new one.
    pub stay: u32,
    /// When the next check-in is due; none in a hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
}

/// The newest sheet of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstContactView {
    /// Its number, to be stated when recording the next.
    pub n: u32,
    /// When it was recorded.
    pub at: Time,
    /// By whom.
    pub by: Actor,
    /// What was asked.
    pub sheet: FirstContact,
    /// The risk class that came of it, the override included.
    pub risk: Risk,
    /// Why the rule said high; empty says standard.
    pub reasons: Vec<RiskReason>,
    /// Rule set and version that decided.
    pub rules: String,
}

/// A case of the same household, linked by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedCase {
    /// The case.
    pub case: CaseId,
    /// Who it is, as a list shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Where that person is.
    pub care_status: CareStatus,
    /// Whether this case's own sheet names it; else only that person's sheet does.
    pub own: bool,
}
