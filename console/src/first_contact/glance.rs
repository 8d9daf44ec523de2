//! What the case page shows of the newest sheet, in one glance.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::first_contact::{FirstContactView, LinkedCase};
use domain::first_contact::{FirstContact, HouseholdMember};
use domain::person::phone_digits;
use ui::dates;
use ui::texts::{language, t, tf};

use super::compare::told;
use super::words::{kin, reasons};
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
    let class = match &newest.sheet.risk_override {
        Some(chosen) => {
            tf("console.first_contact.set", &[("risk", words::risk(newest.risk)), ("reason", &chosen.reason)])
        }
        None if newest.reasons.is_empty() => words::risk(newest.risk).to_owned(),
        None => format!("{} ({})", words::risk(newest.risk), reasons(&newest.reasons)),
    };
    // These three are shown with links and words of their own.
    let elsewhere =
        ["console.field.no_emergency_contact", "console.field.household", "console.first_contact.override"];
    let facts = told(&newest.sheet).into_iter().filter(|(key, _)| !elsewhere.contains(key));
    rsx! {
        dl { class: "facts",
            for (name , value) in [("console.field.risk", class)].into_iter().chain(facts) {
                div { key: "{name}", dt { {t(name)} } dd { "{value}" } }
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
