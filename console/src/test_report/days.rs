//! The last days: what is filed, and what is not.

use chrono::Days as Count;
use dioxus::prelude::*;
use domain::api::test_report::{TestDay, TestReports};
use domain::time::Date;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::file::SHOWN;
use super::words;

/// Each of the last days, today first, and a button that takes it into the form.
#[component]
pub fn Days(reports: TestReports, onchoose: EventHandler<(Date, Option<TestDay>)>) -> Element {
    let today = dates::day_of(clock::now());
    let days: Vec<Date> = (0..SHOWN).filter_map(|back| today.checked_sub_days(Count::new(back))).collect();
    let filed = |day: Date| reports.days.iter().find(|filed| filed.day == day).cloned();
    let missing = days.iter().filter(|day| filed(**day).is_none()).count();
    rsx! {
        section { class: "test-days", "aria-labelledby": "test-days",
            div { class: "heading",
                h2 { id: "test-days", {t("console.tests.days")} }
                p {
                    if reports.days.is_empty() {
                        {t("console.tests.empty")}
                    } else if missing > 0 {
                        {tf("console.tests.missing", &[("count", &missing.to_string())])}
                    } else {
                        {t("console.tests.complete")}
                    }
                }
            }
            ol { class: "test-list",
                for day in days {
                    Row { key: "{day}", day, filed: filed(day), institution: reports.institution.clone(), onchoose }
                }
            }
        }
    }
}

#[component]
fn Row(
    day: Date,
    filed: Option<TestDay>,
    institution: Option<domain::ids::OrganisationId>,
    onchoose: EventHandler<(Date, Option<TestDay>)>,
) -> Element {
    let name = dates::day(language(), day, clock::now());
    let (key, class) = match &filed {
        Some(_) => ("console.tests.correct", "test-day"),
        None => ("console.tests.enter", "test-day test-day-missing"),
    };
    let chosen = filed.clone();
    rsx! {
        li { class, "data-day": "{day}",
            span { class: "test-day-name", "{name}" }
            div { class: "test-day-numbers",
                match &filed {
                    Some(filed) => rsx! {
                        p { class: "test-day-sum", {words::of_day(&filed.latest.counts)} }
                        for (i , count) in filed.latest.counts.methods.iter().enumerate().filter(|(_, count)| count.tests > 0) {
                            p { key: "{i}", class: "field-hint",
                                {words::method(count.method)} " " {words::of_method(&filed.latest.counts, count.method)}
                            }
                        }
                    },
                    None => rsx! {
                        p { class: "tag test-missing", {t("console.tests.not_reported")} }
                    },
                }
            }
            p { class: "test-day-by field-hint",
                if let Some(filed) = &filed {
                    {words::filed(&filed.latest, institution.as_ref())}
                }
            }
            button {
                class: "button",
                r#type: "button",
                "aria-label": tf("console.tests.of_day", &[("what", t(key)), ("day", &name)]),
                onclick: move |_| onchoose((day, chosen.clone())),
                {t(key)}
            }
        }
    }
}
