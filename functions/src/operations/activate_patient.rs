//! `activate-patient`: entry code and birth date open the app on this device (design 7).

use domain::api::error::{Code, FieldError, Problem};
use domain::api::session::ActivatePatient;
use domain::entry_code::EntryCode;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};

use super::file_notification::birth_hash;
use super::refresh_session::{device_hash, session};
use crate::App;
use crate::change::{hash_of, pause};
use crate::duplicates::followed;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::patient::DeviceToken;
use crate::secrets::same;
use crate::store::cards::StoredCard;
use crate::store::devices::{CASES_AT_MOST, DEVICES_AT_MOST, StoredDevice};
use crate::store::events::{Detail, StoredEvent};
use crate::store::{Failed, Transaction};

/// Activates the device. Unknown codes, locked codes and wrong birth dates look the same.
pub async fn activate_patient(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: ActivatePatient = call.body()?;
    if !may(Operation::ActivatePatient, Role::Anyone, Relation::None) {
        return Err(Error::not_found());
    }
    let code = EntryCode::parse(&request.entry_code)
        .ok_or_else(|| Error::fields(vec![FieldError::new("entry_code", Problem::NotACode)]))?;
    let StoredCard { card, .. } = opened_by(app, &request, &code).await?;
    let case = card.case.clone();

    // A phone that is activated already keeps its other cases.
    let (token, device) = match known_device(app, call).await? {
        Some((token, device)) => (token, Some(device)),
        None => {
            (DeviceToken { family: app.secrets.uuid("family", request.request_id.as_str()), turn: 0 }, None)
        }
    };
    let hash = device_hash(app, &token);
    let mut cases = device.as_ref().map(|device| device.cases.clone()).unwrap_or_default();
    if !cases.contains(&case) {
        let devices = app.store.devices_of(&case).await?;
        // A retry whose first answer was lost finds its own device among them.
        if devices.len() >= DEVICES_AT_MOST && !devices.contains(&hash) {
            return Err(too_many("The case is open on as many devices as it may be."));
        }
        if cases.len() >= CASES_AT_MOST {
            return Err(too_many("The device opens as many cases as it may."));
        }
        let event = StoredEvent {
            operation: Operation::ActivatePatient.name().to_owned(),
            at: call.now,
            role: Role::Patient,
            by: None,
            organisation: None,
            on_behalf_of: None,
            hash: hash_of(&app.secrets, &request)?,
            answer: String::new(),
            detail: Some(Detail::Activated),
        };
        for attempt in 0..3 {
            let mut transaction = Transaction::default();
            transaction.event(&app.store, &case, &request.request_id, &event)?;
            match &device {
                None => transaction.new_device(&app.store, &hash, &case, call.now)?,
                Some(_) => transaction.device_case(&app.store, &hash, &case, call.now)?,
            };
            match app.store.commit(transaction).await {
                Ok(()) => break,
                // The same request again: its answer is computed, not stored, because it is a secret.
                Err(Failed::Condition(0)) => {
                    same_request(app, &case, &request, &event.hash).await?;
                    break;
                }
                // The device follows from the request's id, so the id was used for another case.
                Err(Failed::Condition(_)) if device.is_none() => return Err(reused()),
                Err(Failed::Condition(_) | Failed::Conflict) if attempt < 2 => pause(attempt).await,
                Err(Failed::Condition(_) | Failed::Conflict) => return Err(Error::busy()),
                Err(Failed::Store(error)) => return Err(error.into()),
            }
        }
        cases.push(case);
    }
    session(app, &token, &cases, call.now).await
}

/// The card that the code and the birth date open. The try is counted before anything is compared.
async fn opened_by(app: &App, request: &ActivatePatient, code: &EntryCode) -> Result<StoredCard, Error> {
    let refused = || Error::api(Code::ActivationRefused, "The entry code and the birth date open nothing.");
    let hash = app.secrets.lookup("entry", code.digits());
    let entry = app.store.try_entry(&hash).await?.ok_or_else(refused)?;
    let birth = birth_hash(&app.secrets, &entry.case, Some(request.birth_date));
    if !same(&birth, &entry.birth) {
        return Err(refused());
    }
    let stored = app.store.card(&entry.case).await?.ok_or_else(refused)?;
    let kept = followed(app, stored.card.clone()).await?;
    if stored.card.issue != entry.issue || kept.ended_at.is_some() {
        return Err(refused());
    }
    app.store.forget_tries(&hash).await?;
    Ok(stored)
}

async fn known_device(app: &App, call: &Call) -> Result<Option<(DeviceToken, StoredDevice)>, Error> {
    let Some(token) = call.device.as_deref().and_then(|text| DeviceToken::read(&app.secrets, text)) else {
        return Ok(None);
    };
    let device = app.store.device(&device_hash(app, &token)).await?;
    Ok(device.filter(|device| device.is_alive(&token, call.now)).map(|device| (token, device)))
}

async fn same_request(
    app: &App,
    case: &domain::ids::CaseId,
    request: &ActivatePatient,
    hash: &str,
) -> Result<(), Error> {
    let event = app.store.event(case, &request.request_id).await?;
    if event.is_some_and(|event| event.hash == hash) { Ok(()) } else { Err(reused()) }
}

fn reused() -> Error {
    Error::api(Code::RequestIdReused, "This id was used for another request.")
}

fn too_many(message: &str) -> Error {
    Error::api(Code::TooManyDevices, message)
}
