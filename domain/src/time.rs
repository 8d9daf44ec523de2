//! The one notion of time: whole seconds since 1970 in UTC, and calendar days at the fixed
//! offset of a rule set (design 4; Japan has no daylight saving).

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar date without a time, `YYYY-MM-DD` on the wire.
pub type Date = NaiveDate;

/// A moment, in whole seconds. On the wire and in key attributes `YYYY-MM-DDTHH:MM:SSZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = DateTime))]
pub struct Time(i64);

/// A length of time, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// The last second that `YYYY` can write; later moments are not times but mistakes.
const LAST: i64 = 253_402_300_799;

impl Time {
    /// The moment `seconds` after 1970-01-01T00:00:00Z, brought into the years 1970 to 9999.
    pub const fn from_seconds(seconds: i64) -> Self {
        if seconds < 0 {
            Self(0)
        } else if seconds > LAST {
            Self(LAST)
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The wall clock `offset_minutes` east of UTC (JST: 540).
    pub fn local(self, offset_minutes: i32) -> NaiveDateTime {
        DateTime::from_timestamp(self.0 + i64::from(offset_minutes) * 60, 0).unwrap_or_default().naive_utc()
    }

    /// The calendar day `offset_minutes` east of UTC.
    pub fn day(self, offset_minutes: i32) -> Date {
        self.local(offset_minutes).date()
    }

    /// Minutes after midnight on that wall clock.
    pub fn minute_of_day(self, offset_minutes: i32) -> u32 {
        let local = self.local(offset_minutes);
        local.hour() * 60 + local.minute()
    }

    /// The moment at which a wall clock `offset_minutes` east of UTC shows `day`, `minute` minutes after midnight.
    pub fn at(day: Date, minute: u32, offset_minutes: i32) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        Self::from_seconds(midnight + i64::from(minute) * 60 - i64::from(offset_minutes) * 60)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// So many minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// So many hours.
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 3600)
    }

    /// The length in seconds.
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// The length without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl Add<Span> for Time {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self::from_seconds(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Time {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self::from_seconds(self.0.saturating_sub(span.0))
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, other: Self) -> Span {
        Span(self.0 - other.0)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = self.local(0);
        let (date, time) = (moment.date(), moment.time());
        write!(f, "{date}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

/// A text that is not an RFC 3339 time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time like 2026-01-31T08:30:00Z")
    }
}

impl std::error::Error for NotATime {}

impl FromStr for Time {
    type Err = NotATime;

    /// Reads RFC 3339 with any offset; fractions of a second are cut off.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| NotATime)?;
        let seconds = moment.timestamp();
        if !(0..=LAST).contains(&seconds) {
            return Err(NotATime);
        }
        Ok(Self(seconds))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Serde form of a time as a number of seconds: six bytes in the table instead of twenty.
pub mod seconds {
    use super::{Deserialize, Deserializer, Serializer, Time};

    /// Writes the number.
    pub fn serialize<S: Serializer>(time: &Time, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(time.0)
    }

    /// Reads the number.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        i64::deserialize(from).map(Time::from_seconds)
    }
}

/// The same for a time that may be absent.
pub mod maybe_seconds {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Time};

    /// Writes the number or nothing.
    pub fn serialize<S: Serializer>(time: &Option<Time>, to: S) -> Result<S::Ok, S::Error> {
        time.map(Time::seconds).serialize(to)
    }

    /// Reads the number or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(Time::from_seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_offset_and_writes_utc() {
        let time: Time = "2026-01-03T08:50:00.7+09:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-01-02T23:50:00Z");
        assert_eq!(time.day(540), Date::from_ymd_opt(2026, 1, 3).unwrap());
        assert_eq!(Time::at(time.day(540), 8 * 60 + 50, 540), time);
    }

    #[test]
    fn refuses_what_cannot_be_written_back() {
        for text in ["", "2026-01-03", "1969-12-31T23:59:59Z", "tomorrow", "+10000-01-01T00:00:00Z"] {
            assert_eq!(text.parse::<Time>(), Err(NotATime), "{text}");
        }
    }
}
