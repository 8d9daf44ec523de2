//! `record-visit`: medical care that a patient received during isolation, with day, institution and what
//! came of it (R14). An admission is a stay, which `move-patient` enters.

use domain::api::error::{Code, FieldError, Problem};
use domain::api::visit::{RecordVisit, VisitRecorded};
use domain::operation::Operation;
use domain::rules;
use serde_bytes::ByteBuf;

use super::close_work::{check_note, seal_note};
use crate::App;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::events::StoredEvent;
use crate::store::organisations::Organisation;
use crate::store::visits::StoredVisit;
use crate::store::{Transaction, keys};

/// Kinds of organisations that see patients.
const INSTITUTIONS: [&str; 2] = ["hospital", "clinic"];

/// The attribute to which the name of an institution is bound.
pub(crate) const NAME: &str = "institution_name";

/// Enters a visit.
pub async fn record_visit(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RecordVisit = call.body()?;
    check_note(request.note.as_deref())?;
    let wrong = request.check(rules::at(call.now), call.now);
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let hash = hash_of(&app.secrets, &request)?;
    let institution = match &request.institution {
        Some(institution) if call.caller.names(&request.case) => app.store.organisation(institution).await?,
        _ => None,
    };
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let place = Place { key: &key, attribute: NAME };
    let name = request.name().map(|name| app.secrets.seal(place, &name).map(ByteBuf::from)).transpose()?;
    let wanted = Wanted::event(Operation::RecordVisit, &request.case, &request.request_id, &hash);
    change_case(app, call, wanted, |case, by, _| {
        let card = case.card();
        // What was before the end may be entered after it.
        if card.ended_at.is_some_and(|ended| request.visited_at >= ended) {
            return Err(Error::api(Code::CaseEnded, "The case had ended by then."));
        }
        let is_there = |found: &Organisation| {
            INSTITUTIONS.contains(&found.kind.as_str()) && found.prefecture == card.prefecture
        };
        if request.institution.is_some() && !institution.as_ref().is_some_and(is_there) {
            return Err(Error::fields(vec![FieldError::new("institution", Problem::DoesNotExist)]));
        }
        let changed = case.finish();
        let answer = json(&VisitRecorded { case: request.case.clone(), at: call.now })?;
        let event = StoredEvent::of(Operation::RecordVisit, by, call.now, &hash, &answer, None);
        let visit = StoredVisit {
            at: request.visited_at,
            role: by.role,
            by: by.name.clone(),
            entered_at: call.now,
            request: request.request_id.clone(),
            institution: request.institution.clone(),
            institution_name: name.clone(),
            outcomes: request.outcomes.clone(),
            note: note.clone(),
        };
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        transaction.visit(&app.store, &request.case, &visit)?;
        Ok(Decision::new(changed, transaction, answer))
    })
    .await
}
