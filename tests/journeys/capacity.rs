//! Beds and hotel rooms per prefecture and day (R46): entered, corrected by further versions, added up.

use domain::api::capacity::{Capacities, CapacityFiled, CapacityRow, FileCapacity};
use domain::api::error::{Code, Problem};
use domain::capacity::{Capacity, CapacityKind};
use domain::operation::Operation;
use domain::rights::Role;
use domain::time::{Span, Time};
use functions::store::item::{Item, text};
use tests::people::{capacity, date, jst};
use tests::{Answer, As, CENTRE, COLLEAGUE, NURSE, PHYSICIAN, STRANGER, World};

use crate::scene::{assert_same, bytes, now, raw};
use crate::table;

const DAY: &str = "2026-01-05";
const HOSPITAL: &str = "shiokaze-staff-1";
const DESK: &str = "minato-desk-1";
const PREFECTURE: &str = "mizuho-staff-1";

async fn file(world: &World, who: &As, report: &FileCapacity, at: Time) -> Answer {
    world.post(who, Operation::FileCapacity, report, at).await
}

/// Files as the hospital; the version that came of it.
async fn filed(world: &World, report: &FileCapacity, at: Time) -> u32 {
    file(world, &world.staff(HOSPITAL, at), report, at).await.ok::<CapacityFiled>().version
}

async fn list(world: &World, who: &str, query: &str, at: Time) -> Capacities {
    world.get(&world.staff(who, at), Operation::ListCapacity, query, at).await.ok()
}

/// The row of an institution, as its prefecture sees it.
async fn row(world: &World, institution: &str) -> CapacityRow {
    let rows = list(world, PREFECTURE, "", now()).await.rows;
    rows.into_iter().find(|row| row.institution.id.as_str() == institution).unwrap()
}

fn rooms(secured: u32, usable: u32, occupied: u32, cleaning: u32) -> FileCapacity {
    let mut report = capacity(DAY, secured, usable, occupied);
    report.organisation = "minato-hotel".parse().unwrap();
    report.capacity.cleaning = Some(cleaning);
    report
}

fn correction(replaces: u32, occupied: u32) -> FileCapacity {
    FileCapacity { replaces: Some(replaces), ..capacity(DAY, 20, 18, occupied) }
}

fn on_behalf(organisation: &str, of: &str) -> FileCapacity {
    FileCapacity {
        organisation: organisation.parse().unwrap(),
        on_behalf_of: Some(of.parse().unwrap()),
        ..capacity(DAY, 20, 18, 11)
    }
}

/// An organisation of this kind and prefecture, with a name in its prefecture's list.
async fn organisation(world: &World, name: &str, kind: &str, prefecture: &str) {
    let item = Item::from([
        ("id".to_owned(), text(name)),
        ("kind".to_owned(), text(kind)),
        ("prefecture".to_owned(), text(prefecture)),
    ]);
    let world_like: Vec<_> = table::begins(world, "ORG#shiokaze-hospital").await;
    let profile = world_like.into_iter().find(|item| item.contains_key("night_phone")).unwrap();
    let profile: Item = profile.into_iter().chain(item).collect();
    table::put(world, &format!("ORG#{name}"), "PROFILE", profile.clone()).await;
    table::put(world, &format!("ORG#{prefecture}"), &format!("CHILD#{name}"), profile).await;
}

#[tokio::test]
async fn r46_who_has_not_entered_stands_first_and_is_no_zero() {
    let world = World::new().await;
    let empty = list(&world, PREFECTURE, "", now()).await;
    let ids: Vec<_> = empty.rows.iter().map(|row| (row.institution.id.as_str(), row.kind)).collect();
    assert_eq!(ids, [("shiokaze-hospital", CapacityKind::Beds), ("minato-hotel", CapacityKind::Rooms)]);
    assert!(empty.rows.iter().all(|row| row.latest.is_none()));
    assert_eq!((empty.day, empty.now), (date(DAY), now()));
    for total in &empty.totals {
        assert_eq!((total.institutions, total.entered, total.occupancy_permille), (1, 0, None));
        assert!(total.sums.iter().all(|sum| sum.sum.is_none() && sum.known == 0));
    }

    assert_eq!(filed(&world, &capacity(DAY, 20, 18, 11), now()).await, 1);
    let seen = list(&world, PREFECTURE, "", now()).await;
    let order: Vec<_> = seen.rows.iter().map(|row| row.institution.id.as_str()).collect();
    assert_eq!(order, ["minato-hotel", "shiokaze-hospital"]);
    let latest = seen.rows[1].latest.as_ref().unwrap();
    assert_eq!((latest.version, latest.filed_at, latest.by.role), (1, now(), Role::HospitalStaff));
    assert_eq!(latest.by.name.as_deref(), Some("汐見 桂"));
    assert_eq!(latest.capacity.severe_secured, None, "nobody said so");
    let beds = &seen.totals[0];
    assert_eq!((beds.entered, beds.occupancy_permille), (1, Some(550)));
    let sums: Vec<_> = beds.sums.iter().map(|sum| (sum.sum, sum.known)).collect();
    assert_eq!(sums, [(Some(20), 1), (Some(18), 1), (Some(11), 1), (None, 0), (None, 0)]);
    // Yesterday is another day.
    assert!(list(&world, PREFECTURE, "day=2026-01-04", now()).await.rows[0].latest.is_none());
}

