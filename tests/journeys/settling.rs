//! The settling invariant (design 2.3): nothing overdue is skipped, whatever comes between the alert's
//! time and the sweep, wherever a run is killed, and whoever races.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::api::check_in::CheckInReceived;
use domain::level::Level;
use domain::operation::Operation;
use domain::time::{Span, Time};
use domain::work::Family;
use functions::store::work::StoredWork;
use local::engine::{Refusal, Verdict};
use tests::people::{Filing, check_in, jst, oxygen, well};
use tests::{Patient, World};

fn placed() -> Time {
    jst("2026-01-04 16:00")
}

/// The silence work of a case, as stored; exactly one is expected.
async fn silence(world: &World, patient: &Patient<'_>, due: Time) -> StoredWork {
    let id = domain::ids::WorkId::silence(due);
    world.app.store.work(&patient.case, &id).await.unwrap().expect("the missed window has no work")
}

#[tokio::test]
async fn a_check_in_after_the_alerts_time_but_before_the_sweep_settles_first() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::high_risk(), placed()).await;
    let answer = patient.checks_in(well(), jst("2026-01-05 10:30")).await;
    assert_eq!(answer.level, Level::Ok);

    let work = silence(&world, &patient, jst("2026-01-05 09:00")).await;
    assert_eq!((work.should_open_at, work.opened_at), (jst("2026-01-05 10:00"), jst("2026-01-05 10:30")));
    // Reported late by the very check-in that settled it: shown, but nobody is woken.
    assert!(work.reported_late);
    assert_eq!((work.ring, work.ring_pending), (0, None));
    // The sweep finds nothing more, and the next window is the afternoon's.
    assert_eq!(world.sweep(jst("2026-01-05 10:31")).await.settled, 0);
    assert_eq!(answer.next_due, Some(jst("2026-01-05 15:00")));
    assert_eq!(world.work(jst("2026-01-05 10:32")).await.len(), 1);
}

#[tokio::test]
async fn a_bad_check_in_that_settles_opens_both_alerts_in_one_transaction() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::high_risk(), placed()).await;
    patient.awake(jst("2026-01-05 10:30")).await;
    world.engine.meter().reset();
    let request = check_in(&patient.case, oxygen(90), jst("2026-01-05 10:30"));
    let phone = patient.phone.clone();
    world
        .post(&phone, Operation::SubmitCheckIn, &request, jst("2026-01-05 10:30"))
        .await
        .ok::<CheckInReceived>();
    assert_eq!(world.engine.meter().usage().of("TransactWriteItems").calls, 1);
    let families: Vec<Family> =
        world.work(jst("2026-01-05 10:31")).await.iter().map(|row| row.family).collect();
    assert_eq!(families, [Family::Health, Family::Silence]);
}

#[tokio::test]
async fn a_sweep_after_six_hours_of_standstill_opens_what_should_have_been_opened() {
    let world = World::new().await;
    let mut answered = world.patient(Filing::high_risk(), placed()).await;
    let silent = world.patient(Filing::high_risk(), placed()).await;
    answered.checks_in(well(), jst("2026-01-05 08:40")).await;

    let now = jst("2026-01-05 16:30");
    let swept = world.sweep(now).await;
    assert_eq!((swept.settled, swept.skipped), (2, 0));
    // Morning and afternoon in one alert, with the true time of the first.
    let both = silence(&world, &silent, jst("2026-01-05 09:00")).await;
    assert_eq!((both.missed_count, both.level), (2, Level::Urgent));
    assert_eq!((both.should_open_at, both.opened_at), (jst("2026-01-05 10:00"), now));
    assert_eq!((both.due_at, both.ring), (now + Span::hours(1), 1));
    let afternoon = silence(&world, &answered, jst("2026-01-05 15:00")).await;
    assert_eq!((afternoon.should_open_at, afternoon.missed_count), (jst("2026-01-05 16:00"), 1));
    assert_eq!(world.work(now).await.len(), 2);
}

