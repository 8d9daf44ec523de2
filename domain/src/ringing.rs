//! Ringing (design 5 and 6, "Overdue → escalates"): open work rings again and higher until a named person
//! has it in hand and has written a result.
//!
//! Each work item counts the steps of its ladder. Step 0 is its opening; whenever its time to look again
//! passes, the next step rings. Who hears a step depends on who answers at that hour: by day the people of
//! the organisation that owns it, at night whoever covers for them.

use serde::{Deserialize, Serialize};

use crate::change::{CaseChange, Refusal};
use crate::ids::{OrganisationId, WorkId};
use crate::level::Level;
use crate::placement::CareStatus;
use crate::rules::{OpeningHours, RuleSet, WallClock};
use crate::symptoms::codes;
use crate::task::Owed;
use crate::time::{Span, Time};
use crate::triage::Reason;
use crate::work::{Family, Step, Work, WorkChange};

codes! {
    /// Who of an organisation is rung. Subscriptions to its topic choose by it.
    Audience {
        /// Whoever is on duty by day.
        Staff = "staff",
        /// Its manager.
        Manager = "manager",
        /// Whoever covers the night.
        Cover = "cover",
        /// The deputy of the night.
        Deputy = "deputy",
        /// The desk that a prefecture keeps for what its centres do not answer.
        Desk = "desk",
        /// Nobody: the subscription that listens whether alarms arrive.
        Canary = "canary",
    }
}

/// Who answers for an organisation, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its prefecture.
    pub prefecture: OrganisationId,
    /// When its own people answer by day.
    pub hours: OpeningHours,
    /// Who answers otherwise.
    pub night: Vec<Shift>,
    /// Minutes east of UTC in which these times are meant.
    pub utc_offset_minutes: i32,
}

/// Who answers for a part of the night.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// From this time of day, …
    pub from: WallClock,
    /// … until this one, on the next day if it is not later.
    pub until: WallClock,
    /// The organisation whose cover and deputy are rung: its own on-call people, its prefecture, or a
    /// contractor.
    pub by: OrganisationId,
}

/// One message that a ring makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// To whose topic.
    pub organisation: OrganisationId,
    /// For whom of it.
    pub audience: Audience,
}

impl RuleSet {
    /// When work that nobody has in hand is looked at again: its clock, and after that one span each.
    pub fn ring_at(&self, work: &Work, now: Time) -> Time {
        if work.due_at > now && !work.reported_late {
            return work.due_at;
        }
        self.take_due(heard_as(work.level, work.reported_late), now)
    }

    /// Until when whoever has work in hand since `now` writes a result (design 6): one span, a caution by
    /// its own clock.
    pub fn result_due(&self, work: &Work, now: Time) -> Time {
        match heard_as(work.level, work.reported_late) {
            Level::Caution | Level::Ok => self.ring_at(work, now),
            level => self.take_due(level, now),
        }
    }
}

/// How loud work is. What was reported late asks for a look and wakes nobody.
pub fn heard_as(level: Level, reported_late: bool) -> Level {
    if reported_late { level.min(Level::Caution) } else { level }
}

impl Duty {
    /// Whether its own people answer at this moment.
    pub fn is_open(&self, at: Time) -> bool {
        let minute = at.minute_of_day(self.utc_offset_minutes);
        self.hours.opens.minutes() <= minute && minute < self.hours.closes.minutes()
    }

    /// Who hears a step of the ladder of work of this level at this moment.
    ///
    /// Cautions are silent out of hours; overdue ones are the manager's digest at any hour and never climb
    /// further. Everything else climbs: staff or cover, manager or deputy, the prefecture, then all of them.
    pub fn hear(&self, level: Level, step: u32, at: Time) -> Vec<Call> {
        let own = |audience| Call { organisation: self.organisation.clone(), audience };
        if level <= Level::Caution {
            return match step {
                0 if self.is_open(at) => vec![own(Audience::Staff)],
                0 => Vec::new(),
                _ => vec![own(Audience::Manager)],
            };
        }
        let desk = Call { organisation: self.prefecture.clone(), audience: Audience::Desk };
        let (first, second) = if self.is_open(at) {
            (own(Audience::Staff), own(Audience::Manager))
        } else {
            let by = self.covered_by(at);
            let of = |audience| Call { organisation: by.clone(), audience };
            (of(Audience::Cover), of(Audience::Deputy))
        };
        match step {
            0 => vec![first],
            1 => vec![second],
            2 => vec![second, desk],
            _ => vec![first, second, desk],
        }
    }

