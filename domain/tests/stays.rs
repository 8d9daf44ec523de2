//! Stays: which care status may follow which, that stays never overlap, and what a move does to the
//! schedule (domain.md 5.3; design 6).

#![allow(clippy::unwrap_used)]

use domain::api::error::Problem;
use domain::card::Card;
use domain::change::{CaseChange, Changed, Refusal};
use domain::condition::{Condition, Severity};
use domain::ids::{OrganisationId, WorkId};
use domain::level::Level;
use domain::outcome::{ENTERED, End, Outcome, possible, problem_of};
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::rules;
use domain::stay::{Refused, Stay, is_hospital, may_follow, next, place_kind};
use domain::task::{at_filing, undecided_for};
use domain::time::{Span, Time};
use domain::work::{Family, Task, WorkChange, WorkState};
use proptest::prelude::*;

const STATUSES: [CareStatus; 9] = [
    CareStatus::Arranging,
    CareStatus::WaitingAdmission,
    CareStatus::Hospitalized,
    CareStatus::HospitalizedSevere,
    CareStatus::HotelIsolation,
    CareStatus::HomeIsolation,
    CareStatus::FacilityIsolation,
    CareStatus::Ended,
    CareStatus::Unknown,
];

fn time(text: &str) -> Time {
    format!("{text}:00+09:00").parse().unwrap()
}

fn card(kind: CaseKind, care_status: CareStatus, risk: Risk, now: Time) -> Card {
    let placement =
        Placement { care_status, place: None, room: None, risk, channel: Channel::App, pregnant: false };
    let id = "00000000-0000-4000-8000-000000000001";
    let (case, person) = (id.parse().unwrap(), id.parse().unwrap());
    let (centre, prefecture) = ("centre".parse().unwrap(), "prefecture".parse().unwrap());
    Card::open(rules::at(now), case, person, kind, centre, prefecture, &placement, None, now)
}

fn home(now: Time) -> Card {
    card(CaseKind::Confirmed, CareStatus::HomeIsolation, Risk::Standard, now)
}

fn stay(care_status: CareStatus, from: Time) -> Stay {
    let place: Option<OrganisationId> = place_kind(care_status).map(|kind| kind.parse().unwrap());
    Stay { care_status, place, room: None, from, risk: Risk::Standard, channel: Channel::App }
}

/// When the next check-in is due.
fn due(card: &Card) -> Option<Time> {
    card.next_due(rules::at(card.placed_at))
}

/// The card after a move at this moment, or why there is none.
fn placed(card: &Card, stay: &Stay, now: Time) -> Result<Card, Refused> {
    let mut change = CaseChange::begin(rules::at(now), card.clone(), now);
    change.place(stay, card.stays)?;
    Ok(change.finish().card)
}

fn problem(card: &Card, stay: &Stay, now: Time) -> (String, Problem, Option<String>) {
    let Err(Refused::Fields(mut fields)) = placed(card, stay, now) else { panic!("not refused") };
    assert_eq!(fields.len(), 1, "{fields:?}");
    let field = fields.remove(0);
    (field.field, field.problem, field.limit)
}

/// The moves that nobody may make, written down apart from the code that decides.
fn is_forbidden(kind: CaseKind, from: CareStatus, to: CareStatus) -> bool {
    use CareStatus::{
        Ended, FacilityIsolation, HomeIsolation, Hospitalized, HospitalizedSevere, HotelIsolation,
        WaitingAdmission,
    };
    let isolated = [HotelIsolation, HomeIsolation, FacilityIsolation];
    let suspected_at_home = kind == CaseKind::Suspected && isolated.contains(&to);
    let severe_without_admission =
        to == HospitalizedSevere && !matches!(from, Hospitalized | HospitalizedSevere);
    let severe_goes_home = from == HospitalizedSevere && isolated.contains(&to);
    let bed_before_waiting = matches!(from, Hospitalized | HospitalizedSevere) && to == WaitingAdmission;
    let ended = from == Ended || to == Ended;
    suspected_at_home || severe_without_admission || severe_goes_home || bed_before_waiting || ended
}

