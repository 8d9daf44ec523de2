//! What the form says as a whole: what is wrong, what to look at again, and why it was not taken.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::ids::CaseId;
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use super::page::Editing;
use crate::form::name_of;
use crate::route::Route;
use crate::words::said;

/// What is wrong, all in one place, each a way to its field.
pub fn summary(editing: Editing) -> Element {
    let form = editing.reading.read().form;
    let errors = editing.errors.read();
    let count = errors.len().to_string();
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            p {
                {tf("console.form.wrong", &[("count", &count)])}
                for error in errors.iter() {
                    {to_field(error.field.clone(), name_of(Some(form), &error.field))}
                }
            }
        }
    }
}

/// What to look at again. It stands above the button and keeps nobody from pressing it. Its place is
/// always in the page, so that screen readers notice what comes in.
pub fn cautions(editing: Editing) -> Element {
    let reading = editing.reading.read();
    let words = |rule: &str| reading.form.rule(rule).map(|rule| said(&rule.says)).unwrap_or_default();
    rsx! {
        div { role: "status", id: "cautions",
            if !reading.warnings.is_empty() {
                div { class: "banner banner-caution",
                    p {
                        {t("console.notification.cautions")}
                        for warning in &reading.warnings {
                            {to_field(warning.field.clone(), words(&warning.rule).to_owned())}
                        }
                    }
                }
            }
        }
    }
}

fn to_field(field: String, words: String) -> Element {
    rsx! {
        a { class: "wrong-field", href: "#{field}",
            onclick: move |event| {
                event.prevent_default();
                browser::focus(&field);
            },
            "{words}"
        }
    }
}

/// Says that the form shows what was typed before.
#[component]
pub fn Old(onclear: EventHandler<()>) -> Element {
    let mut shown = use_signal(|| true);
    rsx! {
        if shown() {
            div { class: "banner banner-caution", role: "status",
                p { {t("console.form.old")} }
                button { class: "button", r#type: "button",
                    onclick: move |_| {
                        shown.set(false);
                        onclear(());
                    },
                    {t("console.form.clear")}
                }
            }
        }
    }
}

/// Why the form was not taken, and the way out.
#[component]
pub fn SendFailed(failure: Failure, case: CaseId) -> Element {
    // The same request id with other values: what was sent first has arrived after all.
    let has_arrived = failure.code() == Some(Code::RequestIdReused);
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            if has_arrived {
                p { {t("console.notification.has_arrived")} }
                Link { class: "button", to: Route::Case { case }, {t("console.notification.open_case")} }
            } else {
                p { {failure_text(language(), &failure)} " " {t("console.form.kept")} }
            }
        }
    }
}
