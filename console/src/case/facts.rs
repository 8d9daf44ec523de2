//! Who the person is, where they are, and how they were last.

use dioxus::prelude::*;
use domain::api::case::{CaseView, Entry, What};
use domain::ids::OrganisationId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::possible;
use domain::person::phone_digits;
use domain::placement::CareStatus;
use domain::reading::{Answers, Measure};
use domain::time::Time;
use domain::triage::Reason;
use ui::dates;
use ui::level::LevelBadge;
use ui::texts::{language, t, tf};

use crate::desk::{Desk, use_desk};
use crate::due::{moment, use_now};
use crate::{people, words};

/// Name, kana, age, sex, telephone and place, in two lines.
#[component]
pub fn Who(view: CaseView) -> Element {
    let who = &view.identity;
    let age = who.age_months(dates::day_of(view.now)).or(view.personal.age_months);
    let age = age.map(people::age).unwrap_or_default();
    let dial = who.phone.as_ref().map(|phone| phone_digits(phone).unwrap_or_else(|| phone.clone()));
    rsx! {
        p { class: "who",
            if let Some(kana) = &who.name_kana {
                span { class: "who-kana", "{kana}" }
            }
            span { "{age}" }
            span { {words::sex(who.sex)} }
            if view.personal.pregnant {
                span { class: "tag", {t("console.case.pregnant")} }
            }
            span { "{who.municipality}" }
            if let (Some(phone), Some(dial)) = (&who.phone, dial) {
                a { class: "phone", href: "tel:{dial}", "aria-label": tf("console.case.phone", &[("number", phone)]), "{phone}" }
            } else {
                span { class: "phone", {t("console.case.phone_unknown")} }
            }
        }
    }
}

/// Care status, place and room in one line.
pub fn whereabouts(
    desk: Desk,
    care_status: CareStatus,
    place: Option<&OrganisationId>,
    room: Option<&str>,
) -> String {
    let mut parts = vec![words::care_status(care_status).to_owned()];
    parts.extend(place.map(|place| desk.place_name(place)));
    parts.extend(room.map(|room| tf("console.case.room", &[("room", room)])));
    parts.join(" ")
}

