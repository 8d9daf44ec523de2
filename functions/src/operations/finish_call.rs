//! `finish-call`: what came of a call, in one form: who was reached, values told on the phone,
//! result, next step, and whether the work is closed or stays in hand (R13). What a result brings with it
//! is part of the same transaction.

use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, FinishCall, Reached, WorkChanged};
use domain::call::{Finding, Follows};
use domain::change::CaseChange;
use domain::ids::WorkId;
use domain::operation::Operation;
use domain::rights::Role;
use domain::rules;
use domain::time::Time;
use domain::triage::{Place, Reason};
use domain::work::Family;
use serde_bytes::ByteBuf;

use super::call_result;
use super::close_work::{check_note, seal_note, watch, watched_reasons};
use super::move_patient::refused as refused_result;
use super::submit_check_in::{Arrival, seal_remarks};
use crate::App;
use crate::auth::Allowed;
use crate::change::{
    Decision, Wanted, change_case, expect_theirs, explained, hash_of, json, refused, standing,
};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::events::{StoredContact, StoredEvent};
use crate::store::first_contact::StoredSheet;
use crate::store::item::{self, Item};
use crate::store::organisations::Organisation;
use crate::store::{Transaction, keys};

/// A case has at most one open work item of each family.
const WORK_AT_MOST: usize = Family::ALL.len();

/// Writes what came of a call.
pub async fn finish_call(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: FinishCall = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let told = check(app, call, &request, &hash)?;
    let named: Vec<WorkId> = request.work.iter().map(|seen| seen.id.clone()).collect();
    let work: Vec<&WorkId> = named.iter().collect();
    let reasons = match &request.closing {
        Some(closing) => watched_reasons(app, call, &request.case, closing, &work).await?,
        None => Vec::new(),
    };
    // The note belongs to the contact attempt, whose number is known only with the card; so it is
    // bound to the request's own key.
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let hospital = call_result::hospital(app, call, &request).await?;
    // What came of earlier calls decides what follows one that nobody answered: perhaps a visit.
    let mut read = to_read(&request);
    let mut facts: &[&str] = &[];
    if request.reached == Reached::Nobody {
        read.push(WorkId::task(Family::Visit));
        facts = &[keys::CONTACTS, keys::SHEETS];
    }
    let wanted = Wanted {
        arriving: told.as_ref().map(|arrival| &arrival.place),
        work: &read,
        facts,
        ..Wanted::event(Operation::FinishCall, &request.case, &request.request_id, &hash)
    };
    let result = change_case(app, call, wanted, |mut case, by, loaded| {
        expect_theirs(by, &named)?;
        expect_found_by(by, &request)?;
        expect_as_seen(&case, &request, by)?;
        let mut transaction = Transaction::default();
        let entered =
            told.as_ref().map(|arrival| arrival.enter(&mut case, by, loaded.earlier)).transpose()?;
        if request.reached == Reached::Patient {
            case.reached_patient();
        }
        if request.reached == Reached::Nobody {
            let (earlier, has_contact) = unanswered(app, &case, &loaded.facts)?;
            case.nobody_answered(&earlier, has_contact);
        }
        end_or_keep(&mut case, &request, by, &reasons)?;
        let left = case.card().place.clone();
        let follows = follow(&mut case, &request, hospital.as_ref())?;
        let n = case.count_contact();
        let changed = case.finish();
        let answer = WorkChanged {
            case: request.case.clone(),
            at: call.now,
            work: work.iter().map(|id| standing(&changed, id)).collect(),
            check_in: told
                .as_ref()
                .zip(entered.as_ref())
                .map(|(arrival, stored)| stored.answer(&arrival.place.id, &request.case)),
        };
        let answer = json(&answer)?;
        let event = StoredEvent::of(Operation::FinishCall, by, call.now, &hash, &answer, None);
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        transaction.contact(&app.store, &request.case, n, &contact(&request, by, call, note.clone()))?;
        if let Some((arrival, stored)) = told.as_ref().zip(entered.as_ref()) {
            transaction.check_in(&app.store, &request.case, &arrival.place.id, stored)?;
        }
        call_result::facts(app, call, &request, by, &follows, left.as_ref(), &mut transaction)?;
        let reason = close_reason(&request);
        Ok(Decision { reason, ..Decision::new(changed, transaction, answer) })
    })
    .await;
    match result {
        Ok(reply) => Ok(reply),
        Err(error) if error.code() == Code::Busy && is_taken(app, &request, &hash).await? => {
            Err(Error::api(Code::RequestIdReused, "The check-in's id was used for another request."))
        }
        Err(error) => Err(explained(app, &request.case, &work, error).await),
    }
}

