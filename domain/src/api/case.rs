//! `get-case`: the case as one readable story.

use serde::{Deserialize, Serialize};

use crate::api::duplicate::Counterpart;
use crate::api::first_contact::{FirstContactView, LinkedCase};
use crate::api::visit::VisitOutcome;
use crate::api::work::{CloseReason, NextStep, Reached, WorkRow};
use crate::call::CallResult;
use crate::condition::Severity;
use crate::duplicate::Linkage;
use crate::form::TestDone;
use crate::ids::{CaseId, CheckInId, OrganisationId, WorkId};
use crate::json::tagged;
use crate::level::Level;
use crate::notification::Notification;
use crate::outcome::Outcome;
use crate::person::Identity;
use crate::placement::{CareStatus, CaseKind, Channel, Risk};
use crate::reading::Answers;
use crate::release::Assessment;
use crate::reminder::Reminded;
use crate::review::{NotificationState, Revision};
use crate::rights::Role;
use crate::risk::RiskReason;
use crate::time::{Date, Time};
use crate::triage::{Personal, Reason};
use crate::work::Family;

/// Everything that the caller may see of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseView {
    /// The server's clock.
    pub now: Time,
    /// The case.
    pub case: CaseId,
    /// What it is.
    pub kind: CaseKind,
    /// Who the person is.
    pub identity: Identity,
    /// Age, pregnancy and personal limits.
    pub personal: Personal,
    /// Where the person is.
    pub care_status: CareStatus,
    /// The hotel.
    pub place: Option<OrganisationId>,
    /// The room.
    pub room: Option<String>,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// Since when the person is there.
    pub placed_at: Time,
    /// Number of that stay, to be stated when moving the patient.
    #[serde(default)]
    pub stay: u32,
    /// When the case ended.
    pub ended_at: Option<Time>,
    /// The one responsible centre.
    pub centre: OrganisationId,
    /// The contractor to whom it is assigned, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contractor: Option<OrganisationId>,
    /// … and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contractor_until: Option<Time>,
    /// When the next check-in is due.
    pub next_due: Option<Time>,
    /// Digits of the entry code, to be read aloud or printed again (R17). Empty if nobody with this disease
    /// checks in, or if the person was dead when notified.
    pub entry_code: String,
    /// How many devices are activated.
    pub devices: u32,
    /// How the notification stands.
    #[serde(default = "accepted")]
    pub notification: NotificationState,
    /// Open work, worst first.
    pub work: Vec<WorkRow>,
    /// All that happened, newest first.
    pub timeline: Vec<Entry>,
    /// How the case ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The newest first contact sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Box<FirstContactView>>,
    /// Cases of the same household.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<LinkedCase>,
    /// Cases that look like this one, or about which it was decided whether they do.
    #[serde(default)]
    pub counterparts: Vec<Counterpart>,
    /// How an open case stands to the criteria of release, if its kind is isolated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<Box<Assessment>>,
}

