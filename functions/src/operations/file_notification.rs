//! `file-notification`: a case begins with a form, its placement and its entry code.

use std::sync::Arc;

use domain::api::error::{Code, FieldError, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::card::Card;
use domain::form::Form;
use domain::ids::{CaseId, PersonId, RequestId};
use domain::level::Level;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::person::Identity;
use domain::placement::{CaseKind, Channel, Placement};
use domain::release::{self, Facts};
use domain::review::{NotificationState, Standing};
use domain::rules::{self, RuleSet};
use domain::stay::place_kind;
use domain::task::{Owed, at_filing, waiting};
use domain::time::{Date, Time};
use domain::work::{Family, WorkChange};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::auth::Allowed;
use crate::change::{hash_of, json, pause};
use crate::duplicates::{Candidates, Subject, candidates};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::secrets::Secrets;
use crate::store::entries::StoredEntry;
use crate::store::events::{StoredEvent, StoredNotification, StoredStay};
use crate::store::find::Scope;
use crate::store::organisations::Organisation;
use crate::store::outcomes::StoredOutcome;
use crate::store::releases;
use crate::store::work::Change;
use crate::store::{Failed, Transaction, keys};

/// The stored answer: all but the entry code, which is computed again.
#[derive(Serialize, Deserialize)]
struct Filed {
    filed_at: Time,
    first_due: Option<Time>,
}

/// What a checked filing is about.
struct Filing<'a> {
    request: &'a FileNotification,
    form: &'static Form,
    kind: CaseKind,
    placement: Placement,
    /// The beginning of the day on which the person died, if they had died when they were notified.
    died: Option<Time>,
    /// Who will be responsible.
    centre: Organisation,
    /// The person of an earlier case, and the newest version of their identity that is known.
    known: Option<(PersonId, u32)>,
    who: Allowed,
    hash: String,
    /// The rules of that health centre.
    rules: Arc<RuleSet>,
}

impl Filing<'_> {
    /// Whether somebody will check in, and so gets an entry code.
    const fn has_code(&self) -> bool {
        self.form.follow_up && self.died.is_none()
    }
}

/// Files a case.
pub async fn file_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: FileNotification = call.body()?;
    let who = call.caller.for_organisation(Operation::FileNotification, &request.organisation)?;
    let filing = check(app, call, &request, who).await?;
    let case = CaseId::from(request.request_id.clone());

    for attempt in 0..3 {
        let alike = alike(app, call, &filing).await?;
        let (filed, transaction) = open_case(app, call, &filing, &case, &alike, attempt)?;
        match app.store.commit(transaction).await {
            Ok(()) => return answer(&app.secrets, case, &filing, &filed),
            Err(Failed::Condition(0)) => return repeated(app, &filing, case).await,
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

/// Every rule of the form and of the placement, and that the organisations that it names are there.
async fn check<'a>(
    app: &App,
    call: &Call,
    request: &'a FileNotification,
    who: Allowed,
) -> Result<Filing<'a>, Error> {
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let checked = request.notification.check(request.placement.as_ref(), today);
    let filer = app.store.organisation(&request.organisation).await?.ok_or_else(Error::not_found)?;
    let centre = match &filer.centre {
        None => filer,
        Some(nearest) => app
            .store
            .organisation(nearest)
            .await?
            .ok_or_else(|| Error::Internal(format!("the centre of {} is missing", filer.id)))?,
    };
    let mut errors = Vec::new();
    let prefecture = app.store.organisation(&centre.prefecture).await?;
    let adopted = prefecture.map(|prefecture| prefecture.forms).unwrap_or_default();
    let reported = request.notification.answers.date("report_date").unwrap_or(today);
    if checked.as_ref().is_ok_and(|form| !form.is_in_force(&adopted, reported)) {
        errors.push(FieldError::new("form", Problem::NotInForce));
    }
    if let Some(placement) = &request.placement {
        if centre.id != request.organisation {
            // The health centre places (R9).
            errors.push(FieldError::new("placement", Problem::NotAsked));
        } else if let Some((place, kind)) = placement.place.as_ref().zip(place_kind(placement.care_status)) {
            let place = app.store.organisation(place).await?;
            if place.is_none_or(|place| place.kind != kind || place.prefecture != centre.prefecture) {
                errors.push(FieldError::new("place", Problem::DoesNotExist));
            }
        }
    }
    if let Some(institution) = &request.on_behalf_of {
        let institution = app.store.organisation(institution).await?;
        let is_there = institution.is_some_and(|institution| {
            institution.centre.is_some() && institution.prefecture == centre.prefecture
        });
        if centre.id != request.organisation {
            errors.push(FieldError::new("on_behalf_of", Problem::NotAsked));
        } else if !is_there {
            errors.push(FieldError::new("on_behalf_of", Problem::DoesNotExist));
        }
    }
    let known = known_person(app, request, &centre, &mut errors).await?;
    let (form, kind) = match (checked, request.notification.case_kind()) {
        (Ok(form), Some(kind)) if errors.is_empty() => (form, kind),
        (Ok(_), None) => return Err(incomplete()),
        (Ok(_), _) => return Err(Error::fields(errors)),
        (Err(wrong), _) => return Err(Error::fields(wrong.into_iter().chain(errors).collect())),
    };
    let offset = rules::at(call.now).utc_offset_minutes;
    let died = request.notification.died().map(|day| Time::at(day, 0, offset));
    let channel = if form.follow_up && died.is_none() { Channel::App } else { Channel::None };
    let placement = request.placement.clone().unwrap_or_else(|| Placement::undecided(channel));
    let hash = hash_of(&app.secrets, request)?;
    let rules = app.rules_for(&centre.id, &centre.prefecture, call.now).await?;
    Ok(Filing { request, form, kind, placement, died, centre, known, who, hash, rules })
}

