//! The first contact sheet (R9, R11, R13; domain.md 4.4, 4.6): risk class and schedule that follow it,
//! and the cases of a household, linked by a person.

use domain::api::case::{CaseView, What};
use domain::api::error::{Code, Problem};
use domain::api::first_contact::{FirstContactRecorded, RecordFirstContact};
use domain::api::isolation::MyIsolation;
use domain::api::work::Reached;
use domain::condition::Severity;
use domain::first_contact::{
    CallHours, EmergencyContact, FirstContact, HouseholdMember, Kin, Language, Onset, Oximeter, RiskFactor,
    RiskOverride,
};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel, Risk};
use domain::risk::RiskReason;
use domain::time::{Span, Time};
use domain::work::Family;
use tests::people::{Filing, date, first_contact, harmless, id, jst, moves, oxygen, to_hospital};
use tests::{COLLEAGUE, NURSE, STRANGER, World};

use crate::table;

async fn recorded(world: &World, request: &RecordFirstContact, now: Time) -> FirstContactRecorded {
    world.post(&world.staff(NURSE, now), Operation::RecordFirstContact, request, now).await.ok()
}

/// The stays of the timeline, oldest first: risk, channel, from.
fn stays(case: &CaseView) -> Vec<(Risk, Channel, Time)> {
    let stays = case.timeline.iter().rev().filter_map(|entry| match &entry.what {
        What::Placed { risk, channel, .. } => Some((*risk, *channel, entry.at)),
        _ => None,
    });
    stays.collect()
}

fn filed() -> Time {
    jst("2026-01-04 16:00")
}

/// When the nurse calls: the first window of the day is still hours away.
fn called() -> Time {
    jst("2026-01-05 04:30")
}

#[tokio::test]
async fn r09_first_contact_sets_risk_class_and_schedule_by_the_dated_rule() {
    let world = World::new().await;
    let alone = FirstContact { lives_alone: Some(true), ..harmless() };
    let factor = FirstContact { risk_factors: Some(vec![RiskFactor::Diabetes]), ..harmless() };
    let moderate = FirstContact { severity: Some(Severity::ModerateOne), ..harmless() };
    // Who is 50 on the day of filing, and who is a day younger; the same for 65 and 2.
    for (born, sheet, expected) in [
        ("1985-04-12", harmless(), vec![]),
        ("1985-04-12", factor, vec![RiskReason::RiskFactor]),
        ("1985-04-12", moderate, vec![RiskReason::Severity]),
        ("1961-01-05", harmless(), vec![]),
        ("1961-01-04", harmless(), vec![RiskReason::Old]),
        ("2024-01-04", harmless(), vec![]),
        ("2024-01-05", harmless(), vec![RiskReason::Young]),
        ("1976-01-05", alone.clone(), vec![]),
        ("1976-01-04", alone, vec![RiskReason::LivesAlone]),
    ] {
        let filing = Filing { birth_date: date(born), ..Filing::default() };
        let case = world.patient(filing, filed()).await.case;
        let answer = recorded(&world, &first_contact(&case, 0, sheet), called()).await;
        assert_eq!(answer.reasons, expected, "{born}");
        let (risk, stay) = if expected.is_empty() { (Risk::Standard, 1) } else { (Risk::High, 2) };
        assert_eq!((answer.risk, answer.stay, answer.sheet), (risk, stay, 1), "{born}");
        // 09:00 is more than four hours away, for both; a high risk is asked again at 15:00.
        assert_eq!(answer.next_due, Some(jst("2026-01-05 09:00")));
        let after = world.case(&case, jst("2026-01-05 10:01")).await;
        assert!(tests::alerts(&after).is_empty(), "a read settles nothing");
    }
    // At 10:01 only the high risks are overdue.
    assert_eq!(world.sweep(jst("2026-01-05 10:01")).await.settled, 5);
    let rows = world.work(jst("2026-01-05 10:01")).await;
    assert!(rows.iter().all(|row| row.family == Family::Silence) && rows.len() == 5);
}

