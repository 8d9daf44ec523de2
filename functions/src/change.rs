//! Changing a case: read the card, decide, save everything in one transaction under a condition on
//! the card's version. Whoever loses a race reads again and decides anew (design 5).

use std::time::Duration;

use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, WorkStanding};
use domain::card::Card;
use domain::change::{CaseChange, Changed, Earlier, Refusal};
use domain::ids::{CaseId, CheckInId, RequestId, WorkId};
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CaseKind;
use domain::time::Time;
use domain::triage::Place;
use domain::work::{Task, Work, WorkState};
use serde::Serialize;

use crate::App;
use crate::auth::Allowed;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::secrets::Secrets;
use crate::store::cards::StoredCard;
use crate::store::item::Item;
use crate::store::work::Change;
use crate::store::{Failed, StoreError, Transaction, keys};

/// How often a decision is made anew before the caller is asked to come back (design 5).
const TRIES: u32 = 5;

/// More work than this is read with one query of all that the case ever had.
const READ_ONE_BY_ONE: usize = 4;

/// The one item that ends in the request's id, by which a repetition is known (design 2.7).
#[derive(Clone, Copy)]
pub enum Own<'a> {
    /// Of `submit-check-in`.
    CheckIn(&'a CheckInId),
    /// Of every other operation.
    Event(&'a RequestId),
}

/// What is wanted: by which operation, of which case, known by which item and hash.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The operation.
    pub operation: Operation,
    /// The case.
    pub case: &'a CaseId,
    /// The request's own item.
    pub own: Own<'a>,
    /// Hash of the request's body.
    pub hash: &'a str,
    /// Where a check-in that comes with it belongs in time.
    pub arriving: Option<&'a Place>,
    /// The work that it is about. What the card does not mirror is read with it.
    pub work: &'a [WorkId],
    /// What the sort keys of further items begin with that it needs.
    pub facts: &'a [&'a str],
    /// Another case that changes with it, of which the same work and items are read.
    pub beside: Option<&'a CaseId>,
}

impl<'a> Wanted<'a> {
    /// A change by an operation that is known by its event.
    pub const fn event(
        operation: Operation,
        case: &'a CaseId,
        request: &'a RequestId,
        hash: &'a str,
    ) -> Self {
        Self {
            operation,
            case,
            own: Own::Event(request),
            hash,
            arriving: None,
            work: &[],
            facts: &[],
            beside: None,
        }
    }
}

/// What was read beside the card and the work.
#[derive(Default)]
pub struct Loaded {
    /// All check-ins, if the one that comes with the request arrives late.
    pub earlier: Vec<Earlier>,
    /// The further items that were wanted, in the order of their keys.
    pub facts: Vec<Item>,
    /// The case's sealed label.
    pub label: Vec<u8>,
    /// The other case, if it is there and the caller may do the same to it.
    pub beside: Option<Beside>,
}

/// Another case that a change is about.
pub struct Beside {
    /// Its card and label.
    pub stored: StoredCard,
    /// Its tasks among the wanted work.
    pub tasks: Vec<Task>,
    /// The further items that were wanted.
    pub facts: Vec<Item>,
}

/// What was decided.
pub struct Decision {
    /// The card and its alerts.
    pub changed: Changed,
    /// The request's own item first, then further facts.
    pub transaction: Transaction,
    /// The answer.
    pub answer: Vec<u8>,
    /// Why work was closed, if it was.
    pub reason: Option<CloseReason>,
    /// Name of the colleague who has the work in hand from now on, if it was handed on.
    pub holder: Option<String>,
    /// The case's new sealed label, if it changed.
    pub label: Option<Vec<u8>>,
    /// What becomes of the other case, and its sealed label.
    pub beside: Option<(Changed, Vec<u8>)>,
}

impl Decision {
    /// A decision that closes no work with a reason and leaves the label as it is.
    pub const fn new(changed: Changed, transaction: Transaction, answer: Vec<u8>) -> Self {
        Self { changed, transaction, answer, reason: None, holder: None, label: None, beside: None }
    }
}

