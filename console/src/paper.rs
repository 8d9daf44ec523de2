//! Paper and clipboard.

use dioxus::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Opens the browser's print dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

/// Puts a text into the clipboard, and then says whether that worked.
pub fn copy(text: String, mut copied: Signal<Option<bool>>) {
    spawn(async move {
        let Some(window) = web_sys::window() else { return };
        // Absent where the page did not come over https.
        let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
        let done = match clipboard {
            Ok(found) if !found.is_undefined() => {
                JsFuture::from(window.navigator().clipboard().write_text(&text)).await.is_ok()
            }
            _ => false,
        };
        copied.set(Some(done));
    });
}
