//! The page, and the sheet of paper that it prints.

use dioxus::prelude::*;
use domain::api::calls::CallRow;
use domain::api::work::Membership;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use domain::time::Time;
use gloo_timers::future::TimeoutFuture;
use ui::dates;
use ui::level::LevelBadge;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;

use super::file::use_file;
use crate::case::whereabouts;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::{calls, paper, people, words};

/// How often the list is fetched.
const FRESH_MS: u32 = 60_000;

/// Whom the staff of the organisation have to call.
#[component]
pub fn DailyCalls() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListCalls, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.daily.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let file = use_file(here.id.clone());
    use_future(move || async move {
        loop {
            file.load().await;
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let rows = file.rows.read().clone();
    let at = *file.at.read();
    rsx! {
        Heading { text: t("console.daily.title"),
            if let Some(rows) = &rows {
                p { class: "freshness",
                    {tf("console.daily.count", &[("count", &rows.len().to_string()), ("time", &dates::clock(at))])}
                }
                if !rows.is_empty() {
                    button { class: "button", r#type: "button", onclick: move |_| paper::print(), {t("console.daily.print")} }
                }
                Link { class: "plain", to: Route::Downtime {}, {t("console.downtime.title")} }
            }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match rows {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.daily.waiting_list") }
                }
            },
            Some(rows) if rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t("console.daily.empty")} }
                    p { {t("console.daily.empty_text")} }
                }
            },
            Some(rows) => rsx! {
                div { class: "daily-sheet",
                p { class: "daily-paper-only", {t("console.daily.title")} " · " {people::organisation(&here)} " · " {dates::moment(language(), at, at)} }
                table { class: "daily",
                    thead {
                        tr {
                            th { scope: "col", {t("console.daily.due")} }
                            th { scope: "col", {t("console.daily.who")} }
                            th { scope: "col", {t("console.daily.where")} }
                            th { scope: "col", {t("console.field.risk")} }
                            th { scope: "col", {t("console.daily.alert")} }
                            th { scope: "col", class: "daily-paper-only", {t("console.daily.result")} }
                            th { scope: "col", class: "daily-screen-only", span { class: "visually-hidden", {t("console.daily.acts")} } }
                        }
                    }
                    tbody {
                        for row in rows {
                            Row { key: "{row.case}", row, at }
                        }
                    }
                }
                }
            },
        }
    }
}

#[component]
fn Row(row: CallRow, at: Time) -> Element {
    let desk = use_desk();
    let who = row.label.as_ref().map_or_else(|| people::number(&row.case), people::label);
    let late = row.until < at;
    rsx! {
        tr { class: if late { "daily-late" },
            td { "data-name": t("console.daily.due"),
                {dates::moment(language(), row.due, at)}
                p { class: "field-hint", {tf(if late { "console.daily.over" } else { "console.daily.until" }, &[("time", &dates::clock(row.until))])} }
            }
            th { scope: "row", "data-name": t("console.daily.who"), Link { to: Route::Case { case: row.case.clone() }, "{who}" } }
            td { "data-name": t("console.daily.where"), {whereabouts(desk, row.care_status, row.place.as_ref(), row.room.as_deref())} }
            td { "data-name": t("console.field.risk"), {words::risk(row.risk)} }
            td { "data-name": t("console.daily.alert"),
                if let Some(level) = row.alert {
                    LevelBadge { level }
                } else {
                    "–"
                }
            }
            td { class: "daily-paper-only" }
            td { class: "daily-screen-only",
                Link { class: "button", to: Route::Call { case: row.case.clone() }, {t("console.act.call")} }
            }
        }
    }
}
