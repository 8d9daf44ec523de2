//! The entry code in the link (`/#<18 digits>`), from a QR code or a message.

use std::cell::RefCell;

use domain::entry_code::EntryCode;
use ui::browser;
use wasm_bindgen::JsValue;

const OPENED_KEY: &str = "mimamori-opened";

thread_local! {
    static LINKED: RefCell<Option<EntryCode>> = const { RefCell::new(None) };
}

/// Takes the code out of the address, where it would stay in the history, be shared or be seen.
/// True if there was one that this device has not been opened with before: people open the same
/// message every day, and should not be asked for their birth date every day.
pub fn take() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let hash = window.location().hash().unwrap_or_default();
    if hash.is_empty() {
        return false;
    }
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("/"));
    }
    let Some(code) = EntryCode::parse(hash.trim_start_matches('#')) else { return false };
    let known = opened().contains(&trace(&code));
    LINKED.set(Some(code));
    !known
}

/// The code that the app was opened with, in groups.
pub fn code() -> Option<String> {
    LINKED.with_borrow(|code| code.as_ref().map(EntryCode::grouped))
}

/// Remembers that this device was opened with this code.
pub fn remember(code: &str) {
    let Some(code) = EntryCode::parse(code) else { return };
    LINKED.set(None);
    let mut traces = opened();
    if !traces.contains(&trace(&code)) {
        traces.push(trace(&code));
        let texts: Vec<String> = traces.iter().map(u32::to_string).collect();
        browser::store(OPENED_KEY, &texts.join(","));
    }
}

fn opened() -> Vec<u32> {
    let stored = browser::stored(OPENED_KEY).unwrap_or_default();
    stored.split(',').filter_map(|text| text.parse().ok()).collect()
}

/// 32 bits of 17 digits: enough to recognise a code, far too few to find it again (FNV-1a).
fn trace(code: &EntryCode) -> u32 {
    code.digits().bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
