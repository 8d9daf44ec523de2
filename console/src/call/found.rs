//! What the call found out about the patient, with what its consequence needs, and a promised call.

use dioxus::prelude::*;
use domain::api::work::Reached;
use domain::call::Finding;
use domain::first_contact::Language;
use ui::field::Field;
use ui::texts::{t, tf};

use super::form::Editing;
use super::values::PROMISE_DAYS;
use crate::desk::use_desk;
use crate::first_contact::words::spoken;
use crate::form::{Choice, When};
use crate::moment::Moment;
use crate::{people, words};

const FINDINGS: [Finding; 4] = [Finding::InHospital, Finding::Died, Finding::Language, Finding::Moved];

/// What was found out beside the values.
#[component]
pub fn FoundPart(editing: Editing) -> Element {
    let values = editing.values.read();
    // What a hotel or a contractor learns of a place or a death, the health centre enters.
    let follows_only = use_desk().follows_only();
    // Whoever speaks has not died.
    let possible = FINDINGS
        .into_iter()
        .filter(|finding| !follows_only || *finding == Finding::Language)
        .filter(|finding| *finding != Finding::Died || values.reached != Some(Reached::Patient));
    let options = std::iter::once((None, t("console.call.nothing_found").to_owned()))
        .chain(possible.map(|finding| (Some(finding), words::finding(finding).to_owned())));
    let consequence = match values.finding {
        Some(Finding::InHospital) => Some("console.call.then_hospital"),
        Some(Finding::Died) => Some("console.call.then_died"),
        Some(Finding::Language) => Some("console.call.then_language"),
        Some(Finding::Moved) => Some("console.call.then_moved"),
        Some(Finding::Unknown) | None => None,
    };
    rsx! {
        section { class: "form-part",
            Choice {
                name: "what",
                legend: t("console.call.found"),
                options: options.collect::<Vec<_>>(),
                chosen: Some(values.finding),
                onchoose: move |chosen| editing.change(|values| values.finding = chosen),
                error: editing.error("what"),
            }
            if follows_only {
                p { class: "field-hint", {t("console.call.tell_centre")} }
            }
            if let Some(consequence) = consequence {
                p { class: if values.finding == Some(Finding::Died) { "banner banner-caution" } else { "field-hint" }, role: "status", {t(consequence)} }
            }
            if matches!(values.finding, Some(Finding::InHospital | Finding::Died)) {
                When {
                    day_id: "at_day",
                    clock_id: "at",
                    at: values.found_at.clone(),
                    onchange: move |at: Moment| editing.change(|values| values.found_at = at),
                    errors: editing.wrong(),
                }
            }
            if values.finding == Some(Finding::InHospital) {
                Hospital { editing }
            }
            if values.finding == Some(Finding::Language) {
                Choice {
                    name: "language",
                    legend: t("console.field.language"),
                    options: Language::ALL.iter().map(|language| (*language, spoken(*language).to_owned())).collect::<Vec<_>>(),
                    chosen: values.language,
                    onchoose: move |chosen| editing.change(|values| values.language = Some(chosen)),
                    error: editing.error("language"),
                }
            }
        }
    }
}

/// Which hospital, if somebody knows.
#[component]
fn Hospital(editing: Editing) -> Element {
    let desk = use_desk();
    let list = desk.list.read();
    let chosen = editing.values.read().hospital.clone();
    rsx! {
        div { class: "field",
            label { class: "field-label", r#for: "place", {t("console.call.hospital")} }
            select {
                id: "place",
                class: "field-input",
                "aria-describedby": "place-error",
                onchange: move |event| editing.change(|values| values.hospital = event.value().parse().ok()),
                option { value: "", selected: chosen.is_none(), {t("console.call.hospital_unknown")} }
                for place in list.iter().flat_map(|list| &list.hospitals) {
                    option { key: "{place.id}", value: "{place.id}", selected: chosen.as_ref() == Some(&place.id), {people::place(place)} }
                }
            }
            ui::field::FieldError { id: "place-error", error: editing.error("place") }
        }
    }
}

/// Whether the patient was promised another call, and when.
#[component]
pub fn PromisePart(editing: Editing) -> Element {
    let values = editing.values.read();
    let day = |day: u8| match day {
        0 => t("console.call.promise_today").to_owned(),
        1 => t("console.call.promise_tomorrow").to_owned(),
        days => tf("console.call.promise_days", &[("count", &days.to_string())]),
    };
    let options = std::iter::once((None, t("console.call.no_promise").to_owned()))
        .chain((0..PROMISE_DAYS).map(|days| (Some(days), day(days))));
    rsx! {
        section { class: "form-part",
            Choice {
                name: "promised_in",
                legend: t("console.call.promise"),
                hint: t("console.call.promise_hint"),
                options: options.collect::<Vec<_>>(),
                chosen: Some(values.promised_in),
                onchoose: move |chosen| editing.change(|values| values.promised_in = chosen),
            }
            if values.promised_in.is_some() {
                Field {
                    id: "call_back_at",
                    label: t("console.field.call_back_at"),
                    hint: t("console.move.clock_hint"),
                    value: values.promised_clock.clone(),
                    oninput: move |clock: String| editing.change(|values| values.promised_clock = clock),
                    error: editing.error("call_back_at"),
                }
            }
        }
    }
}
