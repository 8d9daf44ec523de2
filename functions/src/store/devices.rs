//! Devices: which cases a phone opens, and how far its tokens have turned.

use domain::ids::CaseId;
use domain::time::{Time, seconds};
use serde::{Deserialize, Serialize};

use aws_sdk_dynamodb::types::{AttributeValue, Update};

use super::item::{self, Item, number, text};
use super::{Store, StoreError, Transaction, keys, other, read_failed};
use crate::patient::{DEVICE_LIVES, DeviceToken};

/// Devices on which one case can be open (design 7).
pub const DEVICES_AT_MOST: usize = 5;
/// Cases that one device can open (design 5).
pub const CASES_AT_MOST: usize = 8;

/// An activated device.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredDevice {
    /// The cases on it.
    pub cases: Vec<CaseId>,
    /// The highest turn that was presented.
    pub used: u32,
    /// When it was last used.
    #[serde(with = "seconds")]
    pub seen: Time,
    /// It was ended, because an old token came back.
    #[serde(default)]
    pub ended: bool,
}

impl StoredDevice {
    /// Whether this token may go on: not ended, not older than one that was used, and used lately.
    pub fn is_alive(&self, token: &DeviceToken, now: Time) -> bool {
        !self.ended && token.turn >= self.used && now - self.seen < DEVICE_LIVES
    }
}

impl Transaction {
    /// Adds a further case to a device, on both sides.
    pub fn device_case(
        &mut self,
        store: &Store,
        hash: &str,
        case: &CaseId,
        now: Time,
    ) -> Result<usize, StoreError> {
        let update = Update::builder()
            .table_name(&store.table)
            .set_key(Some(keys::device(hash).into_item(Item::new())))
            .update_expression("SET cases = list_append(cases, :one), seen = :now")
            .condition_expression("size(cases) < :most AND NOT contains(cases, :case)")
            .expression_attribute_values(":one", AttributeValue::L(vec![text(case)]))
            .expression_attribute_values(":case", text(case))
            .expression_attribute_values(":most", number(i64::try_from(CASES_AT_MOST).map_err(other)?))
            .expression_attribute_values(":now", number(now.seconds()))
            .build()
            .map_err(other)?;
        self.update(update)?;
        self.put_new(store, keys::case_device(case, hash), since(now))
    }

    /// Adds a device with its first case, on both sides.
    pub fn new_device(
        &mut self,
        store: &Store,
        hash: &str,
        case: &CaseId,
        now: Time,
    ) -> Result<usize, StoreError> {
        let device = StoredDevice { cases: vec![case.clone()], used: 0, seen: now, ended: false };
        self.put_new(store, keys::device(hash), item::write(&device)?)?;
        self.put_new(store, keys::case_device(case, hash), since(now))
    }
}

fn since(now: Time) -> Item {
    Item::from([("since".to_owned(), number(now.seconds()))])
}

impl Store {
    /// A device.
    pub async fn device(&self, hash: &str) -> Result<Option<StoredDevice>, StoreError> {
        self.get(keys::device(hash)).await?.map(item::read).transpose()
    }

    /// The devices that a case is open on, by their keyed hashes.
    pub async fn devices_of(&self, case: &CaseId) -> Result<Vec<String>, StoreError> {
        let items = self.query(&keys::case(case), "DEVICE#").await?;
        let hash = |item: &Item| item::sort_key(item).strip_prefix("DEVICE#").map(str::to_owned);
        Ok(items.iter().filter_map(hash).collect())
    }

    /// Notes that a turn was presented.
    pub async fn used(&self, hash: &str, turn: u32, now: Time) -> Result<(), StoreError> {
        self.set_device(hash, "SET used = :turn, seen = :now", now, Some(turn)).await
    }

    /// Ends a device whose old token came back.
    pub async fn end_device(&self, hash: &str, now: Time) -> Result<(), StoreError> {
        self.set_device(hash, "SET ended = :yes, seen = :now", now, None).await
    }

    async fn set_device(
        &self,
        hash: &str,
        set: &str,
        now: Time,
        turn: Option<u32>,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::device(hash).into_item(Item::new())))
            .update_expression(set)
            .expression_attribute_values(":now", number(now.seconds()));
        let update = match turn {
            Some(turn) => {
                update.condition_expression("used < :turn").expression_attribute_values(":turn", number(turn))
            }
            None => update
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":yes", AttributeValue::Bool(true)),
        };
        match update.send().await {
            Ok(_) => Ok(()),
            // Another tab was quicker with the same turn.
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(read_failed(error)),
        }
    }
}
