//! The first question: any emergency symptom? With the signs of pregnancy where they apply.

use dioxus::prelude::*;
use domain::symptoms::{EmergencySymptom, PregnancySymptom};
use ui::texts::{t, tf};

use crate::check_in;
use crate::flow::Step;
use crate::parts::{Heading, Tick, TopBar, toggle};
use crate::state::{DRAFT, personal};

/// The ministry's three groups: where each begins and ends in the list of thirteen.
const GROUPS: [(&str, usize, usize); 3] =
    [("patient.danger.look", 0, 3), ("patient.danger.breath", 3, 10), ("patient.danger.mind", 10, 13)];

/// The question.
#[component]
pub fn Danger() -> Element {
    let pregnant = personal().pregnant;
    let ticked = {
        let draft = DRAFT.read();
        draft.emergency.len() + if pregnant { draft.pregnancy.len() } else { 0 }
    };
    let count = ticked.to_string();
    rsx! {
        TopBar { step: Step::Danger }
        Heading { text: t("patient.danger.title") }
        p { {t("patient.danger.help")} }
        for (title , from , to) in GROUPS {
            fieldset { class: "group", key: "{title}",
                legend { {t(title)} }
                for symptom in EmergencySymptom::ALL[from..to].iter().copied() {
                    Tick {
                        key: "{symptom.code()}",
                        id: symptom.code(),
                        label: t(&["shared.emergency.", symptom.code()].concat()),
                        ticked: DRAFT.read().emergency.contains(&symptom),
                        ontick: move |on| toggle(&mut DRAFT.write().emergency, symptom, on),
                    }
                }
            }
        }
        if pregnant {
            fieldset { class: "group",
                legend { {t("patient.danger.pregnancy")} }
                for sign in PregnancySymptom::ALL.iter().copied() {
                    Tick {
                        key: "{sign.code()}",
                        id: sign.code(),
                        label: t(&["shared.pregnancy.", sign.code()].concat()),
                        ticked: DRAFT.read().pregnancy.contains(&sign),
                        ontick: move |on| toggle(&mut DRAFT.write().pregnancy, sign, on),
                    }
                }
            }
        }
        div { class: "actions actions-stay",
            button {
                class: "button button-big",
                class: if ticked == 0 { "button-main" } else { "button-emergency" },
                r#type: "button",
                onclick: move |_| {
                    check_in::confirm(Step::Danger);
                },
                if ticked == 0 {
                    {t("patient.none")}
                } else {
                    {tf("patient.danger.confirm", &[("count", &count)])}
                }
            }
        }
    }
}
