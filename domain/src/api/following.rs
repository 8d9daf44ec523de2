//! `list-followed` and `assign-contractor`: whom hotels and contractors follow for a health centre (R12, R42).

use serde::{Deserialize, Serialize};

use crate::api::work::Membership;
use crate::ids::{CaseId, OrganisationId, RequestId, WorkId};
use crate::level::Level;
use crate::placement::{CareStatus, Risk};
use crate::time::{Date, Time};
use crate::work::Family;

/// Assigns a case to a contractor for a time, or takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignContractor {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// To whom; without it the case is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contractor: Option<OrganisationId>,
    /// The last day, at most 60 days ahead; required with a contractor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// To whom it was assigned when it was looked at; refused with `has_news` if that has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<OrganisationId>,
}

/// Whose it is from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContractorAssigned {
    /// The case.
    pub case: CaseId,
    /// When it was decided.
    pub at: Time,
    /// The contractor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contractor: Option<OrganisationId>,
    /// Until when it sees the case: the end of the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

/// A page of those whom an organisation follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowedPage {
    /// The server's clock.
    pub now: Time,
    /// Who follows.
    pub organisation: Membership,
    /// At most 50 people.
    pub rows: Vec<Followed>,
    /// Where the next page begins; none after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Somebody whom a hotel or a contractor follows: what they may know (domain.md 6.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Followed {
    /// The case.
    pub case: CaseId,
    /// Surname in kana, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// Age in months at filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_months: Option<u16>,
    /// The room, for the hotel only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Where the person is.
    pub care_status: CareStatus,
    /// Risk class.
    pub risk: Risk,
    /// Since when the person is there.
    pub placed_at: Time,
    /// Until when it is assigned, for a contractor only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// The last check-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastEntry>,
    /// When the next check-in is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
    /// Open alerts, worst first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<FollowedAlert>,
}

/// The last check-in of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastEntry {
    /// When it was true.
    pub at: Time,
    /// What it was judged to be.
    pub level: Level,
}

/// An open alert of somebody who is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowedAlert {
    /// The work.
    pub work: WorkId,
    /// What it is about.
    pub family: Family,
    /// How bad it is.
    pub level: Level,
    /// Its clock.
    pub due_at: Time,
    /// A missed check-in came late, or the patient was reached.
    #[serde(default)]
    pub reported_late: bool,
    /// Somebody has it in hand: the name, empty if nobody of that subject is a member any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
    /// The signed-in person has it in hand.
    #[serde(default)]
    pub mine: bool,
}
