//! One row of the list.

use dioxus::prelude::*;
use domain::api::work::WorkRow;
use domain::operation::Operation;
use domain::time::Span;
use domain::triage::Reason;
use domain::work::{Family, WorkState};
use ui::level::{LevelBadge, code};
use ui::texts::{t, tf};

use super::bulk::Bulk;
use super::selection::Key;
use crate::desk::use_desk;
use crate::due::{Due, moment, use_now};
use crate::route::Route;
use crate::{people, words};

/// What a person can do with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take it in hand.
    Take,
    /// Put it back.
    PutBack,
    /// Write what came of a call.
    Call,
    /// Close it without a call.
    Close,
}

/// A row: how bad, who, why, until when, who has it, and what to do.
#[component]
pub fn Row(
    row: WorkRow,
    selected: bool,
    acting: bool,
    bulk: Bulk,
    onselect: EventHandler<()>,
    onact: EventHandler<Act>,
) -> Element {
    let key = Key::of(&row);
    // Tab goes from the selected row to what is behind the list, not through fifty rows.
    let tab = if selected { "0" } else { "-1" };
    let who = people::of_row(&row);
    let desk = use_desk();
    let opens = row.seen_as.is_none() || desk.may(Operation::TakeWork);
    rsx! {
        div {
            class: "row row-{code(row.level)}",
            class: if selected { "row-selected" },
            class: if row.mine { "row-mine" },
            role: "row",
            "aria-selected": selected,
            onfocusin: move |_| onselect(()),
            onclick: move |_| onselect(()),
            div { class: "cell-level", role: "gridcell", LevelBadge { level: row.level } }
            div { class: "cell-who", role: "gridcell",
                if *bulk.on.read() {
                    input {
                        class: "row-tick",
                        r#type: "checkbox",
                        tabindex: tab,
                        "aria-label": tf("console.bulk.tick", &[("who", &who)]),
                        checked: bulk.ticked.read().contains(&key),
                        onchange: {
                            let key = key.clone();
                            move |_| bulk.tick(&key)
                        },
                    }
                }
                if opens {
                    Link { id: key.id(), class: "row-link", tabindex: tab, to: page(&row), {name(&row)} }
                } else {
                    // The prefecture sees that there is an alarm, not whose.
                    span { id: key.id(), class: "row-link", tabindex: tab, {name(&row)} }
                }
                if let Some(label) = &row.label {
                    span { class: "who-area", "{label.area}" }
                }
                if let Some(about) = &row.seen_as {
                    span { class: "who-area", {desk.place_name(&about.owner)} }
                }
            }
            div { class: "cell-why", role: "gridcell",
                span { class: "why-reasons", {why(&row)} }
                if row.reported_late {
                    span { class: "tag", {t("console.row.reported_late")} }
                }
                span { class: "why-since", Opened { row: row.clone() } }
            }
            div { class: "cell-due", role: "gridcell", Due { at: row.due_at } }
            div { class: "cell-state", role: "gridcell", {state(&row)} }
            div { class: "cell-acts", role: "gridcell",
                if row.family == Family::Correction {
                    // What an institution owes is done by correcting, and by nobody else.
                    Link { class: "button button-main", tabindex: tab, to: Route::Correct { case: row.case.clone() }, {t("console.correct.title")} }
                } else if !opens {
                } else if row.state == WorkState::Open {
                    ActButton { act: Act::Take, main: selected, tab, acting, who: who.clone(), onact }
                } else if row.mine && let Some(what) = words::to_do(row.family) {
                    Link { class: if selected { "button button-main" } else { "button" }, tabindex: tab, to: page(&row), "{what}" }
                    ActButton { act: Act::PutBack, main: false, tab, acting, who: who.clone(), onact }
                } else if row.mine {
                    ActButton { act: Act::Call, main: selected, tab, acting, who: who.clone(), onact }
                    ActButton { act: Act::PutBack, main: false, tab, acting, who: who.clone(), onact }
                }
            }
        }
    }
}

/// Whom the row is about.
fn name(row: &WorkRow) -> Element {
    rsx! {
        if let Some(label) = &row.label {
            span { class: "who-kana", "{label.kana}" }
            " "
            if let Some(months) = label.age_months {
                span { class: "who-age", {people::age(months)} }
            }
        } else {
            span { class: "who-kana", {people::of_row(row)} }
        }
    }
}

#[component]
fn ActButton(
    act: Act,
    main: bool,
    tab: &'static str,
    acting: bool,
    who: String,
    onact: EventHandler<Act>,
) -> Element {
    let word = t(match act {
        Act::Take => "console.act.take",
        Act::PutBack => "console.act.put_back",
        Act::Call => "console.act.call",
        Act::Close => "console.act.close",
    });
    rsx! {
        button {
            class: "button",
            class: if main { "button-main" },
            r#type: "button",
            tabindex: tab,
            "aria-disabled": acting,
            "aria-label": "{word}: {who}",
            onclick: move |_| {
                if !acting {
                    onact(act);
                }
            },
            {word}
        }
    }
}

/// The page on which the work of a row is done.
pub fn page(row: &WorkRow) -> Route {
    let case = row.case.clone();
    match row.family {
        Family::Review | Family::Correction | Family::TestResult => Route::Notice { case },
        Family::Duplicate => Route::Duplicates { case },
        Family::Condition => Route::Inpatients {},
        Family::Release => Route::Releases {},
        Family::Health
        | Family::Silence
        | Family::FirstContact
        | Family::Placement
        | Family::CallBack
        | Family::CallDue
        | Family::Visit
        | Family::Number
        | Family::Interpreter
        | Family::Remarks
        | Family::Unknown => Route::Case { case },
    }
}

/// Reasons in words; several missed windows with their number.
pub fn why(row: &WorkRow) -> String {
    if row.reasons.is_empty() {
        return words::family(row.family).to_owned();
    }
    let words = row.reasons.iter().map(|reason| match reason {
        Reason::Missed if row.missed > 1 => {
            tf("console.row.missed_times", &[("count", &row.missed.to_string())])
        }
        reason => words::reason(*reason).to_owned(),
    });
    let words: Vec<_> = words.collect();
    words::list(words.iter().map(String::as_str))
}

/// Who has it in hand.
pub fn state(row: &WorkRow) -> String {
    match (row.state, row.mine, &row.taken_by) {
        (WorkState::Open | WorkState::Waiting, ..) => t("console.state.open").to_owned(),
        (WorkState::Closed, ..) => t("console.state.closed").to_owned(),
        (WorkState::InHand, true, _) => t("console.state.mine").to_owned(),
        (WorkState::InHand, false, Some(name)) => tf("console.state.in_hand_by", &[("name", name)]),
        (WorkState::InHand, false, None) => t("console.state.in_hand").to_owned(),
    }
}

/// Since when it is open, and when it truly should have been.
#[component]
pub fn Opened(row: WorkRow) -> Element {
    let now = use_now();
    let opened = moment(row.opened_at, now);
    let late = row.opened_at - row.should_open_at >= Span::minutes(1);
    rsx! {
        if late {
            {tf("console.row.opened_late", &[("should", &moment(row.should_open_at, now)), ("opened", &opened)])}
        } else {
            {tf("console.since", &[("time", &opened)])}
        }
    }
}
