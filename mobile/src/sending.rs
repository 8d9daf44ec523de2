//! Sending what waits in the outbox: in order, oldest first, until the server has answered.

use dioxus::prelude::*;
use domain::api::check_in::CheckInReceived;
use domain::ids::CheckInId;
use domain::operation::Operation;
use domain::reading::Answers;
use domain::time::Time;
use ui::api::{self, Failure};
use ui::{browser, clock};

use crate::outbox::{self, Entry, Verdict};
use crate::session;
use crate::state::{ANSWERS, OUTBOX, SENDING, current_case, look_at_outbox};

/// Failed sendings in a row.
pub static FAILURES: GlobalSignal<u32> = Signal::global(|| 0);

/// Puts a check-in of the case on the screen into the outbox. It is kept when this returns; the
/// sending is up to the caller.
pub fn save(answers: Answers, measured_at: Time) -> Option<CheckInId> {
    let case = current_case()?.case;
    let id: CheckInId = browser::new_id().parse().ok()?;
    look_at_outbox();
    let mut entries = OUTBOX.write();
    let mut entry = Entry::new(id.clone(), case, answers, measured_at, milliseconds(), &entries);
    entry.keep();
    entries.push(entry);
    Some(id)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // milliseconds since 1970
fn milliseconds() -> u64 {
    js_sys::Date::now() as u64
}

/// Deletes a check-in that the server refused, because the person says so.
pub fn delete(id: &CheckInId) {
    let mut entries = OUTBOX.write();
    if let Some(place) = entries.iter().position(|entry| entry.check_in.id == *id) {
        entries.remove(place).forget();
    }
}

/// Sends what waits, until it is empty or the network fails. Only one sending at a time.
pub async fn send_waiting() {
    if *SENDING.peek() {
        return;
    }
    look_at_outbox();
    if outbox::next(&OUTBOX.peek()).is_none() {
        return;
    }
    *SENDING.write() = true;
    let mut arrived = false;
    while let Some(entry) = next() {
        let result = submit(&entry).await;
        session::note(&result);
        match result {
            Ok(answer) => {
                arrived = true;
                receive(answer, &entry);
            }
            Err(failure) if outbox::verdict(&failure) == Verdict::Refused => refuse(entry, failure),
            Err(_) => {
                *FAILURES.write() += 1;
                break;
            }
        }
        look_at_outbox();
    }
    *SENDING.write() = false;
    if arrived {
        *FAILURES.write() = 0;
        let _ = session::load().await;
    }
}

fn next() -> Option<Entry> {
    outbox::next(&OUTBOX.peek()).cloned()
}

async fn submit(entry: &Entry) -> Result<CheckInReceived, Failure> {
    session::signed_in(async || api::call(Operation::SubmitCheckIn, &entry.stamped(clock::now())).await).await
}

/// Only now is it received.
fn receive(answer: CheckInReceived, entry: &Entry) {
    ANSWERS.write().push(answer);
    delete(&entry.check_in.id);
}

fn refuse(entry: Entry, failure: Failure) {
    let Failure::Api(error, _) = failure else { return };
    let mut entries = OUTBOX.write();
    if let Some(kept) = entries.iter_mut().find(|kept| kept.check_in.id == entry.check_in.id) {
        kept.refused = Some(error);
        kept.keep();
    }
}