#[test]
fn the_moves_of_the_table_are_allowed() {
    use CareStatus::{
        Arranging, FacilityIsolation, HomeIsolation, Hospitalized, HospitalizedSevere, HotelIsolation,
        Unknown, WaitingAdmission,
    };
    let rows: [(CareStatus, &[CareStatus]); 7] = [
        (Arranging, &[Hospitalized, HotelIsolation, HomeIsolation, FacilityIsolation, WaitingAdmission]),
        (HomeIsolation, &[HotelIsolation, Hospitalized]),
        (HotelIsolation, &[HomeIsolation, Hospitalized]),
        (FacilityIsolation, &[Hospitalized]),
        (WaitingAdmission, &[Hospitalized]),
        (Hospitalized, &[HospitalizedSevere, HotelIsolation, HomeIsolation, FacilityIsolation, Hospitalized]),
        (HospitalizedSevere, &[Hospitalized]),
    ];
    for (from, all) in rows {
        for to in all.iter().copied().chain([Unknown]) {
            assert!(may_follow(CaseKind::Confirmed, from, to), "{from:?} → {to:?}");
        }
    }
    // A suspected case is in scope only with admission (R4).
    let suspected: Vec<_> = next(CaseKind::Suspected, Hospitalized).collect();
    assert_eq!(suspected, [Hospitalized, HospitalizedSevere, Unknown]);
    // Whoever was lost can be found.
    assert!(next(CaseKind::Confirmed, Unknown).count() >= 6);
    assert_eq!(next(CaseKind::Confirmed, CareStatus::Ended).count(), 0);
}

#[test]
fn no_forbidden_move_is_allowed() {
    for kind in [CaseKind::Suspected, CaseKind::Confirmed, CaseKind::Asymptomatic] {
        for from in STATUSES {
            for to in STATUSES {
                let wrong = is_forbidden(kind, from, to) && may_follow(kind, from, to);
                assert!(!wrong, "{kind:?}: {from:?} → {to:?}");
            }
        }
    }
}

#[test]
fn a_stay_begins_neither_before_the_current_one_nor_in_the_future() {
    let begun = time("2026-01-04T16:00");
    let now = time("2026-01-05T10:00");
    let card = home(begun);
    let hotel = |from| stay(CareStatus::HotelIsolation, from);
    assert!(placed(&card, &hotel(begun), now).is_ok());
    assert!(placed(&card, &hotel(now + Span::minutes(5)), now).is_ok());
    let before = problem(&card, &hotel(begun - Span::seconds(1)), now);
    assert_eq!(before, ("from".to_owned(), Problem::BeforeStay, Some("2026-01-04 16:00".to_owned())));
    let future = problem(&card, &hotel(now + Span::seconds(301)), now);
    assert_eq!(future, ("from".to_owned(), Problem::InFuture, Some("2026-01-05 10:00".to_owned())));
}

#[test]
fn every_rule_of_a_stay_is_named() {
    let now = time("2026-01-05T10:00");
    let card = home(time("2026-01-04T16:00"));
    let hotel = stay(CareStatus::HotelIsolation, now);
    let cases = [
        (Stay { place: None, ..hotel.clone() }, "place", Problem::Missing),
        (Stay { room: Some("一二三四五六七八九十一".to_owned()), ..hotel.clone() }, "room", Problem::TooLong),
        (stay(CareStatus::HospitalizedSevere, now), "care_status", Problem::CannotFollow),
        (stay(CareStatus::HomeIsolation, now), "care_status", Problem::Unchanged),
        (
            Stay { place: hotel.place.clone(), ..stay(CareStatus::Arranging, now) },
            "place",
            Problem::Contradiction,
        ),
        (
            Stay { room: Some("1".to_owned()), ..stay(CareStatus::Arranging, now) },
            "room",
            Problem::Contradiction,
        ),
    ];
    for (stay, field, expected) in cases {
        let (found, problem, _) = problem(&card, &stay, now);
        assert_eq!((found.as_str(), problem), (field, expected));
    }
    let suspected = Card { kind: CaseKind::Suspected, ..card.clone() };
    let (_, found, _) = problem(&suspected, &hotel, now);
    assert_eq!(found, Problem::NotForSuspected);
    // Somebody was faster, or the case is over: then nothing else matters.
    let mut change = CaseChange::begin(rules::at(now), card.clone(), now);
    assert_eq!(change.place(&hotel, card.stays + 1), Err(Refused::HasNews));
    let ended = Card { ended_at: Some(now), ..card };
    assert_eq!(placed(&ended, &hotel, now), Err(Refused::CaseEnded));
}

