//! The index `due`: whatever has to be looked at again, by time, in 64 shards (design 5).

use aws_lc_rs::digest::{SHA256, digest};
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::time::Time;

use super::item::{Item, sort_key, text, text_of};
use super::{Store, StoreError, keys, read_failed};

/// How many shards there are.
pub const SHARDS: u8 = 64;

/// The shard of a case, `00` to `63`: spread evenly, the same for ever.
pub fn due_shard(case: &CaseId) -> String {
    shard(case.as_str())
}

/// The shard of anything else that is due.
pub(super) fn shard(id: &str) -> String {
    let hash = digest(&SHA256, id.as_bytes());
    format!("{:02}", hash.as_ref()[0] % SHARDS)
}

/// What has to be looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The case.
    pub case: CaseId,
    /// The work whose time has come, if it is not the card's own.
    pub work: Option<WorkId>,
}

/// Published rules whose schedules the cases below do not follow yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueRules {
    /// Who published.
    pub organisation: OrganisationId,
    /// The version.
    pub n: u32,
}

/// What was found in a shard.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Cases and tasks.
    pub cases: Vec<Overdue>,
    /// Published rules.
    pub rules: Vec<OverdueRules>,
    /// Whether there are more.
    pub more: bool,
}

impl Store {
    /// Cases in a shard whose time to look again lies before `now`, and work that waited until then
    /// or rings again, oldest first, at most a page. The index may lag, so
    /// each is read again before anything is decided.
    pub async fn overdue(&self, shard: u8, now: Time) -> Result<Found, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("due")
            .key_condition_expression("due_shard = :shard AND wake_at < :now")
            .expression_attribute_values(":shard", text(format!("{shard:02}")))
            .expression_attribute_values(":now", text(now))
            .send()
            .await
            .map_err(read_failed)?;
        let more = answer.last_evaluated_key.is_some();
        let items = answer.items.unwrap_or_default();
        let (cases, rules) = (items.iter().filter_map(overdue), items.iter().filter_map(overdue_rules));
        Ok(Found { cases: cases.collect(), rules: rules.collect(), more })
    }
}

fn overdue_rules(item: &Item) -> Option<OverdueRules> {
    let organisation = text_of(item, "pk").and_then(keys::organisation_of)?;
    keys::rules_of(sort_key(item)).map(|n| OverdueRules { organisation, n })
}

fn overdue(item: &Item) -> Option<Overdue> {
    let case = text_of(item, "pk").and_then(keys::case_of)?;
    match sort_key(item) {
        "CARD" => Some(Overdue { case, work: None }),
        sk => keys::work_of(sk).map(|work| Overdue { case, work: Some(work) }),
    }
}
