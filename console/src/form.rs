//! Parts of forms that `ui` does not have: a choice, a long choice, a tick, a note, a day.

use dioxus::prelude::*;
use domain::api::error::{FieldError, Problem};
use domain::form::{self, Form};
use domain::person::age_months;
use domain::time::Date;
use ui::clock;
use ui::dates;
use ui::errors::{field_name, problem_text};
use ui::field::{Field, FieldError as Wrong};
use ui::texts::{language, t, tf};

use crate::moment::Moment;
use crate::people;
use crate::words::said;

/// The errors of one field in words, if it has any.
pub fn error_of(errors: &[FieldError], field: &str) -> Option<String> {
    // The server names a nested field by its path.
    let is_it = |error: &&FieldError| error.field.rsplit('.').next() == Some(field);
    errors.iter().find(is_it).map(|error| told(None, error))
}

/// An error in words: the field by its form's own name, a broken rule in its form's own words.
pub fn told(form: Option<&Form>, error: &FieldError) -> String {
    if let Some(rule) = rule_text(form, error) {
        return rule;
    }
    let (field, problem) = (name_of(form, &error.field), problem_text(language(), error));
    tf("shared.field_error", &[("field", &field), ("problem", &problem)])
}

/// The words of the form for a rule of it that is broken.
pub fn rule_text(form: Option<&Form>, error: &FieldError) -> Option<String> {
    let broken = error.limit.as_deref().filter(|_| error.problem == Problem::AgainstRule);
    let rule = broken.and_then(|code| match form {
        Some(form) => form.rule(code),
        None => form::all().iter().find_map(|form| form.rule(code)),
    });
    rule.map(|rule| said(&rule.says).to_owned())
}

/// The name of a field: its form's own, else that of the texts.
pub fn name_of(form: Option<&Form>, field: &str) -> String {
    let own = form.and_then(|form| form.field(field));
    own.map_or_else(|| field_name(language(), field), |own| said(&own.label).to_owned())
}

/// Says that a field must be answered; its input says so too, for screen readers.
pub fn mark(required: bool) -> Element {
    rsx! {
        if required {
            span { class: "required", "aria-hidden": "true", {t("console.form.required")} }
        }
    }
}

/// One of a few: all of them on the screen.
#[component]
pub fn Choice<T: Copy + PartialEq + 'static>(
    /// Name of the group, unique on the page.
    name: &'static str,
    /// What is asked.
    legend: String,
    /// What can be chosen, in words.
    options: Vec<(T, String)>,
    /// What is chosen.
    chosen: Option<T>,
    /// Called with what is chosen now.
    onchoose: EventHandler<T>,
    /// What is wrong, in words.
    #[props(default)]
    error: Option<String>,
    /// Help under the question.
    #[props(default)]
    hint: Option<String>,
    /// Whether it must be answered.
    #[props(default)]
    required: bool,
    /// What else is to be said about it.
    children: Element,
) -> Element {
    let wrong = error.is_some();
    let described = format!("{name}-error {name}-caution {name}-hint");
    rsx! {
        fieldset {
            class: "choice",
            class: if wrong { "field-wrong" },
            role: "radiogroup",
            "aria-required": required,
            "aria-invalid": wrong,
            "aria-describedby": "{described}",
            legend { class: "field-label", "{legend}" {mark(required)} }
            if let Some(hint) = hint {
                p { class: "field-hint", id: "{name}-hint", "{hint}" }
            }
            div { class: "choice-options",
                for (i , (value , words)) in options.into_iter().enumerate() {
                    label { key: "{i}", class: "option",
                        input {
                            r#type: "radio",
                            name,
                            // The first one is where an error leads the focus.
                            id: if i == 0 { name.to_owned() } else { format!("{name}-{i}") },
                            checked: chosen == Some(value),
                            onchange: move |_| onchoose(value),
                        }
                        span { "{words}" }
                    }
                }
            }
            Wrong { id: "{name}-error", error }
            {children}
        }
    }
}

/// One of many, in a list that opens.
#[component]
pub fn Pick(
    /// Id of the list.
    id: String,
    /// What is asked.
    label: String,
    /// What can be chosen: how it is kept, and in words.
    options: Vec<(String, String)>,
    /// What is chosen; empty if nothing is.
    chosen: String,
    /// Called with what is chosen now.
    onchoose: EventHandler<String>,
    /// What is wrong, in words.
    error: Option<String>,
) -> Element {
    let wrong = error.is_some();
    let is_open = options.iter().all(|(value, _)| *value != chosen);
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: "{id}", "{label}" }
            select {
                id: "{id}",
                class: "field-input",
                "aria-invalid": wrong,
                "aria-describedby": "{id}-error",
                onchange: move |event| onchoose(event.value()),
                if is_open {
                    option { value: "", selected: true, {t("console.form.choose")} }
                }
                for (value , words) in options {
                    option { key: "{value}", selected: value == chosen, value, "{words}" }
                }
            }
            Wrong { id: "{id}-error", error }
        }
    }
}

