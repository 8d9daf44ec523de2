//! What a clinic and a hospital have notified: to be checked, returned, withdrawn; one of yesterday, for whom
//! nobody has decided on a place yet; and those who lie in the hospital as suspected, while the result of
//! their test is awaited.

use anyhow::Result;
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::first_contact::{FirstContactRecorded, RecordFirstContact};
use domain::api::hospital::{ConditionRecorded, RecordCondition};
use domain::api::review::{AcceptNotification, NotificationChanged, RefuseNotification};
use domain::api::stay::{MovePatient, PatientMoved};
use domain::condition::{Condition, Severity};
use domain::first_contact::FirstContact;
use domain::form::Filled;
use domain::ids::CaseId;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel, Risk};
use domain::stay::Stay;
use domain::time::{Span, Time};

use super::calls::post;
use super::dice::Dice;
use super::people::JST_MINUTES;
use crate::machine::Machine;

const NURSE: &str = "aoba-nurse-1";
const CLINIC: (&str, &str) = ("hibari-clinic", "hibari-clinic-1");
const HOSPITAL: (&str, &str) = ("shiokaze-hospital", "shiokaze-staff-1");

/// Who, and what becomes of it.
struct Filed {
    institution: (&'static str, &'static str),
    name: &'static str,
    kana: &'static str,
    sex: &'static str,
    born: &'static str,
    minutes_ago: i64,
    then: Then,
}

