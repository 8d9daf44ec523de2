//! Keys that work anywhere on a page.
//!
//! A single letter is a key only where nobody types, and each person can switch all of them off
//! (WCAG 2.1.4): speech input and tremor press letters that nobody meant.

use std::rc::Rc;

use dioxus::prelude::*;
use ui::browser;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement, KeyboardEvent};

const OFF: &str = "mimamori-shortcuts-off";

/// Whether single letters are keys for this person.
pub fn are_on() -> bool {
    browser::stored(OFF).is_none()
}

/// Switches single letters on or off, on this device.
pub fn switch(on: bool) {
    if on {
        browser::forget(OFF);
    } else {
        browser::store(OFF, "1");
    }
}

/// Calls `handler` with each key that nobody else wants; it answers whether the key was for it.
pub fn use_shortcuts(handler: impl FnMut(String) -> bool + 'static) {
    let handler = use_callback(handler);
    use_listener("keydown", move |event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        if is_free(&event) && handler.call(event.key()) {
            event.prevent_default();
        }
    });
}

/// Calls `handler` at Ctrl + Enter (⌘ + Enter), wherever on the page the focus is.
pub fn use_send_key(mut handler: impl FnMut() + 'static) {
    use_listener("keydown", move |event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        let held = event.ctrl_key() || event.meta_key();
        if held && event.key() == "Enter" && !event.is_composing() && !event.repeat() && !is_dialog_open() {
            event.prevent_default();
            handler();
        }
    });
}

/// Listens at the window as long as the component lives.
pub fn use_listener(name: &'static str, handler: impl FnMut(Event) + 'static) {
    let handler = use_callback(handler);
    use_hook(|| Rc::new(Listener::new(name, move |event| handler.call(event))));
}

struct Listener {
    target: Option<EventTarget>,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(name: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::new(handler);
        let window = web_sys::window();
        let target: Option<EventTarget> = match name {
            "visibilitychange" => window.and_then(|window| window.document()).map(Into::into),
            _ => window.map(Into::into),
        };
        if let Some(target) = &target {
            let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(target) = &self.target {
            let _ =
                target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
        }
    }
}

/// Whether the key is nobody else's: no text is being typed, no other key is held, no dialog is open.
fn is_free(event: &KeyboardEvent) -> bool {
    if event.default_prevented()
        || event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.is_composing()
    {
        return false;
    }
    let letter = event.key().chars().count() == 1;
    if letter && !are_on() {
        return false;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    !is_dialog_open() && target.is_none_or(|target| !wants(&target, &event.key()))
}

fn is_dialog_open() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .is_some_and(|document| document.query_selector("dialog[open]").is_ok_and(|found| found.is_some()))
}

/// Whether an element uses the key itself.
fn wants(target: &Element, key: &str) -> bool {
    let types = matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
        || target.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable);
    types || (key == "Enter" && matches!(target.tag_name().as_str(), "A" | "BUTTON" | "SUMMARY"))
}
