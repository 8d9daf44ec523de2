//! The root of all pages.

use dioxus::prelude::*;

use crate::desk::use_desk_provider;
use crate::route::Route;
use crate::sign_in::Gate;

/// The console: nothing is shown before the person is signed in.
#[component]
pub fn App() -> Element {
    use_desk_provider();
    rsx! {
        Gate { Router::<Route> {} }
    }
}