/// What every interrupted, doubled or raced sweep must end with.
async fn expect_three_silences(world: &World, patients: &[Patient<'_>], now: Time) {
    let rows = world.work(now).await;
    assert_eq!(rows.len(), patients.len());
    for patient in patients {
        let work = silence(world, patient, jst("2026-01-05 09:00")).await;
        assert_eq!((work.missed_count, work.ring), (1, 1));
        assert_eq!(work.should_open_at, jst("2026-01-05 10:00"));
        assert_eq!(work.level, Level::Urgent);
    }
    let due = world.sweep(now).await;
    assert_eq!((due.looked_at, due.settled), (0, 0), "nothing is left to be settled");
}

#[tokio::test]
async fn a_sweep_killed_after_each_of_its_writes_ends_the_same() {
    // Killed before the nth write, after it without seeing the answer, and throttled at it.
    for kill_at in 0..4 {
        for lost in [true, false] {
            let world = World::new().await;
            let mut patients = Vec::new();
            for _ in 0..3 {
                patients.push(world.patient(Filing::high_risk(), placed()).await);
            }
            let writes = AtomicUsize::new(0);
            world.engine.set_hook(move |target| {
                if !target.is_write() {
                    return Verdict::Pass;
                }
                match writes.fetch_add(1, Ordering::SeqCst) {
                    n if n < kill_at => Verdict::Pass,
                    n if n == kill_at && lost => Verdict::LoseAnswer,
                    // Dead from here on.
                    _ => Verdict::Refuse(Refusal::Disconnected),
                }
            });
            // Its own mark of having come to its end fails too.
            let stop = std::time::Instant::now() + std::time::Duration::from_secs(60);
            let killed =
                functions::operations::sweep_due::sweep_due(&world.app, jst("2026-01-05 10:01"), stop).await;
            assert!(killed.is_err());
            world.engine.clear_hook();
            world.sweep(jst("2026-01-05 10:02")).await;
            expect_three_silences(&world, &patients, jst("2026-01-05 10:03")).await;
        }
    }
}

#[tokio::test]
async fn two_sweeps_together_open_each_alert_once() {
    let world = World::new().await;
    let mut patients = Vec::new();
    for _ in 0..3 {
        patients.push(world.patient(Filing::high_risk(), placed()).await);
    }
    let now = jst("2026-01-05 10:01");
    // The second sweep runs whole between the first one's read of a card and its write.
    let writes = AtomicUsize::new(0);
    let other = world.app.clone();
    world.engine.set_hook(move |target| {
        if !target.is_write() || writes.fetch_add(1, Ordering::SeqCst) > 0 {
            return Verdict::Pass;
        }
        let app = other.clone();
        Verdict::After(Box::pin(async move {
            let stop = std::time::Instant::now() + std::time::Duration::from_secs(60);
            functions::operations::sweep_due::sweep_due(&app, now, stop).await.unwrap();
        }))
    });
    world.sweep(now).await;
    world.engine.clear_hook();
    expect_three_silences(&world, &patients, jst("2026-01-05 10:03")).await;
}

#[tokio::test]
async fn a_check_in_racing_a_sweep_ends_as_if_one_had_come_first() {
    // The check-in slips between the sweep's read and write, and the other way round.
    for sweep_first in [true, false] {
        let world = World::new().await;
        let mut patient = world.patient(Filing::high_risk(), placed()).await;
        let now = jst("2026-01-05 10:30");
        let phone = patient.awake(now).await;
        let request = check_in(&patient.case, well(), now);
        let app = world.app.clone();
        let once = AtomicUsize::new(0);
        let (body, token) = (serde_json::to_vec(&request).unwrap(), phone.token.clone().unwrap());
        world.engine.set_hook(move |target| {
            if !target.is_write() || once.fetch_add(1, Ordering::SeqCst) > 0 {
                return Verdict::Pass;
            }
            let (app, body, token) = (app.clone(), body.clone(), token.clone());
            Verdict::After(Box::pin(async move {
                if sweep_first {
                    let stop = std::time::Instant::now() + std::time::Duration::from_secs(60);
                    functions::operations::sweep_due::sweep_due(&app, now, stop).await.unwrap();
                } else {
                    let request = http::Request::builder()
                        .uri("/api/submit-check-in")
                        .header("authorization", format!("Bearer {token}"))
                        .body(body.into())
                        .unwrap();
                    functions::http::answer(&app, Operation::SubmitCheckIn, request, now).await;
                }
            }))
        });
        if sweep_first {
            world.post(&phone, Operation::SubmitCheckIn, &request, now).await.ok::<CheckInReceived>();
        } else {
            world.sweep(now).await;
        }
        world.engine.clear_hook();

        let work = silence(&world, &patient, jst("2026-01-05 09:00")).await;
        assert_eq!((work.missed_count, work.reported_late), (1, true), "sweep first: {sweep_first}");
        // Whoever came first decided whether it rang.
        assert_eq!(work.ring, u32::from(sweep_first));
        assert_eq!(world.work(now).await.len(), 1);
        assert_eq!(world.sweep(now + Span::minutes(1)).await.settled, 0);
    }
}

#[tokio::test]
async fn two_check_ins_at_once_are_both_judged_and_both_stored() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), placed()).await;
    let now = jst("2026-01-05 08:00");
    let phone = patient.awake(now).await;
    let (first, second) =
        (check_in(&patient.case, oxygen(93), now), check_in(&patient.case, oxygen(90), now));
    let conflicts = AtomicUsize::new(0);
    world.engine.set_hook(move |target| {
        if target.operation == "TransactWriteItems" && conflicts.fetch_add(1, Ordering::SeqCst) < 3 {
            Verdict::Refuse(Refusal::Conflict { item: 1 })
        } else {
            Verdict::Pass
        }
    });
    let (a, b) = tokio::join!(
        world.post(&phone, Operation::SubmitCheckIn, &first, now),
        world.post(&phone, Operation::SubmitCheckIn, &second, now),
    );
    world.engine.clear_hook();
    assert_eq!(
        (a.ok::<CheckInReceived>().level, b.ok::<CheckInReceived>().level),
        (Level::Urgent, Level::Emergency)
    );
    let rows = world.work(now).await;
    assert_eq!((rows.len(), rows[0].level), (1, Level::Emergency));
}

