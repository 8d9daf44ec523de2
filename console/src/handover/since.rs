//! When the shift before ended.

use domain::time::{Span, Time};
use ui::dates;

/// Minutes after midnight at which shifts change: the end and the beginning of the day's hours.
const CHANGES: [u32; 2] = [17 * 60 + 15, 8 * 60 + 30];

/// The last few changes of shift before `now`, newest first.
pub fn choices(now: Time) -> Vec<Time> {
    let offset = dates::offset(now);
    let mut all: Vec<Time> = (0..3)
        .map(|days| dates::day_of(now - Span::hours(24 * days)))
        .flat_map(|day| CHANGES.map(|minute| Time::at(day, minute, offset)))
        .filter(|change| *change <= now)
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.truncate(4);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_night_the_shift_began_at_a_quarter_past_five() {
        let night: Time = "2026-01-05T23:10:00+09:00".parse().unwrap();
        let first = choices(night)[0];
        assert_eq!(first, "2026-01-05T17:15:00+09:00".parse().unwrap());
        let morning: Time = "2026-01-06T08:00:00+09:00".parse().unwrap();
        assert_eq!(choices(morning)[0], first);
        assert_eq!(choices(morning).len(), 4);
    }
}
