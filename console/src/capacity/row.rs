//! An institution on the day: its figures, or that they are missing; and the form under it.

use dioxus::prelude::*;
use domain::api::capacity::CapacityRow;
use domain::capacity::CapacityKind;
use domain::ids::OrganisationId;
use ui::clock;
use ui::texts::{t, tf};

use super::entry::Entry;
use super::file::File;
use super::values::name;
use crate::{due, people, words};

/// One institution; the form stands under the row that is open.
#[component]
pub fn Row(
    /// The institution.
    row: CapacityRow,
    /// For whom the person acts.
    here: OrganisationId,
    /// The day.
    file: File,
    /// Whether the form is open.
    open: bool,
    /// Called when it is to be opened.
    onopen: EventHandler<()>,
    /// Called when it is done with; whether something was entered.
    onentered: EventHandler<bool>,
) -> Element {
    let who = people::place(&row.institution);
    let key = if row.latest.is_some() { "console.capacity.correct" } else { "console.capacity.enter" };
    let aria = tf("console.inpatients.of", &[("what", t(key)), ("who", &who)]);
    let kind = t(match row.kind {
        CapacityKind::Rooms => "console.capacity.hotel",
        _ => "console.capacity.hospital",
    });
    rsx! {
        tr { class: "capacity", class: if row.latest.is_none() { "capacity-is-missing" }, "data-institution": "{row.institution.id}",
            th { scope: "row", "{who}" span { class: "capacity-kind field-hint", "{kind}" } }
            td { class: "capacity-figures",
                match &row.latest {
                    None => rsx! {
                        span { class: "tag capacity-missing", {t("console.capacity.missing")} }
                    },
                    Some(latest) => rsx! {
                        dl {
                            for figure in row.kind.figures().iter().copied() {
                                div { key: "{figure.code()}",
                                    dt { {name(row.kind, figure)} }
                                    dd {
                                        {latest.capacity.get(figure).map_or_else(|| t("console.capacity.not_known").to_owned(), |value| value.to_string())}
                                    }
                                }
                            }
                            if let Some(free) = latest.capacity.free() {
                                div { class: "capacity-free",
                                    dt { {t("console.capacity.free")} }
                                    dd { "{free}" }
                                }
                            }
                        }
                    },
                }
            }
            td { class: "capacity-by field-hint",
                if let Some(latest) = &row.latest {
                    {
                        tf(
                            if latest.organisation == row.institution.id { "console.tests.filed" } else { "console.tests.filed_for" },
                            &[
                                ("version", &latest.version.to_string()),
                                ("time", &due::moment(latest.filed_at, clock::now())),
                                ("who", latest.by.name.as_deref().unwrap_or("–")),
                                ("role", words::role(latest.by.role)),
                            ],
                        )
                    }
                }
            }
            td { class: "capacity-acts",
                button {
                    class: "button",
                    class: if row.latest.is_none() { "button-main" },
                    r#type: "button",
                    id: "capacity-open-{row.institution.id}",
                    "aria-expanded": open,
                    "aria-label": aria,
                    onclick: move |_| onopen(()),
                    {t(key)}
                }
            }
        }
        if open {
            tr { class: "capacity-entry",
                td { colspan: "4", Entry { row: row.clone(), here, file, onclose: onentered } }
            }
        }
    }
}
