//! The page: everybody's day, worst first, with the keys that move through it.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::entries::EntryRow;
use domain::api::work::Membership;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use domain::time::Span;
use gloo_timers::future::TimeoutFuture;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::file::{File, use_file};
use super::read;
use super::row::{Row, link_id, who};
use crate::calls;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::use_shortcuts;

/// How often the list is fetched while somebody looks at it.
const FRESH_MS: u32 = 60_000;
/// Rows in the page at once; the others follow by a button and by the keys.
const SHOWN: usize = 100;

/// The entries of the organisation's patients.
#[component]
pub fn TodaysEntries() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListEntries, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.entries.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let file = use_file(here.id.clone());
    let mut selected = use_signal(|| None::<CaseId>);
    let mut unread_only = use_signal(|| false);
    let mut shown = use_signal(|| SHOWN);
    let mut busy = use_signal(|| false);
    let mut told = use_signal(|| None::<Result<String, String>>);
    use_future(move || async move {
        loop {
            if crate::desk::is_visible() {
                file.load().await;
            }
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let rows = use_memo(move || filtered(file, unread_only()));
    let organisation = here.id.clone();
    let onread = use_callback(move |case: CaseId| {
        let Some(day) = *file.day.peek() else { return };
        let rows = rows.peek();
        let Some(place) = rows.iter().position(|row| row.case == case) else { return };
        if *busy.peek() {
            return;
        }
        busy.set(true);
        told.set(None);
        let (organisation, down_to) = (organisation.clone(), rows[..=place].to_vec());
        let next = rows.get(place + 1).map(|row| row.case.clone());
        spawn(async move {
            let result = read::mark(&organisation, day, &down_to).await;
            file.load().await;
            busy.set(false);
            if result.is_ok() && next.is_some() {
                selected.set(next);
            }
            told.set(Some(match result {
                Ok(marked) => Ok(said(&marked, &down_to)),
                Err(failure) => Err(failure_text(language(), &failure)),
            }));
        });
    });
    use_keys(rows, selected, shown, onread);
    let at = *file.at.read();
    let all = file.rows.read();
    let unread = all.iter().flatten().filter(|row| row.is_unread()).count();
    let silent = all.iter().flatten().filter(|row| row.entries.is_empty()).count();
    let count = all.as_ref().map_or(0, Vec::len);
    let more = if file.next.read().is_some() || *file.fetching.read() { "+" } else { "" };
    rsx! {
        Heading { text: t("console.entries.title"),
            if all.is_some() {
                p { class: "freshness",
                    {tf("console.entries.count", &[("count", &format!("{count}{more}")), ("unread", &unread.to_string()), ("silent", &silent.to_string())])}
                    " "
                    {tf("console.list.at", &[("time", &dates::clock(at))])}
                }
            }
            Day { file }
            button {
                class: "button",
                r#type: "button",
                "aria-pressed": unread_only(),
                onclick: move |_| unread_only.toggle(),
                {t("console.entries.unread_only")}
            }
        }
        div { role: "status",
            if let Some(Ok(text)) = told() {
                p { class: "banner banner-ok", "{text}" }
            }
        }
        if let Some(Err(text)) = told() {
            p { class: "banner banner-wrong", role: "alert", "{text}" }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        if all.is_none() && file.failure.read().is_none() {
            Waiting { label: t("console.entries.waiting") }
        }
        if all.is_some() && rows.read().is_empty() && !*file.fetching.read() {
            div { class: "empty",
                h2 { {t(if count == 0 { "console.entries.empty" } else { "console.entries.all_read" })} }
                p { {t(if count == 0 { "console.entries.empty_text" } else { "console.entries.all_read_text" })} }
                Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
            }
        }
        ol { class: "entries",
            for row in rows.read().iter().take(shown()).cloned() {
                Row {
                    key: "{row.case}",
                    at,
                    selected: selected.read().as_ref() == Some(&row.case),
                    busy: busy(),
                    onselect: {
                        let case = row.case.clone();
                        move |()| {
                            if selected.peek().as_ref() != Some(&case) {
                                selected.set(Some(case.clone()));
                            }
                        }
                    },
                    onread: {
                        let case = row.case.clone();
                        move |()| onread(case.clone())
                    },
                    row,
                }
            }
        }
        if rows.read().len() > shown() {
            button { class: "button more", r#type: "button", onclick: move |_| shown += SHOWN, {t("console.list.more")} }
        } else if file.next.read().is_some() {
            button { class: "button more", r#type: "button", onclick: move |_| _ = spawn(file.more()), {t("console.list.more")} }
        }
    }
}

fn filtered(file: File, unread_only: bool) -> Vec<EntryRow> {
    let rows = file.rows.read();
    rows.iter().flatten().filter(|row| !unread_only || row.is_unread()).cloned().collect()
}

/// What marking came to; by name whose remarks are still to be read.
fn said(marked: &read::Marked, rows: &[EntryRow]) -> String {
    let done = tf("console.entries.marked", &[("count", &marked.count.to_string())]);
    let left: BTreeSet<_> = marked.still_unread.iter().collect();
    if left.is_empty() {
        return done;
    }
    let names: Vec<_> = rows.iter().filter(|row| left.contains(&row.case)).map(who).collect();
    let names = crate::words::list(names.iter().map(String::as_str));
    [done, tf("console.entries.still_unread", &[("who", &names)])].join(" ")
}

/// Today and the two days before it.
#[component]
fn Day(file: File) -> Element {
    let now = clock::now();
    let today = dates::day_of(now);
    let days = [now, now - Span::hours(24), now - Span::hours(48)].map(dates::day_of);
    let chosen = file.day.read().unwrap_or(today);
    rsx! {
        label { class: "visually-hidden", r#for: "entries-day", {t("console.entries.day")} }
        select {
            id: "entries-day",
            class: "field-input entries-day",
            onchange: move |event| {
                if let Ok(day) = event.value().parse() {
                    file.choose(day);
                }
            },
            for day in days {
                option { key: "{day}", value: "{day}", selected: day == chosen, {dates::day(language(), day, now)} }
            }
        }
    }
}

fn use_keys(
    rows: Memo<Vec<EntryRow>>,
    mut selected: Signal<Option<CaseId>>,
    mut shown: Signal<usize>,
    onread: Callback<CaseId>,
) {
    use_shortcuts(move |key| {
        let rows = rows.peek();
        let at = rows.iter().position(|row| selected.peek().as_ref() == Some(&row.case));
        match key.as_str() {
            "j" | "ArrowDown" | "k" | "ArrowUp" => {
                let down = matches!(key.as_str(), "j" | "ArrowDown");
                let to = match at {
                    None => 0,
                    Some(at) if down => at + 1,
                    Some(at) => at.saturating_sub(1),
                };
                let Some(row) = rows.get(to) else { return true };
                if to >= *shown.peek() {
                    shown += SHOWN;
                }
                selected.set(Some(row.case.clone()));
                let id = link_id(row);
                spawn(async move {
                    TimeoutFuture::new(0).await;
                    browser::focus(&id);
                });
            }
            "r" => match at {
                Some(at) => onread(rows[at].case.clone()),
                None => return false,
            },
            "c" => match at {
                Some(at) => _ = navigator().push(Route::Call { case: rows[at].case.clone() }),
                None => return false,
            },
            _ => return false,
        }
        true
    });
}