#[test]
fn admission_stops_the_schedule_and_step_down_begins_it_anew() {
    let card = home(time("2026-01-04T16:00"));
    assert_eq!(due(&card), Some(time("2026-01-05T09:00")));
    let admitted = time("2026-01-05T08:00");
    let card = placed(&card, &stay(CareStatus::Hospitalized, admitted), admitted).unwrap();
    let rules = rules::at(admitted);
    assert_eq!((card.next_window, card.wake_at(rules)), (None, None));
    // A week without a check-in is no silence.
    let later = time("2026-01-12T08:00");
    assert!(CaseChange::begin(rules, card.clone(), later).finish().work.is_empty());

    let card = placed(&card, &stay(CareStatus::HotelIsolation, later), later).unwrap();
    // 07:00 is past and 16:00 at least four hours away.
    assert_eq!(due(&card), Some(time("2026-01-12T16:00")));
    // The reminder comes first, the alert at 17:00.
    assert_eq!(card.wake_at(rules), Some(time("2026-01-12T16:30")));
}

#[test]
fn the_first_window_of_a_new_placement_is_at_least_four_hours_away() {
    let card = home(time("2026-01-04T16:00"));
    let moved = |from: &str, now: &str| {
        due(&placed(&card, &stay(CareStatus::HotelIsolation, time(from)), time(now)).unwrap())
    };
    assert_eq!(moved("2026-01-05T03:00", "2026-01-05T03:00"), Some(time("2026-01-05T07:00")));
    assert_eq!(moved("2026-01-05T03:01", "2026-01-05T03:01"), Some(time("2026-01-05T16:00")));
    // Entered late: never a window that nobody can answer any more.
    assert_eq!(moved("2026-01-04T20:00", "2026-01-05T10:00"), Some(time("2026-01-05T16:00")));
    // A change of risk counts as a new placement too.
    let now = time("2026-01-05T08:00");
    let high = Stay { risk: Risk::High, ..stay(CareStatus::HomeIsolation, now) };
    assert_eq!(due(&placed(&card, &high, now).unwrap()), Some(time("2026-01-05T15:00")));
}

#[test]
fn another_room_moves_no_window() {
    let now = time("2026-01-04T16:00");
    let hotel = placed(&home(now), &stay(CareStatus::HotelIsolation, now), now).unwrap();
    assert_eq!(due(&hotel), Some(time("2026-01-05T07:00")));
    let morning = time("2026-01-05T06:00");
    let room = Stay { room: Some("802".to_owned()), ..stay(CareStatus::HotelIsolation, morning) };
    let moved = placed(&hotel, &room, morning).unwrap();
    assert_eq!((due(&moved), moved.room.as_deref()), (due(&hotel), Some("802")));
    assert_eq!(moved.stays, 3);
}

#[test]
fn what_is_overdue_is_settled_before_a_move_and_alerts_stay_open() {
    let card = home(time("2026-01-04T16:00"));
    let now = time("2026-01-05T13:00");
    let mut change = CaseChange::begin(rules::at(now), card.clone(), now);
    change.place(&stay(CareStatus::Hospitalized, now), card.stays).unwrap();
    let changed = change.finish();
    // Beside the alert waits only the condition of the inpatient.
    assert_eq!(
        changed.work.iter().map(|work| work.family).collect::<Vec<_>>(),
        [Family::Silence, Family::Condition]
    );
    assert_eq!(changed.work[0].should_open_at, time("2026-01-05T12:00"));
    assert!(changed.work[0].rings && !changed.work[0].closed);
    assert!(changed.card.alert(Family::Silence).is_some());
    assert!(!changed.card.window_before_missed);
}

