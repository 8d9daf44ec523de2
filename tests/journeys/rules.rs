//! Rules as data (design 2.8 and 6): published per authority, the nearest wins, nothing that was decided
//! changes, and a schedule that is moved neither skips a window nor invents one.

use std::sync::Arc;

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::isolation::MyIsolation;
use domain::api::limits::SetPersonalLimits;
use domain::api::rules::{PublishRules, RuleStanding, Rules, RulesPublished};
use domain::level::Level;
use domain::operation::Operation;
use domain::time::{Span, Time};
use domain::triage::Reason;
use functions::App;
use serde_json::{Value, json};
use tests::people::{Filing, jst, limits, oxygen, publish, well};
use tests::{Answer, CENTRE, NURSE, PHYSICIAN, STRANGER, World};

use crate::scene::now;
use crate::table;

const MANAGER: &str = "aoba-manager-1";
const PREFECTURE: &str = "mizuho-pref";
const OFFICIAL: &str = "mizuho-staff-1";

async fn send(world: &World, who: &str, rules: &PublishRules, at: Time) -> Answer {
    world.post(&world.staff(who, at), Operation::PublishRules, rules, at).await
}

async fn published(world: &World, who: &str, rules: &PublishRules, at: Time) -> RulesPublished {
    send(world, who, rules, at).await.ok()
}

async fn rules(world: &World, who: &str, at: Time) -> Rules {
    world.get(&world.staff(who, at), Operation::ListRules, "", at).await.ok()
}

fn low(limit: u8) -> Value {
    json!({ "triage": { "spo2_low": limit } })
}

fn due(status: &str, times: &[&str]) -> Value {
    json!({ "schedules": { status: { "due": times } } })
}

fn value(rules: &Rules, path: &str) -> (Value, Option<String>) {
    let found = rules.values.iter().find(|value| value.path == path).unwrap();
    (found.value.clone(), found.of.as_ref().map(ToString::to_string))
}

#[tokio::test]
async fn a_centres_stricter_threshold_raises_what_the_default_would_not() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let before = patient.checks_in(oxygen(96), now()).await;
    assert_eq!(before.level, Level::Ok);

    let made = published(&world, MANAGER, &publish(CENTRE, 0, low(94)), now()).await;
    assert_eq!((made.version, made.saved, made.valid_from), (1, true, now() + Span::minutes(2)));
    // Until it counts, nothing is different.
    assert_eq!(patient.checks_in(oxygen(96), now() + Span::minutes(1)).await.level, Level::Ok);
    let after = patient.checks_in(oxygen(96), made.valid_from).await;
    assert_eq!((after.level, after.reasons), (Level::Caution, vec![Reason::Spo2Reduced]));
    assert_eq!(world.work(made.valid_from).await.len(), 1);

    // Each keeps what it was judged by.
    let stored = async |id| world.app.store.check_in(&patient.case, id).await.unwrap().unwrap();
    assert_eq!(stored(&before.id).await.rules, "default/2020-10-14");
    assert_eq!(stored(&before.id).await.level, Level::Ok);
    assert_eq!(stored(&after.id).await.rules, made.id);
    // The other centre goes on as before.
    let other = rules(&world, STRANGER, made.valid_from).await;
    assert_eq!((other.rules.as_str(), value(&other, "triage.spo2_low").0), ("default/2020-10-14", json!(93)));
}

