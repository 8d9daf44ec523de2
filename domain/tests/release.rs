//! Release dates (R15; domain.md 4.7): the worked cases T15 and T16 by every version of the criteria, and
//! what has to hold at every end of a month and in every leap year.

#![allow(clippy::unwrap_used)]

use chrono::Days;
use domain::card::Card;
use domain::change::Earlier;
use domain::ids::WorkId;
use domain::level::Level;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::reading::Reading;
use domain::release::{
    Assessment, Condition, Course, Criteria, Facts, Holds, Look, Verdict, assess_by, in_force, look,
    published,
};
use domain::rules;
use domain::symptoms::Symptom;
use domain::time::{Date, Span, Time};
use domain::triage::Place;
use domain::work::Work;
use proptest::prelude::*;

fn jst(text: &str) -> Time {
    format!("{}:00+09:00", text.replace(' ', "T")).parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn criteria(version: &str) -> &'static Criteria {
    published().iter().find(|one| one.version == version).unwrap()
}

fn card(kind: CaseKind, care_status: CareStatus) -> Card {
    let placement = Placement {
        care_status,
        place: None,
        room: None,
        risk: Risk::Standard,
        channel: Channel::App,
        pregnant: false,
    };
    let id = "00000000-0000-4000-8000-000000000001";
    let (case, person) = (id.parse().unwrap(), id.parse().unwrap());
    let (centre, prefecture) = ("centre".parse().unwrap(), "prefecture".parse().unwrap());
    let now = jst("2020-10-01 09:00");
    Card::open(rules::at(now), case, person, kind, centre, prefecture, &placement, None, now)
}

fn home() -> Card {
    card(CaseKind::Confirmed, CareStatus::HomeIsolation)
}

/// A complete check-in without symptoms or antipyretics.
fn reads(at: Time, tenths: u16) -> Earlier {
    let reading = Reading {
        temperature_tenths: Some(tenths),
        symptoms: Some(Vec::new()),
        antipyretic_taken: Some(false),
        ..Reading::default()
    };
    Earlier { place: Place { effective: at, received: at, id: uuid(at) }, reading, level: Level::Ok }
}

fn uuid(at: Time) -> domain::ids::CheckInId {
    format!("00000000-0000-4000-8000-{:012}", at.seconds()).parse().unwrap()
}

fn with(check_in: Earlier, edit: impl FnOnce(&mut Reading)) -> Earlier {
    let mut check_in = check_in;
    edit(&mut check_in.reading);
    check_in
}

/// Onset on 1 October, a fever until the day before, better since then, and twice a day after that.
fn better_since(relief: Time) -> Facts {
    let fever = reads(relief - Span::hours(12), 381);
    let after = (0..40).map(|i| reads(relief + Span::hours(12 * i), 364));
    Facts {
        onset: Some(day("2020-10-01")),
        check_ins: std::iter::once(fever).chain(after).collect(),
        ..Facts::default()
    }
}

fn by(version: &str, card: &Card, facts: &Facts, now: Time) -> Assessment {
    assess_by(criteria(version), rules::at(now), card, facts, now)
}

fn dates(assessed: &Assessment) -> (Date, Date) {
    (assessed.last_isolation_day.unwrap(), assessed.release_date.unwrap())
}

const LATE: &str = "2020-10-20 09:00";