#[tokio::test]
async fn r09_first_contact_a_change_of_risk_is_a_new_placement() {
    let world = World::new().await;
    let case = world.patient(Filing::high_risk(), filed()).await.case;
    // Filed as high; the reason is written by a person against the rule.
    let now = jst("2026-01-05 08:00");
    let mut request = first_contact(&case, 0, harmless());
    request.sheet.risk_override =
        Some(RiskOverride { risk: Risk::Standard, reason: "毎日訪問看護が入る".to_owned() });
    let answer = recorded(&world, &request, now).await;
    // The window of 09:00 is less than four hours away and does not count any more.
    assert_eq!((answer.risk, answer.stay), (Risk::Standard, 2));
    assert_eq!((answer.reasons, answer.next_due), (vec![RiskReason::Old], Some(jst("2026-01-06 09:00"))));
    let view = world.case(&case, now).await;
    assert_eq!(view.risk, Risk::Standard);
    assert_eq!(stays(&view), [(Risk::High, Channel::App, filed()), (Risk::Standard, Channel::App, now)]);
    let told = view.timeline.iter().find_map(|entry| match &entry.what {
        What::FirstContact { override_reason, risk, n, .. } => Some((override_reason.as_deref(), *risk, *n)),
        _ => None,
    });
    assert_eq!(told, Some((Some("毎日訪問看護が入る"), Risk::Standard, 1)));
    // The same class again: another sheet, no other stay.
    let again = RecordFirstContact { seen: 1, request_id: id(), ..request };
    let answer = recorded(&world, &again, now + Span::minutes(5)).await;
    assert_eq!((answer.sheet, answer.stay), (2, 2));
    // Without the override the rule holds again.
    let plain = first_contact(&case, 2, harmless());
    let answer = recorded(&world, &plain, now + Span::minutes(6)).await;
    assert_eq!((answer.risk, answer.stay), (Risk::High, 3));
    assert_eq!(answer.next_due, Some(jst("2026-01-05 15:00")));
}

#[tokio::test]
async fn r09_first_contact_settles_what_is_overdue_and_leaves_alerts_open() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::high_risk(), filed()).await;
    patient.checks_in(oxygen(92), filed()).await;
    // The sweep did not run: 09:00 was missed at 10:00.
    let now = jst("2026-01-05 11:00");
    recorded(&world, &first_contact(&patient.case, 0, harmless()), now).await;
    let mut families: Vec<_> = world.work(now).await.into_iter().map(|row| row.family).collect();
    families.sort_unstable();
    assert_eq!(families, [Family::Health, Family::Silence]);
}

#[tokio::test]
async fn r09_first_contact_of_an_inpatient_changes_the_class_and_no_schedule() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), filed()).await.case;
    let now = called();
    let admission = moves(&case, 1, to_hospital(now));
    world
        .post(&world.staff(NURSE, now), Operation::MovePatient, &admission, now)
        .await
        .ok::<serde_json::Value>();
    let answer = recorded(&world, &first_contact(&case, 0, FirstContact::default()), now).await;
    // Nothing was asked: high.
    assert_eq!((answer.risk, answer.stay, answer.next_due), (Risk::High, 3, None));
    let view = world.case(&case, now).await;
    assert_eq!(
        (view.care_status, view.place.unwrap().as_str()),
        (CareStatus::Hospitalized, "shiokaze-hospital")
    );
}

/// A sheet with everything.
fn full() -> FirstContact {
    FirstContact {
        emergency_contact: Some(EmergencyContact {
            name: "青木 太郎".to_owned(),
            relation: Some(Kin::Partner),
            phone: "000-0000-9111".to_owned(),
        }),
        oximeter: Some(Oximeter::Sent),
        language: Some(Language::Vietnamese),
        interpreter: Some(true),
        channel: Some(Channel::StaffCall),
        onset: Some(Onset::Date(date("2026-01-02"))),
        best_hours: Some(CallHours {
            from: "10:00".to_owned().try_into().unwrap(),
            to: "12:30".to_owned().try_into().unwrap(),
        }),
        household: vec![HouseholdMember {
            name_kana: "アオキ タロウ".to_owned(),
            relation: Some(Kin::Partner),
            case: None,
        }],
        notes: Some("呼び鈴は鳴らない".to_owned()),
        pregnant: Some(true),
        ..harmless()
    }
}

#[tokio::test]
async fn r11_first_contact_decides_how_check_ins_come_and_what_the_phone_asks() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), filed()).await;
    let case = patient.case.clone();
    let now = called();
    let answer = recorded(&world, &first_contact(&case, 0, full()), now).await;
    assert_eq!((answer.risk, &answer.reasons), (Risk::High, &vec![RiskReason::Pregnant]));
    let view = world.case(&case, now).await;
    assert_eq!((view.channel, view.personal.pregnant), (Channel::StaffCall, true));
    assert_eq!(stays(&view).last(), Some(&(Risk::High, Channel::StaffCall, now)));
    let shown = view.first_contact.unwrap();
    assert_eq!((shown.n, shown.at, &shown.sheet), (1, now, &full()));
    assert_eq!((shown.by.name.as_deref(), shown.rules.as_str()), (Some("佐倉 みのり"), "default/2020-10-14"));
    // The phone asks for the signs of pregnancy from now on.
    let phone = patient.awake(now).await;
    let mine: MyIsolation = world.get(&phone, Operation::GetMyIsolation, "", now).await.ok();
    assert!(mine.cases[0].personal.pregnant);
    // Another channel alone is a stay of its own and moves no window.
    let app = FirstContact { channel: Some(Channel::App), ..full() };
    let later = recorded(&world, &first_contact(&case, 1, app), now + Span::minutes(10)).await;
    assert_eq!((later.stay, later.next_due), (3, answer.next_due));
    // Not asked again: nothing changes.
    let silent = FirstContact { channel: None, pregnant: None, ..full() };
    recorded(&world, &first_contact(&case, 2, silent), now + Span::minutes(20)).await;
    let view = world.case(&case, now).await;
    assert_eq!((view.channel, view.personal.pregnant, view.stay), (Channel::App, true, 3));
}

