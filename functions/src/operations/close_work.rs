//! `close-work`: a person closes work without a call, stating the version that was seen.

use domain::api::error::FieldError;
use domain::api::work::{CloseWork, Closing, WorkChanged};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::reading::too_long;
use domain::time::Span;
use domain::triage::Reason;
use serde_bytes::ByteBuf;

use crate::App;
use crate::change::{
    Decision, Wanted, change_case, expect_theirs, explained, hash_of, json, refused, standing,
};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::events::{Detail, StoredEvent};
use crate::store::{Transaction, keys};

/// Longest note, in characters.
pub(super) const NOTE_AT_MOST: usize = 500;

/// Closes work.
pub async fn close_work(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: CloseWork = call.body()?;
    check_note(request.note.as_deref())?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let reasons = watched_reasons(app, call, &request.case, &request.closing, &[&request.work.id]).await?;
    let wanted = Wanted {
        work: std::slice::from_ref(&request.work.id),
        ..Wanted::event(Operation::CloseWork, &request.case, &request.request_id, &hash)
    };
    let result = change_case(app, call, wanted, |mut case, by, _| {
        let work = &request.work;
        expect_theirs(by, std::slice::from_ref(&work.id))?;
        let subject = by.subject.as_deref().unwrap_or_default();
        case.expect(&work.id, work.version, subject).map_err(refused)?;
        if request.only_if_fine {
            case.expect_fine(&work.id).map_err(refused)?;
        }
        case.close(&work.id, watch(&request.closing, &reasons)).map_err(refused)?;
        let changed = case.finish();
        let standing = vec![standing(&changed, &work.id)];
        let answer =
            json(&WorkChanged { case: request.case.clone(), at: call.now, work: standing, check_in: None })?;
        let detail =
            Detail::Closed { work: work.id.clone(), reason: request.closing.reason, note: note.clone() };
        let event = StoredEvent::of(Operation::CloseWork, by, call.now, &hash, &answer, Some(detail));
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        let reason = Some(request.closing.reason);
        Ok(Decision { reason, ..Decision::new(changed, transaction, answer) })
    })
    .await;
    match result {
        Ok(reply) => Ok(reply),
        Err(error) => Err(explained(app, &request.case, &[&request.work.id], error).await),
    }
}

/// Refuses a note that is too long.
pub(super) fn check_note(note: Option<&str>) -> Result<(), Error> {
    let error: Option<FieldError> = note.and_then(|text| too_long("note", text, NOTE_AT_MOST));
    error.map_or(Ok(()), |error| Err(Error::fields(vec![error])))
}

/// Seals a note for the item with this logical key.
pub(super) fn seal_note(app: &App, key: &str, note: Option<&str>) -> Result<Option<ByteBuf>, Error> {
    let note = note.filter(|text| !text.trim().is_empty());
    note.map(|text| app.secrets.seal(Place { key, attribute: "note" }, &text).map(ByteBuf::from)).transpose()
}

/// The reasons that a watch would be about; read only if one is asked for.
pub(super) async fn watched_reasons(
    app: &App,
    call: &Call,
    case: &CaseId,
    closing: &Closing,
    work: &[&domain::ids::WorkId],
) -> Result<Vec<Reason>, Error> {
    let mut reasons = Vec::new();
    if closing.watch_hours.is_some_and(|hours| hours > 0) && call.caller.names(case) {
        for id in work {
            if let Some(stored) = app.store.work(case, id).await? {
                reasons.extend(stored.reasons);
            }
        }
    }
    Ok(reasons)
}

/// The watch of a closing.
pub(super) fn watch(closing: &Closing, reasons: &[Reason]) -> Option<(Span, Vec<Reason>)> {
    let hours = closing.watch_hours.filter(|hours| *hours > 0)?;
    Some((Span::hours(i64::from(hours)), reasons.to_vec()))
}
