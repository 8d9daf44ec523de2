//! What rules are made of. A condition on a field without a value neither holds nor fails: a missing
//! field is told once, by itself, and not again by every rule that looks at it.

use serde::Deserialize;

use super::{Context, Filled, Form, TestDone};
use crate::person::age_months;
use crate::time::Date;

/// Something that holds, fails, or cannot be said yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// One of these was chosen.
    Is {
        /// A choice.
        field: String,
        /// Codes; `true` and `false` for yes and no.
        any: Vec<String>,
    },
    /// None of these was chosen; holds also as long as nothing is.
    IsNot {
        /// A choice.
        field: String,
        /// Codes; `true` and `false` for yes and no.
        any: Vec<String>,
    },
    /// There is a value.
    Given(String),
    /// There is no value, known or not.
    Missing(String),
    /// "Unknown" was the answer.
    Unknown(String),
    /// A day is not after another one; `today` is one too.
    NotAfter {
        /// The earlier one.
        field: String,
        /// The later one.
        than: String,
    },
    /// A day is at most so many days before another.
    WithinDays {
        /// The earlier one.
        field: String,
        /// So many days.
        days: i64,
        /// The later one.
        before: String,
    },
    /// A number is not less.
    AtLeast {
        /// The number.
        field: String,
        /// The bound.
        number: u64,
    },
    /// A number is not more.
    AtMost {
        /// The number.
        field: String,
        /// The bound.
        number: u64,
    },
    /// The age in years on the day of diagnosis (without one: of the report) is not more.
    AgeAtMost(u32),
    /// The person is a minor on that day.
    Minor(bool),
    /// At least one test was positive.
    SomeTestPositive(String),
    /// No specimen of these tests was taken after that day; `positive` looks only at positive tests.
    SpecimensNotAfter {
        /// The tests.
        tests: String,
        /// The day.
        than: String,
        /// Only tests that support the diagnosis.
        #[serde(default)]
        positive: bool,
    },
    /// A day is not after the day of the first specimen.
    NotAfterFirstSpecimen {
        /// The day.
        field: String,
        /// The tests.
        tests: String,
    },
}

const TODAY: &str = "today";
const BIRTH: &str = "birth_date";

impl Condition {
    /// The fields of the form that it looks at.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields: Vec<&str> = match self {
            Self::Is { field, .. }
            | Self::IsNot { field, .. }
            | Self::Given(field)
            | Self::Missing(field)
            | Self::Unknown(field)
            | Self::AtLeast { field, .. }
            | Self::AtMost { field, .. }
            | Self::SomeTestPositive(field) => vec![field.as_str()],
            Self::NotAfter { field, than } => vec![field, than],
            Self::WithinDays { field, before, .. } => vec![field, before],
            Self::AgeAtMost(_) | Self::Minor(_) => vec![BIRTH],
            Self::SpecimensNotAfter { tests, than, .. } => vec![tests, than],
            Self::NotAfterFirstSpecimen { field, tests } => vec![field, tests],
        };
        fields.retain(|field| *field != TODAY);
        fields
    }

    /// Whether it holds; none if it cannot be said.
    pub fn holds(&self, form: &Form, filled: &Filled, context: &Context) -> Option<bool> {
        let date = |code: &str| if code == TODAY { Some(context.today) } else { filled.date(code) };
        match self {
            Self::Is { field, any } => filled.chose(field, any),
            Self::IsNot { field, any } => Some(filled.chose(field, any) != Some(true)),
            Self::Given(field) => Some(filled.has(field)),
            Self::Missing(field) => Some(!filled.has(field)),
            Self::Unknown(field) => Some(filled.unknown.contains(field)),
            Self::NotAfter { field, than } => Some(date(field)? <= date(than)?),
            Self::WithinDays { field, days, before } => {
                Some((date(before)? - date(field)?).num_days() <= *days)
            }
            Self::AtLeast { field, number } => Some(filled.whole(field)? >= *number),
            Self::AtMost { field, number } => Some(filled.whole(field)? <= *number),
            Self::AgeAtMost(years) => Some(age(filled)? <= *years),
            Self::Minor(wanted) => Some((age(filled)? < form.adult_at(decided_on(filled)?)?) == *wanted),
            Self::SomeTestPositive(tests) => {
                let tests: Vec<TestDone> = filled.entries(tests)?;
                Some(tests.iter().any(|test| test.positive == Some(true)))
            }
            Self::SpecimensNotAfter { tests, than, positive } => {
                let tests: Vec<TestDone> = filled.entries(tests)?;
                let than = date(than)?;
                let counts = |test: &&TestDone| !positive || test.positive == Some(true);
                Some(tests.iter().filter(counts).all(|test| test.specimen_date <= than))
            }
            Self::NotAfterFirstSpecimen { field, tests } => {
                let tests: Vec<TestDone> = filled.entries(tests)?;
                Some(date(field)? <= tests.iter().map(|test| test.specimen_date).min()?)
            }
        }
    }
}

impl Form {
    fn adult_at(&self, day: Date) -> Option<u32> {
        self.majority.iter().rev().find(|majority| majority.from <= day).map(|majority| majority.years)
    }
}

/// The day on which the case was judged: of the diagnosis, else of the report.
fn decided_on(filled: &Filled) -> Option<Date> {
    filled.date("diagnosis_date").or_else(|| filled.date("report_date"))
}

fn age(filled: &Filled) -> Option<u32> {
    let (birth, day) = (filled.date(BIRTH)?, decided_on(filled)?);
    (birth <= day).then(|| age_months(birth, day) / 12)
}
