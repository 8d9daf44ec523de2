//! The desk of a shift: handing work to a named colleague, who colleagues are, and what was closed since.

use domain::api::desk::{ClosedWork, Colleagues};
use domain::api::error::{Code, Problem};
use domain::api::work::{CloseReason, TakeWork, WorkChanged, WorkRow};
use domain::ids::WorkId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use functions::store::item::{self, text};
use tests::people::{Filing, call, close, id, jst, outcome, oxygen, take};
use tests::{Answer, COLLEAGUE, NURSE, STRANGER, World};

use crate::scene::{Scene, assert_same, bytes, now, raw};
use crate::table;

const MANAGER: &str = "aoba-manager-1";

fn hand(row: &WorkRow, to: &str) -> TakeWork {
    TakeWork { to: Some(to.to_owned()), ..take(row) }
}

async fn send(world: &World, who: &str, body: &impl serde::Serialize) -> Answer {
    world.post(&world.staff(who, now()), Operation::TakeWork, body, now()).await
}

async fn alert(world: &World) -> WorkRow {
    world.work(now()).await.remove(0)
}

async fn closed(world: &World, who: &str, since: Time, at: Time) -> ClosedWork {
    let query = format!("since={since}");
    world.get(&world.staff(who, at), Operation::ListClosedWork, &query.replace(':', "%3A"), at).await.ok()
}

#[tokio::test]
async fn r13_work_is_handed_to_a_named_colleague_who_has_it_in_hand() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let request = hand(&scene.row, COLLEAGUE);
    let answer: WorkChanged = send(world, NURSE, &request).await.ok();
    assert_eq!(answer.work[0].state, WorkState::InHand);
    let row = alert(world).await;
    assert_eq!((row.taken_by.as_deref(), row.mine), (Some("高峰 直人"), false));
    let theirs = world.list(COLLEAGUE, now()).await;
    assert!(theirs.iter().any(|row| row.work == scene.row.work && row.mine));
    // The story tells who handed it to whom.
    let story = serde_json::to_value(world.case(&scene.case, now()).await.timeline).unwrap().to_string();
    assert!(story.contains("handed") && story.contains("高峰 直人"), "{story}");
    // Again the same; and the one who handed it on does not get it back by taking.
    assert_eq!(send(world, NURSE, &request).await.status, 200);
    assert_eq!(send(world, NURSE, &take(&row)).await.code(), Code::AlreadyTaken);
    assert_eq!(send(world, NURSE, &hand(&row, NURSE)).await.code(), Code::AlreadyTaken);
    // The colleague may put it back or hand it back.
    send(world, COLLEAGUE, &hand(&row, NURSE)).await.ok::<WorkChanged>();
    assert!(alert(world).await.mine);
}

#[tokio::test]
async fn r13_a_manager_hands_on_what_somebody_else_has_in_hand() {
    let scene = Scene::new().await;
    let world = &scene.world;
    send(world, NURSE, &take(&scene.row)).await.ok::<WorkChanged>();
    let row = alert(world).await;
    assert_eq!(send(world, COLLEAGUE, &hand(&row, COLLEAGUE)).await.code(), Code::AlreadyTaken);
    send(world, MANAGER, &hand(&row, COLLEAGUE)).await.ok::<WorkChanged>();
    assert_eq!(alert(world).await.taken_by.as_deref(), Some("高峰 直人"));
}

#[tokio::test]
async fn r13_work_goes_only_to_who_may_do_it() {
    let scene = Scene::new().await;
    let world = &scene.world;
    for to in [STRANGER, "minato-desk-1", "no-such-person", ""] {
        let refused = send(world, NURSE, &hand(&scene.row, to)).await;
        assert_eq!(refused.code(), Code::InvalidFields, "{to}");
        let error = refused.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem), ("to", Problem::DoesNotExist));
    }
    // Putting back is to nobody.
    let back = TakeWork { in_hand: false, ..hand(&scene.row, COLLEAGUE) };
    assert_eq!(send(world, NURSE, &back).await.fields()[0].problem, Problem::Contradiction);
    // A stranger learns nothing, neither of the work nor of who works there.
    let body = bytes(&serde_json::to_value(hand(&scene.row, STRANGER)).unwrap());
    let none = WorkRow { case: id(), ..scene.row.clone() };
    let nothing = bytes(&serde_json::to_value(hand(&none, STRANGER)).unwrap());
    let stranger = world.staff(STRANGER, now());
    let refused = raw(world, &stranger, Operation::TakeWork, "", body, now()).await;
    assert_eq!(refused.status(), 404);
    assert_same(&refused, &raw(world, &stranger, Operation::TakeWork, "", nothing, now()).await);
    assert!(alert(world).await.taken_by.is_none());
}

