//! `list-releases` and `confirm-release`.

use serde::{Deserialize, Serialize};

use crate::api::work::Membership;
use crate::ids::{CaseId, RequestId};
use crate::person::Label;
use crate::placement::CareStatus;
use crate::release::Assessment;
use crate::symptoms::codes;
use crate::time::{Date, Time};

/// A page of an organisation's releases on which a person is to decide, by release date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Releases {
    /// The server's clock.
    pub now: Time,
    /// The organisation.
    pub organisation: Membership,
    /// The releases.
    pub rows: Vec<ReleaseRow>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One release, computed as the list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseRow {
    /// The case.
    pub case: CaseId,
    /// Who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Where the person is.
    pub care_status: CareStatus,
    /// Version of the task, to be stated when deciding.
    pub version: u32,
    /// Until when a person is to decide.
    pub due_at: Time,
    /// Name of whoever has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
    /// How the case stands to the criteria.
    pub assessment: Assessment,
}

codes! {
    /// What a person decides about a release.
    ReleaseDecision {
        /// 療養解除
        Released = "released",
        /// It is not time yet: looked at again a day later.
        NotYet = "not_yet",
        /// A decision of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// Decides on the release of a case (R15). A release cannot be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmRelease {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Version of the task that was seen; refused with `has_news` if it changed.
    pub seen: u32,
    /// What is decided.
    pub decision: ReleaseDecision,
    /// The release date: as proposed, or, where something is unknown, one that a person chooses, from
    /// `earliest` to today. Only and always with `released`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Date>,
    /// Why, at most 500 characters. Required with `not_yet`, and where something is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleaseConfirmed {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Time,
    /// The decision.
    pub decision: ReleaseDecision,
    /// The day before the release date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_isolation_day: Option<Date>,
    /// The release date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Date>,
    /// When it is looked at again, with `not_yet`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<Time>,
}
