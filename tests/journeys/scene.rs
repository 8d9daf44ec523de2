//! A case with an open alert and everybody around it, and answers as they go over the wire.

use bytes::Bytes;
use domain::api::error::{Code, ErrorBody, FieldError};
use domain::api::work::{ToldCheckIn, WorkRow};
use domain::condition::Severity;
use domain::duplicate::Linkage;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::review::Revision;
use domain::time::Time;
use http::header::{AUTHORIZATION, COOKIE};
use http::{Request, Response};
use serde_json::{Value, json};
use tests::people::{
    Filing, activation, assign, call, capacity, check_in, close, condition, correct, counts, decide,
    first_contact, harmless, id, jst, limits, moves, outcome, oxygen, pcr, publish, refuse, release, take,
    test_report, to_hotel, visit, well,
};
use tests::{As, CENTRE, CLINIC, NURSE, World};

/// Operations with a body.
pub const POSTS: [Operation; 23] = [
    Operation::FileNotification,
    Operation::CorrectNotification,
    Operation::WithdrawNotification,
    Operation::DecideDuplicate,
    Operation::RecordTest,
    Operation::SendEntryLink,
    Operation::ActivatePatient,
    Operation::RefreshSession,
    Operation::SubmitCheckIn,
    Operation::MovePatient,
    Operation::RecordOutcome,
    Operation::SearchCases,
    Operation::MarkEntriesRead,
    Operation::AssignContractor,
    Operation::TakeWork,
    Operation::FinishCall,
    Operation::RecordVisit,
    Operation::RecordFirstContact,
    Operation::CloseWork,
    Operation::FileTestReport,
    Operation::FileCapacity,
    Operation::PublishRules,
    Operation::SetPersonalLimits,
];

/// When everything in a scene happens.
pub fn now() -> Time {
    jst("2026-01-05 08:05")
}

/// One case in trouble.
pub struct Scene {
    pub world: World,
    pub case: CaseId,
    /// Another case of the same centre.
    pub other: CaseId,
    pub entry_code: String,
    /// The patient's phone, awake.
    pub phone: As,
    pub nurse: As,
    /// The open health alert, a caution.
    pub row: WorkRow,
}

impl Scene {
    pub async fn new() -> Self {
        let world = World::new().await;
        let (case, entry_code, phone) = {
            let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
            patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
            (patient.case.clone(), patient.entry_code.clone(), patient.phone.clone())
        };
        let other = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
        let nurse = world.staff(NURSE, now());
        let row = world.work(now()).await.remove(0);
        Self { world, case, other, entry_code, phone, nurse, row }
    }

    /// A request that the operation would carry out, and who sends it.
    pub fn request(&self, operation: Operation) -> (As, Value) {
        self.request_about(operation, &self.row)
    }

    /// The same about the case and the work of this row.
    pub fn request_about(&self, operation: Operation, row: &WorkRow) -> (As, Value) {
        let nurse = || self.nurse.clone();
        let (who, body) = match operation {
            Operation::FileNotification => (nurse(), serde_json::to_value(Filing::default().request())),
            Operation::AcceptNotification => {
                (nurse(), Ok(json!({ "request_id": id::<CaseId>(), "case": row.case, "seen": 1 })))
            }
            Operation::ReturnNotification | Operation::WithdrawNotification => {
                (nurse(), serde_json::to_value(refuse(&row.case, 1)))
            }
            Operation::DecideDuplicate => {
                (nurse(), serde_json::to_value(decide(&row.case, &self.other, 0, Linkage::Different)))
            }
            Operation::CorrectNotification => {
                let notification = Filing::default().request().notification;
                (nurse(), serde_json::to_value(correct(&row.case, 1, Revision::Correction, notification)))
            }
            Operation::RecordTest => {
                (nurse(), serde_json::to_value(pcr(&row.case, "2026-01-04", Some(true))))
            }
            Operation::SendEntryLink => {
                (nurse(), Ok(json!({ "request_id": id::<CaseId>(), "case": row.case })))
            }
            Operation::ActivatePatient => {
                let request = activation(&self.entry_code, Filing::default().birth_date);
                (As::default(), serde_json::to_value(request))
            }
            Operation::RefreshSession => {
                (As { token: None, cookie: self.phone.cookie.clone() }, Ok(json!({})))
            }
            Operation::SubmitCheckIn => {
                (self.phone.clone(), serde_json::to_value(check_in(&row.case, well(), now())))
            }
            Operation::SearchCases => {
                (nurse(), Ok(json!({ "organisation": tests::CENTRE, "text": "アオキ" })))
            }
            Operation::MovePatient => (nurse(), serde_json::to_value(moves(&row.case, 1, to_hotel(now())))),
            Operation::RecordCondition => {
                let condition = condition(&row.case, Severity::Mild, now());
                (nurse(), serde_json::to_value(condition))
            }
            Operation::RecordOutcome => {
                let outcome = outcome(&row.case, 1, Outcome::Deceased, now());
                (nurse(), serde_json::to_value(outcome))
            }
            Operation::MarkEntriesRead => {
                let cases = json!([{ "case": row.case, "check_ins": [id::<CaseId>()] }]);
                let (request_id, day) = (id::<CaseId>(), "2026-01-05");
                let body =
                    json!({ "request_id": request_id, "organisation": CENTRE, "day": day, "cases": cases });
                (nurse(), Ok(body))
            }
            Operation::ConfirmRelease => {
                (nurse(), serde_json::to_value(release(&row.case, 1, None, Some("本人の希望"))))
            }
            Operation::AssignContractor => {
                (nurse(), serde_json::to_value(assign(&row.case, None, Some("2026-01-12"))))
            }
            Operation::TakeWork => (nurse(), serde_json::to_value(take(row))),
            Operation::FinishCall => {
                let mut form = call(&row.case, &[row]);
                form.check_in = Some(ToldCheckIn { id: id(), answers: well() });
                form.closing = Some(close(row).closing);
                (nurse(), serde_json::to_value(form))
            }
            Operation::RecordVisit => (nurse(), serde_json::to_value(visit(&row.case, now()))),
            Operation::SubmitAutomatedCall => {
                let keys = json!([{ "question": "spo2", "keys": "97#" }]);
                let body = json!({ "request_id": id::<CaseId>(), "case": row.case, "called_at": now(), "answered": true, "keys": keys });
                (self.world.staff("kodama-calls-1", now()), Ok(body))
            }
            Operation::RecordFirstContact => {
                (nurse(), serde_json::to_value(first_contact(&row.case, 0, harmless())))
            }
            Operation::CloseWork => (nurse(), serde_json::to_value(close(row))),
            Operation::FileTestReport => {
                let mut report = test_report("2026-01-05", counts(3, 3, 1));
                report.organisation = CENTRE.parse().unwrap();
                report.on_behalf_of = Some(CLINIC.parse().unwrap());
                (nurse(), serde_json::to_value(report))
            }
            Operation::FileCapacity => {
                let mut report = capacity("2026-01-05", 20, 18, 11);
                report.organisation = CENTRE.parse().unwrap();
                report.on_behalf_of = Some("shiokaze-hospital".parse().unwrap());
                (nurse(), serde_json::to_value(report))
            }
            Operation::SetPersonalLimits => {
                (nurse(), serde_json::to_value(limits(&row.case, Some(88), Some("2026-02-05"))))
            }
            Operation::PublishRules => {
                let manager = self.world.staff("aoba-manager-1", now());
                (manager, serde_json::to_value(publish(CENTRE, 0, json!({ "triage": { "spo2_low": 94 } }))))
            }
            other => panic!("{} has no body", other.name()),
        };
        (who, body.unwrap())
    }

