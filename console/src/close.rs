//! Closing work without a call: it was reported late and is fine, it was typed wrongly, or something
//! else that the note says.

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, CloseWork, Closing, SeenWork, WorkChanged, WorkRow};
use domain::ids::RequestId;
use domain::operation::Operation;
use domain::reading::too_long;
use serde::{Deserialize, Serialize};
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use crate::desk::{Desk, Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::{self, use_draft};
use crate::form::{Choice, Note, error_of};
use crate::worklist::selection::{self, Key};
use crate::worklist::why;
use crate::{calls, people, words};

/// Why work may be closed without a call.
const REASONS: [CloseReason; 3] = [CloseReason::ReportedLate, CloseReason::EntryMistake, CloseReason::Other];
/// Most characters of a note.
pub const NOTE_AT_MOST: usize = 500;

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    request_id: RequestId,
    reason: Option<CloseReason>,
    note: String,
}

/// Asks why, and closes.
#[component]
pub fn Close(
    /// The work as it was seen.
    row: WorkRow,
    /// Called when the dialog is done with; whether the work was closed.
    onclose: EventHandler<bool>,
) -> Element {
    let desk = use_desk();
    let form = use_hook(|| format!("close-{}-{}", row.case, row.work));
    let late = row.reported_late.then_some(CloseReason::ReportedLate);
    let new = || Values { request_id: calls::new_id(), reason: late, note: String::new() };
    let mut values = use_draft(&form, new, |values| values.note.is_empty()).values;
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);

    let (closed_row, sent_form) = (row.clone(), form.clone());
    let cancel = use_callback(move |()| {
        draft::discard(&form);
        onclose(false);
    });
    let send = move |_| {
        let wrong = values.read().check();
        let first = wrong.first().map(|error| error.field.clone());
        errors.set(wrong);
        if let Some(field) = first {
            browser::focus(if field == "reason" { "close-reason" } else { "close-note" });
            return;
        }
        let Values { request_id, reason, note } = values();
        let (Some(reason), false) = (reason, sending()) else { return };
        let row = closed_row.clone();
        let body = CloseWork {
            request_id,
            case: row.case.clone(),
            work: SeenWork { id: row.work.clone(), version: row.version },
            closing: Closing { reason, watch_hours: None },
            note: Some(note.trim().to_owned()).filter(|note| !note.is_empty()),
        };
        let form = sent_form.clone();
        sending.set(true);
        spawn(async move {
            let result: Result<WorkChanged, Failure> = calls::change(Operation::CloseWork, &body).await;
            sending.set(false);
            desk.refresh_soon();
            match result {
                Ok(_) => {
                    draft::discard(&form);
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
        Dialog { id: "close", title: t("console.close.title"), onclose: cancel,
            p { {people::of_row(&row)} " · " {why(&row)} }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            Choice {
                name: "close-reason",
                legend: t("console.field.reason"),
                options: REASONS.map(|reason| (reason, words::close_reason(reason).to_owned())).to_vec(),
                chosen: values.read().reason,
                onchoose: move |chosen| values.with_mut(|values| values.reason = Some(chosen)),
                error: error_of(&errors(), "reason"),
            }
            Note {
                id: "close-note",
                label: t("console.field.note"),
                hint: t("console.close.note_hint"),
                value: values.read().note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text| values.with_mut(|values| values.note = text),
                error: error_of(&errors(), "note"),
            }
            div { class: "buttons",
                if !out_of_date {
                    button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: send,
                        {t(if sending() { "console.sending" } else { "console.act.close" })}
                    }
                }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}

impl Values {
    fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.reason.is_none() {
            errors.push(FieldError::new("reason", Problem::Missing));
        }
        // "Other" without a word tells the next one nothing.
        if self.reason == Some(CloseReason::Other) && self.note.trim().is_empty() {
            errors.push(FieldError::new("note", Problem::Missing));
        }
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        errors
    }
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
