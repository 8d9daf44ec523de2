//! An inpatient: who, where, since when, how; and what can be entered.

use dioxus::prelude::*;
use domain::api::hospital::InpatientRow;
use domain::condition::{Condition, Severity};
use domain::time::Time;
use ui::dates;
use ui::texts::{language, t, tf};

use super::entry::Entry;
use crate::desk::use_desk;
use crate::route::Route;
use crate::{people, words};

/// One inpatient; the form stands under the row that is open.
#[component]
pub fn Row(
    /// The patient.
    row: InpatientRow,
    /// When the list was fetched.
    at: Time,
    /// For a health centre: which hospital, and a way to the case.
    of_centre: bool,
    /// Whether the form is open.
    open: bool,
    /// Called when it is to be opened.
    onopen: EventHandler<()>,
    /// Called when it is done with; whether something was entered.
    onentered: EventHandler<bool>,
    /// Called when the case is to be ended.
    onend: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let who = row.label.as_ref().map_or_else(|| people::number(&row.case), people::label);
    let waiting = row.is_waiting(at);
    let place = row.place.as_ref().filter(|_| of_centre).map(|place| desk.place_name(place));
    let days = dates::moment(language(), row.admitted_at, at);
    let aria = |key: &str| tf("console.inpatients.of", &[("what", t(key)), ("who", &who)]);
    rsx! {
        tr { class: "inpatient", class: if waiting { "inpatient-waiting" },
            th { scope: "row",
                if of_centre {
                    Link { class: "row-link", to: Route::Case { case: row.case.clone() }, "{who}" }
                } else {
                    "{who}"
                }
            }
            td { "data-name": t("console.inpatients.where"),
                if let Some(place) = place {
                    "{place} "
                }
                {row.room.as_ref().map(|room| tf("console.case.room", &[("room", room)])).unwrap_or_else(|| "–".to_owned())}
            }
            td { "data-name": t("console.inpatients.admitted"), "{days}" }
            td { "data-name": t("console.inpatients.condition"),
                match &row.newest {
                    Some(newest) => rsx! {
                        span { class: "inpatient-severity", class: if newest.condition.severity == Severity::Severe { "inpatient-severe" },
                            {words::severity(newest.condition.severity)}
                        }
                        span { class: "inpatient-treatment", {treatment(&newest.condition)} }
                    },
                    None => rsx! { {t("console.inpatients.none_yet")} },
                }
            }
            td { "data-name": t("console.inpatients.at"),
                if let Some(newest) = &row.newest {
                    {dates::moment(language(), newest.condition.at, at)}
                }
                if waiting {
                    span { class: "tag inpatient-tag", {t("console.inpatients.waiting")} }
                }
            }
            td { class: "inpatient-acts",
                button {
                    class: "button",
                    class: if waiting { "button-main" },
                    r#type: "button",
                    id: "enter-{row.case}",
                    "aria-expanded": open,
                    "aria-label": aria("console.inpatients.enter"),
                    onclick: move |_| onopen(()),
                    {t("console.inpatients.enter")}
                }
                button {
                    class: "button",
                    r#type: "button",
                    "aria-label": aria("console.inpatients.end"),
                    onclick: move |_| onend(()),
                    {t("console.inpatients.end")}
                }
            }
        }
        if open {
            tr { class: "inpatient-entry",
                td { colspan: "6", Entry { row: row.clone(), onclose: onentered } }
            }
        }
    }
}

fn treatment(condition: &Condition) -> String {
    let given = [
        (condition.oxygen, "console.treatment.oxygen"),
        (condition.ventilator, "console.treatment.ventilator"),
        (condition.ecmo, "console.treatment.ecmo"),
    ];
    words::list(given.into_iter().filter(|(given, _)| *given).map(|(_, key)| t(key)))
}
