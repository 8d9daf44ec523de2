//! Case cards: read strongly, replaced under a condition on their version.

use domain::card::Card;
use domain::change::Changed;
use domain::ids::CaseId;
use domain::placement::{CareStatus, CaseKind};
use domain::time::Time;

use super::due::due_shard;
use super::item::{self, Item, binary, binary_of, text, text_of};
use super::{Store, StoreError, Transaction, keys};

/// A card with the sealed label that it carries.
#[derive(Clone, Debug)]
pub struct StoredCard {
    /// The card.
    pub card: Card,
    /// Surname in kana, age and area, sealed; copied unchanged into work.
    pub label: Vec<u8>,
}

impl Store {
    /// A strong read of a card.
    pub async fn card(&self, case: &CaseId) -> Result<Option<StoredCard>, StoreError> {
        let Some(item) = self.get(keys::card(case)).await? else { return Ok(None) };
        read(case, item).map(Some)
    }
}

impl Store {
    /// A strong read of a card with its time to look again, as it stands in the index.
    pub async fn card_and_wake(
        &self,
        case: &CaseId,
    ) -> Result<Option<(StoredCard, Option<Time>)>, StoreError> {
        let Some(item) = self.get(keys::card(case)).await? else { return Ok(None) };
        let wake_at = text_of(&item, "wake_at").and_then(|text| text.parse().ok());
        Ok(Some((read(case, item)?, wake_at)))
    }

    /// A read of a card for half the price, to be shown; nothing is decided on it.
    pub async fn settled_card(&self, case: &CaseId) -> Result<Option<StoredCard>, StoreError> {
        let Some(item) = self.get_settled(keys::card(case)).await? else { return Ok(None) };
        read(case, item).map(Some)
    }
}

/// The card of an item.
pub(crate) fn read(case: &CaseId, item: Item) -> Result<StoredCard, StoreError> {
    let label = binary_of(&item, "label").unwrap_or_default().to_vec();
    let card: Card = item::read(item)?;
    Ok(StoredCard { card: card.of(case.clone()), label })
}

/// The whole item of a card, index attributes included.
pub fn item(card: &Card, label: &[u8], wake_at: Option<Time>) -> Result<Item, StoreError> {
    let mut item = item::write(card)?;
    item.insert("label".to_owned(), binary(label.to_vec()));
    if let Some(wake_at) = wake_at {
        item.insert("due_shard".to_owned(), text(due_shard(&card.case)));
        item.insert("wake_at".to_owned(), text(wake_at));
    }
    if card.care_status != CareStatus::Ended && card.kind != CaseKind::Canary {
        item.insert("roster_pk".to_owned(), text(&card.centre));
        item.insert("roster_sk".to_owned(), text(format_args!("{}#{}", card.care_status.code(), card.case)));
    }
    Ok(item)
}

impl Transaction {
    /// Adds the card of a new case.
    pub fn new_card(
        &mut self,
        store: &Store,
        card: &Card,
        label: &[u8],
        wake_at: Option<Time>,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::card(&card.case), item(card, label, wake_at)?)
    }

    /// Adds a changed card under the condition on its version.
    pub fn changed_card(
        &mut self,
        store: &Store,
        changed: &Changed,
        label: &[u8],
    ) -> Result<usize, StoreError> {
        if let Some(due) = changed.reminds {
            self.reminder(store, &changed.card.case, due)?;
        }
        if let Some(contractor) = &changed.unassigned {
            self.taken_back(store, contractor, &changed.card.case)?;
        }
        let item = item(&changed.card, label, changed.wake_at)?;
        self.replace(store, keys::card(&changed.card.case), item, "v", changed.was)
    }
}
