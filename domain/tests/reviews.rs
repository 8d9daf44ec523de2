//! No sequence of decisions about a notification leads to a state that may not be: a lost version, a
//! correction that nobody owes, a case that is none and goes on (R8, R24, R25, R28).

#![allow(clippy::unwrap_used)]

use domain::card::Card;
use domain::change::CaseChange;
use domain::form::{Filled, TestDone};
use domain::ids::OrganisationId;
use domain::notification::Notification;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::review::{NotificationState, Revised, Revision, Standing};
use domain::rules;
use domain::task::Owed;
use domain::time::{Span, Time};
use domain::work::{Family, Task, WorkState};
use proptest::prelude::*;

fn centre() -> OrganisationId {
    "centre".parse().unwrap()
}

fn card(kind: CaseKind, now: Time) -> Card {
    let care_status = CareStatus::Hospitalized;
    let risk = Risk::High;
    let placement =
        Placement { care_status, place: None, room: None, risk, channel: Channel::App, pregnant: false };
    let id = "00000000-0000-4000-8000-000000000001";
    let (case, person) = (id.parse().unwrap(), id.parse().unwrap());
    let prefecture = "prefecture".parse().unwrap();
    Card::open(rules::at(now), case, person, kind, centre(), prefecture, &placement, None, now)
}

fn of_type(case_type: &str) -> Notification {
    let answers = Filled::default().with("case_type", case_type);
    Notification { form: "covid-19/full-2021-11-01".to_owned(), answers }
}

fn test(positive: Option<bool>) -> TestDone {
    let specimen_date = "2026-01-05".parse().unwrap();
    TestDone { method: "pcr".to_owned(), specimen: "saliva".to_owned(), specimen_date, positive }
}

/// What the table holds of the tasks after a change.
fn kept(tasks: Vec<Task>, change: &domain::change::Changed) -> Vec<Task> {
    let mut after: Vec<Task> =
        tasks.into_iter().filter(|task| change.work.iter().all(|one| one.family != task.family)).collect();
    after.extend(change.work.iter().map(|one| Task {
        family: one.family,
        state: if one.closed { WorkState::Closed } else { one.work.state() },
        wake_at: one.waits_until.filter(|_| !one.closed),
        work: one.work.clone(),
        others: one.others.clone(),
    }));
    after
}

proptest! {
    #[test]
    fn no_sequence_of_decisions_loses_a_version_or_leaves_a_correction_to_nobody(
        begins_suspected in any::<bool>(),
        steps in prop::collection::vec((0_usize..5, 0_usize..3, 0_u32..4, any::<bool>(), 0_usize..3), 1..24),
    ) {
        let start: Time = "2026-01-05T10:00:00+09:00".parse().unwrap();
        let rules = rules::at(start);
        let kind = if begins_suspected { CaseKind::Suspected } else { CaseKind::Confirmed };
        let mut card = card(kind, start);
        let mut standing = Standing {
            state: NotificationState::Submitted,
            version: 1,
            submitted_at: start,
            filed_by: "clinic".parse().unwrap(),
            on_behalf_of: None,
        };
        let (level, due_at) = rules.review_due(&of_type("confirmed_patient"), false, start);
        let review = Owed { family: Family::Review, level, due_at, owner: None, rings: true }.first(start);
        let mut tasks = vec![Task {
            family: Family::Review,
            state: WorkState::Open,
            wake_at: None,
            work: review.work,
            others: Vec::new(),
        }];
        let mut versions = 1;
        for (i, (what, case_type, behind, by_centre, result)) in steps.into_iter().enumerate() {
            let now = start + Span::minutes(10 * i64::try_from(i + 1).unwrap());
            let seen = versions - behind.min(versions - 1).min(1);
            let before = (card.clone(), standing.clone());
            let mut change = CaseChange::begin_with(rules, card.clone(), tasks.clone(), now);
            let notification =
                of_type(["confirmed_patient", "asymptomatic_carrier", "suspected_patient"][case_type]);
            let known = [test([None, Some(true), Some(false)][result])];
            let revise = |change: &mut CaseChange<'_>, revision| {
                let revised =
                    Revised { revision, notification: &notification, tests: &known, age_months: None };
                change.revise(&standing, seen, &revised, by_centre)
            };
            let taken = match what {
                0 => change.accept(&standing, seen),
                1 => change.send_back(&standing, seen),
                2 => revise(&mut change, Revision::Correction),
                3 => revise(&mut change, [Revision::Anew, Revision::RuledOut][case_type % 2]),
                _ => change.withdraw(&standing, seen, by_centre),
            };
            let Ok(after) = taken else { continue };
            prop_assert_eq!(seen, versions, "an older version was decided about");
            let changed = change.finish();
            tasks = kept(tasks, &changed);
            card = changed.card;
            standing = after;
            // Each further version is the next one; a decision makes none.
            versions += u32::from(what == 2 || what == 3);
            prop_assert_eq!(standing.version, versions);
            prop_assert_eq!(card.identity, versions);
            let is_open = |family: Family| {
                tasks.iter().any(|task| task.family == family && task.state == WorkState::Open)
            };
            // Whoever is to act owes it, and nobody else.
            let is_none = matches!(card.kind, CaseKind::Withdrawn | CaseKind::RuledOut);
            prop_assert_eq!(is_open(Family::Correction), standing.state == NotificationState::Returned);
            if standing.state == NotificationState::Submitted {
                prop_assert!(is_open(Family::Review));
            } else if !is_none {
                prop_assert!(!is_open(Family::Review));
            }
            // What is none has ended for good, and only a suspected case is ruled out by a negative test.
            prop_assert_eq!(is_none, card.ended_at.is_some() && card.care_status == CareStatus::Ended);
            prop_assert!(!matches!(before.0.kind, CaseKind::Withdrawn));
            if card.kind == CaseKind::RuledOut && before.0.kind != CaseKind::RuledOut {
                prop_assert_eq!(before.0.kind, CaseKind::Suspected);
                prop_assert_eq!(known[0].positive, Some(false));
            }
            if before.0.kind == CaseKind::RuledOut {
                // It can still be accepted or returned by the centre, but never revived.
                prop_assert_eq!(card.kind, CaseKind::RuledOut);
            }
        }
    }
}