#[test]
fn t15_the_worked_dates_of_every_version() {
    // Version, where, ventilated, relief; last day, release.
    let home_at = CareStatus::HomeIsolation;
    let (hotel, facility) = (CareStatus::HotelIsolation, CareStatus::FacilityIsolation);
    for (version, status, ventilated, relief, last, released) in [
        ("C2", home_at, false, "10-08 09:00", "2020-10-15", "2020-10-16"),
        ("C2", home_at, false, "10-14 09:00", "2020-10-17", "2020-10-18"),
        ("C3", home_at, false, "10-08 09:00", "2020-10-11", "2020-10-12"),
        ("C3", home_at, false, "10-10 20:00", "2020-10-13", "2020-10-14"),
        ("C4", home_at, false, "10-08 09:00", "2020-10-11", "2020-10-12"),
        ("C4", home_at, false, "10-10 20:00", "2020-10-13", "2020-10-14"),
        ("C4", home_at, true, "10-08 09:00", "2020-10-16", "2020-10-17"),
        ("C5", hotel, false, "10-08 09:00", "2020-10-11", "2020-10-12"),
        ("C5", hotel, true, "10-14 09:00", "2020-10-17", "2020-10-18"),
        ("C6", home_at, false, "10-07 09:00", "2020-10-08", "2020-10-09"),
        ("C6", hotel, false, "10-08 09:00", "2020-10-09", "2020-10-10"),
        ("C6", facility, false, "10-07 09:00", "2020-10-11", "2020-10-12"),
        ("C6", facility, false, "10-10 20:00", "2020-10-13", "2020-10-14"),
        ("C6", CareStatus::Hospitalized, true, "10-07 09:00", "2020-10-16", "2020-10-17"),
    ] {
        let card = card(CaseKind::Confirmed, status);
        let facts = Facts { ventilated, ..better_since(jst(&format!("2020-{relief}"))) };
        let assessed = by(version, &card, &facts, jst(LATE));
        let at = format!("{version} {status:?} {relief}");
        assert_eq!(dates(&assessed), (day(last), day(released)), "{at}");
        assert_eq!(assessed.verdict, Verdict::Ready, "{at}: {assessed:?}");
        // The whole of the last day has to be over.
        let evening = by(version, &card, &facts, jst(&format!("{last} 23:59")));
        let morning = by(version, &card, &facts, jst(&format!("{released} 00:00")));
        assert_eq!(evening.verdict, Verdict::NotYet, "{at}");
        assert_eq!(morning.verdict, Verdict::Ready, "{at}");
    }
    // Before the criteria of the ventilated there was one term for all.
    let ventilated = Facts { ventilated: true, ..better_since(jst("2020-10-08 09:00")) };
    assert_eq!(dates(&by("C3", &home(), &ventilated, jst(LATE))).1, day("2020-10-12"));
}

#[test]
fn each_condition_says_since_when() {
    let assessed = by("C3", &home(), &better_since(jst("2020-10-10 20:00")), jst(LATE));
    let since = |of| assessed.conditions.iter().find(|one| one.condition == of).unwrap().since;
    assert_eq!(since(Condition::Days), Some(day("2020-10-12")));
    assert_eq!(since(Condition::Relief), Some(day("2020-10-10")));
    assert_eq!(since(Condition::ReliefHours), Some(day("2020-10-13")));
    assert_eq!((assessed.anchor, assessed.course), (Some(day("2020-10-01")), Course::Symptomatic));
}

#[test]
fn without_symptoms_the_specimen_counts_and_t16_whoever_falls_ill_counts_from_then() {
    let carrier = card(CaseKind::Asymptomatic, CareStatus::HomeIsolation);
    let daily = |days: i64| (0..days).map(|i| reads(jst("2020-10-01 09:00") + Span::hours(24 * i), 362));
    let well =
        Facts { specimen: Some(day("2020-10-01")), check_ins: daily(20).collect(), ..Facts::default() };
    for (version, released) in [("C2", "2020-10-16"), ("C3", "2020-10-12"), ("C4", "2020-10-12")] {
        assert_eq!(dates(&by(version, &carrier, &well, jst(LATE))).1, day(released), "{version}");
    }
    for version in ["C5", "C6"] {
        let assessed = by(version, &carrier, &well, jst(LATE));
        assert_eq!((dates(&assessed).1, assessed.course), (day("2020-10-09"), Course::Asymptomatic));
        assert_eq!(assessed.holds(Condition::Relief), None);
    }
    // A fever from 6 October on, better since the 8th: ten days from the onset, the 17th at the earliest.
    let mut ill = well.clone();
    ill.check_ins.push(reads(jst("2020-10-06 12:00"), 378));
    ill.check_ins.push(reads(jst("2020-10-07 12:00"), 376));
    let assessed = by("C3", &carrier, &ill, jst(LATE));
    assert_eq!((assessed.anchor, dates(&assessed).1), (Some(day("2020-10-06")), day("2020-10-17")));
    // The same once the notification says so.
    let corrected = Facts { onset: Some(day("2020-10-06")), ..ill };
    assert_eq!(by("C3", &home(), &corrected, jst(LATE)), assessed);
}

