//! `file-test-report`: an institution's tests of a day, or a further version of them (R43).

use domain::api::error::{Code, FieldError, Problem};
use domain::api::test_report::{FileTestReport, TestReportFiled};
use domain::operation::Operation;
use domain::rules;
use domain::test_report::{Institution, check_day, institution, version_after};

use crate::App;
use crate::auth::Allowed;
use crate::change::{hash_of, json, pause};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::events::StoredEvent;
use crate::store::test_reports::StoredTestReport;
use crate::store::{Failed, Transaction};

/// How often the transaction is sent before the caller is asked to come back.
const TRIES: u32 = 3;

/// Files a day's tests.
pub async fn file_test_report(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: FileTestReport = call.body()?;
    let who = call.caller.for_organisation(Operation::FileTestReport, &request.organisation)?;
    let institution = match institution(who.role, &request.organisation, request.on_behalf_of.as_ref()) {
        Institution::Own(id) | Institution::OfClinic(id) => id,
        Institution::NotNamed => return Err(missing_clinic()),
        Institution::NotAllowed => return Err(Error::not_found()),
    };
    let version = check(call, &request)?;
    let filed = TestReportFiled { institution, day: request.day, version, filed_at: call.now };
    let hash = hash_of(&app.secrets, &request)?;

    for attempt in 0..TRIES {
        let (transaction, places) = append(app, call, &request, &filed, &who, &hash)?;
        match app.store.commit(transaction).await {
            Ok(()) => return Reply::json(&filed),
            Err(Failed::Condition(place)) if place == places.event => {
                return repeated(app, &request, &filed, &hash).await;
            }
            Err(Failed::Condition(place)) => return Err(places.refusal(place)),
            Err(Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

fn missing_clinic() -> Error {
    Error::fields(vec![FieldError::new("on_behalf_of", Problem::Missing)])
}

/// Every rule of the report; its version.
fn check(call: &Call, request: &FileTestReport) -> Result<u32, Error> {
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let mut errors = request.counts.check();
    errors.extend(check_day(request.day, today));
    match version_after(request.replaces) {
        Ok(version) if errors.is_empty() => Ok(version),
        version => {
            errors.extend(version.err());
            Err(Error::fields(errors))
        }
    }
}

/// Where in the transaction each condition stands.
struct Places {
    clinic: Option<usize>,
    event: usize,
    version: usize,
}

impl Places {
    /// What the caller is told when this one did not hold.
    fn refusal(&self, place: usize) -> Error {
        if Some(place) == self.clinic {
            Error::not_found()
        } else if place == self.version {
            Error::api(Code::HasNews, "Another version was filed since you looked. Look again.")
        } else {
            Error::fields(vec![FieldError::new("replaces", Problem::DoesNotExist)])
        }
    }
}

/// The version goes on top of the one that it replaces: that one must be there and this one not yet,
/// so it was the latest, and no version is left out.
fn append(
    app: &App,
    call: &Call,
    request: &FileTestReport,
    filed: &TestReportFiled,
    who: &Allowed,
    hash: &str,
) -> Result<(Transaction, Places), Error> {
    let (store, institution, day) = (&app.store, &filed.institution, filed.day);
    let mut transaction = Transaction::default();
    // First, so that whoever may not act for this clinic learns nothing about its reports.
    let clinic = match &request.on_behalf_of {
        Some(clinic) => {
            let member = call.caller.member(&request.organisation).ok_or_else(Error::not_found)?;
            Some(transaction.is_clinic_of(store, clinic, &member.prefecture)?)
        }
        None => None,
    };
    let event = StoredEvent::of(Operation::FileTestReport, who, call.now, hash, &json(filed)?, None);
    let event = StoredEvent { on_behalf_of: request.on_behalf_of.clone(), ..event };
    let event = transaction.organisation_event(store, institution, &request.request_id, &event)?;
    let report = StoredTestReport {
        filed_at: call.now,
        role: who.role,
        by: who.name.clone(),
        organisation: request.organisation.clone(),
        counts: request.counts.clone(),
    };
    let version = transaction.test_report(store, institution, day, filed.version, &report)?;
    if let Some(replaced) = request.replaces {
        transaction.test_report_exists(store, institution, day, replaced)?;
    }
    Ok((transaction, Places { clinic, event, version }))
}

/// The answer that was given to this request before; a conflict if that was another request.
async fn repeated(
    app: &App,
    request: &FileTestReport,
    filed: &TestReportFiled,
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
