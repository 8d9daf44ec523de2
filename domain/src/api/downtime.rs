//! `list-downtime`: what a health centre needs on paper to go on calling while the system is down.

use serde::{Deserialize, Serialize};

use crate::api::work::Membership;
use crate::ids::{CaseId, OrganisationId};
use crate::level::Level;
use crate::placement::{CareStatus, Channel, Risk};
use crate::reading::Answers;
use crate::rules::WallClock;
use crate::time::Time;
use crate::triage::Reason;
use crate::work::Family;

/// A page of those whom a health centre follows, with whatever a call needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DowntimeList {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// At most 25, in no order. A page may be empty and still have a next one: who is in a hospital is left
    /// out.
    pub rows: Vec<DowntimeRow>,
    /// Pass as `after` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One patient who is followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DowntimeRow {
    /// The case.
    pub case: CaseId,
    /// The name; absent if it is unknown or could not be opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name in kana.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_kana: Option<String>,
    /// The telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Age in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_months: Option<u16>,
    /// Whether the person is pregnant.
    #[serde(default)]
    pub pregnant: bool,
    /// Where the patient is.
    pub care_status: CareStatus,
    /// The hotel or facility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// The room there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// At which times of a day check-ins are due; empty if none are.
    pub due_times: Vec<WallClock>,
    /// Due time of the next check-in that is neither answered nor missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
    /// The last check-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastEntry>,
    /// The open alerts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<OpenAlert>,
}

/// How the patient was last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastEntry {
    /// When it was true.
    pub effective_at: Time,
    /// What it was judged to be.
    pub level: Level,
    /// Why, in the order of the table.
    pub reasons: Vec<Reason>,
    /// What was entered, without remarks.
    pub answers: Answers,
}

/// An open alert with its clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenAlert {
    /// What it is about.
    pub family: Family,
    /// How bad it is.
    pub level: Level,
    /// Its clock.
    pub due_at: Time,
    /// Whether somebody has it in hand.
    #[serde(default)]
    pub in_hand: bool,
}