    /// The query with which an operation without a body is asked.
    pub fn query(&self, operation: Operation) -> String {
        match operation {
            Operation::GetCase | Operation::GetNotification => format!("case={}", self.case),
            Operation::ListClosedWork => "since=2026-01-05T00:00:00Z".to_owned(),
            Operation::ListTestReports => "from=2026-01-01&to=2026-01-05".to_owned(),
            _ => String::new(),
        }
    }

    /// Sends a request that must be refused; the code, which its document must list, and the fields.
    pub async fn refusal(&self, who: &As, operation: Operation, body: &[u8]) -> (Code, Vec<FieldError>) {
        let query = self.query(operation);
        refused(operation, &raw(&self.world, who, operation, &query, body.to_vec(), now()).await)
    }
}

/// What an operation answers, byte for byte.
pub async fn raw(
    world: &World,
    who: &As,
    operation: Operation,
    query: &str,
    body: Vec<u8>,
    now: Time,
) -> Response<Bytes> {
    let mut request = Request::builder()
        .uri(format!("{}?{query}", operation.path()))
        .method(operation.method().unwrap_or("POST"));
    if let Some(token) = &who.token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(cookie) = &who.cookie {
        request = request.header(COOKIE, cookie);
    }
    let request = request.body(Bytes::from(body)).unwrap();
    functions::http::answer(&world.app, operation, request, now).await
}

/// The bytes of a request.
pub fn bytes(body: &Value) -> Vec<u8> {
    serde_json::to_vec(body).unwrap()
}

/// The code and fields of a refusal. Every code has to be in the operation's OpenAPI description.
#[track_caller]
pub fn refused(operation: Operation, response: &Response<Bytes>) -> (Code, Vec<FieldError>) {
    let text = String::from_utf8_lossy(response.body());
    let ErrorBody { error } = serde_json::from_str(&text).unwrap_or_else(|_| {
        panic!("{} accepted it: {} {text}", operation.name(), response.status());
    });
    assert_eq!(response.status(), error.code.status());
    assert!(
        documented(operation, error.code),
        "{} answers {} without listing it",
        operation.name(),
        error.code.code()
    );
    (error.code, error.fields)
}

fn documented(operation: Operation, code: Code) -> bool {
    let document = functions::openapi::document();
    let method = operation.method().unwrap().to_lowercase();
    let described =
        &document["paths"][operation.path()][method]["responses"][code.status().to_string()]["description"];
    described.as_str().is_some_and(|text| text.split([' ', ',', '.']).any(|word| word == code.code()))
}

/// Two answers that nobody can tell apart.
#[track_caller]
pub fn assert_same(one: &Response<Bytes>, other: &Response<Bytes>) {
    assert_eq!((one.status(), one.headers()), (other.status(), other.headers()));
    assert_eq!(one.body(), other.body());
}
