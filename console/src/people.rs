//! Persons as a list and a heading show them.

use chrono::Datelike;
use domain::api::work::{Membership, Place, WorkRow};
use domain::ids::CaseId;
use domain::person::Label;
use domain::time::Date;
use ui::texts::{Language, language, t, tf};

use crate::era;

/// `72歳`; under two years in months.
pub fn age(months: u16) -> String {
    let (key, count) =
        if months < 24 { ("console.age.months", months) } else { ("console.age.years", months / 12) };
    tf(key, &[("count", &count.to_string())])
}

/// `アオキ 72歳 青波市`.
pub fn label(label: &Label) -> String {
    let age = label.age_months.map(age).unwrap_or_default();
    let parts = [label.kana.as_str(), &age, &label.area];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `1964年（昭和39年）5月1日`, `1964-05-01`.
pub fn birth_date(day: Date) -> String {
    match (language(), era::japanese_year(day)) {
        (Language::Japanese, Some(year)) => {
            format!("{}年（{year}）{}月{}日", day.year(), day.month(), day.day())
        }
        _ => day.to_string(),
    }
}

/// A person's name, or that it is unknown.
pub fn name(name: Option<&str>) -> String {
    name.unwrap_or(t("console.case.name_unknown")).to_owned()
}

/// How a case is named where the person is not shown.
pub fn number(case: &CaseId) -> String {
    tf("console.case_number", &[("number", case.as_str().split('-').next().unwrap_or_default())])
}

/// Whom a row is about; of another organisation's work only room, age band and number.
pub fn of_row(row: &WorkRow) -> String {
    match (&row.label, &row.seen_as) {
        (Some(shown), _) => label(shown),
        (None, Some(about)) => {
            let room = about.room.as_ref().map(|room| tf("console.case.room", &[("room", room)]));
            let band = about.age_band.map(|band| match band {
                0 => t("console.age.under_ten").to_owned(),
                band => tf("console.age.band", &[("count", &band.to_string())]),
            });
            let parts = [room, band, Some(number(&row.case))];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        (None, None) => number(&row.case),
    }
}

/// An organisation's name in the language on the screen.
pub fn organisation(membership: &Membership) -> String {
    pick(&membership.name, &membership.name_en)
}

/// A hotel's name in the language on the screen.
pub fn place(place: &Place) -> String {
    pick(&place.name, &place.name_en)
}

fn pick(japanese: &str, english: &str) -> String {
    if language() == Language::English && !english.is_empty() { english } else { japanese }.to_owned()
}