#[test]
fn the_last_unbroken_run_counts_and_what_is_unknown_is_never_met() {
    let relief = jst("2020-10-08 09:00");
    let judge = |edit: &dyn Fn(&mut Facts)| {
        let mut facts = better_since(relief);
        edit(&mut facts);
        by("C3", &home(), &facts, jst("2020-10-13 09:00"))
    };
    assert_eq!(judge(&|_| {}).verdict, Verdict::Ready);
    let last = jst("2020-10-13 08:00");
    // A fever, or a temperature that only a medicine holds down: not met, and no date any more.
    for worse in [reads(last, 375), with(reads(last, 364), |it| it.antipyretic_taken = Some(true))] {
        let assessed = judge(&|facts| {
            facts.check_ins.retain(|one| one.place.effective < last);
            facts.check_ins.push(worse.clone());
        });
        assert_eq!((assessed.verdict, assessed.release_date), (Verdict::NotYet, None));
        assert_eq!(assessed.holds(Condition::Relief), Some(Holds::Not));
        assert_eq!(assessed.earliest, Some(day("2020-10-17")), "72 hours from now on");
    }
    // Newly breathless or coughing: worse.
    let cough = with(reads(last, 364), |it| it.symptoms = Some(vec![Symptom::Cough]));
    let assessed = judge(&|facts| {
        facts.check_ins.retain(|one| one.place.effective < last);
        facts.check_ins.push(cough.clone());
    });
    assert_eq!(assessed.holds(Condition::Relief), Some(Holds::Not));
    // Never said whether a medicine was taken, or a cough that was there all the time: unknown.
    for edit in [
        |it: &mut Reading| it.antipyretic_taken = None,
        |it: &mut Reading| it.symptoms = Some(vec![Symptom::Cough]),
        |it: &mut Reading| it.symptoms = None,
    ] {
        let assessed = judge(&|facts| facts.check_ins.iter_mut().for_each(|one| edit(&mut one.reading)));
        assert_eq!(
            (assessed.verdict, assessed.release_date),
            (
                if assessed.holds(Condition::Watched) == Some(Holds::Not) {
                    Verdict::NotYet
                } else {
                    Verdict::ByHand
                },
                None
            )
        );
        assert_eq!(assessed.holds(Condition::Relief), Some(Holds::Unknown));
        assert_eq!(assessed.earliest, Some(day("2020-10-12")));
    }
    // No reading, no anchor: unknown, not met.
    let nothing = judge(&|facts| *facts = Facts::default());
    assert_eq!(nothing.verdict, Verdict::ByHand);
    for of in [Condition::Days, Condition::Relief, Condition::ReliefHours, Condition::Watched] {
        assert_eq!(nothing.holds(of), Some(Holds::Unknown), "{of:?}");
    }
}

#[test]
fn t04_a_missed_window_holds_it_back_unless_somebody_was_reached() {
    let now = jst("2020-10-13 09:30");
    let (missed, before) = (jst("2020-10-12 09:00"), jst("2020-10-10 09:00"));
    let holds = |facts: &Facts| by("C3", &home(), facts, now).holds(Condition::Watched).unwrap();
    let mut facts = better_since(jst("2020-10-08 08:00"));
    facts.check_ins.retain(|one| one.place.effective < jst("2020-10-11 23:00"));
    assert_eq!(holds(&facts), Holds::Met);
    facts.missed = vec![missed, before];
    assert_eq!(holds(&facts), Holds::Not);
    // A call of the next day tells nothing of that one.
    facts.reached = vec![jst("2020-10-13 09:00")];
    assert_eq!(holds(&facts), Holds::Not);
    facts.reached = vec![jst("2020-10-12 14:00")];
    assert_eq!(holds(&facts), Holds::Met);
    // Nor does it matter any more what was missed before those hours.
    facts.reached = Vec::new();
    facts.missed = vec![before];
    assert_eq!(holds(&facts), Holds::Met);
    // Answered after all: what was measured offline has arrived.
    facts.missed = vec![missed];
    facts.check_ins.push(reads(jst("2020-10-12 10:00"), 362));
    assert_eq!(holds(&facts), Holds::Met);
}

#[test]
fn an_urgent_alert_holds_it_back_and_a_caution_does_not() {
    let facts = better_since(jst("2020-10-08 09:00"));
    let mut card = home();
    for (level, verdict) in [
        (Level::Caution, Verdict::Ready),
        (Level::Urgent, Verdict::NotYet),
        (Level::Emergency, Verdict::NotYet),
        (Level::Unknown, Verdict::NotYet),
    ] {
        card.silence = Some(Work {
            id: WorkId::silence(jst("2020-10-12 09:00")),
            level,
            due_at: jst("2020-10-12 12:00"),
            taken: None,
            version: 1,
            last_missed: None,
            reported_late: false,
            visit_at: None,
            visit: false,
        });
        assert_eq!(by("C3", &card, &facts, jst(LATE)).verdict, verdict, "{level:?}");
    }
}

