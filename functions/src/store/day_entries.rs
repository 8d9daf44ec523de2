//! What those whom a centre follows entered, and what of it was read.
//!
//! Ids of check-ins are made by phones and say nothing of time, and a late one may belong anywhere. So a case
//! is read as one query of its card and all its check-ins, which stand beside each other in its partition:
//! one read unit for two weeks of them, and none is missed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{CaseId, CheckInId, OrganisationId, RequestId};
use domain::time::{Date, Time, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::cards::{self, StoredCard};
use super::check_ins::{StoredCheckIn, id_of};
use super::item::{self, Item, text, text_of};
use super::{Store, StoreError, Transaction, keys, read_failed};

/// Cases of a page.
const PAGE: i32 = 25;

/// "Read down to here": who read which entries, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredMark {
    /// When.
    #[serde(with = "seconds")]
    pub at: Time,
    /// Name of the member of staff.
    pub by: String,
    /// The entries, sixteen bytes each.
    pub check_ins: ByteBuf,
}

/// The sixteen bytes of a check-in's id.
pub fn packed(id: &CheckInId) -> Option<[u8; 16]> {
    Some(*uuid::Uuid::parse_str(id.as_str()).ok()?.as_bytes())
}

impl StoredMark {
    /// A mark of these entries.
    pub fn new(at: Time, by: String, check_ins: &[&CheckInId]) -> Self {
        let bytes: Vec<u8> = check_ins.iter().filter_map(|id| packed(id)).flatten().collect();
        Self { at, by, check_ins: ByteBuf::from(bytes) }
    }

    /// The entries that it marks.
    pub fn ids(&self) -> impl Iterator<Item = [u8; 16]> {
        self.check_ins.chunks_exact(16).filter_map(|id| id.try_into().ok())
    }
}

/// A case as the list of entries needs it.
pub struct Followed {
    /// The card.
    pub stored: StoredCard,
    /// All its check-ins, in no order of time.
    pub check_ins: Vec<(CheckInId, StoredCheckIn)>,
}

impl Store {
    /// One page of the active cases of a centre that are not in a hospital, and where it goes on. None if
    /// `after` is not a place in this list.
    pub async fn followed(
        &self,
        centre: &OrganisationId,
        after: Option<&str>,
    ) -> Result<Option<(Vec<CaseId>, Option<String>)>, StoreError> {
        let start = match after.map(|cursor| start(centre, cursor)) {
            Some(None) => return Ok(None),
            Some(start) => start,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("roster")
            .key_condition_expression("roster_pk = :roster")
            .expression_attribute_values(":roster", text(centre))
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let place = |item: &Item| text_of(item, "roster_sk").map(str::to_owned);
        let next = answer.last_evaluated_key.as_ref().and_then(place);
        let next = next.map(|place| URL_SAFE_NO_PAD.encode(place));
        let places: Vec<String> = answer.items.unwrap_or_default().iter().filter_map(place).collect();
        let cases = places.iter().filter(|place| !place.starts_with("hospitalized"));
        Ok(Some((cases.filter_map(|place| keys::roster_case(place)).collect(), next)))
    }

    /// The card and all check-ins of a case; strongly if what is shown will be marked as read.
    pub async fn card_and_check_ins(
        &self,
        case: &CaseId,
        strong: bool,
    ) -> Result<Option<Followed>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(strong)
            .key_condition_expression("pk = :pk AND sk BETWEEN :card AND :last")
            .expression_attribute_values(":pk", text(keys::case(case)))
            .expression_attribute_values(":card", text(keys::card(case).sk))
            // `~` sorts after every id.
            .expression_attribute_values(":last", text("CHECKIN#~"));
        let mut pages = query.into_paginator().items().send();
        let (mut stored, mut check_ins) = (None, Vec::new());
        while let Some(item) = pages.next().await {
            let item = item.map_err(read_failed)?;
            match id_of(&item) {
                Some(id) => check_ins.push((id, item::read(item)?)),
                None if item::sort_key(&item) == keys::card(case).sk => {
                    stored = Some(cards::read(case, item)?);
                }
                None => {}
            }
        }
        Ok(stored.map(|stored| Followed { stored, check_ins }))
    }

    /// What somebody of this organisation read of a day's entries. Strong.
    pub async fn entries_read(
        &self,
        organisation: &OrganisationId,
        day: Date,
    ) -> Result<Vec<StoredMark>, StoreError> {
        let marks = self.query(&keys::organisation(organisation), &keys::reads_of(day)).await?;
        marks.into_iter().map(item::read).collect()
    }
}

impl Transaction {
    /// Adds that somebody read entries of a day.
    pub fn entries_read(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        day: Date,
        request: &RequestId,
        mark: &StoredMark,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::entries_read(organisation, day, request), item::write(mark)?)
    }
}

/// The key after which a page begins. The list is the caller's, whatever the cursor says.
fn start(centre: &OrganisationId, cursor: &str) -> Option<Item> {
    let place = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let key = keys::card(&keys::roster_case(&place)?);
    let item = Item::from([("roster_pk".to_owned(), text(centre)), ("roster_sk".to_owned(), text(place))]);
    Some(key.into_item(item))
}
