//! What becomes of the task of a release, and what a person decides about it.

use super::judge::after;
use super::{Assessment, Condition, Facts, Holds, Verdict, assess, in_force, is_released};
use crate::api::error::{FieldError, Problem};
use crate::card::Card;
use crate::change::CaseChange;
use crate::form;
use crate::level::Level;
use crate::notification::Notification;
use crate::outcome::{End, Outcome};
use crate::placement::{CareStatus, Channel};
use crate::rules::RuleSet;
use crate::stay::{Refused, is_hospital};
use crate::task::Owed;
use crate::time::{Date, Span, Time};
use crate::work::{Family, Task, WorkState};

/// What becomes of the task of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A person is to decide, until then.
    Decide(Time),
    /// There is nothing to decide before.
    Wait(Time),
}

/// Clock of the decision: 10:00 of the release date (design 6), in minutes after midnight.
const DECIDED_BY_MINUTES: u32 = 10 * 60;

/// Whether a person is to decide now, or when it has to be looked at again.
///
/// A decision is asked for from the opening of the release date on. What is not met is looked at when it
/// can be, at most a day later if nobody can tell when.
pub fn look(rules: &RuleSet, card: &Card, facts: &Facts, now: Time) -> Look {
    let offset = rules.utc_offset_minutes;
    let assessed = assess(rules, card, facts, now);
    let unanchored = || {
        let day = facts.filed.unwrap_or_else(|| now.day(offset));
        let criteria = in_force(now.day(offset));
        after(day, criteria.term(true, card.care_status, facts.ventilated).1.days + 1)
    };
    let is_known = assessed.verdict == Verdict::Ready;
    let date = assessed.release_date.filter(|_| is_known).or(assessed.earliest).unwrap_or_else(unanchored);
    let opens = Time::at(date, rules.opening_hours.opens.minutes(), offset);
    let tomorrow = now + Span::hours(24);
    if now < opens {
        Look::Wait(opens)
    } else if is_hospital(card.care_status) {
        // The hospital discharges.
        Look::Wait(tomorrow)
    } else if assessed.verdict == Verdict::NotYet {
        let by_alert = assessed.holds(Condition::NoAlert) == Some(Holds::Not);
        Look::Wait(if by_alert { now + Span::hours(1) } else { tomorrow })
    } else {
        let due = Time::at(date, DECIDED_BY_MINUTES, offset);
        Look::Decide(if now < due { due } else { rules.take_due(Level::Caution, now) })
    }
}

/// When the release of a new case is looked at for the first time.
pub fn first_look(rules: &RuleSet, card: &Card, facts: &Facts, now: Time) -> Time {
    match look(rules, card, facts, now) {
        Look::Wait(until) => until,
        Look::Decide(_) => now,
    }
}

