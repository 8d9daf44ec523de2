//! "Call 119": before anything else, without waiting for the network.

use dioxus::prelude::*;
use domain::placement::CareStatus;
use domain::reading::Measure;
use ui::texts::t;

use crate::flow::Step;
use crate::parts::{OTHER, button, call_119, centre_phones, heading};
use crate::screens::finish::emergencies;
use crate::screens::unsent::sync_line;
use crate::state::{App, Screen, show};

/// The call, what to say, and the way back to the questions.
pub fn emergency(app: &App, then: Step) -> Element {
    rsx! {
        div { class: "emergency",
            {heading(t("patient.emergency.title"))}
            {call_119()}
            {say(app, &reasons(app))}
        }
        {sync_line(app)}
        {centre_phones(app)}
        div { class: "actions",
            {button(OTHER, t("patient.emergency.go_on"), move || show(Screen::Question(then)))}
        }
    }
}

/// What to say on the telephone, and what to do until the ambulance comes.
pub fn say(app: &App, reasons: &[String]) -> Element {
    let hotel = app.case().is_some_and(|case| case.care_status == CareStatus::HotelIsolation);
    rsx! {
        h2 { class: "card-title", {t("patient.emergency.say")} }
        ul { class: "say",
            li { {t("patient.emergency.say_ambulance")} }
            li { {t("patient.emergency.say_isolation")} }
            li { {t("patient.emergency.say_address")} }
            for reason in reasons {
                li { key: "{reason}", strong { "{reason}" } }
            }
        }
        p { if hotel { {t("patient.emergency.hotel")} } else { {t("patient.emergency.door")} } }
    }
}

/// Why, as it may be read out.
fn reasons(app: &App) -> Vec<String> {
    let mut reasons: Vec<String> = emergencies(app).into_iter().map(str::to_owned).collect();
    let spo2 = app.draft.spo2.trim();
    if !spo2.is_empty() && !app.draft.is_unmeasured(Measure::Spo2) {
        reasons.push([t("shared.field.spo2"), " ", spo2, " %"].concat());
    }
    reasons
}
