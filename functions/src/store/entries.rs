//! Entry codes: found by a keyed hash, never stored. Tries are counted before the birth date is compared.

use aws_sdk_dynamodb::types::Update;
use domain::ids::CaseId;
use serde::{Deserialize, Serialize};

use super::item::{self, Item, number};
use super::{Store, StoreError, Transaction, keys, other, read_failed};

/// Wrong birth dates that lock a code (design 7).
pub const TRIES: u32 = 5;

/// What an entry code opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredEntry {
    /// The case.
    pub case: CaseId,
    /// Issue number of the code.
    pub issue: u32,
    /// Keyed hash of the birth date.
    pub birth: String,
    /// Wrong tries so far.
    pub tries: u32,
}

impl Transaction {
    /// Adds an entry code, by its keyed hash.
    pub fn entry(&mut self, store: &Store, hash: &str, entry: &StoredEntry) -> Result<usize, StoreError> {
        self.put_new(store, keys::entry(hash), item::write(entry)?)
    }
}

impl Transaction {
    /// Adds the birth date that opens a code from now on; wrong tries of the one before are forgotten.
    pub fn entry_birth(&mut self, store: &Store, hash: &str, birth: &str) -> Result<usize, StoreError> {
        let update = Update::builder()
            .table_name(&store.table)
            .set_key(Some(keys::entry(hash).into_item(Item::new())))
            .update_expression("SET birth = :birth, tries = :none")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":birth", item::text(birth))
            .expression_attribute_values(":none", number(0))
            .build();
        self.update(update.map_err(other)?)
    }
}

impl Store {
    /// Counts a try and reads what the code opens; none if there is no such code, or if it is locked.
    pub async fn try_entry(&self, hash: &str) -> Result<Option<StoredEntry>, StoreError> {
        let sent = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::entry(hash).into_item(Item::new())))
            .update_expression("ADD tries :one")
            .condition_expression("attribute_exists(pk) AND tries < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(TRIES))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew)
            .send()
            .await;
        match sent {
            Ok(answer) => answer.attributes.map(item::read).transpose(),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(read_failed(error)),
        }
    }

    /// The case of a code, for staff: no try, and not strong, since a code is there before its slip.
    pub async fn case_of_entry(&self, hash: &str) -> Result<Option<CaseId>, StoreError> {
        let Some(item) = self.get_settled(keys::entry(hash)).await? else { return Ok(None) };
        item::read::<StoredEntry>(item).map(|entry| Some(entry.case))
    }

    /// Forgets the tries after the right birth date.
    pub async fn forget_tries(&self, hash: &str) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::entry(hash).into_item(Item::new())))
            .update_expression("SET tries = :none")
            .expression_attribute_values(":none", number(0))
            .send()
            .await
            .map_err(read_failed)?;
        Ok(())
    }
}
