//! An institution's daily tests (R43): filed, corrected by further versions, read.

use domain::api::error::{Code, Problem};
use domain::api::test_report::{FileTestReport, TestDay, TestReportFiled, TestReports};
use domain::operation::Operation;
use domain::rights::Role;
use domain::test_report::{MethodCount, TestCounts, TestMethod};
use domain::time::{Span, Time};
use functions::store::item::{Item, text};
use tests::people::{counts, date, jst, test_report};
use tests::{Answer, As, CENTRE, CLINIC, NURSE, PHYSICIAN, STRANGER, World};

use crate::scene::{assert_same, bytes, now, raw};
use crate::table;

const DAY: &str = "2026-01-05";
const NO_TESTS: TestCounts = TestCounts { methods: Vec::new(), persons: 0, positives: 0 };

async fn file(world: &World, who: &As, report: &FileTestReport, at: Time) -> Answer {
    world.post(who, Operation::FileTestReport, report, at).await
}

/// Files as the clinic; the version that came of it.
async fn filed(world: &World, report: &FileTestReport, at: Time) -> u32 {
    file(world, &world.staff(PHYSICIAN, at), report, at).await.ok::<TestReportFiled>().version
}

async fn list(world: &World, who: &As, query: &str) -> TestReports {
    world.get(who, Operation::ListTestReports, query, now()).await.ok()
}

/// The first days of January, as the clinic sees them.
async fn january(world: &World) -> Vec<TestDay> {
    list(world, &world.staff(PHYSICIAN, now()), "from=2026-01-01&to=2026-01-31").await.days
}

fn correction(replaces: u32, counts: TestCounts) -> FileTestReport {
    FileTestReport { replaces: Some(replaces), ..test_report(DAY, counts) }
}

fn on_behalf(of: &str, counts: TestCounts) -> FileTestReport {
    FileTestReport {
        organisation: CENTRE.parse().unwrap(),
        on_behalf_of: Some(of.parse().unwrap()),
        ..test_report(DAY, counts)
    }
}

/// An organisation that is no clinic of the centre's prefecture in one way or another.
async fn organisation(world: &World, name: &str, kind: &str, prefecture: &str) {
    let item = Item::from([("kind".to_owned(), text(kind)), ("prefecture".to_owned(), text(prefecture))]);
    table::put(world, &format!("ORG#{name}"), "PROFILE", item).await;
}

#[tokio::test]
async fn r43_a_clinic_reports_its_day_and_no_tests_is_a_report_too() {
    let world = World::new().await;
    let both = TestCounts {
        methods: vec![
            MethodCount { method: TestMethod::AntigenQualitative, persons: 8, tests: 9, positives: 2 },
            MethodCount { method: TestMethod::NucleicAcidAmplification, persons: 3, tests: 3, positives: 2 },
        ],
        persons: 9,
        positives: 3,
    };
    assert_eq!(filed(&world, &test_report("2026-01-03", both.clone()), now()).await, 1);
    assert_eq!(filed(&world, &test_report(DAY, NO_TESTS), now()).await, 1);

    let reports = list(&world, &world.staff(PHYSICIAN, now()), "from=2026-01-03&to=2026-01-05").await;
    assert_eq!(reports.institution, Some(CLINIC.parse().unwrap()));
    assert!(reports.institutions.is_empty(), "a clinic files for itself only");
    // The 4th was not reported, which is something else than no tests on the 5th.
    let days: Vec<_> = reports.days.iter().map(|day| (day.day, day.latest.counts.clone())).collect();
    assert_eq!(days, [(date("2026-01-03"), both), (date(DAY), NO_TESTS)]);
    let latest = &reports.days[0].latest;
    assert_eq!((latest.version, latest.filed_at, latest.by.role), (1, now(), Role::ClinicStaff));
    assert_eq!(latest.by.name.as_deref(), Some("雲井 ひばり"));
    // The bounds are part of what is asked for.
    let one = list(&world, &world.staff(PHYSICIAN, now()), "from=2026-01-04&to=2026-01-05").await;
    assert_eq!(one.days.len(), 1);
}

