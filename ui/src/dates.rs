//! Moments and spans as people read them, in the rules' time zone (JST).

use chrono::{Datelike, Timelike};
use domain::time::{Date, Span, Time};

use crate::texts::{Language, filled, text};

/// Minutes east of UTC of all clocks on the screen.
pub fn offset(now: Time) -> i32 {
    domain::rules::at(now).utc_offset_minutes
}

/// The calendar day of a moment.
pub fn day_of(at: Time) -> Date {
    at.day(offset(at))
}

/// `9:05`.
pub fn clock(at: Time) -> String {
    let local = at.local(offset(at));
    format!("{}:{:02}", local.hour(), local.minute())
}

/// `1月3日（土）`, `Sat 3 Jan`; today, tomorrow and yesterday by their word.
pub fn day(language: Language, date: Date, now: Time) -> String {
    match (date - day_of(now)).num_days() {
        0 => text(language, "shared.date.today").to_owned(),
        1 => text(language, "shared.date.tomorrow").to_owned(),
        -1 => text(language, "shared.date.yesterday").to_owned(),
        _ => fill(language, "shared.date.day", date),
    }
}

/// `2026年1月3日（土）`, `Sat 3 Jan 2026`.
pub fn full_day(language: Language, date: Date) -> String {
    fill(language, "shared.date.full_day", date)
}

/// `きょう 17:15`, `today 17:15`, `1月3日（土） 9:05`.
pub fn moment(language: Language, at: Time, now: Time) -> String {
    format!("{} {}", day(language, day_of(at), now), clock(at))
}

fn fill(language: Language, key: &str, date: Date) -> String {
    let month = nth(text(language, "shared.date.months"), date.month0());
    let weekday = nth(text(language, "shared.date.weekdays"), date.weekday().num_days_from_sunday());
    let values = [
        ("year", date.year().to_string()),
        ("month", month.to_owned()),
        ("day", date.day().to_string()),
        ("weekday", weekday.to_owned()),
    ];
    filled(language, key, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

fn nth(words: &str, index: u32) -> &str {
    words.split(' ').nth(index as usize).unwrap_or_default()
}

/// A length of time in its largest two units: `12分`, `1時間20分`, `3日4時間`.
pub fn span(language: Language, span: Span) -> String {
    let minutes = span.abs().as_seconds() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let part = |key, count: i64| filled(language, key, &[("count", &count.to_string())]);
    let (first, second) = match (days, hours) {
        (0, 0) => return part("shared.span.minutes", rest),
        (0, _) => (part("shared.span.hours", hours), (rest > 0).then(|| part("shared.span.minutes", rest))),
        _ => (part("shared.span.days", days), (hours > 0).then(|| part("shared.span.hours", hours))),
    };
    let between = if language == Language::Japanese { "" } else { " " };
    second.map_or(first.clone(), |second| [first, second].join(between))
}

/// How far away a moment is: `あと12分` and `12分前`.
pub fn relative(language: Language, at: Time, now: Time) -> String {
    let key = if at >= now { "shared.relative.in" } else { "shared.relative.ago" };
    filled(language, key, &[("span", &span(language, at - now))])
}

/// How a clock stands that ends at `due`: `あと12分` and `12分超過`.
pub fn countdown(language: Language, due: Time, now: Time) -> String {
    let key = if due >= now { "shared.relative.in" } else { "shared.relative.over" };
    filled(language, key, &[("span", &span(language, due - now))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Japanese};

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn moments_are_those_of_the_wall_clock_in_japan() {
        let now = at("2026-01-02T15:30:00Z");
        assert_eq!(moment(Japanese, at("2026-01-03T00:05:00Z"), now), "きょう 9:05");
        assert_eq!(moment(English, at("2026-01-02T14:59:00Z"), now), "yesterday 23:59");
        assert_eq!(moment(Japanese, at("2026-01-10T00:00:00Z"), now), "1月10日（土） 9:00");
        assert_eq!(moment(English, at("2026-01-10T00:00:00Z"), now), "Sat 10 Jan 9:00");
        assert_eq!(full_day(Japanese, day_of(now)), "2026年1月3日（土）");
    }

    #[test]
    fn clocks_run_down_and_over() {
        let now = at("2026-01-02T00:00:00Z");
        let later = |minutes| now + Span::minutes(minutes);
        assert_eq!(countdown(Japanese, later(12), now), "あと12分");
        assert_eq!(countdown(English, later(-80), now), "1 h 20 min over");
        assert_eq!(relative(Japanese, later(-60 * 76), now), "3日4時間前");
        assert_eq!(relative(English, later(60), now), "in 1 h");
    }
}