#[tokio::test]
async fn the_nearest_wins_and_each_value_says_whose_it_is() {
    let world = World::new().await;
    let changes = json!({ "triage": { "spo2_low": 95, "pulse_high": 110 } });
    let far = published(&world, OFFICIAL, &publish(PREFECTURE, 0, changes), now()).await;
    let near = published(&world, MANAGER, &publish(CENTRE, 0, low(94)), now() + Span::minutes(1)).await;
    let at = near.valid_from;
    let seen = rules(&world, NURSE, at).await;
    assert_eq!(seen.rules, format!("{}+{}", far.id, near.id));
    assert!(seen.rules.len() <= "default/2020-10-14".len(), "{}", seen.rules);
    assert_eq!(value(&seen, "triage.spo2_low"), (json!(94), Some(CENTRE.to_owned())));
    assert_eq!(value(&seen, "triage.pulse_high"), (json!(110), Some(PREFECTURE.to_owned())));
    assert_eq!(value(&seen, "triage.pulse_low"), (json!(45), None));
    let names: Vec<_> =
        seen.versions.iter().map(|one| (one.organisation.id.as_str(), one.standing)).collect();
    assert_eq!(names, [(CENTRE, RuleStanding::InForce), (PREFECTURE, RuleStanding::InForce)]);
    assert_eq!(seen.versions[0].by.name.as_deref(), Some("井原 和子"));
    assert_eq!(seen.versions[0].reason.as_deref(), Some("酸素飽和度の基準を見直すため"));

    // Withdrawn: an empty version. What the prefecture says counts again.
    let gone = published(&world, MANAGER, &publish(CENTRE, 1, json!({})), at).await;
    assert_eq!(gone.differs[0].path, "triage.spo2_low");
    assert_eq!((&gone.differs[0].was, &gone.differs[0].becomes), (&json!(94), &json!(95)));
    let seen = rules(&world, MANAGER, gone.valid_from).await;
    assert_eq!(value(&seen, "triage.spo2_low"), (json!(95), Some(PREFECTURE.to_owned())));
    assert_eq!((seen.seen, seen.versions[1].standing), (2, RuleStanding::Over));
}

#[tokio::test]
async fn what_was_for_a_time_ends_by_itself() {
    let world = World::new().await;
    published(&world, MANAGER, &publish(CENTRE, 0, low(92)), now()).await;
    let weekend = PublishRules {
        valid_from: Some(jst("2026-01-10 00:00")),
        valid_until: Some(jst("2026-01-12 00:00")),
        ..publish(CENTRE, 1, low(95))
    };
    published(&world, MANAGER, &weekend, now()).await;
    assert_eq!(rules(&world, MANAGER, now()).await.versions[0].standing, RuleStanding::Planned);
    for (at, limit) in [("2026-01-09 23:59", 92), ("2026-01-10 00:00", 95), ("2026-01-12 00:00", 92)] {
        let seen = rules(&world, MANAGER, jst(at)).await;
        assert_eq!(value(&seen, "triage.spo2_low").0, json!(limit), "{at}");
    }
}

/// The missed windows of the patient's one alert, and when it should have opened.
async fn silence(world: &World, at: Time) -> Vec<(Time, Vec<Time>)> {
    let rows = world.work(at).await;
    let mut found = Vec::new();
    for row in rows {
        let stored = world.app.store.work(&row.case, &row.work).await.unwrap().unwrap();
        let missed = stored.missed.iter().map(|due| Time::from_seconds(*due)).collect();
        found.push((stored.should_open_at, missed));
    }
    found
}

async fn due_of(world: &World, phone: &tests::As, at: Time) -> Time {
    let mine: MyIsolation = world.get(phone, Operation::GetMyIsolation, "", at).await.ok();
    mine.cases[0].window.as_ref().unwrap().due
}

