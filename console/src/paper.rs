//! Paper, clipboard and files.

use dioxus::prelude::*;
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

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

/// Hands a text to the person as a file of this kind.
pub fn save_as(name: &str, kind: &str, text: &str) {
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let link = document.create_element("a").ok()?.dyn_into::<HtmlElement>().ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    // The browser has taken hold of it by then.
    spawn(async move {
        TimeoutFuture::new(10_000).await;
        let _ = Url::revoke_object_url(&address);
    });
    Some(())
}