impl CaseChange<'_> {
    /// Looks at a release whose time to be looked at has come: a person is to decide, or it waits on.
    pub fn look_at_release(&mut self, facts: &Facts) {
        let is_waiting = |state| state == WorkState::Waiting;
        if !self.tasks.iter().any(|task| task.family == Family::Release && is_waiting(task.state)) {
            return;
        }
        if !is_released(self.card.kind) || self.card.ended_at.is_some() {
            self.settle_task(Family::Release);
            return;
        }
        let facts = self.with_news(facts);
        match look(self.rules, &self.card, &facts, self.now) {
            Look::Wait(until) => self.wait(Family::Release, until),
            Look::Decide(due_at) => {
                let (family, level) = (Family::Release, Level::Caution);
                self.owe(Owed { family, level, due_at, owner: None, rings: true });
                self.card.release_open = true;
            }
        }
    }

    /// How the case stands to the criteria now, with what this change settled.
    pub fn assess_release(&self, facts: &Facts) -> Assessment {
        assess(self.rules, &self.card, &self.with_news(facts), self.now)
    }

    /// A person releases; the number of the outcome, and what it was decided on. Everything stops at once.
    ///
    /// `date` is the release date that was seen: the proposed one, or, where something is unknown, the
    /// person's own, for which there has to be a reason in words.
    ///
    /// # Errors
    /// The conditions that are not met; `HasNews` if the date is another by now; as of [`CaseChange::end`].
    pub fn release(
        &mut self,
        facts: &Facts,
        date: Date,
        has_reason: bool,
    ) -> Result<(u32, Assessment), Refused> {
        if !is_released(self.card.kind) && self.card.ended_at.is_none() {
            return Err(Refused::Fields(vec![FieldError::new("case", Problem::NotForSuspected)]));
        }
        let assessed = self.assess_release(facts);
        let seen = self.card.stays;
        let number = {
            let errors = self.kept_from(&assessed, date, has_reason);
            if self.card.ended_at.is_none() && !errors.is_empty() {
                return Err(Refused::Fields(errors));
            }
            self.end(End { outcome: Outcome::Released, at: self.now }, seen)?
        };
        Ok((number, assessed))
    }

    /// A person says that it is not time yet: it is looked at again a day later, at the time that is returned.
    pub fn release_later(&mut self) -> Time {
        let until = self.now + Span::hours(24);
        self.put_off_release(until);
        until
    }

    /// Something changed on which a release depends: it is computed anew by the next sweep. Does nothing
    /// to a case whose release is not among the tasks that were read.
    pub fn reconsider_release(&mut self) {
        let is_owed = self.tasks.iter().any(|task| task.family == Family::Release);
        if is_owed && self.card.ended_at.is_none() {
            self.put_off_release(self.now);
        }
    }

    /// A further version of the notification may say another onset, or that somebody is ill at all.
    pub(crate) fn release_of_revised(&mut self, notification: &Notification) {
        let is_followed = form::find(&notification.form).is_some_and(|form| form.follow_up);
        if !is_released(self.card.kind) {
            self.settle_task(Family::Release);
        } else if is_followed && self.card.ended_at.is_none() {
            self.put_off_release(self.now);
        }
    }

    /// Who leaves a hospital or a care facility may be released earlier than was computed there: looked at the
    /// next morning. Whatever else a move changes is seen when the task wakes, or when it is listed.
    pub(crate) fn release_after_move(&mut self, was: CareStatus) {
        let cared_for = |status| is_hospital(status) || status == CareStatus::FacilityIsolation;
        let tomorrow = after(self.now.day(self.rules.utc_offset_minutes), 1);
        let opens = self.rules.opening_hours.opens.minutes();
        let morning = Time::at(tomorrow, opens, self.rules.utc_offset_minutes);
        let waits_longer = |task: &Task| task.family == Family::Release && task.wake_at > Some(morning);
        if cared_for(was) && !cared_for(self.card.care_status) && self.tasks.iter().any(waits_longer) {
            self.wait(Family::Release, morning);
        }
    }

    /// A case whose end is taken back is released like any other.
    pub(crate) fn release_of_reopened(&mut self) {
        if is_released(self.card.kind) && self.card.channel != Channel::None {
            self.put_off_release(self.now);
        }
    }

    fn put_off_release(&mut self, until: Time) {
        self.card.release_open = false;
        self.wait(Family::Release, until);
    }

    /// Why nobody may be released so.
    fn kept_from(&self, assessed: &Assessment, date: Date, has_reason: bool) -> Vec<FieldError> {
        let not_met = assessed.conditions.iter().filter(|one| one.holds == Holds::Not).map(|one| {
            let error = FieldError::new(format!("conditions.{}", one.condition.code()), Problem::NotMet);
            match one.since.filter(|_| one.condition != Condition::Relief) {
                Some(day) => error.limit(day.to_string()),
                None => error,
            }
        });
        let mut errors: Vec<FieldError> = not_met.collect();
        let today = self.now.day(self.rules.utc_offset_minutes);
        let by_hand = assessed.verdict == Verdict::ByHand;
        let too_early = assessed.earliest.is_some_and(|earliest| date < earliest);
        let is_other = !by_hand && assessed.release_date != Some(date);
        if date > today || too_early || is_other {
            let first = assessed.release_date.filter(|_| !by_hand).or(assessed.earliest);
            let limit = first.map_or_else(|| today.to_string(), |first| first.to_string());
            errors.push(FieldError::new("release_date", Problem::OutOfRange).limit(limit));
        }
        if by_hand && !has_reason {
            errors.push(FieldError::new("note", Problem::Missing));
        }
        errors
    }

    /// The facts and the windows that this very change found missed.
    fn with_news(&self, facts: &Facts) -> Facts {
        let missed = self.changes.iter().flat_map(|change| change.missed.iter().copied());
        let mut facts = facts.clone();
        facts.missed.extend(missed);
        facts
    }
}
