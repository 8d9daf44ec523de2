//! `list-colleagues` and `list-closed-work`: what the desk of a shift asks beside its list of open work.

use serde::{Deserialize, Serialize};

use crate::api::work::{CloseReason, Membership};
use crate::ids::{CaseId, WorkId};
use crate::level::Level;
use crate::person::Label;
use crate::rights::Role;
use crate::time::Time;
use crate::triage::Reason;
use crate::work::Family;

/// The members of an organisation, to whom work can be handed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleagues {
    /// The organisation.
    pub organisation: Membership,
    /// Its members by name, the signed-in person among them.
    pub members: Vec<Colleague>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// Subject at the identity provider, to be named in `take-work`.
    pub subject: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The signed-in person.
    #[serde(default)]
    pub me: bool,
}

/// Work that an organisation closed since a moment, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedWork {
    /// The server's clock.
    pub now: Time,
    /// Whose work it was.
    pub organisation: Membership,
    /// Since when.
    pub since: Time,
    /// At most 50.
    pub rows: Vec<ClosedRow>,
    /// Pass as `after` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One closed work item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClosedRow {
    /// The case.
    pub case: CaseId,
    /// Its id.
    pub work: WorkId,
    /// What it was about.
    pub family: Family,
    /// How bad it was.
    pub level: Level,
    /// Why it was opened, in the order of the table.
    pub reasons: Vec<Reason>,
    /// When it opened.
    pub opened_at: Time,
    /// When it was closed.
    pub closed_at: Time,
    /// By whom; absent if another step of a person settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_why: Option<CloseReason>,
    /// Surname in kana, age, area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
}
