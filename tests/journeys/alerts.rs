//! One alert per family (design 6): what opens, joins, rings, is untaken by news, and is closed.

use domain::api::case::What;
use domain::api::check_in::CheckInReceived;
use domain::api::error::Code;
use domain::api::work::{Closing, NextStep, Reached, ToldCheckIn, WorkChanged, WorkRow};
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::placement::Channel;
use domain::reading::Answers;
use domain::symptoms::EmergencySymptom;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use tests::people::{Filing, call, close, id, jst, oxygen, take, well};
use tests::{COLLEAGUE, NURSE, World};

async fn rings(world: &World, case: &CaseId, row: &WorkRow) -> u32 {
    world.app.store.work(case, &row.work).await.unwrap().unwrap().ring
}

async fn takes(world: &World, who: &str, row: &WorkRow, now: Time) {
    world.post(&world.staff(who, now), Operation::TakeWork, &take(row), now).await.ok::<WorkChanged>();
}

#[tokio::test]
async fn ten_bad_check_ins_make_one_alert_that_rings_when_it_rises() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let mut now = jst("2026-01-05 08:00");
    // Caution ×4, urgent ×3, emergency ×3.
    for spo2 in [95, 95, 94, 95, 93, 92, 93, 90, 89, 90] {
        patient.checks_in(oxygen(spo2), now).await;
        now = now + Span::minutes(1);
    }
    let rows = world.work(now).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].level, rows[0].state), (Level::Emergency, WorkState::Open));
    // Opened, raised to urgent, raised to emergency.
    assert_eq!(rings(&world, &patient.case, &rows[0]).await, 3);
    // The clock is the earliest of all: 15 min after the first emergency.
    assert_eq!(rows[0].due_at, jst("2026-01-05 08:22"));
    assert_eq!(rows[0].opened_at, jst("2026-01-05 08:00"));
}

#[tokio::test]
async fn news_untakes_and_rings_again() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    let row = world.work(jst("2026-01-05 08:05")).await.remove(0);
    takes(&world, NURSE, &row, jst("2026-01-05 08:05")).await;

    // No worse than before, but news for somebody who believes to know.
    patient.checks_in(oxygen(93), jst("2026-01-05 08:10")).await;
    let row = world.work(jst("2026-01-05 08:11")).await.remove(0);
    assert_eq!((row.state, row.taken_by.clone()), (WorkState::Open, None));
    assert_eq!(rings(&world, &patient.case, &row).await, 2);
    assert_eq!(row.due_at, jst("2026-01-05 09:00"));
}

#[tokio::test]
async fn a_check_in_typed_by_the_holder_neither_untakes_nor_rings() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:05");
    let row = world.work(now).await.remove(0);
    takes(&world, NURSE, &row, now).await;
    let row = world.work(now).await.remove(0);

    let told = ToldCheckIn { id: id(), answers: oxygen(92) };
    let form = domain::api::work::FinishCall { check_in: Some(told), ..call(&patient.case, &[&row]) };
    let nurse = world.staff(NURSE, now);
    let changed: WorkChanged = world.post(&nurse, Operation::FinishCall, &form, now).await.ok();
    assert_eq!(changed.check_in.unwrap().level, Level::Urgent);
    assert_eq!(changed.work[0].state, WorkState::InHand);

    let after = world.work(now).await.remove(0);
    assert_eq!((after.level, after.mine), (Level::Urgent, true));
    assert_eq!(rings(&world, &patient.case, &after).await, 1);
}

#[tokio::test]
async fn what_a_colleague_types_in_is_news() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:05");
    let row = world.work(now).await.remove(0);
    takes(&world, NURSE, &row, now).await;
    let request = tests::people::check_in(&patient.case, oxygen(94), now);
    world
        .post(&world.staff(COLLEAGUE, now), Operation::SubmitCheckIn, &request, now)
        .await
        .ok::<CheckInReceived>();
    let row = world.work(now).await.remove(0);
    assert_eq!((row.state, rings(&world, &patient.case, &row).await), (WorkState::Open, 2));
}

