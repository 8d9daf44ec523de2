//! `assign-contractor`: a case goes to a contractor for a time, or back to its health centre (R12, R42).
//! Many at once are as many requests.

use domain::api::error::{Code, FieldError, Problem};
use domain::api::following::{AssignContractor, ContractorAssigned};
use domain::operation::Operation;

use super::move_patient;
use super::sweep_due::contractors_tasks;
use crate::App;
use crate::auth::Caller;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::Transaction;
use crate::store::events::{Detail, StoredEvent};
use crate::store::organisations::Organisation;

/// Assigns a case or takes it back.
pub async fn assign_contractor(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: AssignContractor = call.body()?;
    check(&request)?;
    let hash = hash_of(&app.secrets, &request)?;
    let is_staff = matches!(call.caller, Caller::Staff { .. });
    let named = match &request.contractor {
        Some(id) if is_staff => app.store.organisation(id).await?,
        _ => None,
    };
    // Whose work is put back: nobody keeps in hand what they see no more.
    let theirs = match &request.seen {
        Some(seen) if is_staff => app.store.subjects(seen).await?,
        _ => Vec::new(),
    };
    let work = contractors_tasks();
    let operation = Operation::AssignContractor;
    let wanted =
        Wanted { work: &work, ..Wanted::event(operation, &request.case, &request.request_id, &hash) };
    change_case(app, call, wanted, |mut case, by, _| {
        let mut transaction = Transaction::default();
        let (seen, prefecture) = (request.seen.as_ref(), case.card().prefecture.clone());
        let to = match request.contractor.as_ref().zip(request.until) {
            Some((_, last_day)) => {
                let is_there = |one: &&Organisation| {
                    one.kind == "contractor" && one.watches && one.prefecture == prefecture
                };
                let to = named.as_ref().filter(is_there).ok_or_else(|| {
                    Error::fields(vec![FieldError::new("contractor", Problem::DoesNotExist)])
                })?;
                case.assign(to.id.clone(), last_day, seen, &theirs).map_err(move_patient::refused)?;
                Some(to)
            }
            None => {
                let seen = seen.ok_or_else(|| Error::api(Code::HasNews, "Look at the case first."))?;
                case.take_back(seen, &theirs).map_err(move_patient::refused)?;
                None
            }
        };
        let until = case.card().contractor_until;
        let answer = ContractorAssigned {
            case: request.case.clone(),
            at: call.now,
            contractor: to.map(|to| to.id.clone()),
            until,
        };
        let answer = json(&answer)?;
        let detail = Detail::Assigned { to: to.map(|to| to.name.clone()), until: request.until };
        let event = StoredEvent::of(operation, by, call.now, &hash, &answer, Some(detail));
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        if let Some((to, until)) = to.zip(until) {
            transaction.assigned(&app.store, &to.id, &request.case, until)?;
        }
        Ok(Decision::new(case.finish(), transaction, answer))
    })
    .await
}

fn check(request: &AssignContractor) -> Result<(), Error> {
    let wrong = match (&request.contractor, &request.until, &request.seen) {
        (Some(_), None, _) => FieldError::new("until", Problem::Missing),
        (None, Some(_), _) => FieldError::new("until", Problem::Contradiction),
        (None, None, None) => FieldError::new("contractor", Problem::Missing),
        _ => return Ok(()),
    };
    Err(Error::fields(vec![wrong]))
}
