//! Who the person is. Identity is kept apart from the case and encrypted (design 2.11); the
//! label is the little that a list shows.

use std::fmt;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::entry_code::half_width;
use crate::reading::too_long;
use crate::time::Date;

/// 性別
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// その他
    #[serde(other)]
    Other,
}

/// What identifies a person: sealed in the table, never in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// 氏名, at most 60 characters.
    pub name: String,
    /// フリガナ, surname first, at most 60 characters of kana.
    pub name_kana: String,
    /// 性別
    pub sex: Sex,
    /// 生年月日
    pub birth_date: Date,
    /// 所在地（市町村）: where the person is now, at most 60 characters.
    pub municipality: String,
    /// Telephone: 10 or 11 digits with a leading 0, or `+` and 8 to 15 digits; hyphens are fine.
    pub phone: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// What a list shows of a person: surname in kana, age, area.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Label {
    /// Surname in kana.
    #[serde(rename = "k")]
    pub kana: String,
    /// Age in months at filing.
    #[serde(rename = "a")]
    pub age_months: Option<u16>,
    /// Municipality.
    #[serde(rename = "m")]
    pub area: String,
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Label(…)")
    }
}

const NAME_AT_MOST: usize = 60;

impl Identity {
    /// Every field that is wrong; `today` is the day in the rules' time zone.
    pub fn check(&self, today: Date) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (field, text) in
            [("name", &self.name), ("name_kana", &self.name_kana), ("municipality", &self.municipality)]
        {
            if text.trim().is_empty() {
                errors.push(FieldError::new(field, Problem::Missing));
            }
            errors.extend(too_long(field, text, NAME_AT_MOST));
        }
        if !self.name_kana.chars().all(is_kana) {
            errors.push(FieldError::new("name_kana", Problem::NotKana));
        }
        if self.birth_date > today {
            errors.push(FieldError::new("birth_date", Problem::InFuture).limit(today.to_string()));
        } else if age_months(self.birth_date, today) > 130 * 12 {
            errors.push(FieldError::new("birth_date", Problem::TooLongAgo).limit("130"));
        }
        if phone_digits(&self.phone).is_none() {
            errors.push(FieldError::new("phone", Problem::NotAPhone));
        }
        errors
    }

    /// The label of this person on that day.
    pub fn label(&self, today: Date) -> Label {
        let surname = self.name_kana.split([' ', '　']).find(|part| !part.is_empty()).unwrap_or_default();
        Label {
            // A long surname is cut so that a list row keeps its bound (design 5).
            kana: surname.chars().take(12).collect(),
            age_months: u16::try_from(age_months(self.birth_date, today)).ok(),
            area: self.municipality.chars().take(12).collect(),
        }
    }
}

/// Full months from birth to a day.
pub fn age_months(birth: Date, day: Date) -> u32 {
    let months = |date: Date| date.year() * 12 + date.month0().cast_signed();
    let before_day = i32::from(day.day() < birth.day());
    u32::try_from(months(day) - months(birth) - before_day).unwrap_or(0)
}

/// Whether a name in kana may hold this character.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '・' | 'ｦ'..='ﾟ' | ' ' | '　')
}

/// The digits of a telephone number, with a leading `+` if it has one; none if it is not a number.
pub fn phone_digits(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | 'ー' | '‐' | '(' | ')' | '（' | '）'))
        .map(|c| if c == '＋' { '+' } else { c })
        .collect();
    let (digits, lengths) = match plain.strip_prefix('+') {
        Some(rest) => (rest, 8..=15),
        None if plain.starts_with('0') => (plain.as_str(), 10..=11),
        None => return None,
    };
    (digits.bytes().all(|b| b.is_ascii_digit()) && lengths.contains(&digits.len())).then(|| plain.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn ages_in_months_count_full_ones() {
        assert_eq!(age_months(date("2025-05-15"), date("2025-10-14")), 4);
        assert_eq!(age_months(date("2025-05-15"), date("2025-10-15")), 5);
        assert_eq!(age_months(date("2024-02-29"), date("2025-02-28")), 11);
        assert_eq!(age_months(date("2025-02-01"), date("2025-01-01")), 0);
    }

    #[test]
    fn phones_are_read_as_people_write_them() {
        assert_eq!(phone_digits("０９０-0000-0001").as_deref(), Some("09000000001"));
        assert_eq!(phone_digits("+81 90 0000 0001").as_deref(), Some("+819000000001"));
        for bad in ["", "12", "0900000000", "09000000001x", "190-0000-0001"] {
            assert_eq!(phone_digits(bad).is_some(), bad == "0900000000", "{bad}");
        }
    }

    #[test]
    fn nothing_of_an_identity_is_in_debug_output() {
        let label = Label { kana: "アオキ".into(), age_months: Some(1), area: "みなと市".into() };
        assert_eq!(format!("{label:?}"), "Label(…)");
    }
}