#[tokio::test]
async fn r13_colleagues_are_the_members_of_ones_own_centre() {
    let world = World::new().await;
    let all: Colleagues =
        world.get(&world.staff(NURSE, now()), Operation::ListColleagues, "", now()).await.ok();
    let mine: Vec<_> = all.members.iter().filter(|member| member.me).map(|member| &member.subject).collect();
    assert_eq!(mine, [NURSE]);
    assert!(all.members.iter().any(|member| member.subject == COLLEAGUE && member.name == "高峰 直人"));
    assert!(all.members.iter().all(|member| member.subject != STRANGER));
    let nowhere = raw(
        &world,
        &world.staff(STRANGER, now()),
        Operation::ListColleagues,
        "organisation=no-such",
        Vec::new(),
        now(),
    )
    .await;
    for (who, operation, query) in [
        (STRANGER, Operation::ListColleagues, "organisation=aoba-hc".to_owned()),
        ("hibari-clinic-1", Operation::ListColleagues, "organisation=hibari-clinic".to_owned()),
        (STRANGER, Operation::ListClosedWork, format!("organisation=aoba-hc&since={}", now())),
        ("hibari-clinic-1", Operation::ListClosedWork, format!("since={}", now())),
    ] {
        let answer = raw(&world, &world.staff(who, now()), operation, &query, Vec::new(), now()).await;
        assert_same(&nowhere, &answer);
    }
}

#[tokio::test]
async fn r13_the_next_shift_sees_what_was_closed_since_and_by_whom() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let since = now() - Span::hours(1);
    assert_eq!(closed(world, NURSE, since, now()).await.rows, []);
    let nurse = world.staff(NURSE, now());
    world.post(&nurse, Operation::CloseWork, &close(&scene.row), now()).await.ok::<WorkChanged>();
    let row = closed(world, COLLEAGUE, since, now()).await.rows.remove(0);
    assert_eq!((&row.work, row.family, row.level), (&scene.row.work, Family::Health, scene.row.level));
    assert_eq!((row.closed_at, row.closed_by.as_deref()), (now(), Some("佐倉 みのり")));
    assert_eq!((row.closed_why, row.opened_at), (Some(CloseReason::Fine), scene.row.opened_at));
    assert_eq!(row.reasons, scene.row.reasons);
    assert_eq!(row.label.unwrap().kana, scene.row.label.as_ref().unwrap().kana);
    assert!(!world.list(NURSE, now()).await.iter().any(|open| open.work == scene.row.work));

    // A call that ends it and the end of a case too, newest first.
    let later = now() + Span::minutes(30);
    let mut patient = world.patient(Filing::default(), now()).await;
    patient.checks_in(oxygen(91), later).await;
    let urgent = world.work(later).await.into_iter().find(|row| row.case == patient.case).unwrap();
    let mut form = call(&patient.case, &[&urgent]);
    form.closing = Some(close(&urgent).closing);
    let nurse = world.staff(NURSE, later);
    world.post(&nurse, Operation::FinishCall, &form, later).await.ok::<serde_json::Value>();
    let end = later + Span::minutes(5);
    let nurse = world.staff(NURSE, end);
    world
        .post(&nurse, Operation::RecordOutcome, &outcome(&scene.case, 1, Outcome::Deceased, end), end)
        .await
        .ok::<serde_json::Value>();
    let all = closed(world, NURSE, since, end).await;
    let order: Vec<&WorkId> = all.rows.iter().map(|row| &row.work).collect();
    assert_eq!(order[order.len() - 2..], [&urgent.work, &scene.row.work]);
    assert!(all.rows.windows(2).all(|pair| pair[0].closed_at >= pair[1].closed_at));
    // The bounds are part of what is asked for.
    let newer = closed(world, NURSE, later + Span::seconds(1), end).await.rows;
    assert!(newer.iter().all(|row| row.closed_at == end), "{newer:?}");
}

#[tokio::test]
async fn r13_what_opens_again_leaves_the_list_of_what_was_closed() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let said =
        |words: &str| domain::reading::Answers { remarks: Some(words.to_owned()), ..tests::people::well() };
    patient.checks_in(said("ひとつ"), jst("2026-01-05 07:00")).await;
    let work = WorkId::task(Family::Remarks);
    let owed = world.list(NURSE, now()).await.into_iter().find(|row| row.work == work).unwrap();
    world
        .post(&world.staff(NURSE, now()), Operation::CloseWork, &close(&owed), now())
        .await
        .ok::<WorkChanged>();
    let since = now() - Span::hours(1);
    let is_closed =
        async || closed(&world, NURSE, since, now()).await.rows.iter().any(|row| row.work == work);
    assert!(is_closed().await);
    patient.checks_in(said("ふたつ"), now()).await;
    assert!(!is_closed().await);
}

