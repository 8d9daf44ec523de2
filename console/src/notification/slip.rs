//! The slip that the patient gets: entry code and QR code. No name and no diagnosis stand on it, so
//! that it tells nothing to who finds it.

use dioxus::prelude::*;
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::isolation::CentreContact;
use domain::entry_code::EntryCode;
use domain::first_contact::Language as Spoken;
use ui::texts::{Language, filled, language, t, tf};
use ui::{clock, dates};

use super::link::SendLink;
use super::qr::Qr;
use super::second::{ChooseSecond, second, tag_for_fonts, use_second};
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
            SendLink { case: answer.case.clone() }
        }
        div { class: "buttons",
            button { class: "button button-main", r#type: "button", onclick: move |_| onnext(()), {t("console.slip.next")} }
            Link { class: "button", to: Route::Case { case: answer.case.clone() }, {t("console.notification.open_case")} }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        }
    }
}

/// The slip with its second language, to be printed, copied or read aloud.
#[component]
pub fn Slip(
    /// 18 digits.
    entry_code: String,
    /// In which language the patient is spoken to, if somebody has asked.
    spoken: Option<Spoken>,
) -> Element {
    let link = link(&entry_code);
    let copied = use_signal(|| None::<bool>);
    let second = use_second(spoken);
    rsx! {
        Paper { entry_code, second: second() }
        div { class: "buttons",
            button { class: "button", r#type: "button", onclick: move |_| print(), {t("console.slip.print")} }
            button { class: "button", r#type: "button", onclick: move |_| copy(link.clone(), copied), {t("console.slip.copy")} }
            span { role: "status",
                match copied() {
                    Some(true) => t("console.slip.copied"),
                    Some(false) => t("console.slip.not_copied"),
                    None => "",
                }
            }
            ChooseSecond { chosen: second }
        }
    }
}

/// The slip itself.
#[component]
pub fn Paper(
    /// 18 digits.
    entry_code: String,
    /// Tag of its second language.
    second: String,
) -> Element {
    let grouped = EntryCode::parse(&entry_code).map_or(entry_code.clone(), |code| code.grouped());
    let link = link(&entry_code);
    let desk = use_desk();
    let contact = desk.list.read().as_ref().and_then(|list| list.contact.clone());
    let both = |key: &'static str, places: &[(&str, &str)]| both(key, &second, places);
    rsx! {
        article { class: "slip", "aria-label": t("console.slip.title"),
            h2 { {both("console.slip.title", &[])} }
            div { class: "slip-parts",
                Qr { text: link, label: t("console.slip.qr") }
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
    }
}

/// A text of the slip in Japanese and in a second language, whatever the console's own: the patient may
/// read neither as staff do.
fn both(key: &'static str, tag: &str, places: &[(&str, &str)]) -> Element {
    let japanese = filled(Language::Japanese, key, places);
    let second = second(tag, key, places);
    rsx! {
        span { lang: "ja", "{japanese}" }
        span { class: "slip-second", lang: tag_for_fonts(tag), "{second}" }
    }
}

/// The patient app's address with the code in its fragment, which no server and no log ever sees.
fn link(entry_code: &str) -> String {
    format!("{}/#{entry_code}", origin())
}

fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
