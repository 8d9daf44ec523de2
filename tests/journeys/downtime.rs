//! What a health centre saves before the system is down: everybody whom it follows, with what a call needs.

use domain::api::downtime::{DowntimeList, DowntimeRow};
use domain::api::error::Code;
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel, Risk};
use domain::time::Time;
use domain::work::Family;
use functions::store::item::{Item, text_of};
use tests::people::{Filing, jst, moves, oxygen, stay, take};
use tests::{NURSE, STRANGER, World};

async fn page(world: &World, who: &str, query: &str, now: Time) -> DowntimeList {
    world.get(&world.staff(who, now), Operation::ListDowntime, query, now).await.ok()
}

async fn everybody(world: &World, who: &str, now: Time) -> (Vec<DowntimeRow>, usize) {
    let (mut rows, mut pages, mut query) = (Vec::new(), 0, String::new());
    loop {
        let page = page(world, who, &query, now).await;
        rows.extend(page.rows);
        pages += 1;
        match page.next {
            Some(next) => query = format!("after={next}"),
            None => return (rows, pages),
        }
    }
}

async fn audited(world: &World) -> usize {
    let entries = crate::table::begins(world, "AUDIT#aoba-hc#").await;
    let is_it = |item: &&Item| text_of(item, "operation") == Some("list-downtime");
    entries.iter().filter(is_it).count()
}

#[tokio::test]
async fn everybody_who_is_followed_is_on_the_list_with_what_a_call_needs() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let phone = Some("000-0100-2345".to_owned());
    let mut ill = world.patient(Filing { phone, ..Filing::high_risk() }, filed).await;
    ill.checks_in(oxygen(92), jst("2026-01-05 08:30")).await;
    let ill = ill.case.clone();
    let quiet = Filing { channel: Channel::StaffCall, ..Filing::default() };
    let quiet = world.patient(quiet, filed).await.case.clone();
    let away = world.patient(Filing::default(), filed).await.case.clone();
    let now = jst("2026-01-05 08:40");
    let hospital = moves(&away, 1, stay(CareStatus::Hospitalized, Some("shiokaze-hospital"), now));
    world
        .post(&world.staff(NURSE, now), Operation::MovePatient, &hospital, now)
        .await
        .ok::<serde_json::Value>();
    let alert = world.work(now).await.into_iter().find(|row| row.case == ill).unwrap();
    world
        .post(&world.staff(NURSE, now), Operation::TakeWork, &take(&alert), now)
        .await
        .ok::<serde_json::Value>();

    let (rows, _) = everybody(&world, NURSE, now).await;
    let of = |case: &CaseId| rows.iter().find(|row| row.case == *case);
    assert_eq!((rows.len(), of(&away)), (2, None), "whoever is in a hospital is looked after there");
    let row = of(&ill).unwrap();
    assert!(row.name.as_ref().is_some_and(|name| !name.is_empty()));
    assert_eq!((row.phone.as_deref(), row.risk), (Some("000-0100-2345"), Risk::High));
    let due: Vec<_> = row.due_times.iter().map(ToString::to_string).collect();
    assert_eq!(due, ["09:00", "15:00"]);
    // The entry of this morning has answered the window of 09:00.
    assert_eq!(row.next_due, Some(jst("2026-01-05 15:00")));
    let last = row.last.as_ref().unwrap();
    assert_eq!((last.level, last.answers.spo2), (Level::Urgent, Some(92.0)));
    assert_eq!(row.alerts.len(), 1);
    let open = &row.alerts[0];
    assert_eq!((open.family, open.level, open.in_hand), (Family::Health, Level::Urgent, true));
    assert_eq!(open.due_at, alert.due_at);
    let row = of(&quiet).unwrap();
    assert_eq!((row.channel, row.last.as_ref(), row.alerts.len()), (Channel::StaffCall, None, 0));

    // Another centre sees nobody of these, and nobody may ask for another centre.
    assert_eq!(everybody(&world, STRANGER, now).await.0, []);
    let stranger = world.staff(STRANGER, now);
    let refused = world.get(&stranger, Operation::ListDowntime, "organisation=aoba-hc", now).await;
    assert_eq!(refused.code(), Code::NotFound);
    let nonsense = world.get(&world.staff(NURSE, now), Operation::ListDowntime, "after=nonsense", now).await;
    assert_eq!(nonsense.code(), Code::NotFound);
}

#[tokio::test]
async fn nobody_is_lost_between_pages_and_each_page_is_audited_once() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let mut cases = Vec::new();
    for _ in 0..27 {
        cases.push(world.patient(Filing::default(), filed).await.case.clone());
    }
    let (rows, pages) = everybody(&world, NURSE, jst("2026-01-05 08:40")).await;
    let mut found: Vec<_> = rows.into_iter().map(|row| row.case).collect();
    found.sort();
    cases.sort();
    assert_eq!(found, cases);
    assert_eq!((pages, audited(&world).await), (2, 2));
}
