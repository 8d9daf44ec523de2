//! `record-outcome`: a person ends a case, and everything stops at once (R15; domain.md 5.3).

use domain::api::error::{FieldError, Problem};
use domain::api::outcome::{OutcomeRecorded, RecordOutcome};
use domain::api::work::CloseReason;
use domain::operation::Operation;
use domain::outcome::{ENTERED, End, may_enter};
use domain::placement::CareStatus;
use domain::rights::Role;

use super::close_work::{check_note, seal_note};
use super::move_patient::refused;
use crate::App;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review;
use crate::store::events::StoredEvent;
use crate::store::outcomes::StoredOutcome;
use crate::store::{Transaction, keys};

/// Ends a case.
pub async fn record_outcome(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RecordOutcome = call.body()?;
    check_note(request.note.as_deref())?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let end = End { outcome: request.outcome, at: request.at };
    let work = review::work();
    let event = Wanted::event(Operation::RecordOutcome, &request.case, &request.request_id, &hash);
    let wanted = Wanted { work: &work, ..event };
    change_case(app, call, wanted, |mut case, by, _| {
        if !may_enter(by.role, end.outcome) {
            return Err(Error::not_found());
        }
        if !ENTERED.contains(&end.outcome) {
            return Err(Error::fields(vec![FieldError::new("outcome", Problem::WrongType)]));
        }
        let ended = case.card().care_status == CareStatus::Ended;
        if ended && by.role == Role::HospitalStaff {
            // The stay is over, and what comes after it is the centre's.
            return Err(refused(domain::stay::Refused::CaseEnded));
        }
        let number = case.end(end, request.seen).map_err(refused)?;
        let changed = case.finish();
        let ended_at = changed.card.ended_at.unwrap_or(end.at);
        let answer = json(&OutcomeRecorded { case: request.case.clone(), at: call.now, number, ended_at })?;
        let event = StoredEvent::of(Operation::RecordOutcome, by, call.now, &hash, &answer, None);
        let outcome = StoredOutcome {
            outcome: end.outcome,
            at: end.at,
            role: by.role,
            by: by.name.clone(),
            entered_at: call.now,
            request: request.request_id.clone(),
            note: note.clone(),
            release_date: None,
            assessed: None,
        };
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        transaction.outcome(&app.store, &request.case, number, &outcome)?;
        if let Some(place) = changed.card.place.as_ref().filter(|_| !ended) {
            transaction.leaves(&app.store, place, &request.case, end.at)?;
        }
        let reason = Some(CloseReason::CaseEnded);
        Ok(Decision { reason, ..Decision::new(changed, transaction, answer) })
    })
    .await
}
