//! A check-in from its first question to the outbox.

use dioxus::core::spawn_forever;
use domain::api::error::FieldError;
use domain::ids::CheckInId;
use domain::time::Time;
use ui::clock;

use crate::draft::Draft;
use crate::flow::{self, Outcome, Step};
use crate::outbox::Entry;
use crate::sending;
use crate::state::{Screen, edit, get, show};

/// Begins a check-in with nothing filled in; `again` asks only for the oxygen.
pub fn begin(again: bool) {
    let case = get(|app| app.case().map(|case| case.case.clone()));
    edit(|draft| *draft = Draft { again, case, begun: Some(clock::now()), ..Draft::default() });
    resume();
}

/// Goes on with the check-in that was begun, at the first question without an answer.
pub fn resume() {
    let step = get(|app| flow::first_open(&app.draft));
    show(Screen::Question(step));
}

/// Corrects a check-in that the server refused.
pub fn correct(entry: Entry) {
    let Entry { id, measured_at, draft, .. } = entry;
    edit(|edited| {
        *edited = draft;
        edited.corrects = Some(id);
        edited.measured_at = Some(measured_at);
        edited.begun = Some(clock::now());
    });
    show(Screen::Question(Step::Finish));
}

/// Confirms the answer to a question and goes on; what is wrong with it, else.
pub fn confirm(step: Step) -> Option<FieldError> {
    let (now, personal) = (clock::now(), get(crate::state::App::personal));
    let mut outcome = Outcome::Go(step);
    edit(|draft| outcome = flow::confirm(draft, step, &personal, now));
    match outcome {
        Outcome::Stay(error) => return Some(error),
        Outcome::Go(next) => show(Screen::Question(next)),
        Outcome::Emergency(part, next) => {
            // First onto this device, then onto the screen, and the network behind both.
            put_in_outbox(*part, now);
            show(Screen::Emergency(next));
        }
    }
    None
}

/// The screen before a question. What was typed stays.
pub fn before(step: Step) -> Screen {
    get(|app| flow::before(&app.draft, step)).map_or(Screen::Home, Screen::Question)
}

/// Sends the check-in: onto this device at once, to the server as soon as it can be reached.
pub fn send() {
    let draft = get(|app| app.draft.clone());
    let measured_at = draft.measured_at.unwrap_or_else(clock::now);
    let corrected = draft.corrects.clone();
    let Some(id) = put_in_outbox(draft, measured_at) else { return };
    if let Some(refused) = corrected {
        sending::delete(&refused);
    }
    edit(|draft| *draft = Draft::default());
    show(Screen::Answer(id));
}

fn put_in_outbox(draft: Draft, measured_at: Time) -> Option<CheckInId> {
    let id = sending::save(draft, measured_at)?;
    spawn_forever(sending::send_waiting());
    Some(id)
}
