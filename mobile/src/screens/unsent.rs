//! What the server has not answered: how many wait and why, and what it refused.

use dioxus::prelude::*;
use domain::api::error::ApiError;
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::texts::{language, t, tf};

use crate::outbox::Entry;
use crate::parts::{button, moment};
use crate::state::{App, Link, Screen, change, show};
use crate::{check_in, events, sending};

/// How this device stands with the server. Always in the page, so that a screen reader says what
/// changes; empty when all is well.
pub fn sync_line(app: &App) -> Element {
    let waiting = app.outbox.iter().filter(|entry| entry.refused.is_none());
    let unkept = waiting.clone().any(|entry| entry.unkept);
    let waiting = waiting.count();
    let quiet = waiting == 0 && matches!(app.link, Link::Good | Link::Unknown);
    let key = if unkept { "patient.sync.unkept" } else { "patient.sync.kept" };
    let words = tf(key, &[("count", &waiting.to_string())]);
    rsx! {
        div { class: if quiet { "sync" } else { "sync sync-loud" },
            div { role: "status",
                if waiting > 0 {
                    p { strong { "{words}" } }
                }
                for (i , line) in link_words(app, waiting > 0).into_iter().enumerate() {
                    p { key: "{i}", "{line}" }
                }
            }
            {way_out(app, waiting > 0)}
        }
    }
}

fn link_words(app: &App, waiting: bool) -> Vec<String> {
    if waiting && app.sending {
        return vec![t("patient.sync.sending").to_owned()];
    }
    match &app.link {
        Link::Good | Link::Unknown => Vec::new(),
        Link::SignedOut => vec![t("patient.sync.signed_out").to_owned()],
        Link::Bad(failure) => {
            let why = match failure {
                Failure::Offline => t("patient.sync.offline").to_owned(),
                other => failure_text(language(), other),
            };
            let seen = app.isolation.as_ref().map(|isolation| moment(app, isolation.now));
            let then = match seen {
                _ if waiting => t("patient.sync.by_itself").to_owned(),
                Some(seen) => tf("patient.sync.as_of", &[("time", &seen)]),
                None => return vec![why],
            };
            vec![why, then]
        }
    }
}

fn way_out(app: &App, waiting: bool) -> Element {
    match app.link {
        Link::SignedOut => button("", t("patient.sync.sign_in"), || show(Screen::Activate)),
        Link::Bad(_) if waiting && app.sending => rsx! {},
        Link::Bad(_) => {
            let key = if waiting { "patient.sync.send_now" } else { "patient.try_again" };
            button("", t(key), events::wake)
        }
        Link::Good | Link::Unknown => rsx! {},
    }
}

/// What the server refused: the person corrects it or deletes it.
pub fn refused(app: &App) -> Element {
    let refused = app.outbox.iter().filter_map(|entry| Some((entry, entry.refused.as_ref()?)));
    rsx! {
        for (entry , error) in refused {
            {refused_entry(app, entry, error)}
        }
    }
}

fn refused_entry(app: &App, entry: &Entry, error: &ApiError) -> Element {
    let heading = ["refused-", entry.id.as_str()].concat();
    let when = moment(app, entry.measured_at);
    let (id, sure) = (entry.id.clone(), app.to_delete.as_ref() == Some(&entry.id));
    let (class, key) = if sure {
        ("button-emergency", "patient.refused.delete_really")
    } else {
        ("", "patient.refused.delete")
    };
    let delete = move || {
        if sure {
            sending::delete(&id);
        } else {
            change(|app| app.to_delete = Some(id.clone()));
        }
    };
    let correct = {
        let entry = entry.clone();
        move || check_in::correct(entry.clone())
    };
    rsx! {
        section { class: "card card-problem", key: "{entry.id}", "aria-labelledby": heading.clone(),
            h2 { id: heading, class: "card-title", {tf("patient.refused.title", &[("time", &when)])} }
            p { {refusal(error)} }
            p { {t("patient.refused.help")} }
            div { class: "actions actions-two",
                {button("button-main", t("patient.refused.correct"), correct)}
                {button(class, t(key), delete)}
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
