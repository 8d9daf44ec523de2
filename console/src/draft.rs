//! What is typed and not yet sent, and the little else that must outlive a reload of the page.
//!
//! A form's values go to `sessionStorage` at every key, because a sign-in that ends makes a trip to
//! the provider, and a browser may reload a page by itself; typed values must survive both. That
//! store belongs to this one tab and ends with it. A draft is forgotten as soon as it was sent or
//! discarded and when the person signs out, and it is shown to nobody but the person who typed it:
//! the tab may be on a shared desk.

use std::cell::Cell;

use dioxus::prelude::*;
use domain::json;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::sign_in;

const PREFIX: &str = "mimamori-draft-";

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    subject: String,
    values: T,
}

thread_local! {
    static OPEN: Cell<u32> = const { Cell::new(0) };
}

/// Whether a form is open.
pub fn is_open() -> bool {
    OPEN.get() > 0
}

/// Counts the page as an open form: nothing jumps away under the person's hands.
pub fn use_open() {
    use_hook(|| OPEN.set(OPEN.get() + 1));
    use_drop(|| OPEN.set(OPEN.get().saturating_sub(1)));
}

/// A form's values.
#[derive(Clone, Copy, PartialEq)]
pub struct Draft<T: 'static> {
    /// What is typed.
    pub values: Signal<T>,
    /// Whether it was typed before this page was opened.
    pub is_old: bool,
}

/// A form's values: those typed before by the same person, else new ones; kept at every change, as
/// long as something is typed.
pub fn use_draft<T: Serialize + DeserializeOwned + Clone + 'static>(
    form: &str,
    new: impl FnOnce() -> T,
    is_blank: fn(&T) -> bool,
) -> Draft<T> {
    let key = use_hook(|| [PREFIX, form].concat());
    let old: Option<T> = use_hook(|| kept(&key));
    let is_old = old.is_some();
    let values = use_signal(|| old.unwrap_or_else(new));
    use_open();
    use_effect(move || {
        let values = values();
        match sign_in::subject() {
            Some(subject) if !is_blank(&values) => write(&key, &Kept { subject, values }),
            _ => forget(&key),
        }
    });
    Draft { values, is_old }
}

fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    let kept: Kept<T> = read(key)?;
    if Some(kept.subject) == sign_in::subject() {
        return Some(kept.values);
    }
    forget(key);
    None
}

/// Forgets a form's values.
pub fn discard(form: &str) {
    forget(&[PREFIX, form].concat());
}

/// Whether something is typed and not sent in this tab, in whichever form.
pub fn is_kept() -> bool {
    !all().is_empty()
}

/// Forgets the values of all forms.
pub fn forget_all() {
    all().iter().for_each(|key| forget(key));
}

fn all() -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok()?);
    keys.filter(|key| key.starts_with(PREFIX)).collect()
}

/// Stores a value for this tab.
pub fn write<T: Serialize>(key: &str, value: &T) {
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(value)) {
        let _ = storage.set_item(key, &json);
    }
}

/// Reads a value of this tab.
pub fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    json::read(&storage()?.get_item(key).ok()??).ok()
}

/// Reads a value and forgets it.
pub fn read_once<T: DeserializeOwned>(key: &str) -> Option<T> {
    let value = read(key);
    forget(key);
    value
}

/// Forgets a value of this tab.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
