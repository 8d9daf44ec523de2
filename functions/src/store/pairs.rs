//! What was decided about two cases that look alike (domain.md 6.5): appended to both and never changed;
//! the newest decision holds.

use std::collections::BTreeMap;

use domain::duplicate::{self, Linkage};
use domain::ids::{CaseId, RequestId};
use domain::review::NotificationState;
use domain::rights::Role;
use domain::time::{Time, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::item::{self, Item};
use super::{Store, StoreError, Transaction, keys};

/// A decision as it is stored, alike in both cases.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredPair {
    /// When.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// The request that wrote it.
    pub request: RequestId,
    /// What was decided.
    pub linkage: Linkage,
    /// The case that the request named: merged, the duplicate.
    pub case: CaseId,
    /// How its notification stood before.
    pub was: NotificationState,
    /// Why, sealed for the request's event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ByteBuf>,
}

/// The decisions about a case, by the other case, oldest first.
#[derive(Default)]
pub struct Pairs(BTreeMap<CaseId, Vec<StoredPair>>);

impl Pairs {
    /// Those among the items of a case.
    pub fn of(items: &[Item]) -> Result<Self, StoreError> {
        let mut pairs = Self::default();
        for item in items.iter().filter(|item| item::sort_key(item).starts_with(keys::PAIRS)) {
            pairs.read(item.clone())?;
        }
        Ok(pairs)
    }

    /// Takes in the item of a decision. Items come in the order of their keys.
    pub fn read(&mut self, item: Item) -> Result<(), StoreError> {
        let other = keys::pair_of(item::sort_key(&item));
        let other = other.ok_or_else(|| StoreError::Other("a decision has no other case".to_owned()))?;
        self.0.entry(other).or_default().push(item::read(item)?);
        Ok(())
    }

    /// Every decision about this other case.
    pub fn about(&self, other: &CaseId) -> &[StoredPair] {
        self.0.get(other).map_or(&[], Vec::as_slice)
    }

    /// The decision that holds about this other case.
    pub fn holds(&self, other: &CaseId) -> Option<&StoredPair> {
        let decided = self.about(other);
        duplicate::newest(decided.iter().map(|pair| pair.linkage)).and(decided.last())
    }

    /// The other cases.
    pub fn others(&self) -> impl Iterator<Item = &CaseId> {
        self.0.keys()
    }

    /// The case that is kept, if `own` is a duplicate.
    pub fn kept(&self, own: &CaseId) -> Option<&CaseId> {
        self.others().find(|other| self.is_merged(other, own))
    }

    /// Whether other cases are duplicates of `own`.
    pub fn has_duplicates(&self, own: &CaseId) -> bool {
        self.others().any(|other| other != own && self.is_merged(other, other))
    }

    fn is_merged(&self, other: &CaseId, duplicate: &CaseId) -> bool {
        self.holds(other).is_some_and(|pair| pair.linkage == Linkage::Merged && pair.case == *duplicate)
    }
}

impl Transaction {
    /// Adds decision `n` about two cases, to both.
    pub fn pair(
        &mut self,
        store: &Store,
        other: &CaseId,
        n: u32,
        pair: &StoredPair,
    ) -> Result<(), StoreError> {
        self.put_new(store, keys::pair(&pair.case, other, n), item::write(pair)?)?;
        self.put_new(store, keys::pair(other, &pair.case, n), item::write(pair)?)?;
        Ok(())
    }
}

impl Store {
    /// The decisions about a case. Strong.
    pub async fn pairs(&self, case: &CaseId) -> Result<Pairs, StoreError> {
        Pairs::of(&self.query(&keys::case(case), keys::PAIRS).await?)
    }
}
