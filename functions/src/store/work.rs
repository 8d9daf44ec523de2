//! Work items. Opened and changed together with the card; the ring is told through the stream.
//!
//! The level is not projected into the list's index: it is the first character of `attention_sk`.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::Update;
use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use domain::api::work::CloseReason;
use domain::card::Card;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::level::Level;
use domain::placement::{CareStatus, CaseKind};
use domain::rights::Role;
use domain::time::{Time, maybe_seconds, seconds};
use domain::triage::Reason;
use domain::work::{Family, Step, Taken, Task, Work, WorkChange, WorkState};
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
    /// The hotel whose desk sees it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hotel: Option<OrganisationId>,
    /// The contractor who sees it too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contractor: Option<OrganisationId>,
    /// Who saw it and does no more: the stream takes it out of their lists.
    #[serde(default, with = "serde_dynamo::string_set", skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<OrganisationId>,
    /// Other organisations that were rung, and see it since.
    #[serde(default, with = "serde_dynamo::string_set", skip_serializing_if = "Vec::is_empty")]
    pub viewers: Vec<OrganisationId>,
    /// Whether it is a canary's, which rings for nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub canary: bool,
    /// `1` if somebody else sees it: each change is told by the stream, and copied to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
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
    /// The step of its ladder that rang last; 0 since it opened, or since a result was written.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub step: u32,
    /// Until when whoever has it in hand writes a result.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub result_due: Option<Time>,
    /// Silence: when somebody goes there and looks.
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub visit_at: Option<Time>,
    /// Whether the last ring is still to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_pending: Option<String>,
    /// The hotel or facility in which the patient was when it was last changed.
    #[serde(default, skip_serializing)]
    pub place: Option<OrganisationId>,
    /// The cases of which this one may be a duplicate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<CaseId>,
    /// Rule set and version that opened it.
    pub rules: String,
    /// When its time comes while it waits, and to look again while it is open. Index attribute of `due`.
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
            visit_at: self.visit_at,
            visit: false,
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

/// Where it stands in the list of what was closed: by time, for the hand-over of a shift.
pub fn closed_sk(closed_at: Time, level: Level) -> String {
    format!("{closed_at}#{}", level.rank())
}

/// The list of what a centre closed.
pub fn closed_pk(centre: &OrganisationId) -> String {
    format!("{centre}#closed")
}

/// Whether the responsible centre tells its next shift that it was closed: a correction is owed by whoever
/// filed the notification.
fn is_handed_over(card: &Card, family: Family) -> bool {
    family != Family::Correction && card.kind != CaseKind::Canary
}

