//! What to do now, by what was judged. Short and few: more than three lines nobody with a fever
//! reads.

use domain::level::Level;
use domain::triage::Reason;

/// The advice that comes with a button.
pub const MEASURE_AGAIN: &str = "patient.do.measure_again";

/// Keys of the texts that say what to do, most important first.
pub fn advice(level: Level, reasons: &[Reason]) -> Vec<&'static str> {
    if level == Level::Ok {
        return vec!["patient.do.nothing"];
    }
    let mut keys = Vec::new();
    let mut add = |key| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    for reason in reasons {
        match reason {
            Reason::EmergencySymptom | Reason::PregnancyWarning | Reason::Spo2Critical => {}
            Reason::Spo2Low
            | Reason::Spo2FallSevere
            | Reason::Spo2Reduced
            | Reason::Spo2Fall
            | Reason::BreathlessnessUnmeasured => add(MEASURE_AGAIN),
            Reason::NewBreathlessness => add("patient.do.sit"),
            Reason::InfantFever | Reason::HighFever | Reason::PersistentFever | Reason::FeverReturned => {
                add("patient.do.fever");
            }
            Reason::CannotEat | Reason::NoUrineHalfDay => add("patient.do.drink"),
            Reason::PulseLow | Reason::PulseHigh => add("patient.do.pulse"),
            Reason::Missed | Reason::CallEmergencyContact | Reason::Unknown => {}
        }
    }
    // The one says all of the other.
    if keys.contains(&"patient.do.drink") {
        keys.retain(|key| *key != "patient.do.fever");
    }
    keys.push("patient.do.worse");
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_value_asks_to_measure_again_and_everything_but_ok_says_when_to_call_119() {
        let reduced = advice(Level::Caution, &[Reason::Spo2Reduced, Reason::HighFever, Reason::CannotEat]);
        assert_eq!(reduced, [MEASURE_AGAIN, "patient.do.drink", "patient.do.worse"]);
        assert_eq!(advice(Level::Ok, &[]), ["patient.do.nothing"]);
        for reason in Reason::ALL {
            assert_eq!(advice(Level::Caution, &[*reason]).last(), Some(&"patient.do.worse"));
        }
        let fever = advice(Level::Caution, &[Reason::HighFever, Reason::PersistentFever]);
        assert_eq!(fever, ["patient.do.fever", "patient.do.worse"]);
    }
}
