//! The form under a row: how the inpatient is.

use dioxus::prelude::*;
use domain::api::hospital::{ConditionRecorded, InpatientRow};
use domain::condition::Severity;
use domain::operation::Operation;
use domain::rules;
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t};
use ui::{browser, clock};

use super::values::Values;
use crate::close::NOTE_AT_MOST;
use crate::draft::{self, use_draft};
use crate::form::{Choice, Note, Tick, When, error_of};
use crate::moment::Moment;
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
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    use_effect(|| browser::focus("condition-severity"));

    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let cancelled = form.clone();
    let cancel = use_callback(move |()| {
        draft::discard(&cancelled);
        onclose(false);
    });
    let shown = row.clone();
    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        let now = clock::now();
        let body = match values.peek().read(&shown, rules::at(now), now) {
            Ok(body) => body,
            Err(wrong) => {
                let first = wrong.first().map(|error| format!("condition-{}", error.field));
                errors.set(wrong);
                if let Some(field) = first {
                    browser::focus(&field);
                }
                return;
            }
        };
        errors.set(Vec::new());
        failure.set(None);
        let form = form.clone();
        sending.set(true);
        spawn(async move {
            match calls::change::<ConditionRecorded>(Operation::RecordCondition, &body).await {
                Ok(_) => {
                    draft::discard(&form);
                    onclose(true);
                }
                Err(why) => {
                    if let Failure::Api(error, _) = &why {
                        errors.set(error.fields.clone());
                    }
                    failure.set(Some(why));
                }
            }
            sending.set(false);
        });
    });
    use_send_key(move || send(()));

    let typed = values();
    let wrong = |field: &str| error_of(&errors(), field);
    rsx! {
        form {
            class: "condition-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                send(());
            },
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    cancel(());
                }
            },
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
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
                errors: errors(),
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
            div { class: "buttons",
                button { class: "button button-main", r#type: "submit", "aria-disabled": sending(),
                    {t(if sending() { "console.sending" } else { "console.inpatients.send" })}
                }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Unknown => t("console.inpatients.severity_unknown"),
        known => words::severity(known),
    }
}
