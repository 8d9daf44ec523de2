//! Before anything is known: only at the very first start, or without a network.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use ui::errors::failure_text;
use ui::texts::{language, t};
use ui::wait::waiting;

use crate::parts::{MAIN, OTHER, button, emergency_line, heading};
use crate::session;
use crate::state::{App, Link, Screen, show};

/// Waits, or says why it cannot start.
pub fn starting(app: &App) -> Element {
    let again = || {
        spawn_forever(session::start());
    };
    rsx! {
        {heading(t("shared.app"))}
        if let Link::Bad(failure) = &app.link {
            p { role: "alert", {failure_text(language(), failure)} }
            div { class: "actions",
                {button(MAIN, t("patient.try_again"), again)}
                {button(OTHER, t("patient.activate.open"), || show(Screen::Activate))}
            }
        } else {
            {waiting(t("patient.loading"))}
        }
        {emergency_line()}
    }
}
