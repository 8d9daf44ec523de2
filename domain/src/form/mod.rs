//! Notification forms (発生届) as dated data (design 2.8; domain.md 2.3): a disease, a version, when it
//! is in force, its fields with their allowed values, and its rules. Adding a disease is adding a file
//! under `domain/forms/<disease>/`. The browser and the function check with the same code.

mod adopted;
mod check;
mod condition;
mod filled;
mod published;

use serde::Deserialize;

pub use self::adopted::{Adopted, offered};
pub use self::check::{Checked, Context, Warning};
pub use self::condition::Condition;
pub use self::filled::{Filled, TestDone, Vaccination};
pub use self::published::{all, find, in_force};

use crate::json::tagged;
use crate::placement::CaseKind;
use crate::time::Date;

/// The field that says what a case is.
pub const CASE_TYPE: &str = "case_type";

/// A version of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Code of the disease, for example `covid-19`.
    pub disease: String,
    /// Which of the disease's forms: `full`, `light`, `counts`.
    pub form: String,
    /// The day from which this version was published.
    pub version: String,
    /// First day on which it may be filed, by its report date.
    pub valid_from: Date,
    /// First day on which it may no longer be filed; open-ended without.
    pub valid_until: Option<Date>,
    /// What it is called.
    pub title: Words,
    /// What the disease is called.
    pub disease_name: Words,
    /// Whether patients check in daily.
    pub follow_up: bool,
    /// From which age a person is no minor, by day.
    #[serde(default)]
    pub majority: Vec<Majority>,
    /// The parts of the form, in the order in which they are asked.
    pub sections: Vec<Section>,
    /// What must hold between fields.
    pub rules: Vec<Rule>,
}

/// A text in the languages of the console.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// From this day on, who is so old is no minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Majority {
    /// The day.
    pub from: Date,
    /// Age in years.
    pub years: u32,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its heading.
    pub title: Words,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// Its name in the request (domain.md 2.2).
    pub code: String,
    /// Its name on the screen.
    pub label: Words,
    /// Help for whoever fills it in; what it means does not depend on it.
    #[serde(default)]
    pub hint: Option<Words>,
    /// What a number counts, shown behind it.
    #[serde(default)]
    pub unit: Option<Words>,
    /// What it takes.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether it must be answered where it applies.
    #[serde(default)]
    pub required: bool,
    /// Whether "unknown" (不明, 不詳) is an answer.
    #[serde(default)]
    pub may_be_unknown: bool,
    /// Whether it identifies a person and is therefore sealed with the identity (design 2.11).
    #[serde(default)]
    pub identity: bool,
    /// It is asked only if all of these hold.
    #[serde(default)]
    pub applies: Vec<Condition>,
}

tagged! {
/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind as "Kind" by "kind" {
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A line or a few lines of text.
    Text {
        /// Most characters.
        at_most: usize,
    },
    /// A name in kana, at most 60 characters.
    Kana,
    /// A telephone number.
    Phone,
    /// One of these.
    Choice {
        /// What can be chosen.
        values: Vec<Value>,
    },
    /// Any of these; `none` only by itself.
    Many {
        /// What can be chosen.
        values: Vec<Value>,
    },
    /// `true` or `false`.
    YesNo,
    /// A whole number.
    Whole {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Tests, each with method, specimen, its date and its result.
    Tests {
        /// Most tests.
        at_most: usize,
        /// The methods.
        methods: Vec<Method>,
        /// The specimens of all methods.
        specimens: Vec<Value>,
    },
    /// Doses of a vaccine, first one first.
    Vaccinations {
        /// Most doses.
        at_most: usize,
    },
}
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// Its code in the request.
    pub code: String,
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
    /// What a case of this type is; only among the values of `case_type`, and absent there for what
    /// is not followed as a case.
    #[serde(default)]
    pub case_kind: Option<CaseKind>,
    /// The person is dead: the case ends with its filing, on the day of `death_date`.
    #[serde(default)]
    pub deceased: bool,
}

/// A way of testing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Its code in the request.
    pub code: String,
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
    /// The specimens that it takes; all of them if the form names none.
    #[serde(default)]
    pub specimens: Vec<String>,
}

/// Something that must hold between fields (domain.md 2.4). It is not evaluated in a form that lacks
/// a field which it names, so that a shorter form can share the rules of a longer one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name.
    pub code: String,
    /// The field at which it is shown.
    pub field: String,
    /// Whether it blocks filing; else it warns.
    pub hard: bool,
    /// First report date to which it applies.
    #[serde(default)]
    pub from: Option<Date>,
    /// First report date to which it no longer applies.
    #[serde(default)]
    pub until: Option<Date>,
    /// An arrangement of the prefecture under which it does not apply.
    #[serde(default)]
    pub waived_by: Option<String>,
    /// If all of these hold …
    #[serde(default, rename = "if")]
    pub given: Vec<Condition>,
    /// … then so must these.
    pub then: Vec<Condition>,
    /// What to tell who breaks it.
    pub says: Words,
}

impl Form {
    /// `<disease>/<form>-<version>`, as a notification stores it.
    pub fn id(&self) -> String {
        format!("{}/{}-{}", self.disease, self.form, self.version)
    }

    /// Every field, in the order in which it is asked.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field of this code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields().find(|field| field.code == code)
    }

    /// What was chosen as the type of the case.
    pub fn type_of(&self, filled: &Filled) -> Option<&Value> {
        let Kind::Choice { values } = &self.field(CASE_TYPE)?.kind else { return None };
        let code = filled.text(CASE_TYPE)?;
        values.iter().find(|value| value.code == code)
    }

    /// Whether it is filled in about somebody who has died.
    pub fn is_of_dead(&self, filled: &Filled) -> bool {
        self.type_of(filled).is_some_and(|value| value.deceased)
    }

    /// The rule of this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }
}

#[cfg(test)]
mod tests;
