//! The six ways in which people died unseen at home, each as a journey that fails when its safeguard is
//! taken out: an alert by itself, night cover, a sweep that is watched, attempts that are facts, a ladder
//! that does not take a robot for a person, and a hand-over that keeps every clock running.

use domain::api::case::What;
use domain::api::work::{NextStep, Reached};
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel, Risk};
use domain::ringing::Audience;
use domain::symptoms::Symptom;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use functions::notify::Alarm;
use functions::operations::watch_sweep::watch_sweep;
use local::engine::{Refusal, Verdict};
use serde_json::{Value, json};
use tests::people::{Filing, call, id, jst, moves, oxygen, stay, take, to_hotel, well};
use tests::{NURSE, World};

/// How often an audience was told.
fn heard(world: &World, audience: Audience) -> usize {
    world.told.notices().iter().filter(|notice| notice.audience == audience).count()
}

/// Sweeps and tells every so many minutes, from one moment to another.
async fn watch(world: &World, from: Time, until: Time, every: i64) {
    let mut now = from;
    while now <= until {
        world.sweep(now).await;
        world.tell().await;
        now = now + Span::minutes(every);
    }
}

/// Three reports of breathlessness in three days, unseen after a hand-over for which nobody made a chart:
/// nobody has called, nothing was entered but the notification.
#[tokio::test]
async fn fatal_1_three_reports_of_breathlessness_ring_until_a_named_person_has_written_a_result() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let breathless = domain::reading::Answers { symptoms: Some(vec![Symptom::Breathlessness]), ..well() };
    for day in ["2026-01-05", "2026-01-06", "2026-01-07"] {
        patient.checks_in(breathless.clone(), jst(&format!("{day} 08:50"))).await;
        let before = heard(&world, Audience::Manager);
        watch(&world, jst(&format!("{day} 12:01")), jst(&format!("{day} 18:01")), 120).await;
        assert!(heard(&world, Audience::Manager) > before, "{day}: nobody was told again");
    }
    let row = world.work(jst("2026-01-07 18:10")).await.remove(0);
    assert_eq!((row.family, row.state), (Family::Health, WorkState::Open));
    // In hand without a result is not dealt with.
    let now = jst("2026-01-08 09:00");
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    let before = heard(&world, Audience::Manager);
    watch(&world, jst("2026-01-08 12:01"), jst("2026-01-08 18:01"), 60).await;
    assert!(heard(&world, Audience::Manager) > before);
}

/// A low value of the evening, left until the morning.
#[tokio::test]
async fn fatal_2_a_low_value_of_the_night_rings_the_cover_its_deputy_and_the_desk() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    world.spoken_to(&patient.case, jst("2026-01-04 16:30")).await;
    patient.checks_in(oxygen(90), jst("2026-01-05 22:30")).await;
    world.tell().await;
    assert_eq!(heard(&world, Audience::Cover), 1);
    watch(&world, jst("2026-01-05 22:31"), jst("2026-01-05 23:20"), 7).await;
    assert!(heard(&world, Audience::Deputy) >= 1 && heard(&world, Audience::Desk) >= 1);
    let before = world.told.notices().len();
    watch(&world, jst("2026-01-06 00:01"), jst("2026-01-06 01:01"), 15).await;
    assert!(world.told.notices().len() >= before + 4, "all of them, every quarter of an hour");
}

/// A failure of the system: nine hundred calls were not made, and nobody knew.
#[tokio::test]
async fn fatal_3_a_system_that_stands_still_says_so_and_makes_good_what_it_missed() {
    let world = World::new().await;
    for _ in 0..9 {
        let patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
        world.spoken_to(&patient.case, jst("2026-01-04 16:30")).await;
    }
    world.sweep(jst("2026-01-05 08:00")).await;
    // No sweep from here on.
    watch_sweep(&world.app, jst("2026-01-05 08:03")).await.unwrap();
    assert!(matches!(world.told.alarms().as_slice(), [Alarm::SweepStopped { last: Some(_) }]));
    let back = jst("2026-01-05 14:00");
    world.sweep(back).await;
    let rows = world.work(back).await;
    assert_eq!(rows.len(), 9);
    for row in rows {
        assert_eq!((row.should_open_at, row.opened_at), (jst("2026-01-05 10:00"), back));
    }
}