#[tokio::test]
async fn after_five_conflicts_the_phone_is_asked_to_come_back() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), placed()).await;
    let now = jst("2026-01-05 08:00");
    let phone = patient.awake(now).await;
    world.engine.set_hook(|target| match target.operation.as_str() {
        "TransactWriteItems" => Verdict::Refuse(Refusal::Conflict { item: 1 }),
        _ => Verdict::Pass,
    });
    world.engine.meter().reset();
    let request = check_in(&patient.case, well(), now);
    let refused = world.post(&phone, Operation::SubmitCheckIn, &request, now).await;
    assert_eq!(refused.code(), domain::api::error::Code::Busy);
    assert_eq!(world.engine.meter().usage().of("TransactWriteItems").calls, 5);
    world.engine.clear_hook();
    // Kept by the phone, and sent again.
    world.post(&phone, Operation::SubmitCheckIn, &request, now).await.ok::<CheckInReceived>();
}

#[tokio::test]
async fn a_lost_answer_is_given_again() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), placed()).await;
    let now = jst("2026-01-05 08:00");
    let phone = patient.awake(now).await;
    let request = check_in(&patient.case, oxygen(92), now);
    let once = AtomicUsize::new(0);
    world.engine.set_hook(move |target| {
        if target.operation == "TransactWriteItems" && once.fetch_add(1, Ordering::SeqCst) == 0 {
            Verdict::LoseAnswer
        } else {
            Verdict::Pass
        }
    });
    let answer: CheckInReceived = world.post(&phone, Operation::SubmitCheckIn, &request, now).await.ok();
    world.engine.clear_hook();
    assert_eq!(answer.level, Level::Urgent);
    let rows = world.work(now).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(world.app.store.work(&patient.case, &rows[0].work).await.unwrap().unwrap().ring, 1);
}

#[tokio::test]
async fn one_case_that_cannot_be_read_does_not_keep_the_others_waiting() {
    let world = World::new().await;
    let broken = world.patient(Filing::high_risk(), placed()).await;
    let fine = world.patient(Filing::high_risk(), placed()).await;
    let key = std::collections::HashMap::from([
        ("pk".to_owned(), aws_sdk_dynamodb::types::AttributeValue::S(format!("CASE#{}", broken.case))),
        ("sk".to_owned(), aws_sdk_dynamodb::types::AttributeValue::S("CARD".to_owned())),
    ]);
    let client = world.engine.client(aws_smithy_types::retry::RetryConfig::disabled());
    let spoil = client.update_item().table_name(world.engine.table()).set_key(Some(key));
    spoil.update_expression("REMOVE me").send().await.unwrap();

    let swept = world.sweep(jst("2026-01-05 10:01")).await;
    assert_eq!((swept.settled, swept.skipped), (1, 1));
    silence(&world, &fine, jst("2026-01-05 09:00")).await;
}
