//! What the browser tells the app: the network is back, the app is seen again, "back" was
//! pressed, another tab has sent something; and the timer.

use std::cell::Cell;
use std::rc::Rc;

use dioxus::core::{Runtime, spawn_forever};
use dioxus::prelude::ScopeId;
use gloo_timers::future::TimeoutFuture;
use ui::clock;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::EventTarget;

use crate::state::{App, Link, Screen, change, get, put, show};
use crate::{check_in, entry_link, outbox, sending, session};

/// How often the clocks on the screen move on.
const TICK_MS: u32 = 5_000;
/// How often what the app shows is loaded anew while it is looked at.
const RELOAD_MS: u32 = 120_000;

thread_local! {
    static MARKED: Cell<bool> = const { Cell::new(false) };
}

/// Starts listening, once.
pub fn listen() {
    let Some(window) = web_sys::window() else { return };
    let runtime = Runtime::current();
    on(&window, "online", &runtime, wake);
    on(&window, "storage", &runtime, || change(App::look_at_outbox));
    on(&window, "popstate", &runtime, back);
    on(&window, "hashchange", &runtime, linked);
    if let Some(document) = window.document() {
        let seen = document.clone();
        on(&document, "visibilitychange", &runtime, move || {
            if !seen.hidden() {
                wake();
            }
        });
    }
}

fn on(target: &EventTarget, event: &str, runtime: &Rc<Runtime>, act: impl Fn() + 'static) {
    let runtime = runtime.clone();
    let closure: Closure<dyn Fn()> = Closure::new(move || runtime.in_scope(ScopeId::ROOT, &act));
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    // Listened to as long as the page lives.
    closure.forget();
}

/// Sends and loads now, because things may have changed.
pub fn wake() {
    change(|app| app.now = clock::now());
    spawn_forever(async {
        sending::send_waiting().await;
        let _ = session::load().await;
    });
}

/// Moves the clocks, tries again what failed, and looks for news; for ever.
pub async fn tick() {
    let (mut since_sending, mut since_loading) = (0, 0);
    loop {
        TimeoutFuture::new(TICK_MS).await;
        since_sending += TICK_MS;
        since_loading += TICK_MS;
        change(|app| app.now = clock::now());
        let (waits, failures) = get(|app| (outbox::next(&app.outbox).is_some(), app.failures));
        if waits && since_sending >= outbox::pause_ms(failures) {
            since_sending = 0;
            sending::send_waiting().await;
        }
        let hidden = web_sys::window().and_then(|w| w.document()).is_some_and(|document| document.hidden());
        if since_loading >= RELOAD_MS && !hidden && get(|app| app.link != Link::SignedOut) {
            since_loading = 0;
            let _ = session::load().await;
        }
    }
}

/// Leaves a mark to which the phone's own "back" returns.
pub fn mark_history() {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        MARKED.set(history.push_state_with_url(&JsValue::NULL, "", None).is_ok());
    }
}

/// Takes the mark away again, if there is one: without it, "back" would leave the app.
pub fn unmark_history() {
    if !MARKED.replace(false) {
        return;
    }
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

/// The phone's own "back" was pressed, or the mark was taken away.
fn back() {
    MARKED.set(false);
    let goal = match get(|app| app.screen.clone()) {
        Screen::Home | Screen::Starting => return,
        Screen::Question(step) => check_in::before(step),
        Screen::Emergency(step) => Screen::Question(step),
        Screen::Answer(_) | Screen::Activate => Screen::Home,
    };
    if goal != Screen::Home {
        mark_history();
    }
    put(goal);
}

/// The app is open already and is opened by a link.
fn linked() {
    if entry_link::take() {
        show(Screen::Activate);
    }
}
