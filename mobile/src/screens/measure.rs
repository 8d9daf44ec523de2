//! A measured value: one number, or "could not measure".

use dioxus::prelude::*;
use domain::reading::Measure;
use ui::errors::field_text;
use ui::field::Field;
use ui::texts::{language, t};

use crate::check_in;
use crate::draft::index;
use crate::flow::Step;
use crate::parts::{EmergencyLine, Heading, TopBar};
use crate::state::DRAFT;

/// Id of the input. The same for all three, so that a phone's keys stay open between them.
pub const INPUT: &str = "measure";

/// The question.
#[component]
pub fn MeasureValue(
    /// What is measured.
    measure: Measure,
) -> Element {
    // The value that was left or confirmed, and by now is known to be wrong or right.
    let mut left = use_signal(|| None::<Measure>);
    let i = index(measure);
    let draft = DRAFT.read();
    let error = if left() == Some(measure) { draft.wrong(measure) } else { draft.wrong_already(measure) };
    let (value, unmeasured) = (draft.typed[i].clone(), draft.unmeasured[i]);
    let words = |part: &str| t(&["patient.measure.", measure.code(), ".", part].concat());
    let inputmode = if measure == Measure::BodyTemperature { "decimal" } else { "numeric" };
    rsx! {
        TopBar { step: Step::Measure(measure) }
        Heading { text: words("title") }
        form {
            class: "form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                DRAFT.write().unmeasured[i] = false;
                left.set(Some(measure));
                if check_in::confirm(Step::Measure(measure)).is_some() {
                    ui::browser::focus(INPUT);
                }
            },
            Field {
                id: INPUT,
                class: "field-big",
                label: t(&["shared.field.", measure.code()].concat()),
                hint: words("hint"),
                unit: words("unit"),
                value,
                inputmode,
                error: error.filter(|_| !unmeasured).map(|error| field_text(language(), &error)),
                oninput: move |text| {
                    let mut draft = DRAFT.write();
                    draft.typed[i] = text;
                    draft.unmeasured[i] = false;
                },
                onleave: move |()| {
                    if !DRAFT.peek().typed[i].is_empty() {
                        left.set(Some(measure));
                    }
                },
            }
            div { class: "actions",
                button { class: "button button-main button-big", r#type: "submit", {t("patient.next")} }
                button {
                    class: "button button-big",
                    r#type: "button",
                    "aria-pressed": unmeasured,
                    onclick: move |_| {
                        DRAFT.write().unmeasured[i] = true;
                        check_in::confirm(Step::Measure(measure));
                    },
                    {t("patient.could_not_measure")}
                }
            }
        }
        EmergencyLine {}
    }
}
