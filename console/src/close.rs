//! Closing work without a call: it was reported late and is fine, it was typed wrongly, or something
//! else that the note says.

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, CloseWork, Closing, SeenWork, WorkChanged, WorkRow};
use domain::ids::RequestId;
use domain::operation::Operation;
use domain::reading::too_long;
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use crate::desk::{Desk, Done, use_desk};
use crate::dialog::Dialog;
use crate::form::{Choice, Note, error_of};
use crate::worklist::selection::{self, Key};
use crate::worklist::why;
use crate::{calls, people, words};

/// Why work may be closed without a call.
const REASONS: [CloseReason; 3] = [CloseReason::ReportedLate, CloseReason::EntryMistake, CloseReason::Other];
/// Most characters of a note.
pub const NOTE_AT_MOST: usize = 500;

/// Asks why, and closes.
#[component]
pub fn Close(
    /// The work as it was seen.
    row: WorkRow,
    /// Called when the dialog is done with; whether the work was closed.
    onclose: EventHandler<bool>,
) -> Element {
    let desk = use_desk();
    // Made once: a second press after a lost answer is the same request.
    let request_id = use_hook(calls::new_id::<RequestId>);
    let late = row.reported_late.then_some(CloseReason::ReportedLate);
    let mut reason = use_signal(|| late);
    let mut note = use_signal(String::new);
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);

    let closed_row = row.clone();
    let send = move |_| {
        let wrong = check(reason(), &note());
        let first = wrong.first().map(|error| error.field.clone());
        errors.set(wrong);
        if let Some(field) = first {
            browser::focus(if field == "reason" { "close-reason" } else { "close-note" });
            return;
        }
        let (Some(reason), false) = (reason(), sending()) else { return };
        let row = closed_row.clone();
        let body = CloseWork {
            request_id: request_id.clone(),
            case: row.case.clone(),
            work: SeenWork { id: row.work.clone(), version: row.version },
            closing: Closing { reason, watch_hours: None },
            note: Some(note().trim().to_owned()).filter(|note| !note.is_empty()),
        };
        sending.set(true);
        spawn(async move {
            let result: Result<WorkChanged, Failure> = calls::change(Operation::CloseWork, &body).await;
            sending.set(false);
            desk.refresh_soon();
            match result {
                Ok(_) => {
                    go_on(desk, &row);
                    onclose(true);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    // Another version of the work must be looked at before it is closed.
    let out_of_date = matches!(
        failure.read().as_ref().and_then(Failure::code),
        Some(Code::HasNews | Code::AlreadyClosed | Code::AlreadyTaken | Code::NotFound)
    );
    rsx! {
        Dialog { id: "close", title: t("console.close.title"), onclose: move |()| onclose(false),
            p { {people::of_row(&row)} " · " {why(&row)} }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            Choice {
                name: "close-reason",
                legend: t("shared.field.reason"),
                options: REASONS.map(|reason| (reason, words::close_reason(reason).to_owned())).to_vec(),
                chosen: reason(),
                onchoose: move |chosen| reason.set(Some(chosen)),
                error: error_of(&errors(), "reason"),
            }
            Note {
                id: "close-note",
                label: t("shared.field.note"),
                hint: t("console.close.note_hint"),
                value: note(),
                at_most: NOTE_AT_MOST,
                oninput: move |text| note.set(text),
                error: error_of(&errors(), "note"),
            }
            div { class: "buttons",
                if !out_of_date {
                    button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: send,
                        {t(if sending() { "console.sending" } else { "console.act.close" })}
                    }
                }
                button { class: "button", r#type: "button", onclick: move |_| onclose(false), {t("console.close_dialog")} }
            }
        }
    }
}

fn check(reason: Option<CloseReason>, note: &str) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if reason.is_none() {
        errors.push(FieldError::new("reason", Problem::Missing));
    }
    // "Other" without a word tells the next one nothing.
    if reason == Some(CloseReason::Other) && note.trim().is_empty() {
        errors.push(FieldError::new("note", Problem::Missing));
    }
    errors.extend(too_long("note", note.trim(), NOTE_AT_MOST));
    errors
}

/// Says what was done and selects the next row.
pub fn go_on(mut desk: Desk, row: &WorkRow) {
    select_next(desk, &Key::of(row));
    desk.done.set(Some(Done::new(tf("console.close.done", &[("who", &people::of_row(row))]))));
}

/// Selects the row after this one, of another person.
pub fn select_next(mut desk: Desk, done: &Key) {
    let keys: Vec<_> = desk.list.peek().iter().flat_map(|list| list.rows.iter().map(Key::of)).collect();
    if let Some(next) = selection::next(&keys, done) {
        desk.selected.set(Some(next));
    }
}
