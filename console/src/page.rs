//! What every page does: names itself in the browser's tab and takes the focus.

use dioxus::prelude::*;
use ui::browser;

/// Id of the one heading of a page.
const HEADING: &str = "heading";

/// The heading of a page. It takes the focus when the page opens, so that screen readers say where
/// the person is and the keyboard begins there.
#[component]
pub fn Heading(
    /// What the page is about.
    text: String,
    /// Leaves the focus to something else on the page.
    #[props(default)]
    quiet: bool,
    /// What stands beside the text.
    children: Element,
) -> Element {
    let name = text.clone();
    use_effect(use_reactive!(|name| name_tab(&name)));
    use_effect(move || {
        if !quiet {
            browser::focus(HEADING);
        }
    });
    rsx! {
        div { class: "heading",
            h1 { id: HEADING, tabindex: "-1", "{text}" }
            {children}
        }
    }
}

thread_local! {
    static PAGE: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
    static EMERGENCIES: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn name_tab(page: &str) {
    PAGE.set(page.to_owned());
    write_tab();
}

/// Puts the number of emergencies before the page's name, so that a tab in the background shows it.
pub fn count_emergencies(count: usize) {
    EMERGENCIES.set(count);
    write_tab();
}

fn write_tab() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let page = PAGE.with_borrow(String::clone);
    let app = ui::texts::t("console.app");
    let name = if page.is_empty() { app.to_owned() } else { format!("{page} | {app}") };
    document.set_title(&match EMERGENCIES.get() {
        0 => name,
        count => ui::texts::tf("console.tab_emergencies", &[("count", &count.to_string()), ("page", &name)]),
    });
}
