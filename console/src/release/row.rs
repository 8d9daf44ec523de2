//! A release: who, when, by which conditions.

use dioxus::prelude::*;
use domain::api::release::ReleaseRow;
use domain::release::Verdict;
use domain::time::Time;
use ui::dates;
use ui::texts::{language, t, tf};

use super::conditions::Conditions;
use crate::route::Route;
use crate::{people, words};

/// Whom a row is about.
pub fn who(row: &ReleaseRow) -> String {
    row.label.as_ref().map_or_else(|| people::number(&row.case), people::label)
}

/// Whether a row can be released together with others: everything is known and met, and nobody has it in hand.
pub fn is_ready(row: &ReleaseRow) -> bool {
    row.assessment.verdict == Verdict::Ready && row.taken_by.is_none()
}

/// One release.
#[component]
pub fn Row(
    /// The release.
    row: ReleaseRow,
    /// When the list was fetched.
    at: Time,
    /// Whether it is chosen.
    chosen: bool,
    /// Called with whether it is chosen now.
    onchoose: EventHandler<bool>,
    /// Called when it is to be decided by itself.
    ondecide: EventHandler<()>,
) -> Element {
    let who = who(&row);
    let assessed = &row.assessment;
    let day = |day| dates::day(language(), day, at);
    let verdict = match assessed.verdict {
        Verdict::Ready => "console.release.ready",
        Verdict::NotYet => "console.release.not_yet",
        Verdict::ByHand | Verdict::Unknown => "console.release.by_hand",
    };
    rsx! {
        tr { class: "release", class: "release-{assessed.verdict.code()}",
            td { class: "release-choice",
                if is_ready(&row) {
                    input {
                        r#type: "checkbox",
                        id: "choose-{row.case}",
                        "aria-label": tf("console.release.choose", &[("who", &who)]),
                        checked: chosen,
                        onchange: move |event| onchoose(event.checked()),
                    }
                }
            }
            th { scope: "row",
                Link { class: "row-link", to: Route::Case { case: row.case.clone() }, "{who}" }
                span { class: "release-where", {words::care_status(row.care_status)} }
            }
            td { "data-name": t("console.field.release_date"),
                match (assessed.last_isolation_day, assessed.release_date) {
                    (Some(last), Some(released)) => rsx! {
                        strong { {day(released)} }
                        span { class: "release-where", {tf("console.release.last", &[("day", &day(last))])} }
                    },
                    _ => rsx! { {t("console.release.unknown")} },
                }
            }
            td { "data-name": t("console.release.conditions"), Conditions { assessment: assessed.clone() } }
            td { class: "release-acts",
                p { class: "release-verdict", {t(verdict)} }
                if let Some(name) = &row.taken_by {
                    p { class: "field-hint", {tf("console.release.taken", &[("name", name)])} }
                }
                button {
                    class: "button",
                    r#type: "button",
                    id: "decide-{row.case}",
                    "aria-label": tf("console.inpatients.of", &[("what", t("console.release.decide")), ("who", &who)]),
                    onclick: move |_| ondecide(()),
                    {t("console.release.decide")}
                }
            }
        }
    }
}
