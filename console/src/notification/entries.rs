//! Fields that take several entries: tests and doses of a vaccine.

use dioxus::prelude::*;
use domain::form::{Field, Method, Value};
use gloo_timers::future::TimeoutFuture;
use ui::errors::field_name;
use ui::field::{Field as Line, error_place};
use ui::texts::{language, t, tf};
use ui::{browser, clock, dates};

use super::answer::{caution, in_words};
use super::page::Editing;
use super::read::day;
use crate::form::{Day, Pick, mark};
use crate::words::{either, said};

/// The results of a test: how it is typed, and its text.
const RESULTS: [(&str, &str); 3] = [
    ("positive", "console.notification.positive"),
    ("negative", "console.notification.negative"),
    ("pending", "console.notification.pending"),
];

/// 検査: method, specimen, its date and its result. The first one stands there from the beginning.
pub fn tests(
    editing: Editing,
    field: &'static Field,
    at_most: usize,
    methods: &'static [Method],
    specimens: &'static [Value],
) -> Element {
    let code = field.code.as_str();
    let count = editing.values.read().entries(code).len().max(1);
    let each = rsx! {
        for i in 0..count {
            fieldset { key: "{i}", class: "block",
                legend { class: "field-label", {numbered("console.notification.test", i)} }
                {test(editing, code, i, methods, specimens)}
                if count > 1 {
                    {remove(editing, code, i, "console.notification.test")}
                }
            }
        }
    };
    entries(editing, field, count < at_most, count, "console.notification.add_test", each)
}

fn test(
    editing: Editing,
    code: &'static str,
    index: usize,
    methods: &'static [Method],
    specimens: &'static [Value],
) -> Element {
    let method = part_of(editing, code, index, "method");
    let chosen = methods.iter().find(|other| other.code == method);
    // A method takes some specimens only (domain.md 2.4 no. 12).
    let fits = |specimen: &&Value| {
        chosen.is_none_or(|method| method.specimens.is_empty() || method.specimens.contains(&specimen.code))
    };
    let words = |value: &Value| (value.code.clone(), in_words(value).to_owned());
    let methods =
        methods.iter().map(|method| (method.code.clone(), either(&method.ja, &method.en).to_owned()));
    let specimens = specimens.iter().filter(fits).map(words).collect();
    let results = RESULTS.map(|(result, key)| (result.to_owned(), t(key).to_owned())).to_vec();
    rsx! {
        {part(editing, code, index, "method", methods.collect())}
        {part(editing, code, index, "specimen", specimens)}
        {part_day(editing, code, index, "specimen_date")}
        {part(editing, code, index, "result", results)}
    }
}

/// Doses of a vaccine, as far as they are known.
pub fn doses(editing: Editing, field: &'static Field, at_most: usize) -> Element {
    let code = field.code.as_str();
    let count = editing.values.read().entries(code).len();
    let each = rsx! {
        for i in 0..count {
            fieldset { key: "{i}", class: "block",
                legend { class: "field-label", {numbered("console.notification.dose", i)} }
                {part_day(editing, code, i, "date")}
                Line {
                    id: path(code, i, "maker"),
                    label: field_name(language(), "maker"),
                    value: part_of(editing, code, i, "maker"),
                    oninput: move |typed| editing.change(|values| values.set_part(code, i, "maker", typed)),
                    error: editing.error(&path(code, i, "maker")),
                }
                {remove(editing, code, i, "console.notification.dose")}
            }
        }
    };
    entries(editing, field, count < at_most, count, "console.notification.add_dose", each)
}

/// What stands around the entries: the name of all, what is wrong with all, and a button for one more.
fn entries(
    editing: Editing,
    field: &'static Field,
    takes_more: bool,
    count: usize,
    add: &'static str,
    each: Element,
) -> Element {
    let code = field.code.as_str();
    let error = editing.error(code);
    let wrong = error.is_some();
    rsx! {
        div {
            class: "entries",
            class: if wrong { "field-wrong" },
            role: "group",
            // Where an error of all of them leads the focus.
            id: code,
            tabindex: "-1",
            "aria-labelledby": "{code}-label",
            "aria-describedby": "{code}-error {code}-caution {code}-hint",
            p { class: "field-label", id: "{code}-label", {said(&field.label)} {mark(field.required)} }
            if let Some(hint) = &field.hint {
                p { class: "field-hint", id: "{code}-hint", {said(hint)} }
            }
            {each}
            {error_place(&format!("{code}-error"), error)}
            {caution(editing, code)}
            if takes_more {
                button {
                    class: "button",
                    r#type: "button",
                    onclick: move |_| {
                        editing.change(|values| values.add_entries(code, count + 1));
                        focus_soon(code, count);
                    },
                    {t(add)}
                }
            }
        }
    }
}

/// The keyboard goes on in the new entry, once it is on the screen.
fn focus_soon(code: &'static str, index: usize) {
    spawn(async move {
        TimeoutFuture::new(0).await;
        browser::focus(&path(code, index, "method"));
        browser::focus(&path(code, index, "date"));
    });
}

fn remove(editing: Editing, code: &'static str, index: usize, name: &'static str) -> Element {
    let name = numbered(name, index);
    rsx! {
        button {
            class: "plain block-remove",
            r#type: "button",
            "aria-label": tf("console.notification.remove_named", &[("name", &name)]),
            onclick: move |_| {
                editing.change(|values| values.remove_entry(code, index));
                browser::focus(code);
            },
            {t("console.notification.remove")}
        }
    }
}

fn part(
    editing: Editing,
    code: &'static str,
    index: usize,
    part: &'static str,
    options: Vec<(String, String)>,
) -> Element {
    let id = path(code, index, part);
    rsx! {
        Pick {
            id: id.clone(),
            label: field_name(language(), part),
            options,
            chosen: part_of(editing, code, index, part),
            onchoose: move |chosen| {
                editing.change(|values| values.set_part(code, index, part, chosen));
                editing.leave(&path(code, index, part));
            },
            error: editing.error(&id),
        }
    }
}

fn part_day(editing: Editing, code: &'static str, index: usize, part: &'static str) -> Element {
    let id = path(code, index, part);
    let typed = part_of(editing, code, index, part);
    rsx! {
        Day {
            id: id.clone(),
            label: field_name(language(), part),
            understood: day("", &typed, dates::day_of(clock::now())),
            value: typed,
            oninput: move |typed| editing.change(|values| values.set_part(code, index, part, typed)),
            onleave: move |()| editing.leave(&path(code, index, part)),
            error: editing.error(&id),
        }
    }
}

/// Where a part of an entry is, as errors name it.
fn path(code: &str, index: usize, part: &str) -> String {
    format!("{code}.{index}.{part}")
}

fn part_of(editing: Editing, code: &str, index: usize, part: &str) -> String {
    let values = editing.values.read();
    values.entries(code).get(index).and_then(|entry| entry.get(part)).cloned().unwrap_or_default()
}

fn numbered(key: &str, index: usize) -> String {
    tf(key, &[("number", &(index + 1).to_string())])
}