    /// Who covers at this moment; the prefecture where nobody was named.
    fn covered_by(&self, at: Time) -> OrganisationId {
        let minute = at.minute_of_day(self.utc_offset_minutes);
        let shift = self.night.iter().find(|shift| shift.holds(minute));
        shift.map_or_else(|| self.prefecture.clone(), |shift| shift.by.clone())
    }

    /// The first minute of the day at which nobody answers, if there is one. Night cover has no holes.
    pub fn uncovered(&self) -> Option<WallClock> {
        let open = |minute| self.hours.opens.minutes() <= minute && minute < self.hours.closes.minutes();
        (0..24 * 60)
            .find(|minute| !open(*minute) && !self.night.iter().any(|shift| shift.holds(*minute)))
            .and_then(WallClock::of)
    }
}

impl Shift {
    fn holds(&self, minute: u32) -> bool {
        let (from, until) = (self.from.minutes(), self.until.minutes());
        if from < until { from <= minute && minute < until } else { from <= minute || minute < until }
    }
}

impl CaseChange<'_> {
    /// When the sweep looks again at whatever this change leaves open. What somebody has in hand keeps its
    /// time, unless this change set a new one.
    pub(crate) fn look_again(&mut self) {
        let is_open = |change: &&mut WorkChange| !change.closed && change.waits_until.is_none();
        for change in self.changes.iter_mut().filter(is_open).filter(|change| !change.handed_on) {
            let work = &change.work;
            let ring = match (&work.taken, change.result_due) {
                (_, Some(result)) => result,
                (Some(_), None) => continue,
                // What is overdue climbs on by itself; news that do not ring must not put that off.
                (None, None) if work.due_at <= self.now && !work.reported_late && !change.rings => continue,
                (None, None) => self.rules.ring_at(work, self.now),
            };
            change.wake_at = Some(work.visit_at.map_or(ring, |visit| visit.min(ring)));
        }
    }

    /// The patient is reminded of a window that is open, once; none if it is not time for it.
    pub(crate) fn remind(&mut self) -> Option<Time> {
        let window = self.card.windows(self.rules)?.first_due_from(self.card.next_window?);
        if !self.card.is_to_be_reminded() || window.remind_at >= self.now {
            return None;
        }
        self.card.reminded = true;
        Some(window.due)
    }

    /// A call about a silence was not answered. After two that lie an hour apart the emergency contact is
    /// called; without one, the visit is due at once (design 6). `earlier` holds the times of the unanswered
    /// calls about the same silence before this one.
    pub fn nobody_answered(&mut self, earlier: &[Time], has_emergency_contact: bool) {
        let apart = self.rules.staff().unanswered_apart();
        let Some(silence) = self.card.silence.as_ref().filter(|silence| !silence.reported_late) else {
            return;
        };
        if !earlier.iter().any(|at| self.now - *at >= apart) {
            return;
        }
        if has_emergency_contact {
            self.touch(Family::Silence, |change| change.reasons.push(Reason::CallEmergencyContact));
        } else if !silence.visit {
            self.visit_from(self.now);
        }
    }

    /// Opens the visit of a silence whose time has come, with the next step of its ladder.
    pub fn owe_visit(&mut self) {
        let visit_at = self.card.silence.as_ref().and_then(|silence| silence.visit_at);
        if let Some(at) = visit_at.filter(|at| *at < self.now) {
            self.visit_from(at);
        }
    }

    /// Somebody goes there and looks; that was due since `at`.
    fn visit_from(&mut self, at: Time) {
        let due_at = self.rules.take_due(Level::Urgent, self.now);
        self.touch(Family::Silence, |change| {
            change.work.visit_at = None;
            change.work.visit = true;
            change.rings = true;
            change.step = Step::Climbs;
        });
        self.owe(Owed { family: Family::Visit, level: Level::Urgent, due_at, owner: None, rings: true });
        if let Some(change) = self.changes.iter_mut().find(|change| change.family == Family::Visit) {
            change.should_open_at = at;
        }
    }

    /// The canary of the day was heard: the one case that no person ends (design 2.5).
    pub fn end_canary(&mut self) {
        self.close_all();
        self.card.care_status = CareStatus::Ended;
        self.card.ended_at = Some(self.now);
        self.card.expect(None);
    }

    /// Whoever has work in hand wrote a result and keeps it: the ladder begins anew.
    pub fn keep(&mut self, work: &WorkId, by: &str) -> Result<(), Refusal> {
        self.hold(work, by, None)
    }

    /// The same while a call is in progress or an ambulance is on its way: the clock of the result holds
    /// for so long.
    pub fn hold(&mut self, work: &WorkId, by: &str, span: Option<Span>) -> Result<(), Refusal> {
        if self.was_ended_here(work) {
            return Ok(());
        }
        self.take(work, by)?;
        let family = work.family();
        let Some(open) = self.open_work(family) else { return Err(Refusal::NotOpen) };
        let due = span.map_or_else(|| self.rules.result_due(open, self.now), |span| self.now + span);
        self.touch(family, |change| {
            change.result_due = Some(due);
            change.step = Step::Begins;
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    fn duty() -> Duty {
        let id = |id: &str| id.parse::<OrganisationId>().unwrap();
        let clock = |text: &str| WallClock::try_from(text.to_owned()).unwrap();
        let shift = |from, until, by: &str| Shift { from: clock(from), until: clock(until), by: id(by) };
        Duty {
            organisation: id("aoba-hc"),
            prefecture: id("mizuho-pref"),
            hours: rules::at(Time::from_seconds(0)).opening_hours,
            night: vec![shift("17:15", "22:00", "aoba-hc"), shift("22:00", "08:30", "mizuho-pref")],
            utc_offset_minutes: 540,
        }
    }

    fn heard(level: Level, step: u32, at: &str) -> Vec<String> {
        let at = format!("2026-01-05T{at}:00+09:00").parse().unwrap();
        let calls = duty().hear(level, step, at);
        calls.iter().map(|call| format!("{}/{}", call.organisation, call.audience.code())).collect()
    }

    #[test]
    fn by_day_the_ladder_climbs_from_the_staff_to_the_prefecture() {
        assert_eq!(heard(Level::Urgent, 0, "10:00"), ["aoba-hc/staff"]);
        assert_eq!(heard(Level::Urgent, 1, "11:00"), ["aoba-hc/manager"]);
        assert_eq!(heard(Level::Urgent, 2, "12:00"), ["aoba-hc/manager", "mizuho-pref/desk"]);
        let all = ["aoba-hc/staff", "aoba-hc/manager", "mizuho-pref/desk"];
        assert_eq!(heard(Level::Urgent, 3, "13:00"), all);
        assert_eq!(heard(Level::Unknown, 9, "13:15"), all);
    }

    #[test]
    fn at_night_it_climbs_from_the_cover_of_the_hour() {
        assert_eq!(heard(Level::Emergency, 0, "17:15"), ["aoba-hc/cover"]);
        assert_eq!(heard(Level::Emergency, 1, "21:59"), ["aoba-hc/deputy"]);
        assert_eq!(heard(Level::Emergency, 0, "22:00"), ["mizuho-pref/cover"]);
        assert_eq!(heard(Level::Emergency, 2, "03:00"), ["mizuho-pref/deputy", "mizuho-pref/desk"]);
        assert_eq!(heard(Level::Emergency, 0, "08:30"), ["aoba-hc/staff"]);
    }

    #[test]
    fn cautions_are_silent_at_night_and_the_managers_digest_when_overdue() {
        assert_eq!(heard(Level::Caution, 0, "10:00"), ["aoba-hc/staff"]);
        assert!(heard(Level::Caution, 0, "23:00").is_empty());
        assert_eq!(heard(Level::Caution, 1, "17:15"), ["aoba-hc/manager"]);
        assert_eq!(heard(Level::Caution, 7, "12:00"), ["aoba-hc/manager"]);
    }

    #[test]
    fn a_hole_in_the_night_is_found() {
        let mut duty = duty();
        assert_eq!(duty.uncovered(), None);
        duty.night[1].until = WallClock::of(8 * 60).unwrap();
        assert_eq!(duty.uncovered(), WallClock::of(8 * 60));
        duty.night.clear();
        assert_eq!(duty.uncovered(), WallClock::of(0));
    }
}
