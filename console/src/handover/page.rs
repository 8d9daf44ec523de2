//! The page: what I have in hand, then what was closed, came in and is open since the shift before ended.

use dioxus::prelude::*;
use domain::api::desk::ClosedRow;
use domain::api::work::{Membership, WorkRow};
use domain::level::Level;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use domain::time::Time;
use gloo_timers::future::TimeoutFuture;
use ui::api::Failure;
use ui::clock;
use ui::dates;
use ui::level::LevelBadge;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;

use super::file::{Shift, fetch};
use super::since;
use crate::desk::use_desk;
use crate::due::Due;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::worklist::bulk::{BulkBar, use_bulk};
use crate::worklist::selection::Key;
use crate::worklist::{page, state, why};
use crate::{calls, people, words};

/// How often the lists are fetched while somebody looks at them.
const FRESH_MS: u32 = 30_000;

/// The hand-over of the organisation.
#[component]
pub fn HandOver() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListClosedWork, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.handover.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let desk = use_desk();
    let choices = use_hook(|| since::choices(clock::now()));
    let mut since = use_signal(|| choices.first().copied().unwrap_or_else(clock::now));
    let mut shift = use_signal(|| None::<Shift>);
    let mut failure = use_signal(|| None::<Failure>);
    let mut at = use_signal(clock::now);
    let organisation = here.id.clone();
    let load = use_callback(move |()| {
        let organisation = organisation.clone();
        spawn(async move {
            let from = *since.peek();
            match fetch(&organisation, from).await {
                Ok(found) => {
                    at.set(clock::now());
                    failure.set(None);
                    shift.set(Some(found));
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    use_future(move || async move {
        loop {
            if crate::desk::is_visible() {
                load(());
            }
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    // What was just given away or put back must not stand here for half a minute.
    let fingerprint = use_memo(move || desk.list.read().as_ref().map(|list| list.fingerprint.clone()));
    use_effect(move || {
        let _ = fingerprint.read();
        if shift.peek().is_some() {
            load(());
        }
    });
    let now = at();
    rsx! {
        Heading { text: t("console.handover.title"),
            p { class: "freshness", {tf("console.list.at", &[("time", &dates::clock(now))])} }
            label { class: "field-label", r#for: "handover-since", {t("console.handover.since")} }
            select {
                id: "handover-since",
                class: "field-input handover-since",
                onchange: move |event| {
                    if let Ok(chosen) = event.value().parse() {
                        since.set(chosen);
                        shift.set(None);
                        load(());
                    }
                },
                for choice in choices {
                    option { key: "{choice}", value: "{choice}", selected: choice == since(), {dates::moment(language(), choice, now)} }
                }
            }
            button { class: "button for-keyboard", r#type: "button", onclick: move |_| print(), {t("console.handover.print")} }
            Link { class: "plain", to: Route::Downtime {}, {t("console.downtime.title")} }
        }
        if let Some(why) = failure() {
            Failed { failure: why, onretry: move |()| load(()) }
        }
        match shift() {
            None => rsx! {
                if failure.read().is_none() {
                    Waiting { label: t("console.handover.waiting") }
                }
            },
            Some(found) => rsx! {
                if found.has_more {
                    p { class: "banner banner-caution", {t("console.handover.more")} }
                }
                Mine { rows: found.open.iter().filter(|row| row.mine).cloned().collect::<Vec<_>>() }
                Standing { rows: found.open.clone(), since: since() }
                Closed { rows: found.closed, now }
            },
        }
    }
}

fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// What I have in hand.
#[component]
fn Mine(rows: ReadSignal<Vec<WorkRow>>) -> Element {
    let bulk = use_bulk();
    rsx! {
        section { class: "handover-part", "aria-labelledby": "handover-mine",
            h2 { id: "handover-mine", {tf("console.handover.mine", &[("count", &rows.read().len().to_string())])} }
            if rows.read().is_empty() {
                p { {t("console.handover.mine_none")} }
            } else {
                BulkBar { bulk, rows, closes: false }
            }
            ul { class: "handover-rows",
                for row in rows() {
                    li { key: "{Key::of(&row).id()}", class: "handover-row",
                        label { class: "option",
                            input {
                                r#type: "checkbox",
                                checked: bulk.ticked.read().contains(&Key::of(&row)),
                                onchange: {
                                    let key = Key::of(&row);
                                    move |_| bulk.tick(&key)
                                },
                            }
                            span { class: "who-kana", {people::of_row(&row)} }
                        }
                        LevelBadge { level: row.level }
                        span { class: "handover-why", {why(&row)} }
                        Due { at: row.due_at }
                        Link { class: "button", to: page(&row), {t("console.handover.finish")} }
                    }
                }
            }
        }
    }
}

/// What is open, by who has it.
#[component]
fn Standing(rows: Vec<WorkRow>, since: Time) -> Element {
    let (new, old): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.opened_at >= since);
    let count = |level: Level| rows.iter().filter(|row| row.level == level).count().to_string();
    let mut holders: Vec<(String, usize)> = Vec::new();
    for row in &rows {
        let who = state(row);
        match holders.iter_mut().find(|(other, _)| *other == who) {
            Some((_, count)) => *count += 1,
            None => holders.push((who, 1)),
        }
    }
    let urgent: Vec<WorkRow> = rows
        .iter()
        .filter(|row| matches!(row.level, Level::Emergency | Level::Urgent | Level::Unknown))
        .cloned()
        .collect();
    rsx! {
        section { class: "handover-part", "aria-labelledby": "handover-open",
            h2 { id: "handover-open", {tf("console.handover.open", &[("count", &rows.len().to_string())])} }
            p {
                {tf("console.handover.levels", &[("emergency", &count(Level::Emergency)), ("urgent", &count(Level::Urgent)), ("caution", &count(Level::Caution))])}
                " "
                {tf("console.handover.new", &[("new", &new.len().to_string()), ("old", &old.len().to_string())])}
            }
            ul { class: "handover-holders",
                for (who , count) in holders {
                    li { key: "{who}", {tf("console.handover.holder", &[("who", &who), ("count", &count.to_string())])} }
                }
            }
            ul { class: "handover-rows",
                for row in urgent {
                    li { key: "{Key::of(&row).id()}", class: "handover-row",
                        Link { class: "row-link who-kana", to: page(&row), {people::of_row(&row)} }
                        LevelBadge { level: row.level }
                        span { class: "handover-why",
                            {why(&row)}
                            if row.opened_at >= since {
                                " " span { class: "tag", {t("console.handover.came_in")} }
                            }
                        }
                        Due { at: row.due_at }
                        span { {state(&row)} }
                    }
                }
            }
        }
    }
}

/// What was closed, by whom and why.
#[component]
fn Closed(rows: Vec<ClosedRow>, now: Time) -> Element {
    let who = |row: &ClosedRow| row.label.as_ref().map_or_else(|| people::number(&row.case), people::label);
    let about = |row: &ClosedRow| match row.reasons.is_empty() {
        true => words::family(row.family).to_owned(),
        false => words::reasons(&row.reasons),
    };
    rsx! {
        section { class: "handover-part", "aria-labelledby": "handover-closed",
            h2 { id: "handover-closed", {tf("console.handover.closed", &[("count", &rows.len().to_string())])} }
            if rows.is_empty() {
                p { {t("console.handover.closed_none")} }
            }
            ul { class: "handover-rows",
                for row in rows {
                    li { key: "{row.case}-{row.work}", class: "handover-row",
                        Link { class: "row-link who-kana", to: Route::Case { case: row.case.clone() }, {who(&row)} }
                        LevelBadge { level: row.level }
                        span { class: "handover-why", {about(&row)} }
                        span { {dates::moment(language(), row.closed_at, now)} }
                        span {
                            {row.closed_by.clone().unwrap_or_else(|| t("console.handover.by_step").to_owned())}
                            if let Some(reason) = row.closed_why {
                                " · " {words::close_reason(reason)}
                            }
                        }
                    }
                }
            }
        }
    }
}
