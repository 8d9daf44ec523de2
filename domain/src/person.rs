//! Who the person is. Identity is kept apart from the case and encrypted (design 2.11); the
//! label is the little that a list shows.

use std::collections::BTreeMap;
use std::fmt;

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry_code::half_width;
use crate::form::{Filled, Form};
use crate::json;
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

/// What identifies a person: sealed in the table, never in a log. What is unknown (不詳) is absent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Identity {
    /// 氏名
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// フリガナ, surname first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_kana: Option<String>,
    /// 性別
    pub sex: Sex,
    /// 生年月日
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Age in years where the birth date is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_age: Option<u16>,
    /// 所在地（市町村）: where the person is now.
    pub municipality: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What else of the form identifies a person, by the codes of its fields: addresses, guardian …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub more: BTreeMap<String, Value>,
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
    /// Surname in kana; empty if it is unknown.
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

/// The identifying fields that have a place of their own in [`Identity`].
const OWN: [&str; 7] = ["name", "name_kana", "sex", "birth_date", "estimated_age", "municipality", "phone"];

impl Identity {
    /// The person of a form that was checked; none if it lacks sex or place.
    pub fn of(form: &Form, filled: &Filled) -> Option<Self> {
        let text = |code: &str| filled.text(code).map(|text| text.trim().to_owned());
        let is_more = |code: &&String| {
            form.field(code).is_some_and(|field| field.identity) && !OWN.contains(&code.as_str())
        };
        Some(Self {
            name: text("name"),
            name_kana: text("name_kana"),
            sex: json::of(filled.values.get("sex")?).ok()?,
            birth_date: filled.date("birth_date"),
            estimated_age: filled.whole("estimated_age").and_then(|age| u16::try_from(age).ok()),
            municipality: text("municipality")?,
            phone: text("phone"),
            more: filled
                .values
                .iter()
                .filter(|(code, _)| is_more(code))
                .map(|(code, value)| (code.clone(), value.clone()))
                .collect(),
        })
    }

    /// What a form says of this person, beside the answers that identify nobody.
    pub fn answers(&self, filled: &mut Filled) {
        let texts = [
            ("name", self.name.clone()),
            ("name_kana", self.name_kana.clone()),
            ("birth_date", self.birth_date.map(|day| day.to_string())),
            ("municipality", Some(self.municipality.clone())),
            ("phone", self.phone.clone()),
        ];
        for (code, text) in texts {
            filled.values.extend(text.map(|text| (code.to_owned(), Value::from(text))));
        }
        filled.values.extend(serde_json::to_value(self.sex).ok().map(|sex| ("sex".to_owned(), sex)));
        let age = self.estimated_age.map(|age| ("estimated_age".to_owned(), Value::from(age)));
        filled.values.extend(age);
        filled.values.extend(self.more.clone());
    }

    /// Age in months on that day, as far as it is known.
    pub fn age_months(&self, today: Date) -> Option<u16> {
        match self.birth_date {
            Some(birth) => u16::try_from(age_months(birth, today)).ok(),
            None => self.estimated_age.map(|years| years.saturating_mul(12)),
        }
    }

    /// The label of this person on that day.
    pub fn label(&self, today: Date) -> Label {
        let kana = self.name_kana.as_deref().unwrap_or_default();
        let surname = kana.split([' ', '　']).find(|part| !part.is_empty()).unwrap_or_default();
        Label {
            // A long surname is cut so that a list row keeps its bound (design 5).
            kana: surname.chars().take(12).collect(),
            age_months: self.age_months(today),
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