#[tokio::test]
async fn r43_a_correction_is_a_further_version_and_the_earlier_ones_stay() {
    let world = World::new().await;
    let first = test_report(DAY, counts(5, 5, 1));
    filed(&world, &first, now()).await;
    assert_eq!(filed(&world, &correction(1, counts(6, 7, 1)), now()).await, 2);
    assert_eq!(filed(&world, &correction(2, counts(6, 7, 2)), now()).await, 3);
    let day = january(&world).await.remove(0);
    assert_eq!((day.latest.version, &day.latest.counts), (3, &counts(6, 7, 2)));
    let earlier: Vec<_> = day.earlier.iter().map(|version| (version.version, &version.counts)).collect();
    assert_eq!(earlier, [(1, &counts(5, 5, 1)), (2, &counts(6, 7, 1))]);
}

#[tokio::test]
async fn r43_who_did_not_see_the_latest_version_is_told_and_overwrites_nothing() {
    let world = World::new().await;
    let physician = world.staff(PHYSICIAN, now());
    filed(&world, &test_report(DAY, counts(5, 5, 1)), now()).await;
    // A second first report, from a page that was opened before.
    let again = test_report(DAY, counts(9, 9, 9));
    assert_eq!(file(&world, &physician, &again, now()).await.code(), Code::HasNews);
    filed(&world, &correction(1, counts(6, 6, 1)), now()).await;
    let before = january(&world).await;
    let late = correction(1, counts(7, 7, 1));
    assert_eq!(file(&world, &physician, &late, now()).await.code(), Code::HasNews);
    // A version that is not there yet cannot be replaced: versions have no gaps.
    for (ahead, problem) in
        [(3, Problem::DoesNotExist), (0, Problem::OutOfRange), (u32::MAX, Problem::OutOfRange)]
    {
        let refused = file(&world, &physician, &correction(ahead, counts(7, 7, 1)), now()).await;
        let error = refused.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem), ("replaces", problem), "{ahead}");
    }
    assert_eq!(january(&world).await, before);
}

#[tokio::test]
async fn r43_of_two_corrections_at_once_one_is_told_of_the_other() {
    let world = World::new().await;
    filed(&world, &test_report(DAY, counts(5, 5, 1)), now()).await;
    let (physician, nurse) = (world.staff(PHYSICIAN, now()), world.staff(NURSE, now()));
    let clinics = correction(1, counts(6, 6, 1));
    let centres = FileTestReport { replaces: Some(1), ..on_behalf(CLINIC, counts(7, 7, 1)) };
    let (one, other) =
        tokio::join!(file(&world, &physician, &clinics, now()), file(&world, &nurse, &centres, now()));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let day = january(&world).await.remove(0);
    assert_eq!((day.latest.version, day.earlier.len()), (2, 1));
}

#[tokio::test]
async fn r43_t17_what_was_known_at_a_moment_can_be_asked_later() {
    let world = World::new().await;
    // 80 tests are entered on the day, 15 the day after, 5 four days after.
    for (replaces, tests, at) in [
        (None, 80, "2026-01-01 18:00"),
        (Some(1), 95, "2026-01-02 09:00"),
        (Some(2), 100, "2026-01-05 09:00"),
    ] {
        let report = test_report("2026-01-01", counts(tests, tests, 0));
        filed(&world, &FileTestReport { replaces, ..report }, jst(at)).await;
    }
    let day = january(&world).await.remove(0);
    let known_at = |moment: &str| {
        let mut versions = day.earlier.iter().chain([&day.latest]);
        let known = versions.rfind(|version| version.filed_at < jst(moment));
        known.map_or(0, |version| version.counts.methods[0].tests)
    };
    assert_eq!(known_at("2026-01-01 00:00"), 0);
    assert_eq!(known_at("2026-01-02 00:00"), 80);
    assert_eq!(known_at("2026-01-03 00:00"), 95);
    assert_eq!(known_at("2026-01-08 00:00"), 100);
}

