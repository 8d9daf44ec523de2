//! The index `attention`: an organisation's open work in the order in which a person takes it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::api::work::SeenAs;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::level::Level;
use domain::time::{Time, maybe_seconds, seconds};
use domain::triage::Reason;
use serde::{Deserialize, Serialize};

use super::item::{self, Item, binary_of, text, text_of};
use super::viewers::about;
use super::work::attention_pk;
use super::{Store, StoreError, keys, read_failed};

/// Rows of a page.
const PAGE: i32 = 50;

/// One row as the index holds it.
#[derive(Clone, Debug)]
pub struct AttentionRow {
    /// The case.
    pub case: CaseId,
    /// The work.
    pub work: WorkId,
    /// How bad it is.
    pub level: Level,
    /// Its clock.
    pub due_at: Time,
    /// The rest.
    pub projected: Projected,
    /// The sealed label.
    pub label: Vec<u8>,
    /// Whom it is about, if it is another organisation's work.
    pub seen_as: Option<SeenAs>,
}

/// Projected attributes.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)] // as in `StoredWork`
pub struct Projected {
    #[serde(default, with = "serde_dynamo::string_set")]
    pub reasons: Vec<Reason>,
    #[serde(with = "seconds")]
    pub should_open_at: Time,
    #[serde(with = "seconds")]
    pub opened_at: Time,
    pub version: u32,
    pub taken_by: Option<String>,
    pub taken_name: Option<String>,
    #[serde(default)]
    pub reported_late: bool,
    #[serde(default)]
    pub missed_count: u32,
    #[serde(default, with = "maybe_seconds")]
    pub result_due: Option<Time>,
    #[serde(default)]
    pub place: Option<OrganisationId>,
}

/// A place in a list, to read on from.
#[derive(Serialize, Deserialize)]
struct Cursor {
    pk: String,
    sk: String,
    attention_sk: String,
}

impl Store {
    /// One page of an organisation's open work, and where it goes on.
    /// None if `after` is not a place in this list.
    pub async fn worklist(
        &self,
        owner: &OrganisationId,
        after: Option<&str>,
    ) -> Result<Option<(Vec<AttentionRow>, Option<String>)>, StoreError> {
        let page = self.attention(&attention_pk(owner), after, false).await?;
        let rows = |items: Vec<Item>| items.into_iter().filter_map(|item| shown(row(item))).collect();
        Ok(page.map(|(items, next)| (rows(items), next)))
    }

    /// One page of a list of the index, and where it goes on; backwards from the end of the list if
    /// wanted. None if `after` is not a place in this list.
    pub(super) async fn attention(
        &self,
        list: &str,
        after: Option<&str>,
        backwards: bool,
    ) -> Result<Option<(Vec<Item>, Option<String>)>, StoreError> {
        let start = match after.map(|cursor| start(list, cursor)) {
            Some(None) => return Ok(None),
            Some(key) => key,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("attention")
            .key_condition_expression("attention_pk = :list")
            .expression_attribute_values(":list", text(list))
            .scan_index_forward(!backwards)
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let next = answer.last_evaluated_key.as_ref().and_then(cursor);
        Ok(Some((answer.items.unwrap_or_default(), next)))
    }
}

/// A row that can be read: one broken row must not hide the others.
pub(super) fn shown<T>(row: Result<T, StoreError>) -> Option<T> {
    row.inspect_err(|error| tracing::error!(%error, "a row of a list is left out")).ok()
}

fn row(item: Item) -> Result<AttentionRow, StoreError> {
    let broken = || StoreError::Other("a row has no case, work or clock".to_owned());
    let case = text_of(&item, "pk").and_then(keys::case_of).ok_or_else(broken)?;
    let sk = item::sort_key(&item);
    let work = keys::work_of(sk).or_else(|| keys::seen_of(sk)).ok_or_else(broken)?;
    let seen_as = about(&item)?;
    let (rank, due) = text_of(&item, "attention_sk").and_then(|sk| sk.split_once('#')).ok_or_else(broken)?;
    let level = match rank {
        "0" => Level::Emergency,
        "1" => Level::Urgent,
        "2" => Level::Caution,
        _ => Level::Unknown,
    };
    let due_at = due.parse().map_err(|_| broken())?;
    let label = binary_of(&item, "label").unwrap_or_default().to_vec();
    Ok(AttentionRow { case, work, level, due_at, projected: item::read(item)?, label, seen_as })
}

pub(super) fn cursor(key: &Item) -> Option<String> {
    let field = |name| text_of(key, name).map(str::to_owned);
    let cursor = Cursor { pk: field("pk")?, sk: field("sk")?, attention_sk: field("attention_sk")? };
    Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).ok()?))
}

pub(super) fn start(list: &str, cursor: &str) -> Option<Item> {
    let Cursor { pk, sk, attention_sk } =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    keys::case_of(&pk)?;
    if keys::work_of(&sk).is_none() && keys::seen_of(&sk).is_none() && keys::standing_of(&sk).is_none() {
        return None;
    }
    let field = |name: &str, value: &str| (name.to_owned(), text(value));
    Some(Item::from([
        field("pk", &pk),
        field("sk", &sk),
        // The list is the caller's, whatever the cursor says.
        field("attention_pk", list),
        field("attention_sk", &attention_sk),
    ]))
}
