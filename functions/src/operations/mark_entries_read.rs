//! `mark-entries-read`: "read down to here", with name and time, as colleagues see it (R12). Where the patient
//! wrote remarks that no alert brought to anybody, the work that asks to read them ends with it.

use domain::api::entries::{CaseRead, EntriesRead, MarkEntriesRead, ReadMark};
use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, SeenWork};
use domain::entries::{CASES_AT_MOST, ENTRIES_AT_MOST};
use domain::operation::Operation;
use domain::rules;
use domain::test_report::check_day;
use domain::work::Family;
use futures::future::join_all;

use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Wanted, change_case, hash_of, json, pause, refused};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::day_entries::StoredMark;
use crate::store::events::{Detail, StoredEvent};
use crate::store::{Failed, Transaction};

/// How often the transaction is sent before the caller is asked to come back.
const TRIES: u32 = 3;

/// Marks entries as read.
pub async fn mark_entries_read(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: MarkEntriesRead = call.body()?;
    let who = call.caller.for_organisation(Operation::MarkEntriesRead, &request.organisation)?;
    check(call, &request)?;
    let hash = hash_of(&app.secrets, &request)?;
    if let Some(reply) = repeated(app, &request, &hash).await? {
        return Ok(reply);
    }
    // Each case by itself: of many, one that has news must not keep the others unread. What was carried
    // out before a failure answers the same when the request comes again.
    let asked = request.cases.iter().filter_map(|read| Some((read, read.remarks.as_ref()?)));
    let (about, hash) = (&request, hash.as_str());
    let ended =
        asked.map(|(read, work)| async move { (read, end(app, call, about, read, work, hash).await) });
    let mut still_unread = Vec::new();
    for (read, result) in join_all(ended).await {
        match result {
            Ok(_) => {}
            Err(Error::Api(refusal)) => match refusal.code {
                // A colleague read them first.
                Code::AlreadyClosed => {}
                Code::HasNews | Code::AlreadyTaken | Code::NotFound => still_unread.push(read.case.clone()),
                _ => return Err(Error::Api(refusal)),
            },
            Err(error) => return Err(error),
        }
    }
    let mark = ReadMark { by: who.name.clone().unwrap_or_default(), at: call.now };
    let answer = EntriesRead { mark, still_unread };
    keep(app, call, &request, &who, &answer, hash).await
}

fn check(call: &Call, request: &MarkEntriesRead) -> Result<(), Error> {
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let mut errors = Vec::from_iter(check_day(request.day, today));
    let within = |field: String, count: usize, most: usize| {
        let error = || FieldError::new(field, Problem::OutOfRange).limit(format!("1–{most}"));
        (count == 0 || count > most).then(error)
    };
    errors.extend(within("cases".to_owned(), request.cases.len(), CASES_AT_MOST));
    for (at, read) in request.cases.iter().enumerate() {
        errors.extend(within(format!("cases[{at}].check_ins"), read.check_ins.len(), ENTRIES_AT_MOST));
        if read.remarks.as_ref().is_some_and(|work| work.id.family() != Family::Remarks) {
            errors.push(FieldError::new(format!("cases[{at}].remarks.id"), Problem::NotAChoice));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::fields(errors)) }
}

/// Ends the work that asks to read the remarks of a case, in the version that was seen.
async fn end(
    app: &App,
    call: &Call,
    request: &MarkEntriesRead,
    read: &CaseRead,
    work: &SeenWork,
    hash: &str,
) -> Result<Reply, Error> {
    let wanted = Wanted {
        work: std::slice::from_ref(&work.id),
        ..Wanted::event(Operation::MarkEntriesRead, &read.case, &request.request_id, hash)
    };
    change_case(app, call, wanted, |mut case, by, _| {
        // The list is one centre's, also for somebody who belongs to two.
        if case.card().centre != request.organisation {
            return Err(Error::not_found());
        }
        let subject = by.subject.as_deref().unwrap_or_default();
        case.expect(&work.id, work.version, subject).map_err(refused)?;
        case.close(&work.id, None).map_err(refused)?;
        let reason = CloseReason::Read;
        let detail = Detail::Closed { work: work.id.clone(), reason, note: None };
        let answer = json(work)?;
        let event = StoredEvent::of(Operation::MarkEntriesRead, by, call.now, hash, &answer, Some(detail));
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &read.case, &request.request_id, &event)?;
        Ok(Decision { reason: Some(reason), ..Decision::new(case.finish(), transaction, answer) })
    })
    .await
}

/// Keeps the mark, with the answer that a repetition of the request gets again.
async fn keep(
    app: &App,
    call: &Call,
    request: &MarkEntriesRead,
    who: &Allowed,
    answer: &EntriesRead,
    hash: &str,
) -> Result<Reply, Error> {
    let (store, organisation, id) = (&app.store, &request.organisation, &request.request_id);
    let check_ins: Vec<_> = request.cases.iter().flat_map(|read| &read.check_ins).collect();
    let mark = StoredMark::new(call.now, answer.mark.by.clone(), &check_ins);
    let event = StoredEvent::of(Operation::MarkEntriesRead, who, call.now, hash, &json(answer)?, None);
    for attempt in 0..TRIES {
        let mut transaction = Transaction::default();
        transaction.organisation_event(store, organisation, id, &event)?;
        transaction.entries_read(store, organisation, request.day, id, &mark)?;
        match store.commit(transaction).await {
            Ok(()) => return Reply::json(answer),
            Err(Failed::Condition(_)) => {
                let gone = || Error::Internal("a mark is there without its event".to_owned());
                return repeated(app, request, hash).await?.ok_or_else(gone);
            }
            Err(Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

/// The answer that was given to this request before; a conflict if that was another request.
async fn repeated(app: &App, request: &MarkEntriesRead, hash: &str) -> Result<Option<Reply>, Error> {
    let Some(event) = app.store.organisation_event(&request.organisation, &request.request_id).await? else {
        return Ok(None);
    };
    if event.hash == hash {
        Ok(Some(Reply::raw(event.answer.into_bytes())))
    } else {
        Err(Error::api(Code::RequestIdReused, "This id was used for another request."))
    }
}
