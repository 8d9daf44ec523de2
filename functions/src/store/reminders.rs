//! Reminders of check-ins: written by whatever settles a case, told by the table's stream, and kept with
//! what became of them.

use domain::ids::CaseId;
use domain::reminder::Reminded;
use domain::time::{Time, maybe_seconds};
use serde::{Deserialize, Serialize};

use super::item::{self, Item, number, text};
use super::{Store, StoreError, Transaction, keys, other, read_failed};

/// A stored reminder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredReminder {
    /// What became of it.
    pub state: Reminded,
    /// When that was.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
}

impl Transaction {
    /// Adds that the patient is to be reminded of a window.
    pub fn reminder(&mut self, store: &Store, case: &CaseId, due: Time) -> Result<usize, StoreError> {
        let mut item = item::write(&StoredReminder { state: Reminded::Pending, at: None })?;
        item.insert("remind_pending".to_owned(), text("1"));
        self.put(store, keys::reminder(case, due), item)
    }
}

impl Store {
    /// Whether a reminder is still to be sent. Strong.
    pub async fn is_reminder_pending(&self, case: &CaseId, due: Time) -> Result<bool, StoreError> {
        let item = self.get(keys::reminder(case, due)).await?;
        Ok(item.is_some_and(|item| item.contains_key("remind_pending")))
    }

    /// Keeps what became of a reminder.
    pub async fn reminded(
        &self,
        case: &CaseId,
        due: Time,
        state: Reminded,
        at: Time,
    ) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::reminder(case, due).into_item(Item::new())))
            .update_expression("SET #state = :state, #at = :at REMOVE remind_pending")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#at", "at")
            .expression_attribute_values(":state", serde_dynamo::to_attribute_value(state).map_err(other)?)
            .expression_attribute_values(":at", number(at.seconds()))
            .send()
            .await
            .map_err(read_failed)?;
        Ok(())
    }
}
