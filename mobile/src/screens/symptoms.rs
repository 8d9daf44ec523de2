//! The other symptoms.

use dioxus::prelude::*;
use domain::symptoms::Symptom;
use ui::texts::{t, tf};

use crate::check_in;
use crate::flow::Step;
use crate::parts::{EmergencyLine, Heading, Tick, TopBar, toggle};
use crate::state::DRAFT;

/// The question.
#[component]
pub fn Symptoms() -> Element {
    let ticked = DRAFT.read().symptoms.len();
    let count = ticked.to_string();
    rsx! {
        TopBar { step: Step::Symptoms }
        fieldset { class: "group",
            legend { class: "legend-heading",
                Heading { text: t("patient.symptoms.title") }
            }
            p { {t("patient.symptoms.help")} }
            for symptom in Symptom::ALL.iter().copied() {
                Tick {
                    key: "{symptom.code()}",
                    id: symptom.code(),
                    label: t(&["shared.symptom.", symptom.code()].concat()),
                    ticked: DRAFT.read().symptoms.contains(&symptom),
                    ontick: move |on| toggle(&mut DRAFT.write().symptoms, symptom, on),
                }
            }
        }
        EmergencyLine {}
        div { class: "actions actions-stay",
            button {
                class: "button button-main button-big",
                r#type: "button",
                onclick: move |_| {
                    check_in::confirm(Step::Symptoms);
                },
                if ticked == 0 {
                    {t("patient.none")}
                } else {
                    {tf("patient.symptoms.confirm", &[("count", &count)])}
                }
            }
        }
    }
}
