//! The page: whose tests, the form for a day, and the last days below it.

use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use ui::texts::t;
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::days::Days;
use super::file::{File, use_file};
use super::form::Form;
use super::values::Values;
use crate::desk::use_desk;
use crate::draft::use_draft;
use crate::page::Heading;
use crate::shell::{Failed, Missing};
use crate::{calls, people};

/// The tests of an institution.
#[component]
pub fn Tests() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListTestReports, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.tests.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let today = dates::day_of(clock::now()).to_string();
    let blank = || Values::new(calls::new_id(), None, today.clone());
    let draft = use_draft(&format!("tests-{}", here.id), blank, Values::is_blank);
    let mut values = draft.values;
    let file = use_file(here.id.clone());
    let clinic = use_memo(move || values.read().clinic.clone());
    use_effect(move || _ = spawn(file.load(clinic())));
    // Where there is one clinic, nobody has to choose.
    use_effect(move || {
        let reports = file.reports.read();
        let only = reports.as_ref().and_then(|reports| match reports.institutions.as_slice() {
            [only] => Some(only.id.clone()),
            _ => None,
        });
        if only.is_some() && values.peek().clinic.is_none() {
            values.with_mut(|values| values.clinic = only);
        }
    });
    let reports = file.reports.read().clone();
    let institution = reports.as_ref().and_then(|reports| reports.institution.clone());
    // The answer about another clinic is on its way out.
    let is_current = clinic.read().is_none() || *clinic.read() == institution;
    rsx! {
        Heading { text: t("console.tests.title") }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load(clinic())) }
        }
        match reports {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.tests.waiting") }
                }
            },
            Some(reports) => rsx! {
                if !reports.institutions.is_empty() {
                    Clinic { values, file }
                } else if institution.is_none() {
                    p { {t("console.tests.no_clinic")} }
                }
                if institution.is_some() && is_current {
                    Form { here, values, file, is_old: draft.is_old }
                    Days {
                        reports,
                        onchoose: move |(day, filed): (domain::time::Date, Option<domain::api::test_report::TestDay>)| {
                            let clinic = clinic.peek().clone();
                            values.set(match filed {
                                Some(filed) => Values::of(calls::new_id(), clinic, day, &filed.latest),
                                None => Values::new(calls::new_id(), clinic, day.to_string()),
                            });
                            browser::focus("day");
                        },
                    }
                } else if !is_current && file.failure.read().is_none() {
                    Waiting { label: t("console.tests.waiting") }
                }
            },
        }
    }
}

/// For which clinic a health centre enters (R16).
#[component]
fn Clinic(values: Signal<Values>, file: File) -> Element {
    let reports = file.reports.read();
    let clinics: Vec<_> = reports
        .iter()
        .flat_map(|reports| &reports.institutions)
        .map(|clinic| (clinic.id.clone(), people::place(clinic)))
        .collect();
    let chosen = values.read().clinic.clone();
    rsx! {
        div { class: "field test-clinic",
            label { class: "field-label", r#for: "clinic", {t("console.field.on_behalf_of")} }
            p { class: "field-hint", id: "clinic-hint", {t("console.tests.clinic_hint")} }
            select {
                id: "clinic",
                class: "field-input",
                "aria-describedby": "clinic-hint",
                onchange: move |event| {
                    values
                        .with_mut(|values| {
                            values.clinic = event.value().parse().ok();
                            // The versions of another clinic are others.
                            values.replaces = None;
                        });
                },
                option { value: "", selected: chosen.is_none(), {t("console.form.choose")} }
                for (id , name) in clinics {
                    option { key: "{id}", value: "{id}", selected: chosen.as_ref() == Some(&id), "{name}" }
                }
            }
        }
    }
}
