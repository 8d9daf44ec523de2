//! Work items. Opened and changed together with the card; the ring is told through the stream.
//!
//! The level is not projected into the list's index: it is the first character of `attention_sk`.

use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use domain::api::work::CloseReason;
use domain::card::Card;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::level::Level;
use domain::time::{Time, maybe_seconds, seconds};
use domain::triage::Reason;
use domain::work::{Family, Taken, Task, Work, WorkChange, WorkState};
use serde::{Deserialize, Serialize};

use super::due::due_shard;
use super::item::{self, Item, binary, number, text};
use super::{Store, StoreError, Transaction, keys, other, read_failed, releases};
use crate::auth::Allowed;

/// A stored work item.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredWork {
    /// What it is about.
    pub family: Family,
    /// How bad it is.
    pub level: Level,
    /// Why, if it is an alert.
    #[serde(default, with = "serde_dynamo::string_set", skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// How it stands.
    pub state: WorkState,
    /// When it truly should have opened.
    #[serde(with = "seconds")]
    pub should_open_at: Time,
    /// When it opened.
    #[serde(with = "seconds")]
    pub opened_at: Time,
    /// Its clock.
    #[serde(with = "seconds")]
    pub due_at: Time,
    /// The organisation that owns it.
    pub owner: OrganisationId,
    /// Its version.
    pub version: u32,
    /// Subject of the person who has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
    /// Name of that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_name: Option<String>,
    /// Since when.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Time>,
    /// A missed check-in came late, or the patient was reached.
    #[serde(default)]
    pub reported_late: bool,
    /// How many windows were missed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed_count: u32,
    /// Their due times, in seconds.
    #[serde(default, with = "serde_dynamo::number_set", skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<i64>,
    /// How often it rang.
    #[serde(default)]
    pub ring: u32,
    /// Whether the last ring is still to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_pending: Option<String>,
    /// The cases of which this one may be a duplicate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<CaseId>,
    /// Rule set and version that opened it.
    pub rules: String,
    /// When its time comes, while it waits. Index attribute of `due`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<Time>,
}

impl StoredWork {
    /// The task as a decision sees it.
    pub fn task(self, id: WorkId) -> Task {
        let taken = self.taken_by.zip(self.taken_at).map(|(by, at)| Taken { by, at });
        let work = Work {
            id,
            level: self.level,
            due_at: self.due_at,
            taken,
            version: self.version,
            last_missed: None,
            reported_late: self.reported_late,
        };
        Task { family: self.family, work, state: self.state, wake_at: self.wake_at, others: self.others }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Where a work item stands in its owner's list.
pub fn attention_sk(level: Level, due_at: Time) -> String {
    format!("{}#{due_at}", level.rank())
}

/// The list of an organisation's open work.
pub fn attention_pk(owner: &OrganisationId) -> String {
    format!("{owner}#open")
}

/// Who changed work and, if it was closed, why.
#[derive(Clone, Copy, Default)]
pub struct Change<'a> {
    /// Who; nobody when the sweep did.
    pub by: Option<&'a Allowed>,
    /// Why it was closed.
    pub reason: Option<CloseReason>,
}

impl Transaction {
    /// Adds what a decision did to a work item.
    pub fn work(
        &mut self,
        store: &Store,
        card: &Card,
        label: &[u8],
        change: &WorkChange,
        now: Time,
        how: Change<'_>,
    ) -> Result<usize, StoreError> {
        let key = keys::work(&card.case, &change.work.id);
        match change.was {
            None => self.put_new(store, key, opened(card, label, change, now, how)?),
            Some(was) if change.opens => {
                self.replace(store, key, opened(card, label, change, now, how)?, "version", was)
            }
            Some(was) => self.update(changed(store, key, change, was, now, how)?),
        }
    }

    /// Adds the new label of a case to work that this transaction does not change otherwise.
    pub fn relabel(
        &mut self,
        store: &Store,
        case: &CaseId,
        work: &WorkId,
        label: &[u8],
    ) -> Result<usize, StoreError> {
        let update = Update::builder()
            .table_name(&store.table)
            .set_key(Some(keys::work(case, work).into_item(Item::new())))
            .update_expression("SET label = :label")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":label", binary(label.to_vec()))
            .build();
        self.update(update.map_err(other)?)
    }
}

