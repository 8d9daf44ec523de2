//! The slips of all rows that were filed, one sheet of paper each.

use dioxus::prelude::*;
use ui::texts::{t, tf};

use crate::notification::slip::Paper;
use crate::notification::{ChooseSecond, use_second};
use crate::paper::print;

/// A code and how its row is named: a sheet must find its person, and no name may stand on it.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    /// Number and id of the row.
    pub row: String,
    /// 18 digits.
    pub entry_code: String,
}

/// So many sheets are made at once; more would keep a browser busy for minutes.
const AT_ONCE: usize = 50;

/// The slips, to be printed in one go.
#[component]
pub fn Slips(sheets: Vec<Sheet>) -> Element {
    let mut from = use_signal(|| 0);
    let second = use_second(None);
    let (first, last) = (from() + 1, (from() + AT_ONCE).min(sheets.len()));
    let values =
        [("first", first.to_string()), ("last", last.to_string()), ("all", sheets.len().to_string())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    rsx! {
        section { class: "slips", "aria-label": t("console.import.slips"),
            div { class: "buttons slips-buttons",
                button { class: "button button-main", r#type: "button", onclick: move |_| print(),
                    {tf("console.import.print", &values)}
                }
                if from() > 0 {
                    button { class: "button", r#type: "button", onclick: move |_| from -= AT_ONCE, {t("console.import.slips_before")} }
                }
                if last < sheets.len() {
                    button { class: "button", r#type: "button", onclick: move |_| from += AT_ONCE, {t("console.import.slips_next")} }
                }
                ChooseSecond { chosen: second }
            }
            for sheet in &sheets[from()..last] {
                div { key: "{sheet.entry_code}", class: "slips-sheet",
                    p { class: "slips-row", "{sheet.row}" }
                    Paper { entry_code: sheet.entry_code.clone(), second: second() }
                }
            }
        }
    }
}
