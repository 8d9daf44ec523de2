//! Suspected cases, tests and what they lead to (R4, R22–R26; T6, T7, T10, T16).

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::filing::FileNotification;
use domain::api::review::{NotificationChanged, RecordTest, TestRecorded};
use domain::condition::Severity;
use domain::form::TestDone;
use domain::ids::CaseId;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::placement::{CareStatus, CaseKind, Placement};
use domain::review::{NotificationState, Revision};
use domain::time::{Span, Time};
use domain::work::Family;
use serde_json::{Value, json};
use tests::people::{Filing, activation, condition, correct, date, id, jst, moves, pcr, stay};
use tests::{As, NURSE, PHYSICIAN, World};

use crate::filing::full;
use crate::reviews::{filed, view};

/// A suspected case that needs admission, no result yet, already in hospital.
fn suspected() -> FileNotification {
    let mut request = full();
    request.notification.answers = request
        .notification
        .answers
        .without("onset_date")
        .with("onset_date", "2026-01-02")
        .with("case_type", "suspected_patient")
        .with("hospitalization_needed", true)
        .with("tests", json!([]));
    request.placement = Some(Placement {
        care_status: CareStatus::Hospitalized,
        place: Some("shiokaze-hospital".parse().unwrap()),
        room: None,
        ..Filing::default().request().placement.unwrap()
    });
    request
}

/// The same as a further version, with other answers.
fn version(request: &FileNotification, case_type: &str) -> Notification {
    let mut notification = request.notification.clone();
    notification.answers = notification.answers.with("case_type", case_type);
    notification
}

async fn tested(world: &World, test: &RecordTest, now: Time) -> TestRecorded {
    world.post(&world.staff(NURSE, now), Operation::RecordTest, test, now).await.ok()
}

async fn revised(
    world: &World,
    case: &CaseId,
    revision: Revision,
    notification: Notification,
    now: Time,
) -> tests::Answer {
    let request = correct(case, 1, revision, notification);
    world.post(&world.staff(NURSE, now), Operation::CorrectNotification, &request, now).await
}

fn families(rows: &[domain::api::work::WorkRow]) -> Vec<Family> {
    rows.iter().map(|row| row.family).collect()
}

#[tokio::test]
async fn r04_r23_a_suspected_case_needs_admission_and_is_not_isolated() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let nurse = world.staff(NURSE, now);
    let refusal = async |request: FileNotification| {
        let answer = world.post(&nurse, Operation::FileNotification, &request, now).await;
        answer.fields().into_iter().map(|field| (field.field, field.problem)).collect::<Vec<_>>()
    };
    // Of 2021: since 2022 a suspected case may also be one that stays at home (domain.md 2.4 no. 5).
    let mut request = suspected();
    request.notification.answers = request
        .notification
        .answers
        .with("hospitalization_needed", false)
        .with("report_date", "2021-12-04")
        .with("onset_date", "2021-12-02")
        .with("first_visit_date", "2021-12-03")
        .with("diagnosis_date", "2021-12-03");
    assert!(refusal(request).await.contains(&("hospitalization_needed".to_owned(), Problem::AgainstRule)));
    let mut request = suspected();
    request.placement = Filing::default().request().placement;
    assert_eq!(refusal(request).await, [("care_status".to_owned(), Problem::NotForSuspected)]);
    let case = filed(&world, NURSE, &suspected(), now).await.case;
    assert_eq!(world.case(&case, now).await.kind, CaseKind::Suspected);
    // Nor can it be moved into isolation.
    let home = moves(&case, 1, stay(CareStatus::HomeIsolation, None, now));
    let answer = world.post(&nurse, Operation::MovePatient, &home, now).await;
    assert_eq!(answer.fields()[0].problem, Problem::NotForSuspected);
}

#[tokio::test]
async fn no_result_of_a_suspected_case_after_72_hours_becomes_work() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let case = filed(&world, NURSE, &suspected(), now).await.case;
    let due = now + Span::hours(72);
    // How the inpatient is was entered meanwhile; only the result is missing.
    let at = now + Span::hours(40);
    let mild = condition(&case, Severity::Mild, at);
    world.post(&world.staff(NURSE, at), Operation::RecordCondition, &mild, at).await.ok::<Value>();
    assert_eq!(world.sweep(due).await.settled, 0);
    assert_eq!(families(&world.list(NURSE, due).await), [Family::FirstContact]);
    // The sweep did not run for six hours: it opens what should have been opened, with the true time.
    let late = due + Span::hours(6);
    assert_eq!(world.sweep(late).await.settled, 1);
    assert_eq!(world.sweep(late).await.looked_at, 0);
    let rows = world.list(NURSE, late).await;
    let row = rows.iter().find(|row| row.family == Family::TestResult).unwrap();
    assert_eq!((row.should_open_at, row.opened_at), (due, late));
    world.tell().await;
    assert_eq!(world.told.notices().len(), 1);
    assert!(world.case(&case, late).await.work.iter().any(|row| row.family == Family::TestResult));
}