fn opened(
    card: &Card,
    label: &[u8],
    change: &WorkChange,
    now: Time,
    how: Change<'_>,
) -> Result<Item, StoreError> {
    let alert = &change.work;
    let waits = change.waits_until.filter(|_| !change.closed);
    let state = match (change.closed, waits) {
        (true, _) => WorkState::Closed,
        (false, Some(_)) => WorkState::Waiting,
        (false, None) => alert.state(),
    };
    let rings = change.rings && matches!(state, WorkState::Open | WorkState::InHand);
    let work = StoredWork {
        family: change.family,
        level: alert.level,
        reasons: change.reasons.clone(),
        state,
        should_open_at: change.should_open_at,
        opened_at: now,
        due_at: alert.due_at,
        owner: change.owner.clone().unwrap_or_else(|| card.centre.clone()),
        version: alert.version,
        taken_by: None,
        taken_name: None,
        taken_at: None,
        reported_late: alert.reported_late,
        missed_count: u32::try_from(change.missed.len()).unwrap_or(u32::MAX),
        missed: change.missed.iter().map(|due| due.seconds()).collect(),
        ring: u32::from(rings),
        ring_pending: rings.then(|| "1".to_owned()),
        others: change.others.clone(),
        rules: card.rules.clone(),
        wake_at: waits,
    };
    let mut item = item::write(&work)?;
    item.insert("label".to_owned(), binary(label.to_vec()));
    match state {
        WorkState::Open | WorkState::InHand => {
            item.insert("attention_pk".to_owned(), text(attention_pk(&work.owner)));
            item.insert("attention_sk".to_owned(), text(attention_sk(work.level, work.due_at)));
            if work.family == Family::Release {
                releases::stand_in_list(&mut item, &work.owner, &card.case, work.due_at);
            }
        }
        WorkState::Waiting => {
            item.insert("due_shard".to_owned(), text(due_shard(&card.case)));
        }
        // What was overdue when a person ended the case: it is told in the story and owed by nobody.
        WorkState::Closed => {
            item.insert("closed_at".to_owned(), number(now.seconds()));
            let who = how.by.and_then(|who| who.name.clone());
            item.extend(who.map(|name| ("closed_name".to_owned(), text(name))));
            if let Some(reason) = how.reason {
                item.insert(
                    "closed_why".to_owned(),
                    serde_dynamo::to_attribute_value(reason).map_err(other)?,
                );
            }
        }
    }
    Ok(item)
}

/// The parts of an update expression, gathered one by one.
struct Expression {
    update: UpdateBuilder,
    set: Vec<String>,
    add: Vec<String>,
    remove: Vec<&'static str>,
}

impl Expression {
    fn set(mut self, name: &'static str, value: aws_sdk_dynamodb::types::AttributeValue) -> Self {
        self.set.push(format!("#{name} = :{name}"));
        self.update = self
            .update
            .expression_attribute_names(format!("#{name}"), name)
            .expression_attribute_values(format!(":{name}"), value);
        self
    }

    fn add(mut self, name: &'static str, value: aws_sdk_dynamodb::types::AttributeValue) -> Self {
        self.add.push(format!("{name} :add_{name}"));
        self.update = self.update.expression_attribute_values(format!(":add_{name}"), value);
        self
    }

    fn text(&self) -> String {
        let clause = |word: &str, parts: &[String]| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        let remove: Vec<String> = self.remove.iter().map(ToString::to_string).collect();
        clause("SET", &self.set) + &clause("ADD", &self.add) + &clause("REMOVE", &remove)
    }
}

