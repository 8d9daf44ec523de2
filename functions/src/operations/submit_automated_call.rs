//! `submit-automated-call`: what a provider's automated call has heard (R11, "or other means"; domain.md
//! T20). It becomes a check-in that the provider entered, judged like every other one; somebody who hangs
//! up is heard, but has answered no window. A call that nobody answered is a contact attempt that reached
//! nobody. The provider gets to know nothing.

use domain::api::calls::{AutomatedCallTaken, SubmitAutomatedCall};
use domain::api::error::{FieldError, Problem};
use domain::api::work::{NextStep, Reached};
use domain::ids::CheckInId;
use domain::keypad;
use domain::operation::Operation;
use domain::rules;
use domain::triage::Place;

use super::submit_check_in::Arrival;
use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::Transaction;
use crate::store::events::{StoredContact, StoredEvent};

/// Takes in an automated call.
pub async fn submit_automated_call(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: SubmitAutomatedCall = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let heard = check(call, &request, &hash)?;
    let event = Wanted::event(Operation::SubmitAutomatedCall, &request.case, &request.request_id, &hash);
    let wanted = Wanted { arriving: heard.as_ref().map(|arrival| &arrival.place), ..event };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let entered =
            heard.as_ref().map(|arrival| arrival.enter(&mut case, by, loaded.earlier)).transpose()?;
        // Only the attempt of a person counts as one that reached.
        let attempt = entered.is_none().then(|| case.count_contact());
        let changed = case.finish();
        let answer = json(&AutomatedCallTaken { request_id: request.request_id.clone(), at: call.now })?;
        let event = StoredEvent::of(Operation::SubmitAutomatedCall, by, call.now, &hash, &answer, None);
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        if let Some((arrival, stored)) = heard.as_ref().zip(entered.as_ref()) {
            transaction.check_in(&app.store, &request.case, &arrival.place.id, stored)?;
        }
        if let Some(n) = attempt {
            transaction.contact(&app.store, &request.case, n, &unanswered(&request, by))?;
        }
        Ok(Decision::new(changed, transaction, answer))
    })
    .await
}

/// Every limit of the request, and what was heard if somebody answered.
fn check(call: &Call, request: &SubmitAutomatedCall, hash: &str) -> Result<Option<Arrival>, Error> {
    let mut errors = Vec::new();
    if request.called_at > call.now + rules::at(call.now).clock_tolerance() {
        errors.push(FieldError::new("called_at", Problem::InFuture));
    }
    if !request.answered && (request.completed || !request.keys.is_empty()) {
        errors.push(FieldError::new("answered", Problem::Contradiction));
    }
    let reading = keypad::read(&request.keys, request.completed);
    match reading {
        Ok(reading) if errors.is_empty() => {
            // Somebody who picked up and pressed nothing has told nothing.
            let heard = request.answered && !request.keys.is_empty();
            Ok(heard.then(|| Arrival {
                place: Place {
                    effective: request.called_at.min(call.now),
                    received: call.now,
                    id: check_in_id(request),
                },
                reading,
                measured: request.called_at,
                clock_suspect: false,
                hash: hash.to_owned(),
                remarks: None,
            }))
        }
        reading => {
            errors.extend(reading.err().unwrap_or_default());
            Err(Error::fields(errors))
        }
    }
}

/// The check-in of a request has the same id.
fn check_in_id(request: &SubmitAutomatedCall) -> CheckInId {
    request.request_id.clone().into()
}

fn unanswered(request: &SubmitAutomatedCall, by: &Allowed) -> StoredContact {
    StoredContact {
        at: request.called_at,
        role: by.role,
        by: by.name.clone(),
        request: request.request_id.clone(),
        reached: Reached::Nobody,
        next_step: NextStep::CallAgain,
        note: None,
        work: Vec::new(),
        reason: None,
        result: None,
        call_back_at: None,
        at_door: false,
    }
}
