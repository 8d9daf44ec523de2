//! Whether a medicine against fever was taken.

use dioxus::prelude::*;
use ui::texts::t;

use crate::check_in;
use crate::flow::Step;
use crate::parts::{HEADING, emergency_line, heading, top_bar};
use crate::state::{App, edit};

/// The question.
pub fn antipyretic(app: &App) -> Element {
    let answer = |taken: bool, key: &str| {
        rsx! {
            button {
                class: "button button-big",
                r#type: "button",
                "aria-pressed": app.draft.antipyretic == Some(taken),
                onclick: move |_| {
                    edit(|draft| draft.antipyretic = Some(taken));
                    check_in::confirm(Step::Antipyretic);
                },
                {t(key)}
            }
        }
    };
    rsx! {
        {top_bar(app, Step::Antipyretic)}
        {heading(t("patient.antipyretic.title"))}
        p { {t("patient.antipyretic.help")} }
        div { class: "actions", role: "group", "aria-labelledby": HEADING,
            {answer(false, "patient.antipyretic.no")}
            {answer(true, "patient.antipyretic.yes")}
        }
        {emergency_line()}
    }
}