/// The person of the earlier case that the request names. It has to be the centre's, and over.
async fn known_person(
    app: &App,
    request: &FileNotification,
    centre: &Organisation,
    errors: &mut Vec<FieldError>,
) -> Result<Option<(PersonId, u32)>, Error> {
    let Some(earlier) = &request.same_person_as else { return Ok(None) };
    let stored = app.store.card(earlier).await?;
    let own = stored.filter(|stored| stored.card.centre == centre.id && centre.id == request.organisation);
    let problem = match own {
        Some(stored) if stored.card.ended_at.is_some() => {
            return Ok(Some((stored.card.person, stored.card.identity)));
        }
        Some(_) => Problem::CaseOpen,
        None => Problem::DoesNotExist,
    };
    errors.push(FieldError::new("same_person_as", problem));
    Ok(None)
}

/// The cases of which this may be a duplicate (domain.md 6.5).
async fn alike(app: &App, call: &Call, filing: &Filing<'_>) -> Result<Candidates, Error> {
    let identity = Identity::of(filing.form, &filing.request.notification.answers).ok_or_else(incomplete)?;
    let subject = Subject {
        case: None,
        person: filing.known.as_ref().map(|(person, _)| person),
        centre: &filing.centre.id,
        identity: &identity,
        notified: call.now,
        disease: &filing.form.disease,
    };
    candidates(app, &subject).await
}

fn incomplete() -> Error {
    Error::Internal("a checked form lacks a field".to_owned())
}

