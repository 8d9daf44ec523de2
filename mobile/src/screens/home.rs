//! Today's check-in, and what is known of the case.

use dioxus::prelude::*;
use domain::api::isolation::{MyAlert, MyCase};
use domain::level::Level;
use ui::level::{badge, code};
use ui::texts::{Language, language, set_language, t, tf};

use crate::check_in;
use crate::parts::{MAIN, OTHER, QUIET, button, call_119, centre_phones, emergency_line, heading, moment};
use crate::screens::past::past;
use crate::screens::unsent::{refused, sync_line};
use crate::state::{App, Screen, choose_case, show};
use crate::today::{Today, today};

/// The one screen.
pub fn home(app: &App) -> Element {
    let Some(case) = app.case() else {
        return rsx! {
            {brand()}
            {heading(t("patient.today.none"))}
            {sync_line(app)}
            {button(MAIN, t("patient.activate.open"), || show(Screen::Activate))}
        };
    };
    rsx! {
        {brand()}
        {which_case(app, case)}
        {sync_line(app)}
        {refused(app)}
        if let Some(alert) = &case.alert {
            {alert_card(app, alert)}
        }
        {today_card(app, case)}
        {emergency_line()}
        {centre_phones(app)}
        {past(app, &case.check_ins)}
        {button(QUIET, t("patient.another"), || show(Screen::Activate))}
    }
}

/// The app's name and the other language.
pub fn brand() -> Element {
    // In its own language: who needs it may not read this one.
    let (other, name) = match language() {
        Language::Japanese => (Language::English, "English"),
        Language::English => (Language::Japanese, "日本語"),
    };
    rsx! {
        header { class: "brand",
            span { {t("shared.app")} }
            button {
                class: "button button-quiet",
                r#type: "button",
                lang: other.code(),
                onclick: move |_| set_language(other),
                {name}
            }
        }
    }
}

/// Which person, if several are followed on this device. Ages tell them apart: the device keeps
/// no names.
fn which_case(app: &App, current: &MyCase) -> Element {
    let cases = app.isolation.as_ref().map_or(&[][..], |isolation| &isolation.cases);
    if cases.len() < 2 {
        return rsx! {};
    }
    let choice = |(i, case): (usize, &MyCase)| {
        let id = case.case.clone();
        rsx! {
            label { class: "tick", key: "{id}",
                input {
                    r#type: "radio",
                    name: "case",
                    checked: case.case == current.case,
                    onchange: move |_| choose_case(id.clone()),
                }
                span { {person(i + 1, case)} }
            }
        }
    };
    rsx! {
        fieldset { class: "group which",
            legend { {t("patient.which")} }
            for case in cases.iter().enumerate() {
                {choice(case)}
            }
        }
    }
}

fn person(place: usize, case: &MyCase) -> String {
    let place = place.to_string();
    let (key, age) = match case.personal.age_months {
        Some(months) if months < 24 => ("patient.person_months", months.to_string()),
        Some(months) => ("patient.person_years", (months / 12).to_string()),
        None => ("patient.person", String::new()),
    };
    tf(key, &[("place", &place), ("age", &age)])
}

/// The open alert: somebody will call, or has it in hand.
fn alert_card(app: &App, alert: &MyAlert) -> Element {
    let emergency = matches!(alert.level, Level::Emergency | Level::Unknown);
    let key = match (alert.in_hand, alert.call_by < app.now) {
        (true, _) => "patient.alert.in_hand",
        (false, true) => "patient.alert.late",
        (false, false) => "patient.alert.call_by",
    };
    let words = tf(key, &[("time", &moment(app, alert.call_by))]);
    rsx! {
        section { class: "card card-level-{code(alert.level)}", "aria-labelledby": "alert",
            h2 { id: "alert", class: "card-title", {badge(alert.level)} }
            p { strong { "{words}" } }
            if emergency {
                {call_119()}
            } else {
                p { {t("patient.do.worse")} }
            }
        }
    }
}

/// How today's check-in stands, and the button that begins it.
fn today_card(app: &App, case: &MyCase) -> Element {
    let state = today(case, &app.outbox, app.now);
    let (key, time) = match state {
        Today::Ended => ("patient.today.ended", None),
        Today::NotExpected => ("patient.today.not_expected", None),
        Today::Kept => ("patient.today.kept", None),
        Today::Done(first) if case.check_ins.is_empty() => ("patient.today.first", Some(first)),
        Today::Done(next) => ("patient.today.done", Some(next)),
        Today::Open(due) => ("patient.today.open", Some(due)),
        Today::Overdue(due) => ("patient.today.overdue", Some(due)),
    };
    let time = time.map(|time| moment(app, time)).unwrap_or_default();
    let asked = matches!(state, Today::Open(_) | Today::Overdue(_));
    rsx! {
        section { class: if asked { "today today-asked" } else { "today" },
            {heading(t("patient.today.title"))}
            p { class: "today-state", {tf(key, &[("time", &time)])} }
            if state != Today::Ended {
                div { class: "actions", {begin(app, case, asked)} }
            }
        }
    }
}

fn begin(app: &App, case: &MyCase, asked: bool) -> Element {
    let new = || check_in::begin(false);
    if app.draft.can_be_resumed(&case.case, app.now) {
        return rsx! {
            {button(MAIN, t("patient.today.resume"), check_in::resume)}
            {button(OTHER, t("patient.today.restart"), new)}
        };
    }
    if asked {
        button(MAIN, t("patient.today.begin"), new)
    } else {
        button(OTHER, t("patient.today.again"), new)
    }
}
