//! The dialog: to whom a case is assigned and until when, or taking it back.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::error::{FieldError, Problem};
use domain::api::following::AssignContractor;
use domain::ids::{OrganisationId, RequestId};
use domain::operation::Operation;
use ui::field::FieldError as Wrong;
use ui::texts::{t, tf};
use ui::{clock, dates};

use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::form::Day;
use crate::sending::{Buttons, Refusal, use_sending};
use crate::{calls, era, people};

/// How many days ahead is proposed: a week, so that somebody looks again.
const DAYS: u64 = 7;

/// What is typed.
#[derive(Clone, PartialEq)]
struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    request_id: RequestId,
    to: Option<OrganisationId>,
    until: String,
}

impl Values {
    fn read(&self, view: &CaseView) -> Result<AssignContractor, Vec<FieldError>> {
        let until = era::parse(&self.until);
        let mut errors = Vec::new();
        if self.to.is_some() && until.is_none() {
            let problem = if self.until.trim().is_empty() { Problem::Missing } else { Problem::NotADate };
            errors.push(FieldError::new("until", problem));
        }
        if self.to.is_none() && view.contractor.is_none() {
            errors.push(FieldError::new("contractor", Problem::Missing));
        }
        let request = AssignContractor {
            request_id: self.request_id.clone(),
            case: view.case.clone(),
            contractor: self.to.clone(),
            until: until.filter(|_| self.to.is_some()),
            seen: view.contractor.clone(),
        };
        if errors.is_empty() { Ok(request) } else { Err(errors) }
    }
}

/// Asks to whom, and assigns.
#[component]
pub fn Assign(
    /// The case as it is on the screen.
    view: CaseView,
    /// Called when the dialog is done with; whether it was assigned or taken back.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let now = clock::now();
    let first = {
        let (to, last) = (view.contractor.clone(), dates::day_of(now) + chrono::Days::new(DAYS));
        move || Values { request_id: calls::new_id(), to, until: last.to_string() }
    };
    // Two choices, quickly made again: no draft is kept of them.
    let mut values = use_signal(first);
    let mut sending = use_sending("assign-", "assign", onclose);
    let who = people::name(view.identity.name.as_deref());
    let (name, about) = (who.clone(), view.clone());
    let send = move |()| {
        let Some(body) = sending.begin(values.peek().read(&about)) else { return };
        let name = name.clone();
        spawn(async move {
            let key = if body.contractor.is_some() { "console.assign.done" } else { "console.assign.ended" };
            if sending.send(Operation::AssignContractor, &body).await.is_ok() {
                desk.done.set(Some(Done::new(tf(key, &[("who", &name)]))));
                sending.close();
            }
        });
    };
    let typed = values();
    let list = desk.list.read();
    let contractors: Vec<_> = list.iter().flat_map(|list| &list.contractors).collect();
    let wrong = |field: &str| sending.wrong(field);
    let none = if view.contractor.is_some() { "console.assign.take_back" } else { "console.assign.choose" };
    rsx! {
        Dialog { id: "assign", title: t("console.assign.title"), onclose: move |()| sending.cancel(),
            p { class: "who-kana", "{who}" }
            Refusal { sending }
            div { class: "field", class: if wrong("contractor").is_some() { "field-wrong" },
                label { class: "field-label", r#for: "assign-contractor", {t("console.field.contractor")} }
                select {
                    id: "assign-contractor",
                    class: "field-input",
                    "aria-describedby": "assign-contractor-error",
                    onchange: move |event| values.write().to = event.value().parse().ok(),
                    option { value: "", selected: typed.to.is_none(), {t(none)} }
                    for place in contractors {
                        option { key: "{place.id}", value: "{place.id}", selected: typed.to.as_ref() == Some(&place.id), {people::place(place)} }
                    }
                }
                Wrong { id: "assign-contractor-error", error: wrong("contractor") }
            }
            if typed.to.is_some() {
                Day {
                    id: "assign-until",
                    label: t("console.assign.until"),
                    value: typed.until.clone(),
                    understood: era::parse(&typed.until),
                    oninput: move |text: String| values.write().until = text,
                    onleave: move |()| {},
                    error: wrong("until"),
                    hint: t("console.assign.until_hint"),
                }
                p { class: "field-hint", {t("console.assign.sees")} }
            } else if view.contractor.is_some() {
                p { class: "banner", {t("console.assign.goes_back")} }
            }
            Buttons { sending, label: t("console.assign.send"), onsend: send }
        }
    }
}
