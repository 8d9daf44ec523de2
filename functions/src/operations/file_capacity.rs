//! `file-capacity`: the beds or rooms of an institution on a day, or a further version of them (R46).

use domain::api::capacity::{CapacityFiled, FileCapacity};
use domain::api::error::{Code, FieldError, Problem};
use domain::capacity::{CapacityKind, Whose, whose};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::rules;
use domain::test_report::{check_day, version_after};

use crate::App;
use crate::auth::Allowed;
use crate::change::{hash_of, json, pause};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::capacity::{CapacityDay, StoredCapacity};
use crate::store::events::StoredEvent;
use crate::store::{Failed, Transaction};

/// How often the transaction is sent before the caller is asked to come back.
const TRIES: u32 = 3;
/// Where in the transaction the request's own item stands, and the new version.
const EVENT: usize = 0;
const VERSION: usize = 1;

/// Files the figures of a day.
pub async fn file_capacity(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: FileCapacity = call.body()?;
    let who = call.caller.for_organisation(Operation::FileCapacity, &request.organisation)?;
    let member = call.caller.member(&request.organisation).ok_or_else(Error::not_found)?;
    let (institution, kind) = match whose(who.role, &request.organisation, request.on_behalf_of.as_ref()) {
        Whose::Own(own, kind) => (own, kind),
        Whose::Of(named) => of_prefecture(app, named, &member.prefecture).await?,
        Whose::NotNamed => return Err(Error::fields(vec![missing()])),
        Whose::NotAllowed => return Err(Error::not_found()),
    };
    let version = check(call, &request, kind)?;
    let filed = CapacityFiled { institution, day: request.day, version, filed_at: call.now };
    let hash = hash_of(&app.secrets, &request)?;

    for attempt in 0..TRIES {
        let transaction = append(app, call, &request, &filed, &member.prefecture, &who, &hash)?;
        match app.store.commit(transaction).await {
            Ok(()) => return Reply::json(&filed),
            Err(Failed::Condition(EVENT)) => return repeated(app, &request, &filed, &hash).await,
            Err(Failed::Condition(VERSION)) => {
                return Err(Error::api(
                    Code::HasNews,
                    "Another version was filed since you looked. Look again.",
                ));
            }
            Err(Failed::Condition(_)) => {
                return Err(Error::fields(vec![FieldError::new("replaces", Problem::DoesNotExist)]));
            }
            Err(Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

fn missing() -> FieldError {
    FieldError::new("on_behalf_of", Problem::Missing)
}

/// The named institution, if it is a hospital or a hotel of this prefecture; else it looks like none.
async fn of_prefecture(
    app: &App,
    named: OrganisationId,
    prefecture: &OrganisationId,
) -> Result<(OrganisationId, CapacityKind), Error> {
    let profile = app.store.organisation(&named).await?;
    let profile = profile.filter(|profile| profile.prefecture == *prefecture);
    let kind = profile.and_then(|profile| CapacityKind::of_organisation(&profile.kind));
    kind.map(|kind| (named, kind)).ok_or_else(Error::not_found)
}

/// Every rule of the report; its version.
fn check(call: &Call, request: &FileCapacity, kind: CapacityKind) -> Result<u32, Error> {
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let mut errors = request.capacity.check(kind);
    errors.extend(check_day(request.day, today));
    match version_after(request.replaces) {
        Ok(version) if errors.is_empty() => Ok(version),
        version => {
            errors.extend(version.err());
            Err(Error::fields(errors))
        }
    }
}

/// The version goes on top of the one that it replaces: that one must be there and this one not yet,
/// so it was the latest, and no version is left out.
fn append(
    app: &App,
    call: &Call,
    request: &FileCapacity,
    filed: &CapacityFiled,
    prefecture: &OrganisationId,
    who: &Allowed,
    hash: &str,
) -> Result<Transaction, Error> {
    let store = &app.store;
    let of = CapacityDay { prefecture, day: filed.day, institution: &filed.institution };
    let mut transaction = Transaction::default();
    let event = StoredEvent::of(Operation::FileCapacity, who, call.now, hash, &json(filed)?, None);
    transaction.organisation_event(store, &filed.institution, &request.request_id, &event)?;
    let stored = StoredCapacity {
        filed_at: call.now,
        role: who.role,
        by: who.name.clone(),
        organisation: request.organisation.clone(),
        capacity: request.capacity.clone(),
    };
    transaction.capacity(store, of, filed.version, &stored)?;
    if let Some(replaced) = request.replaces {
        transaction.capacity_exists(store, of, replaced)?;
    }
    Ok(transaction)
}

/// The answer that was given to this request before; a conflict if that was another request.
async fn repeated(
    app: &App,
    request: &FileCapacity,
    filed: &CapacityFiled,
    hash: &str,
) -> Result<Reply, Error> {
    let event = app.store.organisation_event(&filed.institution, &request.request_id).await?;
    let event = event.ok_or_else(|| Error::Internal("a filed event cannot be read".to_owned()))?;
    if event.hash == hash {
        Ok(Reply::raw(event.answer.into_bytes()))
    } else {
        Err(Error::api(Code::RequestIdReused, "This id was used for another request."))
    }
}