#[tokio::test]
async fn r43_r16_a_health_centre_files_for_a_clinic_and_both_see_who_did() {
    let world = World::new().await;
    let nurse = world.staff(NURSE, now());
    let answer: TestReportFiled = file(&world, &nurse, &on_behalf(CLINIC, counts(4, 4, 0)), now()).await.ok();
    assert_eq!((answer.institution.as_str(), answer.version), (CLINIC, 1));
    // The clinic sees that the centre did it, and may correct it.
    let latest = january(&world).await.remove(0).latest;
    assert_eq!((latest.organisation.as_str(), latest.by.role), (CENTRE, Role::Nurse));
    assert_eq!(filed(&world, &correction(1, counts(5, 5, 0)), now()).await, 2);

    let query = format!("organisation={CENTRE}&from={DAY}&to={DAY}");
    let clinics = list(&world, &nurse, &query).await;
    assert_eq!((clinics.institution, clinics.days), (None, Vec::new()));
    let ids: Vec<_> = clinics.institutions.iter().map(|clinic| clinic.id.as_str()).collect();
    assert_eq!(ids, [CLINIC]);
    let seen = list(&world, &nurse, &format!("{query}&on_behalf_of={CLINIC}")).await;
    assert_eq!((seen.days[0].latest.version, seen.days[0].earlier[0].organisation.as_str()), (2, CENTRE));
    // It names the clinic; it has no tests of its own.
    let unnamed = FileTestReport { on_behalf_of: None, ..on_behalf(CLINIC, counts(1, 1, 0)) };
    let refused = file(&world, &nurse, &unnamed, now()).await;
    assert_eq!((refused.code(), refused.fields()[0].field.as_str()), (Code::InvalidFields, "on_behalf_of"));
}

#[tokio::test]
async fn r43_nobody_files_or_reads_for_an_institution_that_is_not_theirs() {
    let world = World::new().await;
    organisation(&world, "elsewhere-clinic", "clinic", "other-pref").await;
    filed(&world, &test_report(DAY, counts(5, 5, 1)), now()).await;
    let before = table::begins(&world, "ORG#").await.len();
    let (nurse, physician) = (world.staff(NURSE, now()), world.staff(PHYSICIAN, now()));
    let own = |organisation: &str| FileTestReport {
        organisation: organisation.parse().unwrap(),
        ..test_report(DAY, counts(1, 1, 0))
    };
    let for_other = |organisation: &str, of: &str| FileTestReport {
        on_behalf_of: Some(of.parse().unwrap()),
        ..own(organisation)
    };
    let send = async |who: &As, report: &FileTestReport| {
        let body = bytes(&serde_json::to_value(report).unwrap());
        raw(&world, who, Operation::FileTestReport, "", body, now()).await
    };
    let missing = send(&nurse, &on_behalf("no-such-clinic", counts(1, 1, 0))).await;
    assert_eq!(missing.status(), 404);
    for (who, report) in [
        // For a clinic of another prefecture; a hotel; a health centre.
        (&nurse, on_behalf("elsewhere-clinic", counts(1, 1, 0))),
        (&nurse, on_behalf("minato-hotel", counts(1, 1, 0))),
        (&nurse, on_behalf("wakakusa-hc", counts(1, 1, 0))),
        // For another centre; as the clinic itself; a clinic for another and for itself.
        (&nurse, for_other("wakakusa-hc", CLINIC)),
        (&nurse, own(CLINIC)),
        (&physician, for_other(CLINIC, "elsewhere-clinic")),
        (&physician, for_other(CLINIC, CLINIC)),
        (&world.staff("minato-desk-1", now()), own("minato-hotel")),
        (&world.staff("mizuho-staff-1", now()), for_other("mizuho-pref", CLINIC)),
    ] {
        assert_same(&missing, &send(who, &report).await);
    }
    let read = async |who: &As, query: &str| {
        let query = format!("{query}&from={DAY}&to={DAY}");
        raw(&world, who, Operation::ListTestReports, &query, Vec::new(), now()).await
    };
    let missing = read(&nurse, &format!("organisation={CENTRE}&on_behalf_of=no-such-clinic")).await;
    assert_eq!(missing.status(), 404);
    for (who, query) in [
        (&nurse, format!("organisation={CENTRE}&on_behalf_of=elsewhere-clinic")),
        (&nurse, format!("organisation={CENTRE}&on_behalf_of=minato-hotel")),
        (&nurse, format!("organisation={CLINIC}")),
        (&physician, format!("organisation={CLINIC}&on_behalf_of={CLINIC}")),
        (&physician, format!("organisation={CENTRE}&on_behalf_of={CLINIC}")),
    ] {
        assert_same(&missing, &read(who, &query).await);
    }
    assert_eq!(table::begins(&world, "ORG#").await.len(), before, "nothing was written");
    // Both centres of the prefecture may.
    let stranger = world.staff(STRANGER, now());
    let theirs = FileTestReport { replaces: Some(1), ..for_other("wakakusa-hc", CLINIC) };
    assert_eq!(send(&stranger, &theirs).await.status(), 200);
}

