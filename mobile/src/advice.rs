//! What to do now, by what was judged. Short and few: more than three lines nobody with a fever
//! reads.

use domain::level::Level;
use domain::triage::Reason;

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
            | Reason::BreathlessnessUnmeasured => add("patient.do.measure_again"),
            Reason::NewBreathlessness => add("patient.do.sit"),
            Reason::InfantFever | Reason::HighFever | Reason::PersistentFever | Reason::FeverReturned => {
                add("patient.do.fever");
            }
            Reason::CannotEat | Reason::NoUrineHalfDay => add("patient.do.drink"),
            Reason::PulseLow | Reason::PulseHigh => add("patient.do.pulse"),
            Reason::Missed => {}
        }
    }
    keys.push("patient.do.worse");
    keys
}

/// Whether measuring the oxygen again helps to judge.
pub fn asks_to_measure_again(reasons: &[Reason]) -> bool {
    advice(Level::Caution, reasons).contains(&"patient.do.measure_again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_value_asks_to_measure_again_and_everything_but_ok_says_when_to_call_119() {
        assert!(asks_to_measure_again(&[Reason::HighFever, Reason::Spo2Reduced]));
        assert!(!asks_to_measure_again(&[Reason::HighFever]));
        assert_eq!(advice(Level::Ok, &[]), ["patient.do.nothing"]);
        for reason in Reason::ALL {
            assert_eq!(advice(Level::Caution, &[*reason]).last(), Some(&"patient.do.worse"));
        }
        let fever = advice(Level::Caution, &[Reason::HighFever, Reason::PersistentFever]);
        assert_eq!(fever, ["patient.do.fever", "patient.do.worse"]);
    }
}