/// One attempt to move: where, how long after the last start, and how long before it is entered.
fn attempts() -> impl Strategy<Value = Vec<(usize, i64, i64, bool)>> {
    let one = (0..STATUSES.len(), -7_200..200_000i64, -900..100_000i64, any::<bool>());
    prop::collection::vec(one, 1..40)
}

proptest! {
    #[test]
    fn no_sequence_of_moves_reaches_a_forbidden_status_or_overlapping_stays(
        suspected in any::<bool>(),
        attempts in attempts(),
    ) {
        let begun = time("2026-01-04T16:00");
        let (kind, first) = if suspected {
            (CaseKind::Suspected, CareStatus::Arranging)
        } else {
            (CaseKind::Confirmed, CareStatus::HomeIsolation)
        };
        let mut card = card(kind, first, Risk::Standard, begun);
        let mut now = begun;
        for (status, after, entered, other_room) in attempts {
            let from = card.placed_at + Span::seconds(after);
            now = now.max(from + Span::seconds(entered));
            let mut stay = stay(STATUSES[status], from);
            if other_room && stay.place.is_some() {
                stay.room = Some(format!("{}", after % 1_000));
            }
            let before = card.clone();
            match placed(&card, &stay, now) {
                Ok(moved) => card = moved,
                Err(Refused::Fields(fields)) => {
                    prop_assert!(!fields.is_empty());
                    continue;
                }
                Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            }
            prop_assert!(!is_forbidden(kind, before.care_status, card.care_status));
            // The stay before ends where this one begins, so it may not begin earlier than that one.
            prop_assert!(card.placed_at >= before.placed_at);
            prop_assert!(card.placed_at <= now + Span::minutes(5));
            prop_assert_eq!(card.stays, before.stays + 1);
            prop_assert_eq!(card.version, before.version + 1);
            prop_assert_eq!(card.place.is_some(), place_kind(card.care_status).is_some());
            let rules = rules::at(now);
            let followed = rules.schedule(card.care_status, card.risk).is_some();
            prop_assert_eq!(card.next_window.is_some(), followed);
            // Nobody who is followed is without a time to look again.
            prop_assert_eq!(card.wake_at(rules).is_some(), followed);
        }
    }

    #[test]
    fn no_sequence_with_conditions_and_outcomes_reaches_a_forbidden_status_or_overlapping_stays(
        steps in prop::collection::vec((0..14usize, 0..90_000i64, -900..90_000i64), 1..40),
    ) {
        let begun = time("2026-01-04T16:00");
        let mut card = home(begun);
        // Where stays begin and, at the end, where the last of them ends.
        let mut bounds = vec![begun];
        let mut deaths = 0;
        let mut now = begun;
        for (what, after, entered) in steps {
            let at = card.ended_at.unwrap_or(card.placed_at) + Span::seconds(after);
            now = now.max(at + Span::seconds(entered));
            let rules = rules::at(now);
            let before = card.clone();
            let mut change = CaseChange::begin(rules, card.clone(), now);
            let taken = match what {
                0..=7 => change.place(&stay(STATUSES[what], at), before.stays).map(|_| ()),
                8 | 9 => {
                    let severity = if what == 8 { Severity::Severe } else { Severity::Mild };
                    let condition = Condition { at, severity, oxygen: false, ventilator: false, ecmo: false };
                    change.condition(&condition).map(|_| ())
                }
                _ => change.end(End { outcome: ENTERED[what - 10], at }, before.stays).map(|_| ()),
            };
            if taken.is_err() {
                continue;
            }
            let Changed { card: after, work, wake_at, .. } = change.finish();
            card = after;
            if card.stays > before.stays {
                prop_assert!(!is_forbidden(card.kind, before.care_status, card.care_status));
                bounds.push(card.placed_at);
            }
            if let Some(ended) = card.ended_at {
                // An end is never undone or moved; only a death may follow it, once.
                prop_assert!(before.ended_at.is_none_or(|was| was == ended));
                prop_assert_eq!(card.care_status, CareStatus::Ended);
                prop_assert_eq!((card.next_window, wake_at), (None, None));
                prop_assert!(card.health.is_none() && card.silence.is_none());
                prop_assert!(work.iter().all(|alert| alert.closed && !alert.rings));
                if before.ended_at.is_none() {
                    bounds.push(ended);
                    let allowed = problem_of(card.kind, before.care_status, card.outcome.unwrap());
                    prop_assert_eq!(allowed, None);
                } else {
                    prop_assert_eq!(card.outcome, Some(Outcome::Deceased));
                    prop_assert_ne!(before.outcome, Some(Outcome::Deceased));
                }
                deaths += u32::from(card.outcome == Some(Outcome::Deceased));
                prop_assert!(deaths <= 1 && card.stays == before.stays);
            }
            prop_assert!(bounds.is_sorted(), "{bounds:?}");
        }
        let left = possible(card.kind, card.care_status, card.outcome);
        prop_assert!(card.outcome != Some(Outcome::Deceased) || left.is_empty());
    }
}