/// Carries out a change of a case. `decide` gets the settled change, who acts, and what else it wanted.
pub async fn change_case<D>(app: &App, call: &Call, wanted: Wanted<'_>, decide: D) -> Result<Reply, Error>
where
    D: Fn(CaseChange<'_>, &Allowed, Loaded) -> Result<Decision, Error> + Send + Sync,
{
    if !call.caller.names(wanted.case) {
        // Says "not signed in" or "not there" without reading anything.
        return Err(match call.caller {
            crate::auth::Caller::Anyone => Error::unauthenticated(),
            _ => Error::not_found(),
        });
    }
    for attempt in 0..TRIES {
        let stored = app.store.card(wanted.case).await?.ok_or_else(Error::not_found)?;
        let allowed = call.caller.on_case(app, wanted.operation, &stored.card, call.now).await?;
        let tasks = tasks(app, &stored.card, wanted.work).await?;
        let rules = app.rules_of(&stored.card, call.now).await?;
        let change = CaseChange::begin_with(&rules, stored.card, tasks, call.now);
        let mut loaded = Loaded { label: stored.label.clone(), ..Loaded::default() };
        if wanted.arriving.is_some_and(|place| change.arrives_late(place)) {
            loaded.earlier = app.store.earlier(wanted.case).await?;
        }
        loaded.facts = facts(app, wanted.case, wanted.facts).await?;
        if let Some(other) = wanted.beside {
            loaded.beside = beside(app, call, wanted, other).await?;
        }
        let decision = match decide(change, &allowed, loaded) {
            Ok(decision) => decision,
            // The refusal may only mean that it was carried out before.
            Err(refused @ Error::Api(_)) => return repeated(app, wanted).await?.ok_or(refused),
            Err(error) => return Err(error),
        };
        match save(app, call, decision, &stored.label, &allowed).await {
            Ok(reply) => return Ok(reply),
            Err(Failed::Condition(0)) => {
                let gone = || Error::Internal("a request's own item exists and is not there".to_owned());
                return repeated(app, wanted).await?.ok_or_else(gone);
            }
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

/// The items of a case whose sort keys begin so.
async fn facts(app: &App, case: &CaseId, begins: &[&str]) -> Result<Vec<Item>, Error> {
    let mut facts = Vec::new();
    for begins in begins {
        facts.extend(app.store.query(&keys::case(case), begins).await?);
    }
    Ok(facts)
}

async fn beside(app: &App, call: &Call, wanted: Wanted<'_>, other: &CaseId) -> Result<Option<Beside>, Error> {
    let Some(stored) = app.store.card(other).await? else { return Ok(None) };
    if call.caller.on_case(app, wanted.operation, &stored.card, call.now).await.is_err() {
        return Ok(None);
    }
    let tasks = tasks(app, &stored.card, wanted.work).await?;
    Ok(Some(Beside { stored, tasks, facts: facts(app, other, wanted.facts).await? }))
}

async fn save(
    app: &App,
    call: &Call,
    decision: Decision,
    label: &[u8],
    by: &Allowed,
) -> Result<Reply, Failed> {
    let Decision { changed, mut transaction, answer, reason, holder, label: new_label, beside } = decision;
    let label = new_label.as_deref().unwrap_or(label);
    transaction.changed_card(&app.store, &changed, label)?;
    let how = Change { by: Some(by), reason, holder: holder.as_deref() };
    for work in &changed.work {
        transaction.work(&app.store, &changed.card, label, work, call.now, how)?;
    }
    if let Some((other, label)) = beside {
        transaction.changed_card(&app.store, &other, &label)?;
        for work in &other.work {
            transaction.work(&app.store, &other.card, &label, work, call.now, how)?;
        }
    }
    app.store.commit(transaction).await?;
    Ok(Reply::raw(answer))
}

/// The tasks among this work, and those that the card knows to be open, as they are stored. Alerts stand on
/// the card.
pub async fn tasks(app: &App, card: &Card, work: &[WorkId]) -> Result<Vec<Task>, StoreError> {
    let case = &card.case;
    if work.len() > READ_ONE_BY_ONE {
        return app.store.tasks(case).await;
    }
    let mut tasks = Vec::new();
    let known = card.known_tasks().into_iter().filter(|id| !work.contains(id));
    for id in work.iter().cloned().chain(known).filter(|id| !id.is_alert()) {
        if let Some(stored) = app.store.work(case, &id).await? {
            tasks.push(stored.task(id));
        }
    }
    Ok(tasks)
}

/// The answer that was given to this request before; a conflict if that was another request.
async fn repeated(app: &App, wanted: Wanted<'_>) -> Result<Option<Reply>, Error> {
    let (hash, answer) = match wanted.own {
        Own::CheckIn(id) => match app.store.check_in(wanted.case, id).await? {
            Some(stored) => (stored.hash.clone(), json(&stored.answer(id, wanted.case))?),
            None => return Ok(None),
        },
        Own::Event(id) => match app.store.event(wanted.case, id).await? {
            Some(stored) => (stored.hash, stored.answer.into_bytes()),
            None => return Ok(None),
        },
    };
    if hash == wanted.hash {
        Ok(Some(Reply::raw(answer)))
    } else {
        Err(Error::api(Code::RequestIdReused, "This id was used for another request."))
    }
}

/// Refuses work that is not theirs who follow a patient for the centre, as if there were none.
pub fn expect_theirs(by: &Allowed, work: &[WorkId]) -> Result<(), Error> {
    let is_theirs = |id: &WorkId| id.family().is_seen_by(by.role);
    if work.iter().all(is_theirs) { Ok(()) } else { Err(Error::not_found()) }
}

/// Waits a little, longer each time and never equally long for two that race.
pub async fn pause(attempt: u32) {
    let most = 20 << attempt.min(4);
    tokio::time::sleep(Duration::from_millis(5 + rand::random_range(0..most))).await;
}

/// Hash of a request's body, by which a repetition is told from a reuse of its id. Keyed: a body may
/// hold an identity, and a plain hash would let whoever reads the table try names until one fits.
pub fn hash_of<T: Serialize>(secrets: &Secrets, body: &T) -> Result<String, Error> {
    let body = serde_json::to_string(body).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(secrets.lookup("body", &body))
}

/// JSON of an answer.
pub fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))
}

/// How work stands after a change; what is not open is closed.
pub fn standing(changed: &Changed, work: &WorkId) -> WorkStanding {
    let open = changed.open.iter().find(|open| open.id == *work);
    let closed = changed.work.iter().map(|change| &change.work).find(|closed| closed.id == *work);
    WorkStanding {
        id: work.clone(),
        state: open.map_or(WorkState::Closed, Work::state),
        version: open.or(closed).map_or(0, |work| work.version),
    }
}

/// The refusal of a change of work, as the caller is told.
pub fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotOpen => Error::api(Code::AlreadyClosed, "It is not open any more."),
        Refusal::HasNews => Error::api(Code::HasNews, "News arrived since you looked. Look again."),
        Refusal::TakenByOther => Error::api(Code::AlreadyTaken, "Somebody else has it in hand."),
        Refusal::NotACaution => {
            Error::fields(vec![FieldError::new("closing.watch_hours", Problem::NotACaution)])
        }
        Refusal::NotFine => Error::fields(vec![FieldError::new("work", Problem::NotFine)]),
        Refusal::EndsOtherwise => Error::fields(vec![FieldError::new("work", Problem::EndsOtherwise)]),
    }
}

