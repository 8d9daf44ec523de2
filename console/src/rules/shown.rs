//! What counts, whose it is, and what was published.

use dioxus::prelude::*;
use domain::api::rules::{RuleStanding, RuleValue, RuleVersion, Rules};
use domain::rules::compose::{base, flat, value_at};
use domain::time::Time;
use ui::dates;
use ui::texts::{language, t, tf};

use super::value::in_words;
use super::words::{GROUPS, authority, full_name, group, heading, name};
use crate::{people, words};

/// The authorities whose rules count here, the nation first; the nearest wins.
#[component]
pub fn Authorities(rules: Rules) -> Element {
    let in_force: Vec<_> =
        rules.versions.iter().filter(|version| version.standing == RuleStanding::InForce).cloned().collect();
    let (own, above): (Vec<_>, Vec<_>) =
        in_force.into_iter().partition(|version| version.organisation.id == rules.organisation.id);
    let here = people::organisation(&rules.organisation);
    rsx! {
        section { class: "rules-part",
            h2 { {t("console.rules.authorities")} }
            ol { class: "rules-authorities",
                li {
                    strong { {t("console.rules.nation")} }
                    span { {tf("console.rules.embedded", &[("version", &rules.embedded)])} }
                }
                for version in above {
                    li { key: "{version.id}",
                        strong { {people::place(&version.organisation)} }
                        Published { version, now: rules.now }
                    }
                }
                li {
                    strong { "{here}" }
                    for version in own.iter().cloned() {
                        Published { key: "{version.id}", version, now: rules.now }
                    }
                    if own.is_empty() {
                        span { {t("console.rules.nothing_own")} }
                    }
                }
            }
        }
    }
}

/// Since when a version counts, who published it and why.
#[component]
fn Published(version: RuleVersion, now: Time) -> Element {
    let by = [words::role(version.by.role), version.by.name.as_deref().unwrap_or_default()].join(" ");
    rsx! {
        span { {span_of(&version, now)} }
        span { class: "rules-by",
            {tf("console.rules.by", &[("who", by.trim()), ("time", &dates::moment(language(), version.published_at, now))])}
        }
        if let Some(reason) = &version.reason {
            span { class: "rules-reason", {tf("console.rules.because", &[("reason", reason)])} }
        }
    }
}

fn span_of(version: &RuleVersion, now: Time) -> String {
    let number = version.version.to_string();
    let from = dates::moment(language(), version.valid_from, now);
    match version.valid_until {
        None => tf("console.rules.from", &[("version", &number), ("from", &from)]),
        Some(until) => {
            let until = dates::moment(language(), until, now);
            tf("console.rules.from_until", &[("version", &number), ("from", &from), ("until", &until)])
        }
    }
}

/// Every value that counts now, part by part; what is not the nation's stands out.
#[component]
pub fn Sections(rules: Rules) -> Element {
    let default = base(rules.now);
    let row = |value: &RuleValue| {
        let nation = value_at(&default, &value.path).filter(|_| value.of.is_some());
        rsx! {
            tr { key: "{value.path}", class: if value.of.is_some() { "rule-differs" },
                th { scope: "row", {name(&value.path)} }
                td {
                    span { class: "rule-value", {in_words(&value.path, &value.value)} }
                    if let Some(of) = &value.of {
                        span { class: "tag", {authority(&rules, of)} }
                    }
                    if let Some(nation) = nation {
                        span { class: "rule-nation", {tf("console.rules.nation_value", &[("value", &in_words(&value.path, nation))])} }
                    }
                }
            }
        }
    };
    rsx! {
        div { class: "rules-sections",
            for part in GROUPS {
                section { key: "{part}", class: "rules-part",
                    h2 { id: "rules-{part}", {heading(part)} }
                    table { class: "rules", "aria-labelledby": "rules-{part}",
                        tbody {
                            for value in rules.values.iter().filter(|value| group(&value.path) == part) {
                                {row(value)}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What was published, the latest first.
#[component]
pub fn History(rules: Rules) -> Element {
    rsx! {
        section { class: "rules-part",
            h2 { {t("console.rules.history")} }
            if rules.versions.is_empty() {
                p { {t("console.rules.no_history")} }
            }
            ol { class: "rules-history",
                for version in rules.versions.clone() {
                    li { key: "{version.id}",
                        p {
                            span { class: "tag", {standing(version.standing)} }
                            strong { {people::place(&version.organisation)} }
                        }
                        p { class: "rules-published", Published { version: version.clone(), now: rules.now } }
                        ul {
                            for (path , value) in flat(&version.changes) {
                                li { key: "{path}", {tf("console.rules.is", &[("rule", &full_name(&path)), ("value", &in_words(&path, &value))])} }
                            }
                            if version.changes.is_empty() {
                                li { {t("console.rules.withdrawn")} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn standing(standing: RuleStanding) -> &'static str {
    t(match standing {
        RuleStanding::Planned => "console.rules.planned",
        RuleStanding::InForce => "console.rules.in_force",
        RuleStanding::Over => "console.rules.over",
        RuleStanding::Unknown => "console.other",
    })
}