#[tokio::test]
async fn r13_first_contact_that_reached_the_patient_is_a_contact_attempt() {
    let world = World::new().await;
    let filing = Filing { channel: Channel::StaffCall, ..Filing::default() };
    let case = world.patient(filing, filed()).await.case;
    let now = jst("2026-01-05 08:50");
    let contacts = |view: &CaseView| {
        let is_contact = |what: &What| matches!(what, What::Called { reached: Reached::Patient, .. });
        view.timeline.iter().filter(|entry| is_contact(&entry.what)).count()
    };
    recorded(&world, &first_contact(&case, 0, harmless()), now).await;
    let view = world.case(&case, now).await;
    assert_eq!((contacts(&view), view.next_due), (0, Some(jst("2026-01-05 09:00"))));
    // Called by staff: the call stands for the check-in of the day.
    let request = RecordFirstContact { reached: true, ..first_contact(&case, 1, harmless()) };
    recorded(&world, &request, now).await;
    let view = world.case(&case, now).await;
    assert_eq!((contacts(&view), view.next_due), (1, Some(jst("2026-01-06 09:00"))));
}

#[tokio::test]
async fn r09_first_contact_of_two_at_once_the_second_is_told() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), filed()).await.case;
    let now = called();
    let (nurse, colleague) = (world.staff(NURSE, now), world.staff(COLLEAGUE, now));
    let one = first_contact(&case, 0, FirstContact { notes: Some("一人目".to_owned()), ..harmless() });
    let other = first_contact(&case, 0, FirstContact { notes: Some("二人目".to_owned()), ..harmless() });
    let (first, second) = tokio::join!(
        world.post(&nurse, Operation::RecordFirstContact, &one, now),
        world.post(&colleague, Operation::RecordFirstContact, &other, now),
    );
    let (won, lost, notes) =
        if first.status == 200 { (first, second, "一人目") } else { (second, first, "二人目") };
    let won: FirstContactRecorded = won.ok();
    assert_eq!((won.sheet, lost.code()), (1, Code::HasNews));
    let view = world.case(&case, now).await.first_contact.unwrap();
    assert_eq!((view.n, view.sheet.notes.as_deref()), (1, Some(notes)));
    // Later, not at once: told the same way. A number that nobody has seen is no better.
    for seen in [0, 2, u32::MAX] {
        let late = first_contact(&case, seen, harmless());
        let answer = world.post(&nurse, Operation::RecordFirstContact, &late, now).await;
        assert_eq!(answer.code(), Code::HasNews);
    }
    assert_eq!(recorded(&world, &first_contact(&case, 1, harmless()), now).await.sheet, 2);
}

#[tokio::test]
async fn r09_first_contact_sent_twice_is_one_sheet() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), filed()).await.case;
    let (now, nurse) = (called(), world.staff(NURSE, called()));
    let request = RecordFirstContact { reached: true, ..first_contact(&case, 0, full()) };
    let first = world.post(&nurse, Operation::RecordFirstContact, &request, now).await;
    let again = world.post(&nurse, Operation::RecordFirstContact, &request, now + Span::minutes(1)).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    let other = RecordFirstContact { sheet: harmless(), ..request };
    let reused = world.post(&nurse, Operation::RecordFirstContact, &other, now).await;
    assert_eq!(reused.code(), Code::RequestIdReused);
    assert_eq!(world.case(&case, now).await.first_contact.unwrap().n, 1);
}

