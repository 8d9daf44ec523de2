//! Somebody who is gone: after an hour without a touch what they have in hand is put back and rings anew, and
//! they are signed out. What they had typed stays in the tab, for them alone.

use std::cell::Cell;

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use domain::api::work::{TakeWork, WorkChanged, WorkRow};
use domain::operation::Operation;
use gloo_timers::future::TimeoutFuture;
use ui::api::Failure;

use crate::desk::Desk;
use crate::shortcuts::use_listener;
use crate::{calls, sign_in};

/// How long nobody touches anything before the person is taken to be gone.
const IDLE_MS: f64 = 60.0 * 60_000.0;
/// How often that is looked at.
const LOOK_MS: u32 = 15_000;

thread_local! {
    static TOUCHED_MS: Cell<f64> = const { Cell::new(0.0) };
}

/// The device's own clock, which no demo moves.
fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Watches for the person as long as the calling component lives.
pub fn use_idle(desk: Desk) {
    use_hook(|| TOUCHED_MS.set(now_ms()));
    for name in ["pointerdown", "keydown", "wheel", "touchstart"] {
        use_listener(name, |_| TOUCHED_MS.set(now_ms()));
    }
    use_future(move || async move {
        loop {
            TimeoutFuture::new(LOOK_MS).await;
            if now_ms() - TOUCHED_MS.get() >= IDLE_MS {
                // Not bound to the page: whoever is signed out has none.
                spawn_forever(go(desk));
                return;
            }
        }
    });
}

async fn go(desk: Desk) {
    let mine: Vec<WorkRow> =
        desk.list.peek().iter().flat_map(|list| &list.rows).filter(|row| row.mine).cloned().collect();
    for row in mine {
        let body = TakeWork {
            hold: None,
            request_id: calls::new_id(),
            case: row.case,
            work: row.work,
            in_hand: false,
            to: None,
            gone: true,
            to_centre: false,
        };
        // What cannot be put back escalates by its own clock.
        let _: Result<WorkChanged, Failure> = calls::patiently(Operation::TakeWork, &body).await;
    }
    sign_in::leave_idle();
}
