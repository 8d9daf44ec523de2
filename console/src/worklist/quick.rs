//! The filters that are one key away, each with what it would show.

use dioxus::prelude::*;
use domain::api::work::WorkRow;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use ui::texts::{t, tf};

use crate::desk::Desk;
use crate::due::use_now;

/// A filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quick {
    /// Everything.
    #[default]
    All,
    /// What I have in hand.
    Mine,
    /// What nobody has in hand.
    Unassigned,
    /// Patients in a hotel or a facility.
    Hotel,
    /// Due within the hour, or overdue.
    Soon,
    /// Nobody has reached the patient.
    NotReached,
}

/// All of them, in the order of their keys 1 to 6.
pub const ALL: [(Quick, &str); 6] = [
    (Quick::All, "console.quick.all"),
    (Quick::Mine, "console.quick.mine"),
    (Quick::Unassigned, "console.quick.unassigned"),
    (Quick::Hotel, "console.quick.hotel"),
    (Quick::Soon, "console.quick.soon"),
    (Quick::NotReached, "console.quick.not_reached"),
];

/// Whether a filter leaves a row.
pub fn holds(row: &WorkRow, quick: Quick, now: Time) -> bool {
    match quick {
        Quick::All => true,
        Quick::Mine => row.mine,
        Quick::Unassigned => row.state == WorkState::Open,
        Quick::Hotel => row.place.is_some(),
        Quick::Soon => row.due_at - now <= Span::hours(1),
        Quick::NotReached => {
            matches!(row.family, Family::Silence | Family::Visit | Family::Number) && !row.reported_late
        }
    }
}

/// The filter of a key.
pub fn of_key(key: &str) -> Option<Quick> {
    let place = key.parse::<usize>().ok()?.checked_sub(1)?;
    ALL.get(place).map(|(quick, _)| *quick)
}

/// The filters side by side. A count is of the rows that are loaded: where there are more, it says so.
#[component]
pub fn QuickFilters(desk: Desk) -> Element {
    // By the minute: which rows are due soon does not change within one.
    let now = use_now();
    let minute = use_memo(use_reactive!(|now| Time::from_seconds(now.seconds() / 60 * 60)));
    let mut chosen = desk.quick;
    let counts = use_memo(move || {
        let list = desk.list.read();
        let rows = list.iter().flat_map(|list| &list.rows);
        ALL.map(|(quick, _)| rows.clone().filter(|row| holds(row, quick, minute())).count())
    });
    let more = if desk.list.read().as_ref().is_some_and(|list| list.has_more) { "+" } else { "" };
    rsx! {
        div { class: "quick", role: "group", "aria-label": t("console.quick.title"),
            for (i , (quick , key)) in ALL.into_iter().enumerate() {
                button {
                    key: "{key}",
                    class: "quick-choice",
                    r#type: "button",
                    "aria-pressed": chosen() == quick,
                    "aria-keyshortcuts": "{i + 1}",
                    onclick: move |_| chosen.set(quick),
                    {t(key)}
                    span { class: "quick-count", "{counts.read()[i]}{more}" }
                }
            }
            if !more.is_empty() {
                span { class: "quick-note", {tf("console.quick.of_loaded", &[("count", &counts.read()[0].to_string())])} }
            }
        }
    }
}