#[tokio::test]
async fn a_schedule_moved_to_an_earlier_hour_skips_no_window() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(well(), jst("2026-01-05 08:30")).await;
    let evening = jst("2026-01-05 18:00");
    let phone = patient.awake(evening).await;
    assert_eq!(due_of(&world, &phone, evening).await, jst("2026-01-06 09:00"));
    let moved = PublishRules {
        valid_from: Some(jst("2026-01-06 00:00")),
        ..publish(CENTRE, 0, due("home_standard", &["08:00"]))
    };
    published(&world, MANAGER, &moved, evening).await;
    // Known as soon as it is published, and true at once: tomorrow is another schedule.
    assert_eq!(due_of(&world, &phone, evening).await, jst("2026-01-06 08:00"));

    // Nobody reports. The window is missed by the new clock, once.
    for at in ["2026-01-05 18:01", "2026-01-05 18:03", "2026-01-06 11:00"] {
        world.sweep(jst(at)).await;
        assert!(world.work(jst(at)).await.is_empty(), "{at}");
    }
    let at = jst("2026-01-06 11:01");
    assert_eq!(world.sweep(at).await.settled, 1);
    assert_eq!(silence(&world, at).await, [(jst("2026-01-06 11:00"), vec![jst("2026-01-06 08:00")])]);
    // The check-in that comes then answers that day, and the next is due the day after.
    let late = patient.checks_in(well(), jst("2026-01-06 11:30")).await;
    assert_eq!(late.next_due, Some(jst("2026-01-07 08:00")));
    assert!(world.sweep(jst("2026-01-07 10:59")).await.finished);
    assert_eq!(silence(&world, jst("2026-01-07 10:59")).await[0].1, [jst("2026-01-06 08:00")]);
}

#[tokio::test]
async fn a_schedule_moved_to_a_later_hour_invents_none() {
    let world = World::new().await;
    let patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    // Published on the day itself: that day keeps the windows that people know.
    let morning = jst("2026-01-05 08:05");
    published(&world, MANAGER, &publish(CENTRE, 0, due("home_standard", &["10:00"])), morning).await;
    world.sweep(jst("2026-01-05 12:01")).await;
    let first = (jst("2026-01-05 12:00"), vec![jst("2026-01-05 09:00")]);
    assert_eq!(silence(&world, jst("2026-01-05 12:01")).await, std::slice::from_ref(&first));
    world.sweep(jst("2026-01-06 12:01")).await;
    assert_eq!(silence(&world, jst("2026-01-06 12:01")).await, std::slice::from_ref(&first));
    world.sweep(jst("2026-01-06 13:01")).await;
    let both = vec![jst("2026-01-05 09:00"), jst("2026-01-06 10:00")];
    assert_eq!(silence(&world, jst("2026-01-06 13:01")).await, [(first.0, both)]);
    let view = world.case(&patient.case, jst("2026-01-06 13:01")).await;
    assert_eq!(view.next_due, Some(jst("2026-01-07 10:00")));
}

#[tokio::test]
async fn a_further_window_of_a_day_counts_from_the_first_day_on() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let old = PublishRules {
        valid_from: Some(jst("2026-01-05 00:00")),
        ..publish(CENTRE, 0, due("home_standard", &["15:00"]))
    };
    published(&world, MANAGER, &old, jst("2026-01-04 17:00")).await;
    patient.checks_in(well(), jst("2026-01-05 14:00")).await;
    let new = PublishRules {
        valid_from: Some(jst("2026-01-06 00:00")),
        ..publish(
            CENTRE,
            1,
            json!({ "schedules": { "home_standard": {
                "due": ["09:00", "15:00"],
                "silence": { "after_minutes": 120 },
            } } }),
        )
    };
    published(&world, MANAGER, &new, jst("2026-01-05 20:00")).await;
    // 15:00 is in both, so only the end of the last window says that 09:00 comes first.
    let view = world.case(&patient.case, jst("2026-01-06 00:01")).await;
    assert_eq!(view.next_due, Some(jst("2026-01-06 09:00")));
    let received = patient.checks_in(well(), jst("2026-01-06 08:00")).await;
    assert_eq!(received.next_due, Some(jst("2026-01-06 15:00")));
}

