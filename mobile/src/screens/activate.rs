//! Opening the app on this device with the entry code and the birth date.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::session::ActivatePatient;
use domain::entry_code::EntryCode;
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::field::{Field, FieldError as FieldErrorText};
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use crate::birth_date::{self, LIVING_ERAS};
use crate::parts::{EmergencyLine, Heading};
use crate::screens::home::LanguageSwitch;
use crate::state::{ISOLATION, Screen, show};
use crate::{entry_link, session};

/// What is typed, and what became of it.
#[derive(Clone, Copy, PartialEq)]
struct Form {
    code: Signal<String>,
    year: Signal<String>,
    month: Signal<String>,
    day: Signal<String>,
    wrong: Signal<Vec<FieldError>>,
    failed: Signal<Option<Failure>>,
    busy: Signal<bool>,
    /// The last request: sent again unchanged, it is the same request.
    sent: Signal<Option<ActivatePatient>>,
}

impl Form {
    fn error(&self, field: &str) -> Option<String> {
        let wrong = self.wrong.read();
        wrong.iter().find(|error| error.field == field).map(|error| field_text(language(), error))
    }

    /// The request, or every field that is wrong.
    fn request(&self) -> Result<ActivatePatient, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let code = self.code.peek().clone();
        if EntryCode::parse(&code).is_none() {
            let problem = if code.trim().is_empty() { Problem::Missing } else { Problem::NotACode };
            wrong.push(FieldError::new("entry_code", problem));
        }
        let today = dates::day_of(clock::now());
        let date = birth_date::read(&self.year.peek(), &self.month.peek(), &self.day.peek(), today);
        let birth_date = date.inspect_err(|error| wrong.push(error.clone())).ok();
        let (Some(birth_date), true) = (birth_date, wrong.is_empty()) else { return Err(wrong) };
        let request_id = browser::new_id().parse().map_err(|_| Vec::new())?;
        let request = ActivatePatient { request_id, entry_code: code, birth_date };
        Ok(match self.sent.peek().as_ref() {
            Some(sent) if sent.entry_code == request.entry_code && sent.birth_date == birth_date => {
                sent.clone()
            }
            _ => request,
        })
    }

    async fn submit(mut self) {
        self.failed.set(None);
        let request = match self.request() {
            Ok(request) => request,
            Err(wrong) => {
                let field = wrong.first().map_or("entry_code", |error| match error.field.as_str() {
                    "birth_date" => "birth-year",
                    _ => "entry-code",
                });
                browser::focus(field);
                return self.wrong.set(wrong);
            }
        };
        self.wrong.set(Vec::new());
        self.busy.set(true);
        self.sent.set(Some(request.clone()));
        let result = session::activate(&request).await;
        // After success this screen, and its signals with it, have gone.
        if let Err(failure) = result {
            self.busy.set(false);
            if failure.code() == Some(Code::ActivationRefused) {
                self.sent.set(None);
            }
            self.failed.set(Some(failure));
        }
    }
}

/// The form.
#[component]
pub fn Activate() -> Element {
    let form = Form {
        code: use_signal(|| entry_link::code().unwrap_or_default()),
        year: use_signal(String::new),
        month: use_signal(String::new),
        day: use_signal(String::new),
        wrong: use_signal(Vec::new),
        failed: use_signal(|| None),
        busy: use_signal(|| false),
        sent: use_signal(|| None),
    };
    let by_link = use_hook(|| entry_link::code().is_some());
    // Whether code or birth date is wrong nobody can tell: then both can be corrected.
    let asks_code = !by_link || form.failed.read().is_some() || form.error("entry_code").is_some();
    rsx! {
        LanguageSwitch {}
        Heading { text: t("patient.activate.title") }
        form {
            class: "form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                if !*form.busy.peek() {
                    spawn_forever(form.submit());
                }
            },
            if asks_code {
                CodeField { form }
            } else {
                p { {t("patient.activate.code_read")} }
            }
            BirthDate { form }
            if let Some(failure) = form.failed.read().as_ref() {
                p { class: "problem", role: "alert", {failure_words(failure)} }
            }
            if (form.busy)() {
                Waiting { label: t("patient.activate.busy") }
            }
            div { class: "actions",
                button { class: "button button-main button-big", r#type: "submit", "aria-disabled": (form.busy)(),
                    {t("patient.activate.submit")}
                }
                if ISOLATION.read().is_some() {
                    button {
                        class: "button button-big",
                        r#type: "button",
                        onclick: move |_| show(Screen::Home),
                        {t("patient.home")}
                    }
                }
            }
        }
        p { class: "soft", {t("patient.activate.help")} }
        EmergencyLine {}
    }
}

fn failure_words(failure: &Failure) -> String {
    match failure {
        Failure::Api(error, _) if !error.fields.is_empty() => {
            error.fields.iter().map(|field| field_text(language(), field)).collect::<Vec<_>>().join(" ")
        }
        other => failure_text(language(), other),
    }
}

#[component]
fn CodeField(form: Form) -> Element {
    let mut code = form.code;
    rsx! {
        Field {
            id: "entry-code",
            label: t("shared.field.entry_code"),
            hint: t("patient.activate.code_hint"),
            value: code(),
            inputmode: "numeric",
            error: form.error("entry_code"),
            oninput: move |text| code.set(text),
        }
    }
}

#[component]
fn BirthDate(form: Form) -> Element {
    let (mut year, mut month, mut day) = (form.year, form.month, form.day);
    let today = dates::day_of(clock::now());
    let error = form.error("birth_date");
    rsx! {
        fieldset { class: "group", "aria-describedby": "birth-error birth-era",
            legend { {t("shared.field.birth_date")} }
            div { class: "date-parts",
                Field {
                    id: "birth-year", class: "date-year", label: t("patient.activate.year"), value: year(),
                    inputmode: "numeric", autocomplete: "bday-year", oninput: move |text| year.set(text),
                }
                Field {
                    id: "birth-month", label: t("patient.activate.month"), value: month(),
                    inputmode: "numeric", autocomplete: "bday-month", oninput: move |text| month.set(text),
                }
                Field {
                    id: "birth-day", label: t("patient.activate.day"), value: day(),
                    inputmode: "numeric", autocomplete: "bday-day", oninput: move |text| day.set(text),
                }
            }
            p { id: "birth-era", class: "field-hint", "aria-live": "polite",
                if let Some(nth) = birth_date::lacks_era(&year.read()) {
                    {era_hint(nth, chrono::Datelike::year(&today))}
                }
            }
            FieldErrorText { id: "birth-error", error }
        }
    }
}

/// 「昭和30年は1955年、平成30年は2018年」
fn era_hint(nth: i32, this_year: i32) -> String {
    let eras = LIVING_ERAS.iter().filter(|(_, before)| before + nth <= this_year);
    let part = |(name, before): &(&str, i32)| {
        let (nth, year) = (nth.to_string(), (before + nth).to_string());
        tf("patient.activate.era", &[("era", name), ("nth", &nth), ("year", &year)])
    };
    let parts: Vec<_> = eras.map(part).collect();
    tf("patient.activate.era_hint", &[("eras", &parts.join(t("patient.list_between")))])
}