#[tokio::test]
async fn r46_each_sees_what_is_theirs_and_both_centres_the_prefecture() {
    let world = World::new().await;
    filed(&world, &capacity(DAY, 20, 18, 11), now()).await;
    file(&world, &world.staff(DESK, now()), &rooms(100, 90, 70, 10), now()).await.ok::<CapacityFiled>();
    for who in [NURSE, STRANGER, "aoba-manager-1", PREFECTURE] {
        let seen = list(&world, who, "", now()).await;
        assert_eq!((seen.rows.len(), seen.totals.len()), (2, 2), "{who}");
        assert!(seen.rows.iter().all(|row| row.latest.is_some()));
    }
    for (who, own, kind) in
        [(HOSPITAL, "shiokaze-hospital", CapacityKind::Beds), (DESK, "minato-hotel", CapacityKind::Rooms)]
    {
        let seen = list(&world, who, "", now()).await;
        assert_eq!((seen.rows.len(), seen.rows[0].kind), (1, kind));
        assert_eq!(seen.rows[0].institution.id.as_str(), own);
        assert_eq!(seen.rows[0].latest.as_ref().unwrap().version, 1);
        assert!(!seen.rows[0].institution.name.is_empty());
    }
}

#[tokio::test]
async fn r46_a_correction_is_a_further_version_and_the_second_of_two_is_told() {
    let world = World::new().await;
    let (hospital, nurse) = (world.staff(HOSPITAL, now()), world.staff(NURSE, now()));
    filed(&world, &capacity(DAY, 20, 18, 11), now()).await;
    // A second first report, from a page that was opened before.
    assert_eq!(file(&world, &hospital, &capacity(DAY, 9, 9, 9), now()).await.code(), Code::HasNews);
    let (mine, theirs) =
        (correction(1, 12), FileCapacity { replaces: Some(1), ..on_behalf(CENTRE, "shiokaze-hospital") });
    let (one, other) =
        tokio::join!(file(&world, &hospital, &mine, now()), file(&world, &nurse, &theirs, now()));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(filed(&world, &correction(2, 13), now()).await, 3);
    let latest = row(&world, "shiokaze-hospital").await.latest.unwrap();
    assert_eq!((latest.version, latest.capacity.occupied), (3, Some(13)));
    // All three are kept, and versions have no gaps.
    assert_eq!(table::begins(&world, "CAPACITY#").await.len(), 3);
    for (ahead, problem) in
        [(4, Problem::DoesNotExist), (0, Problem::OutOfRange), (u32::MAX, Problem::OutOfRange)]
    {
        let error = file(&world, &hospital, &correction(ahead, 1), now()).await.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem), ("replaces", problem), "{ahead}");
    }
}

#[tokio::test]
async fn r46_the_newest_of_more_than_nine_versions_counts_and_names_that_begin_alike_do_not_mix() {
    let world = World::new().await;
    organisation(&world, "shiokaze-hospital-east", "hospital", "mizuho-pref").await;
    let nurse = world.staff(NURSE, now());
    let east = on_behalf(CENTRE, "shiokaze-hospital-east");
    file(&world, &nurse, &east, now()).await.ok::<CapacityFiled>();
    for version in 0..11 {
        let report = capacity(DAY, 20, 18, version);
        let replaces = (version > 0).then_some(version);
        filed(&world, &FileCapacity { replaces, ..report }, now() + Span::seconds(version.into())).await;
    }
    let latest = row(&world, "shiokaze-hospital").await.latest.unwrap();
    assert_eq!((latest.version, latest.capacity.occupied), (11, Some(10)));
    let latest = row(&world, "shiokaze-hospital-east").await.latest.unwrap();
    assert_eq!((latest.version, latest.capacity.occupied), (1, Some(11)));
    assert_eq!(list(&world, HOSPITAL, "", now()).await.rows.len(), 1);
}

