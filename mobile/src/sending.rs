//! Sending what waits in the outbox: in order, oldest first, until the server has answered.

use domain::api::check_in::CheckInReceived;
use domain::ids::CheckInId;
use domain::operation::Operation;
use domain::time::Time;
use ui::api::{self, Failure, Request};
use ui::{browser, clock};

use crate::draft::Draft;
use crate::outbox::{self, Entry, Verdict};
use crate::session;
use crate::state::{App, change, get};

/// Puts a check-in of the case on the screen into the outbox. It is kept when this returns; the
/// sending is up to the caller.
pub fn save(draft: Draft, measured_at: Time) -> Option<CheckInId> {
    let case = get(|app| app.case().map(|case| case.case.clone()))?;
    let id: CheckInId = browser::new_id().parse().ok()?;
    let new = id.clone();
    change(|app| {
        app.look_at_outbox();
        let mut entry = Entry::new(new, case, draft, measured_at, milliseconds(), &app.outbox);
        entry.keep();
        app.outbox.push(entry);
    });
    Some(id)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // milliseconds since 1970
fn milliseconds() -> u64 {
    js_sys::Date::now() as u64
}

/// Removes a check-in from this device: the server has it, or the person says so.
pub fn delete(id: &CheckInId) {
    change(|app| {
        if let Some(place) = app.outbox.iter().position(|entry| entry.id == *id) {
            app.outbox.remove(place).forget();
        }
    });
}

/// Sends what waits, until it is empty or the network fails. Only one sending at a time.
pub async fn send_waiting() {
    if get(|app| app.sending) {
        return;
    }
    change(App::look_at_outbox);
    if next().is_none() {
        return;
    }
    change(|app| app.sending = true);
    let mut arrived = false;
    while let Some(entry) = next() {
        let result = submit(&entry).await;
        session::note(result.as_ref().err());
        match result {
            Ok(answer) => {
                arrived = true;
                delete(&entry.id);
                // Only now is it received.
                change(|app| app.answers.push((entry.draft, answer)));
            }
            Err(failure) if outbox::verdict(&failure) == Verdict::Refused => refuse(&entry.id, failure),
            Err(_) => {
                change(|app| app.failures += 1);
                break;
            }
        }
        change(App::look_at_outbox);
    }
    change(|app| app.sending = false);
    if arrived {
        change(|app| app.failures = 0);
        let _ = session::load().await;
    }
}

fn next() -> Option<Entry> {
    get(|app| outbox::next(&app.outbox).cloned())
}

async fn submit(entry: &Entry) -> Result<CheckInReceived, Failure> {
    let request = Request::with_json(Operation::SubmitCheckIn, entry.stamped(clock::now()));
    api::read(&session::signed_in(&request).await?)
}

fn refuse(id: &CheckInId, failure: Failure) {
    let Failure::Api(error, _) = failure else { return };
    change(|app| {
        if let Some(kept) = app.outbox.iter_mut().find(|kept| kept.id == *id) {
            kept.refused = Some(error);
            kept.keep();
        }
    });
}
