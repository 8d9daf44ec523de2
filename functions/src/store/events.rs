//! Events: every change that is neither a check-in nor the opening of work. A request appends
//! exactly one, which holds a hash of its body and the answer (design 2.7). Beside them stand the
//! appended facts of a case: notifications, stays, contact attempts.

use domain::api::work::{CloseReason, NextStep, Reached};
use domain::call::CallResult;
use domain::condition::Condition;
use domain::form::{Filled, TestDone};
use domain::ids::{CaseId, OrganisationId, RequestId, WorkId};
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel, Risk};
use domain::review::Revision;
use domain::rights::Role;
use domain::time::{Date, Time, maybe_seconds, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::item;
use super::{Store, StoreError, Transaction, keys};
use crate::auth::Allowed;

/// One change: what, who, when, and the answer that was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredEvent {
    /// Name of the operation.
    pub operation: String,
    /// When.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of a member of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The organisation for which that member acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// The institution whose paper that organisation typed (R16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// Hash of the request's body.
    pub hash: String,
    /// The answer as JSON; without secrets, which are computed again.
    pub answer: String,
    /// What happened, where no fact item tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

impl StoredEvent {
    /// The event of a change that was decided.
    pub fn of(
        operation: Operation,
        by: &Allowed,
        at: Time,
        hash: &str,
        answer: &[u8],
        detail: Option<Detail>,
    ) -> Self {
        Self {
            operation: operation.name().to_owned(),
            at,
            role: by.role,
            by: by.name.clone(),
            organisation: by.organisation.clone(),
            on_behalf_of: None,
            hash: hash.to_owned(),
            answer: String::from_utf8_lossy(answer).into_owned(),
            detail,
        }
    }
}

/// What an event tells by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Detail {
    /// Work was taken in hand.
    Taken {
        /// The work.
        work: WorkId,
    },
    /// Work was handed to a colleague.
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
    /// The case was assigned to a contractor, or taken back.
    Assigned {
        /// The contractor's name; none if it was taken back.
        to: Option<String>,
        /// The last day.
        until: Option<Date>,
    },
    /// Work was closed without a call.
    Closed {
        /// The work.
        work: WorkId,
        /// Why.
        reason: CloseReason,
        /// The note, sealed.
        note: Option<ByteBuf>,
    },
    /// A device was activated.
    Activated,
    /// The link with the entry code was sent.
    EntryLinkSent,
    /// A physician's limits were set or taken back.
    LimitsSet {
        /// Low limit of SpO2.
        low: Option<u8>,
        /// Baseline of SpO2.
        baseline: Option<u8>,
        /// The last day on which they count.
        until: Option<Date>,
        /// Who decided, and why, sealed.
        note: ByteBuf,
    },
    /// It is not time to release yet.
    ReleaseLater {
        /// Why, sealed.
        note: ByteBuf,
    },
    /// A notification was accepted.
    Accepted {
        /// The version.
        version: u32,
    },
    /// A notification was returned.
    Returned {
        /// The version.
        version: u32,
        /// Why, sealed.
        reason: ByteBuf,
    },
    /// A notification was withdrawn.
    Withdrawn {
        /// The version.
        version: u32,
        /// Why, sealed.
        reason: ByteBuf,
    },
}

/// A notification without what identifies the person, which is in an identity version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredNotification {
    /// When it was filed.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff who filed it.
    pub by: Option<String>,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// Id of the form.
    pub form: String,
    /// What was filled in.
    pub answers: Filled,
    /// Version of the person's identity.
    pub identity: u32,
    /// The institution for which the health centre typed it (R16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// What a further version is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
}

/// A test of the person of a case (R26).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredTest {
    /// When it was entered.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// The test.
    pub test: TestDone,
}

/// A stay. The next one closes it at its start.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredStay {
    /// Since when.
    #[serde(with = "seconds")]
    pub from: Time,
    /// Who placed.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// Where.
    pub care_status: CareStatus,
    /// The hotel or the hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// The room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// When a move was entered; a case is filed with its first stay.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<Time>,
    /// The request that moved, to whose event the note is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestId>,
    /// Why, in words, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ByteBuf>,
}

/// How an inpatient was (R10).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredCondition {
    /// When, how ill, and what is done.
    pub condition: Condition,
    /// Who entered it.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// When it was entered.
    #[serde(with = "seconds")]
    pub entered_at: Time,
    /// The request that wrote it, to whose event the note is bound.
    pub request: RequestId,
    /// In words, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ByteBuf>,
}

/// A contact attempt (R13).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredContact {
    /// When.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// The request that wrote it, to whose event the note is bound.
    pub request: RequestId,
    /// Who was reached.
    pub reached: Reached,
    /// What happens next.
    pub next_step: NextStep,
    /// The result in words, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ByteBuf>,
    /// Work that it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<WorkId>,
    /// Why that work was closed, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CloseReason>,
    /// What was found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<CallResult>,
    /// When another call was promised.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Time>,
    /// It was said at the door.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_door: bool,
}

impl Transaction {
    /// Adds the event of a request.
    pub fn event(
        &mut self,
        store: &Store,
        case: &CaseId,
        request: &RequestId,
        event: &StoredEvent,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::event(case, request), item::write(event)?)
    }

    /// Adds a notification.
    pub fn notification(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        notification: &StoredNotification,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::notification(case, n), item::write(notification)?)
    }

    /// Adds a test of the person.
    pub fn test(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        test: &StoredTest,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::test(case, n), item::write(test)?)
    }

    /// Adds a stay.
    pub fn stay(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        stay: &StoredStay,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::stay(case, n), item::write(stay)?)
    }

    /// Adds a condition.
    pub fn condition(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        condition: &StoredCondition,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::condition(case, n), item::write(condition)?)
    }

    /// Adds a contact attempt.
    pub fn contact(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        contact: &StoredContact,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::contact(case, n), item::write(contact)?)
    }
}

impl Store {
    /// The first version of a notification.
    pub async fn first_notification(&self, case: &CaseId) -> Result<Option<StoredNotification>, StoreError> {
        self.get(keys::notification(case, 1)).await?.map(item::read).transpose()
    }

    /// The event of a request, if it was carried out.
    pub async fn event(&self, case: &CaseId, request: &RequestId) -> Result<Option<StoredEvent>, StoreError> {
        self.get(keys::event(case, request)).await?.map(item::read).transpose()
    }

    /// Every event of an operation, in no order. Strong.
    pub async fn events_of(
        &self,
        case: &CaseId,
        operation: Operation,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        let all = self.query(&keys::case(case), keys::EVENTS).await?;
        let events: Result<Vec<StoredEvent>, _> = all.into_iter().map(item::read).collect();
        Ok(events?.into_iter().filter(|event| event.operation == operation.name()).collect())
    }
}
