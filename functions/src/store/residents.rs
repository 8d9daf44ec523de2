//! Who stays in a hotel or a hospital, whom a contractor follows, and the inpatients of a health centre.
//!
//! An item `ORG#<place>` / `CASE#resident#<case>` says since when somebody is there, or until when they
//! were: no function of ours deletes. Only those who are there stand in the index `roster`, so a list costs
//! what it shows, however many were there before. A centre's inpatients are its own cards in that index.

use aws_sdk_dynamodb::types::Update;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::api::hospital::NewestCondition;
use domain::ids::{CaseId, OrganisationId};
use domain::time::{Time, maybe_seconds};
use serde::Deserialize;

use super::item::{self, Item, number, text, text_of};
use super::{Store, StoreError, Transaction, keys, other, read_failed};

/// Rows of a page.
const PAGE: i32 = 50;

/// Whose people.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// Who stays in a hospital or a hotel.
    In(&'a OrganisationId),
    /// The inpatients of a health centre, wherever they lie.
    Of(&'a OrganisationId),
    /// Who was assigned to a contractor.
    AssignedTo(&'a OrganisationId),
}

/// Somebody who stays with an organisation.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct StoredResident {
    /// Since when.
    #[serde(default, with = "maybe_seconds")]
    pub since: Option<Time>,
    /// How the patient is, if it is a hospital and somebody entered it.
    #[serde(default)]
    pub newest: Option<NewestCondition>,
}

fn key(place: &OrganisationId, case: &CaseId) -> keys::Key {
    keys::organisation_case(place, "resident", case)
}

impl Transaction {
    /// Somebody stays with an organisation from now on, for the first time or again.
    pub fn arrives(
        &mut self,
        store: &Store,
        place: &OrganisationId,
        case: &CaseId,
        since: Time,
    ) -> Result<usize, StoreError> {
        let item = Item::from([
            ("since".to_owned(), number(since.seconds())),
            ("roster_pk".to_owned(), text(place)),
            ("roster_sk".to_owned(), text(keys::resident_place(case))),
        ]);
        self.put(store, key(place, case), item)
    }

    /// Somebody is there no more since this moment.
    pub fn leaves(
        &mut self,
        store: &Store,
        place: &OrganisationId,
        case: &CaseId,
        left: Time,
    ) -> Result<usize, StoreError> {
        self.put(store, key(place, case), Item::from([("left".to_owned(), number(left.seconds()))]))
    }

    /// A contractor follows somebody until a moment.
    pub fn assigned(
        &mut self,
        store: &Store,
        contractor: &OrganisationId,
        case: &CaseId,
        until: Time,
    ) -> Result<usize, StoreError> {
        let item = Item::from([
            ("until".to_owned(), number(until.seconds())),
            ("roster_pk".to_owned(), text(contractor)),
            ("roster_sk".to_owned(), text(format_args!("assigned#{case}"))),
        ]);
        self.put(store, keys::organisation_case(contractor, "assigned", case), item)
    }

    /// A contractor follows somebody no more.
    pub fn taken_back(
        &mut self,
        store: &Store,
        contractor: &OrganisationId,
        case: &CaseId,
    ) -> Result<usize, StoreError> {
        self.put(store, keys::organisation_case(contractor, "assigned", case), Item::new())
    }

    /// Keeps the newest condition of an inpatient where the list finds it.
    pub fn newest_condition(
        &mut self,
        store: &Store,
        place: &OrganisationId,
        case: &CaseId,
        newest: &NewestCondition,
    ) -> Result<usize, StoreError> {
        let update = Update::builder()
            .table_name(&store.table)
            .set_key(Some(key(place, case).into_item(Item::new())))
            .update_expression("SET newest = :newest")
            .expression_attribute_values(":newest", serde_dynamo::to_attribute_value(newest).map_err(other)?)
            .build();
        self.update(update.map_err(other)?)
    }
}

impl Store {
    /// One page of a health centre's active cases, and where it goes on.
    pub async fn roster(
        &self,
        centre: &OrganisationId,
        after: Option<Item>,
    ) -> Result<(Vec<CaseId>, Option<Item>), StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("roster")
            .key_condition_expression("roster_pk = :roster")
            .expression_attribute_values(":roster", text(centre))
            .set_exclusive_start_key(after)
            .send()
            .await
            .map_err(read_failed)?;
        let places = answer.items.unwrap_or_default();
        let cases = places.iter().filter_map(|item| keys::roster_case(text_of(item, "roster_sk")?));
        Ok((cases.collect(), answer.last_evaluated_key))
    }

    /// One page of cases, and where it goes on. None if `after` is not a place in this list.
    pub async fn roster_page(
        &self,
        whose: Whose<'_>,
        after: Option<&str>,
    ) -> Result<Option<(Vec<CaseId>, Option<String>)>, StoreError> {
        let (roster, begins) = match whose {
            Whose::In(place) => (place, "resident#"),
            Whose::AssignedTo(contractor) => (contractor, "assigned#"),
            // Also those whose condition is severe.
            Whose::Of(centre) => (centre, "hospitalized"),
        };
        let start = match after.map(|cursor| start(whose, cursor)) {
            Some(None) => return Ok(None),
            Some(start) => start,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("roster")
            .key_condition_expression("roster_pk = :roster AND begins_with(roster_sk, :begins)")
            .expression_attribute_values(":roster", text(roster))
            .expression_attribute_values(":begins", text(begins))
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let place = |item: &Item| text_of(item, "roster_sk").map(str::to_owned);
        let next = answer.last_evaluated_key.as_ref().and_then(place);
        let next = next.map(|place| URL_SAFE_NO_PAD.encode(place));
        let places = answer.items.unwrap_or_default();
        let cases = places.iter().filter_map(|item| keys::roster_case(text_of(item, "roster_sk")?));
        Ok(Some((cases.collect(), next)))
    }

    /// What is kept of somebody who stays with an organisation; may not know the last second yet.
    pub async fn resident(
        &self,
        place: &OrganisationId,
        case: &CaseId,
    ) -> Result<Option<StoredResident>, StoreError> {
        self.get_settled(key(place, case)).await?.map(item::read).transpose()
    }
}

/// The key after which a page begins. The list is the caller's, whatever the cursor says.
fn start(whose: Whose<'_>, cursor: &str) -> Option<Item> {
    let place = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let case = keys::roster_case(&place)?;
    let (roster, key) = match whose {
        Whose::In(place) => (place, key(place, &case)),
        Whose::AssignedTo(contractor) => (contractor, keys::organisation_case(contractor, "assigned", &case)),
        Whose::Of(centre) => (centre, keys::card(&case)),
    };
    let item = Item::from([("roster_pk".to_owned(), text(roster)), ("roster_sk".to_owned(), text(place))]);
    Some(key.into_item(item))
}
