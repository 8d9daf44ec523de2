//! The answers of a notification in the words of its form.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::form::{self, Field, Filled, Form, Kind, TestDone, Vaccination, Words};
use domain::time::Date;
use serde_json::Value;
use ui::texts::{Language, language, t};

use crate::{people, words};

/// A text of a form in the language on the screen.
pub fn say(words: &Words) -> String {
    pick(&words.ja, &words.en)
}

fn pick(japanese: &str, english: &str) -> String {
    if language() == Language::Japanese { japanese } else { english }.to_owned()
}

/// A test in one line: method, specimen, day, result.
pub fn test(test: &TestDone) -> String {
    let asked = || form::all().iter().flat_map(Form::fields).filter_map(|field| tests_of(field));
    let method = asked().flat_map(|(methods, _)| methods).find(|one| one.code == test.method);
    let method = method.map(|one| pick(&one.ja, &one.en));
    let specimen = asked().flat_map(|(_, specimens)| specimens).find(|one| one.code == test.specimen);
    let specimen = specimen.map(|one| pick(&one.ja, &one.en));
    let result = t(match test.positive {
        Some(true) => "console.test.positive",
        Some(false) => "console.test.negative",
        None => "console.test.no_result",
    });
    let method = method.unwrap_or_else(|| test.method.clone());
    let specimen = specimen.unwrap_or_else(|| test.specimen.clone());
    let day = people::birth_date(test.specimen_date);
    words::list([method.as_str(), &specimen, &day, result].into_iter())
}

/// Methods and specimens of the disease's form that asks for tests.
pub fn asks_for_tests(form: &Form) -> Option<Asked<'static>> {
    let mut forms = form::all().iter().filter(|other| other.disease == form.disease);
    forms.find_map(|form| form.fields().find_map(tests_of))
}

/// The methods and the specimens that a form knows.
pub type Asked<'a> = (&'a [form::Method], &'a [form::Value]);

fn tests_of(field: &Field) -> Option<Asked<'_>> {
    match &field.kind {
        Kind::Tests { methods, specimens, .. } => Some((methods, specimens)),
        _ => None,
    }
}

/// An answer in the words of its form; none without one.
pub fn answer(field: &Field, filled: &Filled) -> Option<String> {
    if filled.unknown.contains(&field.code) {
        return Some(t("console.onset.unknown").to_owned());
    }
    let value = filled.values.get(&field.code)?;
    let named = |values: &[form::Value], code: &str| {
        values
            .iter()
            .find(|one| one.code == code)
            .map_or_else(|| code.to_owned(), |one| pick(&one.ja, &one.en))
    };
    Some(match (&field.kind, value) {
        (Kind::Choice { values }, Value::String(code)) => named(values, code),
        (Kind::Many { values }, Value::Array(codes)) => {
            let chosen: Vec<_> =
                codes.iter().filter_map(Value::as_str).map(|code| named(values, code)).collect();
            words::list(chosen.iter().map(String::as_str))
        }
        (Kind::YesNo, Value::Bool(yes)) => t(if *yes { "console.yes" } else { "console.no" }).to_owned(),
        (Kind::Date, Value::String(day)) => {
            day.parse::<Date>().map_or_else(|_| day.clone(), people::birth_date)
        }
        (Kind::Tests { .. }, _) => {
            let tests = filled.entries::<TestDone>(&field.code).unwrap_or_default();
            let lines: Vec<_> = tests.iter().map(test).collect();
            lines.join(" / ")
        }
        (Kind::Vaccinations { .. }, _) => {
            let doses = filled.entries::<Vaccination>(&field.code).unwrap_or_default();
            let said = |dose: &Vaccination| {
                let day = dose.date.map(people::birth_date).unwrap_or_default();
                [day.as_str(), dose.maker.as_deref().unwrap_or_default()].join(" ").trim().to_owned()
            };
            doses.iter().map(said).collect::<Vec<_>>().join(" / ")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    })
}

/// One answer in words.
pub struct Said {
    /// What was asked.
    pub label: String,
    /// What was answered.
    pub text: String,
    /// Whether it identifies the person.
    pub identifies: bool,
}

/// Every answer in the order of its form.
pub fn said(form_id: &str, filled: &Filled) -> Vec<Said> {
    let fields = form::find(form_id).into_iter().flat_map(Form::fields);
    let said = |field: &Field| {
        let text = answer(field, filled)?;
        Some(Said { label: say(&field.label), text, identifies: field.identity })
    };
    fields.filter_map(said).collect()
}

/// Every answer, by the sections of the form. Those of `changed` are marked.
#[component]
pub fn Answers(form_id: String, filled: Filled, changed: BTreeSet<String>) -> Element {
    let Some(form) = form::find(&form_id) else {
        return rsx! {
            p { "{form_id}" }
        };
    };
    let sections: Vec<(String, Vec<(&Field, String)>)> = form
        .sections
        .iter()
        .map(|section| {
            let shown = |field: &'static Field| Some((field, answer(field, &filled)?));
            (say(&section.title), section.fields.iter().filter_map(shown).collect())
        })
        .filter(|(_, answers): &(String, Vec<_>)| !answers.is_empty())
        .collect();
    rsx! {
        for (title , answers) in sections {
            section { key: "{title}", class: "filed",
                h3 { "{title}" }
                dl { class: "facts",
                    for (field , text) in answers {
                        div { key: "{field.code}", class: if changed.contains(&field.code) { "changed" },
                            dt {
                                {say(&field.label)}
                                if changed.contains(&field.code) {
                                    span { class: "tag", {t("console.notice.changed")} }
                                }
                            }
                            dd { "{text}" }
                        }
                    }
                }
            }
        }
    }
}