#[tokio::test]
async fn r46_r16_a_centre_or_the_prefecture_enters_for_an_institution_and_everybody_sees_who_did() {
    let world = World::new().await;
    let (nurse, prefecture) = (world.staff(NURSE, now()), world.staff(PREFECTURE, now()));
    let answer: CapacityFiled =
        file(&world, &nurse, &on_behalf(CENTRE, "shiokaze-hospital"), now()).await.ok();
    assert_eq!((answer.institution.as_str(), answer.version), ("shiokaze-hospital", 1));
    file(&world, &prefecture, &on_behalf("mizuho-pref", "minato-hotel"), now()).await.ok::<CapacityFiled>();
    let latest = list(&world, HOSPITAL, "", now()).await.rows.remove(0).latest.unwrap();
    assert_eq!((latest.organisation.as_str(), latest.by.role), (CENTRE, Role::Nurse));
    assert_eq!(latest.by.name.as_deref(), Some("佐倉 みのり"));
    let latest = list(&world, DESK, "", now()).await.rows.remove(0).latest.unwrap();
    assert_eq!((latest.organisation.as_str(), latest.by.role), ("mizuho-pref", Role::PrefectureStaff));
    // The hospital may correct what was entered for it.
    assert_eq!(filed(&world, &correction(1, 12), now()).await, 2);
    // Whoever has no beds names an institution.
    let unnamed = FileCapacity { on_behalf_of: None, ..on_behalf(CENTRE, "shiokaze-hospital") };
    let refused = file(&world, &nurse, &unnamed, now()).await;
    let error = refused.fields().remove(0);
    assert_eq!((error.field.as_str(), error.problem), ("on_behalf_of", Problem::Missing));
}

#[tokio::test]
async fn r46_nobody_files_or_reads_for_an_institution_that_is_not_theirs() {
    let world = World::new().await;
    organisation(&world, "elsewhere-hospital", "hospital", "other-pref").await;
    let (nurse, hospital) = (world.staff(NURSE, now()), world.staff(HOSPITAL, now()));
    let own = |organisation: &str| FileCapacity {
        organisation: organisation.parse().unwrap(),
        ..capacity(DAY, 20, 18, 11)
    };
    let send = async |who: &As, report: &FileCapacity| {
        let body = bytes(&serde_json::to_value(report).unwrap());
        raw(&world, who, Operation::FileCapacity, "", body, now()).await
    };
    let missing = send(&nurse, &on_behalf(CENTRE, "no-such-hospital")).await;
    assert_eq!(missing.status(), 404);
    for (who, report) in [
        // For a hospital of another prefecture; a clinic; a health centre; the prefecture.
        (&nurse, on_behalf(CENTRE, "elsewhere-hospital")),
        (&nurse, on_behalf(CENTRE, "hibari-clinic")),
        (&nurse, on_behalf(CENTRE, "wakakusa-hc")),
        (&nurse, on_behalf(CENTRE, "mizuho-pref")),
        // For another centre; as the hospital itself; a hospital for another and for itself.
        (&nurse, on_behalf("wakakusa-hc", "shiokaze-hospital")),
        (&nurse, own("shiokaze-hospital")),
        (&hospital, on_behalf("shiokaze-hospital", "minato-hotel")),
        (&hospital, on_behalf("shiokaze-hospital", "shiokaze-hospital")),
        (&hospital, own("minato-hotel")),
        (&world.staff(PHYSICIAN, now()), own("hibari-clinic")),
    ] {
        assert_same(&missing, &send(who, &report).await);
    }
    let read = async |who: &str, query: &str| {
        raw(&world, &world.staff(who, now()), Operation::ListCapacity, query, Vec::new(), now()).await
    };
    for (who, query) in [
        (NURSE, "organisation=no-such"),
        (NURSE, "organisation=shiokaze-hospital"),
        (HOSPITAL, "organisation=mizuho-pref"),
        (PHYSICIAN, "organisation=hibari-clinic"),
    ] {
        assert_same(&missing, &read(who, query).await);
    }
    assert!(table::begins(&world, "CAPACITY#").await.is_empty(), "nothing was written");
}

