//! Due times and windows of a day (design 6, "Schedules and windows").
//!
//! The day is split at the midpoints between its due times; a check-in answers the window in
//! which it was effective. A window is known by its due time.

use crate::placement::{CareStatus, Risk};
use crate::rules::{RuleSet, Schedule};
use crate::time::{Date, Span, Time};

/// One window of a schedule: from `starts` (inclusive) to `ends` (exclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// When its check-in is due; also its name.
    pub due: Time,
    /// Its first moment.
    pub starts: Time,
    /// The first moment after it.
    pub ends: Time,
    /// When the patient is reminded unless it is answered by then.
    pub remind_at: Time,
    /// When its alert opens unless it is answered by then.
    pub alert_at: Time,
}

impl Window {
    /// Whether a check-in effective at this moment belongs to it.
    pub fn holds(&self, effective: Time) -> bool {
        self.starts <= effective && effective < self.ends
    }
}

/// The windows of a placement by a rule set, each day by the schedule with which it began.
#[derive(Clone, Copy)]
pub struct Windows<'a> {
    rules: &'a RuleSet,
    status: CareStatus,
    risk: Risk,
}

impl<'a> Windows<'a> {
    /// The windows of this placement; none where nobody checks in.
    pub fn new(rules: &'a RuleSet, status: CareStatus, risk: Risk) -> Option<Self> {
        rules.schedule(status, risk).map(|_| Self { rules, status, risk })
    }

    /// The schedule of the day of this moment.
    pub fn schedule_at(self, at: Time) -> Option<&'a Schedule> {
        let offset = self.rules.utc_offset_minutes;
        self.rules.schedule_on(self.status, self.risk, Time::at(at.day(offset), 0, offset))
    }

    fn of_day(self, day: Date) -> impl Iterator<Item = Window> + 'a {
        let offset = self.rules.utc_offset_minutes;
        let schedule = self.schedule_at(Time::at(day, 0, offset));
        let due = schedule.map(|schedule| schedule.due.as_slice()).unwrap_or_default();
        let after = schedule.map_or(Span::ZERO, |schedule| schedule.silence.after());
        let remind_after = schedule.map_or(Span::ZERO, |schedule| schedule.silence.remind_after());
        let minutes = move |i: usize| due[i].minutes();
        (0..due.len()).map(move |i| {
            let last = due.len() - 1;
            let starts = if i == 0 { 0 } else { u32::midpoint(minutes(i - 1), minutes(i)) };
            let ends = if i == last { 24 * 60 } else { u32::midpoint(minutes(i), minutes(i + 1)) };
            let due = Time::at(day, minutes(i), offset);
            Window {
                due,
                starts: Time::at(day, starts, offset),
                ends: Time::at(day, ends, offset),
                remind_at: due + remind_after,
                alert_at: due + after,
            }
        })
    }

    /// The first window that is due at `from` or later.
    ///
    /// # Panics
    pub fn first_due_from(self, from: Time) -> Window {
        let today = from.day(self.rules.utc_offset_minutes);
        let tomorrow = today.succ_opt().unwrap_or(today);
        let mut last = None;
        for window in self.of_day(today).chain(self.of_day(tomorrow)) {
            last = Some(window);
            if window.due >= from {
                break;
            }
        }
        last.unwrap_or(Window { due: from, starts: from, ends: from, remind_at: from, alert_at: from })
    }

    /// The window after this one.
    pub fn after(self, window: Window) -> Window {
        self.first_due_from(window.ends.max(window.due + Span::seconds(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn the_day_of_a_hotel_is_split_at_half_past_eleven() {
        let rules = rules::at(Time::from_seconds(0));
        let windows = Windows::new(rules, CareStatus::HotelIsolation, Risk::Standard).unwrap();
        let first = windows.first_due_from("2026-01-02T00:00:00+09:00".parse().unwrap());
        let second = windows.after(first);
        assert_eq!(first.ends, "2026-01-02T11:30:00+09:00".parse().unwrap());
        assert_eq!(second.starts, first.ends);
        assert_eq!(second.due, "2026-01-02T16:00:00+09:00".parse().unwrap());
        assert_eq!(windows.after(second).due, "2026-01-03T07:00:00+09:00".parse().unwrap());
    }
}
