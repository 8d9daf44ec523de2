//! Telling organisations what rings (design 5, "Ringing"; invariant 4).

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::level::Level;
use domain::operation::Operation;
use local::engine::{Refusal, Verdict};
use tests::people::{Filing, close, jst, oxygen};
use tests::{NURSE, World};

#[tokio::test]
async fn one_message_tells_of_a_whole_batch_without_naming_anybody() {
    let world = World::new().await;
    let placed = jst("2026-01-04 16:00");
    for _ in 0..3 {
        world.patient(Filing::high_risk(), placed).await;
    }
    let mut worse = world.patient(Filing::default(), placed).await;
    worse.checks_in(oxygen(90), jst("2026-01-05 09:59")).await;
    world.sweep(jst("2026-01-05 10:01")).await;
    world.tell().await;

    let notices = world.told.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].organisation.as_str(), "aoba-hc");
    let counts: Vec<(Level, usize)> =
        notices[0].counts.iter().map(|(Reverse(level), n)| (*level, *n)).collect();
    assert_eq!(counts, [(Level::Emergency, 1), (Level::Urgent, 3)]);
    assert_eq!(notices[0].subject(), "[Mimamori] emergency");
    let message = notices[0].message();
    assert!(message.contains("緊急 1件、至急 3件"), "{message}");
    assert!(message.contains("https://mimamori.invalid/console/"), "{message}");
    for secret in ["アオキ", "青木", "青波", "9001", "1953", worse.case.as_str()] {
        assert!(!message.contains(secret), "{secret}");
    }
    // Told once: the mark is gone, and the stream's echo of removing it rings no more.
    world.tell().await;
    assert_eq!(world.told.notices().len(), 1);
}

#[tokio::test]
async fn what_is_closed_before_it_is_told_stays_quiet() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:01");
    let row = world.work(now).await.remove(0);
    world
        .post(&world.staff(NURSE, now), Operation::CloseWork, &close(&row), now)
        .await
        .ok::<serde_json::Value>();
    world.tell().await;
    assert!(world.told.notices().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_failed_message_is_tried_again_until_it_is_told() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    world.told.set_broken(true);
    let told = world.told.clone();
    let mended = async move {
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        told.set_broken(false);
    };
    tokio::join!(world.tell(), mended);
    assert_eq!(world.told.notices().len(), 1);
}

#[tokio::test]
async fn a_ring_that_comes_while_the_last_is_being_told_is_told_too() {
    let world = Arc::new(World::new().await);
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-05 09:00")).await;
    let phone = patient.awake(jst("2026-01-05 09:01")).await;
    let request = tests::people::check_in(&patient.case, oxygen(92), jst("2026-01-05 09:01"));
    let body = serde_json::to_vec(&request).unwrap();

    // Between the message and its mark, the alert rises.
    let calls = Arc::new(AtomicU32::new(0));
    let app = world.app.clone();
    world.engine.set_hook(move |target| {
        let marks =
            target.operation == "UpdateItem" && target.json()["UpdateExpression"] == "REMOVE ring_pending";
        if !marks || calls.fetch_add(1, Ordering::SeqCst) > 0 {
            return Verdict::Pass;
        }
        let (app, phone, body) = (app.clone(), phone.clone(), body.clone());
        Verdict::After(Box::pin(async move {
            let request = http::Request::builder()
                .uri("/api/submit-check-in")
                .header("authorization", format!("Bearer {}", phone.token.unwrap()))
                .body(body.into())
                .unwrap();
            let response =
                functions::http::answer(&app, Operation::SubmitCheckIn, request, jst("2026-01-05 09:01"))
                    .await;
            assert_eq!(response.status(), 200);
        }))
    });
    world.tell().await;
    world.engine.clear_hook();
    world.tell().await;
    let levels: Vec<Level> = world.told.notices().iter().map(functions::notify::Notice::level).collect();
    assert_eq!(levels, [Level::Caution, Level::Urgent]);
}

#[tokio::test]
async fn a_mark_that_cannot_be_removed_tells_twice_rather_than_never() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    let failures = AtomicU32::new(0);
    world.engine.set_hook(move |target| {
        if target.operation == "UpdateItem" && failures.fetch_add(1, Ordering::SeqCst) == 0 {
            Verdict::Refuse(Refusal::ServerError)
        } else {
            Verdict::Pass
        }
    });
    world.tell().await;
    world.engine.clear_hook();
    assert_eq!(world.told.notices().len(), 2);
    let row = world.work(jst("2026-01-05 08:05")).await.remove(0);
    let stored = world.app.store.work(&row.case, &row.work).await.unwrap().unwrap();
    assert_eq!(stored.ring_pending, None);
}
