//! A moment as it is typed: a day in any notation and a time of day.

use domain::api::error::{FieldError, Problem};
use domain::entry_code::half_width;
use domain::era;
use domain::time::{Date, Span, Time};
use serde::{Deserialize, Serialize};
use ui::dates;

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The day, in any notation.
    pub day: String,
    /// The time of day.
    pub clock: String,
}

impl Moment {
    /// As a form opens.
    pub fn new(now: Time) -> Self {
        Self { day: dates::day_of(now).to_string(), clock: dates::clock(now) }
    }

    /// The moment; what cannot be read is named in `unread`, and `now` stands in for it. `not_before` is
    /// when the stay began: people type minutes, so within the minute of it nothing lies before it.
    pub fn read(
        &self,
        fields: [&str; 2],
        offset: i32,
        now: Time,
        not_before: Time,
        unread: &mut Vec<FieldError>,
    ) -> Time {
        let day = self.understood(now.day(offset));
        let minute = minute_of(&self.clock);
        let missing = [(day.is_none(), fields[0], &self.day), (minute.is_none(), fields[1], &self.clock)];
        for (_, field, typed) in missing.into_iter().filter(|(missing, ..)| *missing) {
            let problem = if typed.trim().is_empty() { Problem::Missing } else { Problem::WrongType };
            unread.push(FieldError::new(field, problem));
        }
        let (Some(day), Some(minute)) = (day, minute) else { return now };
        let at = Time::at(day, minute, offset);
        if at < not_before && not_before - at < Span::minutes(1) { not_before } else { at }
    }

    /// The day as it was understood.
    pub fn understood(&self, today: Date) -> Option<Date> {
        era::parse_recent(&self.day, today)
    }
}

/// Minutes after midnight: `9:30`, `09：30`, `0930`, `9時30分`, `9時`. None if it is no time of a day.
pub fn minute_of(typed: &str) -> Option<u32> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let plain = plain.trim_end_matches('分');
    let (hours, minutes) = match plain.split_once([':', '：', '時', '.']) {
        Some((hours, "")) if plain.ends_with('時') => (hours, "0"),
        Some(parts) => parts,
        None if matches!(plain.len(), 3 | 4) && plain.is_ascii() => plain.split_at(plain.len() - 2),
        None => return None,
    };
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_people_write_it() {
        for typed in ["9:30", "09:30", "０９：３０", "0930", "930", "9時30分", " 9:30 "] {
            assert_eq!(minute_of(typed), Some(570), "{typed}");
        }
        assert_eq!(minute_of("14時"), Some(14 * 60));
        assert_eq!(minute_of("0:00"), Some(0));
        for typed in ["", "24:00", "9:60", "9", "9:3:0", "99999", "ごご", "-1:00"] {
            assert_eq!(minute_of(typed), None, "{typed}");
        }
    }
}
