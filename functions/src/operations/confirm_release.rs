//! `confirm-release`: a person releases, or says that it is not time yet (R15; design 6). What was proposed is
//! computed anew from the facts in the same transaction: nobody is released on what held yesterday.

use domain::api::error::{FieldError, Problem};
use domain::api::release::{ConfirmRelease, ReleaseConfirmed, ReleaseDecision};
use domain::api::work::CloseReason;
use domain::ids::WorkId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::work::Family;

use super::close_work::{check_note, seal_note};
use super::move_patient::refused as refused_end;
use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Wanted, change_case, explained, hash_of, json, refused};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review;
use crate::store::events::{Detail, StoredEvent};
use crate::store::outcomes::StoredOutcome;
use crate::store::releases::{FACTS, facts};
use crate::store::{Transaction, keys};

/// Decides on the release of one case.
pub async fn confirm_release(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: ConfirmRelease = call.body()?;
    check(&request)?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    // Everything that ends with the case.
    let work = review::work();
    let event = Wanted::event(Operation::ConfirmRelease, &request.case, &request.request_id, &hash);
    let wanted = Wanted { work: &work, facts: &FACTS, ..event };
    let task = WorkId::task(Family::Release);
    let result = change_case(app, call, wanted, |mut case, by: &Allowed, loaded| {
        let (store, id) = (&app.store, &request.case);
        let subject = by.subject.as_deref().unwrap_or_default();
        case.expect(&task, request.seen, subject).map_err(refused)?;
        let answer = |look_at| ReleaseConfirmed {
            case: id.clone(),
            at: call.now,
            decision: request.decision,
            last_isolation_day: request.release_date.and_then(|date| date.pred_opt()),
            release_date: request.release_date,
            look_at,
        };
        let mut transaction = Transaction::default();
        let Some(date) = request.release_date else {
            let answer = json(&answer(Some(case.release_later())))?;
            let detail = note.clone().map(|note| Detail::ReleaseLater { note });
            let event = StoredEvent::of(Operation::ConfirmRelease, by, call.now, &hash, &answer, detail);
            transaction.event(store, id, &request.request_id, &event)?;
            return Ok(Decision::new(case.finish(), transaction, answer));
        };
        let facts = facts(case.rules(), &loaded.facts)?;
        let (number, assessed) = case.release(&facts, date, note.is_some()).map_err(refused_end)?;
        let changed = case.finish();
        let answer = json(&answer(None))?;
        let event = StoredEvent::of(Operation::ConfirmRelease, by, call.now, &hash, &answer, None);
        transaction.event(store, id, &request.request_id, &event)?;
        let outcome = StoredOutcome {
            outcome: Outcome::Released,
            at: call.now,
            role: by.role,
            by: by.name.clone(),
            entered_at: call.now,
            request: request.request_id.clone(),
            note: note.clone(),
            release_date: Some(date),
            assessed: Some(assessed),
        };
        transaction.outcome(store, id, number, &outcome)?;
        if let Some(place) = &changed.card.place {
            transaction.leaves(store, place, id, call.now)?;
        }
        let reason = Some(CloseReason::CaseEnded);
        Ok(Decision { reason, ..Decision::new(changed, transaction, answer) })
    })
    .await;
    match result {
        Ok(reply) => Ok(reply),
        Err(error) => Err(explained(app, &request.case, &[&WorkId::task(Family::Release)], error).await),
    }
}

/// What each decision asks for.
fn check(request: &ConfirmRelease) -> Result<(), Error> {
    check_note(request.note.as_deref())?;
    let has_note = request.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    let problem = match (request.decision, request.release_date) {
        (ReleaseDecision::Unknown, _) => Some(("decision", Problem::WrongType)),
        (ReleaseDecision::Released, None) => Some(("release_date", Problem::Missing)),
        (ReleaseDecision::NotYet, Some(_)) => Some(("release_date", Problem::Contradiction)),
        (ReleaseDecision::NotYet, None) if !has_note => Some(("note", Problem::Missing)),
        _ => None,
    };
    problem.map_or(Ok(()), |(field, problem)| Err(Error::fields(vec![FieldError::new(field, problem)])))
}
