//! The other symptoms.

use dioxus::prelude::*;
use domain::symptoms::Symptom;
use ui::texts::{t, tf};

use crate::check_in;
use crate::flow::Step;
use crate::parts::{MAIN, button, emergency_line, heading, tick, top_bar};
use crate::state::App;

/// The question.
pub fn symptoms(app: &App) -> Element {
    let text = match app.draft.symptoms().len() {
        0 => t("patient.none").to_owned(),
        ticked => tf("patient.symptoms.confirm", &[("count", &ticked.to_string())]),
    };
    let confirm = || {
        check_in::confirm(Step::Symptoms);
    };
    rsx! {
        {top_bar(app, Step::Symptoms)}
        fieldset { class: "group",
            legend { class: "legend-heading", {heading(t("patient.symptoms.title"))} }
            p { {t("patient.symptoms.help")} }
            for symptom in Symptom::ALL {
                {tick(app, symptom.code(), t(&["shared.symptom.", symptom.code()].concat()))}
            }
        }
        {emergency_line()}
        div { class: "actions actions-stay", {button(MAIN, &text, confirm)} }
    }
}
