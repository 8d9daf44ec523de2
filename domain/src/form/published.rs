//! The forms that come with the code.

use std::sync::OnceLock;

use serde::Deserialize;

use super::{Form, Words};
use crate::json;
use crate::time::Date;

/// Forms with fields and rules of their own.
const OWN: &[&str] = &[
    include_str!("../../forms/covid-19/full-2021-11-01.json"),
    include_str!("../../forms/covid-19/counts-2022-09-26.json"),
    include_str!("../../forms/measles/full-2020-05-29.json"),
];

/// Forms that ask a part of what another one asks, under the same rules.
const DERIVED: &[&str] = &[
    include_str!("../../forms/covid-19/full-2020-05-29.json"),
    include_str!("../../forms/covid-19/light-2020-05-29.json"),
];

/// A form made from another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Derived {
    disease: String,
    form: String,
    version: String,
    valid_from: Date,
    valid_until: Option<Date>,
    title: Words,
    /// Id of the form from which fields and rules come.
    based_on: String,
    /// Only these fields; all of them without.
    only: Option<Vec<String>>,
    /// All but these.
    #[serde(default)]
    without: Vec<String>,
}

impl Derived {
    fn made_from(self, base: &Form) -> Form {
        let stays = |code: &String| {
            self.only.as_ref().is_none_or(|only| only.contains(code)) && !self.without.contains(code)
        };
        let mut sections = base.sections.clone();
        for section in &mut sections {
            section.fields.retain(|field| stays(&field.code));
            for field in &mut section.fields {
                // What depends on a field that is not asked is always asked.
                field
                    .applies
                    .retain(|condition| condition.fields().iter().all(|code| stays(&(*code).to_owned())));
            }
        }
        sections.retain(|section| !section.fields.is_empty());
        Form {
            disease: self.disease,
            form: self.form,
            version: self.version,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            title: self.title,
            disease_name: base.disease_name.clone(),
            follow_up: base.follow_up,
            majority: base.majority.clone(),
            sections,
            rules: base.rules.clone(),
        }
    }
}

/// Every published form.
pub fn all() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| read().unwrap_or_default())
}

/// Reads every form. The errors are those of whoever edits a file; a test shows them.
pub(super) fn read() -> Result<Vec<Form>, String> {
    let mut forms = Vec::new();
    for text in OWN {
        let form: Form = json::read(text).map_err(|error| error.to_string())?;
        forms.push(form);
    }
    for text in DERIVED {
        let derived: Derived = json::read(text).map_err(|error| error.to_string())?;
        let base = forms.iter().find(|form| form.id() == derived.based_on);
        let base = base.ok_or_else(|| format!("there is no form {}", derived.based_on))?;
        let form = derived.made_from(base);
        forms.push(form);
    }
    Ok(forms)
}

/// The form with this id.
pub fn find(id: &str) -> Option<&'static Form> {
    all().iter().find(|form| form.id() == id)
}

/// The version of a disease's form that may be filed with this report date.
pub fn in_force(disease: &str, form: &str, reported: Date) -> Option<&'static Form> {
    let is_it = |other: &&Form| other.disease == disease && other.form == form;
    all().iter().filter(is_it).find(|form| form.is_valid_on(reported))
}