/// Something that holds or not.
#[component]
pub fn Tick(
    /// Id of the box.
    id: String,
    /// What holds.
    label: String,
    /// Whether it does.
    ticked: bool,
    /// Called with whether it does now.
    onchange: EventHandler<bool>,
) -> Element {
    rsx! {
        label { class: "option", r#for: "{id}",
            input { id: "{id}", r#type: "checkbox", checked: ticked, onchange: move |event| onchange(event.checked()) }
            span { "{label}" }
        }
    }
}

/// Free text of a few lines.
#[component]
pub fn Note(
    /// Id of the text.
    id: &'static str,
    /// What it is.
    label: String,
    /// Help under the label.
    hint: String,
    /// What is typed.
    value: String,
    /// Most characters.
    at_most: usize,
    /// Called at every key.
    oninput: EventHandler<String>,
    /// What is wrong, in words.
    error: Option<String>,
) -> Element {
    let wrong = error.is_some();
    let count = value.chars().count();
    let counted = tf("console.form.count", &[("count", &count.to_string()), ("limit", &at_most.to_string())]);
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: id, "{label}" }
            p { class: "field-hint", id: "{id}-hint", "{hint}" }
            textarea {
                id,
                class: "field-input note",
                rows: "3",
                "aria-invalid": wrong,
                "aria-describedby": "{id}-error {id}-hint",
                value: "{value}",
                oninput: move |event| oninput(event.value()),
            }
            p { class: "field-hint note-count", class: if count > at_most { "note-over" }, "{counted}" }
            Wrong { id: "{id}-error", error }
        }
    }
}

/// A day, written as people write it; what was understood stands under it.
#[component]
pub fn Day(
    /// Id of the input.
    id: String,
    /// What day it is.
    label: String,
    /// What is typed.
    value: String,
    /// What was understood.
    understood: Option<Date>,
    /// The day of a birth: also shows the age on this day.
    #[props(default)]
    age_on: Option<Date>,
    /// Called at every key.
    oninput: EventHandler<String>,
    /// Called when the input is left.
    onleave: EventHandler<()>,
    /// What is wrong, in words.
    error: Option<String>,
    /// Help under the label.
    #[props(default)]
    hint: Option<String>,
) -> Element {
    rsx! {
        div { class: "day",
            Field { id, label, value, oninput, onleave, error, hint }
            p { class: "understood", "aria-live": "polite",
                if let Some(day) = understood {
                    {day_in_words(day, age_on)}
                }
            }
        }
    }
}

/// A day in full; of a birth also the age on another day.
pub fn day_in_words(day: Date, age_on: Option<Date>) -> String {
    let Some(on) = age_on else { return dates::full_day(language(), day) };
    let months = if on >= day { u16::try_from(age_months(day, on)).ok() } else { None };
    [people::birth_date(day), months.map(people::age).unwrap_or_default()].join(" ")
}

/// Day and time of day of something, with the ids `<form>-at_day` and `<form>-at`.
#[component]
pub fn When(
    /// Id of the day.
    day_id: &'static str,
    /// Id of the time of day.
    clock_id: &'static str,
    /// What is typed.
    at: Moment,
    /// Called with what is typed now.
    onchange: EventHandler<Moment>,
    /// What is wrong, field by field.
    errors: Vec<FieldError>,
) -> Element {
    let (other_day, other_clock) = (at.clone(), at.clone());
    rsx! {
        div { class: "told-values",
            Day {
                id: day_id,
                label: t("console.field.at_day"),
                hint: t("console.notification.recent_hint"),
                understood: at.understood(dates::day_of(clock::now())),
                value: at.day,
                oninput: move |day| onchange(Moment { day, ..other_day.clone() }),
                onleave: move |()| {},
                error: error_of(&errors, "at_day"),
            }
            Field {
                id: clock_id,
                label: t("console.field.at"),
                hint: t("console.move.clock_hint"),
                value: at.clock,
                oninput: move |clock| onchange(Moment { clock, ..other_clock.clone() }),
                error: error_of(&errors, "at"),
            }
        }
    }
}
