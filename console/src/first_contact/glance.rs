//! What the case page shows of the newest sheet, in one glance.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::first_contact::{FirstContactView, LinkedCase};
use domain::first_contact::{FirstContact, HouseholdMember};
use domain::person::phone_digits;
use ui::dates;
use ui::texts::{language, t, tf};

use super::words::{factor, hours, kin, onset, oximeter, reasons, spoken, yes_no};
use crate::route::Route;
use crate::{people, words};

/// The newest sheet, and the cases of the household.
#[component]
pub fn Glance(view: CaseView) -> Element {
    let to = Route::FirstContact { case: view.case.clone() };
    rsx! {
        section { class: "card",
            h2 { {t("console.first_contact.title")} }
            match &view.first_contact {
                None => rsx! {
                    p { {t("console.first_contact.none")} }
                },
                Some(newest) => rsx! {
                    Contact { sheet: newest.sheet.clone() }
                    Facts { newest: newest.clone() }
                    p { class: "field-hint",
                        {tf("console.first_contact.recorded", &[
                            ("time", &dates::moment(language(), newest.at, view.now)),
                            ("name", newest.by.name.as_deref().unwrap_or("–")),
                        ])}
                    }
                },
            }
            Household { view: view.clone() }
            if view.ended_at.is_none() {
                Link { class: "button", to,
                    {t(if view.first_contact.is_some() { "console.first_contact.edit" } else { "console.first_contact.write" })}
                }
            }
        }
    }
}

/// Whom to call if the patient does not answer.
#[component]
fn Contact(sheet: FirstContact) -> Element {
    let Some(contact) = sheet.emergency_contact else {
        let key = if sheet.no_emergency_contact {
            "console.first_contact.no_contact"
        } else {
            "console.first_contact.contact_not_asked"
        };
        return rsx! {
            p { {t(key)} }
        };
    };
    let dial = phone_digits(&contact.phone).unwrap_or_else(|| contact.phone.clone());
    rsx! {
        p { class: "last-line",
            span { {t("console.first_contact.contact")} }
            strong { "{contact.name}" }
            if let Some(relation) = contact.relation {
                span { {kin(relation)} }
            }
            a { class: "phone", href: "tel:{dial}", "aria-label": tf("console.case.phone", &[("number", &contact.phone)]), "{contact.phone}" }
        }
    }
}

#[component]
fn Facts(newest: Box<FirstContactView>) -> Element {
    let sheet = &newest.sheet;
    let not_asked = || t("console.first_contact.not_asked").to_owned();
    let factors = sheet.risk_factors.as_ref().map(|factors| match factors.as_slice() {
        [] => t("console.first_contact.no_factors").to_owned(),
        factors => words::list(factors.iter().copied().map(factor)),
    });
    let mut language: Vec<_> = sheet.language.map(spoken).into_iter().collect();
    language.extend(
        sheet.interpreter.and_then(|needed| needed.then(|| t("console.first_contact.interpreter_needed"))),
    );
    let language = Some(words::list(language.into_iter())).filter(|text| !text.is_empty());
    let class = match &sheet.risk_override {
        Some(chosen) => {
            tf("console.first_contact.set", &[("risk", words::risk(newest.risk)), ("reason", &chosen.reason)])
        }
        None if newest.reasons.is_empty() => words::risk(newest.risk).to_owned(),
        None => format!("{} ({})", words::risk(newest.risk), reasons(&newest.reasons)),
    };
    let facts = [
        ("console.field.risk", Some(class)),
        ("console.field.lives_alone", Some(yes_no(sheet.lives_alone).to_owned())),
        ("console.field.risk_factors", factors),
        ("console.field.immunocompromised", Some(yes_no(sheet.immunocompromised).to_owned())),
        ("console.field.severity", sheet.severity.map(|severity| words::severity(severity).to_owned())),
        ("console.field.onset", sheet.onset.map(onset)),
        ("console.field.oximeter", sheet.oximeter.map(|at| oximeter(at).to_owned())),
        ("console.field.language", language),
        ("console.field.best_hours", hours(sheet)),
        ("console.field.notes", Some(sheet.notes.clone().unwrap_or("–".to_owned()))),
    ];
    rsx! {
        dl { class: "facts",
            for (name , value) in facts {
                div { key: "{name}", dt { {t(name)} } dd { {value.unwrap_or_else(not_asked)} } }
            }
        }
    }
}

/// With whom the patient lives, and which of them are cases.
#[component]
fn Household(view: CaseView) -> Element {
    let members =
        view.first_contact.as_ref().map(|newest| newest.sheet.household.clone()).unwrap_or_default();
    let found = |member: &HouseholdMember| {
        view.linked.iter().find(|linked| Some(&linked.case) == member.case.as_ref())
    };
    // Those that only their own sheet names.
    let others = view.linked.iter().filter(|linked| !linked.own);
    if members.is_empty() && others.clone().next().is_none() {
        return rsx! {};
    }
    rsx! {
        div {
            h3 { {t("console.field.household")} }
            ul { class: "household",
                for (i , member) in members.iter().enumerate() {
                    li { key: "{i}",
                        "{member.name_kana} "
                        if let Some(relation) = member.relation {
                            span { {kin(relation)} " " }
                        }
                        if let Some(linked) = found(member) {
                            Linked { linked: linked.clone() }
                        }
                    }
                }
                for linked in others {
                    li { key: "{linked.case}", Linked { linked: linked.clone() } }
                }
            }
        }
    }
}

#[component]
fn Linked(linked: LinkedCase) -> Element {
    let who = linked.label.as_ref().map_or_else(|| people::number(&linked.case), people::label);
    rsx! {
        Link { to: Route::Case { case: linked.case.clone() }, "{who}" }
        " "
        span { class: "tag", {words::care_status(linked.care_status)} }
    }
}
