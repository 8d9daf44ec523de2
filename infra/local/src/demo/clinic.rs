//! What a clinic and a hospital have notified today: to be checked, returned, withdrawn, suspected; and
//! one of yesterday, for whom nobody has decided on a place yet.

use anyhow::Result;
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::review::{AcceptNotification, NotificationChanged, RefuseNotification};
use domain::form::Filled;
use domain::notification::Notification;
use domain::operation::Operation;
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
}

const TODAY: [Filed; 5] = [
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
];

/// Files and decides about them, as of `now`.
///
/// # Errors
/// If a function refuses what it should take.
pub(super) async fn file(machine: &Machine, dice: &mut Dice, now: Time) -> Result<()> {
    for (i, filed) in TODAY.iter().enumerate() {
        let (organisation, subject) = filed.institution;
        let at = now - Span::minutes(filed.minutes_ago);
        let today = at.day(JST_MINUTES);
        let answers = Filled::default()
            .with("report_date", today.to_string())
            .with("onset_date", (today - chrono::Days::new(2)).to_string())
            .with("case_type", "confirmed_patient")
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
