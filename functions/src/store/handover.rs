//! What a centre closed, newest first: its own list in the index `attention`, so that a shift tells the next
//! one without reading a case. A closed item leaves the open list and stands in this one from then on.

use domain::api::work::CloseReason;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::level::Level;
use domain::time::{Time, seconds};
use domain::triage::Reason;
use serde::Deserialize;

use super::item::{self, Item, binary_of, text, text_of};
use super::work::closed_pk;
use super::worklist::{cursor, shown, start};
use super::{Store, StoreError, keys, read_failed};

/// Rows of a page.
const PAGE: i32 = 50;

/// One row as the index holds it.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The case.
    pub case: CaseId,
    /// The work.
    pub work: WorkId,
    /// How bad it was.
    pub level: Level,
    /// When it was closed.
    pub closed_at: Time,
    /// The rest.
    pub projected: ProjectedClosed,
    /// The sealed label.
    pub label: Vec<u8>,
}

/// Projected attributes.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)] // as in `StoredWork`
pub struct ProjectedClosed {
    #[serde(default, with = "serde_dynamo::string_set")]
    pub reasons: Vec<Reason>,
    #[serde(with = "seconds")]
    pub opened_at: Time,
    #[serde(default)]
    pub closed_name: Option<String>,
    #[serde(default)]
    pub closed_why: Option<CloseReason>,
}

impl Store {
    /// One page of what a centre closed since a moment, newest first, and where it goes on.
    /// None if `after` is not a place in this list.
    pub async fn closed_work(
        &self,
        centre: &OrganisationId,
        since: Time,
        after: Option<&str>,
    ) -> Result<Option<(Vec<Closed>, Option<String>)>, StoreError> {
        let list = closed_pk(centre);
        let start = match after.map(|cursor| start(&list, cursor)) {
            Some(None) => return Ok(None),
            Some(key) => key,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("attention")
            .key_condition_expression("attention_pk = :list AND attention_sk >= :since")
            .expression_attribute_values(":list", text(list))
            .expression_attribute_values(":since", text(since))
            .scan_index_forward(false)
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let next = answer.last_evaluated_key.as_ref().and_then(cursor);
        let rows = answer.items.unwrap_or_default().into_iter().filter_map(|item| shown(row(item)));
        Ok(Some((rows.collect(), next)))
    }
}

fn row(item: Item) -> Result<Closed, StoreError> {
    let broken = || StoreError::Other("a closed row has no case, work or time".to_owned());
    let case = text_of(&item, "pk").and_then(keys::case_of).ok_or_else(broken)?;
    let work = keys::work_of(item::sort_key(&item)).ok_or_else(broken)?;
    let (at, rank) = text_of(&item, "attention_sk").and_then(|sk| sk.split_once('#')).ok_or_else(broken)?;
    let closed_at = at.parse().map_err(|_| broken())?;
    let level = match rank {
        "0" => Level::Emergency,
        "1" => Level::Urgent,
        "2" => Level::Caution,
        _ => Level::Unknown,
    };
    let label = binary_of(&item, "label").unwrap_or_default().to_vec();
    Ok(Closed { case, work, level, closed_at, projected: item::read(item)?, label })
}
