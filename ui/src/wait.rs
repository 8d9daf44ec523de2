//! The sign of a wait.

use dioxus::prelude::*;

/// Says that something is under way. It appears only after 300 ms (in the style sheet), so that
/// a quick answer does not flicker.
#[component]
pub fn Waiting(
    /// What is waited for.
    label: String,
) -> Element {
    rsx! {
        p { class: "waiting", role: "status",
            span { class: "waiting-sign", "aria-hidden": "true" }
            "{label}"
        }
    }
}
