//! Relief (症状軽快): the first reading of the unbroken last run of readings below the fever's bound,
//! without antipyretics, breathing and cough improving or none (design 6).

use super::judge::judged;
use super::{Condition, Facts, Holds, Judged};
use crate::change::Earlier;
use crate::rules::RuleSet;
use crate::symptoms::Symptom;
use crate::time::{Span, Time};

/// Since when somebody is better.
pub(super) struct Relief {
    /// Whether there is any reading.
    read: bool,
    /// The first of the last unbroken run of readings of which everything is known.
    pub certain: Option<Time>,
    /// The same if what is unknown is taken for good.
    pub perhaps: Option<Time>,
}

/// What a reading says of relief.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Better,
    Unknown,
    Worse,
}

impl Relief {
    /// What the check-ins say of it.
    pub fn of(rules: &RuleSet, facts: &Facts) -> Self {
        let mut check_ins: Vec<&Earlier> = facts.check_ins.iter().collect();
        check_ins.sort_by(|a, b| a.place.cmp(&b.place));
        let mut relief = Self { read: false, certain: None, perhaps: None };
        let mut before: Option<&[Symptom]> = None;
        for one in check_ins {
            let sign = sign(one, before, rules);
            before = one.reading.symptoms.as_deref().or(before);
            let Some(sign) = sign else { continue };
            let at = one.place.effective;
            relief.read = true;
            relief.perhaps = (sign != Sign::Worse).then(|| relief.perhaps.unwrap_or(at));
            relief.certain = (sign == Sign::Better).then(|| relief.certain.unwrap_or(at));
        }
        relief
    }

    /// Whether the last reading ended it.
    pub const fn is_over(&self) -> bool {
        self.read && self.perhaps.is_none()
    }

    /// Whether it holds.
    pub const fn holds(&self) -> Holds {
        match (self.certain, self.perhaps) {
            (Some(_), _) => Holds::Met,
            (None, None) if self.read => Holds::Not,
            _ => Holds::Unknown,
        }
    }

    /// Whether so many hours have passed since.
    pub fn hours(&self, hours: Span, now: Time, offset: i32) -> Judged {
        let ends = |at: Option<Time>| at.map(|at| at + hours);
        let (certain, perhaps) = (ends(self.certain), ends(self.perhaps));
        let is_past = |end: Option<Time>| end.is_some_and(|end| end <= now);
        let holds = if is_past(certain) {
            Holds::Met
        } else if is_past(perhaps) || !self.read {
            Holds::Unknown
        } else {
            Holds::Not
        };
        judged(Condition::ReliefHours, holds, certain.or(perhaps).map(|end| end.day(offset)))
    }
}

/// What a check-in says of relief; nothing without a temperature, unless it is worse all the same.
fn sign(check_in: &Earlier, before: Option<&[Symptom]>, rules: &RuleSet) -> Option<Sign> {
    const OF_BREATHING: [Symptom; 2] = [Symptom::Breathlessness, Symptom::Cough];
    let reading = &check_in.reading;
    let ticked: Vec<Symptom> = OF_BREATHING.into_iter().filter(|one| reading.has(*one)).collect();
    let is_new = |one: &Symptom| before.is_some_and(|before| !before.contains(one));
    let with_medicine = reading.temperature_tenths.is_some() && reading.antipyretic_taken == Some(true);
    if is_fever(check_in, rules)
        || with_medicine
        || !reading.emergency_symptoms.is_empty()
        || ticked.iter().any(is_new)
    {
        return Some(Sign::Worse);
    }
    reading.temperature_tenths?;
    // A cough that is still there may be improving or not: nobody asked.
    let is_known = ticked.is_empty() && reading.symptoms.is_some() && reading.antipyretic_taken.is_some();
    Some(if is_known { Sign::Better } else { Sign::Unknown })
}

/// Whether the temperature is one of a fever.
pub(super) fn is_fever(check_in: &Earlier, rules: &RuleSet) -> bool {
    check_in.reading.temperature_tenths.is_some_and(|tenths| tenths >= rules.triage.fever_tenths)
}
