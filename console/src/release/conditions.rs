//! The conditions of a release, each with its day. What is unknown is marked as such.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::release::{Assessment, Condition, Course, Holds, Judged, Verdict};
use domain::time::Date;
use ui::dates;
use ui::texts::{language, t, tf};

/// Last day of isolation and release date of an end in the story, with the version that decided.
pub fn dates_of(released: Date, assessed: Option<&Assessment>) -> String {
    let last = released.pred_opt().unwrap_or(released);
    let criteria = assessed.map(|assessed| assessed.criteria.clone()).unwrap_or_default();
    let (last, released) = (dates::full_day(language(), last), dates::full_day(language(), released));
    tf("console.release.dates", &[("last", &last), ("released", &released), ("criteria", &criteria)])
}

/// Every condition: a sign, its name, its day.
#[component]
pub fn Conditions(assessment: Assessment) -> Element {
    rsx! {
        ul { class: "conditions",
            for one in assessment.conditions {
                li { key: "{one.condition.code()}", class: "condition-{one.holds.code()}",
                    span { class: "condition-sign", {sign(one.holds)} }
                    span { class: "condition-name", {t(&["console.field.", one.condition.code()].concat())} }
                    if let Some(day) = day(&one) {
                        span { class: "condition-day", "{day}" }
                    }
                }
            }
        }
        p { class: "field-hint",
            {tf("console.release.by", &[("criteria", &assessment.criteria), ("course", t(course(assessment.course)))])}
            if let Some(anchor) = assessment.anchor {
                " · "
                {tf("console.release.anchor", &[("day", &dates::full_day(language(), anchor))])}
            }
        }
    }
}

/// A sign and a word: colour is never the only sign.
fn sign(holds: Holds) -> &'static str {
    t(match holds {
        Holds::Met => "console.release.met",
        Holds::Not => "console.release.not",
        Holds::Unknown => "console.release.unknown",
    })
}

fn day(one: &Judged) -> Option<String> {
    let key = match (one.condition, one.holds) {
        (_, Holds::Met) | (Condition::Relief, _) => "console.release.since",
        _ => "console.release.until",
    };
    Some(tf(key, &[("day", &dates::full_day(language(), one.since?))]))
}

const fn course(course: Course) -> &'static str {
    match course {
        Course::Symptomatic => "console.release.course.symptomatic",
        Course::Asymptomatic => "console.release.course.asymptomatic",
        Course::Ventilated => "console.release.course.ventilated",
        Course::CaredFor => "console.release.course.cared_for",
        Course::Unknown => "console.other",
    }
}

/// When the person of a case is expected to be released.
#[component]
pub fn Expected(view: CaseView) -> Element {
    let Some(assessment) = view.release else { return rsx! {} };
    let date = assessment.release_date.map(|day| ("console.release.expected_on", day));
    let date = date.or(assessment.earliest.map(|day| ("console.release.expected_from", day)));
    let line = match date {
        Some((key, day)) => tf(key, &[("day", &dates::full_day(language(), day))]),
        None => t("console.release.expected_unknown").to_owned(),
    };
    rsx! {
        section { class: "card",
            h2 { {t("console.release.expected")} }
            p { strong { "{line}" } }
            if assessment.verdict == Verdict::ByHand {
                p { {t("console.release.by_hand")} }
            }
            Conditions { assessment: *assessment }
        }
    }
}
