//! Many rows at once: closing what was reported late and is fine, handing on, putting back. Each row is a
//! request of its own with an id of its own; those that are refused stay, with the reason.

use dioxus::prelude::*;
use domain::api::work::{CloseReason, CloseWork, Closing, SeenWork, TakeWork, WorkChanged, WorkRow};
use domain::operation::Operation;
use domain::work::{Family, WorkState};
use ui::api::Failure;
use ui::errors::{failure_text, problem_text};
use ui::texts::{language, t, tf};

use super::row::why;
use super::selection::Key;
use crate::colleagues::{ChooseColleague, use_colleagues};
use crate::desk::{Desk, use_desk};
use crate::{calls, people};

/// What is done to every ticked row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Many {
    /// Close: it was reported late and is fine.
    Close,
    /// Put back for somebody else.
    PutBack,
    /// Hand to the colleague with this subject.
    Hand(String),
}

/// The ticked rows, and what came of the last act.
#[derive(Clone, Copy, PartialEq)]
pub struct Bulk {
    /// Rows can be ticked.
    pub on: Signal<bool>,
    /// The ticked rows.
    pub ticked: Signal<Vec<Key>>,
    /// Refused ones: who and why not.
    refused: Signal<Vec<(String, String)>>,
    /// How many were done.
    done: Signal<Option<usize>>,
    busy: Signal<bool>,
}

/// Nothing ticked.
pub fn use_bulk() -> Bulk {
    Bulk {
        on: use_signal(|| false),
        ticked: use_signal(Vec::new),
        refused: use_signal(Vec::new),
        done: use_signal(|| None),
        busy: use_signal(|| false),
    }
}

impl Bulk {
    /// Begins to tick, or stops.
    pub fn toggle(mut self) {
        self.on.toggle();
        self.ticked.set(Vec::new());
        self.refused.set(Vec::new());
        self.done.set(None);
    }

    /// Ticks a row, or takes the tick away.
    pub fn tick(mut self, key: &Key) {
        self.ticked.with_mut(|ticked| match ticked.iter().position(|other| other == key) {
            Some(place) => _ = ticked.remove(place),
            None => ticked.push(key.clone()),
        });
    }

    /// Ticks these rows and no others.
    pub fn tick_all(mut self, rows: &[WorkRow]) {
        self.ticked.set(rows.iter().map(Key::of).collect());
    }

    /// Does it to every ticked row, one after the other.
    pub async fn carry_out(mut self, desk: Desk, rows: Vec<WorkRow>, many: Many) {
        if *self.busy.peek() {
            return;
        }
        self.busy.set(true);
        self.refused.set(Vec::new());
        let mut done = 0;
        for row in rows {
            match one(&row, &many).await {
                Ok(()) => {
                    done += 1;
                    let key = Key::of(&row);
                    self.ticked.with_mut(|ticked| ticked.retain(|other| *other != key));
                }
                Err(failure) => {
                    let who = [people::of_row(&row), why(&row)].join(" · ");
                    self.refused.push((who, why_not(&failure)));
                }
            }
            self.done.set(Some(done));
        }
        self.busy.set(false);
        desk.refresh_soon();
    }
}

/// Why a row was refused: a field that is wrong says more than that something is.
fn why_not(failure: &Failure) -> String {
    match failure {
        Failure::Api(error, _) if !error.fields.is_empty() => {
            let problems: Vec<_> = error.fields.iter().map(|field| problem_text(language(), field)).collect();
            problems.join(" ")
        }
        _ => failure_text(language(), failure),
    }
}

/// Whether a row looks as if it may be closed in bulk; the server looks at the last check-in too.
pub fn came_late(row: &WorkRow) -> bool {
    row.family == Family::Silence && row.reported_late
}