#[tokio::test]
async fn closing_with_news_is_refused() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:05");
    let seen = world.work(now).await.remove(0);
    patient.checks_in(oxygen(93), jst("2026-01-05 08:06")).await;

    let now = jst("2026-01-05 08:07");
    let nurse = world.staff(NURSE, now);
    let refused = world.post(&nurse, Operation::CloseWork, &close(&seen), now).await;
    assert_eq!(refused.code(), Code::HasNews);
    let form = domain::api::work::FinishCall {
        closing: Some(close(&seen).closing),
        ..call(&patient.case, &[&seen])
    };
    assert_eq!(world.post(&nurse, Operation::FinishCall, &form, now).await.code(), Code::HasNews);
    // Nothing of the refused call was written.
    assert!(
        !world
            .case(&patient.case, now)
            .await
            .timeline
            .iter()
            .any(|entry| { matches!(entry.what, domain::api::case::What::Called { .. }) })
    );

    let seen = world.work(now).await.remove(0);
    world.post(&nurse, Operation::CloseWork, &close(&seen), now).await.ok::<WorkChanged>();
    assert!(world.work(now).await.is_empty());
    // The next bad one opens an alert of its own.
    let next = patient.checks_in(oxygen(93), jst("2026-01-05 08:30")).await;
    assert_ne!(next.work.unwrap(), seen.work);
}

#[tokio::test]
async fn only_one_person_has_it_in_hand() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:05");
    let row = world.work(now).await.remove(0);
    takes(&world, NURSE, &row, now).await;

    let colleague = world.staff(COLLEAGUE, now);
    let refused = world.post(&colleague, Operation::TakeWork, &take(&row), now).await;
    assert_eq!(refused.code(), Code::AlreadyTaken);
    assert_eq!(refused.body["error"]["holder"], "佐倉 みのり");
    let row = world.work(now).await.remove(0);
    assert_eq!(
        world.post(&colleague, Operation::CloseWork, &close(&row), now).await.code(),
        Code::AlreadyTaken
    );

    let back = domain::api::work::TakeWork { in_hand: false, ..take(&row) };
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &back, now).await.ok::<WorkChanged>();
    takes(&world, COLLEAGUE, &row, now).await;
    assert_eq!(world.work(now).await[0].taken_by.as_deref(), Some("高峰 直人"));
}

#[tokio::test]
async fn a_watched_caution_is_shown_without_an_alert() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(95), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 09:00");
    let nurse = world.staff(NURSE, now);
    let row = world.work(now).await.remove(0);
    let mut watching = close(&row);
    watching.closing = Closing { watch_hours: Some(24), ..watching.closing };
    world.post(&nurse, Operation::CloseWork, &watching, now).await.ok::<WorkChanged>();

    let watched = patient.checks_in(oxygen(95), jst("2026-01-05 12:00")).await;
    assert_eq!((watched.level, watched.work), (Level::Caution, None));
    // Another reason, a higher level, or the end of the watch: an alert again.
    let worse = patient
        .checks_in(Answers { body_temperature: Some(38.6), ..oxygen(95) }, jst("2026-01-05 13:00"))
        .await;
    assert!(worse.work.is_some());
    let row = world.work(jst("2026-01-05 13:05")).await.remove(0);
    world.post(&nurse, Operation::CloseWork, &close(&row), jst("2026-01-05 13:05")).await.ok::<WorkChanged>();
    let later = patient.checks_in(oxygen(95), jst("2026-01-06 09:00:01")).await;
    assert!(later.work.is_some());
}

#[tokio::test]
async fn urgent_and_emergency_are_never_muted() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:05");
    let row = world.work(now).await.remove(0);
    let mut watching = close(&row);
    watching.closing.watch_hours = Some(24);
    let refused = world.post(&world.staff(NURSE, now), Operation::CloseWork, &watching, now).await;
    assert_eq!(refused.code(), Code::InvalidFields);
    assert_eq!(refused.fields()[0].field, "closing.watch_hours");
}

