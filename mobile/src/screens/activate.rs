//! Opening the app on this device with the entry code and the birth date.

use chrono::Datelike;
use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::session::ActivatePatient;
use domain::entry_code::EntryCode;
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::field::{Line, error_place};
use ui::texts::{language, t, tf};
use ui::wait::waiting;
use ui::{browser, dates};

use crate::birth_date::{self, LIVING_ERAS};
use crate::parts::{OTHER, button, emergency_line, heading};
use crate::screens::home::brand;
use crate::state::{App, Screen, change, get, show};
use crate::{entry_link, session};

/// What is typed, and what became of it.
#[derive(Default)]
pub struct Form {
    /// The code as typed; none while that of the link stands.
    code: Option<String>,
    year: String,
    month: String,
    day: String,
    wrong: Vec<FieldError>,
    failed: Option<Failure>,
    busy: bool,
    /// The last request: sent again unchanged, it is the same request.
    sent: Option<ActivatePatient>,
}

impl Form {
    fn code(&self) -> String {
        self.code.clone().or_else(entry_link::code).unwrap_or_default()
    }

    fn error(&self, field: &str) -> Option<String> {
        self.wrong.iter().find(|error| error.field == field).map(|error| field_text(language(), error))
    }

    /// The request, or every field that is wrong.
    fn request(&self, today: domain::time::Date) -> Result<ActivatePatient, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let code = self.code();
        if EntryCode::parse(&code).is_none() {
            let problem = if code.trim().is_empty() { Problem::Missing } else { Problem::NotACode };
            wrong.push(FieldError::new("entry_code", problem));
        }
        let date = birth_date::read(&self.year, &self.month, &self.day, today);
        let birth_date = date.map_err(|error| wrong.push(error));
        let (Ok(birth_date), true) = (birth_date, wrong.is_empty()) else { return Err(wrong) };
        if let Some(sent) = &self.sent
            && sent.entry_code == code
            && sent.birth_date == birth_date
        {
            return Ok(sent.clone());
        }
        let request_id = browser::new_id().parse().map_err(|_| Vec::new())?;
        Ok(ActivatePatient { request_id, entry_code: code, birth_date })
    }
}

fn submit() {
    if get(|app| app.form.busy) {
        return;
    }
    let request = get(|app| app.form.request(dates::day_of(app.now)));
    change(|app| {
        app.form.failed = None;
        app.form.wrong = request.as_ref().err().cloned().unwrap_or_default();
        app.form.busy = request.is_ok();
        app.form.sent = request.as_ref().ok().cloned();
    });
    match request {
        Ok(request) => {
            spawn_forever(send(request));
        }
        Err(wrong) => {
            let code = wrong.first().is_some_and(|error| error.field == "entry_code");
            browser::focus(if code { "entry-code" } else { "birth-year" });
        }
    }
}

async fn send(request: ActivatePatient) {
    let result = session::activate(&request).await;
    change(|app| {
        match result {
            Ok(()) => app.form = Form::default(),
            Err(failure) => {
                app.form.busy = false;
                if failure.code() == Some(Code::ActivationRefused) {
                    // The same again would be a new try.
                    app.form.sent = None;
                }
                app.form.failed = Some(failure);
            }
        }
    });
}

/// The form.
pub fn activate(app: &App) -> Element {
    let form = &app.form;
    // Whether code or birth date is wrong nobody can tell: then both can be corrected.
    let asks_code = entry_link::code().is_none()
        || form.code.is_some()
        || form.failed.is_some()
        || form.error("entry_code").is_some();
    rsx! {
        {brand()}
        {heading(t("patient.activate.title"))}
        form {
            class: "form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit();
            },
            if asks_code {
                {code_field(form)}
            } else {
                p { {t("patient.activate.code_read")} }
            }
            {birth_date_fields(app)}
            if let Some(failure) = &form.failed {
                p { class: "problem", role: "alert", {failure_words(failure)} }
            }
            if form.busy {
                {waiting(t("patient.activate.busy"))}
            }
            div { class: "actions",
                button { class: "button button-main button-big", r#type: "submit", "aria-disabled": form.busy,
                    {t("patient.activate.submit")}
                }
                if app.isolation.is_some() {
                    {button(OTHER, t("patient.home"), || show(Screen::Home))}
                }
            }
        }
        p { class: "soft", {t("patient.activate.help")} }
        {emergency_line()}
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

fn code_field(form: &Form) -> Element {
    let mut line = Line::new("entry-code", t("shared.field.entry_code"), &form.code());
    line.hint = Some(t("patient.activate.code_hint").to_owned());
    line.inputmode = "numeric";
    line.error = form.error("entry_code");
    line.show(|text| change(|app| app.form.code = Some(text)), || {})
}

fn birth_date_fields(app: &App) -> Element {
    let form = &app.form;
    let part = |id, key, value: &str, fills, set: fn(&mut Form, String)| {
        let mut line = Line::new(id, t(key), value);
        line.inputmode = "numeric";
        line.autocomplete = fills;
        line.show(move |text| change(|app| set(&mut app.form, text)), || {})
    };
    rsx! {
        fieldset { class: "group", "aria-describedby": "birth-error birth-era",
            legend { {t("shared.field.birth_date")} }
            div { class: "date-parts",
                {part("birth-year", "patient.activate.year", &form.year, "bday-year", |form, text| form.year = text)}
                {part("birth-month", "patient.activate.month", &form.month, "bday-month", |form, text| form.month = text)}
                {part("birth-day", "patient.activate.day", &form.day, "bday-day", |form, text| form.day = text)}
            }
            p { id: "birth-era", class: "field-hint", "aria-live": "polite",
                if let Some(nth) = birth_date::lacks_era(&form.year) {
                    {era_hint(nth, dates::day_of(app.now).year())}
                }
            }
            {error_place("birth-error", form.error("birth_date"))}
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
