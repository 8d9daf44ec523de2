//! Check-ins: appended once, never changed, never judged again.

use domain::api::check_in::CheckInReceived;
use domain::change::Earlier;
use domain::ids::{CaseId, CheckInId, WorkId};
use domain::level::Level;
use domain::reading::Reading;
use domain::rights::Role;
use domain::time::{Time, maybe_seconds, seconds};
use domain::triage::{Place, Reason};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::item::{self, Item};
use super::{Store, StoreError, Transaction, keys};

/// A stored check-in: what was entered, by whom, when, what came of it, and the answer that was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredCheckIn {
    /// Hash of the request's body.
    pub hash: String,
    /// Who entered it.
    pub role: Role,
    /// Name of a member of staff who typed it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was measured, by the phone's clock.
    #[serde(with = "seconds")]
    pub measured: Time,
    /// When it was true.
    #[serde(with = "seconds")]
    pub effective: Time,
    /// When it arrived.
    #[serde(with = "seconds")]
    pub received: Time,
    /// Whether the phone's clock was off.
    #[serde(default)]
    pub clock_suspect: bool,
    /// The checked content.
    pub reading: Reading,
    /// What it was judged to be.
    pub level: Level,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Rule set and version that judged.
    pub rules: String,
    /// Sealed: remarks, and fields of a newer app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<ByteBuf>,
    /// The alert that it opened or joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkId>,
    /// Until when somebody calls.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub call_by: Option<Time>,
    /// When the next check-in is due.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Time>,
}

impl StoredCheckIn {
    /// The answer that was given, and is given again.
    pub fn answer(&self, id: &CheckInId, case: &CaseId) -> CheckInReceived {
        CheckInReceived {
            id: id.clone(),
            case: case.clone(),
            received_at: self.received,
            effective_at: self.effective,
            clock_suspect: self.clock_suspect,
            level: self.level,
            reasons: self.reasons.clone(),
            call_by: self.call_by,
            work: self.work.clone(),
            next_due: self.next_due,
        }
    }
}

/// The id of a check-in item.
pub fn id_of(item: &Item) -> Option<CheckInId> {
    item::sort_key(item).strip_prefix("CHECKIN#")?.parse().ok()
}

impl Transaction {
    /// Adds a new check-in.
    pub fn check_in(
        &mut self,
        store: &Store,
        case: &CaseId,
        id: &CheckInId,
        check_in: &StoredCheckIn,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::check_in(case, id), item::write(check_in)?)
    }
}

impl Store {
    /// One check-in.
    pub async fn check_in(&self, case: &CaseId, id: &CheckInId) -> Result<Option<StoredCheckIn>, StoreError> {
        self.get(keys::check_in(case, id)).await?.map(item::read).transpose()
    }

    /// All check-ins of a case, in no particular order of time.
    pub async fn check_ins(&self, case: &CaseId) -> Result<Vec<(CheckInId, StoredCheckIn)>, StoreError> {
        let items = self.query(&keys::case(case), "CHECKIN#").await?;
        items
            .into_iter()
            .filter_map(|item| Some((id_of(&item)?, item)))
            .map(|(id, item)| Ok((id, item::read(item)?)))
            .collect()
    }

    /// The same as triage needs them for a late arrival.
    pub async fn earlier(&self, case: &CaseId) -> Result<Vec<Earlier>, StoreError> {
        let check_ins = self.check_ins(case).await?;
        let earlier = |(id, stored): (CheckInId, StoredCheckIn)| Earlier {
            place: Place { effective: stored.effective, received: stored.received, id },
            reading: stored.reading,
            level: stored.level,
        };
        Ok(check_ins.into_iter().map(earlier).collect())
    }
}
