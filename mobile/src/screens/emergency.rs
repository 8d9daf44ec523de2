//! "Call 119": before anything else, without waiting for the network.

use dioxus::prelude::*;
use domain::placement::CareStatus;
use domain::reading::Measure;
use domain::symptoms::Symptom;
use ui::texts::t;

use crate::draft::Draft;
use crate::flow::Step;
use crate::parts::{OTHER, button, call_119, centre_phones, heading};
use crate::screens::unsent::sync_line;
use crate::state::{App, Screen, show};
use crate::words;

/// The call, what to say, and the way back to the questions.
pub fn emergency(app: &App, then: Step) -> Element {
    rsx! {
        div { class: "emergency",
            {heading(t("patient.emergency.title"))}
            {call_119()}
            {say(app, &app.draft)}
        }
        {sync_line(app)}
        {centre_phones(app)}
        div { class: "actions",
            {button(OTHER, t("patient.emergency.go_on"), move || show(Screen::Question(then)))}
        }
    }
}

/// What to say on the telephone, and what to do until the ambulance comes.
pub fn say(app: &App, draft: &Draft) -> Element {
    let hotel = app.case().is_some_and(|case| case.care_status == CareStatus::HotelIsolation);
    rsx! {
        h2 { class: "card-title", {t("patient.emergency.say")} }
        ul { class: "say",
            li { {t("patient.emergency.say_ambulance")} }
            li { {t("patient.emergency.say_isolation")} }
            li { {t("patient.emergency.say_address")} }
            for fact in facts(draft, app.personal().pregnant) {
                li { key: "{fact}", strong { "{fact}" } }
            }
        }
        p { if hotel { {t("patient.emergency.hotel")} } else { {t("patient.emergency.door")} } }
    }
}

/// What the ambulance asks: the signs themselves and the values, nothing judged.
fn facts(draft: &Draft, pregnant: bool) -> Vec<String> {
    let mut facts: Vec<String> = words::emergencies(draft, pregnant).into_iter().map(str::to_owned).collect();
    if draft.has(Symptom::Breathlessness.code()) {
        facts.push(t("shared.symptom.breathlessness").to_owned());
    }
    for measure in [Measure::Spo2, Measure::BodyTemperature] {
        // What could not be measured is no fact; what is typed wrongly is none either.
        if !draft.is_unmeasured(measure) && draft.wrong(measure).is_none() {
            let name = t(&["shared.field.", measure.code()].concat());
            facts.push([name, " ", &words::measured(draft, measure)].concat());
        }
    }
    facts
}