fn open_case(
    app: &App,
    call: &Call,
    filing: &Filing<'_>,
    case: &CaseId,
    alike: &Candidates,
    attempt: u32,
) -> Result<(Filed, Transaction), Error> {
    let Filing { request, form, kind, placement, died, centre, known, who, hash, rules } = filing;
    let (store, secrets) = (&app.store, &app.secrets);
    // Each try takes the next version of a known identity: another case may have written the one before.
    let (person, version) = match known {
        Some((person, newest)) => (person.clone(), newest + 1 + attempt),
        None => (new_person(secrets, request)?, 1),
    };
    let identity = Identity::of(form, &request.notification.answers).ok_or_else(incomplete)?;
    let label = identity.label(call.now.day(rules.utc_offset_minutes));
    let mut card = Card::open(
        rules,
        case.clone(),
        person.clone(),
        *kind,
        centre.id.clone(),
        centre.prefecture.clone(),
        placement,
        label.age_months,
        call.now,
    );
    if let Some(died) = died {
        card.end_as_filed(*died);
    }
    card.identity = version;
    card.personal.pregnant |= request.notification.says_pregnant();
    let filed = Filed { filed_at: call.now, first_due: card.next_due(rules) };

    let mut transaction = Transaction::default();
    let answer = json(&filed)?;
    let on_behalf_of = request.on_behalf_of.clone();
    let event = StoredEvent::of(Operation::FileNotification, who, call.now, hash, &answer, None);
    let event = StoredEvent { on_behalf_of: on_behalf_of.clone(), ..event };
    transaction.event(store, case, &request.request_id, &event)?;
    let label_place = Place { key: &keys::case(case), attribute: "label" };
    let label = secrets.seal(label_place, &label)?;
    transaction.new_card(store, &card, &label, card.wake_at(rules))?;
    let stored = stored_notification(&request.notification, form, who, call.now);
    let stored = StoredNotification { on_behalf_of, identity: version, ..stored };
    transaction.notification(store, case, 1, &stored)?;
    match died {
        Some(died) => {
            let outcome = stored_death(&request.request_id, *died, who, call.now);
            transaction.outcome(store, case, 1, &outcome)?;
        }
        None => _ = transaction.stay(store, case, 1, &stored_stay(placement, who, call.now))?,
    }
    transaction.identity(store, secrets, &person, version, &identity)?;
    transaction.case_of_person(store, &person, case)?;
    let scope = Scope::of(secrets, &centre.id);
    transaction.findable(store, &scope, case, &identity)?;
    if filing.has_code() {
        let birth = birth_hash(secrets, case, identity.birth_date);
        let entry = StoredEntry { case: case.clone(), issue: card.issue, birth, tries: 0 };
        let code = secrets.entry_code(case, card.issue);
        transaction.entry(store, &secrets.lookup("entry", code.digits()), &entry)?;
    }
    transaction.organisation_case(store, &request.organisation, "filed", case)?;
    if let Some(institution) = &request.on_behalf_of {
        transaction.organisation_case(store, institution, "filed", case)?;
    }
    if let Some(place) = &placement.place {
        transaction.arrives(store, place, case, call.now)?;
    }
    if let Some(guard) = &alike.guard {
        transaction.guard(store, guard)?;
    }
    owe(app, call, filing, &card, &label, alike, &mut transaction)?;
    Ok((filed, transaction))
}

/// The id of a person who is filed for the first time.
fn new_person(secrets: &Secrets, request: &FileNotification) -> Result<PersonId, Error> {
    let derived = secrets.uuid("person", request.request_id.as_str());
    derived.parse().map_err(|_| Error::Internal("a derived id is not an id".to_owned()))
}