#[tokio::test]
async fn r09_first_contact_refuses_a_wrong_sheet_by_field_and_changes_nothing() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), filed()).await.case;
    let (now, nurse) = (called(), world.staff(NURSE, called()));
    let before = world.case(&case, now).await;
    let mut request = first_contact(&case, 0, full());
    request.sheet.emergency_contact.as_mut().unwrap().phone = "0312".to_owned();
    request.sheet.onset = Some(Onset::Date(date("2026-01-06")));
    request.sheet.notes = Some("長".repeat(501));
    request.sheet.risk_override = Some(RiskOverride { risk: Risk::High, reason: " ".to_owned() });
    request.sheet.household[0].case = Some(case.clone());
    let answer = world.post(&nurse, Operation::RecordFirstContact, &request, now).await;
    assert_eq!(answer.code(), Code::InvalidFields);
    let found: Vec<_> = answer.fields().into_iter().map(|error| (error.field, error.problem)).collect();
    let expected = [
        ("emergency_contact.phone", Problem::NotAPhone),
        ("onset", Problem::InFuture),
        ("notes", Problem::TooLong),
        ("risk_override.reason", Problem::Missing),
        ("household[0].case", Problem::Contradiction),
    ];
    assert_eq!(found, expected.map(|(field, problem)| (field.to_owned(), problem)));
    assert_eq!(world.case(&case, now).await, before);
}

/// Who lives with the patient, with their case.
fn together(cases: &[&CaseId]) -> FirstContact {
    let member = |case: &&CaseId| HouseholdMember {
        name_kana: "アオキ ジロウ".to_owned(),
        relation: Some(Kin::Sibling),
        case: Some((*case).clone()),
    };
    FirstContact { household: cases.iter().map(member).collect(), ..harmless() }
}

/// The linked cases and whether the case's own sheet names them.
async fn linked(world: &World, case: &CaseId) -> Vec<(CaseId, bool)> {
    let view = world.case(case, called()).await;
    assert!(view.linked.iter().all(|linked| linked.label.as_ref().unwrap().kana == "アオキ"));
    view.linked.into_iter().map(|linked| (linked.case, linked.own)).collect()
}

#[tokio::test]
async fn r09_first_contact_links_a_household_both_ways() {
    let world = World::new().await;
    let now = called();
    let one = world.patient(Filing::default(), filed()).await.case;
    let other = world.patient(Filing::default(), filed()).await.case;
    recorded(&world, &first_contact(&one, 0, together(&[&other])), now).await;
    assert_eq!(linked(&world, &one).await, [(other.clone(), true)]);
    assert_eq!(linked(&world, &other).await, [(one.clone(), false)]);
    // The other's sheet says it too; then the first one takes it back, and it still holds.
    recorded(&world, &first_contact(&other, 0, together(&[&one])), now).await;
    assert_eq!(linked(&world, &one).await, [(other.clone(), true)]);
    recorded(&world, &first_contact(&one, 1, harmless()), now).await;
    assert_eq!(linked(&world, &one).await, [(other.clone(), false)]);
    assert_eq!(linked(&world, &other).await, [(one.clone(), true)]);
    recorded(&world, &first_contact(&other, 1, harmless()), now).await;
    assert!(linked(&world, &one).await.is_empty() && linked(&world, &other).await.is_empty());
    // Nothing was deleted, and it can be linked again.
    let facts = table::begins(&world, &format!("CASE#{one}")).await;
    let facts = facts.iter().filter(|item| item["sk"].as_s().unwrap().starts_with("LINK#"));
    assert_eq!(facts.count(), 4);
    recorded(&world, &first_contact(&one, 2, together(&[&other])), now).await;
    assert_eq!(linked(&world, &other).await, [(one, false)]);
}

#[tokio::test]
async fn r09_first_contact_a_case_of_another_centre_is_not_there() {
    let world = World::new().await;
    let now = called();
    let case = world.patient(Filing::default(), filed()).await.case;
    let theirs = world.patient(Filing::default(), filed()).await.case;
    let mine = world.patient(Filing::default(), filed()).await.case;
    recorded(&world, &first_contact(&case, 0, together(&[&mine])), now).await;
    for moved in [&theirs, &mine] {
        let mut stored = world.app.store.card(moved).await.unwrap().unwrap();
        stored.card.centre = "wakakusa-hc".parse().unwrap();
        table::put_card(&world, &stored).await;
    }
    let nobody = id();
    let nurse = world.staff(NURSE, now);
    let refusal = async |other: &CaseId| {
        let request = first_contact(&case, 1, together(&[other]));
        let answer = world.post(&nurse, Operation::RecordFirstContact, &request, now).await;
        assert_eq!(answer.code(), Code::InvalidFields);
        answer.body
    };
    assert_eq!(refusal(&theirs).await, refusal(&nobody).await);
    // What was linked before its case moved away may stay in the sheet; nothing of it is shown.
    recorded(&world, &first_contact(&case, 1, together(&[&mine])), now).await;
    assert!(linked(&world, &case).await.is_empty());
    // Nor does the other centre see anything of this one's.
    let stranger = world.staff(STRANGER, now);
    let view: CaseView = world.get(&stranger, Operation::GetCase, &format!("case={mine}"), now).await.ok();
    assert!(view.linked.is_empty());
}