/// A server that does not say so yet knows only notifications of the health centre itself.
const fn accepted() -> NotificationState {
    NotificationState::Accepted
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Actor {
    /// The person's role.
    pub role: Role,
    /// Name of a member of staff; absent for the patient and for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// One entry of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// When it happened.
    pub at: Time,
    /// Who did it; absent for the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

tagged! {
/// What an entry of the timeline tells.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What as "What" by "what" {
    /// The case was notified.
    Notified {
        /// The form as filed, without what identifies the person.
        notification: Box<Notification>,
        /// Which version, from 1.
        #[serde(default)]
        version: u32,
        /// What a further version is; absent for the first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revision: Option<Revision>,
        /// Who filed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
        /// The institution for which the health centre typed it (R16).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<OrganisationId>,
    },
    /// The health centre accepted a version of the notification.
    NotificationAccepted {
        /// Which version.
        version: u32,
    },
    /// The health centre returned a version of the notification.
    NotificationReturned {
        /// Which version.
        version: u32,
        /// What is wrong with it.
        reason: String,
    },
    /// The notification was withdrawn.
    NotificationWithdrawn {
        /// Which version.
        version: u32,
        /// Why.
        reason: String,
    },
    /// A test of the person was entered (R26).
    Tested {
        /// The test.
        test: TestDone,
    },
    /// A stay began, at the time of the entry.
    Placed {
        /// Where.
        care_status: CareStatus,
        /// The hotel or the hospital.
        place: Option<OrganisationId>,
        /// The room.
        room: Option<String>,
        /// Risk class.
        risk: Risk,
        /// How check-ins come.
        channel: Channel,
        /// When the next stay closed it; open without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Time>,
        /// When it was entered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entered_at: Option<Time>,
        /// Why, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// How an inpatient was, at the time of the entry.
    Condition {
        /// How ill.
        severity: Severity,
        /// Whether oxygen was given.
        oxygen: bool,
        /// Whether a ventilator breathed for the patient.
        ventilator: bool,
        /// Whether ECMO was used.
        ecmo: bool,
        /// When it was entered.
        entered_at: Time,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The case ended, or a death was linked to it, at the time of the entry.
    Ended {
        /// How.
        outcome: Outcome,
        /// When it was entered.
        entered_at: Time,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        /// The release date, if it was released by the criteria.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        release_date: Option<Date>,
        /// How the criteria stood then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assessed: Option<Box<Assessment>>,
    },
    /// A person said that it is not time to release yet.
    ReleaseLater {
        /// Why, in words.
        note: Option<String>,
    },
    /// A device was activated with the entry code.
    Activated,
    /// The link with the entry code was sent to the patient's mobile phone.
    EntryLinkSent,
    /// A text message was to remind the patient of a check-in that had not come.
    Reminded {
        /// When that check-in was due.
        due: Time,
        /// What became of the message.
        state: Reminded,
    },
    /// A physician's limits were set or taken back.
    LimitsSet {
        /// Low limit of SpO2.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spo2_low_limit: Option<u8>,
        /// Baseline of SpO2.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spo2_baseline: Option<u8>,
        /// The last day on which they count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// Who decided.
        physician: String,
        /// Why.
        reason: String,
    },
    /// A check-in arrived.
    CheckedIn {
        /// Its id.
        id: CheckInId,
        /// What was typed.
        answers: Box<Answers>,
        /// When it was measured, by the phone's clock.
        measured_at: Time,
        /// When it was true.
        effective_at: Time,
        /// The phone's clock was off.
        clock_suspect: bool,
        /// What it was judged to be.
        level: Level,
        /// Why.
        reasons: Vec<Reason>,
        /// Rule set and version that judged.
        rules: String,
    },
    /// An alert opened.
    AlertOpened {
        /// The work.
        work: WorkId,
        /// What it is about.
        family: Family,
        /// How bad it is now.
        level: Level,
        /// Why.
        reasons: Vec<Reason>,
        /// When it truly should have opened.
        should_open_at: Time,
        /// The due times of the missed windows.
        missed: Vec<Time>,
        /// How often it rang.
        rings: u32,
    },
    /// Work was taken in hand.
    Taken {
        /// The work.
        work: WorkId,
    },
    /// Work was handed to a colleague, who has it in hand.
    Handed {
        /// The work.
        work: WorkId,
        /// Name of the colleague.
        to: String,
    },
    /// Work was put back.
    PutBack {
        /// The work.
        work: WorkId,
    },
    /// Somebody called.
    Called {
        /// Who was reached.
        reached: Reached,
        /// What happens next.
        next_step: NextStep,
        /// The result in words.
        note: Option<String>,
        /// Work that it closed.
        closed: Vec<WorkId>,
        /// Work that it was about and that is still in hand; none if there was none.
        #[serde(default)]
        kept: Vec<WorkId>,
        /// Why it could be closed.
        reason: Option<CloseReason>,
        /// What was found out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<CallResult>,
        /// When another call was promised.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call_back_at: Option<Time>,
        /// Somebody went there: it was said at the door.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        at_door: bool,
    },
    /// The case was assigned to a contractor, or taken back.
    Assigned {
        /// The contractor's name; none if it was taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// The last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// The patient saw a doctor, at the time of the entry (R14).
    Visited {
        /// The hospital or clinic, if it is one of this system.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution: Option<OrganisationId>,
        /// Any other, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution_name: Option<String>,
        /// What came of it.
        outcomes: Vec<VisitOutcome>,
        /// When it was entered.
        entered_at: Time,
        /// In words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Work was closed without a call.
    Closed {
        /// The work.
        work: WorkId,
        /// Why it could be closed.
        reason: CloseReason,
        /// The note.
        note: Option<String>,
    },
    /// A first contact sheet was recorded.
    FirstContact {
        /// Its number.
        n: u32,
        /// The risk class that came of it.
        risk: Risk,
        /// Why the rule said high.
        reasons: Vec<RiskReason>,
        /// Why a person set another class, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        override_reason: Option<String>,
    },
    /// A person decided about this case and another one (domain.md 6.5).
    Linked {
        /// The other case.
        other: CaseId,
        /// What was decided.
        linkage: Linkage,
        /// Merged: whether this case is the duplicate.
        #[serde(default)]
        is_duplicate: bool,
        /// Why, in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Something that a newer version tells.
    #[serde(other)]
    Unknown,
}
}