async fn one(row: &WorkRow, many: &Many) -> Result<(), Failure> {
    let take = |in_hand, to| TakeWork {
        hold: None,
        request_id: calls::new_id(),
        case: row.case.clone(),
        work: row.work.clone(),
        in_hand,
        to,
        gone: false,
        to_centre: false,
    };
    let changed: Result<WorkChanged, Failure> = match many {
        Many::Close => {
            let body = CloseWork {
                request_id: calls::new_id(),
                case: row.case.clone(),
                work: SeenWork { id: row.work.clone(), version: row.version },
                closing: Closing { reason: CloseReason::ReportedLate, watch_hours: None },
                note: None,
                only_if_fine: true,
            };
            calls::patiently(Operation::CloseWork, &body).await
        }
        Many::PutBack => calls::patiently(Operation::TakeWork, &take(false, None)).await,
        Many::Hand(to) => calls::patiently(Operation::TakeWork, &take(true, Some(to.clone()))).await,
    };
    changed.map(|_| ())
}

/// What can be done with the ticked rows, and what came of it.
#[component]
pub fn BulkBar(bulk: Bulk, rows: ReadSignal<Vec<WorkRow>>, closes: bool) -> Element {
    let desk = use_desk();
    let colleagues = use_colleagues(desk);
    let mut to = use_signal(String::new);
    let ticked = move || -> Vec<WorkRow> {
        let (rows, ticked) = (rows.read(), bulk.ticked.read());
        rows.iter().filter(|row| ticked.contains(&Key::of(row))).cloned().collect()
    };
    let act = use_callback(move |many: Many| {
        spawn(bulk.carry_out(desk, ticked(), many));
    });
    let (count, busy) = (ticked().len(), *bulk.busy.read());
    let idle = count == 0 || busy;
    let others = colleagues.read().clone().unwrap_or_default();
    let late = rows.read().iter().filter(|row| came_late(row)).cloned().collect::<Vec<_>>();
    let all_taken = ticked().iter().all(|row| row.state == WorkState::InHand && row.mine);
    rsx! {
        div { class: "bulk", role: "group", "aria-label": t("console.bulk.title"),
            p { class: "bulk-count", role: "status", {tf("console.bulk.count", &[("count", &count.to_string())])} }
            if closes {
                button {
                    class: "button",
                    r#type: "button",
                    onclick: move |_| bulk.tick_all(&late),
                    {tf("console.bulk.tick_late", &[("count", &rows.read().iter().filter(|row| came_late(row)).count().to_string())])}
                }
                button {
                    class: "button button-main",
                    r#type: "button",
                    "aria-disabled": idle,
                    onclick: move |_| {
                        if !idle {
                            act(Many::Close);
                        }
                    },
                    {t("console.bulk.close")}
                }
            } else {
                button { class: "button", r#type: "button", onclick: move |_| bulk.tick_all(&rows.peek()), {t("console.bulk.tick_all")} }
            }
            label { class: "visually-hidden", r#for: "bulk-to", {t("console.bulk.to")} }
            ChooseColleague { id: "bulk-to", all: others, chosen: to(), onchoose: move |subject| to.set(subject) }
            button {
                class: "button",
                r#type: "button",
                "aria-disabled": idle || to.read().is_empty(),
                onclick: move |_| {
                    if !idle && !to.peek().is_empty() {
                        act(Many::Hand(to.peek().clone()));
                    }
                },
                {t("console.bulk.hand")}
            }
            button {
                class: "button",
                r#type: "button",
                "aria-disabled": idle || !all_taken,
                onclick: move |_| {
                    if !idle && all_taken {
                        act(Many::PutBack);
                    }
                },
                {t("console.act.put_back")}
            }
            div { class: "bulk-result", role: "status",
                if let Some(done) = *bulk.done.read() {
                    {tf("console.bulk.done", &[("count", &done.to_string())])}
                }
                if busy {
                    " " {t("console.sending")}
                }
            }
            if !bulk.refused.read().is_empty() {
                ul { class: "bulk-refused",
                    for (i , (who , reason)) in bulk.refused.read().iter().enumerate() {
                        li { key: "{i}", b { "{who}" } " {reason}" }
                    }
                }
            }
        }
    }
}
