//! Beds and rooms: one partition for a prefecture and a day, in which every version of every institution
//! is appended and stays (R46; design 2.6). So the day of a prefecture is one query.

use aws_sdk_dynamodb::types::ConditionCheck;
use domain::capacity::Capacity;
use domain::ids::OrganisationId;
use domain::rights::Role;
use domain::time::{Date, Time, seconds};
use serde::{Deserialize, Serialize};

use super::item::{self, Item};
use super::{Store, StoreError, Transaction, keys, other};

/// One version of an institution's figures of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCapacity {
    /// When it was filed: since then it was known (domain.md 7.2).
    #[serde(with = "seconds")]
    pub filed_at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// For which organisation they acted; the institution itself is in the key.
    pub organisation: OrganisationId,
    /// The figures.
    pub capacity: Capacity,
}

/// A version with its place.
#[derive(Clone, Debug)]
pub struct CapacityItem {
    /// The hospital or hotel.
    pub institution: OrganisationId,
    /// 1 for the first.
    pub version: u32,
    /// What was filed.
    pub stored: StoredCapacity,
}

/// An institution's day in its prefecture.
#[derive(Clone, Copy)]
pub struct CapacityDay<'a> {
    /// The prefecture.
    pub prefecture: &'a OrganisationId,
    /// The day.
    pub day: Date,
    /// The hospital or hotel.
    pub institution: &'a OrganisationId,
}

impl Transaction {
    /// Adds a version of a day's figures, which must not exist yet.
    pub fn capacity(
        &mut self,
        store: &Store,
        of: CapacityDay<'_>,
        version: u32,
        stored: &StoredCapacity,
    ) -> Result<usize, StoreError> {
        let key = keys::capacity(of.prefecture, of.day, of.institution, version);
        self.put_new(store, key, item::write(stored)?)
    }

    /// Adds the condition that a version of a day's figures exists.
    pub fn capacity_exists(
        &mut self,
        store: &Store,
        of: CapacityDay<'_>,
        version: u32,
    ) -> Result<usize, StoreError> {
        let key = keys::capacity(of.prefecture, of.day, of.institution, version);
        let check = ConditionCheck::builder()
            .table_name(&store.table)
            .set_key(Some(key.into_item(Item::new())))
            .condition_expression("attribute_exists(pk)")
            .build();
        self.check(check.map_err(other)?)
    }
}

impl Store {
    /// The newest version of each institution of a prefecture on a day, or of only one. Strong.
    ///
    /// A version that cannot be read fails the whole list: left out, its institution would look as if it
    /// had not entered anything.
    pub async fn capacities(
        &self,
        prefecture: &OrganisationId,
        day: Date,
        only: Option<&OrganisationId>,
    ) -> Result<Vec<CapacityItem>, StoreError> {
        let begins = only.map(keys::capacities_of).unwrap_or_default();
        let mut newest: Vec<CapacityItem> = Vec::new();
        for found in self.query(&keys::capacity_of(prefecture, day), &begins).await? {
            let broken = || StoreError::Other("a capacity has no institution or version".to_owned());
            let (institution, version) = keys::capacity_version(item::sort_key(&found)).ok_or_else(broken)?;
            // Versions come in order, so the last of an institution is the newest.
            if newest.last().is_some_and(|last| last.institution == institution) {
                newest.pop();
            }
            newest.push(CapacityItem { institution, version, stored: item::read(found)? });
        }
        Ok(newest)
    }
}