enum Then {
    /// It waits to be checked.
    Waits,
    /// The centre accepted it, and where the patient is to be is still undecided.
    Accepted,
    /// The centre returned it.
    Returned(&'static str),
    /// Whoever filed it withdrew it.
    Withdrawn(&'static str),
    /// The centre accepted it, and the person was admitted.
    Admitted,
}

const FILED: [Filed; 8] = [
    Filed {
        institution: CLINIC,
        name: "長谷 みどり",
        kana: "ナガタニ ミドリ",
        sex: "female",
        born: "1951-09-03",
        minutes_ago: 55,
        then: Then::Waits,
    },
    Filed {
        institution: CLINIC,
        name: "戸村 慎",
        kana: "トムラ シン",
        sex: "male",
        born: "1993-02-17",
        minutes_ago: 20,
        then: Then::Waits,
    },
    Filed {
        institution: CLINIC,
        name: "菅野 さとみ",
        kana: "スガノ サトミ",
        sex: "female",
        born: "1978-11-30",
        minutes_ago: 140,
        then: Then::Returned("電話番号が別の患者のものと同じです。確認してください。"),
    },
    Filed {
        institution: CLINIC,
        name: "宇野 恒",
        kana: "ウノ ヒサシ",
        sex: "male",
        born: "1969-04-08",
        minutes_ago: 26 * 60,
        then: Then::Accepted,
    },
    Filed {
        institution: HOSPITAL,
        name: "江口 守",
        kana: "エグチ マモル",
        sex: "male",
        born: "1964-06-25",
        minutes_ago: 200,
        then: Then::Withdrawn("同姓同名の別の患者を届け出たため"),
    },
    Filed {
        institution: HOSPITAL,
        name: "大木 紀夫",
        kana: "オオキ ノリオ",
        sex: "male",
        born: "1947-01-08",
        minutes_ago: 26 * 60,
        then: Then::Admitted,
    },
    // The same person as 戸村 慎, written otherwise: somebody has to decide.
    Filed {
        institution: HOSPITAL,
        name: "外村 慎",
        kana: "トムラ シン",
        sex: "male",
        born: "1993-02-17",
        minutes_ago: 10,
        then: Then::Waits,
    },
    // The result is awaited for more than 72 hours: somebody has to ask.
    Filed {
        institution: HOSPITAL,
        name: "矢口 民子",
        kana: "ヤグチ タミコ",
        sex: "female",
        born: "1939-08-21",
        minutes_ago: 80 * 60,
        then: Then::Admitted,
    },
];

/// Files and decides about them, as of `now`.
///
/// # Errors
/// If a function refuses what it should take.
pub(super) async fn file(machine: &Machine, dice: &mut Dice, now: Time) -> Result<()> {
    for (i, filed) in FILED.iter().enumerate() {
        let (organisation, subject) = filed.institution;
        let at = now - Span::minutes(filed.minutes_ago);
        let today = at.day(JST_MINUTES);
        let suspected = matches!(filed.then, Then::Admitted);
        let answers = Filled::default()
            .with("report_date", today.to_string())
            .with("onset_date", (today - chrono::Days::new(2)).to_string())
            .with("case_type", if suspected { "suspected_patient" } else { "confirmed_patient" })
            .with("name", filed.name)
            .with("name_kana", filed.kana)
            .with("sex", filed.sex)
            .with("birth_date", filed.born)
            .with("municipality", "月浜町")
            .with("phone", format!("000-0000-95{i:02}"));
        let form = "covid-19/light-2020-05-29".to_owned();
        let request = FileNotification {
            request_id: dice.uuid().parse()?,
            organisation: organisation.parse()?,
            on_behalf_of: None,
            same_person_as: None,
            notification: Notification { form, answers },
            placement: None,
        };
        let token = machine.issuer.token(subject, at).unwrap_or_default();
        let answer: NotificationFiled =
            post(&machine.app, Operation::FileNotification, Some(&token), &request, at).await?;
        let at = at + Span::minutes(15);
        let id = dice.uuid();
        let app = &machine.app;
        let token = |subject: &str| machine.issuer.token(subject, at).unwrap_or_default();
        let (operation, subject, reason) = match filed.then {
            Then::Waits => continue,
            Then::Admitted => {
                admit(machine, dice, &answer.case, at, now).await?;
                continue;
            }
            Then::Accepted => {
                let request = AcceptNotification { request_id: id.parse()?, case: answer.case, seen: 1 };
                let operation = Operation::AcceptNotification;
                let _: NotificationChanged = post(app, operation, Some(&token(NURSE)), &request, at).await?;
                continue;
            }
            Then::Returned(reason) => (Operation::ReturnNotification, NURSE, reason),
            Then::Withdrawn(reason) => (Operation::WithdrawNotification, subject, reason),
        };
        let reason = reason.to_owned();
        let request = RefuseNotification { request_id: id.parse()?, case: answer.case, seen: 1, reason };
        let _: NotificationChanged = post(app, operation, Some(&token(subject)), &request, at).await?;
    }
    Ok(())
}

/// The health centre accepts the notification, calls, and enters the admission; the hospital enters how the
/// person is, the last time some hours ago.
async fn admit(machine: &Machine, dice: &mut Dice, case: &CaseId, filed_at: Time, now: Time) -> Result<()> {
    let app = &machine.app;
    let nurse = |at: Time| machine.issuer.token(NURSE, at).unwrap_or_default();
    let at = filed_at + Span::minutes(20);
    let accept = AcceptNotification { request_id: dice.uuid().parse()?, case: case.clone(), seen: 1 };
    let _: NotificationChanged =
        post(app, Operation::AcceptNotification, Some(&nurse(at)), &accept, at).await?;
    let at = filed_at + Span::minutes(35);
    let sheet = FirstContact { lives_alone: Some(false), pregnant: Some(false), ..FirstContact::default() };
    let request_id = dice.uuid().parse()?;
    let sheet = RecordFirstContact { request_id, case: case.clone(), seen: 0, sheet, reached: true };
    let recorded: FirstContactRecorded =
        post(app, Operation::RecordFirstContact, Some(&nurse(at)), &sheet, at).await?;
    let at = filed_at + Span::minutes(50);
    let stay = Stay {
        care_status: CareStatus::Hospitalized,
        place: Some(HOSPITAL.0.parse()?),
        room: Some("疑似1".to_owned()),
        from: at,
        risk: Risk::High,
        channel: Channel::App,
    };
    let request_id = dice.uuid().parse()?;
    let admission = MovePatient { request_id, case: case.clone(), seen: recorded.stay, stay, note: None };
    let _: PatientMoved = post(app, Operation::MovePatient, Some(&nurse(at)), &admission, at).await?;
    let mut at = at + Span::hours(2);
    while at < now {
        let severity = Severity::ModerateOne;
        let condition = Condition { at, severity, oxygen: false, ventilator: false, ecmo: false };
        let request_id = dice.uuid().parse()?;
        let request = RecordCondition { request_id, case: case.clone(), condition, note: None };
        let token = machine.issuer.token(HOSPITAL.1, at).unwrap_or_default();
        let _: ConditionRecorded = post(app, Operation::RecordCondition, Some(&token), &request, at).await?;
        at = at + Span::hours(24);
    }
    Ok(())
}