#[test]
fn what_is_offered_is_what_is_taken() {
    use CareStatus::{Ended, HomeIsolation, Hospitalized, HospitalizedSevere, WaitingAdmission};
    use Outcome::{Deceased, Discharged, Lost, Released, RuledOut, Withdrawn};
    for status in [Hospitalized, HospitalizedSevere] {
        assert_eq!(possible(CaseKind::Confirmed, status, None), [Discharged, Deceased]);
        assert_eq!(problem_of(CaseKind::Confirmed, status, Released), Some(Problem::StillInHospital));
    }
    assert_eq!(possible(CaseKind::Confirmed, HomeIsolation, None), [Released, Deceased, Lost]);
    assert_eq!(problem_of(CaseKind::Confirmed, HomeIsolation, Discharged), Some(Problem::NotAnInpatient));
    // A suspected case is never in isolation (R4).
    assert_eq!(possible(CaseKind::Suspected, WaitingAdmission, None), [Deceased, Lost]);
    for (before, after) in [(Released, vec![Deceased]), (Lost, vec![Deceased]), (Deceased, vec![])] {
        assert_eq!(possible(CaseKind::Confirmed, Ended, Some(before)), after);
    }
    for never in [RuledOut, Withdrawn, Outcome::Unknown] {
        assert!(possible(CaseKind::Confirmed, Ended, Some(never)).is_empty());
    }
}

#[test]
fn what_is_overdue_is_settled_before_the_end_and_closed_with_it() {
    let card = home(time("2026-01-04T16:00"));
    let now = time("2026-01-05T13:00");
    let mut change = CaseChange::begin(rules::at(now), card, now);
    let end = End { outcome: Outcome::Released, at: time("2026-01-05T12:30") };
    assert_eq!(change.end(end, 1), Ok(1));
    let changed = change.finish();
    assert_eq!(changed.work.len(), 1);
    let alert = &changed.work[0];
    assert_eq!(alert.should_open_at, time("2026-01-05T12:00"));
    assert!(alert.closed && !alert.rings && changed.card.silence.is_none());
}

/// What the table holds of the tasks after these changes.
fn kept(tasks: Vec<Task>, changes: &[WorkChange]) -> Vec<Task> {
    let is_old = |task: &Task| changes.iter().all(|change| change.family != task.family);
    let mut after: Vec<Task> = tasks.into_iter().filter(is_old).collect();
    for change in changes.iter().filter(|change| Family::TASKS.contains(&change.family)) {
        let wake_at = change.waits_until.filter(|_| !change.closed);
        let state = match (change.closed, wake_at) {
            (true, _) => WorkState::Closed,
            (false, Some(_)) => WorkState::Waiting,
            (false, None) => change.work.state(),
        };
        after.push(Task {
            family: change.family,
            state,
            wake_at,
            work: change.work.clone(),
            others: Vec::new(),
        });
    }
    after
}

