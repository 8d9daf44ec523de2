//! A dialog over the page. The browser keeps the focus in it and gives it back afterwards.

use dioxus::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// A modal dialog; Escape closes it.
#[component]
pub fn Dialog(
    /// Id of the element, unique on the page.
    id: &'static str,
    /// Its heading.
    title: String,
    /// Called when it is to be closed.
    onclose: EventHandler<()>,
    children: Element,
) -> Element {
    use_effect(move || with(id, |dialog| _ = dialog.show_modal()));
    // Closed while it is still in the page, it gives the focus back to where it was before.
    use_drop(move || with(id, HtmlDialogElement::close));
    rsx! {
        dialog {
            id,
            class: "dialog",
            "aria-labelledby": "{id}-title",
            // Its owner takes it away; the browser's own closing would leave the owner behind.
            oncancel: move |event| {
                event.prevent_default();
                onclose(());
            },
            h2 { id: "{id}-title", "{title}" }
            {children}
        }
    }
}

fn with(id: &str, act: impl FnOnce(&HtmlDialogElement)) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(dialog) = element.and_then(|element| element.dyn_into().ok()) {
        act(&dialog);
    }
}
