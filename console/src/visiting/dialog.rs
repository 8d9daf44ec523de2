//! The dialog: when the patient saw a doctor, where, and what came of it.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::visit::{INSTITUTION_AT_MOST, VisitOutcome};
use domain::operation::Operation;
use domain::rules;
use ui::clock;
use ui::field::{Field, FieldError as Wrong};
use ui::texts::{t, tf};

use super::values::Values;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Note, Tick, When};
use crate::moment::Moment;
use crate::sending::{Buttons, Refusal, use_sending};
use crate::{calls, people, words};

const OUTCOMES: [VisitOutcome; 7] = [
    VisitOutcome::WentHome,
    VisitOutcome::Prescribed,
    VisitOutcome::Tested,
    VisitOutcome::Oxygen,
    VisitOutcome::Referred,
    VisitOutcome::Admitted,
    VisitOutcome::Other,
];

/// Asks about a visit and enters it.
#[component]
pub fn Visit(
    /// The case as it is on the screen.
    view: CaseView,
    /// Called when the dialog is done with; whether a visit was entered.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("visit-{}", view.case));
    let new = || Values::new(calls::new_id(), clock::now());
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut sending = use_sending("visit-", &form, onclose);
    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let who = people::name(view.identity.name.as_deref());
    let case = view.case.clone();
    let name = who.clone();
    let send = move |()| {
        let now = clock::now();
        let Some(body) = sending.begin(values.peek().read(&case, rules::at(now), now)) else { return };
        let who = name.clone();
        spawn(async move {
            if sending.send(Operation::RecordVisit, &body).await.is_ok() {
                desk.done.set(Some(Done::new(tf("console.visit.done", &[("who", &who)]))));
                sending.close();
            }
        });
    };
    let typed = values();
    let list = desk.list.read();
    let institutions: Vec<_> = list.iter().flat_map(|list| &list.institutions).collect();
    let wrong = |field: &str| sending.wrong(field);
    rsx! {
        Dialog { id: "visit", title: t("console.visit.title"), onclose: move |()| sending.cancel(),
            p { class: "who-kana", "{who}" }
            Refusal { sending }
            When {
                day_id: "visit-at_day",
                clock_id: "visit-at",
                at: typed.at.clone(),
                onchange: move |at: Moment| change(&|values| values.at.clone_from(&at)),
                errors: sending.errors(),
            }
            div { class: "field", class: if wrong("institution").is_some() { "field-wrong" },
                label { class: "field-label", r#for: "visit-institution", {t("console.field.institution")} }
                select {
                    id: "visit-institution",
                    class: "field-input",
                    "aria-describedby": "visit-institution-error",
                    onchange: move |event| change(&|values| values.institution = event.value().parse().ok()),
                    option { value: "", selected: typed.institution.is_none(), {t("console.visit.not_in_list")} }
                    for place in institutions {
                        option { key: "{place.id}", value: "{place.id}", selected: typed.institution.as_ref() == Some(&place.id), {people::place(place)} }
                    }
                }
                Wrong { id: "visit-institution-error", error: wrong("institution") }
            }
            if typed.institution.is_none() {
                Field {
                    id: "visit-institution_name",
                    label: t("console.field.institution_name"),
                    hint: tf("console.visit.name_hint", &[("count", &INSTITUTION_AT_MOST.to_string())]),
                    value: typed.name.clone(),
                    oninput: move |text: String| change(&|values| values.name.clone_from(&text)),
                    error: wrong("institution_name"),
                }
            }
            fieldset { class: "choice", class: if wrong("outcomes").is_some() { "field-wrong" },
                legend { class: "field-label", {t("console.field.outcomes")} }
                div { class: "many-options",
                    for (i , outcome) in OUTCOMES.into_iter().enumerate() {
                        Tick {
                            key: "{i}",
                            // The first one is where an error leads the focus.
                            id: if i == 0 { "visit-outcomes".to_owned() } else { format!("visit-outcomes-{i}") },
                            label: words::visit_outcome(outcome),
                            ticked: typed.outcomes.contains(&outcome),
                            onchange: move |on| change(&|values| {
                                values.outcomes.retain(|other| *other != outcome);
                                if on {
                                    values.outcomes.push(outcome);
                                }
                            }),
                        }
                    }
                }
                Wrong { id: "visit-outcomes-error", error: wrong("outcomes") }
            }
            if typed.outcomes.contains(&VisitOutcome::Admitted) {
                p { class: "banner", {t("console.visit.admitted")} }
            }
            Note {
                id: "visit-note",
                label: t("console.field.note"),
                hint: t("console.visit.note_hint"),
                value: typed.note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| change(&|values| values.note.clone_from(&text)),
                error: wrong("note"),
            }
            Buttons { sending, label: t("console.visit.send"), onsend: send }
        }
    }
}