/// Who changed work and, if it was closed, why.
#[derive(Clone, Copy, Default)]
pub struct Change<'a> {
    /// Who; nobody when the sweep did.
    pub by: Option<&'a Allowed>,
    /// Why it was closed.
    pub reason: Option<CloseReason>,
    /// Name of the colleague to whom it was handed, if it was.
    pub holder: Option<&'a str>,
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
            Some(was) => self.update(changed(store, card, change, was, now, how)?),
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
    let hotel = hotel(card, change.family);
    let contractor = contractor(card, change.family, now);
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
        canary: card.kind == CaseKind::Canary,
        shown: (hotel.is_some() || contractor.is_some()).then(|| "1".to_owned()),
        hotel,
        contractor,
        left: change.left.clone(),
        viewers: Vec::new(),
        version: alert.version,
        taken_by: None,
        taken_name: None,
        taken_at: None,
        reported_late: alert.reported_late,
        missed_count: u32::try_from(change.missed.len()).unwrap_or(u32::MAX),
        missed: change.missed.iter().map(|due| due.seconds()).collect(),
        ring: u32::from(rings),
        ring_pending: rings.then(|| "1".to_owned()),
        place: None,
        others: change.others.clone(),
        step: 0,
        result_due: None,
        visit_at: alert.visit_at,
        rules: card.rules.clone(),
        wake_at: if change.closed { None } else { waits.or(change.wake_at) },
    };
    let mut item = item::write(&work)?;
    item.insert("label".to_owned(), binary(label.to_vec()));
    if work.wake_at.is_some() {
        item.insert("due_shard".to_owned(), text(due_shard(&card.case)));
    }
    // A list tells whose patients are in a hotel.
    item.extend(card.place.as_ref().map(|place| ("place".to_owned(), text(place))));
    match state {
        WorkState::Open | WorkState::InHand if card.kind == CaseKind::Canary => {}
        WorkState::Open | WorkState::InHand => {
            item.insert("attention_pk".to_owned(), text(attention_pk(&work.owner)));
            item.insert("attention_sk".to_owned(), text(attention_sk(work.level, work.due_at)));
            if work.family == Family::Release {
                releases::stand_in_list(&mut item, &work.owner, &card.case, work.due_at);
            }
        }
        WorkState::Waiting => {}
        // What was overdue when a person ended the case: it is told in the story and owed by nobody.
        WorkState::Closed => {
            item.insert("closed_at".to_owned(), number(now.seconds()));
            if is_handed_over(card, work.family) {
                item.insert("attention_pk".to_owned(), text(closed_pk(&card.centre)));
                item.insert("attention_sk".to_owned(), text(closed_sk(now, work.level)));
            }
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

/// The hotel whose desk sees this work: the alerts of its residents, and the knock at the door.
fn hotel(card: &Card, family: Family) -> Option<OrganisationId> {
    let is_theirs = family.is_seen_by(Role::HotelDesk);
    card.place.clone().filter(|_| is_theirs && card.care_status == CareStatus::HotelIsolation)
}

/// The contractor who does this work now.
fn contractor(card: &Card, family: Family, now: Time) -> Option<OrganisationId> {
    card.assigned_to(now).filter(|_| family.is_seen_by(Role::ContractorStaff)).cloned()
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
        self.add.push(format!("#{name} :add_{name}"));
        self.update = self
            .update
            .expression_attribute_names(format!("#{name}"), name)
            .expression_attribute_values(format!(":add_{name}"), value);
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
    card: &Card,
    change: &WorkChange,
    was: u32,
    now: Time,
    how: Change<'_>,
) -> Result<Update, StoreError> {
    let alert = &change.work;
    let update = Update::builder()
        .table_name(&store.table)
        .set_key(Some(keys::work(&card.case, &alert.id).into_item(Item::new())))
        .condition_expression("#version = :was")
        .expression_attribute_values(":was", number(was));
    let mut parts = Expression { update, set: Vec::new(), add: Vec::new(), remove: Vec::new() }
        .set("version", number(alert.version))
        .set("level", text(level_word(alert.level)?))
        .set("due_at", number(alert.due_at.seconds()))
        .set("reported_late", aws_sdk_dynamodb::types::AttributeValue::Bool(alert.reported_late));
    match &alert.taken {
        Some(taken) if taken.at == now => {
            let own = how.by.and_then(|who| who.name.as_deref());
            let name = how.holder.or(own).unwrap_or_default();
            parts = parts
                .set("taken_by", text(&taken.by))
                .set("taken_name", text(name))
                .set("taken_at", number(taken.at.seconds()));
        }
        Some(_) => {}
        None => parts.remove.extend(["taken_by", "taken_name", "taken_at", "result_due"]),
    }
    if let Some(due) = change.result_due.filter(|_| alert.taken.is_some()) {
        parts = parts.set("result_due", number(due.seconds()));
    }
    match alert.visit_at {
        Some(at) => parts = parts.set("visit_at", number(at.seconds())),
        None if change.family == Family::Silence => parts.remove.push("visit_at"),
        None => {}
    }
    // A hotel that the patient has left keeps its copy until the stream has told it of the end.
    let hotel = hotel(card, change.family);
    let contractor = contractor(card, change.family, now);
    if hotel.is_some() || contractor.is_some() {
        parts = parts.set("shown", text("1"));
    }
    if let Some(hotel) = hotel {
        parts = parts.set("hotel", text(hotel));
    }
    match contractor {
        Some(contractor) => parts = parts.set("contractor", text(contractor)),
        None => parts.remove.push("contractor"),
    }
    if !change.left.is_empty() {
        let left = change.left.iter().map(ToString::to_string).collect();
        parts = parts.add("left", aws_sdk_dynamodb::types::AttributeValue::Ss(left));
    }
    match &card.place {
        Some(place) => parts = parts.set("place", text(place)),
        None => parts.remove.push("place"),
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
        parts.remove.extend(["ring_pending", "due_shard", "wake_at"]);
        if is_handed_over(card, change.family) {
            parts = parts
                .set("attention_pk", text(closed_pk(&card.centre)))
                .set("attention_sk", text(closed_sk(now, alert.level)));
        } else {
            parts.remove.extend(["attention_pk", "attention_sk"]);
        }
        if change.family == Family::Release {
            parts.remove.extend(["roster_pk", "roster_sk"]);
        }
    } else {
        parts = parts
            .set("state", text(alert.state().code()))
            .set("attention_sk", text(attention_sk(alert.level, alert.due_at)));
        if let Some(wake_at) = change.wake_at {
            parts = parts.set("wake_at", text(wake_at));
        }
        if change.rings {
            parts = parts.set("ring_pending", text("1")).add("ring", number(1));
        }
        match change.step {
            Step::Begins => parts = parts.set("step", number(0)),
            Step::Climbs => parts = parts.add("step", number(1)),
            Step::Stays => {}
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

    /// Everything that is or ever was owed to this case. Strong.
    pub async fn all_work(&self, case: &CaseId) -> Result<Vec<(WorkId, StoredWork)>, StoreError> {
        let mut all = Vec::new();
        for item in self.query(&keys::case(case), "WORK#").await? {
            if let Some(id) = keys::work_of(item::sort_key(&item)) {
                all.push((id, item::read(item)?));
            }
        }
        Ok(all)
    }

    /// The same without the alerts.
    pub async fn tasks(&self, case: &CaseId) -> Result<Vec<Task>, StoreError> {
        let all = self.all_work(case).await?;
        Ok(all.into_iter().filter(|(id, _)| !id.is_alert()).map(|(id, stored)| stored.task(id)).collect())
    }

    /// The next step of the ladder of open work rings, if nobody touched the work since it was read.
    /// Whether it does.
    pub async fn escalate(
        &self,
        case: &CaseId,
        work: &WorkId,
        was: &StoredWork,
        wake_at: Time,
    ) -> Result<bool, StoreError> {
        let sent = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::work(case, work).into_item(Item::new())))
            .update_expression("SET wake_at = :wake_at, ring_pending = :pending ADD ring :one, #step :one")
            .condition_expression("#version = :version AND ring = :ring AND attribute_exists(wake_at)")
            .expression_attribute_names("#version", "version")
            .expression_attribute_names("#step", "step")
            .expression_attribute_values(":wake_at", text(wake_at))
            .expression_attribute_values(":pending", text("1"))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":version", number(was.version))
            .expression_attribute_values(":ring", number(was.ring))
            .send()
            .await;
        held(sent)
    }

    /// Marks the ring as told, unless it rang again since, and remembers who else sees the work from now on.
    /// Whether it did not ring again.
    pub async fn told(
        &self,
        case: &CaseId,
        work: &WorkId,
        ring: u32,
        viewers: &[OrganisationId],
    ) -> Result<bool, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::work(case, work).into_item(Item::new())))
            .condition_expression("ring = :ring")
            .expression_attribute_values(":ring", number(ring));
        let update = if viewers.is_empty() {
            update.update_expression("REMOVE ring_pending")
        } else {
            let viewers = viewers.iter().map(ToString::to_string).collect();
            update
                .update_expression("REMOVE ring_pending SET shown = :shown ADD viewers :viewers")
                .expression_attribute_values(":shown", text("1"))
                .expression_attribute_values(":viewers", aws_sdk_dynamodb::types::AttributeValue::Ss(viewers))
        };
        held(update.send().await)
    }
}

/// Whether the condition of an update held.
fn held<R: std::fmt::Debug + Send + Sync + 'static>(
    sent: Result<UpdateItemOutput, SdkError<UpdateItemError, R>>,
) -> Result<bool, StoreError> {
    match sent {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
        {
            Ok(false)
        }
        Err(error) => Err(read_failed(error)),
    }
}
