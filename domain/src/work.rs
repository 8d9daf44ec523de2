//! Work: something that a person owes a case, with a level and a clock, until a person closes it.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, OrganisationId, WorkId, packed_work};
use crate::level::{Level, letter};
use crate::rights::Role;
use crate::symptoms::codes;
use crate::time::{Time, maybe_seconds, seconds};
use crate::triage::{Reason, letters};

codes! {
    /// What work is about. A case has at most one open work item of each (design 6).
    Family {
        /// An alert: a check-in was worse.
        Health = "health",
        /// An alert: a check-in did not come.
        Silence = "silence",
        /// A notification is to be checked by the health centre (R8).
        Review = "review",
        /// A returned notification is to be corrected by whoever filed it.
        Correction = "correction",
        /// Nobody of the health centre has spoken to the patient yet.
        FirstContact = "first_contact",
        /// The result of a suspected case is still to come (R24, R25).
        TestResult = "test_result",
        /// A person has to decide whether it is a duplicate of another case (domain.md 6.5).
        Duplicate = "duplicate",
        /// Where the patient is to be is not decided yet, or a bed is still to be found (R9).
        Placement = "placement",
        /// Nobody has entered for a while how an inpatient is (R10).
        Condition = "condition",
        /// Somebody promised to call at a certain time.
        CallBack = "call_back",
        /// Staff call this patient every day, and it is time to (R11, "or other means").
        CallDue = "call_due",
        /// Nobody answers: somebody has to go there and look (domain.md 4.6).
        Visit = "visit",
        /// The telephone number is wrong.
        Number = "number",
        /// Nobody here speaks the patient's language.
        Interpreter = "interpreter",
        /// A check-in says something in words that nobody has read yet.
        Remarks = "remarks",
        /// The criteria of release are met: a person decides (R15).
        Release = "release",
        /// Work of a newer version: shown, and done where its case is.
        #[serde(other)]
        Unknown = "unknown",
    }
}

impl Family {
    /// The two alerts. The card mirrors them, so that a check-in reads nothing else.
    pub const ALERTS: [Self; 2] = [Self::Health, Self::Silence];
    /// Everything else: work that the card knows nothing of.
    pub const TASKS: [Self; 14] = [
        Self::Review,
        Self::Correction,
        Self::FirstContact,
        Self::TestResult,
        Self::Duplicate,
        Self::Placement,
        Self::Condition,
        Self::CallBack,
        Self::CallDue,
        Self::Visit,
        Self::Number,
        Self::Interpreter,
        Self::Remarks,
        Self::Release,
    ];

    /// Whether somebody in this role sees and does it for the responsible centre: a hotel's desk the alerts
    /// of its residents and the knock at the door, a contractor whatever a call is about (domain.md 6.2). A
    /// review, a placement, an interpreter, a release stay the centre's.
    pub const fn is_seen_by(self, role: Role) -> bool {
        match role {
            Role::HotelDesk => matches!(self, Self::Health | Self::Silence | Self::Visit),
            Role::ContractorStaff => matches!(
                self,
                Self::Health | Self::Silence | Self::Visit | Self::CallBack | Self::CallDue | Self::Remarks
            ),
            _ => true,
        }
    }

    /// Whether it is owed only as long as the case lasts. A notification is checked all the same.
    pub const fn ends_with_case(self) -> bool {
        !matches!(self, Self::Review | Self::Correction | Self::Duplicate)
    }
}

codes! {
    /// How work stands.
    WorkState {
        /// Its time has not come; nobody sees it.
        Waiting = "waiting",
        /// Nobody has it in hand.
        Open = "open",
        /// A named person has it in hand.
        InHand = "in_hand",
        /// A person closed it.
        Closed = "closed",
    }
}

/// Open work as a decision sees it. The card mirrors the two alerts so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The work item.
    #[serde(rename = "i", with = "packed_work")]
    pub id: WorkId,
    /// Its level.
    #[serde(rename = "l", with = "letter")]
    pub level: Level,
    /// Its clock.
    #[serde(rename = "d", with = "seconds")]
    pub due_at: Time,
    /// Who has it in hand, since when.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// Its version.
    #[serde(rename = "v")]
    pub version: u32,
    /// Silence: due time of the last missed window.
    #[serde(rename = "m", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub last_missed: Option<Time>,
    /// Silence: a check-in came late, or a call reached the patient.
    #[serde(rename = "r", default, skip_serializing_if = "is_false")]
    pub reported_late: bool,
    /// Silence: when somebody goes there and looks, unless the patient is heard of.
    #[serde(rename = "g", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub visit_at: Option<Time>,
    /// Silence: that visit is owed.
    #[serde(rename = "w", default, skip_serializing_if = "is_false")]
    pub visit: bool,
}

/// Who has work in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Subject of the person.
    #[serde(rename = "b")]
    pub by: String,
    /// Since when.
    #[serde(rename = "a", with = "seconds")]
    pub at: Time,
}

/// Cautions with these reasons only are shown, not alerted, until then (design 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Until when.
    #[serde(rename = "u", with = "seconds")]
    pub until: Time,
    /// Which reasons.
    #[serde(rename = "r", with = "letters")]
    pub reasons: Vec<Reason>,
}

/// Work that is no alert, as its item tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which family.
    pub family: Family,
    /// The work.
    pub work: Work,
    /// How it stands.
    pub state: WorkState,
    /// When its time comes, while it waits.
    pub wake_at: Option<Time>,
    /// The other cases that it is about, if it asks whether this one is a duplicate.
    pub others: Vec<CaseId>,
}

/// What becomes of the ladder on which work rings again and higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It stands where it was.
    Stays,
    /// The next step rings.
    Climbs,
    /// A result was written: it begins anew.
    Begins,
}

/// What one decision does to one work item.
#[allow(clippy::struct_excessive_bools)] // each is a thing of its own that a decision does to work
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkChange {
    /// Which family.
    pub family: Family,
    /// The work after the change.
    pub work: Work,
    /// The version of its item before, or none if there is none yet.
    pub was: Option<u32>,
    /// Whether the change opens it, for the first time or again.
    pub opens: bool,
    /// It opens only then; until then nobody sees it.
    pub waits_until: Option<Time>,
    /// Who owes it, if it is not the responsible centre; only if the change opens it.
    pub owner: Option<OrganisationId>,
    /// When it truly should have opened; only if the change opens it.
    pub should_open_at: Time,
    /// Reasons to add.
    pub reasons: Vec<Reason>,
    /// Due times of missed windows to add.
    pub missed: Vec<Time>,
    /// The other cases that it is about, after the change.
    pub others: Vec<CaseId>,
    /// Whether it rings.
    pub rings: bool,
    /// What becomes of its ladder.
    pub step: Step,
    /// Until when whoever has it in hand writes a result, if that changed.
    pub result_due: Option<Time>,
    /// When the sweep looks at it again, if that changed.
    pub wake_at: Option<Time>,
    /// Whether it was closed.
    pub closed: bool,
    /// Whether it only goes to other hands: its time to look again stays what it is.
    pub handed_on: bool,
    /// Who sees it no more: a hotel that the patient left, a contractor whose assignment ended.
    pub left: Vec<OrganisationId>,
}

impl Work {
    /// How it stands while it is open.
    pub const fn state(&self) -> WorkState {
        if self.taken.is_some() { WorkState::InHand } else { WorkState::Open }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}