#[tokio::test]
async fn r43_a_mistyped_report_is_refused_with_field_and_limit() {
    let world = World::new().await;
    let physician = world.staff(PHYSICIAN, now());
    for (report, field, problem, limit) in [
        (test_report("2026-01-06", NO_TESTS), "day", Problem::InFuture, "2026-01-05"),
        (test_report("2020-01-31", NO_TESTS), "day", Problem::OutOfRange, "2020-02-01–2026-01-05"),
        (test_report(DAY, counts(10, 10_000, 0)), "counts.methods[0].tests", Problem::OutOfRange, "0–9999"),
        (test_report(DAY, counts(6, 5, 0)), "counts.methods[0].persons", Problem::OutOfRange, "1–5"),
        (test_report(DAY, counts(5, 5, 6)), "counts.methods[0].positives", Problem::OutOfRange, "0–5"),
        (
            test_report(DAY, TestCounts { persons: 4, ..counts(5, 5, 0) }),
            "counts.persons",
            Problem::OutOfRange,
            "5",
        ),
    ] {
        let refused = file(&world, &physician, &report, now()).await;
        assert_eq!(refused.code(), Code::InvalidFields);
        let error = refused.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem), (field, problem));
        assert_eq!(error.limit.as_deref(), Some(limit));
    }
    // Just after midnight in Japan the new day has begun, while UTC still writes the old one.
    let midnight = jst("2026-01-06 00:00");
    assert_eq!(filed(&world, &test_report("2026-01-06", NO_TESTS), midnight).await, 1);
    assert!(january(&world).await.len() == 1, "of the refused ones nothing was kept");
}

#[tokio::test]
async fn r43_a_repeated_request_files_once_and_its_id_is_good_for_one_report() {
    let world = World::new().await;
    let physician = world.staff(PHYSICIAN, now());
    let report = test_report(DAY, counts(5, 5, 1));
    let first = file(&world, &physician, &report, now()).await;
    // The answer was lost, and meanwhile the centre has corrected: still the same answer.
    filed(&world, &correction(1, counts(6, 6, 1)), now()).await;
    let again = file(&world, &physician, &report, now() + Span::minutes(3)).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    for other in [
        FileTestReport { day: date("2026-01-04"), ..report.clone() },
        FileTestReport { replaces: Some(2), ..report.clone() },
    ] {
        let refused = file(&world, &physician, &other, now()).await;
        assert_eq!(refused.code(), Code::RequestIdReused);
    }
    let days = january(&world).await;
    assert_eq!((days.len(), days[0].latest.version), (1, 2));
}

