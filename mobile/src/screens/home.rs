//! Today's check-in, and what is known of the case.

use dioxus::prelude::*;
use domain::api::isolation::{MyAlert, MyCase};
use domain::ids::CaseId;
use domain::level::Level;
use ui::level::LevelBadge;
use ui::texts::{Language, language, set_language, t, tf};

use crate::check_in;
use crate::parts::{CentrePhones, EmergencyLine, HEADING, moment};
use crate::screens::past::Past;
use crate::screens::unsent::{Refused, SyncLine};
use crate::state::{DRAFT, ISOLATION, NOW, OUTBOX, Screen, choose_case, current_case, show};
use crate::today::{Today, today};

/// The one screen.
#[component]
pub fn Home() -> Element {
    let Some(case) = current_case() else {
        return rsx! {
            LanguageSwitch {}
            h1 { id: HEADING, class: "heading", tabindex: "-1", {t("patient.today.none")} }
            SyncLine {}
            button { class: "button", r#type: "button", onclick: move |_| show(Screen::Activate), {t("patient.activate.open")} }
        };
    };
    rsx! {
        LanguageSwitch {}
        WhichCase { current: case.case.clone() }
        SyncLine {}
        Refused {}
        if let Some(alert) = case.alert {
            Alert { alert }
        }
        TodayCard { case: case.clone() }
        EmergencyLine {}
        CentrePhones {}
        Past { check_ins: case.check_ins }
        button { class: "button button-quiet", r#type: "button", onclick: move |_| show(Screen::Activate), {t("patient.another")} }
    }
}

/// The app's name and the other language.
#[component]
pub fn LanguageSwitch() -> Element {
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
#[component]
fn WhichCase(current: CaseId) -> Element {
    let cases = ISOLATION.read().as_ref().map(|isolation| isolation.cases.clone()).unwrap_or_default();
    if cases.len() < 2 {
        return rsx! {};
    }
    rsx! {
        fieldset { class: "group which",
            legend { {t("patient.which")} }
            for (i , case) in cases.into_iter().enumerate() {
                label { class: "tick", key: "{case.case}",
                    input {
                        r#type: "radio",
                        name: "case",
                        checked: case.case == current,
                        onchange: {
                            let id = case.case.clone();
                            move |_| choose_case(id.clone())
                        },
                    }
                    span { {person(i + 1, &case)} }
                }
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
#[component]
fn Alert(alert: MyAlert) -> Element {
    let emergency = matches!(alert.level, Level::Emergency | Level::Unknown);
    let key = match (alert.in_hand, alert.call_by < NOW()) {
        (true, _) => "patient.alert.in_hand",
        (false, true) => "patient.alert.late",
        (false, false) => "patient.alert.call_by",
    };
    let time = moment(alert.call_by);
    rsx! {
        section { class: "card card-level-{ui::level::code(alert.level)}", "aria-labelledby": "alert",
            h2 { id: "alert", class: "card-title", LevelBadge { level: alert.level } }
            p { strong { {tf(key, &[("time", &time)])} } }
            if emergency {
                a { class: "button button-emergency button-call", href: "tel:119", {t("patient.call_119")} }
            } else {
                p { {t("patient.do.worse")} }
            }
        }
    }
}

/// How today's check-in stands, and the button that begins it.
#[component]
fn TodayCard(case: MyCase) -> Element {
    let state = today(&case, &OUTBOX.read(), NOW());
    let (key, time) = match state {
        Today::Ended => ("patient.today.ended", None),
        Today::NotExpected => ("patient.today.not_expected", None),
        Today::Kept => ("patient.today.kept", None),
        Today::Done(next) => ("patient.today.done", Some(next)),
        Today::Open(due) => ("patient.today.open", Some(due)),
        Today::Overdue(due) => ("patient.today.overdue", Some(due)),
    };
    let time = time.map(moment).unwrap_or_default();
    let asked = matches!(state, Today::Open(_) | Today::Overdue(_));
    rsx! {
        section { class: "today", class: if asked { "today-asked" },
            h1 { id: HEADING, class: "heading", tabindex: "-1", {t("patient.today.title")} }
            p { class: "today-state", {tf(key, &[("time", &time)])} }
            if state != Today::Ended {
                Begin { case: case.case, asked }
            }
        }
    }
}

#[component]
fn Begin(case: CaseId, asked: bool) -> Element {
    let resumable = DRAFT.read().can_be_resumed(&case, NOW());
    rsx! {
        div { class: "actions",
            if resumable {
                button {
                    class: "button button-main button-big",
                    r#type: "button",
                    onclick: move |_| check_in::resume(),
                    {t("patient.today.resume")}
                }
            }
            button {
                class: "button button-big",
                class: if asked && !resumable { "button-main" },
                r#type: "button",
                onclick: move |_| check_in::begin(false),
                if resumable {
                    {t("patient.today.restart")}
                } else if asked {
                    {t("patient.today.begin")}
                } else {
                    {t("patient.today.again")}
                }
            }
        }
    }
}
