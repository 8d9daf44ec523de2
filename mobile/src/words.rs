//! What was typed and judged, in words.

use domain::reading::Measure;
use domain::triage::Reason;
use ui::texts::t;

use crate::draft::Draft;

/// A value as typed, with its unit; that it could not be measured; empty if neither was said.
pub fn measured(draft: &Draft, measure: Measure) -> String {
    if draft.is_unmeasured(measure) {
        return t("patient.could_not_measure").to_owned();
    }
    let typed = draft.typed(measure).trim();
    if typed.is_empty() {
        return String::new();
    }
    let unit = t(&["patient.measure.", measure.code(), ".unit"].concat());
    [typed, "\u{a0}", unit].concat()
}

/// The ticked emergency symptoms and, for the pregnant, the ticked signs of pregnancy.
pub fn emergencies(draft: &Draft, pregnant: bool) -> Vec<&'static str> {
    let mut words: Vec<_> =
        draft.emergency().iter().map(|code| t(&["shared.emergency.", code.code()].concat())).collect();
    if pregnant {
        words.extend(draft.pregnancy().iter().map(|code| t(&["shared.pregnancy.", code.code()].concat())));
    }
    words
}

/// A reason, with the value that is the reason.
pub fn reason(draft: &Draft, reason: Reason) -> String {
    let words = t(&["patient.reason.", reason.code()].concat());
    let value = measure(reason).map(|measure| measured(draft, measure)).unwrap_or_default();
    if value.is_empty() { words.to_owned() } else { [words, t("patient.reason_value"), &value].concat() }
}

fn measure(reason: Reason) -> Option<Measure> {
    match reason {
        Reason::Spo2Critical
        | Reason::Spo2Low
        | Reason::Spo2FallSevere
        | Reason::Spo2Reduced
        | Reason::Spo2Fall => Some(Measure::Spo2),
        Reason::InfantFever | Reason::HighFever | Reason::PersistentFever | Reason::FeverReturned => {
            Some(Measure::BodyTemperature)
        }
        Reason::PulseLow | Reason::PulseHigh => Some(Measure::Pulse),
        Reason::EmergencySymptom
        | Reason::PregnancyWarning
        | Reason::NewBreathlessness
        | Reason::BreathlessnessUnmeasured
        | Reason::CannotEat
        | Reason::NoUrineHalfDay
        | Reason::Missed
        | Reason::CallEmergencyContact
        | Reason::Unknown => None,
    }
}
