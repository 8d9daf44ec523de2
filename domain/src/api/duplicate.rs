//! `decide-duplicate`, and what a case tells of the cases that look like it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::duplicate::Linkage;
use crate::ids::{CaseId, RequestId};
use crate::person::Label;
use crate::placement::{CareStatus, CaseKind};
use crate::time::Time;

/// What a person decided about two cases of a health centre (domain.md 6.5). Answered like every other
/// change of a notification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideDuplicate {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case; merged, it becomes a duplicate of the other one. A merge is taken back here too.
    pub case: CaseId,
    /// The other case; merged, it is the one that is kept.
    pub other: CaseId,
    /// How many decisions about these two were seen; refused with `has_news` if there are more.
    pub seen: u32,
    /// What was decided.
    pub linkage: Linkage,
    /// Why, in words, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Without the note, which may name a person.
impl fmt::Debug for DecideDuplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecideDuplicate({}, {}, {})", self.case, self.other, self.linkage.code())
    }
}

/// A case that looks like this one, or about which it was decided whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counterpart {
    /// The other case.
    pub other: CaseId,
    /// Who it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// What it is.
    pub kind: CaseKind,
    /// Where its person is.
    pub care_status: CareStatus,
    /// What was decided; absent while that is owed or was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linkage: Option<Linkage>,
    /// Merged: whether this case is the duplicate; else the other one is.
    #[serde(default)]
    pub is_duplicate: bool,
    /// How many decisions there are about the two.
    pub decisions: u32,
    /// Who made the newest one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}
