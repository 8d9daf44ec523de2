//! The entry code, hidden until somebody asks for it: whoever looks over a shoulder must not see it.

use dioxus::prelude::*;
use ui::texts::t;

use crate::dialog::Dialog;
use crate::notification::slip::Slip;

/// A button that shows the slip.
#[component]
pub fn Code(entry_code: String) -> Element {
    let mut shown = use_signal(|| false);
    rsx! {
        button { class: "button", r#type: "button", onclick: move |_| shown.set(true), {t("console.case.show_code")} }
        if shown() {
            Dialog { id: "code", title: t("console.case.code"), onclose: move |()| shown.set(false),
                Slip { entry_code }
                button { class: "button", r#type: "button", onclick: move |_| shown.set(false), {t("console.close_dialog")} }
            }
        }
    }
}
