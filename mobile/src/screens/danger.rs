//! The first question: any emergency symptom? With the signs of pregnancy where they apply.

use dioxus::prelude::*;
use domain::symptoms::{EmergencySymptom, PregnancySymptom};
use ui::texts::{t, tf};

use crate::check_in;
use crate::flow::Step;
use crate::parts::{MAIN, button, heading, tick, top_bar};
use crate::state::App;

/// The ministry's three groups: where each begins and ends in the list of thirteen.
const GROUPS: [(&str, usize, usize); 3] =
    [("patient.danger.look", 0, 3), ("patient.danger.breath", 3, 10), ("patient.danger.mind", 10, 13)];

/// The question.
pub fn danger(app: &App) -> Element {
    let pregnant = app.personal().pregnant;
    let ticked = app.draft.emergency().len() + if pregnant { app.draft.pregnancy().len() } else { 0 };
    let (class, text) = if ticked == 0 {
        (MAIN, t("patient.none").to_owned())
    } else {
        ("button-emergency button-big", tf("patient.danger.confirm", &[("count", &ticked.to_string())]))
    };
    let confirm = || {
        check_in::confirm(Step::Danger);
    };
    rsx! {
        {top_bar(app, Step::Danger)}
        {heading(t("patient.danger.title"))}
        p { {t("patient.danger.help")} }
        for (title , from , to) in GROUPS {
            fieldset { class: "group", key: "{title}",
                legend { {t(title)} }
                for symptom in &EmergencySymptom::ALL[from..to] {
                    {tick(app, symptom.code(), t(&["shared.emergency.", symptom.code()].concat()))}
                }
            }
        }
        if pregnant {
            fieldset { class: "group",
                legend { {t("patient.danger.pregnancy")} }
                for sign in PregnancySymptom::ALL {
                    {tick(app, sign.code(), t(&["shared.pregnancy.", sign.code()].concat()))}
                }
            }
        }
        div { class: "actions actions-stay", {button(class, &text, confirm)} }
    }
}
