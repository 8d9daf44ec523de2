//! The entry code, hidden until somebody asks for it: whoever looks over a shoulder must not see it.

use dioxus::prelude::*;
use domain::api::case::{CaseView, What};
use domain::first_contact::Language;
use domain::ids::CaseId;
use ui::texts::t;

use crate::dialog::Dialog;
use crate::notification::slip::Slip;
use crate::notification::{SendLink, Sent};

/// A button that shows the slip.
#[component]
pub fn Code(
    case: CaseId,
    entry_code: String,
    /// In which language the patient is spoken to, if it is known here.
    spoken: Option<Language>,
    /// The last text message with the link, if it is known here.
    last: Option<Sent>,
) -> Element {
    let mut shown = use_signal(|| false);
    rsx! {
        button { class: "button", r#type: "button", onclick: move |_| shown.set(true), {t("console.case.show_code")} }
        if shown() {
            Dialog { id: "code", title: t("console.case.code"), onclose: move |()| shown.set(false),
                Slip { entry_code, spoken }
                SendLink { case, last }
                button { class: "button", r#type: "button", onclick: move |_| shown.set(false), {t("console.close_dialog")} }
            }
        }
    }
}

/// The last text message of a case; its timeline has the newest first.
pub fn last_sent(view: &CaseView) -> Option<Sent> {
    let sent = view.timeline.iter().find(|entry| entry.what == What::EntryLinkSent)?;
    let by = sent.by.as_ref().and_then(|by| by.name.clone());
    Some(Sent { at: sent.at, by: by.unwrap_or_default() })
}
