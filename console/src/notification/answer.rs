//! A field of a form as its definition says: the label, what it takes, whether it must be answered,
//! what is wrong with it, and what to look at again.

use dioxus::prelude::*;
use domain::form::{Field, Kind, Value};
use ui::field::error_place;
use ui::texts::{t, tf};
use ui::{clock, dates};

use super::entries::{doses, tests};
use super::page::Editing;
use super::read::{BIRTH_DATE, day};
use crate::form::{Choice, Note, Tick, day_in_words, mark};
use crate::words::{either, said};

/// Longer texts get several lines.
const LINE_AT_MOST: usize = 200;

/// A field of the form.
#[component]
pub fn Answer(editing: Editing, field: &'static Field) -> Element {
    let code = field.code.as_str();
    let is_unknown = editing.values.read().unknown.contains(code);
    let label = said(&field.label);
    rsx! {
        div { class: "answer", class: if is_wide(&field.kind) { "answer-wide" },
            if !is_unknown {
                {input(editing, field)}
            }
            if field.may_be_unknown {
                Tick {
                    id: "{code}-unknown",
                    label: [label, t("console.notification.unknown")].join(" "),
                    ticked: is_unknown,
                    onchange: move |ticked| editing.change(|values| {
                        if ticked { values.unknown.insert(code.to_owned()) } else { values.unknown.remove(code) };
                    }),
                }
            }
        }
    }
}

fn is_wide(kind: &Kind) -> bool {
    match kind {
        Kind::Tests { .. } | Kind::Vaccinations { .. } | Kind::Many { .. } => true,
        Kind::Choice { values } => values.len() > 3,
        Kind::Text { at_most } => *at_most > LINE_AT_MOST,
        _ => false,
    }
}

fn input(editing: Editing, field: &'static Field) -> Element {
    let code = field.code.as_str();
    let hint = field.hint.as_ref().map(said);
    let usual = |key: &str| hint.unwrap_or_else(|| t(key)).to_owned();
    match &field.kind {
        Kind::Date if code == BIRTH_DATE => {
            line(editing, field, usual("console.notification.birth_hint"), "text")
        }
        Kind::Date => line(editing, field, usual("console.notification.recent_hint"), "text"),
        Kind::Text { at_most } if *at_most > LINE_AT_MOST => rsx! {
            Note {
                id: code,
                label: said(&field.label),
                hint: hint.unwrap_or_default(),
                value: editing.values.read().text(code),
                at_most: *at_most,
                oninput: move |typed| editing.change(|values| values.set_text(code, typed)),
                error: editing.error(code),
            }
        },
        Kind::Text { .. } => line(editing, field, hint.unwrap_or_default().to_owned(), "text"),
        Kind::Kana => line(editing, field, usual("console.notification.kana_hint"), "text"),
        Kind::Phone => line(editing, field, hint.unwrap_or_default().to_owned(), "tel"),
        Kind::Whole { least, most } => {
            let limits = [("least", &*least.to_string()), ("most", &*most.to_string())];
            let hint = hint.map_or_else(|| tf("console.notification.whole_hint", &limits), str::to_owned);
            line(editing, field, hint, "numeric")
        }
        Kind::Choice { values } => one_of(
            editing,
            field,
            values.iter().map(|value| (value.code.as_str(), in_words(value))).collect(),
        ),
        Kind::YesNo => one_of(editing, field, vec![("true", t("console.yes")), ("false", t("console.no"))]),
        Kind::Many { values } => several(editing, field, values),
        Kind::Tests { at_most, methods, specimens } => tests(editing, field, *at_most, methods, specimens),
        Kind::Vaccinations { at_most } => doses(editing, field, *at_most),
    }
}

/// Something that can be chosen, in words.
pub fn in_words(value: &Value) -> &str {
    either(&value.ja, &value.en)
}

