//! The system watches itself (design 2.12): a sweep that stands still, alarms that do not arrive, and what
//! is found after an outage.

use domain::operation::Operation;
use domain::ringing::Audience;
use domain::time::Span;
use domain::work::Family;
use functions::notify::Alarm;
use functions::operations::hear_canary::hear_canary;
use functions::operations::watch_sweep::watch_sweep;
use local::engine::{Refusal, Verdict};
use tests::people::{Filing, jst};
use tests::{CENTRE, NURSE, World};

use crate::table;

#[tokio::test]
async fn a_sweep_that_does_not_finish_for_two_intervals_raises_an_alarm_without_it() {
    let world = World::new().await;
    let now = jst("2026-01-05 08:00");
    world.sweep(now).await;
    for seconds in [60, 120] {
        watch_sweep(&world.app, now + Span::seconds(seconds)).await.unwrap();
        assert!(world.told.alarms().is_empty());
    }
    watch_sweep(&world.app, now + Span::seconds(121)).await.unwrap();
    assert_eq!(world.told.alarms(), [Alarm::SweepStopped { last: Some(now) }]);
    // It goes on until a sweep has come to its end.
    watch_sweep(&world.app, now + Span::minutes(4)).await.unwrap();
    assert_eq!(world.told.alarms().len(), 2);
    world.sweep(now + Span::minutes(5)).await;
    watch_sweep(&world.app, now + Span::minutes(6)).await.unwrap();
    assert_eq!(world.told.alarms().len(), 2);
}

#[tokio::test]
async fn a_sweep_that_crashes_half_way_has_not_finished() {
    let world = World::new().await;
    let now = jst("2026-01-05 08:00");
    world.engine.set_hook(|target| {
        if target.operation == "Query" { Verdict::Refuse(Refusal::ServerError) } else { Verdict::Pass }
    });
    let stop = std::time::Instant::now() + std::time::Duration::from_secs(5);
    assert!(functions::operations::sweep_due::sweep_due(&world.app, now, stop).await.is_err());
    world.engine.clear_hook();
    watch_sweep(&world.app, now).await.unwrap();
    assert_eq!(world.told.alarms(), [Alarm::SweepStopped { last: None }]);
}

/// Lets the canaries' subscription hear what was published to it.
async fn listen(world: &World, now: domain::time::Time) -> usize {
    let notices = world.told.notices();
    let canaries = notices.iter().filter(|notice| notice.audience == Audience::Canary);
    let mut heard = 0;
    for notice in canaries {
        hear_canary(&world.app, &notice.organisation, now).await.unwrap();
        heard += 1;
    }
    heard
}

#[tokio::test]
async fn each_centres_canary_misses_is_heard_by_nobody_and_ends() {
    let world = World::new().await;
    watch_sweep(&world.app, jst("2026-01-05 00:01")).await.unwrap();
    // However often: one canary a centre and day.
    watch_sweep(&world.app, jst("2026-01-05 00:02")).await.unwrap();
    assert_eq!(table::cards(&world).await, 2);
    for minute in [0, 1] {
        world.sweep(jst("2026-01-05 12:00") + Span::seconds(30 + 60 * minute)).await;
        world.tell().await;
    }
    let now = jst("2026-01-05 12:02");
    let notices = world.told.notices();
    assert_eq!(notices.len(), 2);
    assert!(notices.iter().all(|notice| notice.audience == Audience::Canary));
    assert!(world.list(NURSE, now).await.is_empty());
    assert_eq!(listen(&world, now).await, 2);
    world.sweep(jst("2026-01-05 12:15")).await;
    let before = world.told.alarms().len();
    watch_sweep(&world.app, jst("2026-01-05 12:16")).await.unwrap();
    assert_eq!(world.told.alarms().len(), before);
    // The next day has its own.
    watch_sweep(&world.app, jst("2026-01-06 00:01")).await.unwrap();
    assert_eq!(table::cards(&world).await, 4);
}

#[tokio::test]
async fn a_canary_that_is_not_heard_raises_an_alarm() {
    let world = World::new().await;
    watch_sweep(&world.app, jst("2026-01-05 00:01")).await.unwrap();
    world.sweep(jst("2026-01-05 12:00:30")).await;
    world.tell().await;
    // One centre's message got lost.
    hear_canary(&world.app, &CENTRE.parse().unwrap(), jst("2026-01-05 12:01")).await.unwrap();
    world.sweep(jst("2026-01-05 12:10:30")).await;
    watch_sweep(&world.app, jst("2026-01-05 12:11")).await.unwrap();
    let lost = vec!["wakakusa-hc".parse().unwrap()];
    assert_eq!(world.told.alarms().last(), Some(&Alarm::CanaryNotHeard { centres: lost }));
}

#[tokio::test]
async fn one_run_after_an_outage_opens_exactly_what_should_have_been_opened() {
    let world = World::new().await;
    for _ in 0..3 {
        let patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
        world.spoken_to(&patient.case, jst("2026-01-04 16:30")).await;
    }
    world.sweep(jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-06 10:30");
    world.sweep(now).await;
    let rows = world.work(now).await;
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!((row.family, row.missed), (Family::Silence, 3));
        assert_eq!((row.should_open_at, row.opened_at), (jst("2026-01-05 10:00"), now));
    }
}

/// How late an alert may be with sweeps that crash in this pattern: the figure of the design.
#[tokio::test]
async fn with_every_second_sweep_crashing_an_alert_opens_within_two_minutes() {
    let world = World::new().await;
    let patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
    world.spoken_to(&patient.case, jst("2026-01-04 16:30")).await;
    let should = jst("2026-01-05 10:00");
    for minute in 0..6 {
        let now = should - Span::seconds(90) + Span::minutes(minute);
        if minute % 2 == 1 {
            world.engine.set_hook(|target| {
                if target.operation == "TransactWriteItems" {
                    Verdict::Refuse(Refusal::ServerError)
                } else {
                    Verdict::Pass
                }
            });
        }
        world.sweep(now).await;
        world.engine.clear_hook();
    }
    let row = world.work(should + Span::minutes(5)).await.remove(0);
    let late = row.opened_at - row.should_open_at;
    assert!(late <= Span::seconds(60 + 60), "{}", late.as_seconds());
    assert_eq!(Operation::SweepDue.method(), None);
}
