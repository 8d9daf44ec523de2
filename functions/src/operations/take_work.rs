//! `take-work`: a named person takes work in hand, or puts it back.

use domain::api::work::{TakeWork, WorkChanged};
use domain::operation::Operation;
use domain::rules;

use crate::App;
use crate::change::{Decision, Wanted, change_case, explained, hash_of, json, refused, standing};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::Transaction;
use crate::store::events::{Detail, StoredEvent};

/// Takes work in hand or puts it back.
pub async fn take_work(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: TakeWork = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let wanted = Wanted {
        work: std::slice::from_ref(&request.work),
        ..Wanted::event(Operation::TakeWork, &request.case, &request.request_id, &hash)
    };
    let hold = rules::at(call.now).staff().hold();
    let result = change_case(app, call, wanted, |mut case, by, _| {
        let subject = by.subject.as_deref().unwrap_or_default();
        let work = request.work.clone();
        let detail = if request.in_hand {
            match request.hold {
                None => case.take(&work, subject),
                Some(_) => case.hold(&work, subject, Some(hold)),
            }
            .map_err(refused)?;
            Detail::Taken { work }
        } else {
            case.put_back(&work, subject).map_err(refused)?;
            Detail::PutBack { work }
        };
        let changed = case.finish();
        let work = vec![standing(&changed, &request.work)];
        let answer = json(&WorkChanged { case: request.case.clone(), at: call.now, work, check_in: None })?;
        let event = StoredEvent::of(Operation::TakeWork, by, call.now, &hash, &answer, Some(detail));
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        Ok(Decision::new(changed, transaction, answer))
    })
    .await;
    match result {
        Ok(reply) => Ok(reply),
        Err(error) => Err(explained(app, &request.case, &[&request.work], error).await),
    }
}
