//! Entering a test of the person: method, specimen, day and result (R26).

use dioxus::prelude::*;
use domain::api::error::{FieldError, Problem};
use domain::api::review::RecordTest;
use domain::form::{self, TestDone};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use domain::time::Date;
use serde::{Deserialize, Serialize};
use ui::texts::{Language, language, t};
use ui::{clock, dates};

use super::shown::asks_for_tests;
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Choice, Day};
use crate::sending::{Buttons, Refusal, use_sending};
use crate::{calls, era};

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Values {
    request_id: RequestId,
    method: String,
    specimen: String,
    day: String,
    result: Option<Answer>,
}

/// The result, or that it is still to come.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Answer {
    Positive,
    Negative,
    Pending,
}

const ANSWERS: [(Answer, &str); 3] = [
    (Answer::Positive, "console.test.positive"),
    (Answer::Negative, "console.test.negative"),
    (Answer::Pending, "console.test.no_result"),
];

impl Values {
    fn new() -> Self {
        let (method, specimen) = (String::new(), String::new());
        Self { request_id: calls::new_id(), method, specimen, day: String::new(), result: None }
    }

    fn is_blank(&self) -> bool {
        self.method.is_empty() && self.day.is_empty() && self.result.is_none()
    }

    fn read(&self, case: &CaseId, today: Date) -> Result<RecordTest, Vec<FieldError>> {
        let missing = |field: &str, is: bool| is.then(|| FieldError::new(field, Problem::Missing));
        let day = era::parse_recent(&self.day, today);
        let mut errors: Vec<FieldError> = Vec::new();
        errors.extend(missing("method", self.method.is_empty()));
        errors.extend(missing("specimen", self.specimen.is_empty()));
        if day.is_none() {
            let problem = if self.day.trim().is_empty() { Problem::Missing } else { Problem::WrongType };
            errors.push(FieldError::new("specimen_date", problem));
        }
        errors.extend(missing("result", self.result.is_none()));
        let (Some(specimen_date), Some(result)) = (day, self.result) else { return Err(errors) };
        if !errors.is_empty() {
            return Err(errors);
        }
        let positive = match result {
            Answer::Positive => Some(true),
            Answer::Negative => Some(false),
            Answer::Pending => None,
        };
        let (method, specimen) = (self.method.clone(), self.specimen.clone());
        let test = TestDone { method, specimen, specimen_date, positive };
        Ok(RecordTest { request_id: self.request_id.clone(), case: case.clone(), test })
    }
}

/// Asks for a test, and sends it.
#[component]
pub fn EnterTest(
    /// The case.
    case: CaseId,
    /// The form of its notification.
    form_id: String,
    /// Called when the dialog is done with; whether a test was entered.
    onclose: EventHandler<bool>,
) -> Element {
    let draft_name = use_hook(|| format!("test-{case}"));
    let mut values = use_draft(&draft_name, Values::new, Values::is_blank).values;
    let mut sending = use_sending("test-", &draft_name, onclose);
    let today = dates::day_of(clock::now());
    let send = move |()| {
        let Some(body) = sending.begin(values.peek().read(&case, today)) else { return };
        spawn(async move {
            if sending.send(Operation::RecordTest, &body).await.is_ok() {
                sending.close();
            }
        });
    };
    let typed = values();
    let Some((methods, specimens)) = form::find(&form_id).and_then(asks_for_tests) else { return rsx! {} };
    let word = |ja: &str, en: &str| if language() == Language::Japanese { ja } else { en }.to_owned();
    let taken = methods.iter().find(|method| method.code == typed.method).map(|method| &method.specimens);
    let fits = |code: &String| taken.is_none_or(|taken| taken.is_empty() || taken.contains(code));
    let wrong = |field: &str| sending.wrong(field);
    rsx! {
        Dialog { id: "test", title: t("console.test.title"), onclose: move |()| sending.cancel(),
            Refusal { sending }
            Select {
                id: "test-method",
                label: t("console.field.method"),
                options: methods.iter().map(|one| (one.code.clone(), word(&one.ja, &one.en))).collect::<Vec<_>>(),
                chosen: typed.method.clone(),
                onchoose: move |code: String| values.with_mut(|values| {
                    values.method = code;
                    values.specimen = String::new();
                }),
                error: wrong("method"),
            }
            Select {
                id: "test-specimen",
                label: t("console.field.specimen"),
                options: specimens.iter().filter(|one| fits(&one.code)).map(|one| (one.code.clone(), word(&one.ja, &one.en))).collect::<Vec<_>>(),
                chosen: typed.specimen.clone(),
                onchoose: move |code: String| values.with_mut(|values| values.specimen = code),
                error: wrong("specimen"),
            }
            Day {
                id: "test-specimen_date",
                label: t("console.field.specimen_date"),
                hint: t("console.notification.recent_hint"),
                value: typed.day.clone(),
                understood: era::parse_recent(&typed.day, today),
                oninput: move |text: String| values.with_mut(|values| values.day = text),
                onleave: move |()| {},
                error: wrong("specimen_date"),
            }
            Choice {
                name: "test-result",
                legend: t("console.field.result"),
                options: ANSWERS.map(|(answer, key)| (answer, t(key).to_owned())).to_vec(),
                chosen: typed.result,
                onchoose: move |chosen| values.with_mut(|values| values.result = Some(chosen)),
                error: wrong("result"),
            }
            Buttons { sending, label: t("console.test.send"), onsend: send }
        }
    }
}

#[component]
fn Select(
    id: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: String,
    onchoose: EventHandler<String>,
    error: Option<String>,
) -> Element {
    let wrong = error.is_some();
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: id, {label} }
            select {
                id,
                class: "field-input",
                "aria-invalid": wrong,
                "aria-describedby": "{id}-error",
                onchange: move |event| onchoose(event.value()),
                option { value: "", selected: chosen.is_empty(), {t("console.form.choose")} }
                for (code , name) in options {
                    option { key: "{code}", value: "{code}", selected: code == chosen, "{name}" }
                }
            }
            ui::field::FieldError { id: "{id}-error", error }
        }
    }
}
