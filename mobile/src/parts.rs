//! Parts that several screens of this app share.

use dioxus::prelude::*;
use domain::api::isolation::CentreContact;
use domain::rules;
use domain::time::Time;
use ui::dates;
use ui::texts::{Language, language, t, tf};

use crate::check_in;
use crate::flow::{self, Step};
use crate::state::{App, edit, show};

/// Id of the heading of every screen; it takes the focus when the screen changes.
pub const HEADING: &str = "heading";

/// The heading of a screen.
pub fn heading(text: &str) -> Element {
    rsx! {
        h1 { id: HEADING, class: "heading", tabindex: "-1", "{text}" }
    }
}

/// A button; `class` says how much it weighs.
pub fn button(class: &'static str, text: &str, mut press: impl FnMut() + 'static) -> Element {
    rsx! {
        button { class: "button {class}", r#type: "button", onclick: move |_| press(), "{text}" }
    }
}

/// The main thing to do.
pub const MAIN: &str = "button-main button-big";
/// Another thing to do.
pub const OTHER: &str = "button-big";
/// Something small.
pub const QUIET: &str = "button-quiet";

/// Top of a question: back, how far it is, and the bar.
pub fn top_bar(app: &App, step: Step) -> Element {
    let (place, of) = flow::progress(&app.draft, step);
    let (place, of) = (place.to_string(), of.to_string());
    let progress = tf("patient.progress", &[("place", &place), ("of", &of)]);
    rsx! {
        nav { class: "top",
            button {
                class: "button button-quiet",
                r#type: "button",
                onclick: move |_| show(check_in::before(step)),
                span { class: "arrow-back", "aria-hidden": "true" }
                {t("patient.back")}
            }
            span { class: "top-progress", "{progress}" }
            progress { "aria-hidden": "true", value: place, max: of }
        }
    }
}

/// What to do in an emergency, at the foot of every question.
pub fn emergency_line() -> Element {
    rsx! {
        p { class: "emergency-line",
            {t("patient.emergency_line")}
            a { class: "button button-quiet emergency-link", href: "tel:119", {t("patient.call_119")} }
        }
    }
}

/// The button that calls 119.
pub fn call_119() -> Element {
    rsx! {
        a { class: "button button-emergency button-call", href: "tel:119", {t("patient.call_119")} }
    }
}

/// The centre's telephone numbers, the one that answers now first.
pub fn centre_phones(app: &App) -> Element {
    let Some(case) = app.case() else { return rsx! {} };
    let day = ("patient.phone.day", &case.centre.phone);
    let night = ("patient.phone.night", &case.centre.night_phone);
    let (hours, is_day) = opening_hours(app.now);
    let (now, other) = if is_day { (day, night) } else { (night, day) };
    let link = |class: &'static str, (key, number): (&str, &String)| {
        let label = tf(key, &[("hours", &hours)]);
        rsx! {
            a { class: "button phone {class}", href: "tel:{number}",
                span { class: "phone-label", "{label}" }
                span { class: "phone-number", "{number}" }
            }
        }
    };
    rsx! {
        section { class: "card", "aria-labelledby": "phones",
            h2 { id: "phones", class: "card-title", {name(&case.centre)} }
            {link("phone-now", now)}
            {link("", other)}
        }
    }
}

fn name(centre: &CentreContact) -> String {
    match language() {
        Language::Japanese => centre.name.clone(),
        Language::English => centre.name_en.clone(),
    }
}

/// The opening hours in words, and whether it is open now.
fn opening_hours(now: Time) -> (String, bool) {
    let rules = rules::at(now);
    let today = now.day(rules.utc_offset_minutes);
    let at = |minutes| Time::at(today, minutes, rules.utc_offset_minutes);
    let (opens, closes) = (at(rules.opening_hours.opens.minutes()), at(rules.opening_hours.closes.minutes()));
    ([dates::clock(opens), dates::clock(closes)].join("–"), opens <= now && now < closes)
}

/// A moment as the screen says it.
pub fn moment(app: &App, at: Time) -> String {
    dates::moment(language(), at, app.now)
}

/// One thing to tick, known by its code.
pub fn tick(app: &App, code: &'static str, label: &str) -> Element {
    rsx! {
        label { class: "tick", key: "{code}", r#for: code,
            input {
                id: code,
                r#type: "checkbox",
                checked: app.draft.has(code),
                onchange: move |event| edit(|draft| draft.tick(code, event.checked())),
            }
            span { "{label}" }
        }
    }
}