/// A line of text; under a day stands what was understood.
fn line(editing: Editing, field: &'static Field, hint: String, inputmode: &'static str) -> Element {
    let code = field.code.as_str();
    let values = editing.values.read();
    let typed = values.text(code);
    let error = editing.error(code);
    let wrong = error.is_some();
    let today = dates::day_of(clock::now());
    let understood = if field.kind == Kind::Date { day(code, typed, today) } else { None };
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: code, {said(&field.label)} {mark(field.required)} }
            if !hint.is_empty() {
                p { class: "field-hint", id: "{code}-hint", "{hint}" }
            }
            span { class: "field-line",
                input {
                    id: code,
                    class: "field-input",
                    r#type: "text",
                    inputmode,
                    autocomplete: "off",
                    value: "{typed}",
                    "aria-required": field.required,
                    "aria-invalid": wrong,
                    "aria-describedby": "{code}-error {code}-caution {code}-hint",
                    oninput: move |event| editing.change(|values| values.set_text(code, event.value())),
                    onblur: move |_| editing.leave(code),
                }
                if let Some(unit) = &field.unit {
                    span { class: "field-unit", {said(unit)} }
                }
            }
            {error_place(&format!("{code}-error"), error)}
            {caution(editing, code)}
            if field.kind == Kind::Date {
                p { class: "understood", "aria-live": "polite",
                    if let Some(day) = understood {
                        {day_in_words(day, (code == BIRTH_DATE).then_some(today))}
                    }
                }
            }
        }
    }
}

/// What to look at again at a field. Screen readers hear it when it comes up from the list above the
/// button, and here when they come to the field.
pub fn caution(editing: Editing, code: &str) -> Element {
    let cautions = editing.cautions(code);
    rsx! {
        p { class: "field-caution", id: "{code}-caution",
            for (i , words) in cautions.into_iter().enumerate() {
                span { key: "{i}", "{words}" }
            }
        }
    }
}

/// One of a few. What need not be answered can be taken back.
fn one_of(editing: Editing, field: &'static Field, values: Vec<(&'static str, &'static str)>) -> Element {
    let code = field.code.as_str();
    let typed = editing.values.read().text(code).to_owned();
    // What another form offers counts here as no answer.
    let chosen = values.iter().map(|(value, _)| *value).find(|value| *value == typed);
    let mut options: Vec<_> = values.into_iter().map(|(value, words)| (value, words.to_owned())).collect();
    if !field.required {
        options.push(("", t("console.notification.no_answer").to_owned()));
    }
    rsx! {
        Choice {
            name: code,
            legend: said(&field.label),
            hint: field.hint.as_ref().map(|hint| said(hint).to_owned()),
            required: field.required,
            options,
            chosen: chosen.or((!field.required).then_some("")),
            onchoose: move |chosen: &'static str| {
                editing.change(|values| values.set_text(code, chosen.to_owned()));
                editing.leave(code);
            },
            error: editing.error(code),
            {caution(editing, code)}
        }
    }
}

/// Any of several.
fn several(editing: Editing, field: &'static Field, values: &'static [Value]) -> Element {
    let code = field.code.as_str();
    let error = editing.error(code);
    let wrong = error.is_some();
    let chosen = editing.values.read().many.get(code).cloned().unwrap_or_default();
    rsx! {
        fieldset {
            class: "choice",
            class: if wrong { "field-wrong" },
            "aria-describedby": "{code}-error {code}-caution {code}-hint",
            legend { class: "field-label", {said(&field.label)} {mark(field.required)} }
            if let Some(hint) = &field.hint {
                p { class: "field-hint", id: "{code}-hint", {said(hint)} }
            }
            div { class: "many-options",
                for (i , value) in values.iter().enumerate() {
                    Tick {
                        key: "{value.code}",
                        // The first one is where an error leads the focus.
                        id: if i == 0 { code.to_owned() } else { format!("{code}-{i}") },
                        label: in_words(value),
                        ticked: chosen.contains(&value.code),
                        onchange: move |ticked| {
                            editing.change(|values| values.set_one_of_many(code, &value.code, ticked));
                            editing.leave(code);
                        },
                    }
                }
            }
            {error_place(&format!("{code}-error"), error)}
            {caution(editing, code)}
        }
    }
}
