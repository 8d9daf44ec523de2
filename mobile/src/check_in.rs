//! A check-in from its first question to the outbox.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use domain::api::error::FieldError;
use domain::ids::CheckInId;
use domain::reading::Answers;
use domain::time::Time;
use ui::clock;

use crate::draft::Draft;
use crate::flow::{self, Outcome, Step};
use crate::outbox::Entry;
use crate::sending;
use crate::state::{DRAFT, Screen, current_case, personal, show};

/// Begins a check-in with nothing filled in; `again` asks only for the oxygen.
pub fn begin(again: bool) {
    let case = current_case().map(|case| case.case);
    *DRAFT.write() = Draft { again, case, begun: Some(clock::now()), ..Draft::default() };
    resume();
}

/// Goes on with the check-in that was begun, at the first question without an answer.
pub fn resume() {
    let step = flow::first_open(&DRAFT.peek());
    show(Screen::Question(step));
}

/// Corrects a check-in that the server refused.
pub fn correct(entry: &Entry) {
    *DRAFT.write() = Draft::correcting(&entry.check_in, clock::now());
    show(Screen::Question(Step::Finish));
}

/// Confirms the answer to a question and goes on; what is wrong with it, else.
pub fn confirm(step: Step) -> Option<FieldError> {
    let now = clock::now();
    let outcome = flow::confirm(&mut DRAFT.write(), step, &personal(), now);
    match outcome {
        Outcome::Stay(error) => return Some(error),
        Outcome::Go(next) => show(Screen::Question(next)),
        Outcome::Emergency(answers, next) => {
            // First onto this device, then onto the screen, and the network behind both.
            put_in_outbox(answers, now);
            show(Screen::Emergency(next));
        }
    }
    None
}

/// The screen before a question. What was typed stays.
pub fn before(step: Step) -> Screen {
    let before = flow::before(&DRAFT.peek(), step);
    before.map_or(Screen::Home, Screen::Question)
}

/// Sends the check-in: onto this device at once, to the server as soon as it can be reached.
pub fn send() {
    let draft = DRAFT.peek().clone();
    let measured_at = draft.corrects.as_ref().map_or_else(clock::now, |(_, measured_at)| *measured_at);
    let Some(id) = put_in_outbox(draft.answers(), measured_at) else { return };
    if let Some((refused, _)) = &draft.corrects {
        sending::delete(refused);
    }
    *DRAFT.write() = Draft::default();
    show(Screen::Answer(id));
}

fn put_in_outbox(answers: Answers, measured_at: Time) -> Option<CheckInId> {
    let id = sending::save(answers, measured_at)?;
    spawn_forever(sending::send_waiting());
    Some(id)
}
