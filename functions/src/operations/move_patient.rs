//! `move-patient`: a new stay closes the one before, and the schedule follows it (R9, R21;
//! domain.md 5.3).

use domain::api::error::{Code, FieldError, Problem};
use domain::api::stay::{MovePatient, PatientMoved};
use domain::card::Card;
use domain::ids::{RequestId, WorkId};
use domain::operation::Operation;
use domain::stay::{Refused, Stay, place_kind};
use domain::work::Family;
use serde_bytes::ByteBuf;

use super::close_work::{check_note, seal_note};
use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::events::{StoredEvent, StoredStay};
use crate::store::organisations::Organisation;
use crate::store::{Transaction, keys};

/// Moves a patient.
pub async fn move_patient(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: MovePatient = call.body()?;
    check_note(request.note.as_deref())?;
    let hash = hash_of(&app.secrets, &request)?;
    let place = match &request.stay.place {
        Some(place) if call.caller.names(&request.case) => app.store.organisation(place).await?,
        _ => None,
    };
    // The note belongs to the stay, whose number is known only with the card; so it is bound to the
    // request's own key.
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let work = [Family::Placement, Family::Condition, Family::CallDue, Family::Release].map(WorkId::task);
    let event = Wanted::event(Operation::MovePatient, &request.case, &request.request_id, &hash);
    let wanted = Wanted { work: &work, ..event };
    change_case(app, call, wanted, |mut case, by, _| {
        let before = case.card().place.clone();
        let is_there = is_there(place.as_ref(), &request.stay, case.card());
        let stay = stay(case.place(&request.stay, request.seen), is_there)?;
        let rules = case.rules();
        let changed = case.finish();
        let answer = PatientMoved {
            case: request.case.clone(),
            at: call.now,
            stay,
            next_due: changed.card.next_due(rules),
        };
        let answer = json(&answer)?;
        let event = StoredEvent::of(Operation::MovePatient, by, call.now, &hash, &answer, None);
        let (store, after) = (&app.store, &changed.card.place);
        let mut transaction = Transaction::default();
        transaction.event(store, &request.case, &request.request_id, &event)?;
        let note = Note { request: &request.request_id, sealed: note.clone() };
        transaction.stay(store, &request.case, stay, &stored_stay(&request.stay, by, call, note))?;
        if before != *after {
            if let Some(left) = &before {
                transaction.leaves(store, left, &request.case, request.stay.from)?;
            }
            if let Some(place) = after {
                transaction.arrives(store, place, &request.case, request.stay.from)?;
            }
        }
        Ok(Decision::new(changed, transaction, answer))
    })
    .await
}

/// Whether the named place is of the right kind and in the prefecture of the case. What need not be
/// named is judged by the rules of a stay.
pub(super) fn is_there(place: Option<&Organisation>, stay: &Stay, card: &Card) -> bool {
    let Some(kind) = place_kind(stay.care_status) else { return true };
    stay.place.is_none()
        || place.is_some_and(|place| place.kind == kind && place.prefecture == card.prefecture)
}

/// The number of the new stay, or all that is wrong with it at once.
fn stay(placed: Result<u32, Refused>, is_there: bool) -> Result<u32, Error> {
    let missing = (!is_there).then(|| FieldError::new("place", Problem::DoesNotExist));
    match (placed, missing) {
        (Ok(stay), None) => Ok(stay),
        (Ok(_), Some(missing)) => Err(Error::fields(vec![missing])),
        (Err(Refused::Fields(mut fields)), missing) => {
            fields.extend(missing);
            Err(Error::fields(fields))
        }
        (Err(other), _) => Err(refused(other)),
    }
}

/// Why a stay or a condition is not taken in, as the caller is told.
pub(super) fn refused(refusal: Refused) -> Error {
    match refusal {
        Refused::CaseEnded => Error::api(Code::CaseEnded, "The case has ended."),
        Refused::HasNews => Error::api(Code::HasNews, "The patient was moved since you looked. Look again."),
        Refused::Fields(fields) => Error::fields(fields),
    }
}

/// A sealed note and the request to whose event it is bound.
pub(super) struct Note<'a> {
    pub request: &'a RequestId,
    pub sealed: Option<ByteBuf>,
}

/// What is stored of a stay.
pub(super) fn stored_stay(stay: &Stay, by: &Allowed, call: &Call, note: Note<'_>) -> StoredStay {
    StoredStay {
        from: stay.from,
        role: by.role,
        by: by.name.clone(),
        care_status: stay.care_status,
        place: stay.place.clone(),
        room: stay.room.clone(),
        risk: stay.risk,
        channel: stay.channel,
        entered_at: Some(call.now),
        request: Some(note.request.clone()),
        note: note.sealed,
    }
}
