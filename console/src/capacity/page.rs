//! The page: the day, the sums, and every institution, those without figures on top.

use chrono::Days;
use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::capacity::CapacityKind;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use gloo_timers::future::TimeoutFuture;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::file::use_file;
use super::row::Row;
use super::total::Total;
use crate::calls;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::shell::{Failed, Missing};

/// How often the day is fetched while nobody enters something.
const FRESH_MS: u32 = 60_000;

/// Beds and rooms of the organisation's prefecture, or its own.
#[component]
pub fn Capacity() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListCapacity, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.capacity.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let file = use_file(here.id.clone());
    let mut open = use_signal(|| None::<OrganisationId>);
    let mut done = use_signal(|| false);
    use_future(move || async move {
        loop {
            if open.peek().is_none() {
                file.load().await;
            }
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let mut go = move |day| {
        open.set(None);
        done.set(false);
        file.go(day);
    };
    let (now, day) = (clock::now(), *file.day.read());
    let today = dates::day_of(now);
    let shown = file.shown.read().clone();
    let missing = shown.iter().flat_map(|shown| &shown.rows).filter(|row| row.latest.is_none()).count();
    let is_own = CapacityKind::of_role(here.role).is_some();
    rsx! {
        Heading { text: t("console.capacity.title"),
            if let Some(shown) = &shown {
                p { class: "freshness", {tf("console.list.at", &[("time", &dates::clock(shown.now))])} }
            }
        }
        div { class: "capacity-day", role: "group", "aria-label": t("console.capacity.day"),
            button { class: "button", r#type: "button",
                onclick: move |_| go(day.checked_sub_days(Days::new(1)).unwrap_or(day)),
                {t("console.capacity.day_before")}
            }
            strong { "aria-live": "polite", {dates::day(language(), day, now)} }
            button { class: "button", r#type: "button", "aria-disabled": day >= today,
                onclick: move |_| {
                    if day < today {
                        go(day.checked_add_days(Days::new(1)).unwrap_or(day));
                    }
                },
                {t("console.capacity.day_after")}
            }
        }
        div { role: "status",
            if done() {
                p { class: "banner banner-ok", {t("console.capacity.done")} }
            }
            if missing > 0 {
                p { class: "banner banner-caution",
                    if is_own {
                        {t("console.capacity.own_missing")}
                    } else {
                        {tf("console.capacity.to_enter", &[("count", &missing.to_string())])}
                    }
                }
            }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match shown {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.capacity.waiting") }
                }
            },
            Some(shown) if shown.rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t("console.capacity.empty")} }
                    p { {t("console.capacity.empty_text")} }
                }
            },
            Some(shown) => rsx! {
                if !is_own {
                    div { class: "capacity-totals",
                        for total in shown.totals {
                            Total { key: "{total.sums.len()}", total }
                        }
                    }
                }
                table { class: "capacities",
                    caption { class: "visually-hidden", {t("console.capacity.title")} }
                    tbody {
                        for row in shown.rows {
                            Row {
                                key: "{row.institution.id}",
                                here: here.id.clone(),
                                file,
                                open: open.read().as_ref() == Some(&row.institution.id),
                                onopen: {
                                    let id = row.institution.id.clone();
                                    move |()| {
                                        done.set(false);
                                        open.set(Some(id.clone()));
                                    }
                                },
                                onentered: {
                                    let id = row.institution.id.clone();
                                    move |entered| {
                                        open.set(None);
                                        browser::focus(&format!("capacity-open-{id}"));
                                        if entered {
                                            done.set(true);
                                            spawn(file.load());
                                        }
                                    }
                                },
                                row,
                            }
                        }
                    }
                }
            },
        }
    }
}
