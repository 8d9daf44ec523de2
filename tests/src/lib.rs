//! A small world to test in: the real functions on a fresh embedded DynamoDB with the template's
//! table, staff with real tokens, and a clock that only moves when a test says so.

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, clippy::must_use_candidate)]

pub mod generator;
pub mod people;
pub mod simulation;
pub mod units;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use aws_smithy_types::retry::RetryConfig;
use bytes::Bytes;
use domain::api::case::CaseView;
use domain::api::check_in::CheckInReceived;
use domain::api::error::{Code, ErrorBody, FieldError};
use domain::api::filing::NotificationFiled;
use domain::api::work::{WorkRow, Worklist};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::time::{Date, Time};
use domain::work::Family;
use functions::App;
use functions::notify::{Alarm, NotPublished, Notice, Notifier, TextMessage};
use functions::operations::notify_health_centre::{Rung, notify_health_centre};
use functions::operations::remind_patient::remind_patient;
use functions::operations::sweep_due::{Swept, sweep_due};
use functions::secrets::Secrets;
use functions::staff::StaffKeys;
use functions::store::Store;
use functions::store::organisations;
use http::Request;
use http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use local::clock::Clock;
use local::engine::Engine;
use local::issuer::{CLIENT_ID, Issuer};
use local::staff::Staff;
use local::stream::Reader;
use local::template::Template;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const ORGANISATIONS: &str = include_str!("../../infra/data/organisations.json");

/// The nurse who acts when a test does not care who.
pub const NURSE: &str = "aoba-nurse-1";
/// Her colleague.
pub const COLLEAGUE: &str = "aoba-nurse-2";
/// A nurse of the other centre.
pub const STRANGER: &str = "wakakusa-nurse-1";
/// Staff of the clinic.
pub const PHYSICIAN: &str = "hibari-clinic-1";
/// Their clinic.
pub const CLINIC: &str = "hibari-clinic";
/// The contractor.
pub const CONTRACTOR: &str = "hidamari-support";
/// Who works there.
pub const SUPPORTER: &str = "hidamari-support-1";
/// Who sits at the desk of the hotel.
pub const DESK: &str = "minato-desk-1";
/// The nurses' centre.
pub const CENTRE: &str = "aoba-hc";

/// One fresh installation.
pub struct World {
    /// What the operations work with.
    pub app: App,
    /// The database, to meter and to disturb.
    pub engine: Engine,
    /// What organisations were told.
    pub told: Arc<Told>,
    issuer: Issuer,
    ringing: Reader,
    reminding: Reader,
    seen: Mutex<Time>,
    _folder: tempfile::TempDir,
}

/// Remembers what was published; can be made to fail.
#[derive(Default)]
pub struct Told {
    notices: Mutex<Vec<Notice>>,
    texts: Mutex<Vec<TextMessage>>,
    alarms: Mutex<Vec<Alarm>>,
    broken: Mutex<bool>,
}

impl Told {
    /// Everything that was published so far.
    pub fn notices(&self) -> Vec<Notice> {
        self.notices.lock().unwrap().clone()
    }

    /// Every text message to a patient so far.
    pub fn texts(&self) -> Vec<TextMessage> {
        self.texts.lock().unwrap().clone()
    }

    /// Every alarm of the system about itself so far.
    pub fn alarms(&self) -> Vec<Alarm> {
        self.alarms.lock().unwrap().clone()
    }

    /// From now on publishing fails, or works again.
    pub fn set_broken(&self, broken: bool) {
        *self.broken.lock().unwrap() = broken;
    }
}

#[async_trait]
impl Notifier for Told {
    async fn publish(&self, notice: &Notice) -> Result<(), NotPublished> {
        if *self.broken.lock().unwrap() {
            return Err(NotPublished("broken for a test".to_owned()));
        }
        self.notices.lock().unwrap().push(notice.clone());
        Ok(())
    }

    async fn text(&self, message: &TextMessage) -> Result<(), NotPublished> {
        if *self.broken.lock().unwrap() {
            return Err(NotPublished("broken for a test".to_owned()));
        }
        self.texts.lock().unwrap().push(message.clone());
        Ok(())
    }

    async fn alarm(&self, alarm: &Alarm) -> Result<(), NotPublished> {
        self.alarms.lock().unwrap().push(alarm.clone());
        Ok(())
    }
}

/// What an operation answered.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Value,
    /// The device cookie that was set, as `name=value`.
    pub cookie: Option<String>,
}