/// Random filings by two who look now and then: whatever they do, versions are without gaps, each holds
/// what was accepted in it, and nothing that was accepted is lost.
#[tokio::test]
async fn r43_no_sequence_of_filings_loses_or_changes_a_version() {
    let world = World::new().await;
    let mut accepted: Vec<TestCounts> = Vec::new();
    let mut seen = [None, None];
    let mut dice = 20_260_105_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    let mut refused = 0;
    for step in 0..120 {
        let who = usize::try_from(roll(2)).unwrap();
        if roll(3) > 0 {
            seen[who] = u32::try_from(accepted.len()).ok().filter(|latest| *latest > 0);
        }
        let tests = u32::try_from(roll(50)).unwrap() + 1;
        let wanted = counts(tests, tests, 0);
        let (caller, base) = if who == 0 {
            (world.staff(PHYSICIAN, now()), test_report(DAY, wanted.clone()))
        } else {
            (world.staff(NURSE, now()), on_behalf(CLINIC, wanted.clone()))
        };
        let report = FileTestReport { replaces: seen[who], ..base };
        let answer = file(&world, &caller, &report, now() + Span::seconds(step)).await;
        if answer.status == 200 {
            accepted.push(wanted);
            assert_eq!(answer.ok::<TestReportFiled>().version as usize, accepted.len());
        } else {
            assert_eq!(answer.code(), Code::HasNews);
            refused += 1;
        }
    }
    assert!(accepted.len() > 20 && refused > 20, "{} accepted, {refused} refused", accepted.len());
    let day = january(&world).await.remove(0);
    let kept: Vec<_> = day.earlier.iter().chain([&day.latest]).collect();
    assert!(kept.iter().zip(1..).all(|(version, n)| version.version == n));
    assert!(kept.windows(2).all(|pair| pair[0].filed_at < pair[1].filed_at));
    assert_eq!(kept.into_iter().map(|version| version.counts.clone()).collect::<Vec<_>>(), accepted);
}

#[tokio::test]
async fn r43_filing_takes_two_calls_and_listing_one_query() {
    let world = World::new().await;
    let (physician, nurse) = (world.staff(PHYSICIAN, now()), world.staff(NURSE, now()));
    let meter = world.engine.meter();
    // Who calls, and one transaction; also for a clinic, whose prefecture is a condition in it.
    for (who, report) in [
        (&physician, test_report(DAY, counts(5, 5, 1))),
        (&nurse, FileTestReport { replaces: Some(1), ..on_behalf(CLINIC, counts(6, 6, 1)) }),
    ] {
        meter.reset();
        file(&world, who, &report, now()).await.ok::<TestReportFiled>();
        assert_eq!(meter.usage().calls(), 2);
        assert!(meter.usage().write_units() <= 8.0, "{}", meter.usage().write_units());
    }
    // Who calls, and the reports; for a centre also the clinics of its prefecture.
    let days = format!("from=2025-12-01&to={DAY}");
    for (who, query, calls) in [
        (&physician, days.clone(), 2),
        (&nurse, format!("organisation={CENTRE}&on_behalf_of={CLINIC}&{days}"), 3),
    ] {
        meter.reset();
        list(&world, who, &query).await;
        assert_eq!(meter.usage().calls(), calls);
        assert!(meter.usage().read_units() <= 4.0, "{}", meter.usage().read_units());
    }
}

#[tokio::test]
async fn r43_sixty_two_days_can_be_read_at_once_and_not_one_more() {
    let world = World::new().await;
    let physician = world.staff(PHYSICIAN, now());
    let read = async |to: &str| {
        let query = format!("from=2026-01-01&to={to}");
        world.get(&physician, Operation::ListTestReports, &query, now()).await
    };
    assert_eq!(read("2026-03-03").await.status, 200);
    let refused = read("2026-03-04").await;
    let error = refused.fields().remove(0);
    assert_eq!((error.field.as_str(), error.limit.as_deref()), ("to", Some("2026-01-01–2026-03-03")));
    // The end of the calendar is no way to stop the function.
    let query = "from=+262142-12-31&to=+262142-12-31";
    let far = world.get(&physician, Operation::ListTestReports, query, now()).await;
    assert!(matches!(far.status, 200 | 422), "{}", far.status);
}
