//! All beds, or all rooms, of the institutions that have entered theirs.

use dioxus::prelude::*;
use domain::api::capacity::CapacityTotal;
use domain::capacity::{CapacityKind, Figure};
use ui::texts::{t, tf};

use super::values::name;

/// The sums of one kind, with how many institutions are in each.
#[component]
pub fn Total(total: CapacityTotal) -> Element {
    let CapacityTotal { kind, institutions, entered, .. } = total;
    let title = t(match kind {
        CapacityKind::Rooms => "console.capacity.rooms",
        _ => "console.capacity.beds",
    });
    let counted = tf(
        "console.capacity.entered",
        &[("entered", &entered.to_string()), ("all", &institutions.to_string())],
    );
    let sums = total.sums.iter().filter_map(|sum| {
        let figure = Figure::ALL.into_iter().find(|figure| figure.code() == sum.figure)?;
        let text = sum.sum.map_or_else(|| t("console.capacity.not_known").to_owned(), |sum| sum.to_string());
        // A sum without everybody says so.
        let partial = (sum.known < institutions && sum.sum.is_some())
            .then(|| tf("console.capacity.known", &[("known", &sum.known.to_string())]));
        Some((name(kind, figure), text, partial))
    });
    rsx! {
        section { class: "capacity-total", "aria-label": title,
            h2 { "{title}" }
            p { class: if entered < institutions { "tag capacity-missing" } else { "field-hint" }, "{counted}" }
            dl {
                for (name , text , partial) in sums {
                    div { key: "{name}",
                        dt { "{name}" }
                        dd {
                            "{text}"
                            if let Some(partial) = partial {
                                span { class: "field-hint", " {partial}" }
                            }
                        }
                    }
                }
                if let Some(share) = total.occupancy_permille {
                    div {
                        dt { {t("console.capacity.occupancy")} }
                        dd { {format!("{}.{} %", share / 10, share % 10)} }
                    }
                }
            }
        }
    }
}
