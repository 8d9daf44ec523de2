//! What people in tests send: filings, check-ins, calls.

use domain::api::capacity::FileCapacity;
use domain::api::check_in::SubmitCheckIn;
use domain::api::duplicate::DecideDuplicate;
use domain::api::filing::FileNotification;
use domain::api::first_contact::RecordFirstContact;
use domain::api::following::AssignContractor;
use domain::api::hospital::RecordCondition;
use domain::api::limits::SetPersonalLimits;
use domain::api::outcome::RecordOutcome;
use domain::api::release::{ConfirmRelease, ReleaseDecision};
use domain::api::review::{CorrectNotification, RecordTest, RefuseNotification};
use domain::api::rules::PublishRules;
use domain::api::session::ActivatePatient;
use domain::api::stay::MovePatient;
use domain::api::test_report::FileTestReport;
use domain::api::visit::{RecordVisit, VisitOutcome};
use domain::api::work::{
    CloseReason, CloseWork, Closing, FinishCall, NextStep, Reached, SeenWork, TakeWork, WorkRow,
};
use domain::capacity::Capacity;
use domain::condition::{Condition, Severity};
use domain::duplicate::Linkage;
use domain::first_contact::FirstContact;
use domain::form::{Filled, TestDone};
use domain::ids::{CaseId, RequestId};
use domain::notification::Notification;
use domain::outcome::Outcome;
use domain::placement::{CareStatus, Channel, Placement, Risk};
use domain::reading::{Answers, Measure};
use domain::review::Revision;
use domain::stay::Stay;
use domain::symptoms::Symptom;
use domain::test_report::{MethodCount, TestCounts, TestMethod};
use domain::time::{Date, Time};
use serde_json::Map;

/// The form of seven items.
pub const LIGHT: &str = "covid-19/light-2020-05-29";

/// A fresh id of any kind.
#[must_use]
pub fn id<T: std::str::FromStr>() -> T
where
    T::Err: std::fmt::Debug,
{
    uuid::Uuid::new_v4().to_string().parse().unwrap()
}

/// `2026-01-05 09:00` in Japan.
#[must_use]
pub fn jst(text: &str) -> Time {
    let (date, time) = text.split_once(' ').unwrap();
    let seconds = if time.len() == 5 { ":00" } else { "" };
    format!("{date}T{time}{seconds}+09:00").parse().unwrap()
}

/// A date.
#[must_use]
pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// What tells one filed person from another: no two of them look alike.
struct Own {
    given: String,
    phone: String,
}

impl Own {
    fn of(request: &RequestId) -> Self {
        const KANA: [char; 16] =
            ['ア', 'カ', 'サ', 'タ', 'ナ', 'ハ', 'マ', 'ヤ', 'ラ', 'ワ', 'キ', 'シ', 'チ', 'ニ', 'ヒ', 'ミ'];
        let digits = request.as_str().chars().filter_map(|c| c.to_digit(16));
        let given = digits.clone().take(7).map(|digit| KANA[digit as usize]).collect();
        let number: String = digits.take(8).map(|digit| char::from(b'0' + (digit % 10) as u8)).collect();
        Self { given, phone: format!("000-{}-{}", &number[..4], &number[4..]) }
    }
}

/// A case to be filed; the default is a healthy adult at home.
#[derive(Clone)]
pub struct Filing {
    /// 生年月日
    pub birth_date: Date,
    /// Where.
    pub care_status: CareStatus,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// Pregnant.
    pub pregnant: bool,
    /// The telephone; one of their own without.
    pub phone: Option<String>,
}

impl Default for Filing {
    fn default() -> Self {
        Self {
            birth_date: date("1985-04-12"),
            care_status: CareStatus::HomeIsolation,
            risk: Risk::Standard,
            channel: Channel::App,
            pregnant: false,
            phone: None,
        }
    }
}