fn changed(
    store: &Store,
    key: keys::Key,
    change: &WorkChange,
    was: u32,
    now: Time,
    how: Change<'_>,
) -> Result<Update, StoreError> {
    let alert = &change.work;
    let update = Update::builder()
        .table_name(&store.table)
        .set_key(Some(key.into_item(Item::new())))
        .condition_expression("#version = :was")
        .expression_attribute_values(":was", number(was));
    let mut parts = Expression { update, set: Vec::new(), add: Vec::new(), remove: Vec::new() }
        .set("version", number(alert.version))
        .set("level", text(level_word(alert.level)?))
        .set("due_at", number(alert.due_at.seconds()))
        .set("reported_late", aws_sdk_dynamodb::types::AttributeValue::Bool(alert.reported_late));
    match &alert.taken {
        Some(taken) if taken.at == now => {
            let name = how.by.and_then(|who| who.name.clone()).unwrap_or_default();
            parts = parts
                .set("taken_by", text(&taken.by))
                .set("taken_name", text(name))
                .set("taken_at", number(taken.at.seconds()));
        }
        Some(_) => {}
        None => parts.remove.extend(["taken_by", "taken_name", "taken_at"]),
    }
    if !change.reasons.is_empty() {
        let codes = change.reasons.iter().map(|reason| reason.code().to_owned()).collect();
        parts = parts.add("reasons", aws_sdk_dynamodb::types::AttributeValue::Ss(codes));
    }
    if !change.missed.is_empty() {
        let dues = change.missed.iter().map(|due| due.seconds().to_string()).collect();
        let count = i64::try_from(change.missed.len()).map_err(other)?;
        parts = parts
            .add("missed", aws_sdk_dynamodb::types::AttributeValue::Ns(dues))
            .add("missed_count", number(count));
    }
    if !change.others.is_empty() {
        let others = change.others.iter().map(text).collect();
        parts = parts.set("others", aws_sdk_dynamodb::types::AttributeValue::L(others));
    }
    if change.closed {
        parts = parts.set("state", text(WorkState::Closed.code())).set("closed_at", number(now.seconds()));
        if let Some(who) = how.by {
            parts = parts.set("closed_name", text(who.name.clone().unwrap_or_default()));
        }
        if let Some(reason) = how.reason {
            parts = parts.set("closed_why", serde_dynamo::to_attribute_value(reason).map_err(other)?);
        }
        parts.remove.extend(["attention_pk", "attention_sk", "ring_pending"]);
        if change.family == Family::Release {
            parts.remove.extend(["roster_pk", "roster_sk"]);
        }
        if !alert.id.is_alert() {
            parts.remove.extend(["due_shard", "wake_at"]);
        }
    } else {
        parts = parts
            .set("state", text(alert.state().code()))
            .set("attention_sk", text(attention_sk(alert.level, alert.due_at)));
        if change.rings {
            parts = parts.set("ring_pending", text("1")).add("ring", number(1));
        }
    }
    let expression = parts.text();
    parts.update.update_expression(expression).build().map_err(other)
}

fn level_word(level: Level) -> Result<String, StoreError> {
    let value = serde_json::to_value(level).map_err(other)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

impl Store {
    /// A strong read of a work item.
    pub async fn work(&self, case: &CaseId, work: &WorkId) -> Result<Option<StoredWork>, StoreError> {
        self.get(keys::work(case, work)).await?.map(item::read).transpose()
    }

    /// Everything but the alerts that this case owes or ever owed. Strong.
    pub async fn tasks(&self, case: &CaseId) -> Result<Vec<Task>, StoreError> {
        let mut tasks = Vec::new();
        for item in self.query(&keys::case(case), "WORK#").await? {
            let work = keys::work_of(item::sort_key(&item));
            if let Some(id) = work.filter(|id| !id.is_alert()) {
                tasks.push(item::read::<StoredWork>(item)?.task(id));
            }
        }
        Ok(tasks)
    }

    /// Marks the ring as told, unless it rang again since. Whether it did not.
    pub async fn told(&self, case: &CaseId, work: &WorkId, ring: u32) -> Result<bool, StoreError> {
        let sent = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::work(case, work).into_item(Item::new())))
            .update_expression("REMOVE ring_pending")
            .condition_expression("ring = :ring")
            .expression_attribute_values(":ring", number(ring))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(read_failed(error)),
        }
    }
}
