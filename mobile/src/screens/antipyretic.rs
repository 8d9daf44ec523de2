//! Whether a medicine against fever was taken.

use dioxus::prelude::*;
use ui::texts::t;

use crate::check_in;
use crate::flow::Step;
use crate::parts::{EmergencyLine, Heading, TopBar};
use crate::state::DRAFT;

/// The question.
#[component]
pub fn Antipyretic() -> Element {
    let taken = DRAFT.read().antipyretic;
    let answer = move |taken: bool| {
        DRAFT.write().antipyretic = Some(taken);
        check_in::confirm(Step::Antipyretic);
    };
    rsx! {
        TopBar { step: Step::Antipyretic }
        Heading { text: t("patient.antipyretic.title") }
        p { {t("patient.antipyretic.help")} }
        div { class: "actions actions-two", role: "group", "aria-labelledby": crate::parts::HEADING,
            button {
                class: "button button-big",
                r#type: "button",
                "aria-pressed": taken == Some(false),
                onclick: move |_| answer(false),
                {t("patient.antipyretic.no")}
            }
            button {
                class: "button button-big",
                r#type: "button",
                "aria-pressed": taken == Some(true),
                onclick: move |_| answer(true),
                {t("patient.antipyretic.yes")}
            }
        }
        EmergencyLine {}
    }
}
