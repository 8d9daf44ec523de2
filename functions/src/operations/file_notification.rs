//! `file-notification`: a case begins with a form, its placement and its entry code.

use domain::api::error::{FieldError, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::card::Card;
use domain::form::Form;
use domain::ids::{CaseId, OrganisationId, PersonId};
use domain::operation::Operation;
use domain::person::Identity;
use domain::rules;
use domain::time::Time;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::auth::Allowed;
use crate::change::{hash_of, json, pause};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::secrets::Secrets;
use crate::store::entries::StoredEntry;
use crate::store::events::{StoredEvent, StoredNotification, StoredStay};
use crate::store::find::Scope;
use crate::store::{Failed, Transaction, keys};

/// The stored answer: all but the entry code, which is computed again.
#[derive(Serialize, Deserialize)]
struct Filed {
    filed_at: Time,
    first_due: Option<Time>,
}

/// Files a case.
pub async fn file_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: FileNotification = call.body()?;
    let who = call.caller.for_organisation(Operation::FileNotification, &request.organisation)?;
    let (form, prefecture) = check(app, call, &request).await?;
    let hash = hash_of(&app.secrets, &request)?;
    let case = CaseId::from(request.request_id.clone());

    for attempt in 0..3 {
        let (filed, transaction) = open_case(app, call, &request, form, &case, &prefecture, &who, &hash)?;
        match app.store.commit(transaction).await {
            Ok(()) => return answer(&app.secrets, case, &filed),
            Err(Failed::Condition(0)) => return repeated(app, &request, case, &hash).await,
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

/// Every rule of the form, and that the hotel is one of the prefecture's. The form, and the centre's
/// prefecture.
async fn check(
    app: &App,
    call: &Call,
    request: &FileNotification,
) -> Result<(&'static Form, OrganisationId), Error> {
    let rules = rules::at(call.now);
    let today = call.now.day(rules.utc_offset_minutes);
    let checked = request.notification.check(&request.placement, today);
    let centre = app.store.organisation(&request.organisation).await?.ok_or_else(Error::not_found)?;
    let mut errors = Vec::new();
    if let Some(place) = &request.placement.place {
        let hotel = app.store.organisation(place).await?;
        if hotel.is_none_or(|hotel| hotel.kind != "hotel" || hotel.prefecture != centre.prefecture) {
            errors.push(FieldError::new("place", Problem::DoesNotExist));
        }
    }
    match checked {
        Ok(form) if errors.is_empty() => Ok((form, centre.prefecture)),
        Ok(_) => Err(Error::fields(errors)),
        Err(wrong) => Err(Error::fields(wrong.into_iter().chain(errors).collect())),
    }
}

#[allow(clippy::too_many_arguments)] // what a filing is made of
fn open_case(
    app: &App,
    call: &Call,
    request: &FileNotification,
    form: &Form,
    case: &CaseId,
    prefecture: &OrganisationId,
    who: &Allowed,
    hash: &str,
) -> Result<(Filed, Transaction), Error> {
    let rules = rules::at(call.now);
    let (store, secrets) = (&app.store, &app.secrets);
    let (notification, placement) = (&request.notification, &request.placement);
    let person: PersonId = secrets
        .uuid("person", request.request_id.as_str())
        .parse()
        .map_err(|_| Error::Internal("a derived id is not an id".to_owned()))?;
    let incomplete = || Error::Internal("a checked form lacks a field".to_owned());
    let kind = notification.case_kind().ok_or_else(incomplete)?;
    let identity = Identity::of(form, &notification.answers).ok_or_else(incomplete)?;
    let label = identity.label(call.now.day(rules.utc_offset_minutes));
    let card = Card::open(
        rules,
        case.clone(),
        person.clone(),
        kind,
        request.organisation.clone(),
        prefecture.clone(),
        placement,
        label.age_months,
        call.now,
    );
    let filed = Filed { filed_at: call.now, first_due: card.next_window };

    let mut transaction = Transaction::default();
    let answer = json(&filed)?;
    let event = StoredEvent::of(Operation::FileNotification, who, call.now, hash, &answer, None);
    transaction.event(store, case, &request.request_id, &event)?;
    let label_place = Place { key: &keys::case(case), attribute: "label" };
    transaction.new_card(store, &card, &secrets.seal(label_place, &label)?, card.wake_at(rules))?;
    transaction.notification(store, case, 1, &stored_notification(request, form, who, call.now))?;
    transaction.stay(store, case, 1, &stored_stay(request, who, call.now))?;
    transaction.new_person(store, secrets, &person, &identity, case)?;
    let scope = Scope::of(secrets, &request.organisation);
    transaction.findable(store, &scope, case, &identity)?;
    // Without a birth date no device can be activated.
    let birth = identity.birth_date.map(|day| day.to_string()).unwrap_or_default();
    let birth = birth_hash(secrets, case, &birth);
    let entry = StoredEntry { case: case.clone(), issue: card.issue, birth, tries: 0 };
    let code = secrets.entry_code(case, card.issue);
    transaction.entry(store, &secrets.lookup("entry", code.digits()), &entry)?;
    transaction.organisation_case(store, &request.organisation, "filed", case)?;
    if let Some(place) = &placement.place {
        transaction.arrives(store, place, case, call.now)?;
    }
    Ok((filed, transaction))
}

fn stored_notification(
    request: &FileNotification,
    form: &Form,
    who: &Allowed,
    at: Time,
) -> StoredNotification {
    let mut answers = request.notification.answers.clone();
    answers.values.retain(|code, _| form.field(code).is_some_and(|field| !field.identity));
    StoredNotification {
        at,
        role: who.role,
        by: who.name.clone(),
        organisation: request.organisation.clone(),
        form: form.id(),
        answers,
        identity: 1,
    }
}

fn stored_stay(request: &FileNotification, who: &Allowed, from: Time) -> StoredStay {
    let placement = &request.placement;
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

/// The keyed hash of a birth date, different for every case.
pub(super) fn birth_hash(secrets: &Secrets, case: &CaseId, birth_date: &str) -> String {
    secrets.lookup("birth", &format!("{case} {birth_date}"))
}

async fn repeated(app: &App, request: &FileNotification, case: CaseId, hash: &str) -> Result<Reply, Error> {
    let broken = || Error::Internal("a filed event cannot be read".to_owned());
    let event = app.store.event(&case, &request.request_id).await?.ok_or_else(broken)?;
    if event.hash != hash {
        let message = "This id was used for another request.";
        return Err(Error::api(domain::api::error::Code::RequestIdReused, message));
    }
    let filed: Filed = serde_json::from_str(&event.answer).map_err(|_| broken())?;
    answer(&app.secrets, case, &filed)
}

fn answer(secrets: &Secrets, case: CaseId, filed: &Filed) -> Result<Reply, Error> {
    let entry_code = secrets.entry_code(&case, 1).digits().to_owned();
    Reply::json(&NotificationFiled { case, entry_code, filed_at: filed.filed_at, first_due: filed.first_due })
}