/// The times of the unanswered calls about the silence that is open, and whether somebody else can be called.
fn unanswered(app: &App, case: &CaseChange<'_>, facts: &[Item]) -> Result<(Vec<Time>, bool), Error> {
    let silence = case.card().silence.as_ref().map(|silence| &silence.id);
    let mut earlier = Vec::new();
    let mut has_contact = false;
    for fact in facts {
        let sk = item::sort_key(fact);
        if sk.starts_with(keys::CONTACTS) {
            let contact: StoredContact = item::read(fact.clone())?;
            // A robot that reached nobody is no call of a person.
            let called = contact.reached == Reached::Nobody && contact.role != Role::CallProvider;
            if called && contact.work.iter().any(|work| Some(work) == silence) {
                earlier.push(contact.at);
            }
        } else if let Some(n) = keys::sheet_of(sk) {
            // Sheets come in their order, so the newest one decides.
            let key = keys::sheet(&case.card().case, n);
            let sheet = item::read::<StoredSheet>(fact.clone())?.open(&app.secrets, &key)?;
            has_contact = sheet.emergency_contact.is_some();
        }
    }
    Ok((earlier, has_contact))
}

/// Whether the id of the told check-in belongs to another request, so that trying again is useless.
async fn is_taken(app: &App, request: &FinishCall, hash: &str) -> Result<bool, Error> {
    let Some(told) = &request.check_in else { return Ok(false) };
    let stored = app.store.check_in(&request.case, &told.id).await?;
    Ok(stored.is_some_and(|stored| stored.hash != hash))
}

/// Every limit of the form, and the check-in that was told, if one was.
fn check(app: &App, call: &Call, request: &FinishCall, hash: &str) -> Result<Option<Arrival>, Error> {
    check_note(request.note.as_deref())?;
    let wrong = request.check_result(rules::at(call.now), call.now);
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    if request.work.len() > WORK_AT_MOST {
        let error = FieldError::new("work", Problem::OutOfRange).limit(format!("0–{WORK_AT_MOST}"));
        return Err(Error::fields(vec![error]));
    }
    let Some(told) = &request.check_in else { return Ok(None) };
    if let Some(unknown) = told.answers.extra.keys().next() {
        let field = FieldError::new(format!("check_in.answers.{unknown}"), Problem::WrongType);
        let message = "The operation does not know a field.";
        return Err(Error::with_fields(Code::UnknownField, message, vec![field]));
    }
    let reading = told.answers.check().map_err(Error::fields)?;
    Ok(Some(Arrival {
        place: Place { effective: call.now, received: call.now, id: told.id.clone() },
        reading,
        measured: call.now,
        clock_suspect: false,
        hash: hash.to_owned(),
        remarks: seal_remarks(app, &request.case, &told.answers, &told.id, &serde_json::Map::new())?,
    }))
}

