//! One person of the household, and the search for their own case.

use dioxus::prelude::*;
use domain::api::search::{CasesFound, Hit, SearchCases};
use domain::ids::CaseId;
use domain::operation::Operation;
use ui::errors::failure_text;
use ui::field::{Field, FieldError};
use ui::texts::{language, t, tf};

use super::form::kin_of;
use super::page::{Editing, id_of};
use crate::desk::use_desk;
use crate::{calls, people};

/// A line of the household.
#[component]
pub fn Member(editing: Editing, i: usize, case: CaseId) -> Element {
    let field = format!("household[{i}].name_kana");
    let Some(member) = editing.values.read().sheet.household.get(i).cloned() else { return rsx! {} };
    let edit = move |change: &dyn Fn(&mut domain::first_contact::HouseholdMember)| {
        editing.change("", |values| {
            if let Some(member) = values.sheet.household.get_mut(i) {
                change(member);
            }
        });
    };
    let linked = format!("household[{i}].case");
    rsx! {
        div { class: "member",
            div { class: "told-values",
                Field {
                    id: id_of(&field),
                    label: t("console.field.name_kana"),
                    value: member.name_kana.clone(),
                    oninput: move |typed: String| edit(&|member| member.name_kana.clone_from(&typed)),
                    error: editing.error(&field),
                }
                {kin_of(&format!("household-{i}-relation"), member.relation, EventHandler::new(move |relation| edit(&|member| member.relation = relation)))}
            }
            div { class: "member-case",
                if let Some(linked) = &member.case {
                    span { class: "tag", {tf("console.first_contact.linked", &[("number", &people::number(linked))])} }
                    button { class: "plain", r#type: "button", onclick: move |_| edit(&|member| member.case = None),
                        {t("console.first_contact.unlink")}
                    }
                } else {
                    Find {
                        i,
                        name: member.name_kana.clone(),
                        own: case,
                        onfound: move |found: CaseId| edit(&|member| member.case = Some(found.clone())),
                    }
                }
                button {
                    class: "plain",
                    r#type: "button",
                    onclick: move |_| editing.change("", |values| _ = values.sheet.household.remove(i)),
                    {tf("console.first_contact.remove", &[("name", &member.name_kana)])}
                }
            }
            FieldError { id: id_of(&linked), error: editing.error(&linked) }
        }
    }
}

/// Looks for the case of somebody by their name; a person chooses it.
#[component]
fn Find(i: usize, name: String, own: CaseId, onfound: EventHandler<CaseId>) -> Element {
    let desk = use_desk();
    let mut hits = use_signal(|| None::<Vec<Hit>>);
    let mut trouble = use_signal(String::new);
    let find = move |_| {
        let Some(organisation) = desk.list.peek().as_ref().map(|list| list.organisation.id.clone()) else {
            return;
        };
        let (body, own) = (SearchCases { organisation, text: name.clone() }, own.clone());
        spawn(async move {
            match calls::ask::<CasesFound>(Operation::SearchCases, &body).await {
                Ok(found) => {
                    trouble.set(String::new());
                    hits.set(Some(found.hits.into_iter().filter(|hit| hit.case != own).collect()));
                }
                Err(failure) => trouble.set(failure_text(language(), &failure)),
            }
        });
    };
    rsx! {
        button { class: "plain", r#type: "button", id: "household-{i}-find", onclick: find, {t("console.first_contact.find")} }
        p { class: "field-hint", role: "status",
            "{trouble}"
            if hits.read().as_ref().is_some_and(Vec::is_empty) {
                {t("console.find.none")}
            }
        }
        for hit in hits.read().iter().flatten().cloned() {
            button { key: "{hit.case}", class: "button", r#type: "button", onclick: move |_| onfound(hit.case.clone()),
                {tf("console.first_contact.link", &[
                    ("name", hit.name_kana.as_deref().or(hit.name.as_deref()).unwrap_or("–")),
                    ("born", &hit.birth_date.map(people::birth_date).unwrap_or_default()),
                    ("area", &hit.municipality),
                ])}
            }
        }
    }
}
