//! One of those who are followed: room or name first, how they are, and who sees to it.

use dioxus::prelude::*;
use domain::api::following::{Followed, FollowedAlert};
use domain::ids::CaseId;
use ui::level::{LevelBadge, code};
use ui::texts::{t, tf};

use super::file::{is_late, level};
use crate::due::{Due, moment, use_now};
use crate::route::Route;
use crate::{people, words};

/// Id of somebody's link on the page.
pub fn id_of(case: &CaseId) -> String {
    format!("followed-{case}")
}

/// A card of a room, or of somebody who is at home.
#[component]
pub fn Person(row: Followed, acting: bool, onact: Callback<Followed>) -> Element {
    let now = use_now();
    let shade = level(&row).map_or("none", code);
    let name = row.kana.clone().unwrap_or_else(|| people::number(&row.case));
    let age = row.age_months.map(people::age).unwrap_or_default();
    let act = |alert: FollowedAlert| {
        let word = t(if alert.mine { "console.act.put_back" } else { "console.act.take" });
        (alert, word)
    };
    let alert = row.alerts.first().cloned().map(act);
    let late = is_late(&row, now);
    rsx! {
        li { class: "followed row-{shade}",
            p { class: "followed-who",
                Link { id: id_of(&row.case), class: "row-link", to: Route::Case { case: row.case.clone() },
                    if let Some(room) = &row.room {
                        span { class: "followed-room", {tf("console.case.room", &[("room", room)])} }
                        " "
                    }
                    span { class: "who-kana", "{name}" }
                    " "
                    span { class: "who-age", "{age}" }
                }
            }
            p { class: "followed-last",
                match &row.last {
                    Some(last) => rsx! {
                        if row.alerts.is_empty() {
                            LevelBadge { level: last.level }
                            " "
                        }
                        {tf("console.following.last", &[("time", &moment(last.at, now))])}
                    },
                    None => rsx! {
                        {t("console.following.no_entry")}
                    },
                }
                if late && row.alerts.is_empty() {
                    " "
                    span { class: "tag", {t("console.following.overdue")} }
                }
            }
            if let Some(until) = row.until {
                p { class: "followed-last", {tf("console.following.until", &[("time", &moment(until, now))])} }
            }
            for alert in &row.alerts {
                {described(alert)}
            }
            if let Some((alert, word)) = alert {
                div { class: "buttons",
                    if alert.taken_by.is_none() || alert.mine {
                        button {
                            class: "button",
                            class: if !alert.mine { "button-main" },
                            r#type: "button",
                            "aria-disabled": acting,
                            "aria-label": [word, ": ", &name].concat(),
                            onclick: {
                                let row = row.clone();
                                move |_| onact.call(row.clone())
                            },
                            {word}
                        }
                    }
                    if alert.mine {
                        Link { class: "button button-main", to: Route::Call { case: row.case.clone() }, {t("console.act.call")} }
                    }
                }
            }
        }
    }
}

/// An alert with its clock and whoever has it.
fn described(alert: &FollowedAlert) -> Element {
    let state = match (&alert.taken_by, alert.mine) {
        (None, _) => t("console.state.open").to_owned(),
        (Some(_), true) => t("console.state.mine").to_owned(),
        (Some(name), false) if !name.is_empty() => tf("console.state.in_hand_by", &[("name", name)]),
        (Some(_), false) => t("console.state.in_hand").to_owned(),
    };
    rsx! {
        div { class: "followed-alert",
            p { class: "owed-line",
                LevelBadge { level: alert.level }
                span { {words::family(alert.family)} }
                if alert.reported_late {
                    span { class: "tag", {t("console.row.reported_late")} }
                }
            }
            p { class: "owed-line", Due { at: alert.due_at } span { class: "cell-state", "{state}" } }
        }
    }
}