#[tokio::test]
async fn clocks_of_work_follow_the_rules_of_the_day_on_which_it_is_owed() {
    let world = World::new().await;
    let changes = json!({ "staff": { "first_contact_hours": 6 }, "take": { "urgent_minutes": 30 } });
    let made = published(&world, MANAGER, &publish(CENTRE, 0, changes), now()).await;
    let at = made.valid_from;
    let before = world.patient(Filing::default(), now()).await.case;
    let after = world.patient(Filing::default(), at).await.case;
    let rows = world.list(NURSE, at).await;
    let due = |case| rows.iter().find(|row| row.case == case && !row.work.is_alert()).unwrap().due_at;
    assert_eq!((due(before), due(after)), (now() + Span::hours(24), at + Span::hours(6)));
}

#[tokio::test]
async fn another_process_decides_by_them_from_the_same_moment() {
    let world = World::new().await;
    let elsewhere = App { rules: Arc::default(), ..world.app.clone() };
    let (centre, prefecture) = (CENTRE.parse().unwrap(), PREFECTURE.parse().unwrap());
    let limit = async |app: &App, at| app.rules_for(&centre, &prefecture, at).await.unwrap().triage.spo2_low;
    assert_eq!(limit(&elsewhere, now()).await, 93);
    let made = published(&world, MANAGER, &publish(CENTRE, 0, low(94)), now()).await;
    for app in [&world.app, &elsewhere] {
        assert_eq!(limit(app, made.valid_from - Span::seconds(1)).await, 93);
        assert_eq!(limit(app, made.valid_from).await, 94);
    }
    // A clock that was moved back, as in a demonstration.
    assert_eq!(limit(&elsewhere, now()).await, 93);
}

#[tokio::test]
async fn a_dry_run_tells_and_writes_nothing() {
    let world = World::new().await;
    let before = table::scan(&world).await.len();
    let tried = PublishRules { dry_run: true, ..publish(CENTRE, 0, low(94)) };
    let answer = published(&world, MANAGER, &tried, now()).await;
    assert!(!answer.saved && answer.problems.is_empty());
    assert_eq!((answer.differs.len(), &answer.differs[0].becomes), (1, &json!(94)));
    let wrong = PublishRules {
        reason: " ".to_owned(),
        ..PublishRules { changes: low(39).as_object().unwrap().clone(), ..tried.clone() }
    };
    let answer = published(&world, MANAGER, &wrong, now()).await;
    let problems: Vec<_> =
        answer.problems.iter().map(|error| (error.field.as_str(), error.problem)).collect();
    assert_eq!(problems, [("reason", Problem::Missing), ("changes.triage.spo2_low", Problem::OutOfRange)]);
    assert_eq!(table::scan(&world).await.len(), before);
}

#[tokio::test]
async fn bad_values_are_refused_by_field() {
    let world = World::new().await;
    let refused = async |rules: PublishRules| {
        let answer = send(&world, MANAGER, &rules, now()).await;
        assert_eq!(answer.code(), Code::InvalidFields, "{rules:?}");
        let first = answer.fields().remove(0);
        (first.field, first.problem, first.limit)
    };
    for (changes, field, problem, limit) in [
        (json!({ "triage": { "spo2_low": 50 } }), "triage.spo2_low", Problem::OutOfRange, Some("88–96")),
        (json!({ "triage": { "shoe_size": 42 } }), "triage.shoe_size", Problem::DoesNotExist, None),
        (json!({ "utc_offset_minutes": 0 }), "utc_offset_minutes", Problem::DoesNotExist, None),
        (due("hotel", &["16:00", "07:00"]), "schedules.hotel.due", Problem::NotInOrder, None),
        (
            due("hotel", &["07:00", "08:00"]),
            "schedules.hotel.silence.after_minutes",
            Problem::OutOfRange,
            Some("–29"),
        ),
        (
            json!({ "opening_hours": { "opens": "18:00" } }),
            "opening_hours.closes",
            Problem::Contradiction,
            None,
        ),
        (
            json!({ "staff": { "risk": { "factors": ["tall"] } } }),
            "staff.risk.factors",
            Problem::NotAChoice,
            None,
        ),
    ] {
        let found = refused(publish(CENTRE, 0, changes)).await;
        assert_eq!(found, (format!("changes.{field}"), problem, limit.map(str::to_owned)));
    }
    let early = PublishRules { valid_from: Some(now()), ..publish(CENTRE, 0, low(94)) };
    let limit = Some("2026-01-05 08:07–2027-01-06 08:05".to_owned());
    assert_eq!(refused(early).await, ("valid_from".to_owned(), Problem::OutOfRange, limit));
    let backwards = PublishRules { valid_until: Some(now()), ..publish(CENTRE, 0, low(94)) };
    assert_eq!(refused(backwards).await, ("valid_until".to_owned(), Problem::NotInOrder, None));
    let wordy = PublishRules { reason: "長".repeat(501), ..publish(CENTRE, 0, low(94)) };
    assert_eq!(refused(wordy).await, ("reason".to_owned(), Problem::TooLong, Some("500".to_owned())));
}

