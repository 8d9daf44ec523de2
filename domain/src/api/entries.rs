//! `list-entries` and `mark-entries-read`: staff check the entries, not only the flags (R12).

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::api::work::{Membership, SeenWork};
use crate::ids::{CaseId, CheckInId, OrganisationId, RequestId};
use crate::level::Level;
use crate::person::Label;
use crate::placement::{CareStatus, Channel, Risk};
use crate::reading::Answers;
use crate::time::{Date, Time};
use crate::triage::Reason;

/// A page of those whom a health centre follows, with what they entered on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entries {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// The day, in Japan.
    pub day: Date,
    /// At most 25, worst first within the page. A page may be empty and still have a next one: who is in a
    /// hospital is left out.
    pub rows: Vec<EntryRow>,
    /// Pass as `after` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One patient who is followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntryRow {
    /// The case.
    pub case: CaseId,
    /// Surname in kana, age, area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
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
    /// The day's entries, newest first; empty if nothing was entered.
    pub entries: Vec<DayEntry>,
    /// The last entry before that day, to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DayEntry>,
    /// Further entries with remarks that are still unread, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<DayEntry>,
    /// Level of the worse of the open alerts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Level>,
    /// Due time of the next check-in that is neither answered nor missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
    /// The open work "remarks that nobody has read", to be stated when they are marked as read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<SeenWork>,
}

/// One entry as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayEntry {
    /// The check-in.
    pub id: CheckInId,
    /// When it was true.
    pub effective_at: Time,
    /// When it arrived.
    pub received_at: Time,
    /// Who entered it: the patient, or a named member of staff.
    pub by: Actor,
    /// What it was judged to be.
    pub level: Level,
    /// Why, in the order of the table.
    pub reasons: Vec<Reason>,
    /// What was entered, remarks included.
    pub answers: Answers,
    /// Who marked it as read, and when; absent if nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<ReadMark>,
}

/// Who marked entries as read, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadMark {
    /// Name of the member of staff.
    pub by: String,
    /// When.
    pub at: Time,
}

/// Marks entries as read: everything down to a row of the list, or of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkEntriesRead {
    /// Made by the client.
    pub request_id: RequestId,
    /// For which organisation the person reads.
    pub organisation: OrganisationId,
    /// The day whose list was read.
    pub day: Date,
    /// What was read: at most 50 cases.
    pub cases: Vec<CaseRead>,
}

/// What was read of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CaseRead {
    /// The case.
    pub case: CaseId,
    /// The entries that were on the screen: at most 20.
    pub check_ins: Vec<CheckInId>,
    /// The open work "remarks that nobody has read" as it was seen. It ends, unless news arrived since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<SeenWork>,
}

/// The entries are marked as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntriesRead {
    /// Who read them, and when, as colleagues see it.
    pub mark: ReadMark,
    /// Cases whose remarks are still to be read: something arrived since, or a colleague has them in hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_unread: Vec<CaseId>,
}