#[tokio::test]
async fn an_emergency_symptom_needs_nothing_else() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let answers = Answers { emergency_symptoms: vec![EmergencySymptom::PurpleLips], ..Answers::default() };
    let answer = patient.checks_in(answers, jst("2026-01-05 03:00")).await;
    assert_eq!((answer.level, answer.call_by), (Level::Emergency, Some(jst("2026-01-05 03:15"))));
    // A partial check-in is judged but answers nothing.
    world.sweep(jst("2026-01-05 12:01")).await;
    assert_eq!(world.work(jst("2026-01-05 12:02")).await.len(), 2);
}

#[tokio::test]
async fn a_call_that_reached_the_patient_stands_for_the_check_in_of_those_who_are_called() {
    let world = World::new().await;
    let filing = Filing { channel: Channel::StaffCall, ..Filing::default() };
    let patient = world.patient(filing, jst("2026-01-04 16:00")).await;
    let now = jst("2026-01-05 09:30");
    let nurse = world.staff(NURSE, now);
    world.post(&nurse, Operation::FinishCall, &call(&patient.case, &[]), now).await.ok::<WorkChanged>();
    world.sweep(jst("2026-01-05 12:01")).await;
    assert!(world.work(jst("2026-01-05 12:02")).await.is_empty());
    // Nobody reached on the next day.
    let now = jst("2026-01-06 09:30");
    let form = domain::api::work::FinishCall {
        reached: Reached::Nobody,
        next_step: NextStep::CallAgain,
        ..call(&patient.case, &[])
    };
    world.post(&world.staff(NURSE, now), Operation::FinishCall, &form, now).await.ok::<WorkChanged>();
    world.sweep(jst("2026-01-06 12:01")).await;
    let rows = world.work(jst("2026-01-06 12:02")).await;
    assert_eq!(rows[0].family, Family::Silence);
    // What stays in hand is what the call was about, if it was about any work.
    let now = jst("2026-01-06 12:10");
    let form = call(&patient.case, &[&rows[0]]);
    world.post(&world.staff(NURSE, now), Operation::FinishCall, &form, now).await.ok::<WorkChanged>();
    let kept =
        world.case(&patient.case, now).await.timeline.into_iter().filter_map(|entry| match entry.what {
            What::Called { kept, closed, .. } => Some((kept, closed)),
            _ => None,
        });
    let (about, none) = (vec![rows[0].work.clone()], Vec::new());
    assert_eq!(
        kept.collect::<Vec<_>>(),
        [(about, none.clone()), (none.clone(), none.clone()), (none.clone(), none)]
    );
}

#[tokio::test]
async fn one_call_closes_both_alerts_and_everything_is_on_the_timeline() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
    world.sweep(jst("2026-01-05 10:01")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 10:10")).await;
    let now = jst("2026-01-05 10:20");
    let rows = world.work(now).await;
    assert_eq!(rows.len(), 2);
    let told = ToldCheckIn { id: id(), answers: well() };
    let form = domain::api::work::FinishCall {
        check_in: Some(told),
        closing: Some(close(&rows[0]).closing),
        ..call(&patient.case, &rows.iter().collect::<Vec<_>>())
    };
    world.post(&world.staff(NURSE, now), Operation::FinishCall, &form, now).await.ok::<WorkChanged>();
    assert!(world.work(now).await.is_empty());

    let told: Vec<String> = world
        .case(&patient.case, now)
        .await
        .timeline
        .iter()
        .map(|entry| serde_json::to_value(&entry.what).unwrap()["what"].as_str().unwrap().to_owned())
        .collect();
    // Newest first; within a second, what led to something stands below it.
    let all = [
        "called",
        "checked_in",
        "alert_opened",
        "checked_in",
        "alert_opened",
        "activated",
        "placed",
        "notified",
    ];
    assert_eq!(told, all);
}
