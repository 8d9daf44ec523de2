//! The prefecture's view: how many alarms each health centre has, and how many nobody has in hand.

use dioxus::prelude::*;
use domain::api::work::WorkRow;
use domain::work::WorkState;
use ui::texts::t;

use crate::desk::{List, is_emergency};
use crate::people;

/// A column: its name, and which rows it counts.
type Column = (&'static str, fn(&WorkRow) -> bool);

/// The counts of each health centre, of the rows that are loaded, which a `+` says where there are more.
pub fn centres(list: &List) -> Element {
    let more = if list.has_more { "+" } else { "" };
    let what: [Column; 3] = [
        ("console.centres.alarms", |_| true),
        ("console.centres.emergencies", is_emergency),
        ("console.centres.nobody", |row| row.state == WorkState::Open),
    ];
    rsx! {
        table { class: "centres",
            caption { class: "visually-hidden", {t("console.centres.title")} }
            thead {
                tr {
                    th { scope: "col", {t("console.centres.centre")} }
                    for (name , _) in what {
                        th { scope: "col", {t(name)} }
                    }
                }
            }
            tbody {
                for centre in &list.centres {
                    tr { key: "{centre.id}",
                        th { scope: "row", {people::place(centre)} }
                        for (_ , counts) in what {
                            td {
                                {
                                    let is_theirs = |row: &&WorkRow| {
                                        row.seen_as.as_ref().is_some_and(|about| about.owner == centre.id) && counts(row)
                                    };
                                    format!("{}{more}", list.rows.iter().filter(is_theirs).count())
                                }
                            }
                        }
                    }
                }
            }
        }
        p { class: "field-hint", {t("console.centres.hint")} }
    }
}
