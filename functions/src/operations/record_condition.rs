//! `record-condition`: how an inpatient is, entered by the hospital or by the centre for it (R10, R16).
//! The newest one decides between the two care statuses of an inpatient.

use domain::api::hospital::{ConditionRecorded, NewestCondition, RecordCondition};
use domain::ids::WorkId;
use domain::operation::Operation;
use domain::work::Family;

use super::close_work::{check_note, seal_note};
use super::move_patient::{Note, refused, stored_stay};
use crate::App;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::events::{StoredCondition, StoredEvent};
use crate::store::{Transaction, keys};

/// Enters the condition of an inpatient.
pub async fn record_condition(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RecordCondition = call.body()?;
    check_note(request.note.as_deref())?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let work = [WorkId::task(Family::Condition)];
    let event = Wanted::event(Operation::RecordCondition, &request.case, &request.request_id, &hash);
    let wanted = Wanted { work: &work, ..event };
    change_case(app, call, wanted, |mut case, by, _| {
        let (n, moved) = case.condition(&request.condition).map_err(refused)?;
        let changed = case.finish();
        let answer = json(&ConditionRecorded {
            case: request.case.clone(),
            at: call.now,
            condition: n,
            care_status: changed.card.care_status,
            stay: changed.card.stays,
        })?;
        let event = StoredEvent::of(Operation::RecordCondition, by, call.now, &hash, &answer, None);
        let condition = StoredCondition {
            condition: request.condition.clone(),
            role: by.role,
            by: by.name.clone(),
            entered_at: call.now,
            request: request.request_id.clone(),
            note: note.clone(),
        };
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        transaction.condition(&app.store, &request.case, n, &condition)?;
        // One that was entered late is not how the patient is now.
        let is_newest = changed.card.condition_at == Some(request.condition.at);
        if let Some(place) = changed.card.place.as_ref().filter(|_| is_newest) {
            let newest = NewestCondition { condition: request.condition.clone(), entered_at: call.now };
            transaction.newest_condition(&app.store, place, &request.case, &newest)?;
        }
        if let Some(stay) = moved {
            // The note stands with the condition.
            let stay = stored_stay(&stay, by, call, Note { request: &request.request_id, sealed: None });
            transaction.stay(&app.store, &request.case, changed.card.stays, &stay)?;
        }
        Ok(Decision::new(changed, transaction, answer))
    })
    .await
}
