//! The sign of a wait.

use dioxus::prelude::*;

/// Says that something is under way. It appears only after 300 ms (in the style sheet), so that
/// a quick answer does not flicker.
#[component]
pub fn Waiting(
    /// What is waited for.
    label: String,
) -> Element {
    waiting(&label)
}

/// The same without the machinery of a component, which is what an app of few bytes uses.
pub fn waiting(label: &str) -> Element {
    rsx! {
        p { class: "waiting", role: "status",
            span { class: "waiting-sign", "aria-hidden": "true" }
            "{label}"
        }
    }
}