/// Nobody could say whether the call had failed or its entry.
#[tokio::test]
async fn fatal_4_every_attempt_and_every_failed_entry_can_be_told_apart() {
    let world = World::new().await;
    let patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
    world.sweep(jst("2026-01-05 10:00:30")).await;
    let now = jst("2026-01-05 10:15");
    let row = world.work(now).await.remove(0);
    let mut form = call(&patient.case, &[&row]);
    (form.reached, form.next_step) = (Reached::Nobody, NextStep::CallAgain);
    let nurse = world.staff(NURSE, now);
    // The entry fails: she is told so, and nothing is recorded.
    world.engine.set_hook(|target| {
        if target.operation == "TransactWriteItems" {
            Verdict::Refuse(Refusal::ServerError)
        } else {
            Verdict::Pass
        }
    });
    assert_eq!(world.post(&nurse, Operation::FinishCall, &form, now).await.status, 503);
    world.engine.clear_hook();
    assert_eq!(calls_told(&world, &patient.case, now).await, 0);
    // Sent again, and once more because the answer was lost: one attempt, that reached nobody.
    for _ in 0..2 {
        world.post(&nurse, Operation::FinishCall, &form, now).await.ok::<Value>();
    }
    assert_eq!(calls_told(&world, &patient.case, now).await, 1);
}

async fn calls_told(world: &World, case: &domain::ids::CaseId, now: Time) -> usize {
    let view = world.case(case, now).await;
    let called = |what: &What| matches!(what, What::Called { reached: Reached::Nobody, .. });
    view.timeline.iter().filter(|entry| called(&entry.what)).count()
}

/// A week of automated calls that nobody answered, four a day, and nobody went there.
#[tokio::test]
async fn fatal_5_a_robot_that_reaches_nobody_stops_no_ladder() {
    let world = World::new().await;
    let filing = Filing { channel: Channel::AutoCall, ..Filing::high_risk() };
    let filed: domain::api::filing::NotificationFiled = world
        .post(
            &world.staff(NURSE, jst("2026-01-04 16:00")),
            Operation::FileNotification,
            &filing.request(),
            jst("2026-01-04 16:00"),
        )
        .await
        .ok();
    let robot = "kodama-calls-1";
    for hour in ["08", "09", "10", "11"] {
        let now = jst(&format!("2026-01-05 {hour}:15"));
        let body = json!({ "request_id": id::<domain::ids::CaseId>(), "case": filed.case, "called_at": now,
            "answered": false, "keys": [] });
        world.post(&world.staff(robot, now), Operation::SubmitAutomatedCall, &body, now).await.ok::<Value>();
        world.sweep(now).await;
    }
    let rows = world.list(NURSE, jst("2026-01-05 11:20")).await;
    let silence = rows.iter().find(|row| row.family == Family::Silence).unwrap();
    assert!(!silence.reported_late);
    assert!(rows.iter().all(|row| row.family != Family::Visit));
    world.sweep(jst("2026-01-05 15:01")).await;
    let rows = world.list(NURSE, jst("2026-01-05 15:02")).await;
    assert!(rows.iter().any(|row| row.family == Family::Visit), "somebody goes there the same day");
}

/// A hand-over mistake: three days in which nobody looked. From a hotel back home, and from one shift to
/// the next, no clock stops.
#[tokio::test]
async fn fatal_6_a_hand_over_loses_neither_the_schedule_nor_what_was_in_hand() {
    let world = World::new().await;
    let now = jst("2026-01-04 10:00");
    let patient = world.patient(Filing::default(), now).await;
    world.spoken_to(&patient.case, now).await;
    let nurse = world.staff(NURSE, now);
    world
        .post(&nurse, Operation::MovePatient, &moves(&patient.case, 1, to_hotel(now)), now)
        .await
        .ok::<Value>();
    let home = jst("2026-01-05 06:00");
    let back = domain::stay::Stay { risk: Risk::High, ..stay(CareStatus::HomeIsolation, None, home) };
    let nurse = world.staff(NURSE, home);
    world.post(&nurse, Operation::MovePatient, &moves(&patient.case, 2, back), home).await.ok::<Value>();
    // Nobody at home was told of the patient; the first window that counts is 15:00.
    world.sweep(jst("2026-01-05 16:01")).await;
    let taken = jst("2026-01-05 16:05");
    let row = world.work(taken).await.remove(0);
    world.post(&world.staff(NURSE, taken), Operation::TakeWork, &take(&row), taken).await.ok::<Value>();
    world.tell().await;
    // Whoever took it goes home without a word.
    let before = world.told.notices().len();
    watch(&world, jst("2026-01-05 17:06"), jst("2026-01-05 19:06"), 60).await;
    assert!(world.told.notices().len() > before);
}
