//! Values and symptoms told on the phone.

use dioxus::prelude::*;
use domain::reading::Measure;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use ui::field::Field;
use ui::level::LevelBadge;
use ui::texts::t;

use super::form::Editing;
use super::values::Asked;
use crate::form::{Choice, Tick};
use crate::words;

/// The part of the form that a check-in would have told.
#[component]
pub fn ToldPart(editing: Editing, pregnant: bool) -> Element {
    let values = editing.values.read();
    let asked = [
        (Asked::None, "console.call.symptoms_none"),
        (Asked::Some, "console.call.symptoms_some"),
        (Asked::No, "console.call.symptoms_not_asked"),
    ];
    let taken = [(Some(true), "console.yes"), (Some(false), "console.no"), (None, "console.call.not_asked")];
    rsx! {
        section { class: "form-part",
            h2 { {t("console.call.told")} }
            p { class: "field-hint", {t("console.call.told_hint")} }
            div { class: "told-values",
                for measure in [Measure::BodyTemperature, Measure::Spo2, Measure::Pulse] {
                    Value { key: "{measure.code()}", editing, measure }
                }
            }
            Many {
                legend: t("shared.field.emergency_symptoms"),
                hint: t("console.call.emergency_hint"),
                start: "emergency",
                all: EmergencySymptom::ALL.iter().map(|s| (*s, words::emergency(*s))).collect::<Vec<_>>(),
                ticked: values.emergency.clone(),
                onchange: move |(symptom, on)| editing.change(|values| toggle(&mut values.emergency, symptom, on)),
            }
            if pregnant {
                Many {
                    legend: t("shared.field.pregnancy_symptoms"),
                    start: "pregnancy",
                    all: PregnancySymptom::ALL.iter().map(|s| (*s, words::pregnancy(*s))).collect::<Vec<_>>(),
                    ticked: values.pregnancy.clone(),
                    onchange: move |(symptom, on)| editing.change(|values| toggle(&mut values.pregnancy, symptom, on)),
                }
            }
            if !values.emergency.is_empty() || !values.pregnancy.is_empty() {
                div { class: "banner banner-wrong", role: "alert",
                    LevelBadge { level: domain::level::Level::Emergency }
                    p { {t("console.call.is_emergency")} }
                }
            }
            Choice {
                name: "asked",
                legend: t("shared.field.symptoms"),
                options: asked.map(|(asked, key)| (asked, t(key).to_owned())).to_vec(),
                chosen: Some(values.asked),
                onchoose: move |chosen| editing.change(|values| values.asked = chosen),
            }
            if values.asked == Asked::Some {
                Many {
                    legend: t("console.call.which_symptoms"),
                    start: "symptom",
                    all: Symptom::ALL.iter().map(|s| (*s, words::symptom(*s))).collect::<Vec<_>>(),
                    ticked: values.symptoms.clone(),
                    onchange: move |(symptom, on)| editing.change(|values| toggle(&mut values.symptoms, symptom, on)),
                }
            }
            Choice {
                name: "antipyretic",
                legend: t("shared.field.antipyretic_taken"),
                options: taken.map(|(taken, key)| (taken, t(key).to_owned())).to_vec(),
                chosen: Some(values.antipyretic),
                onchoose: move |chosen| editing.change(|values| values.antipyretic = chosen),
            }
        }
    }
}

fn toggle<T: PartialEq>(ticked: &mut Vec<T>, item: T, on: bool) {
    ticked.retain(|other| *other != item);
    if on {
        ticked.push(item);
    }
}

/// A value, or that it could not be measured.
#[component]
fn Value(editing: Editing, measure: Measure) -> Element {
    let values = editing.values.read();
    let unit = match measure {
        Measure::BodyTemperature => "℃",
        Measure::Spo2 => "%",
        Measure::Pulse => t("console.call.per_minute"),
    };
    rsx! {
        div { class: "told-value",
            Field {
                id: measure.code(),
                label: words::measure(measure),
                value: values.typed(measure),
                unit,
                inputmode: "decimal",
                oninput: move |typed| editing.change(|values| values.set_typed(measure, typed)),
                onleave: move |()| editing.leave(measure.code()),
                error: editing.error(measure.code()),
            }
            Tick {
                id: "{measure.code()}-not",
                label: t("console.case.could_not_measure"),
                ticked: values.not_measured.contains(&measure),
                onchange: move |on| editing.change(|values| toggle(&mut values.not_measured, measure, on)),
            }
        }
    }
}

/// Any number of a few.
#[component]
fn Many<T: Copy + PartialEq + 'static>(
    legend: String,
    #[props(default)] hint: Option<String>,
    /// What the ids of the boxes begin with.
    start: &'static str,
    all: Vec<(T, &'static str)>,
    ticked: Vec<T>,
    onchange: EventHandler<(T, bool)>,
) -> Element {
    rsx! {
        fieldset { class: "choice many",
            legend { class: "field-label", "{legend}" }
            if let Some(hint) = hint {
                p { class: "field-hint", "{hint}" }
            }
            div { class: "many-options",
                for (i , (item , words)) in all.into_iter().enumerate() {
                    Tick {
                        key: "{i}",
                        id: "{start}-{i}",
                        label: words,
                        ticked: ticked.contains(&item),
                        onchange: move |on| onchange((item, on)),
                    }
                }
            }
        }
    }
}
