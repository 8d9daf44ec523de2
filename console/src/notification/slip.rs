//! The slip that the patient gets: entry code and QR code. No name and no diagnosis stand on it, so
//! that it tells nothing to who finds it.

use dioxus::prelude::*;
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::isolation::CentreContact;
use domain::entry_code::EntryCode;
use ui::texts::{Language, filled, language, t, tf};
use ui::{clock, dates};

use super::qr::Qr;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::paper::{copy, print};
use crate::route::Route;

/// The case is filed: the slip, and what can be done next.
#[component]
pub fn Filed(sent: FileNotification, answer: NotificationFiled, onnext: EventHandler<()>) -> Element {
    // Nobody checks in whose disease is not followed, or who has died: there is nothing to hand over.
    let follows = !answer.entry_code.is_empty();
    let name = sent.notification.answers.text("name").unwrap_or(t("console.case.name_unknown"));
    rsx! {
        Heading { text: t("console.slip.filed") }
        if follows {
            p {
                {tf("console.slip.for", &[("name", name)])}
                if let Some(due) = answer.first_due {
                    " "
                    {tf("console.slip.first_due", &[("time", &dates::moment(language(), due, clock::now()))])}
                }
            }
            Slip { entry_code: answer.entry_code.clone() }
        }
        div { class: "buttons",
            button { class: "button button-main", r#type: "button", onclick: move |_| onnext(()), {t("console.slip.next")} }
            Link { class: "button", to: Route::Case { case: answer.case.clone() }, {t("console.notification.open_case")} }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        }
    }
}

/// The slip itself, to be printed, copied or read aloud.
#[component]
pub fn Slip(
    /// 18 digits.
    entry_code: String,
) -> Element {
    let grouped = EntryCode::parse(&entry_code).map_or(entry_code.clone(), |code| code.grouped());
    let link = link(&entry_code);
    let copied = use_signal(|| None::<bool>);
    let to_copy = link.clone();
    let desk = use_desk();
    let contact = desk.list.read().as_ref().and_then(|list| list.contact.clone());
    rsx! {
        article { class: "slip", "aria-label": t("console.slip.title"),
            h2 { {both("console.slip.title", &[])} }
            div { class: "slip-parts",
                Qr { text: link.clone(), label: t("console.slip.qr") }
                div {
                    ol { class: "slip-steps",
                        li { {both("console.slip.step_scan", &[])} }
                        li { {both("console.slip.step_birth", &[])} }
                        li { {both("console.slip.step_daily", &[])} }
                    }
                    p { class: "slip-without", {both("console.slip.without_qr", &[("address", &origin())])} }
                    p { class: "slip-label", id: "slip-code-label", {both("console.slip.code", &[])} }
                    p { class: "slip-code", "aria-labelledby": "slip-code-label",
                        for (i , group) in grouped.split(' ').enumerate() {
                            span { key: "{i}", "{group}" }
                        }
                    }
                }
            }
            p { class: "slip-warning", {both("console.slip.secret", &[])} }
            if let Some(CentreContact { name, name_en, phone, night_phone }) = contact {
                div { class: "slip-contact",
                    p { {both("console.slip.contact", &[])} }
                    p { strong { "{name}" } " " span { class: "slip-second", lang: "en", "{name_en}" } }
                    p { {both("console.slip.by_day", &[])} " " strong { "{phone}" } }
                    p { {both("console.slip.at_night", &[])} " " strong { "{night_phone}" } }
                }
            }
        }
        div { class: "buttons",
            button { class: "button", r#type: "button", onclick: move |_| print(), {t("console.slip.print")} }
            button { class: "button", r#type: "button", onclick: move |_| copy(to_copy.clone(), copied), {t("console.slip.copy")} }
            span { role: "status",
                match copied() {
                    Some(true) => t("console.slip.copied"),
                    Some(false) => t("console.slip.not_copied"),
                    None => "",
                }
            }
        }
    }
}

/// A text of the slip in Japanese and in a second language, whatever the console's own: the patient may
/// read neither as staff do.
fn both(key: &'static str, places: &[(&str, &str)]) -> Element {
    let japanese = filled(Language::Japanese, key, places);
    let second = filled(Language::English, key, places);
    rsx! {
        span { lang: "ja", "{japanese}" }
        span { class: "slip-second", lang: "en", "{second}" }
    }
}

/// The patient app's address with the code in its fragment, which no server and no log ever sees.
fn link(entry_code: &str) -> String {
    format!("{}/#{entry_code}", origin())
}

fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