/// Where a patient is and how a case ends is the health centre's to enter, whoever learns it on the phone
/// (domain.md 6.2): a hotel and a contractor tell the centre.
fn expect_found_by(by: &Allowed, request: &FinishCall) -> Result<(), Error> {
    let follows_only = matches!(by.role, Role::HotelDesk | Role::ContractorStaff);
    let found = request.result.as_ref().map(|result| result.what);
    if follows_only && matches!(found, Some(Finding::Died | Finding::InHospital | Finding::Moved)) {
        return Err(Error::fields(vec![FieldError::new("result.what", Problem::AskCentre)]));
    }
    Ok(())
}

/// Refuses if news arrived since the form was opened, the told values excepted.
fn expect_as_seen(case: &CaseChange<'_>, request: &FinishCall, by: &Allowed) -> Result<(), Error> {
    let subject = by.subject.as_deref().unwrap_or_default();
    request.work.iter().try_for_each(|seen| case.expect(&seen.id, seen.version, subject)).map_err(refused)
}

fn end_or_keep(
    case: &mut CaseChange<'_>,
    request: &FinishCall,
    by: &Allowed,
    reasons: &[Reason],
) -> Result<(), Error> {
    let subject = by.subject.as_deref().unwrap_or_default();
    // A death closes everything by itself.
    let named = request.work.iter().filter(|_| !is_death(request));
    for seen in named {
        match &request.closing {
            Some(closing) => case.close(&seen.id, watch(closing, reasons)).map_err(refused)?,
            None => case.keep(&seen.id, subject).map_err(refused)?,
        }
    }
    Ok(())
}

/// What the call brings with it: a promise that is kept or made, and what was found out.
fn follow(
    case: &mut CaseChange<'_>,
    request: &FinishCall,
    hospital: Option<&Organisation>,
) -> Result<Follows, Error> {
    match request.reached {
        Reached::Patient => case.settle_task(Family::CallBack),
        Reached::WrongNumber => case.wrong_number(),
        _ => {}
    }
    let follows = match &request.result {
        Some(result) => call_result::found(case, result, hospital)?,
        None => Follows::default(),
    };
    if let Some(at) = request.call_back_at {
        case.promise(at).map_err(refused_result)?;
    }
    Ok(follows)
}

/// The work that the call is about or may change.
fn to_read(request: &FinishCall) -> Vec<WorkId> {
    if is_death(request) {
        return Family::TASKS.into_iter().map(WorkId::task).collect();
    }
    let result: &[Family] = match request.result.as_ref().map(|result| result.what) {
        Some(Finding::InHospital) => &[Family::Placement, Family::Condition],
        Some(Finding::Moved) => &[Family::Placement],
        Some(Finding::Language) => &[Family::Interpreter],
        Some(Finding::Died | Finding::Unknown) | None => &[],
    };
    let number = (request.reached == Reached::WrongNumber).then_some(Family::Number);
    let promise = request.reached == Reached::Patient || request.call_back_at.is_some();
    let families = result.iter().copied().chain(number).chain(promise.then_some(Family::CallBack));
    let mut read: Vec<WorkId> = request.work.iter().map(|seen| seen.id.clone()).collect();
    read.extend(families.map(WorkId::task).filter(|id| request.work.iter().all(|seen| seen.id != *id)));
    read
}

fn is_death(request: &FinishCall) -> bool {
    request.result.as_ref().is_some_and(|result| result.what == Finding::Died)
}

fn close_reason(request: &FinishCall) -> Option<CloseReason> {
    let ended = is_death(request).then_some(CloseReason::CaseEnded);
    request.closing.as_ref().map(|closing| closing.reason).or(ended)
}

fn contact(request: &FinishCall, by: &Allowed, call: &Call, note: Option<ByteBuf>) -> StoredContact {
    StoredContact {
        at: call.now,
        role: by.role,
        by: by.name.clone(),
        request: request.request_id.clone(),
        reached: request.reached,
        next_step: request.next_step,
        note,
        work: request.work.iter().map(|seen| seen.id.clone()).collect(),
        reason: close_reason(request),
        result: request.result.clone(),
        call_back_at: request.call_back_at,
        at_door: request.at_door,
    }
}