#[tokio::test]
async fn t06_r25_a_negative_result_rules_the_case_out() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let request = suspected();
    let filed = filed(&world, NURSE, &request, now).await;
    let case = &filed.case;
    // Without the negative result nothing is ruled out.
    let answer = revised(&world, case, Revision::RuledOut, request.notification.clone(), now).await;
    let fields = answer.fields();
    assert_eq!((fields[0].field.as_str(), fields[0].problem), ("tests", Problem::NeedsNegativeTest));

    let later = jst("2026-01-06 09:00");
    assert_eq!(tested(&world, &pcr(case, "2026-01-05", Some(false)), later).await.test, 1);
    // The result is there: somebody has to say what it means.
    let rows = world.list(NURSE, later).await;
    assert!(families(&rows).contains(&Family::TestResult));
    let answer: NotificationChanged =
        revised(&world, case, Revision::RuledOut, request.notification.clone(), later).await.ok();
    assert_eq!((answer.kind, answer.care_status), (CaseKind::RuledOut, CareStatus::Ended));
    assert!(world.list(NURSE, later).await.is_empty());

    // Both versions and the test are kept.
    let seen = view(&world, NURSE, case, later).await;
    assert_eq!((seen.versions.len(), seen.tests.len()), (2, 1));
    assert_eq!(seen.versions[1].revision, Some(Revision::RuledOut));
    assert_eq!(seen.entry_code, None);
    let story = world.case(case, later).await;
    let negative = |test: &TestDone| test.positive == Some(false);
    assert!(
        story.timeline.iter().any(|entry| matches!(&entry.what, What::Tested { test } if negative(test)))
    );
    // The code is closed, and nothing is owed any more.
    let activation = activation(&filed.entry_code, date("1985-04-12"));
    let answer = world.post(&As::default(), Operation::ActivatePatient, &activation, later).await;
    assert_eq!(answer.code(), Code::ActivationRefused);
    assert_eq!(world.sweep(jst("2026-01-09 09:00")).await.looked_at, 0);
    // A later correction of what is none is refused.
    let again = correct(case, 2, Revision::Correction, request.notification.clone());
    let answer = world.post(&world.staff(NURSE, later), Operation::CorrectNotification, &again, later).await;
    assert_eq!(answer.code(), Code::CaseEnded);
}

