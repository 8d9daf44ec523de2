//! `record-test`: a test of the person of a case, with method, specimen, day and result. All of them are
//! kept (R26).

use domain::api::error::{Code, FieldError, Problem};
use domain::api::review::{RecordTest, TestRecorded};
use domain::form;
use domain::ids::WorkId;
use domain::operation::Operation;
use domain::placement::CaseKind;
use domain::rules;
use domain::work::Family;

use crate::App;
use crate::change::{Decision, Loaded, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::Transaction;
use crate::store::events::{StoredEvent, StoredNotification, StoredTest};
use crate::store::item::{self, sort_key};

/// Most tests that are entered of one case.
const TESTS_AT_MOST: usize = 50;

/// Enters a test.
pub async fn record_test(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RecordTest = call.body()?;
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let hash = hash_of(&app.secrets, &request)?;
    let work = [WorkId::task(Family::TestResult)];
    let wanted = Wanted {
        work: &work,
        facts: &["NOTIFICATION#", "TEST#"],
        ..Wanted::event(Operation::RecordTest, &request.case, &request.request_id, &hash)
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        if case.card().kind == CaseKind::Duplicate {
            // The result belongs to the case that is kept; here nobody would see it.
            return Err(Error::api(Code::CaseEnded, "The case is a duplicate of another one."));
        }
        let error = newest_form(&loaded)?.check_test(&request.test, today);
        if let Some(error) = error {
            return Err(Error::fields(vec![error]));
        }
        let before = loaded.facts.iter().filter(|item| sort_key(item).starts_with("TEST#")).count();
        if before >= TESTS_AT_MOST {
            let error = FieldError::new("test", Problem::TooMany).limit(TESTS_AT_MOST.to_string());
            return Err(Error::fields(vec![error]));
        }
        let n = u32::try_from(before + 1).unwrap_or(u32::MAX);
        case.tested(request.test.positive);
        let answer = json(&TestRecorded { case: request.case.clone(), at: call.now, test: n })?;
        let event = StoredEvent::of(Operation::RecordTest, by, call.now, &hash, &answer, None);
        let test =
            StoredTest { at: call.now, role: by.role, by: by.name.clone(), test: request.test.clone() };
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        transaction.test(&app.store, &request.case, n, &test)?;
        Ok(Decision::new(case.finish(), transaction, answer))
    })
    .await
}

/// The form of the newest version of the notification.
fn newest_form(loaded: &Loaded) -> Result<&'static form::Form, Error> {
    let missing = || Error::Internal("the form of a notification is missing".to_owned());
    let mut notifications = loaded.facts.iter().filter(|item| sort_key(item).starts_with("NOTIFICATION#"));
    let newest = notifications.next_back().cloned().ok_or_else(missing)?;
    form::find(&item::read::<StoredNotification>(newest)?.form).ok_or_else(missing)
}