#[tokio::test]
async fn r13_a_hand_over_costs_little_and_ends_with_its_pages() {
    let world = World::new().await;
    let day = jst("2026-01-05 08:00");
    for n in 0..52 {
        let case: domain::ids::CaseId = id();
        let item = functions::store::item::Item::from([
            ("attention_pk".to_owned(), text("aoba-hc#closed")),
            ("attention_sk".to_owned(), text(format!("{}#1", day - Span::minutes(n)))),
            ("opened_at".to_owned(), item::number((day - Span::hours(3)).seconds())),
            ("closed_name".to_owned(), text("佐倉 みのり")),
        ]);
        table::put(&world, &format!("CASE#{case}"), &format!("WORK#health-{case}"), item).await;
    }
    let since = day - Span::hours(2);
    world.engine.meter().reset();
    let first = closed(&world, NURSE, since, now()).await;
    let usage = world.engine.meter().usage();
    assert!(usage.calls() <= 3 && usage.read_units() <= 4.0, "{} {}", usage.calls(), usage.read_units());
    let query = format!("since={since}&after={}", first.next.unwrap());
    let second: ClosedWork =
        world.get(&world.staff(NURSE, now()), Operation::ListClosedWork, &query, now()).await.ok();
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (50, 2, None));
    // What does not open is shown without a name rather than not at all.
    assert!(second.rows.iter().all(|row| row.label.is_none()));
    let far = world
        .get(&world.staff(NURSE, now()), Operation::ListClosedWork, "since=2025-12-28T00:00:00Z", now())
        .await;
    assert_eq!(far.fields()[0].problem, Problem::OutOfRange);
}

#[tokio::test]
async fn r13_in_bulk_only_that_is_closed_which_came_late_and_is_fine() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let at = jst("2026-01-05 21:00");
    let mut late = world.patient(Filing::high_risk(), filed).await;
    let mut ill = world.patient(Filing::high_risk(), filed).await;
    let silent = world.patient(Filing::high_risk(), filed).await.case;
    world.sweep(jst("2026-01-05 18:00")).await;
    late.checks_in(tests::people::well(), jst("2026-01-05 20:00")).await;
    ill.checks_in(oxygen(94), jst("2026-01-05 20:00")).await;
    let rows = world.work(at).await;
    for (case, fine) in [(&late.case, true), (&ill.case, false), (&silent, false)] {
        let row = rows.iter().find(|row| row.case == *case && row.family == Family::Silence).unwrap();
        assert_eq!(row.reported_late, *case != silent);
        let mut closing = close(row);
        closing.closing.reason = CloseReason::ReportedLate;
        closing.only_if_fine = true;
        let answer = world.post(&world.staff(NURSE, at), Operation::CloseWork, &closing, at).await;
        if fine {
            answer.ok::<WorkChanged>();
        } else {
            assert_eq!(answer.fields()[0].problem, Problem::NotFine);
        }
    }
    let left = world.work(at).await;
    assert_eq!(left.iter().filter(|row| row.family == Family::Silence).count(), 2);
}

#[tokio::test]
async fn r13_what_somebody_had_in_hand_who_is_gone_rings_anew() {
    let scene = Scene::new().await;
    let world = &scene.world;
    world.tell().await;
    send(world, NURSE, &take(&scene.row)).await.ok::<WorkChanged>();
    let rings = async || {
        let stored = world.app.store.work(&scene.row.case, &scene.row.work).await.unwrap().unwrap();
        (stored.ring, stored.ring_pending.is_some())
    };
    let (before, _) = rings().await;
    let gone = TakeWork { in_hand: false, gone: true, ..take(&scene.row) };
    send(world, NURSE, &gone).await.ok::<WorkChanged>();
    assert_eq!(rings().await, (before + 1, true));
    assert_eq!(alert(world).await.state, WorkState::Open);
}

#[tokio::test]
async fn r13_a_page_that_has_not_changed_is_neither_repeated_nor_audited_again() {
    use domain::api::work::Worklist;
    let scene = Scene::new().await;
    let world = &scene.world;
    let fetch = async |query: &str| -> Worklist {
        world.get(&world.staff(NURSE, now()), Operation::ListWorklist, query, now()).await.ok()
    };
    let audited = async || table::begins(world, "AUDIT#").await.len();
    let first = fetch("").await;
    assert!(!first.unchanged && !first.rows.is_empty());
    let before = audited().await;
    let again = fetch(&format!("seen={}", first.fingerprint)).await;
    assert!(again.unchanged && again.rows.is_empty());
    assert_eq!(audited().await, before);
    send(world, COLLEAGUE, &take(&scene.row)).await.ok::<WorkChanged>();
    let changed = fetch(&format!("seen={}", first.fingerprint)).await;
    assert!(!changed.unchanged && changed.rows.len() == first.rows.len());
    assert_eq!(audited().await, before + 1);
}