#[tokio::test]
async fn a_prefecture_breaks_no_centres_rules() {
    let world = World::new().await;
    let often = due("home_high", &["08:00", "12:00", "16:00"]);
    published(&world, MANAGER, &publish(CENTRE, 0, often), now()).await;
    let slow = json!({ "schedules": { "home_high": { "silence": { "after_minutes": 150 } } } });
    let answer = send(&world, OFFICIAL, &publish(PREFECTURE, 0, slow), now()).await;
    assert_eq!(answer.code(), Code::InvalidFields);
    let error = answer.fields().remove(0);
    assert_eq!(error.field, "changes.schedules.home_high.silence.after_minutes");
    assert_eq!((error.problem, error.limit.as_deref()), (Problem::Contradiction, Some("青葉保健所")));
}

#[tokio::test]
async fn who_may_not_is_told_nothing_and_who_was_slower_is_told_so() {
    let world = World::new().await;
    for who in [NURSE, PHYSICIAN, STRANGER, "wakakusa-manager-1", OFFICIAL] {
        assert_eq!(
            send(&world, who, &publish(CENTRE, 0, low(94)), now()).await.code(),
            Code::NotFound,
            "{who}"
        );
    }
    assert_eq!(send(&world, MANAGER, &publish(PREFECTURE, 0, low(94)), now()).await.code(), Code::NotFound);
    let hidden = world.get(&world.staff(PHYSICIAN, now()), Operation::ListRules, "", now()).await;
    assert_eq!(hidden.code(), Code::NotFound);

    let first = publish(CENTRE, 0, low(94));
    let answer = send(&world, MANAGER, &first, now()).await.body;
    assert_eq!(send(&world, MANAGER, &publish(CENTRE, 0, low(95)), now()).await.code(), Code::HasNews);
    // Sent again, also much later, it is the same version.
    assert_eq!(send(&world, MANAGER, &first, now() + Span::hours(5)).await.body, answer);
    let other = PublishRules { request_id: first.request_id.clone(), ..publish(CENTRE, 1, low(95)) };
    assert_eq!(send(&world, MANAGER, &other, now()).await.code(), Code::RequestIdReused);
    assert_eq!(rules(&world, MANAGER, now()).await.seen, 1);
    // Who, what, when: in the audit of the organisation.
    let entries = table::begins(&world, &format!("AUDIT#{CENTRE}")).await;
    let publication = entries.iter().find(|entry| entry.contains_key("rules")).unwrap();
    assert_eq!(publication["subject"].as_s().unwrap(), MANAGER);
}