#[test]
fn it_is_looked_at_when_it_can_be_and_never_forgotten() {
    let rules = rules::at(jst(LATE));
    let at = |facts: &Facts, now: &str| look(rules, &home(), facts, jst(now));
    let facts = better_since(jst("2020-10-08 09:00"));
    // C3 is in force: release on the 12th, decided by ten.
    assert_eq!(at(&facts, "2020-10-09 12:00"), Look::Wait(jst("2020-10-12 08:30")));
    assert_eq!(at(&facts, "2020-10-12 08:31"), Look::Decide(jst("2020-10-12 10:00")));
    assert_eq!(at(&facts, "2020-10-12 11:00"), Look::Decide(jst("2020-10-12 17:15")));
    // A fever: 72 hours from now on at the earliest.
    let fever = Facts { check_ins: vec![reads(jst("2020-10-12 08:00"), 381)], ..facts.clone() };
    assert_eq!(at(&fever, "2020-10-12 08:31"), Look::Wait(jst("2020-10-16 08:30")));
    // Nobody knows the onset: as if it were the day of filing, then a person decides.
    let unanchored = Facts { onset: None, filed: Some(day("2020-10-03")), ..facts.clone() };
    assert_eq!(at(&unanchored, "2020-10-04 12:00"), Look::Wait(jst("2020-10-14 08:30")));
    assert!(matches!(at(&unanchored, "2020-10-14 08:31"), Look::Decide(_)));
    // Held back by a missed window: a day later again.
    let missed =
        Facts { missed: vec![jst("2020-10-11 09:00")], check_ins: facts.check_ins[..5].to_vec(), ..facts };
    assert_eq!(at(&missed, "2020-10-12 08:31"), Look::Wait(jst("2020-10-13 08:31")));
}

/// Days around every end of a month and every leap day of the versions' years and of 2100, which has none.
fn days() -> impl Strategy<Value = Date> {
    (prop::sample::select(vec![2020, 2021, 2022, 2023, 2024, 2100]), 1_u32..=12, -3_i64..=3).prop_map(
        |(year, month, shift)| {
            let first = Date::from_ymd_opt(year, month, 1).unwrap();
            first.checked_add_signed(chrono::TimeDelta::days(shift)).unwrap()
        },
    )
}

fn versions() -> impl Strategy<Value = &'static Criteria> {
    prop::sample::select(published().iter().collect::<Vec<_>>())
}

/// Check-ins some hours after the anchor, each with a temperature and perhaps something unknown.
fn course() -> impl Strategy<Value = Vec<(i64, u16, Option<bool>, bool)>> {
    prop::collection::vec((0_i64..500, 355_u16..395, prop::option::of(any::<bool>()), any::<bool>()), 0..20)
}

fn facts_of(anchor: Date, course: &[(i64, u16, Option<bool>, bool)]) -> Facts {
    let start = Time::at(anchor, 0, 540);
    let check_ins = course.iter().map(|(hours, tenths, medicine, cough)| {
        with(reads(start + Span::hours(*hours), *tenths), |reading| {
            reading.antipyretic_taken = *medicine;
            reading.symptoms = Some(if *cough { vec![Symptom::Cough] } else { Vec::new() });
        })
    });
    Facts { onset: Some(anchor), specimen: Some(anchor), check_ins: check_ins.collect(), ..Facts::default() }
}

fn kinds() -> impl Strategy<Value = CaseKind> {
    prop::sample::select(vec![CaseKind::Confirmed, CaseKind::Asymptomatic])
}