/// Where the person is and how they are followed.
#[component]
pub fn Where(
    view: CaseView,
    /// Called when the patient is to be moved.
    onmove: EventHandler<()>,
    /// Called when the case is to be ended.
    onend: EventHandler<()>,
    /// Called when a visit to a doctor is to be entered.
    onvisit: EventHandler<()>,
    /// Called when a physician's limits are to be entered.
    onlimit: EventHandler<()>,
    /// Called when the case is to be assigned to a contractor, or taken back.
    onassign: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let place = view.place.as_ref().map(|place| desk.place_name(place));
    let room = view.room.as_ref().map(|room| tf("console.case.room", &[("room", room)]));
    let place: Vec<_> = place.into_iter().chain(room).collect();
    let birth_date = view.identity.birth_date.map(people::birth_date);
    let birth_date = birth_date.unwrap_or_else(|| t("console.case.birth_unknown").to_owned());
    let whole = !desk.follows_only();
    let assigned = view.contractor.as_ref().zip(view.contractor_until);
    let assigns = desk.may(Operation::AssignContractor)
        && view.ended_at.is_none()
        && desk.list.read().as_ref().is_some_and(|list| !list.contractors.is_empty());
    rsx! {
        section { class: "card",
            h2 { {t("console.case.where")} }
            dl { class: "facts",
                Fact { name: t("console.case.status"), value: words::care_status(view.care_status) }
                if !place.is_empty() {
                    Fact { name: t("console.field.place"), value: place.join(" ") }
                }
                Fact { name: t("console.case.since"), value: Moment(view.placed_at, view.now) }
                if let Some(ended) = view.ended_at {
                    Fact { name: t("console.case.ended"), value: Moment(ended, view.now) }
                }
                if let Some(outcome) = view.outcome {
                    Fact { name: t("console.timeline.ended"), value: words::outcome(outcome) }
                }
                Fact { name: t("console.case.kind"), value: words::case_kind(view.kind) }
                Fact { name: t("console.field.risk"), value: words::risk(view.risk) }
                if let Some(limits) = limits(&view) {
                    Fact { name: t("console.limits.title"), value: limits }
                }
                Fact { name: t("console.field.channel"), value: words::channel(view.channel) }
                if whole {
                    Fact { name: t("shared.field.birth_date"), value: birth_date.clone() }
                    Fact { name: t("console.case.devices"), value: view.devices.to_string() }
                }
                if let Some((contractor, until)) = assigned {
                    Fact { name: t("console.field.contractor"), value: desk.place_name(contractor) }
                    Fact { name: t("console.assign.ends"), value: Moment(until, view.now) }
                }
            }
            div { class: "buttons",
                if assigns {
                    button { class: "button", r#type: "button", onclick: move |_| onassign(()), {t("console.assign.title")} }
                }
                if view.ended_at.is_none() && desk.may(Operation::MovePatient) {
                    button { class: "button", r#type: "button", onclick: move |_| onmove(()), {t("console.move.title")} }
                }
                if desk.may(Operation::RecordVisit) {
                    button { class: "button", r#type: "button", onclick: move |_| onvisit(()), {t("console.visit.title")} }
                }
                if view.ended_at.is_none() && desk.may(Operation::SetPersonalLimits) {
                    button { class: "button", r#type: "button", onclick: move |_| onlimit(()), {t("console.limits.title")} }
                }
                if desk.may(Operation::RecordOutcome) && !possible(view.kind, view.care_status, view.outcome).is_empty() {
                    button { class: "button", r#type: "button", onclick: move |_| onend(()), {t("console.ending.title")} }
                }
            }
        }
    }
}

/// A physician's limits, as far as they count on this day; what they are set to later stands in the story.
fn limits(view: &CaseView) -> Option<String> {
    let today = dates::day_of(view.now);
    let personal = view.personal.on(today);
    let set = [
        ("console.limits.low", personal.spo2_low_limit),
        ("console.limits.baseline", personal.spo2_baseline),
    ];
    let set = set.into_iter().filter_map(|(key, limit)| Some(format!("{} {}%", t(key), limit?)));
    let mut lines: Vec<String> = set.collect();
    if lines.is_empty() {
        return None;
    }
    let until = personal.limits_until.map(|day| dates::day(language(), day, view.now));
    lines.extend(until.map(|day| tf("console.limits.until_day", &[("day", &day)])));
    Some(words::list(lines.iter().map(String::as_str)))
}

#[allow(non_snake_case)] // reads like a part of the page
fn Moment(at: Time, now: Time) -> String {
    dates::moment(language(), at, now)
}

#[component]
fn Fact(name: &'static str, value: String) -> Element {
    rsx! {
        div { dt { {name} } dd { "{value}" } }
    }
}

/// A check-in as the pages show it.
pub struct Shown<'a> {
    /// What was typed.
    pub answers: &'a Answers,
    /// What it was judged to be.
    pub level: Level,
    /// Why.
    pub reasons: &'a [Reason],
    /// When it was true.
    pub effective_at: Time,
}

/// The check-ins of a timeline, the latest first by when they were true.
pub fn check_ins(timeline: &[Entry]) -> Vec<Shown<'_>> {
    let mut found: Vec<_> = timeline
        .iter()
        .filter_map(|entry| match &entry.what {
            What::CheckedIn { answers, level, reasons, effective_at, .. } => {
                Some(Shown { answers, level: *level, reasons, effective_at: *effective_at })
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|shown| std::cmp::Reverse(shown.effective_at));
    found
}

/// The last check-in: level, reasons, and each value beside the one before.
#[component]
pub fn LastValues(view: CaseView) -> Element {
    let now = use_now();
    let all = check_ins(&view.timeline);
    let Some(last) = all.first() else {
        return rsx! {
            section { class: "card",
                h2 { {t("console.case.last")} }
                p { {t("console.case.no_check_in")} }
            }
        };
    };
    let before = all.get(1).map(|shown| shown.answers);
    rsx! {
        section { class: "card",
            h2 { {t("console.case.last")} }
            p { class: "last-line",
                LevelBadge { level: last.level }
                span { {moment(last.effective_at, now)} " (" {dates::relative(language(), last.effective_at, now)} ")" }
            }
            if !last.reasons.is_empty() {
                p { class: "why-reasons", {words::reasons(last.reasons)} }
            }
            div { class: "values",
                for measure in [Measure::BodyTemperature, Measure::Spo2, Measure::Pulse] {
                    div { key: "{measure.code()}", class: "value",
                        span { class: "value-name", {words::measure(measure)} }
                        span { class: "value-number", {value(last.answers, measure)} }
                        if let Some(before) = before.and_then(|answers| number(answers, measure)) {
                            span { class: "value-before", {tf("console.case.before", &[("value", &before)])} }
                        }
                    }
                }
            }
            p { {symptoms(last.answers)} }
        }
    }
}

/// A value, or why there is none.
pub fn value(answers: &Answers, measure: Measure) -> String {
    if answers.could_not_measure.contains(&measure) {
        return t("console.case.could_not_measure").to_owned();
    }
    number(answers, measure).unwrap_or_else(|| "–".to_owned())
}

/// A value with its unit, if it was measured.
pub fn number(answers: &Answers, measure: Measure) -> Option<String> {
    match measure {
        Measure::BodyTemperature => answers.body_temperature.map(|value| format!("{value:.1} ℃")),
        Measure::Spo2 => answers.spo2.map(|value| format!("{value:.0} %")),
        Measure::Pulse => {
            answers.pulse.map(|value| tf("console.case.pulse", &[("value", &format!("{value:.0}"))]))
        }
    }
}

/// Symptoms as one line; what was not asked is not "none".
pub fn symptoms(answers: &Answers) -> String {
    let mut all: Vec<_> = answers.emergency_symptoms.iter().copied().map(words::emergency).collect();
    all.extend(answers.pregnancy_symptoms.iter().copied().map(words::pregnancy));
    all.extend(answers.symptoms.iter().flatten().copied().map(words::symptom));
    if answers.antipyretic_taken == Some(true) {
        all.push(t("console.case.antipyretic"));
    }
    match (all.is_empty(), &answers.symptoms) {
        (true, Some(_)) => t("console.case.no_symptoms").to_owned(),
        (true, None) => t("console.case.symptoms_not_asked").to_owned(),
        _ => words::list(all.into_iter()),
    }
}
