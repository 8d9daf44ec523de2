//! All answers at a glance, remarks, and the button that sends.

use dioxus::prelude::*;
use domain::reading::REMARKS_AT_MOST;
use ui::browser;
use ui::errors::field_text;
use ui::field::error_place;
use ui::texts::{language, t, tf};

use crate::check_in;
use crate::draft::Draft;
use crate::flow::{self, Step};
use crate::parts::{emergency_line, heading, top_bar};
use crate::state::{App, Screen, edit, get, show};
use crate::words;

/// The last page.
pub fn finish(app: &App) -> Element {
    let draft = &app.draft;
    let wrong = draft.answers().check().err().unwrap_or_default();
    let too_long = wrong.iter().find(|error| error.field == "remarks").map(|error| {
        let length = draft.remarks.trim().chars().count().to_string();
        let values = [("count", length.as_str()), ("most", &REMARKS_AT_MOST.to_string())];
        [field_text(language(), error), tf("patient.finish.length", &values)].join(" ")
    });
    let asked = flow::steps(draft).iter().filter(|step| **step != Step::Finish);
    rsx! {
        {top_bar(app, Step::Finish)}
        {heading(t("patient.finish.title"))}
        dl { class: "summary",
            for step in asked {
                {line(*step, &value(app, *step))}
            }
        }
        {remarks(draft, too_long)}
        for error in wrong.iter().filter(|error| error.field != "remarks") {
            p { class: "problem", role: "alert", key: "{error.field}", {field_text(language(), error)} }
        }
        div { class: "actions",
            button {
                class: "button button-main button-big",
                r#type: "button",
                "aria-disabled": !wrong.is_empty(),
                onclick: move |_| send(),
                {t("patient.finish.send")}
            }
        }
        {emergency_line()}
    }
}

fn send() {
    if get(|app| app.draft.answers().check().is_ok()) {
        check_in::send();
    } else {
        browser::focus("remarks");
    }
}

fn remarks(draft: &Draft, error: Option<String>) -> Element {
    let wrong = error.is_some();
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: "remarks", {t("patient.finish.remarks")} }
            p { class: "field-hint", id: "remarks-hint", {t("patient.finish.remarks_hint")} }
            textarea {
                id: "remarks",
                class: "field-input",
                rows: "3",
                "aria-describedby": "remarks-error remarks-hint",
                "aria-invalid": wrong,
                value: draft.remarks.clone(),
                oninput: move |event| edit(|draft| draft.remarks = event.value()),
            }
            {error_place("remarks-error", error)}
        }
    }
}

fn line(step: Step, value: &str) -> Element {
    let title = title(step);
    rsx! {
        div { class: "summary-line", key: "{title}",
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

fn value(app: &App, step: Step) -> String {
    let draft = &app.draft;
    match step {
        Step::Danger => list(&words::emergencies(draft, app.personal().pregnant)),
        Step::Measure(measure) => words::measured(draft, measure),
        Step::Symptoms => {
            let symptoms = draft.symptoms().into_iter();
            list(&symptoms.map(|code| t(&["shared.symptom.", code.code()].concat())).collect::<Vec<_>>())
        }
        Step::Antipyretic => match draft.antipyretic {
            Some(true) => t("patient.antipyretic.yes").to_owned(),
            Some(false) => t("patient.antipyretic.no").to_owned(),
            None => String::new(),
        },
        Step::Finish => String::new(),
    }
}

fn list(words: &[&'static str]) -> String {
    if words.is_empty() { t("patient.none_short").to_owned() } else { words.join(t("patient.list_between")) }
}
