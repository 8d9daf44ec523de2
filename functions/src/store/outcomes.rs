//! Outcomes of a case: how it ended, and a death that was linked to it later (R15; design 2.6).

use domain::ids::{CaseId, RequestId};
use domain::outcome::Outcome;
use domain::release::Assessment;
use domain::rights::Role;
use domain::time::{Date, Time, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{Store, StoreError, Transaction, item, keys};

/// How a case ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredOutcome {
    /// How.
    pub outcome: Outcome,
    /// When it was true.
    #[serde(with = "seconds")]
    pub at: Time,
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
    /// The day on which somebody is free to go, if the release was decided by the criteria.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Date>,
    /// How the criteria stood when it was decided, and which version of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed: Option<Assessment>,
}

impl Transaction {
    /// Adds an outcome.
    pub fn outcome(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        outcome: &StoredOutcome,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::outcome(case, n), item::write(outcome)?)
    }
}
