//! The page on which cases that look alike are compared and decided about.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::duplicate::Counterpart;
use domain::api::error::Code as ErrorCode;
use domain::duplicate::{Linkage, counts};
use domain::ids::CaseId;
use domain::placement::{CareStatus, CaseKind};
use ui::api::Failure;
use ui::texts::{t, tf};
use ui::wait::Waiting;

use super::another::Another;
use super::ask::{Ask, Asked};
use super::sides::{Sheet, Sides, judged};
use crate::desk::use_desk;
use crate::page::Heading;
use crate::people;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::words;

/// Duplicates of a case.
#[component]
pub fn Duplicates(case: CaseId) -> Element {
    rsx! {
        for case in [case] {
            Page { key: "{case}", case }
        }
    }
}

#[component]
fn Page(case: CaseId) -> Element {
    let mut sheet = use_signal(|| None::<Sheet>);
    let mut failure = use_signal(|| None::<Failure>);
    let mut picked = use_signal(Vec::<CaseId>::new);
    let load = use_callback(move |()| {
        let case = case.clone();
        spawn(async move {
            match Sheet::load(&case).await {
                Ok(loaded) => {
                    sheet.set(Some(loaded));
                    failure.set(None);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    use_hook(move || load(()));
    let desk = use_desk();
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.id.clone());
    let reload = move |()| {
        desk.refresh_soon();
        load(());
    };
    match (sheet(), failure()) {
        (Some(sheet), failure) => {
            let case = sheet.case.clone();
            let pairs = pairs(&case, &picked());
            rsx! {
                Heading { text: t("console.duplicate.title"),
                    Link { class: "plain back", to: Route::Case { case: case.case.clone() }, {people::name(case.identity.name.as_deref())} }
                }
                p { {t("console.duplicate.lead")} }
                if let Some(failure) = failure {
                    Failed { failure, onretry: move |()| load(()) }
                }
                if pairs.is_empty() {
                    p { class: "card pair", {t("console.duplicate.none")} }
                }
                for pair in pairs {
                    Pair { key: "{pair.other}-{pair.decisions}", sheet: sheet.clone(), pair, onchange: reload }
                }
                if let Some(organisation) = organisation {
                    Another { organisation, not: case.case.clone(), onpick: move |case| picked.with_mut(|all| all.push(case)) }
                }
            }
        }
        (None, Some(failure)) if failure.code() == Some(ErrorCode::NotFound) => rsx! {
            Missing { text: t("console.case.missing") }
        },
        (None, Some(failure)) => rsx! {
            Failed { failure, onretry: move |()| load(()) }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        },
        (None, None) => rsx! {
            Waiting { label: t("console.case.waiting") }
        },
    }
}

/// The cases to compare with: first those about which a decision is owed, and those that a person picked.
fn pairs(case: &CaseView, picked: &[CaseId]) -> Vec<Counterpart> {
    let mut pairs = case.counterparts.clone();
    for other in picked {
        if pairs.iter().all(|pair| pair.other != *other) {
            pairs.push(Counterpart {
                other: other.clone(),
                label: None,
                kind: CaseKind::Unknown,
                care_status: CareStatus::Unknown,
                linkage: None,
                is_duplicate: false,
                decisions: 0,
                by: None,
                at: None,
            });
        }
    }
    pairs.sort_by_key(|pair| (pair.linkage.is_some(), pair.other.clone()));
    pairs
}

/// What can be decided: nothing is merged into what counts no more, nor what counts no more into anything.
fn offered(one: &Sheet, other: &Sheet) -> Vec<Linkage> {
    let both_count = counts(one.case.kind) && counts(other.case.kind);
    let merged = both_count.then_some(Linkage::Merged);
    merged.into_iter().chain([Linkage::SamePerson, Linkage::Different]).collect()
}

#[component]
fn Pair(sheet: Sheet, pair: Counterpart, onchange: EventHandler<()>) -> Element {
    let mut asking = use_signal(|| None::<Linkage>);
    let mut other = use_signal(|| None::<Result<Sheet, Failure>>);
    let case = pair.other.clone();
    let load = use_callback(move |()| {
        let case = case.clone();
        spawn(async move { other.set(Some(Sheet::load(&case).await)) });
    });
    use_hook(move || load(()));
    let loaded = match other() {
        None => {
            return rsx! {
                Waiting { label: t("console.case.waiting") }
            };
        }
        Some(Err(failure)) => {
            return rsx! {
                Failed { failure, onretry: move |()| load(()) }
            };
        }
        Some(Ok(loaded)) => loaded,
    };
    let (alike, proposed) = judged(&sheet, &loaded);
    let who = people::name(loaded.case.identity.name.as_deref());
    let decided = pair.linkage;
    rsx! {
        section { class: "card pair", "aria-label": "{who}",
            h2 {
                "{who} "
                if let Some(linkage) = decided {
                    span { class: "tag", {words::linkage(linkage)} }
                }
            }
            p {
                Link { to: Route::Case { case: pair.other.clone() }, {t("console.notification.open_case")} }
            }
            p {
                for why in alike {
                    span { key: "{why.code()}", class: "tag", {t(&["console.likeness.", why.code()].concat())} }
                    " "
                }
            }
            if decided.is_none() {
                p { strong { {tf("console.duplicate.proposal", &[("what", words::linkage(proposed))])} } }
            }
            Sides { one: sheet.clone(), other: loaded.clone() }
            div { class: "buttons",
                if decided.is_some() {
                    button { class: "button", r#type: "button", onclick: move |_| asking.set(Some(Linkage::Undone)), {t("console.duplicate.undo")} }
                } else {
                    if !counts(loaded.case.kind) {
                        p { {t("console.duplicate.counts_not")} }
                    }
                    for linkage in offered(&sheet, &loaded) {
                        button {
                            key: "{linkage.code()}",
                            class: "button",
                            class: if linkage == proposed { "button-main" },
                            r#type: "button",
                            onclick: move |_| asking.set(Some(linkage)),
                            {t(&["console.duplicate.act.", linkage.code()].concat())}
                        }
                    }
                }
            }
        }
        if let Some(linkage) = asking() {
            Ask {
                asked: Asked { linkage, this: sheet, other: loaded, pair },
                onclose: move |changed| {
                    asking.set(None);
                    if changed {
                        onchange(());
                    }
                },
            }
        }
    }
}
