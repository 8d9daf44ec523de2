//! All answers at a glance, remarks, and the button that sends.

use dioxus::prelude::*;
use domain::api::error::FieldError;
use domain::reading::{Measure, REMARKS_AT_MOST};
use ui::errors::field_text;
use ui::field::FieldError as FieldErrorText;
use ui::texts::{language, t, tf};

use crate::check_in;
use crate::draft::{Draft, index};
use crate::flow::{self, Step};
use crate::parts::{EmergencyLine, Heading, TopBar};
use crate::state::{DRAFT, Screen, personal, show};

/// The last page.
#[component]
pub fn Finish() -> Element {
    let draft = DRAFT.read();
    let wrong = draft.answers().check().err().unwrap_or_default();
    let at = |field: &str| wrong.iter().find(|error| error.field == field).map(text_of);
    let others = wrong.iter().filter(|error| error.field != "remarks").map(text_of);
    let others: Vec<String> = others.collect();
    let sendable = wrong.is_empty();
    let steps = &flow::steps(&draft)[..flow::steps(&draft).len() - 1];
    rsx! {
        TopBar { step: Step::Finish }
        Heading { text: t("patient.finish.title") }
        dl { class: "summary",
            for step in steps.iter().copied() {
                Line { key: "{step:?}", step, value: value(&draft, step) }
            }
        }
        div { class: "field", class: if at("remarks").is_some() { "field-wrong" },
            label { class: "field-label", r#for: "remarks", {t("patient.finish.remarks")} }
            p { class: "field-hint", id: "remarks-hint", {t("patient.finish.remarks_hint")} }
            textarea {
                id: "remarks",
                class: "field-input",
                rows: "3",
                "aria-describedby": "remarks-error remarks-hint",
                "aria-invalid": at("remarks").is_some(),
                value: draft.remarks.clone(),
                oninput: move |event| DRAFT.write().remarks = event.value(),
            }
            FieldErrorText { id: "remarks-error", error: at("remarks").map(|error| with_length(&error, &draft)) }
        }
        for error in others {
            p { class: "problem", role: "alert", "{error}" }
        }
        div { class: "actions",
            button {
                class: "button button-main button-big",
                r#type: "button",
                "aria-disabled": !sendable,
                onclick: move |_| {
                    if sendable {
                        check_in::send();
                    } else {
                        ui::browser::focus("remarks");
                    }
                },
                {t("patient.finish.send")}
            }
        }
        EmergencyLine {}
    }
}

fn text_of(error: &FieldError) -> String {
    field_text(language(), error)
}

fn with_length(error: &str, draft: &Draft) -> String {
    let (count, most) = (draft.remarks.trim().chars().count().to_string(), REMARKS_AT_MOST.to_string());
    let length = tf("patient.finish.length", &[("count", &count), ("most", &most)]);
    [error, &length].join(" ")
}

#[component]
fn Line(step: Step, value: String) -> Element {
    let title = title(step);
    rsx! {
        div { class: "summary-line",
            dt { "{title}" }
            dd {
                span { class: "summary-value", "{value}" }
                button {
                    class: "button button-quiet",
                    r#type: "button",
                    onclick: move |_| show(Screen::Question(step)),
                    {t("patient.finish.change")}
                    span { class: "visually-hidden", " {title}" }
                }
            }
        }
    }
}

fn title(step: Step) -> &'static str {
    match step {
        Step::Danger => t("shared.field.emergency_symptoms"),
        Step::Measure(measure) => t(&["shared.field.", measure.code()].concat()),
        Step::Symptoms => t("shared.field.symptoms"),
        Step::Antipyretic => t("shared.field.antipyretic_taken"),
        Step::Finish => "",
    }
}

fn value(draft: &Draft, step: Step) -> String {
    match step {
        Step::Danger => {
            let emergency = draft.emergency.iter().map(|code| ["shared.emergency.", code.code()].concat());
            let pregnancy = draft.pregnancy.iter().map(|code| ["shared.pregnancy.", code.code()].concat());
            let pregnancy = pregnancy.filter(|_| personal().pregnant);
            list(emergency.chain(pregnancy))
        }
        Step::Measure(measure) => measured(draft, measure),
        Step::Symptoms => list(draft.symptoms.iter().map(|code| ["shared.symptom.", code.code()].concat())),
        Step::Antipyretic => match draft.antipyretic {
            Some(true) => t("patient.antipyretic.yes").to_owned(),
            Some(false) => t("patient.antipyretic.no").to_owned(),
            None => String::new(),
        },
        Step::Finish => String::new(),
    }
}

fn measured(draft: &Draft, measure: Measure) -> String {
    let i = index(measure);
    if draft.unmeasured[i] {
        return t("patient.could_not_measure").to_owned();
    }
    let unit = t(&["patient.measure.", measure.code(), ".unit"].concat());
    [draft.typed[i].trim(), " ", unit].concat()
}

fn list(keys: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = keys.map(|key| t(&key)).collect();
    if words.is_empty() { t("patient.none_short").to_owned() } else { words.join(t("patient.list_between")) }
}