#[tokio::test]
async fn r46_a_mistyped_report_is_refused_with_field_and_limit() {
    let world = World::new().await;
    let (hospital, desk) = (world.staff(HOSPITAL, now()), world.staff(DESK, now()));
    let with = |capacity: Capacity| FileCapacity { capacity, ..self::capacity(DAY, 0, 0, 0) };
    for (who, report, field, problem, limit) in [
        (&hospital, capacity("2026-01-06", 1, 1, 1), "day", Problem::InFuture, Some(DAY)),
        (
            &hospital,
            capacity("2020-01-31", 1, 1, 1),
            "day",
            Problem::OutOfRange,
            Some("2020-02-01–2026-01-05"),
        ),
        (&hospital, capacity(DAY, 10_000, 18, 11), "capacity.secured", Problem::OutOfRange, Some("0–9999")),
        (&hospital, capacity(DAY, 20, 21, 11), "capacity.usable", Problem::OutOfRange, Some("0–20")),
        (&hospital, capacity(DAY, 20, 18, 19), "capacity.occupied", Problem::OutOfRange, Some("0–18")),
        (
            &hospital,
            with(Capacity { cleaning: Some(1), ..Capacity::default() }),
            "capacity.cleaning",
            Problem::NotAsked,
            None,
        ),
        (&hospital, with(Capacity::default()), "capacity.secured", Problem::Missing, None),
        (&desk, rooms(100, 90, 70, 11), "capacity.cleaning", Problem::OutOfRange, Some("0–10")),
    ] {
        let refused = file(&world, who, &report, now()).await;
        assert_eq!(refused.code(), Code::InvalidFields);
        let error = refused.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem, error.limit.as_deref()), (field, problem, limit));
    }
    assert!(table::begins(&world, "CAPACITY#").await.is_empty(), "of the refused ones nothing was kept");
    // Just after midnight in Japan the new day has begun, while UTC still writes the old one.
    let midnight = jst("2026-01-06 00:00");
    assert_eq!(filed(&world, &capacity("2026-01-06", 20, 18, 11), midnight).await, 1);
    assert_eq!(list(&world, HOSPITAL, "", midnight).await.day, date("2026-01-06"));
}

#[tokio::test]
async fn r46_a_repeated_request_files_once_and_its_id_is_good_for_one_report() {
    let world = World::new().await;
    let hospital = world.staff(HOSPITAL, now());
    let report = capacity(DAY, 20, 18, 11);
    let first = file(&world, &hospital, &report, now()).await;
    // The answer was lost, and meanwhile somebody has corrected: still the same answer.
    filed(&world, &correction(1, 12), now()).await;
    let again = file(&world, &hospital, &report, now() + Span::minutes(3)).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    for other in [
        FileCapacity { day: date("2026-01-04"), ..report.clone() },
        FileCapacity { replaces: Some(2), ..report.clone() },
    ] {
        assert_eq!(file(&world, &hospital, &other, now()).await.code(), Code::RequestIdReused);
    }
    assert_eq!(row(&world, "shiokaze-hospital").await.latest.unwrap().version, 2);
}

#[tokio::test]
async fn r46_a_day_of_a_prefecture_is_two_queries_however_much_was_filed_before() {
    let world = World::new().await;
    for i in 0..60 {
        organisation(&world, &format!("hospital-{i:02}"), "hospital", "mizuho-pref").await;
    }
    let nurse = world.staff(NURSE, now());
    let meter = world.engine.meter();
    let mut most = 0.0_f64;
    for day in ["2026-01-04", DAY] {
        for i in 0..60 {
            let report = on_behalf(CENTRE, &format!("hospital-{i:02}"));
            meter.reset();
            let report = FileCapacity { day: date(day), ..report };
            file(&world, &nurse, &report, now()).await.ok::<CapacityFiled>();
            // Who calls, the institution, and one transaction of event and version.
            assert_eq!(meter.usage().calls(), 3);
            most = most.max(meter.usage().write_units());
        }
    }
    println!("filing beds: {most} write units");
    assert!(most <= 4.0, "{most}");

    let colleague = world.staff(COLLEAGUE, now());
    meter.reset();
    let seen: Capacities = world.get(&colleague, Operation::ListCapacity, "", now()).await.ok();
    println!("a day of 62: {} read units", meter.usage().read_units());
    assert_eq!((seen.rows.len(), seen.totals[0].entered), (62, 60));
    // Who calls, the institutions, and the day.
    assert_eq!(meter.usage().calls(), 3);
    assert!(meter.usage().read_units() <= 20.0, "{}", meter.usage().read_units());
    // A hospital's own day costs no more than itself.
    let hospital = world.staff(HOSPITAL, now());
    meter.reset();
    world.get(&hospital, Operation::ListCapacity, "", now()).await.ok::<Capacities>();
    assert_eq!(meter.usage().calls(), 2);
    assert!(meter.usage().read_units() <= 2.0, "{}", meter.usage().read_units());
}
