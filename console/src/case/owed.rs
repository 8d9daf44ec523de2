//! What is owed to a case next, and what can be done about it.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::work::WorkRow;
use domain::work::{Family, WorkState};
use ui::dates;
use ui::level::{LevelBadge, code};
use ui::texts::{language, t, tf};

use crate::desk::use_desk;
use crate::due::{Due, use_now};
use crate::route::Route;
use crate::worklist::{Opened, page, state, why};

/// What a person can do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take the work in hand.
    Take,
    /// Put it back.
    PutBack,
    /// Leave it to the health centre.
    Leave,
    /// Close it without a call.
    Close,
    /// Mark the remarks that it is about as read.
    Read,
}

/// A work item in one line: level's word and reasons.
pub fn describe(row: &WorkRow) -> String {
    [t(&["shared.level.", code(row.level)].concat()), ": ", &why(row)].concat()
}

/// Open work with its clocks, and when the next check-in is due.
#[component]
pub fn Owed(view: CaseView, acting: bool, onact: EventHandler<(WorkRow, Act)>) -> Element {
    let now = use_now();
    rsx! {
        section { class: "card owed",
            h2 { {t("console.case.owed")} }
            if view.work.is_empty() {
                p { {t("console.case.nothing_owed")} }
            }
            for row in view.work.clone() {
                Item { key: "{row.work}", row, acting, onact }
            }
            p {
                match view.next_due {
                    Some(due) if due >= now => tf("console.case.next_due", &[("time", &dates::moment(language(), due, now)), ("left", &dates::relative(language(), due, now))]),
                    Some(due) => tf("console.case.next_due_over", &[("time", &dates::moment(language(), due, now))]),
                    None => t("console.case.no_next_due").to_owned(),
                }
            }
        }
    }
}

#[component]
fn Item(row: WorkRow, acting: bool, onact: EventHandler<(WorkRow, Act)>) -> Element {
    let follows_only = use_desk().follows_only();
    let button = |act: Act, key: &'static str| {
        let row = row.clone();
        rsx! {
            button {
                class: "button",
                r#type: "button",
                "aria-disabled": acting,
                onclick: move |_| {
                    if !acting {
                        onact((row.clone(), act));
                    }
                },
                {t(key)}
            }
        }
    };
    rsx! {
        div { class: "owed-item row-{code(row.level)}",
            p { class: "owed-line",
                LevelBadge { level: row.level }
                strong { {why(&row)} }
                if row.reported_late {
                    span { class: "tag", {t("console.row.reported_late")} }
                }
            }
            p { class: "owed-line", Due { at: row.due_at } span { class: "cell-state", {state(&row)} } }
            p { class: "why-since", Opened { row: row.clone() } }
            div { class: "buttons",
                if row.state == WorkState::Open {
                    {button(Act::Take, "console.act.take")}
                }
                if row.mine {
                    {button(Act::PutBack, "console.act.put_back")}
                }
                if follows_only && (row.mine || row.state == WorkState::Open) {
                    {button(Act::Leave, "console.act.leave")}
                }
                if let page @ Route::Notice { .. } = page(&row) {
                    Link { class: "button", to: page, {t("console.notice.title")} }
                } else if let page @ Route::Inpatients {} = page(&row) {
                    Link { class: "button", to: page, {t("console.to_do.condition")} }
                } else if let page @ Route::Releases {} = page(&row) {
                    Link { class: "button", to: page, {t("console.to_do.release")} }
                } else if row.family == Family::Remarks && (row.mine || row.state == WorkState::Open) {
                    {button(Act::Read, "console.act.read")}
                } else if row.mine || row.state == WorkState::Open {
                    {button(Act::Close, "console.act.close_without_call")}
                }
            }
        }
    }
}
