//! What became of a check-in: kept, received and judged, or refused.

use dioxus::prelude::*;
use domain::api::check_in::CheckInReceived;
use domain::ids::CheckInId;
use domain::level::Level;
use domain::triage::Reason;
use ui::level::LevelBadge;
use ui::texts::{t, tf};
use ui::wait::Waiting;

use crate::advice::{advice, asks_to_measure_again};
use crate::check_in;
use crate::draft::judged_here;
use crate::outbox::Entry;
use crate::parts::{CentrePhones, Heading, moment};
use crate::screens::emergency::Say;
use crate::screens::unsent::{Refused, SyncLine};
use crate::state::{ANSWERS, LINK, Link, NOW, OUTBOX, SENDING, Screen, personal, show};

/// What became of this check-in.
#[component]
pub fn Answer(
    /// The check-in.
    id: CheckInId,
) -> Element {
    let answer = ANSWERS.read().iter().find(|answer| answer.id == id).cloned();
    let entry = OUTBOX.read().iter().find(|entry| entry.check_in.id == id).cloned();
    rsx! {
        if let Some(answer) = answer {
            Received { answer }
        } else if let Some(entry) = entry {
            if entry.refused.is_some() {
                Heading { text: t("patient.answer.refused") }
                Refused {}
            } else {
                Kept { entry }
            }
        } else {
            // Another tab has sent it, or the person has deleted it.
            Heading { text: t("patient.answer.gone") }
        }
        CentrePhones {}
        div { class: "actions",
            button {
                class: "button button-big",
                r#type: "button",
                onclick: move |_| show(Screen::Home),
                {t("patient.home")}
            }
        }
    }
}

/// On this device only. Nobody has seen it: what the phone can judge by itself is said here.
#[component]
fn Kept(entry: Entry) -> Element {
    let judged = judged_here(&entry.check_in.answers, &personal(), NOW());
    let level = judged.as_ref().map_or(Level::Ok, |judged| judged.level);
    let reasons = judged.map(|judged| judged.reasons).unwrap_or_default();
    let at_first = SENDING() && !matches!(LINK(), Link::Bad(_));
    rsx! {
        if at_first {
            Heading { text: t("patient.answer.sending") }
            if level == Level::Emergency {
                Call119 { reasons: reasons.clone() }
            }
            Waiting { label: t("patient.answer.sending_help") }
        } else {
            Heading { text: t("patient.answer.kept") }
            if level == Level::Emergency {
                Call119 { reasons: reasons.clone() }
            }
            SyncLine {}
            if level > Level::Ok {
                section { class: "card",
                    h2 { class: "card-title", {t("patient.answer.meanwhile")} }
                    Why { level, reasons: reasons.clone() }
                    ToDo { level, reasons }
                    p { strong { {t("patient.answer.call_yourself")} } }
                }
            }
        }
    }
}

/// Received, judged, and seen.
#[component]
fn Received(answer: CheckInReceived) -> Element {
    let CheckInReceived { level, reasons, .. } = answer.clone();
    let emergency = matches!(level, Level::Emergency | Level::Unknown);
    rsx! {
        Heading { text: t("patient.answer.received") }
        if emergency {
            Call119 { reasons: reasons.clone() }
        }
        section { class: "card",
            p { class: "answer-level", LevelBadge { level } }
            Why { level, reasons: reasons.clone() }
            if !emergency {
                ToDo { level, reasons }
            }
        }
        dl { class: "facts",
            div {
                dt { {t("patient.answer.call")} }
                dd {
                    if let Some(call_by) = answer.call_by {
                        strong { {tf("patient.answer.call_by", &[("time", &moment(call_by))])} }
                    } else {
                        {t("patient.answer.no_call")}
                    }
                }
            }
            if let Some(next) = answer.next_due {
                div {
                    dt { {t("patient.answer.next")} }
                    dd { {tf("patient.answer.next_due", &[("time", &moment(next))])} }
                }
            }
        }
        if answer.clock_suspect {
            p { class: "soft", {t("patient.answer.clock")} }
        }
    }
}

#[component]
fn Call119(reasons: Vec<Reason>) -> Element {
    let reasons: Vec<String> = reasons.into_iter().map(|reason| words(reason).to_owned()).collect();
    rsx! {
        div { class: "emergency",
            p { class: "emergency-title", {t("patient.emergency.title")} }
            a { class: "button button-emergency button-call", href: "tel:119", {t("patient.call_119")} }
            Say { reasons }
        }
    }
}

#[component]
fn Why(level: Level, reasons: Vec<Reason>) -> Element {
    rsx! {
        if level == Level::Ok && reasons.is_empty() {
            p { {t("patient.answer.well")} }
        }
        ul { class: "reasons",
            for reason in reasons {
                li { key: "{reason.code()}", {words(reason)} }
            }
        }
    }
}

#[component]
fn ToDo(level: Level, reasons: Vec<Reason>) -> Element {
    rsx! {
        h2 { class: "card-title", {t("patient.answer.now")} }
        for key in advice(level, &reasons) {
            p { key: "{key}", {t(key)} }
        }
        if asks_to_measure_again(&reasons) {
            button {
                class: "button button-main",
                r#type: "button",
                onclick: move |_| check_in::begin(true),
                {t("patient.answer.measure_again")}
            }
        }
    }
}

fn words(reason: Reason) -> &'static str {
    t(&["patient.reason.", reason.code()].concat())
}