#[tokio::test]
async fn t07_r24_a_positive_result_is_notified_anew_in_the_same_case() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let request = suspected();
    let case = filed(&world, NURSE, &request, now).await.case;
    let later = jst("2026-01-06 09:00");
    tested(&world, &pcr(&case, "2026-01-05", Some(true)), later).await;
    // Not as a correction: it is a notification of its own, with its own report date.
    let mut anew = version(&request, "confirmed_patient");
    let test = json!([pcr(&case, "2026-01-05", Some(true)).test]);
    anew.answers = anew
        .answers
        .with("tests", test)
        .with("report_date", "2026-01-06")
        .with("diagnosis_date", "2026-01-06");
    let answer = revised(&world, &case, Revision::Correction, anew.clone(), later).await;
    assert_eq!(answer.fields()[0].problem, Problem::NotifyAnew);
    let answer: NotificationChanged = revised(&world, &case, Revision::Anew, anew, later).await.ok();
    assert_eq!((answer.kind, answer.version), (CaseKind::Confirmed, 2));
    assert_eq!((answer.state, answer.care_status), (NotificationState::Accepted, CareStatus::Hospitalized));
    assert_eq!(families(&world.list(NURSE, later).await), [Family::FirstContact]);
    let seen = view(&world, NURSE, &case, later).await;
    let types: Vec<_> =
        seen.versions.iter().map(|version| version.answers.text("case_type").unwrap()).collect();
    assert_eq!(types, ["suspected_patient", "confirmed_patient"]);
    assert_eq!(seen.versions[1].answers.text("report_date"), Some("2026-01-06"));
    // Now the patient can go home, to be followed there.
    let home = moves(&case, 1, stay(CareStatus::HomeIsolation, None, later));
    let answer = world.post(&world.staff(NURSE, later), Operation::MovePatient, &home, later).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn t10_r26_antigen_negative_and_pcr_positive_are_both_kept() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let case = filed(&world, PHYSICIAN, &crate::reviews::of_clinic(), now).await.case;
    let mut antigen = pcr(&case, "2026-01-03", Some(false));
    antigen.test.method = "antigen_qualitative".to_owned();
    antigen.test.specimen = "nasal_swab".to_owned();
    // The clinic that filed enters its own tests, also where the light form asks for none.
    let clinic = world.staff(PHYSICIAN, now);
    let first: TestRecorded = world.post(&clinic, Operation::RecordTest, &antigen, now).await.ok();
    let again: TestRecorded = world.post(&clinic, Operation::RecordTest, &antigen, now).await.ok();
    assert_eq!((first.test, again), (1, first));
    assert_eq!(tested(&world, &pcr(&case, "2026-01-04", Some(true)), now).await.test, 2);
    let results: Vec<_> = view(&world, NURSE, &case, now)
        .await
        .tests
        .into_iter()
        .map(|test| (test.test.method, test.test.positive))
        .collect();
    let expected = [
        ("antigen_qualitative".to_owned(), Some(false)),
        ("nucleic_acid_amplification".to_owned(), Some(true)),
    ];
    assert_eq!(results, expected);
    assert_eq!(world.case(&case, now).await.kind, CaseKind::Confirmed);

    // A saliva sample is no specimen of the qualitative antigen test; nobody takes one tomorrow.
    antigen.request_id = id();
    antigen.test.specimen = "saliva".to_owned();
    let refusal = world.post(&clinic, Operation::RecordTest, &antigen, now).await.fields();
    assert_eq!((refusal[0].field.as_str(), refusal[0].problem), ("test.specimen", Problem::NotOfThisMethod));
    let tomorrow = pcr(&case, "2026-01-05", None);
    let refusal = world.post(&clinic, Operation::RecordTest, &tomorrow, now).await.fields();
    assert_eq!((refusal[0].field.as_str(), refusal[0].problem), ("test.specimen_date", Problem::InFuture));
}

#[tokio::test]
async fn t16_a_carrier_who_falls_ill_is_corrected_to_a_confirmed_patient() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let mut request = full();
    request.notification.answers = request
        .notification
        .answers
        .without("onset_date")
        .with("case_type", "asymptomatic_carrier")
        .with("symptoms", json!(["none"]));
    let case = filed(&world, NURSE, &request, now).await.case;
    assert_eq!(world.case(&case, now).await.kind, CaseKind::Asymptomatic);
    let later = jst("2026-01-09 10:00");
    let mut ill = version(&request, "confirmed_patient");
    ill.answers = ill
        .answers
        .with("symptoms", json!(["fever"]))
        .with("onset_date", "2026-01-09")
        .with("report_date", "2026-01-09");
    let answer: NotificationChanged = revised(&world, &case, Revision::Correction, ill, later).await.ok();
    assert_eq!(answer.kind, CaseKind::Confirmed);
    let seen = view(&world, NURSE, &case, later).await;
    // The diagnosis stays what and when it was.
    assert_eq!(seen.versions[1].answers.text("diagnosis_date"), Some("2026-01-03"));
    assert_eq!(seen.versions[1].answers.text("onset_date"), Some("2026-01-09"));
}

#[tokio::test]
async fn only_a_suspected_case_is_notified_anew_or_ruled_out() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let request = Filing::default().request();
    let case = filed(&world, NURSE, &request, now).await.case;
    for revision in [Revision::Anew, Revision::RuledOut] {
        let answer = revised(&world, &case, revision, request.notification.clone(), now).await;
        assert_eq!(answer.fields()[0].problem, Problem::OnlyForSuspected, "{}", revision.code());
    }
    // A case in isolation does not become a suspected one by a slip of the hand.
    let mut suspected = full().notification;
    suspected.answers =
        suspected.answers.with("case_type", "suspected_patient").with("hospitalization_needed", true);
    let answer = revised(&world, &case, Revision::Correction, suspected, now).await;
    assert_eq!(answer.fields()[0].problem, Problem::NotForSuspected);
}
