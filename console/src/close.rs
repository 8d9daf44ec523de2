//! Closing work without a call: it was reported late and is fine, it was typed wrongly, or something
//! else that the note says.

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, CloseWork, Closing, SeenWork, WorkRow};
use domain::ids::RequestId;
use domain::operation::Operation;
use domain::reading::too_long;
use domain::work::Family;
use serde::{Deserialize, Serialize};
use ui::texts::{t, tf};

use crate::desk::{Desk, Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Choice, Note};
use crate::sending::{Buttons, Refusal, use_sending};
use crate::worklist::selection::{self, Key};
use crate::worklist::why;
use crate::{calls, people, words};

/// Why work may be closed without a call.
const REASONS: [CloseReason; 3] = [CloseReason::ReportedLate, CloseReason::EntryMistake, CloseReason::Other];
/// Why remarks need no more: whoever closes them here has them before the eyes.
const OF_REMARKS: [CloseReason; 2] = [CloseReason::Read, CloseReason::Other];
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
    let is_remarks = row.family == Family::Remarks;
    let reasons = if is_remarks { &OF_REMARKS[..] } else { &REASONS[..] };
    let options = reasons.iter().map(|reason| (*reason, words::close_reason(*reason).to_owned()));
    let options: Vec<_> = options.collect();
    let late = row.reported_late.then_some(CloseReason::ReportedLate);
    let likely = if is_remarks { Some(CloseReason::Read) } else { late };
    let new = || Values { request_id: calls::new_id(), reason: likely, note: String::new() };
    let mut values = use_draft(&form, new, |values| values.note.is_empty()).values;
    let mut sending = use_sending("close-", &form, onclose);
    let closed_row = row.clone();
    let send = use_callback(move |()| {
        let row = closed_row.clone();
        let Some(body) = sending.begin(values.peek().read(&row)) else { return };
        spawn(async move {
            let sent = sending.send(Operation::CloseWork, &body).await;
            desk.refresh_soon();
            if sent.is_ok() {
                go_on(desk, &row);
                sending.close();
            }
        });
    });
    // Another version of the work must be looked at before it is closed.
    let out_of_date = matches!(
        sending.code(),
        Some(Code::HasNews | Code::AlreadyClosed | Code::AlreadyTaken | Code::NotFound)
    );
    rsx! {
        Dialog { id: "close", title: t("console.close.title"), onclose: move |()| sending.cancel(),
            p { {people::of_row(&row)} " · " {why(&row)} }
            Refusal { sending }
            Choice {
                name: "close-reason",
                legend: t("console.field.reason"),
                options,
                chosen: values.read().reason,
                onchoose: move |chosen| values.with_mut(|values| values.reason = Some(chosen)),
                error: sending.wrong("reason"),
            }
            Note {
                id: "close-note",
                label: t("console.field.note"),
                hint: t("console.close.note_hint"),
                value: values.read().note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text| values.with_mut(|values| values.note = text),
                error: sending.wrong("note"),
            }
            Buttons { sending, label: t("console.act.close"), onsend: (!out_of_date).then_some(send) }
        }
    }
}

impl Values {
    /// The request, or everything that is wrong.
    fn read(&self, row: &WorkRow) -> Result<CloseWork, Vec<FieldError>> {
        let note = self.note.trim();
        let mut errors = Vec::new();
        if self.reason.is_none() {
            errors.push(FieldError::new("reason", Problem::Missing));
        }
        // "Other" without a word tells the next one nothing.
        if self.reason == Some(CloseReason::Other) && note.is_empty() {
            errors.push(FieldError::new("note", Problem::Missing));
        }
        errors.extend(too_long("note", note, NOTE_AT_MOST));
        let Some(reason) = self.reason.filter(|_| errors.is_empty()) else { return Err(errors) };
        Ok(CloseWork {
            only_if_fine: false,
            request_id: self.request_id.clone(),
            case: row.case.clone(),
            work: SeenWork { id: row.work.clone(), version: row.version },
            closing: Closing { reason, watch_hours: None },
            note: Some(note.to_owned()).filter(|note| !note.is_empty()),
        })
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
