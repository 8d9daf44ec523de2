//! The prefecture's view: how many alarms each health centre has, and how many nobody has in hand.

use dioxus::prelude::*;
use domain::api::work::WorkRow;
use domain::work::WorkState;
use ui::texts::t;

use crate::desk::{Desk, is_emergency};
use crate::people;

/// A count for each health centre; of the rows that are loaded, which a `+` says where there are more.
#[component]
pub fn Centres(desk: Desk) -> Element {
    let list = desk.list.read();
    let Some(list) = list.as_ref() else { return rsx! {} };
    let more = if list.has_more { "+" } else { "" };
    let count = |rows: &[&WorkRow]| format!("{}{more}", rows.len());
    let of = |id| -> Vec<&WorkRow> {
        let is_theirs = |row: &&WorkRow| row.seen_as.as_ref().is_some_and(|about| about.owner == id);
        list.rows.iter().filter(is_theirs).collect()
    };
    rsx! {
        table { class: "centres",
            caption { class: "visually-hidden", {t("console.centres.title")} }
            thead {
                tr {
                    th { scope: "col", {t("console.centres.centre")} }
                    th { scope: "col", {t("console.centres.alarms")} }
                    th { scope: "col", {t("console.centres.emergencies")} }
                    th { scope: "col", {t("console.centres.nobody")} }
                }
            }
            tbody {
                for centre in &list.centres {
                    tr { key: "{centre.id}",
                        th { scope: "row", {people::place(centre)} }
                        td { {count(&of(centre.id.clone()))} }
                        td { {count(&of(centre.id.clone()).into_iter().filter(|row| is_emergency(row)).collect::<Vec<_>>())} }
                        td { {count(&of(centre.id.clone()).into_iter().filter(|row| row.state == WorkState::Open).collect::<Vec<_>>())} }
                    }
                }
            }
        }
        p { class: "field-hint", {t("console.centres.hint")} }
    }
}
