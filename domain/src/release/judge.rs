//! How a case stands to the criteria.

use chrono::Days;

use super::relief::{Relief, is_fever};
use super::{Assessment, Condition, Criteria, Facts, Holds, Judged, Verdict, in_force};
use crate::card::Card;
use crate::change::Earlier;
use crate::level::Level;
use crate::placement::CaseKind;
use crate::rules::RuleSet;
use crate::time::{Date, Span, Time};
use crate::work::Family;

/// How a case stands to the criteria in force at `now`.
pub fn assess(rules: &RuleSet, card: &Card, facts: &Facts, now: Time) -> Assessment {
    assess_by(in_force(now.day(rules.utc_offset_minutes)), rules, card, facts, now)
}

/// The same by a certain version.
pub fn assess_by(criteria: &Criteria, rules: &RuleSet, card: &Card, facts: &Facts, now: Time) -> Assessment {
    let offset = rules.utc_offset_minutes;
    let (is_ill, anchor) = anchor(card.kind, facts, rules);
    let (course, term) = criteria.term(is_ill, card.care_status, facts.ventilated);
    let hours = Span::hours(term.relief_hours);
    // Those without symptoms are watched for as long as those with.
    let watched_hours = Span::hours(term.relief_hours.max(criteria.symptomatic.relief_hours));
    let today = now.day(offset);
    let relief = Relief::of(rules, facts);

    let days_end = anchor.map(|day| after(day, term.days));
    let days = match days_end {
        None => judged(Condition::Days, Holds::Unknown, None),
        Some(last) => judged(Condition::Days, met(last < today), Some(after(last, 1))),
    };
    let mut conditions = vec![days];
    if is_ill {
        conditions.push(judged(
            Condition::Relief,
            relief.holds(),
            relief.certain.or(relief.perhaps).map(|at| at.day(offset)),
        ));
        conditions.push(relief.hours(hours, now, offset));
    }
    conditions.push(judged(Condition::Watched, watched(rules, card, facts, now - watched_hours, now), None));
    let worst = [Family::Health, Family::Silence].map(|family| card.alert(family).map(|alert| alert.level));
    let calm = worst.iter().flatten().all(|level| matches!(level, Level::Ok | Level::Caution));
    conditions.push(judged(Condition::NoAlert, met(calm), None));

    let relieved = |at: Option<Time>| at.map(|at| (at + hours).day(offset));
    let last_isolation_day = if is_ill {
        days_end.zip(relieved(relief.certain)).map(|(days, hours)| days.max(hours))
    } else {
        days_end
    };
    // Who has a fever now can be relieved by the next reading at the earliest.
    let soonest = relief.perhaps.or_else(|| relief.is_over().then_some(now)).filter(|_| is_ill);
    let earliest = days_end.map(|days| after(relieved(soonest).map_or(days, |hours| days.max(hours)), 1));
    let is = |holds: Holds| conditions.iter().any(|one| one.holds == holds);
    let release_date = last_isolation_day.map(|day| after(day, 1));
    // The hours may end within the last day; the day itself has to be over too.
    let verdict = if is(Holds::Not) || release_date.is_some_and(|date| today < date) {
        Verdict::NotYet
    } else if is(Holds::Unknown) {
        Verdict::ByHand
    } else {
        Verdict::Ready
    };
    Assessment {
        criteria: criteria.version.clone(),
        course,
        anchor,
        relief_at: relief.certain.filter(|_| is_ill),
        verdict,
        last_isolation_day,
        release_date,
        earliest,
        conditions,
    }
}

/// Whether somebody has or had symptoms, and day 0. A carrier who falls ill counts from the onset, never
/// from a day before the specimen (T16).
fn anchor(kind: CaseKind, facts: &Facts, rules: &RuleSet) -> (bool, Option<Date>) {
    if kind != CaseKind::Asymptomatic {
        return (true, facts.onset);
    }
    let fell_ill = facts.check_ins.iter().filter(|one| is_ill(one, rules)).map(|one| one.place.effective);
    match facts.onset.or_else(|| fell_ill.min().map(|at| at.day(rules.utc_offset_minutes))) {
        Some(onset) => (true, Some(facts.specimen.map_or(onset, |specimen| onset.max(specimen)))),
        None => (false, facts.specimen),
    }
}

fn is_ill(check_in: &Earlier, rules: &RuleSet) -> bool {
    let reading = &check_in.reading;
    is_fever(check_in, rules)
        || !reading.emergency_symptoms.is_empty()
        || reading.symptoms.as_ref().is_some_and(|ticked| !ticked.is_empty())
}

/// Whether somebody knew how the patient was from this moment on.
fn watched(rules: &RuleSet, card: &Card, facts: &Facts, from: Time, now: Time) -> Holds {
    if facts.missed.iter().any(|due| *due > from && !is_covered(rules, card, facts, *due)) {
        return Holds::Not;
    }
    let offset = rules.utc_offset_minutes;
    let since = Time::at(from.day(offset), 0, offset);
    let mut told =
        facts.check_ins.iter().filter(|one| one.reading.is_complete()).map(|one| one.place.effective);
    let heard = told.any(|at| since <= at && at <= now) || facts.reached.iter().any(|at| since <= *at);
    if heard { Holds::Met } else { Holds::Unknown }
}

/// Whether a missed window was answered after all, or a call reached the patient before the next was due.
fn is_covered(rules: &RuleSet, card: &Card, facts: &Facts, due: Time) -> bool {
    let offset = rules.utc_offset_minutes;
    let own = card.windows(rules).map(|windows| (windows, windows.first_due_from(due)));
    let own = own.filter(|(_, window)| window.due == due);
    let own = own.map(|(windows, window)| (window.starts, window.ends, windows.after(window).due));
    let (starts, ends, next) = own.unwrap_or_else(|| {
        // A window of an earlier schedule: its day.
        let starts = Time::at(due.day(offset), 0, offset);
        (starts, starts + Span::hours(24), due + Span::hours(24))
    });
    let answers = |one: &Earlier| {
        one.reading.is_complete() && starts <= one.place.effective && one.place.effective < ends
    };
    facts.check_ins.iter().any(answers) || facts.reached.iter().any(|at| starts <= *at && *at < next)
}

pub(super) const fn judged(condition: Condition, holds: Holds, since: Option<Date>) -> Judged {
    Judged { condition, holds, since }
}

const fn met(is_met: bool) -> Holds {
    if is_met { Holds::Met } else { Holds::Not }
}

pub(super) fn after(day: Date, days: u64) -> Date {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
