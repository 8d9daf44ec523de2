//! "Call 119": before anything else, without waiting for the network.

use dioxus::prelude::*;
use domain::placement::CareStatus;
use ui::texts::t;

use crate::flow::Step;
use crate::parts::{CentrePhones, Heading};
use crate::screens::unsent::SyncLine;
use crate::state::{DRAFT, Screen, current_case, personal, show};

/// The call, what to say, and the way back to the questions.
#[component]
pub fn Emergency(
    /// The question to which the person returns.
    then: Step,
) -> Element {
    rsx! {
        div { class: "emergency",
            Heading { text: t("patient.emergency.title") }
            a { class: "button button-emergency button-call", href: "tel:119", {t("patient.call_119")} }
            Say { reasons: reasons() }
        }
        SyncLine {}
        CentrePhones {}
        div { class: "actions",
            button {
                class: "button button-big",
                r#type: "button",
                onclick: move |_| show(Screen::Question(then)),
                {t("patient.emergency.go_on")}
            }
        }
    }
}

/// What to say on the telephone and what to do until the ambulance comes.
#[component]
pub fn Say(
    /// Why, as it may be read out.
    reasons: Vec<String>,
) -> Element {
    let hotel = current_case().is_some_and(|case| case.care_status == CareStatus::HotelIsolation);
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

fn reasons() -> Vec<String> {
    let draft = DRAFT.read();
    let symptoms = draft.emergency.iter().map(|code| t(&["shared.emergency.", code.code()].concat()));
    let pregnancy = draft.pregnancy.iter().filter(|_| personal().pregnant);
    let pregnancy = pregnancy.map(|code| t(&["shared.pregnancy.", code.code()].concat()));
    let mut reasons: Vec<String> = symptoms.chain(pregnancy).map(str::to_owned).collect();
    if !draft.unmeasured[1] && !draft.typed[1].trim().is_empty() {
        reasons.push([t("shared.field.spo2"), " ", draft.typed[1].trim(), " %"].concat());
    }
    reasons
}
