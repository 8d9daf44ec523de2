//! Before anything is known: only at the very first start, or without a network.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use ui::errors::failure_text;
use ui::texts::{language, t};
use ui::wait::Waiting;

use crate::parts::{EmergencyLine, Heading};
use crate::session;
use crate::state::{LINK, Link, Screen, show};

/// Waits, or says why it cannot start.
#[component]
pub fn Starting() -> Element {
    let link = LINK();
    rsx! {
        Heading { text: t("shared.app") }
        if let Link::Bad(failure) = link {
            p { role: "alert", {failure_text(language(), &failure)} }
            div { class: "actions",
                button {
                    class: "button button-main button-big",
                    r#type: "button",
                    onclick: move |_| {
                        spawn_forever(session::start_again());
                    },
                    {t("patient.try_again")}
                }
                button {
                    class: "button button-big",
                    r#type: "button",
                    onclick: move |_| show(Screen::Activate),
                    {t("patient.activate.open")}
                }
            }
        } else {
            Waiting { label: t("patient.loading") }
        }
        EmergencyLine {}
    }
}