fn state(tasks: &[Task], family: Family) -> WorkState {
    tasks.iter().find(|task| task.family == family).map_or(WorkState::Closed, |task| task.state)
}

/// A new case with the tasks that wait from its filing on.
fn new_case(care_status: CareStatus, now: Time) -> (Card, Vec<Task>) {
    let card = card(CaseKind::Confirmed, care_status, Risk::Standard, now);
    let tasks = kept(Vec::new(), &at_filing(rules::at(now), &card, true));
    (card, tasks)
}

/// The tasks after a sweep at this moment.
fn swept(card: &Card, tasks: &[Task], now: Time) -> Vec<Task> {
    let changed = CaseChange::begin_with(rules::at(now), card.clone(), tasks.to_vec(), now).finish();
    kept(tasks.to_vec(), &changed.work)
}

#[test]
fn an_undecided_placement_becomes_work_after_a_day_and_a_missing_bed_after_half_a_day() {
    let begun = time("2026-01-05T10:00");
    for (status, hours, level) in
        [(CareStatus::Arranging, 24, Level::Caution), (CareStatus::WaitingAdmission, 12, Level::Urgent)]
    {
        let (card, tasks) = new_case(status, begun);
        let due = begun + Span::hours(hours);
        assert_eq!(state(&swept(&card, &tasks, due), Family::Placement), WorkState::Waiting);
        let tasks = swept(&card, &tasks, due + Span::seconds(1));
        assert_eq!(state(&tasks, Family::Placement), WorkState::Open, "{status:?}");
        let opened = tasks.iter().find(|task| task.family == Family::Placement).unwrap();
        assert_eq!(opened.work.level, level);
    }
    for placed in [CareStatus::HomeIsolation, CareStatus::HotelIsolation, CareStatus::Unknown] {
        assert!(new_case(placed, begun).1.is_empty());
    }
    // A disease whose cases nobody places.
    let card = card(CaseKind::Confirmed, CareStatus::Arranging, Risk::Unknown, begun);
    assert!(at_filing(rules::at(begun), &card, false).is_empty());
}

#[test]
fn a_person_who_closes_an_undecided_placement_is_asked_again() {
    let begun = time("2026-01-05T10:00");
    let (card, tasks) = new_case(CareStatus::Arranging, begun);
    let now = begun + Span::hours(30);
    let rules = rules::at(now);
    let tasks = swept(&card, &tasks, now);
    let mut change = CaseChange::begin_with(rules, card.clone(), tasks.clone(), now);
    change.close(&WorkId::task(Family::Placement), None).unwrap();
    let tasks = kept(tasks, &change.finish().work);
    let waits = tasks.iter().find(|task| task.family == Family::Placement).unwrap();
    assert_eq!((waits.state, waits.wake_at), (WorkState::Waiting, Some(now + Span::hours(24))));
    // Nor does a change of risk decide where the patient is to be; waiting for a bed begins a new clock.
    let later = now + Span::hours(1);
    let high = Stay { risk: Risk::High, ..stay(CareStatus::Arranging, later) };
    for (stay, wakes) in
        [(high, now + Span::hours(24)), (stay(CareStatus::WaitingAdmission, later), later + Span::hours(12))]
    {
        let mut change = CaseChange::begin_with(rules, card.clone(), tasks.clone(), later);
        change.place(&stay, card.stays).unwrap();
        let tasks = kept(tasks.clone(), &change.finish().work);
        let waits = tasks.iter().find(|task| task.family == Family::Placement).unwrap();
        assert_eq!((waits.state, waits.wake_at), (WorkState::Waiting, Some(wakes)));
    }
}

