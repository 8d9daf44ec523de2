//! Parts that several screens of this app share.

use dioxus::prelude::*;
use domain::api::isolation::CentreContact;
use domain::rules;
use domain::time::Time;
use ui::dates;
use ui::texts::{Language, language, t, tf};

use crate::check_in;
use crate::flow::{self, Step};
use crate::state::{DRAFT, NOW, current_case, show};

/// Id of the heading of every screen; it takes the focus when the screen changes.
pub const HEADING: &str = "heading";

/// The heading of a screen.
#[component]
pub fn Heading(
    /// Its text.
    text: String,
) -> Element {
    rsx! {
        h1 { id: HEADING, class: "heading", tabindex: "-1", "{text}" }
    }
}

/// Top of a question: back, how far it is, and the bar.
#[component]
pub fn TopBar(
    /// The question.
    step: Step,
) -> Element {
    let (place, of) = flow::progress(&DRAFT.read(), step);
    let (place_text, of_text) = (place.to_string(), of.to_string());
    let progress = tf("patient.progress", &[("place", &place_text), ("of", &of_text)]);
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
            progress { "aria-hidden": "true", value: place_text, max: of_text }
        }
    }
}

/// What to do in an emergency, at the foot of every question.
#[component]
pub fn EmergencyLine() -> Element {
    rsx! {
        p { class: "emergency-line",
            {t("patient.emergency_line")}
            a { class: "button button-quiet emergency-link", href: "tel:119", {t("patient.call_119")} }
        }
    }
}

/// The centre's telephone numbers, the one that answers now first.
#[component]
pub fn CentrePhones() -> Element {
    let Some(case) = current_case() else { return rsx! {} };
    let centre = case.centre;
    let day = ("patient.phone.day", centre.phone.clone());
    let night = ("patient.phone.night", centre.night_phone.clone());
    let by_day = is_day(NOW());
    let (now, other) = if by_day { (day, night) } else { (night, day) };
    let hours = hours(NOW());
    let words = |key: &str| tf(key, &[("hours", &hours)]);
    rsx! {
        section { class: "card", "aria-labelledby": "phones",
            h2 { id: "phones", class: "card-title", {name(&centre)} }
            PhoneLink { label: words(now.0), number: now.1, now: true }
            PhoneLink { label: words(other.0), number: other.1, now: false }
        }
    }
}

#[component]
fn PhoneLink(label: String, number: String, now: bool) -> Element {
    rsx! {
        a { class: "button phone", class: if now { "phone-now" }, href: "tel:{number}",
            span { class: "phone-label", "{label}" }
            span { class: "phone-number", "{number}" }
        }
    }
}

/// The centre's name in the language on the screen.
pub fn name(centre: &CentreContact) -> String {
    match language() {
        Language::Japanese => centre.name.clone(),
        Language::English => centre.name_en.clone(),
    }
}

fn is_day(now: Time) -> bool {
    let rules = rules::at(now);
    let today = now.day(rules.utc_offset_minutes);
    let at = |minutes| Time::at(today, minutes, rules.utc_offset_minutes);
    at(rules.opening_hours.opens.minutes()) <= now && now < at(rules.opening_hours.closes.minutes())
}

fn hours(now: Time) -> String {
    let rules = rules::at(now);
    let clock = |minutes: u32| format!("{}:{:02}", minutes / 60, minutes % 60);
    [clock(rules.opening_hours.opens.minutes()), clock(rules.opening_hours.closes.minutes())].join("–")
}

/// A moment as the screen says it.
pub fn moment(at: Time) -> String {
    dates::moment(language(), at, NOW())
}

/// One thing to tick.
#[component]
pub fn Tick(
    /// Its id.
    id: &'static str,
    /// What is ticked.
    label: &'static str,
    /// Whether it is ticked.
    ticked: bool,
    /// Called when that changes.
    ontick: EventHandler<bool>,
) -> Element {
    rsx! {
        label { class: "tick", r#for: id,
            input { id, r#type: "checkbox", checked: ticked, onchange: move |event| ontick(event.checked()) }
            span { "{label}" }
        }
    }
}

/// Puts a code into a list of ticked ones, or takes it out.
pub fn toggle<C: PartialEq>(ticked: &mut Vec<C>, code: C, on: bool) {
    ticked.retain(|other| *other != code);
    if on {
        ticked.push(code);
    }
}
