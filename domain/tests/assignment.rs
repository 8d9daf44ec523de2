//! Assigning a case: whatever goes from hand to hand, in whatever order, keeps its clock and its time to look
//! again, and nobody keeps in hand what they see no more (design 6; domain.md 6.3).

#![allow(clippy::unwrap_used)]

use domain::card::Card;
use domain::change::{CaseChange, Changed};
use domain::ids::OrganisationId;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::rules;
use domain::time::{Date, Span, Time};
use domain::work::Family;
use proptest::prelude::*;

const CONTRACTORS: [&str; 2] = ["hidamari", "komorebi"];
const NURSE: &str = "nurse";

/// What somebody does next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Assign(usize),
    TakeBack,
    Take,
    TakeByContractor,
    PutBack,
    Leave,
}

fn time(text: &str) -> Time {
    format!("{text}:00+09:00").parse().unwrap()
}

/// Somebody at home who missed yesterday's window: one alert is open since 5 January, 12:01.
fn silent() -> Card {
    let filed = time("2026-01-04T16:00");
    let placement = Placement {
        care_status: CareStatus::HomeIsolation,
        place: None,
        room: None,
        risk: Risk::Standard,
        channel: Channel::App,
        pregnant: false,
    };
    let id = "00000000-0000-4000-8000-000000000001";
    let (case, person) = (id.parse().unwrap(), id.parse().unwrap());
    let (centre, prefecture) = ("centre".parse().unwrap(), "prefecture".parse().unwrap());
    let kind = CaseKind::Confirmed;
    let rules = rules::at(filed);
    let card = Card::open(rules, case, person, kind, centre, prefecture, &placement, None, filed);
    CaseChange::begin(rules, card, time("2026-01-05T12:01")).finish().card
}

fn contractor(number: usize) -> OrganisationId {
    CONTRACTORS[number].parse().unwrap()
}

/// The people of whoever has the case.
fn theirs(card: &Card) -> Vec<String> {
    card.contractor.iter().map(|contractor| format!("{contractor}-1")).collect()
}

/// Does it, if it can be done.
fn act(card: Card, act: Act, now: Time) -> Option<Changed> {
    let seen = card.contractor.clone();
    let theirs = theirs(&card);
    let last_day: Date = "2026-01-09".parse().unwrap();
    let work = card.silence.as_ref()?.id.clone();
    let mut change = CaseChange::begin(rules::at(now), card, now);
    match act {
        Act::Assign(to) => change.assign(contractor(to), last_day, seen.as_ref(), &theirs).ok()?,
        Act::TakeBack => change.take_back(&seen?, &theirs).ok()?,
        Act::Take => change.take(&work, NURSE).ok()?,
        Act::TakeByContractor => change.take(&work, theirs.first()?).ok()?,
        Act::PutBack => change.put_back(&work, NURSE).ok()?,
        Act::Leave => change.leave_to_centre(&work, theirs.first()?).ok()?,
    }
    Some(change.finish())
}

fn acts() -> impl Strategy<Value = Vec<(Act, i64)>> {
    let act = prop_oneof![
        (0..2_usize).prop_map(Act::Assign),
        Just(Act::TakeBack),
        Just(Act::Take),
        Just(Act::TakeByContractor),
        Just(Act::PutBack),
        Just(Act::Leave),
    ];
    prop::collection::vec((act, 1..60_i64), 1..14)
}

proptest! {
    #[test]
    fn no_clock_moves_from_hand_to_hand(acts in acts()) {
        let mut card = silent();
        let due_at = card.silence.as_ref().unwrap().due_at;
        let mut now = time("2026-01-05T12:10");
        for (what, minutes) in acts {
            now = now + Span::minutes(minutes);
            let before = card.clone();
            let Some(changed) = act(card.clone(), what, now) else { continue };
            let silence = changed.card.silence.as_ref().unwrap();
            prop_assert_eq!(silence.due_at, due_at);
            let gone = before.contractor.as_ref().filter(|was| changed.card.contractor.as_ref() != Some(*was));
            prop_assert_eq!(changed.unassigned.as_ref(), gone);
            for work in &changed.work {
                let handed = matches!(what, Act::Assign(_) | Act::TakeBack | Act::Leave);
                prop_assert!(!handed || work.wake_at.is_none(), "{:?} moved {:?}", what, work.wake_at);
                prop_assert_eq!(work.left.first(), gone);
                // Whoever has it from now on hears it, unless somebody has it in hand.
                if handed {
                    prop_assert_eq!(work.rings, work.work.taken.is_none());
                }
            }
            if let Some(holder) = silence.taken.as_ref() {
                prop_assert!(holder.by == NURSE || theirs(&changed.card).contains(&holder.by), "{holder:?}");
            }
            card = changed.card;
        }
    }
}

#[test]
fn an_assignment_ends_with_its_last_day_and_wakes_the_sweep() {
    let now = time("2026-01-05T12:30");
    let card = act(silent(), Act::Assign(0), now).unwrap().card;
    let ends = time("2026-01-10T00:00");
    assert_eq!(card.contractor_until, Some(ends));
    assert_eq!(card.assigned_to(ends - Span::seconds(1)), Some(&contractor(0)));
    assert_eq!(card.assigned_to(ends), None);
    // Without a schedule nothing else would wake it.
    let quiet = Card { channel: Channel::None, ..card.clone() };
    assert_eq!(quiet.wake_at(rules::at(now)), Some(ends));

    let after = ends + Span::seconds(30);
    let mut change = CaseChange::begin(rules::at(after), quiet, after);
    assert!(change.assignment_is_over());
    change.end_assignment(&[]);
    let changed = change.finish();
    assert_eq!((changed.unassigned, changed.wake_at), (Some(contractor(0)), None));
    assert!(changed.work.iter().any(|work| work.family == Family::Silence && work.rings));
}
