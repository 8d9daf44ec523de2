//! `take-work`: a named person takes work in hand, hands it to a colleague, or puts it back.

use domain::api::error::{FieldError, Problem};
use domain::api::work::{TakeWork, WorkChanged};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};

use crate::App;
use crate::auth::Caller;
use crate::change::{
    Decision, Wanted, change_case, expect_theirs, explained, hash_of, json, refused, standing,
};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::Transaction;
use crate::store::events::{Detail, StoredEvent};
use crate::store::organisations::Member;

/// Takes work in hand, hands it on or puts it back.
pub async fn take_work(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: TakeWork = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let colleagues = colleagues(app, call, &request).await?;
    let wanted = Wanted {
        work: std::slice::from_ref(&request.work),
        ..Wanted::event(Operation::TakeWork, &request.case, &request.request_id, &hash)
    };
    let result = change_case(app, call, wanted, |mut case, by, _| {
        expect_theirs(by, std::slice::from_ref(&request.work))?;
        let subject = by.subject.as_deref().unwrap_or_default();
        let work = request.work.clone();
        let mut holder = None;
        let detail = if let Some(to) = request.to.as_deref().filter(|_| request.in_hand) {
            let to = colleague(&colleagues, by.organisation.as_ref(), to)?;
            let manages = by.role == Role::Manager;
            case.hand_to(&work, subject, &to.0, manages).map_err(refused)?;
            holder = Some(to.1.name.clone());
            Detail::Handed { work, to: to.1.name.clone() }
        } else if request.in_hand {
            match request.hold {
                None => case.take(&work, subject),
                Some(_) => {
                    let hold = case.rules().staff().hold();
                    case.hold(&work, subject, Some(hold))
                }
            }
            .map_err(refused)?;
            Detail::Taken { work }
        } else if request.to_centre {
            case.leave_to_centre(&work, subject).map_err(refused)?;
            Detail::PutBack { work }
        } else if request.gone {
            case.abandon(&work, subject).map_err(refused)?;
            Detail::PutBack { work }
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
        Ok(Decision { holder, ..Decision::new(changed, transaction, answer) })
    })
    .await;
    match result {
        Ok(reply) => Ok(reply),
        Err(error) => Err(explained(app, &request.case, &[&request.work], error).await),
    }
}

/// Everybody to whom the caller could hand it: members of the caller's organisations. Read only if it is to
/// be handed on.
async fn colleagues(app: &App, call: &Call, request: &TakeWork) -> Result<Vec<(String, Member)>, Error> {
    let Some(_) = &request.to else { return Ok(Vec::new()) };
    if !request.in_hand {
        return Err(Error::fields(vec![FieldError::new("to", Problem::Contradiction)]));
    }
    let Caller::Staff { memberships, .. } = &call.caller else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for member in memberships {
        if takes_work(member) {
            all.extend(app.store.members(&member.organisation).await?);
        }
    }
    Ok(all)
}

/// Whether a member takes work of the organisation's cases, as its centre, its hotel or its contractor.
fn takes_work(member: &Member) -> bool {
    let of = [Relation::Responsible, Relation::Resident, Relation::Assigned];
    of.into_iter().any(|relation| may(Operation::TakeWork, member.role, relation))
}

/// The colleague of this subject, who may take work of that organisation too.
fn colleague<'a>(
    all: &'a [(String, Member)],
    organisation: Option<&OrganisationId>,
    to: &str,
) -> Result<&'a (String, Member), Error> {
    let fits = |(subject, member): &&(String, Member)| {
        subject == to && Some(&member.organisation) == organisation && takes_work(member)
    };
    let refused = || Error::fields(vec![FieldError::new("to", Problem::DoesNotExist)]);
    all.iter().find(fits).ok_or_else(refused)
}