impl Filing {
    /// A high risk at home: 72 years old.
    #[must_use]
    pub fn high_risk() -> Self {
        Self { birth_date: date("1953-06-01"), risk: Risk::High, ..Self::default() }
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> FileNotification {
        let hotel = self.care_status == CareStatus::HotelIsolation;
        let request_id: RequestId = id();
        let own = Own::of(&request_id);
        FileNotification {
            request_id,
            organisation: super::CENTRE.parse().unwrap(),
            notification: Notification {
                form: LIGHT.to_owned(),
                answers: Filled::default()
                    .with("report_date", "2026-01-04")
                    .with("onset_date", "2026-01-02")
                    .with("case_type", "confirmed_patient")
                    .with("name", format!("青木 {}", own.given))
                    .with("name_kana", format!("アオキ {}", own.given))
                    .with("sex", "female")
                    .with("birth_date", self.birth_date.to_string())
                    .with("municipality", "青波市")
                    .with("phone", self.phone.clone().unwrap_or(own.phone)),
            },
            on_behalf_of: None,
            same_person_as: None,
            placement: Some(Placement {
                care_status: self.care_status,
                place: hotel.then(|| "minato-hotel".parse().unwrap()),
                room: hotel.then(|| "0712".to_owned()),
                risk: self.risk,
                channel: self.channel,
                pregnant: self.pregnant,
            }),
        }
    }
}

/// A further version of a notification.
#[must_use]
pub fn correct(
    case: &CaseId,
    seen: u32,
    revision: Revision,
    notification: Notification,
) -> CorrectNotification {
    CorrectNotification { request_id: id(), case: case.clone(), seen, revision, notification }
}

/// Returns or withdraws a notification.
#[must_use]
pub fn refuse(case: &CaseId, seen: u32) -> RefuseNotification {
    RefuseNotification {
        request_id: id(),
        case: case.clone(),
        seen,
        reason: "生年月日を確認してください".to_owned(),
    }
}

/// Decides about two cases about which `seen` decisions were seen.
#[must_use]
pub fn decide(case: &CaseId, other: &CaseId, seen: u32, linkage: Linkage) -> DecideDuplicate {
    let note = Some("電話番号が同じ".to_owned());
    DecideDuplicate { request_id: id(), case: case.clone(), other: other.clone(), seen, linkage, note }
}

/// A PCR test of a throat swab that was taken on this day.
#[must_use]
pub fn pcr(case: &CaseId, day: &str, positive: Option<bool>) -> RecordTest {
    let test = TestDone {
        method: "nucleic_acid_amplification".to_owned(),
        specimen: "throat_swab".to_owned(),
        specimen_date: date(day),
        positive,
    };
    RecordTest { request_id: id(), case: case.clone(), test }
}

/// Activates with a code and a birth date.
#[must_use]
pub fn activation(code: &str, birth_date: Date) -> ActivatePatient {
    ActivatePatient { request_id: id(), entry_code: code.to_owned(), birth_date }
}

/// Well: 36.5 °C, SpO2 98, pulse 70, no symptoms.
#[must_use]
pub fn well() -> Answers {
    Answers {
        body_temperature: Some(36.5),
        spo2: Some(98.0),
        pulse: Some(70.0),
        symptoms: Some(vec![]),
        antipyretic_taken: Some(false),
        ..Answers::default()
    }
}

/// Well but for the oxygen.
#[must_use]
pub fn oxygen(spo2: u8) -> Answers {
    Answers { spo2: Some(f64::from(spo2)), ..well() }
}

/// Coughing, without an oximeter.
#[must_use]
pub fn unmeasured() -> Answers {
    Answers {
        spo2: None,
        pulse: None,
        could_not_measure: vec![Measure::Spo2, Measure::Pulse],
        symptoms: Some(vec![Symptom::Cough]),
        ..well()
    }
}

/// A check-in measured and sent at `now`.
#[must_use]
pub fn check_in(case: &CaseId, answers: Answers, now: Time) -> SubmitCheckIn {
    SubmitCheckIn {
        id: id(),
        case: case.clone(),
        measured_at: now,
        client_now: now,
        answers,
        extra: Map::new(),
    }
}

/// A stay from this moment on, of somebody who is not at high risk.
#[must_use]
pub fn stay(care_status: CareStatus, place: Option<&str>, from: Time) -> Stay {
    let place = place.map(|place| place.parse().unwrap());
    Stay { care_status, place, room: None, from, risk: Risk::Standard, channel: Channel::App }
}

/// A stay in the hotel from this moment on.
#[must_use]
pub fn to_hotel(from: Time) -> Stay {
    Stay { room: Some("0712".to_owned()), ..stay(CareStatus::HotelIsolation, Some("minato-hotel"), from) }
}

/// A stay in the hospital from this moment on.
#[must_use]
pub fn to_hospital(from: Time) -> Stay {
    stay(CareStatus::Hospitalized, Some("shiokaze-hospital"), from)
}

/// Moves a patient whose last stay has this number.
#[must_use]
pub fn moves(case: &CaseId, seen: u32, stay: Stay) -> MovePatient {
    MovePatient { request_id: id(), case: case.clone(), seen, stay, note: None }
}

/// How an inpatient is at a moment, treated as the severity asks for.
#[must_use]
pub fn condition(case: &CaseId, severity: Severity, at: Time) -> RecordCondition {
    let severe = severity == Severity::Severe;
    let oxygen = severe || severity == Severity::ModerateTwo;
    let condition = Condition { at, severity, oxygen, ventilator: severe, ecmo: false };
    RecordCondition { request_id: id(), case: case.clone(), condition, note: None }
}

/// Ends a case whose last stay has this number.
#[must_use]
pub fn outcome(case: &CaseId, seen: u32, outcome: Outcome, at: Time) -> RecordOutcome {
    RecordOutcome { request_id: id(), case: case.clone(), seen, outcome, at, note: None }
}

/// Releases on this day a case whose task was seen in this version; without a day it is not time yet.
#[must_use]
pub fn release(case: &CaseId, seen: u32, day: Option<&str>, note: Option<&str>) -> ConfirmRelease {
    ConfirmRelease {
        request_id: id(),
        case: case.clone(),
        seen,
        decision: if day.is_some() { ReleaseDecision::Released } else { ReleaseDecision::NotYet },
        release_date: day.map(date),
        note: note.map(str::to_owned),
    }
}

/// Takes a row in hand.
#[must_use]
pub fn take(row: &WorkRow) -> TakeWork {
    TakeWork {
        request_id: id(),
        case: row.case.clone(),
        work: row.work.clone(),
        in_hand: true,
        hold: None,
        to: None,
        gone: false,
        to_centre: false,
    }
}

/// Closes a row in the version in which it was seen.
#[must_use]
pub fn close(row: &WorkRow) -> CloseWork {
    CloseWork {
        only_if_fine: false,
        request_id: id(),
        case: row.case.clone(),
        work: seen(row),
        closing: Closing { reason: CloseReason::Fine, watch_hours: None },
        note: None,
    }
}

/// A call that reached the patient about these rows; keeps the work.
#[must_use]
pub fn call(case: &CaseId, rows: &[&WorkRow]) -> FinishCall {
    FinishCall {
        request_id: id(),
        case: case.clone(),
        work: rows.iter().map(|row| seen(row)).collect(),
        reached: Reached::Patient,
        check_in: None,
        note: Some("声ははっきりしている".to_owned()),
        next_step: NextStep::Continue,
        closing: None,
        result: None,
        call_back_at: None,
        at_door: false,
    }
}

/// A visit at this moment to a practice that the system does not know; went home with medicine.
#[must_use]
pub fn visit(case: &CaseId, visited_at: Time) -> RecordVisit {
    RecordVisit {
        request_id: id(),
        case: case.clone(),
        visited_at,
        institution: None,
        institution_name: Some("月浜内科".to_owned()),
        outcomes: vec![VisitOutcome::WentHome, VisitOutcome::Prescribed],
        note: None,
    }
}

/// A sheet on which everything that counts was asked and nothing raises the risk.
#[must_use]
pub fn harmless() -> FirstContact {
    FirstContact {
        lives_alone: Some(false),
        risk_factors: Some(Vec::new()),
        immunocompromised: Some(false),
        pregnant: Some(false),
        severity: Some(Severity::Mild),
        ..FirstContact::default()
    }
}

/// Records a sheet of a case whose last one has this number.
#[must_use]
pub fn first_contact(case: &CaseId, seen: u32, sheet: FirstContact) -> RecordFirstContact {
    RecordFirstContact { request_id: id(), case: case.clone(), seen, sheet, reached: false }
}

/// A clinic's own first report of a day.
#[must_use]
pub fn test_report(day: &str, counts: TestCounts) -> FileTestReport {
    FileTestReport {
        request_id: id(),
        organisation: super::CLINIC.parse().unwrap(),
        on_behalf_of: None,
        day: date(day),
        replaces: None,
        counts,
    }
}

/// A day on which only PCR was used.
#[must_use]
pub fn counts(persons: u32, tests: u32, positives: u32) -> TestCounts {
    let method = TestMethod::NucleicAcidAmplification;
    TestCounts { methods: vec![MethodCount { method, persons, tests, positives }], persons, positives }
}

/// The hospital's own first figures of a day: so many beds secured, usable and occupied.
#[must_use]
pub fn capacity(day: &str, secured: u32, usable: u32, occupied: u32) -> FileCapacity {
    FileCapacity {
        request_id: id(),
        organisation: "shiokaze-hospital".parse().unwrap(),
        on_behalf_of: None,
        day: date(day),
        replaces: None,
        capacity: Capacity {
            secured: Some(secured),
            usable: Some(usable),
            occupied: Some(occupied),
            ..Capacity::default()
        },
    }
}

/// Assigns a case to the contractor up to and with a day, or takes it back; `seen` is whose it was.
#[must_use]
pub fn assign(case: &CaseId, seen: Option<&str>, until: Option<&str>) -> AssignContractor {
    AssignContractor {
        request_id: id(),
        case: case.clone(),
        contractor: until.map(|_| super::CONTRACTOR.parse().unwrap()),
        until: until.map(date),
        seen: seen.map(|seen| seen.parse().unwrap()),
    }
}

/// A physician's low limit for a patient, until this day.
#[must_use]
pub fn limits(case: &CaseId, low: Option<u8>, until: Option<&str>) -> SetPersonalLimits {
    SetPersonalLimits {
        request_id: id(),
        case: case.clone(),
        spo2_low_limit: low,
        spo2_baseline: None,
        until: until.map(date),
        physician: "雲雀 透".to_owned(),
        reason: "在宅酸素療法中のため".to_owned(),
    }
}

/// Publishes rules of an organisation of which so many versions were seen, as soon as may be.
#[must_use]
pub fn publish(organisation: &str, seen: u32, changes: serde_json::Value) -> PublishRules {
    let serde_json::Value::Object(changes) = changes else { panic!("{changes} is no object") };
    PublishRules {
        request_id: id(),
        organisation: organisation.parse().unwrap(),
        seen,
        changes,
        valid_from: None,
        valid_until: None,
        reason: "酸素飽和度の基準を見直すため".to_owned(),
        dry_run: false,
    }
}

fn seen(row: &WorkRow) -> SeenWork {
    SeenWork { id: row.work.clone(), version: row.version }
}