#[tokio::test]
async fn a_physicians_limits_judge_until_their_last_day_and_then_the_rules_again() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let nurse = world.staff(NURSE, now());
    let set = limits(&patient.case, Some(88), Some("2026-01-06"));
    world.post(&nurse, Operation::SetPersonalLimits, &set, now()).await.ok::<Value>();
    let levels = [
        ("2026-01-05 08:30", 91, Level::Ok),
        ("2026-01-06 23:59", 90, Level::Caution),
        ("2026-01-06 23:59", 88, Level::Urgent),
        // The day after it is over, without anybody doing anything.
        ("2026-01-07 00:00", 91, Level::Urgent),
    ];
    for (at, spo2, level) in levels {
        assert_eq!(patient.checks_in(oxygen(spo2), jst(at)).await.level, level, "{at} {spo2}");
    }
    let view = world.case(&patient.case, now()).await;
    let told = view.timeline.iter().find_map(|entry| match &entry.what {
        What::LimitsSet { spo2_low_limit, until, physician, reason, .. } => {
            Some((*spo2_low_limit, *until, physician.clone(), reason.clone(), entry.by.clone()))
        }
        _ => None,
    });
    let (low, until, physician, reason, by) = told.unwrap();
    assert_eq!((low, until), (set.spo2_low_limit, set.until));
    assert_eq!((physician, reason), (set.physician.clone(), set.reason.clone()));
    assert_eq!(by.unwrap().name.as_deref(), Some("佐倉 みのり"));
    // Taken back.
    let none = limits(&patient.case, None, None);
    world.post(&nurse, Operation::SetPersonalLimits, &none, now()).await.ok::<Value>();
    let personal = world.case(&patient.case, now()).await.personal;
    assert_eq!((personal.spo2_low_limit, personal.limits_until), (None, None));
}

#[tokio::test]
async fn limits_that_nobody_can_have_meant_are_refused_by_field() {
    let world = World::new().await;
    let patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let good = || limits(&patient.case, Some(88), Some("2026-01-06"));
    let nurse = world.staff(NURSE, now());
    for (wrong, field, problem, limit) in [
        (
            SetPersonalLimits { spo2_low_limit: Some(69), ..good() },
            "spo2_low_limit",
            Problem::OutOfRange,
            Some("70–93"),
        ),
        (
            SetPersonalLimits { spo2_low_limit: Some(94), ..good() },
            "spo2_low_limit",
            Problem::OutOfRange,
            Some("70–93"),
        ),
        (
            SetPersonalLimits { spo2_baseline: Some(74), ..limits(&patient.case, None, Some("2026-01-06")) },
            "spo2_baseline",
            Problem::OutOfRange,
            Some("75–100"),
        ),
        (
            SetPersonalLimits { spo2_baseline: Some(88), ..good() },
            "spo2_baseline",
            Problem::Contradiction,
            None,
        ),
        (SetPersonalLimits { until: None, ..good() }, "until", Problem::Missing, None),
        (
            limits(&patient.case, Some(88), Some("2026-01-04")),
            "until",
            Problem::OutOfRange,
            Some("2026-01-05–2026-04-05"),
        ),
        (
            limits(&patient.case, Some(88), Some("2026-04-06")),
            "until",
            Problem::OutOfRange,
            Some("2026-01-05–2026-04-05"),
        ),
        (SetPersonalLimits { physician: " ".to_owned(), ..good() }, "physician", Problem::Missing, None),
        (SetPersonalLimits { reason: String::new(), ..good() }, "reason", Problem::Missing, None),
        (SetPersonalLimits { reason: "長".repeat(501), ..good() }, "reason", Problem::TooLong, Some("500")),
    ] {
        let answer = world.post(&nurse, Operation::SetPersonalLimits, &wrong, now()).await;
        assert_eq!(answer.code(), Code::InvalidFields, "{field}");
        let error = answer.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem, error.limit.as_deref()), (field, problem, limit));
    }
    for who in [STRANGER, PHYSICIAN, OFFICIAL] {
        let who = world.staff(who, now());
        assert_eq!(
            world.post(&who, Operation::SetPersonalLimits, &good(), now()).await.code(),
            Code::NotFound
        );
    }
}
