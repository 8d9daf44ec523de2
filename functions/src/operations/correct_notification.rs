//! `correct-notification`: a further version of a notification. It corrects, it notifies a suspected case
//! anew as a positive one (R24), or it rules the case out (R25). The versions before are kept.

use domain::api::error::Code;
use domain::api::review::CorrectNotification;
use domain::card::Card;
use domain::form::{Form, TestDone};
use domain::operation::Operation;
use domain::person::{Identity, Label};
use domain::placement::CaseKind;
use domain::review::{Revised, Standing};
use domain::rules;
use domain::work::Family;

use super::file_notification::{birth_hash, stored_death, stored_notification};
use super::move_patient::refused;
use crate::App;
use crate::auth::Allowed;
use crate::change::{Loaded, Wanted, change_case, hash_of};
use crate::duplicates::{Candidates, Subject, candidates};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::{Acting, STANDINGS, before, by_centre, decided, on_behalf_of, without_duplicates, work};
use crate::seal::Place;
use crate::store::events::{StoredNotification, StoredTest};
use crate::store::find::Scope;
use crate::store::item::{self, sort_key};
use crate::store::pairs::Pairs;
use crate::store::{Transaction, keys};

/// Takes in a further version.
pub async fn correct_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: CorrectNotification = call.body()?;
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let form = request.notification.check_again(today).map_err(Error::fields)?;
    let incomplete = || Error::Internal("a checked form lacks a field".to_owned());
    let identity = Identity::of(form, &request.notification.answers).ok_or_else(incomplete)?;
    let label = identity.label(today);
    let place = Place { key: &keys::case(&request.case), attribute: "label" };
    let sealed_label = app.secrets.seal(place, &label)?;
    let hash = hash_of(&app.secrets, &request)?;
    let corrected =
        Corrected { request: &request, form, identity: &identity, label: &label, sealed_label, hash };
    let new_number = has_new_number(app, call, &corrected).await?;
    for _ in 0..2 {
        let alike = alike(app, call, &corrected).await?;
        match correct(app, call, &corrected, &alike, new_number).await {
            // Somebody born on the same day may have been filed meanwhile: who looks alike is asked again.
            Err(busy) if busy.code() == Code::Busy => {}
            reply => return reply,
        }
    }
    Err(Error::busy())
}

/// A checked further version.
struct Corrected<'a> {
    request: &'a CorrectNotification,
    form: &'static Form,
    identity: &'a Identity,
    label: &'a Label,
    sealed_label: Vec<u8>,
    hash: String,
}

/// The cases of which this one may be a duplicate, as it is now. Nothing of them is told to the caller.
async fn alike(app: &App, call: &Call, corrected: &Corrected<'_>) -> Result<Candidates, Error> {
    let case = &corrected.request.case;
    let nobody = Candidates { cases: Vec::new(), guard: None };
    if !call.caller.names(case) {
        return Ok(nobody);
    }
    let Some(stored) = app.store.card(case).await? else { return Ok(nobody) };
    let notified = app.store.first_notification(case).await?.map_or(call.now, |first| first.at);
    let subject = Subject {
        case: Some(case),
        person: Some(&stored.card.person),
        centre: &stored.card.centre,
        identity: corrected.identity,
        notified,
        disease: &corrected.form.disease,
    };
    candidates(app, &subject).await
}

/// Whether the correction brings a telephone number that the case never had: a call may have found the one
/// before wrong. What the case was found by so far tells it, without reading an identity.
async fn has_new_number(app: &App, call: &Call, corrected: &Corrected<'_>) -> Result<bool, Error> {
    let case = &corrected.request.case;
    if !call.caller.names(case) {
        return Ok(false);
    }
    let Some(stored) = app.store.card(case).await? else { return Ok(false) };
    let scope = Scope::of(&app.secrets, &stored.card.centre);
    Ok(app.store.has_new_number(&scope, case, corrected.identity).await?)
}

