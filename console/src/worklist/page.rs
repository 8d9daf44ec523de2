//! The list's page.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::work::WorkRow;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use domain::work::WorkState;
use gloo_timers::future::TimeoutFuture;
use ui::api::Failure;
use ui::dates;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock};

use super::bulk::{Bulk, BulkBar, use_bulk};
use super::centres::centres;
use super::help::Help;
use super::quick::{self, QuickFilters};
use super::row::{Act, Row};
use super::selection::{self, Key};
use super::sound::SoundSwitch;
use super::{export, filter, take};
use crate::close::Close;
use crate::desk::{Desk, Done, List, use_desk};
use crate::due::use_now;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::{use_listener, use_shortcuts};

const FILTER: &str = "filter";
/// Rows in the page at once, and by how many the window moves: the browser lays out every one of them.
const WINDOW: usize = 200;
const STEP: usize = 100;

/// Open work of the organisation.
#[component]
pub fn Worklist() -> Element {
    let desk = use_desk();
    let shown = use_memo(move || shown(desk));
    let mut closing = use_signal(|| None::<WorkRow>);
    let mut help = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let mut acting = use_signal(|| None::<Key>);
    let mut done = desk.done;

    let act = use_callback(move |(row, act): (WorkRow, Act)| match act {
        Act::Call => _ = navigator().push(Route::Call { case: row.case }),
        Act::Close => closing.set(Some(row)),
        Act::Take | Act::PutBack => {
            if acting.peek().is_some() {
                return;
            }
            acting.set(Some(Key::of(&row)));
            trouble.set(None);
            done.set(None);
            spawn(async move {
                if let Err(failure) = take::take_row(desk, row, act == Act::Take).await {
                    trouble.set(Some(failure_text(language(), &failure)));
                }
                acting.set(None);
            });
        }
    });
    let bulk = use_bulk();
    let window = use_window(desk, shown);
    use_keys(desk, shown, act, help, bulk);
    use_focus_kept(desk);

    let opened_with_rows = use_hook(|| !shown.peek().is_empty());
    let list = desk.list.read();
    let not_a_member = desk.failure.read().as_ref().and_then(Failure::code) == Some(Code::NotFound);
    if not_a_member && list.is_none() {
        return rsx! {
            Missing { text: t("console.list.not_a_member") }
        };
    }
    let takes = list.as_ref().is_some_and(|list| {
        may(Operation::ListColleagues, list.organisation.role, Relation::OwnOrganisation)
    });
    rsx! {
        Heading { text: t("console.list.title"), quiet: opened_with_rows,
            Freshness { desk }
            if list.is_some() {
                Filter { desk, shown }
            }
            if !shown.read().is_empty() {
                if takes {
                    button { class: "button", r#type: "button", "aria-pressed": *bulk.on.read(), onclick: move |_| bulk.toggle(), {t("console.bulk.button")} }
                }
                button { class: "button", r#type: "button", onclick: move |_| export::save(&shown.peek()), {t("console.export.button")} }
            }
            SoundSwitch {}
            button { class: "button for-keyboard", r#type: "button", onclick: move |_| help.set(true), {t("console.keys.button")} }
        }
        if list.as_ref().is_some_and(|list| !list.rows.is_empty()) {
            QuickFilters { desk }
        }
        if takes && *bulk.on.read() {
            BulkBar { bulk, rows: shown, closes: true }
        }
        if let Some(list) = list.as_ref().filter(|list| list.organisation.role == Role::PrefectureStaff) {
            {centres(list)}
        }
        Report { desk }
        if let Some(text) = trouble() {
            p { class: "banner banner-wrong", role: "alert", "{text}" }
        }
        match list.as_ref() {
            None => rsx! {
                NoList { desk }
            },
            Some(list) => rsx! {
                Rows { desk, list: list.clone(), shown, window, bulk, acting, act }
            },
        }
        if help() {
            Help { onclose: move |()| help.set(false) }
        }
        if let Some(row) = closing() {
            Close { row, onclose: move |_| closing.set(None) }
        }
    }
}

/// The rows that the filter leaves.
fn shown(desk: Desk) -> Vec<WorkRow> {
    let (list, looked_for, quick) = (desk.list.read(), desk.filter.read(), *desk.quick.read());
    let now = clock::now();
    list.iter()
        .flat_map(|list| &list.rows)
        .filter(|row| quick::holds(row, quick, now))
        .filter(|row| filter::holds(row, looked_for.trim()))
        .cloned()
        .collect()
}

/// How fresh the list is; a list that could not be refreshed looks like it.
#[component]
fn Freshness(desk: Desk) -> Element {
    let now = use_now();
    let at = desk.list.read().as_ref().map(|list| list.at);
    rsx! {
        if let Some(at) = at {
            p { class: "freshness", {counted(desk)} {tf("console.list.at", &[("time", &dates::clock(at))])} }
            if desk.is_stale(now) {
                div { class: "banner banner-wrong stale-banner", role: "alert",
                    p {
                        {tf("console.list.stale", &[("time", &dates::clock(at)), ("ago", &dates::relative(language(), at, now))])}
                    }
                    button { class: "button", r#type: "button", onclick: move |_| desk.refresh_soon(), {t("console.try_again")} }
                }
            }
        }
    }
}

/// How many rows there are, and how many of them are emergencies.
fn counted(desk: Desk) -> String {
    let list = desk.list.read();
    let Some(list) = list.as_ref().filter(|list| !list.rows.is_empty()) else { return String::new() };
    let emergencies = desk.emergencies();
    let more = if list.has_more { "+" } else { "" };
    let count = format!("{}{more}", list.rows.len());
    tf("console.list.count", &[("count", &count), ("emergencies", &emergencies.to_string())])
}

/// What the person has just done.
#[component]
fn Report(desk: Desk) -> Element {
    let mut done = desk.done;
    rsx! {
        div { role: "status",
            if let Some(Done { text , follow }) = done() {
                div { class: "banner banner-ok",
                    p {
                        "{text} "
                        if let Some((case , what)) = follow {
                            Link { to: Route::Case { case }, "{what}" }
                        }
                    }
                    button { class: "plain", r#type: "button", onclick: move |_| done.set(None), {t("console.hide")} }
                }
            }
        }
    }
}

#[component]
fn NoList(desk: Desk) -> Element {
    let failure = desk.failure.read().clone();
    rsx! {
        match failure {
            Some(failure) => rsx! {
                Failed { failure, onretry: move |()| desk.refresh_soon() }
            },
            None => rsx! {
                Waiting { label: t("console.list.waiting") }
            },
        }
    }
}

#[component]
fn Rows(
    desk: Desk,
    list: List,
    shown: ReadSignal<Vec<WorkRow>>,
    window: Signal<usize>,
    bulk: Bulk,
    acting: ReadSignal<Option<Key>>,
    act: Callback<(WorkRow, Act)>,
) -> Element {
    let mut selected = desk.selected;
    let mut window = window;
    let first = window();
    if list.rows.is_empty() {
        return rsx! {
            div { class: "empty",
                h2 { {t("console.list.empty")} }
                p { {tf("console.list.empty_text", &[("time", &dates::clock(list.at))])} }
            }
        };
    }
    rsx! {
        if first > 0 {
            button { class: "button more", r#type: "button", onclick: move |_| window.set(first.saturating_sub(STEP)),
                {tf("console.list.earlier", &[("count", &first.to_string())])}
            }
        }
        if shown.read().is_empty() {
            p { class: "none-left", {t("console.list.none_left")} }
        }
        Stale { desk,
            div { class: "rows", role: "grid", "aria-label": t("console.list.title"),
                div { class: "row-head", role: "row",
                    for column in ["level", "who", "why", "due", "state", "acts"] {
                        span { key: "{column}", class: "cell-{column}", role: "columnheader",
                            {t(&["console.column.", column].concat())}
                        }
                    }
                }
                for row in shown.read().iter().skip(first).take(WINDOW).cloned() {
                    Row {
                        key: "{Key::of(&row).id()}",
                        selected: selected.read().as_ref() == Some(&Key::of(&row)),
                        acting: acting.read().as_ref() == Some(&Key::of(&row)),
                        bulk,
                        onselect: {
                            let key = Key::of(&row);
                            move |()| {
                                if selected.peek().as_ref() != Some(&key) {
                                    selected.set(Some(key.clone()));
                                }
                            }
                        },
                        onact: {
                            let row = row.clone();
                            move |what| act.call((row.clone(), what))
                        },
                        row,
                    }
                }
            }
        }
        if shown.read().len() > first + WINDOW {
            button { class: "button more", r#type: "button", onclick: move |_| window.set(first + STEP), {t("console.list.more")} }
        } else if list.has_more {
            button { class: "button more", r#type: "button", onclick: move |_| desk.more(), {t("console.list.more")} }
        }
    }
}

/// Which rows are in the page: the window moves with the selected row, and whoever scrolls to the end of all
/// that is loaded gets the next page.
fn use_window(desk: Desk, shown: Memo<Vec<WorkRow>>) -> Signal<usize> {
    let mut first = use_signal(|| 0);
    use_effect(move || {
        let (selected, rows) = (desk.selected.read(), shown.read());
        let place = rows.iter().position(|row| selected.as_ref() == Some(&Key::of(row)));
        let from = *first.peek();
        match place {
            Some(place) if place < from => first.set(place / STEP * STEP),
            Some(place) if place >= from + WINDOW => first.set((place / STEP * STEP).saturating_sub(STEP)),
            None if from >= rows.len() => first.set(0),
            _ => {}
        }
    });
    use_listener("scroll", move |_| {
        let has_more = desk.list.peek().as_ref().is_some_and(|list| list.has_more);
        let ends_here = shown.peek().len() <= *first.peek() + WINDOW;
        if has_more && ends_here && desk.quick.peek().eq(&quick::Quick::All) && is_at_the_end() {
            desk.more_once();
        }
    });
    first
}

/// Whether the end of the page is less than a screen away.
fn is_at_the_end() -> bool {
    let measured = web_sys::window().and_then(|window| {
        let height = window.inner_height().ok()?.as_f64()?;
        let whole = window.document()?.document_element()?.scroll_height();
        Some((window.scroll_y().ok()? + 2.0 * height, f64::from(whole)))
    });
    measured.is_some_and(|(seen, whole)| seen >= whole)
}

/// Rows that may no longer be true look so.
#[component]
fn Stale(desk: Desk, children: Element) -> Element {
    let now = use_now();
    rsx! {
        div { class: if desk.is_stale(now) { "stale" }, {children} }
    }
}

/// The filter, and what it hides: an emergency must not vanish by a forgotten word.
#[component]
fn Filter(desk: Desk, shown: ReadSignal<Vec<WorkRow>>) -> Element {
    let mut looked_for = desk.filter;
    let mut quick = desk.quick;
    let list = desk.list.read();
    let all = list.as_ref().map_or(&[][..], |list| &list.rows);
    let hidden = all.len() - shown.read().len();
    let emergencies = |rows: &[WorkRow]| rows.iter().filter(|row| crate::desk::is_emergency(row)).count();
    let hidden_emergencies = emergencies(all) - emergencies(&shown.read());
    let values = [("count", hidden.to_string()), ("emergencies", hidden_emergencies.to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    rsx! {
        div { class: "filter",
            label { r#for: FILTER, {t("console.list.filter")} }
            input {
                id: FILTER,
                class: "field-input",
                r#type: "search",
                autocomplete: "off",
                value: "{looked_for}",
                oninput: move |event| looked_for.set(event.value()),
                onkeydown: move |event| match event.key() {
                    keyboard_types::Key::Escape => {
                        looked_for.set(String::new());
                        focus_selected_soon(desk);
                    }
                    keyboard_types::Key::Enter if !event.is_composing() => {
                        let mut selected = desk.selected;
                        if let Some(first) = shown.peek().first() {
                            selected.set(Some(Key::of(first)));
                        }
                        focus_selected_soon(desk);
                    }
                    _ => {}
                },
            }
            p { class: "filter-hidden", role: "status",
                if hidden > 0 {
                    {tf(if hidden_emergencies > 0 { "console.list.hidden_emergencies" } else { "console.list.hidden" }, &values)}
                    button { class: "plain", r#type: "button", onclick: move |_| {
                        looked_for.set(String::new());
                        quick.set(quick::Quick::All);
                    }, {t("console.list.show_all")} }
                }
            }
        }
    }
}

fn use_keys(
    desk: Desk,
    shown: Memo<Vec<WorkRow>>,
    act: Callback<(WorkRow, Act)>,
    mut help: Signal<bool>,
    bulk: Bulk,
) {
    let mut quick = desk.quick;
    let mut selected = desk.selected;
    use_shortcuts(move |key| {
        let rows = shown.read();
        let row = rows.iter().find(|row| selected.peek().as_ref() == Some(&Key::of(row))).cloned();
        let step = |by| {
            let keys: Vec<_> = rows.iter().map(Key::of).collect();
            selection::step(&keys, desk.selected.peek().as_ref(), by)
        };
        match key.as_str() {
            "j" | "ArrowDown" | "k" | "ArrowUp" => {
                let by = if matches!(key.as_str(), "j" | "ArrowDown") { 1 } else { -1 };
                let to = step(by);
                selected.set(to);
                focus_selected(desk);
                // The row may be one that the window has yet to reach.
                focus_selected_soon(desk);
            }
            "b" => bulk.toggle(),
            "e" => _ = navigator().push(Route::TodaysEntries {}),
            "h" => _ = navigator().push(Route::HandOver {}),
            "1" | "2" | "3" | "4" | "5" | "6" => quick.set(quick::of_key(&key).unwrap_or_default()),
            "n" => _ = navigator().push(Route::Notification {}),
            "/" => browser::focus(FILTER),
            "?" => help.set(true),
            other => {
                let Some(row) = row else { return false };
                if row.seen_as.is_some() && !desk.may(Operation::TakeWork) {
                    return false;
                }
                match other {
                    "Enter" => _ = navigator().push(Route::Case { case: row.case }),
                    " " if *bulk.on.peek() => bulk.tick(&Key::of(&row)),
                    "t" if row.state == WorkState::Open => act.call((row, Act::Take)),
                    "u" if row.mine => act.call((row, Act::PutBack)),
                    "c" => act.call((row, Act::Call)),
                    "x" => act.call((row, Act::Close)),
                    _ => return false,
                }
            }
        }
        true
    });
}

fn focus_selected(desk: Desk) {
    if let Some(key) = desk.selected.peek().as_ref() {
        browser::focus(&key.id());
    }
}

/// The same after the page has been drawn again: the row may have been hidden until now.
fn focus_selected_soon(desk: Desk) {
    spawn(async move {
        TimeoutFuture::new(0).await;
        focus_selected(desk);
    });
}

/// Keeps the focus in the list when a refresh moves or removes the row that has it: the browser drops
/// the focus of an element that moves.
fn use_focus_kept(desk: Desk) {
    let mut in_list = use_signal(|| desk.selected.peek().is_some() && desk.list.peek().is_some());
    use_listener("focusin", move |event| {
        let target =
            event.target().and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok());
        in_list.set(target.is_some_and(|target| target.closest(".rows").is_ok_and(|rows| rows.is_some())));
    });
    use_effect(move || {
        let _ = desk.list.read();
        let lost = web_sys::window()
            .and_then(|window| window.document()?.active_element())
            .is_none_or(|element| element.tag_name() == "BODY");
        if lost && *in_list.peek() {
            focus_selected(desk);
        }
    });
}
