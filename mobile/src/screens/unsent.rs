//! What the server has not answered: how many wait and why, and what it refused.

use dioxus::prelude::*;
use domain::api::error::ApiError;
use ui::api::Failure;
use ui::dates;
use ui::errors::{failure_text, field_text};
use ui::texts::{language, t, tf};

use crate::outbox::Entry;
use crate::parts::moment;
use crate::state::{ISOLATION, LINK, Link, NOW, OUTBOX, SENDING, Screen, show};
use crate::{check_in, events, sending};

/// One line on how this device stands with the server. Always in the page, so that a screen
/// reader says what changes.
#[component]
pub fn SyncLine() -> Element {
    let (waiting, unkept) = {
        let entries = OUTBOX.read();
        let waiting = entries.iter().filter(|entry| entry.refused.is_none());
        (waiting.clone().count(), waiting.filter(|entry| entry.unkept).count())
    };
    let link = LINK();
    let count = waiting.to_string();
    let quiet = waiting == 0 && matches!(link, Link::Good | Link::Unknown);
    rsx! {
        div { class: "sync", class: if !quiet { "sync-loud" }, role: "status",
            if unkept > 0 {
                p { strong { {tf("patient.sync.unkept", &[("count", &count)])} } }
            } else if waiting > 0 {
                p { strong { {tf("patient.sync.kept", &[("count", &count)])} } }
            }
            if waiting > 0 && SENDING() {
                p { {t("patient.sync.sending")} }
            } else {
                LinkWords { link: link.clone(), waiting: waiting > 0 }
            }
        }
        LinkWay { link, waiting: waiting > 0 }
    }
}

#[component]
fn LinkWords(link: Link, waiting: bool) -> Element {
    let seen = ISOLATION.read().as_ref().map(|isolation| moment(isolation.now));
    match link {
        Link::Good | Link::Unknown => rsx! {},
        Link::SignedOut => rsx! { p { {t("patient.sync.signed_out")} } },
        Link::Bad(failure) => rsx! {
            p { {why(&failure)} }
            if waiting {
                p { {t("patient.sync.by_itself")} }
            } else if let Some(seen) = seen {
                p { {tf("patient.sync.as_of", &[("time", &seen)])} }
            }
        },
    }
}

fn why(failure: &Failure) -> String {
    match failure {
        Failure::Offline => t("patient.sync.offline").to_owned(),
        other => failure_text(language(), other),
    }
}

/// The way out of it.
#[component]
fn LinkWay(link: Link, waiting: bool) -> Element {
    match link {
        Link::SignedOut => rsx! {
            button { class: "button", r#type: "button", onclick: move |_| show(Screen::Activate), {t("patient.sync.sign_in")} }
        },
        Link::Bad(_) => rsx! {
            button {
                class: "button",
                r#type: "button",
                "aria-disabled": SENDING(),
                onclick: move |_| events::wake(),
                if waiting { {t("patient.sync.send_now")} } else { {t("patient.try_again")} }
            }
        },
        Link::Good | Link::Unknown => rsx! {},
    }
}

/// What the server refused: the person corrects it or deletes it.
#[component]
pub fn Refused() -> Element {
    let refused: Vec<Entry> = OUTBOX.read().iter().filter(|entry| entry.refused.is_some()).cloned().collect();
    rsx! {
        for entry in refused {
            RefusedEntry { key: "{entry.check_in.id}", entry }
        }
    }
}

#[component]
fn RefusedEntry(entry: Entry) -> Element {
    let mut sure = use_signal(|| false);
    let Some(error) = entry.refused.clone() else { return rsx! {} };
    let (id, heading) = (entry.check_in.id.clone(), ["refused-", entry.check_in.id.as_str()].concat());
    let when = dates::moment(language(), entry.check_in.measured_at, NOW());
    rsx! {
        section { class: "card card-problem", "aria-labelledby": heading.clone(),
            h2 { id: heading, class: "card-title", {tf("patient.refused.title", &[("time", &when)])} }
            p { {refusal(&error)} }
            p { {t("patient.refused.help")} }
            div { class: "actions actions-two",
                button {
                    class: "button button-main",
                    r#type: "button",
                    onclick: move |_| check_in::correct(&entry),
                    {t("patient.refused.correct")}
                }
                if sure() {
                    button {
                        class: "button button-emergency",
                        r#type: "button",
                        onclick: move |_| sending::delete(&id),
                        {t("patient.refused.delete_really")}
                    }
                } else {
                    button { class: "button", r#type: "button", onclick: move |_| sure.set(true), {t("patient.refused.delete")} }
                }
            }
        }
    }
}

fn refusal(error: &ApiError) -> String {
    if error.fields.is_empty() {
        return failure_text(language(), &Failure::Api(error.clone(), error.code.status()));
    }
    error.fields.iter().map(|field| field_text(language(), field)).collect::<Vec<_>>().join(" ")
}