#[test]
fn the_condition_of_an_inpatient_is_asked_for_after_two_days_and_only_entered_is_it_there() {
    let begun = time("2026-01-05T10:00");
    let (card, tasks) = new_case(CareStatus::Hospitalized, begun);
    let now = begun + Span::hours(49);
    let rules = rules::at(now);
    let tasks = swept(&card, &tasks, now);
    assert_eq!(state(&tasks, Family::Condition), WorkState::Open);
    let mut change = CaseChange::begin_with(rules, card.clone(), tasks.clone(), now);
    assert_eq!(change.close(&WorkId::task(Family::Condition), None), Err(Refusal::EndsOtherwise));
    let condition =
        Condition { at: now, severity: Severity::Mild, oxygen: false, ventilator: false, ecmo: false };
    change.condition(&condition).unwrap();
    let changed = change.finish();
    let tasks = kept(tasks, &changed.work);
    let waits = tasks.iter().find(|task| task.family == Family::Condition).unwrap();
    assert_eq!((waits.state, waits.wake_at), (WorkState::Waiting, Some(now + Span::hours(48))));
    // One that was entered late is not how the patient is now, and asks for nothing less.
    let old = Condition { at: begun, ..condition };
    let later = now + Span::hours(1);
    let mut change = CaseChange::begin_with(rules, changed.card, tasks, later);
    change.condition(&old).unwrap();
    assert!(change.finish().work.is_empty());
}

proptest! {
    #[test]
    fn whatever_happens_an_undecided_placement_is_open_or_waits_and_so_is_the_condition_of_an_inpatient(
        first in 0..7usize,
        steps in prop::collection::vec((0..17usize, 0..90_000i64, -900..90_000i64), 1..40),
    ) {
        let mut now = time("2026-01-04T16:00");
        let (mut card, mut tasks) = new_case(STATUSES[first], now);
        for (what, after, entered) in steps {
            let at = card.ended_at.unwrap_or(card.placed_at) + Span::seconds(after);
            now = now.max(at + Span::seconds(entered));
            let rules = rules::at(now);
            let mut change = CaseChange::begin_with(rules, card.clone(), tasks.clone(), now);
            let taken = match what {
                0..=7 => change.place(&stay(STATUSES[what], at), card.stays).map(|_| ()),
                8 | 9 => {
                    let severity = if what == 8 { Severity::Severe } else { Severity::Mild };
                    let condition = Condition { at, severity, oxygen: false, ventilator: false, ecmo: false };
                    change.condition(&condition).map(|_| ())
                }
                10..=13 => change.end(End { outcome: ENTERED[what - 10], at }, card.stays).map(|_| ()),
                // Somebody closes what is open, takes it in hand, or only the sweep runs.
                14 => {
                    let _ = change.close(&WorkId::task(Family::Placement), None);
                    Ok(())
                }
                15 => {
                    let _ = change.take(&WorkId::task(Family::Placement), "nurse");
                    Ok(())
                }
                _ => Ok(()),
            };
            if taken.is_err() {
                continue;
            }
            let changed = change.finish();
            // Each item is written under the version that was read, or for the first time.
            for work in changed.work.iter().filter(|work| Family::TASKS.contains(&work.family)) {
                let stored = tasks.iter().find(|task| task.family == work.family);
                prop_assert_eq!(work.was, stored.map(|task| task.work.version));
                prop_assert!(work.opens || work.was.is_some());
            }
            tasks = kept(tasks, &changed.work);
            card = changed.card;
            let goes_on = card.ended_at.is_none();
            let undecided = goes_on && undecided_for(rules, card.care_status).is_some();
            let inpatient = goes_on && is_hospital(card.care_status);
            for (family, owed) in [(Family::Placement, undecided), (Family::Condition, inpatient)] {
                let task = tasks.iter().find(|task| task.family == family);
                let state = state(&tasks, family);
                prop_assert_eq!(state != WorkState::Closed, owed, "{:?} is {:?} at {:?}", family, state, card.care_status);
                // What waits carries a time to look again, and that is in nobody's list.
                let wakes = task.and_then(|task| task.wake_at);
                prop_assert_eq!(wakes.is_some(), state == WorkState::Waiting);
            }
        }
    }
}