/// A refusal of a change of work with what the table knows of it: who has it in hand, or that there
/// never was such work.
pub async fn explained(app: &App, case: &CaseId, work: &[&WorkId], error: Error) -> Error {
    let Error::Api(mut refusal) = error else { return error };
    match refusal.code {
        Code::AlreadyTaken => refusal.holder = holder(app, case, work).await,
        Code::AlreadyClosed if never_was(app, case, work).await => return Error::not_found(),
        _ => {}
    }
    Error::Api(refusal)
}

async fn never_was(app: &App, case: &CaseId, work: &[&WorkId]) -> bool {
    for id in work {
        if matches!(app.store.work(case, id).await, Ok(None)) {
            return true;
        }
    }
    false
}

async fn holder(app: &App, case: &CaseId, work: &[&WorkId]) -> Option<String> {
    for id in work {
        if let Ok(Some(stored)) = app.store.work(case, id).await
            && stored.taken_name.is_some()
        {
            return stored.taken_name;
        }
    }
    None
}

/// Whether a case still takes something that was true at this moment (design 7): what was measured before
/// the end, but nothing after a death.
pub fn accepts(card: &Card, effective: Time) -> Result<(), Error> {
    match card.ended_at {
        // Who is followed in another case is told so by that one.
        _ if card.kind == CaseKind::Duplicate => {
            Err(Error::api(Code::CaseEnded, "The case is a duplicate of another one."))
        }
        Some(ended) if effective >= ended || card.outcome == Some(Outcome::Deceased) => {
            Err(Error::api(Code::CaseEnded, "The case has ended."))
        }
        _ => Ok(()),
    }
}