impl Answer {
    /// The answer of a success.
    #[track_caller]
    pub fn ok<T: DeserializeOwned>(self) -> T {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_value(self.body).unwrap()
    }

    /// The code of a refusal, whose status is checked to fit.
    #[track_caller]
    pub fn code(&self) -> Code {
        let body: ErrorBody =
            serde_json::from_value(self.body.clone()).unwrap_or_else(|e| panic!("{e}: {}", self.body));
        assert_eq!(self.status, body.error.code.status());
        body.error.code
    }

    /// The wrong fields of a refusal.
    #[track_caller]
    pub fn fields(&self) -> Vec<FieldError> {
        serde_json::from_value::<ErrorBody>(self.body.clone()).unwrap().error.fields
    }
}

/// Who calls.
#[derive(Clone, Debug, Default)]
pub struct As {
    /// Bearer token.
    pub token: Option<String>,
    /// Cookie header.
    pub cookie: Option<String>,
}

impl World {
    /// A fresh installation with the fictitious organisations.
    pub async fn new() -> Self {
        // What the functions log stands beside a test's failure.
        let log = tracing_subscriber::fmt()
            .with_test_writer()
            .with_max_level(tracing_subscriber::filter::LevelFilter::WARN);
        let _ = log.try_init();
        let template = Template::embedded().unwrap();
        let engine = Engine::memory(&template).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Clock::open(folder.path()).unwrap());
        let staff = Staff::read(ORGANISATIONS).unwrap();
        let issuer = Issuer::open(folder.path(), "http://issuer.invalid", clock, staff).unwrap();
        let keys = serde_json::from_value(issuer.jwks()).unwrap();
        let told = Arc::new(Told::default());
        let app = App {
            // Retries of the AWS client would hide what the store makes of a conflict.
            store: Store::new(engine.client(RetryConfig::disabled()), engine.table().to_owned()),
            secrets: Arc::new(Secrets::new(&[42; 32]).unwrap()),
            staff: Arc::new(StaffKeys::fixed(issuer.url(), CLIENT_ID.to_owned(), keys)),
            rules: Arc::default(),
            notifier: told.clone(),
            duties: Arc::new(functions::duty::Duties::default()),
            console_url: "https://mimamori.invalid/console/".to_owned(),
            app_url: "https://mimamori.invalid/".to_owned(),
        };
        let all = organisations::read_file(ORGANISATIONS).unwrap();
        app.store.load_organisations(&issuer.url(), &all).await.unwrap();
        let reader = |operation: Operation| {
            Reader::new(&engine, template.stream_mapping(operation).unwrap().clone(), folder.path())
        };
        let (ringing, reminding) = (reader(Operation::NotifyHealthCentre), reader(Operation::RemindPatient));
        engine.meter().reset();
        Self {
            app,
            engine,
            told,
            issuer,
            ringing,
            reminding,
            seen: Mutex::new(Time::from_seconds(0)),
            _folder: folder,
        }
    }

    /// A member of staff, signed in at `now`.
    pub fn staff(&self, subject: &str, now: Time) -> As {
        As { token: self.issuer.token(subject, now), cookie: None }
    }

    /// Calls an operation with a body.
    pub async fn post(&self, who: &As, operation: Operation, body: &impl Serialize, now: Time) -> Answer {
        self.send(who, operation, "", serde_json::to_vec(body).unwrap(), now).await
    }

    /// Calls an operation with a query.
    pub async fn get(&self, who: &As, operation: Operation, query: &str, now: Time) -> Answer {
        self.send(who, operation, query, Vec::new(), now).await
    }

    /// Calls an operation with whatever bytes.
    pub async fn send(
        &self,
        who: &As,
        operation: Operation,
        query: &str,
        body: Vec<u8>,
        now: Time,
    ) -> Answer {
        self.sees(now);
        let uri = format!("{}?{query}", operation.path());
        let mut request = Request::builder().uri(uri).method(operation.method().unwrap_or("POST"));
        if let Some(token) = &who.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(cookie) = &who.cookie {
            request = request.header(COOKIE, cookie);
        }
        let request = request.body(Bytes::from(body)).unwrap();
        let response = functions::http::answer(&self.app, operation, request, now).await;
        let cookie = response
            .headers()
            .get(SET_COOKIE)
            .map(|value| value.to_str().unwrap().split(';').next().unwrap().to_owned());
        Answer {
            status: response.status().as_u16(),
            body: serde_json::from_slice(response.body()).unwrap(),
            cookie,
        }
    }

    fn sees(&self, now: Time) {
        *self.seen.lock().unwrap() = now;
    }

    /// The sweep of this minute.
    pub async fn sweep(&self, now: Time) -> Swept {
        self.sees(now);
        sweep_due(&self.app, now, Instant::now() + Duration::from_secs(60)).await.unwrap()
    }

    /// Lets the stream tell what rings, at the last moment that anything happened.
    pub async fn tell(&self) {
        let now = *self.seen.lock().unwrap();
        let rung = |keys: Vec<(String, String)>| -> Vec<Rung> {
            keys.into_iter().map(|(pk, sk)| Rung { pk, sk }).collect()
        };
        let notify = async |keys| notify_health_centre(&self.app, &rung(keys), now).await;
        self.ringing.drain(&notify).await.unwrap();
        let remind = async |keys| remind_patient(&self.app, &rung(keys), now).await;
        self.reminding.drain(&remind).await.unwrap();
    }

    /// The open alerts of the centre, as the nurse sees them.
    pub async fn work(&self, now: Time) -> Vec<WorkRow> {
        let mut rows = self.list(NURSE, now).await;
        rows.retain(|row| row.work.is_alert());
        rows
    }

    /// All open work of the organisation of a member of staff.
    pub async fn list(&self, subject: &str, now: Time) -> Vec<WorkRow> {
        let who = self.staff(subject, now);
        let list: Worklist = self.get(&who, Operation::ListWorklist, "", now).await.ok();
        list.rows
    }

    /// The case, as the nurse sees it.
    pub async fn case(&self, case: &CaseId, now: Time) -> CaseView {
        let nurse = self.staff(NURSE, now);
        self.get(&nurse, Operation::GetCase, &format!("case={case}"), now).await.ok()
    }

    /// Files a case and activates the patient's phone.
    pub async fn patient(&self, filing: people::Filing, now: Time) -> Patient<'_> {
        let filed: NotificationFiled = self
            .post(&self.staff(NURSE, now), Operation::FileNotification, &filing.request(), now)
            .await
            .ok();
        self.activated(filed, filing.birth_date, now).await
    }

    /// Somebody has spoken to the patient: the first contact is owed no more.
    pub async fn spoken_to(&self, case: &CaseId, now: Time) {
        let view = self.case(case, now).await;
        let owed = view.work.iter().find(|row| row.family == Family::FirstContact).unwrap();
        let nurse = self.staff(NURSE, now);
        self.post(&nurse, Operation::CloseWork, &people::close(owed), now).await.ok::<Value>();
    }

    /// Activates the phone of a patient who was filed.
    pub async fn activated(&self, filed: NotificationFiled, birth_date: Date, now: Time) -> Patient<'_> {
        let activation = people::activation(&filed.entry_code, birth_date);
        let answer = self.post(&As::default(), Operation::ActivatePatient, &activation, now).await;
        let cookie = answer.cookie.clone();
        let session: domain::api::session::Session = answer.ok();
        let phone = As { token: Some(session.access_token), cookie };
        Patient { world: self, case: filed.case, entry_code: filed.entry_code, phone }
    }
}

