//! The form under a row: how the inpatient is.

use dioxus::prelude::*;
use domain::api::hospital::InpatientRow;
use domain::condition::Severity;
use domain::operation::Operation;
use domain::rules;
use ui::texts::t;
use ui::{browser, clock};

use super::values::Values;
use crate::close::NOTE_AT_MOST;
use crate::draft::use_draft;
use crate::form::{Choice, Note, Tick, When};
use crate::moment::Moment;
use crate::sending::{Buttons, Refusal, use_sending};
use crate::shortcuts::use_send_key;
use crate::{calls, words};

const SEVERITIES: [Severity; 6] = [
    Severity::Asymptomatic,
    Severity::Mild,
    Severity::ModerateOne,
    Severity::ModerateTwo,
    Severity::Severe,
    Severity::Unknown,
];

/// Asks how the patient is, and enters it.
#[component]
pub fn Entry(
    /// The patient.
    row: InpatientRow,
    /// Called when the form is done with; whether something was entered.
    onclose: EventHandler<bool>,
) -> Element {
    let form = use_hook(|| format!("condition-{}", row.case));
    let new = || Values::new(calls::new_id(), &row, clock::now());
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut sending = use_sending("condition-", &form, onclose);
    use_effect(|| browser::focus("condition-severity"));

    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let shown = row.clone();
    let send = use_callback(move |()| {
        let now = clock::now();
        let Some(body) = sending.begin(values.peek().read(&shown, rules::at(now), now)) else { return };
        spawn(async move {
            if sending.send(Operation::RecordCondition, &body).await.is_ok() {
                sending.close();
            }
        });
    });
    use_send_key(move || send(()));

    let typed = values();
    let wrong = |field: &str| sending.wrong(field);
    rsx! {
        form {
            class: "condition-form",
            novalidate: true,
            // The button sends, also when Enter presses it.
            onsubmit: move |event| event.prevent_default(),
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    sending.cancel();
                }
            },
            Refusal { sending }
            Choice {
                name: "condition-severity",
                legend: t("console.field.severity"),
                options: SEVERITIES.map(|severity| (severity, name(severity).to_owned())).to_vec(),
                chosen: typed.severity,
                onchoose: move |chosen| change(&|values| values.severity = Some(chosen)),
                error: wrong("severity"),
            }
            fieldset { class: "choice",
                legend { class: "field-label", {t("console.inpatients.treatment")} }
                div { class: "choice-options",
                    Tick { id: "condition-oxygen", label: t("console.treatment.oxygen"), ticked: typed.oxygen, onchange: move |ticked| change(&|values| values.oxygen = ticked) }
                    Tick { id: "condition-ventilator", label: t("console.treatment.ventilator"), ticked: typed.ventilator, onchange: move |ticked| change(&|values| values.ventilator = ticked) }
                    Tick { id: "condition-ecmo", label: t("console.treatment.ecmo"), ticked: typed.ecmo, onchange: move |ticked| change(&|values| values.ecmo = ticked) }
                }
            }
            When {
                day_id: "condition-at_day",
                clock_id: "condition-at",
                at: typed.at.clone(),
                onchange: move |at: Moment| change(&|values| values.at.clone_from(&at)),
                errors: sending.errors(),
            }
            Note {
                id: "condition-note",
                label: t("console.field.note"),
                hint: t("console.inpatients.note_hint"),
                value: typed.note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| change(&|values| values.note.clone_from(&text)),
                error: wrong("note"),
            }
            Buttons { sending, label: t("console.inpatients.send"), onsend: send }
        }
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Unknown => t("console.inpatients.severity_unknown"),
        known => words::severity(known),
    }
}