/// What a new case is owed: the review of what somebody else filed, the first contact, and the result
/// of a suspected case.
fn owe(
    app: &App,
    call: &Call,
    filing: &Filing<'_>,
    card: &Card,
    label: &[u8],
    alike: &Candidates,
    transaction: &mut Transaction,
) -> Result<(), Error> {
    let (request, rules) = (filing.request, &filing.rules);
    // What the health centre itself files is checked by whoever types it.
    let by_centre = filing.centre.id == request.organisation;
    let review =
        (!by_centre).then(|| rules.review_due(&request.notification, card.personal.pregnant, call.now));
    let standing = Standing {
        state: if by_centre { NotificationState::Accepted } else { NotificationState::Submitted },
        version: 1,
        submitted_at: call.now,
        filed_by: request.organisation.clone(),
        on_behalf_of: request.on_behalf_of.clone(),
    };
    transaction.standing(&app.store, card, label, &standing, review)?;
    // The dead are called by nobody; what was filed of them is checked all the same.
    let lives = filing.died.is_none();
    let first_contact = lives.then(|| rules.first_contact_due(card.risk, call.now));
    let owed = [(Family::Review, review), (Family::FirstContact, first_contact)];
    let mut work: Vec<WorkChange> = Vec::new();
    for (family, due) in owed {
        if let Some((level, due_at)) = due {
            let owed = Owed { family, level, due_at, owner: None, rings: !by_centre };
            work.push(owed.first(call.now));
        }
    }
    if !alike.cases.is_empty() {
        let level = Level::Caution;
        let due_at = rules.take_due(level, call.now);
        let owed = Owed { family: Family::Duplicate, level, due_at, owner: None, rings: !by_centre };
        work.push(WorkChange { others: alike.cases.clone(), ..owed.first(call.now) });
    }
    if filing.kind == CaseKind::Suspected && lives {
        work.push(waiting(Family::TestResult, call.now + rules.test_result_after()));
    }
    work.extend(at_filing(rules, card, filing.form.follow_up));
    if filing.form.follow_up && lives && release::is_released(filing.kind) {
        let today = call.now.day(rules.utc_offset_minutes);
        let mut facts = Facts { filed: Some(today), ..Facts::default() };
        releases::notified(&mut facts, &request.notification.answers);
        work.push(waiting(Family::Release, release::first_look(rules, card, &facts, call.now)));
    }
    for change in &work {
        transaction.work(&app.store, card, label, change, call.now, Change::default())?;
    }
    Ok(())
}

/// What is stored of a version of a notification: everything but what identifies the person.
pub(super) fn stored_notification(
    notification: &Notification,
    form: &Form,
    who: &Allowed,
    at: Time,
) -> StoredNotification {
    let mut answers = notification.answers.clone();
    answers.values.retain(|code, _| form.field(code).is_some_and(|field| !field.identity));
    StoredNotification {
        at,
        role: who.role,
        by: who.name.clone(),
        organisation: who.organisation.clone(),
        form: form.id(),
        answers,
        identity: 1,
        on_behalf_of: None,
        revision: None,
    }
}

/// The death with which a case is filed, or the day to which a correction moves it.
pub(super) fn stored_death(request: &RequestId, at: Time, who: &Allowed, now: Time) -> StoredOutcome {
    StoredOutcome {
        outcome: Outcome::Deceased,
        at,
        role: who.role,
        by: who.name.clone(),
        entered_at: now,
        request: request.clone(),
        note: None,
        release_date: None,
        assessed: None,
    }
}

fn stored_stay(placement: &Placement, who: &Allowed, from: Time) -> StoredStay {
    StoredStay {
        from,
        role: who.role,
        by: who.name.clone(),
        care_status: placement.care_status,
        place: placement.place.clone(),
        room: placement.room.clone(),
        risk: placement.risk,
        channel: placement.channel,
        entered_at: None,
        request: None,
        note: None,
    }
}

/// The keyed hash of a birth date, different for every case. Without a birth date no device can be
/// activated.
pub(super) fn birth_hash(secrets: &Secrets, case: &CaseId, birth_date: Option<Date>) -> String {
    let birth = birth_date.map(|day| day.to_string()).unwrap_or_default();
    secrets.lookup("birth", &format!("{case} {birth}"))
}

async fn repeated(app: &App, filing: &Filing<'_>, case: CaseId) -> Result<Reply, Error> {
    let broken = || Error::Internal("a filed event cannot be read".to_owned());
    let event = app.store.event(&case, &filing.request.request_id).await?.ok_or_else(broken)?;
    if event.hash != filing.hash {
        let message = "This id was used for another request.";
        return Err(Error::api(Code::RequestIdReused, message));
    }
    let filed: Filed = serde_json::from_str(&event.answer).map_err(|_| broken())?;
    answer(&app.secrets, case, filing, &filed)
}

fn answer(secrets: &Secrets, case: CaseId, filing: &Filing<'_>, filed: &Filed) -> Result<Reply, Error> {
    let code = || secrets.entry_code(&case, 1).digits().to_owned();
    let entry_code = if filing.has_code() { code() } else { String::new() };
    Reply::json(&NotificationFiled { entry_code, filed_at: filed.filed_at, first_due: filed.first_due, case })
}