/// The open alerts of a case.
#[must_use]
pub fn alerts(case: &CaseView) -> Vec<&WorkRow> {
    case.work.iter().filter(|row| row.work.is_alert()).collect()
}

/// A patient with an activated phone.
pub struct Patient<'a> {
    world: &'a World,
    /// The case.
    pub case: CaseId,
    /// 18 digits.
    pub entry_code: String,
    /// The phone as it was after activation.
    pub phone: As,
}

impl Patient<'_> {
    /// The phone with a fresh access token.
    pub async fn awake(&mut self, now: Time) -> As {
        let who = As { token: None, cookie: self.phone.cookie.clone() };
        let body = serde_json::json!({});
        let answer = self.world.post(&who, Operation::RefreshSession, &body, now).await;
        self.phone.cookie = answer.cookie.clone();
        let session: domain::api::session::Session = answer.ok();
        self.phone.token = Some(session.access_token);
        self.phone.clone()
    }

    /// Checks in at `now`, measured now, on a phone whose clock is right.
    pub async fn checks_in(&mut self, answers: domain::reading::Answers, now: Time) -> CheckInReceived {
        self.sends(people::check_in(&self.case, answers, now), now).await.ok()
    }

    /// Sends a check-in as it is.
    pub async fn sends(&mut self, check_in: domain::api::check_in::SubmitCheckIn, now: Time) -> Answer {
        let phone = self.awake(now).await;
        self.world.post(&phone, Operation::SubmitCheckIn, &check_in, now).await
    }
}