async fn correct(
    app: &App,
    call: &Call,
    corrected: &Corrected<'_>,
    alike: &Candidates,
    new_number: bool,
) -> Result<Reply, Error> {
    let Corrected { request, form, identity, label, sealed_label, hash } = corrected;
    let operation = Operation::CorrectNotification;
    let (work, facts) = (work(), [STANDINGS, "TEST#", "WORK#", keys::PAIRS]);
    let wanted = Wanted {
        work: &work,
        facts: &facts,
        ..Wanted::event(operation, &request.case, &request.request_id, hash)
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let (before, by_centre) = (before(&loaded)?, by_centre(&case, by));
        let tests = tests(&loaded)?;
        let revised = Revised {
            revision: request.revision,
            notification: &request.notification,
            tests: &tests,
            age_months: label.age_months,
        };
        let ended = case.card().ended_at;
        let standing = case.revise(&before, request.seen, &revised, by_centre).map_err(refused)?;
        if new_number {
            case.settle_task(Family::Number);
        }
        if case.card().kind == CaseKind::RuledOut {
            without_duplicates(&request.case, &loaded, by_centre)?;
        } else {
            let pairs = Pairs::of(&loaded.facts)?;
            let open = alike.cases.iter().filter(|other| pairs.holds(other).is_none());
            case.owe_decision(open.cloned(), !by_centre);
        }
        let changed = case.finish();
        let untouched: Vec<_> =
            open_work(&loaded).filter(|id| changed.work.iter().all(|change| change.work.id != *id)).collect();
        let (card, case_id) = (changed.card.clone(), &request.case);
        let acting = Acting { operation, case: case_id, request: &request.request_id, hash, by };
        let mut decision = decided(app, call, acting, changed, &standing, sealed_label, None)?;
        let transaction = &mut decision.transaction;
        version(app, call, request, form, &standing, &card, by, transaction)?;
        if let Some(died) = card.ended_at.filter(|at| card.was_filed_dead() && Some(*at) != ended) {
            // Outcomes are appended as well: the number of the version is free, the first is the filed one.
            let death = stored_death(&request.request_id, died, by, call.now);
            transaction.outcome(&app.store, case_id, standing.version, &death)?;
        }
        person(app, form, &card, identity, transaction)?;
        if let Some(guard) = &alike.guard {
            transaction.guard(&app.store, guard)?;
        }
        for id in untouched {
            transaction.relabel(&app.store, case_id, &id, sealed_label)?;
        }
        decision.label = Some(sealed_label.clone());
        Ok(decision)
    })
    .await
}

/// The tests that were entered beside the notification.
fn tests(loaded: &Loaded) -> Result<Vec<TestDone>, Error> {
    let of = loaded.facts.iter().filter(|item| sort_key(item).starts_with("TEST#"));
    of.map(|item| Ok(item::read::<StoredTest>(item.clone())?.test)).collect()
}

/// The work that stands in somebody's list, under the label that changes.
fn open_work(loaded: &Loaded) -> impl Iterator<Item = domain::ids::WorkId> {
    let listed = loaded.facts.iter().filter(|item| item.contains_key("attention_pk"));
    listed.filter_map(|item| keys::work_of(sort_key(item)))
}

#[allow(clippy::too_many_arguments)] // what a version is made of
fn version(
    app: &App,
    call: &Call,
    request: &CorrectNotification,
    form: &Form,
    standing: &Standing,
    card: &Card,
    by: &Allowed,
    transaction: &mut Transaction,
) -> Result<(), Error> {
    let stored = StoredNotification {
        identity: card.identity,
        revision: Some(request.revision),
        on_behalf_of: on_behalf_of(standing, by),
        ..stored_notification(&request.notification, form, by, call.now)
    };
    transaction.notification(&app.store, &request.case, standing.version, &stored)?;
    Ok(())
}

/// The person as the version says: a version of the identity, what they are found by, and the birth date
/// that opens the patient's app.
fn person(
    app: &App,
    form: &Form,
    card: &Card,
    identity: &Identity,
    transaction: &mut Transaction,
) -> Result<(), Error> {
    let (store, secrets) = (&app.store, &app.secrets);
    transaction.identity(store, secrets, &card.person, card.identity, identity)?;
    transaction.findable(store, &Scope::of(secrets, &card.centre), &card.case, identity)?;
    if form.follow_up && !card.was_filed_dead() {
        let code = secrets.entry_code(&card.case, card.issue);
        let birth = birth_hash(secrets, &card.case, identity.birth_date);
        transaction.entry_birth(store, &secrets.lookup("entry", code.digits()), &birth)?;
    }
    Ok(())
}