proptest! {
    #[test]
    fn the_release_date_is_the_day_after_the_last_day_and_never_proposed_before(
        anchor in days(), criteria in versions(), course in course(), kind in kinds(), later in 0_i64..700,
    ) {
        let mut facts = facts_of(anchor, &course);
        if kind == CaseKind::Asymptomatic {
            facts.onset = None;
        }
        let card = card(kind, CareStatus::HomeIsolation);
        let now = Time::at(anchor, 0, 540) + Span::hours(later);
        let assessed = assess_by(criteria, rules::at(now), &card, &facts, now);
        let next = assessed.last_isolation_day.map(|last| last + Days::new(1));
        prop_assert_eq!(assessed.release_date, next);
        if assessed.verdict == Verdict::Ready {
            let released = assessed.release_date.unwrap();
            prop_assert!(anchor < released && assessed.earliest.unwrap() <= released);
            // Everything it rests on is known.
            prop_assert!(assessed.conditions.iter().all(|one| one.holds == Holds::Met));
        }
    }

    #[test]
    fn a_later_anchor_never_makes_it_earlier(
        anchor in days(), criteria in versions(), course in course(), by_days in 0_u64..40,
    ) {
        let facts = facts_of(anchor, &course);
        let now = Time::at(anchor, 0, 540) + Span::hours(900);
        let moved = Facts { onset: Some(anchor + Days::new(by_days)), ..facts.clone() };
        let judge = |facts: &Facts| assess_by(criteria, rules::at(now), &home(), facts, now);
        let (one, other) = (judge(&facts), judge(&moved));
        prop_assert!(one.release_date <= other.release_date);
        prop_assert!(one.earliest <= other.earliest);
    }

    #[test]
    fn a_fever_more_never_makes_it_earlier_or_certain(
        anchor in days(), criteria in versions(), course in course(), kind in kinds(),
        at in 0_i64..500, tenths in 375_u16..400,
    ) {
        let mut facts = facts_of(anchor, &course);
        if kind == CaseKind::Asymptomatic {
            facts.onset = None;
        }
        let card = card(kind, CareStatus::HomeIsolation);
        let now = Time::at(anchor, 0, 540) + Span::hours(900);
        // A fever before the first sign of a carrier is another, earlier onset (T16), not a fever more.
        let first_sign = course.iter().filter(|one| one.1 >= 375 || one.3).map(|one| one.0).min();
        let first_sign = first_sign.filter(|_| kind == CaseKind::Asymptomatic);
        let at = first_sign.map_or(at, |first| at.max(first));
        let mut worse = facts.clone();
        worse.check_ins.push(reads(Time::at(anchor, 0, 540) + Span::hours(at) + Span::minutes(1), tenths));
        let judge = |facts: &Facts| assess_by(criteria, rules::at(now), &card, facts, now);
        let (before, after) = (judge(&facts), judge(&worse));
        match (before.release_date, after.release_date) {
            (Some(before), Some(after)) => prop_assert!(before <= after),
            (None, Some(_)) => prop_assert!(false, "a fever made it certain"),
            _ => {}
        }
    }

    #[test]
    fn only_the_instant_counts_not_how_or_where_it_was_written(
        anchor in days(), criteria in versions(), course in course(), zone in -12_i32..=14,
    ) {
        let facts = facts_of(anchor, &course);
        let now = Time::at(anchor, 0, 540) + Span::hours(900);
        let elsewhere = |time: Time| -> Time {
            let local = time.local(zone * 60).to_string().replace(' ', "T");
            format!("{local}{}{:02}:00", if zone < 0 { '-' } else { '+' }, zone.abs()).parse().unwrap()
        };
        let mut abroad = facts.clone();
        abroad.check_ins.iter_mut().for_each(|one| one.place.effective = elsewhere(one.place.effective));
        let here = assess_by(criteria, rules::at(now), &home(), &facts, now);
        prop_assert_eq!(here, assess_by(criteria, rules::at(now), &home(), &abroad, elsewhere(now)));
    }
}

#[test]
fn the_version_is_that_of_the_day_on_which_it_is_decided() {
    // Isolated when the shorter criteria came: they hold for whoever was still isolated.
    let facts = Facts { onset: Some(day("2022-09-01")), ..better_since(jst("2022-09-06 09:00")) };
    let judge = |now: &str| {
        let now = jst(now);
        domain::release::assess(rules::at(now), &home(), &facts, now)
    };
    assert_eq!(
        (judge("2022-09-06 23:59").criteria.as_str(), judge("2022-09-07 00:00").criteria.as_str()),
        ("C5", "C6")
    );
    assert_eq!(judge("2022-09-06 23:59").release_date, Some(day("2022-09-12")));
    assert_eq!(judge("2022-09-09 00:00").release_date, Some(day("2022-09-09")));
    assert_eq!(in_force(day("2022-09-07")).version, "C6");
}
