//! A check-in while it is being typed. Nothing is filled in for the person; what was typed stays
//! as it was typed, wrong or right, until it is sent.

use domain::api::check_in::SubmitCheckIn;
use domain::api::error::{FieldError, Hint, Problem};
use domain::ids::{CaseId, CheckInId};
use domain::level::Level;
use domain::reading::{self, Answers, Measure};
use domain::rules;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::time::{Span, Time};
use domain::triage::{Digest, Judgement, Personal, judge};
use serde::{Deserialize, Serialize};
use ui::number;

/// A check-in while it is being typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Only the oxygen is measured again; such a check-in is judged but answers no window.
    pub again: bool,
    /// Values as typed, in the order of [`Measure::ALL`].
    pub typed: [String; 3],
    /// What could not be measured, in the same order.
    pub unmeasured: [bool; 3],
    /// The page of emergency symptoms was answered.
    pub danger_answered: bool,
    /// Ticked emergency symptoms.
    pub emergency: Vec<EmergencySymptom>,
    /// Ticked signs of pregnancy.
    pub pregnancy: Vec<PregnancySymptom>,
    /// The page of symptoms was answered.
    pub symptoms_answered: bool,
    /// Ticked symptoms.
    pub symptoms: Vec<Symptom>,
    /// A medicine against fever was taken.
    pub antipyretic: Option<bool>,
    /// Free text.
    pub remarks: String,
    /// What of an emergency has been sent already, so that going on does not send it twice.
    pub told: Option<Answers>,
    /// The refused check-in that this one corrects, and when that was measured.
    pub corrects: Option<(CheckInId, Time)>,
    /// Whose it is; none as long as nothing was begun.
    pub case: Option<CaseId>,
    /// When it was begun.
    pub begun: Option<Time>,
}

/// So long a check-in that was begun can be gone on with; then its values are too old.
const LASTS: Span = Span::hours(2);

/// Where the value of a measure stands in a draft.
pub fn index(measure: Measure) -> usize {
    match measure {
        Measure::BodyTemperature => 0,
        Measure::Spo2 => 1,
        Measure::Pulse => 2,
    }
}

impl Draft {
    /// A draft that holds what a refused check-in said, to be corrected.
    pub fn correcting(check_in: &SubmitCheckIn, now: Time) -> Self {
        let answers = &check_in.answers;
        let text = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        Self {
            typed: [text(answers.body_temperature), text(answers.spo2), text(answers.pulse)],
            unmeasured: [Measure::BodyTemperature, Measure::Spo2, Measure::Pulse]
                .map(|measure| answers.could_not_measure.contains(&measure)),
            danger_answered: true,
            emergency: answers.emergency_symptoms.clone(),
            pregnancy: answers.pregnancy_symptoms.clone(),
            symptoms_answered: answers.symptoms.is_some(),
            symptoms: answers.symptoms.clone().unwrap_or_default(),
            antipyretic: answers.antipyretic_taken,
            remarks: answers.remarks.clone().unwrap_or_default(),
            corrects: Some((check_in.id.clone(), check_in.measured_at)),
            case: Some(check_in.case.clone()),
            begun: Some(now),
            // An emergency is sent before the rest was asked.
            again: answers.symptoms.is_none(),
            ..Self::default()
        }
    }

    /// Whether it was begun for this case and is still of today's making.
    pub fn can_be_resumed(&self, case: &CaseId, now: Time) -> bool {
        self.case.as_ref() == Some(case) && self.begun.is_some_and(|begun| now - begun < LASTS)
    }

    /// What is wrong with a measured value when its question is left.
    pub fn wrong(&self, measure: Measure) -> Option<FieldError> {
        let typed = self.typed[index(measure)].trim();
        if self.unmeasured[index(measure)] {
            return None;
        }
        if typed.is_empty() {
            let missing = FieldError::new(measure.code(), Problem::Missing);
            return Some(missing.hint(Hint::CouldNotMeasure));
        }
        self.value_error(measure)
    }

    /// The same while it is being typed: only what further digits cannot make right, so that the
    /// first digit of a good value is not called wrong.
    pub fn wrong_already(&self, measure: Measure) -> Option<FieldError> {
        let most = match measure {
            Measure::BodyTemperature => 45.0,
            Measure::Spo2 => 100.0,
            Measure::Pulse => 250.0,
        };
        let typed = &self.typed[index(measure)];
        let number = number::parse(typed);
        let beyond = number.is_none_or(|value| value > most) && !typed.trim().is_empty();
        self.value_error(measure).filter(|error| beyond || error.problem != Problem::OutOfRange)
    }

    fn value_error(&self, measure: Measure) -> Option<FieldError> {
        // What is no number is in no range: the same check names the limit.
        let value = number::parse(&self.typed[index(measure)]).unwrap_or(f64::NAN);
        match measure {
            Measure::BodyTemperature => reading::temperature(value, self.value(Measure::Spo2)).err(),
            Measure::Spo2 => reading::spo2(value).err(),
            Measure::Pulse => reading::pulse(value).err(),
        }
    }

    fn value(&self, measure: Measure) -> Option<f64> {
        let i = index(measure);
        if self.unmeasured[i] { None } else { number::parse(&self.typed[i]) }
    }

    /// Whether every question was answered.
    pub fn is_complete(&self) -> bool {
        let asked: &[Measure] = if self.again { &[Measure::Spo2] } else { Measure::ALL };
        let measured = asked.iter().all(|measure| self.wrong(*measure).is_none());
        let rest = self.danger_answered && self.symptoms_answered && self.antipyretic.is_some();
        measured && (self.again || rest)
    }

    /// What was answered so far, as it is sent.
    pub fn answers(&self) -> Answers {
        let remarks = self.remarks.trim();
        let unmeasured = Measure::ALL.iter().copied().filter(|measure| self.unmeasured[index(*measure)]);
        Answers {
            body_temperature: self.value(Measure::BodyTemperature),
            spo2: self.value(Measure::Spo2),
            pulse: self.value(Measure::Pulse),
            could_not_measure: unmeasured.collect(),
            symptoms: self.symptoms_answered.then(|| self.symptoms.clone()),
            emergency_symptoms: self.emergency.clone(),
            pregnancy_symptoms: self.pregnancy.clone(),
            antipyretic_taken: self.antipyretic,
            remarks: (!remarks.is_empty()).then(|| remarks.to_owned()),
            extra: serde_json::Map::new(),
        }
    }

    /// The answers so far, if they are an emergency that was not told yet. Only what an emergency
    /// is made of: a value typed wrongly elsewhere must not hold it back.
    pub fn new_emergency(&mut self, personal: &Personal, now: Time) -> Option<Answers> {
        let is_emergency =
            |answers: &Answers| judged_here(answers, personal, now).is_some_and(|j| j.level == Level::Emergency);
        let spo2 = Answers { spo2: self.value(Measure::Spo2), ..Answers::default() };
        let answers = Answers {
            // Any other SpO2 after an emergency symptom is no second emergency.
            spo2: spo2.spo2.filter(|_| is_emergency(&spo2)),
            emergency_symptoms: self.emergency.clone(),
            pregnancy_symptoms: self.pregnancy.clone(),
            ..Answers::default()
        };
        if !is_emergency(&answers) || self.told.as_ref() == Some(&answers) {
            return None;
        }
        self.told = Some(answers.clone());
        Some(answers)
    }
}

/// What this phone can judge by itself: everything but comparisons with earlier check-ins.
pub fn judged_here(answers: &Answers, personal: &Personal, now: Time) -> Option<Judgement> {
    let reading = answers.check().ok()?;
    Some(judge(rules::at(now), personal, &Digest::default(), &reading, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(measure: Measure, text: &str) -> Draft {
        let mut draft = Draft::default();
        draft.typed[index(measure)] = text.to_owned();
        draft
    }

    fn now() -> Time {
        "2026-01-02T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_value_is_not_called_wrong_while_it_may_still_become_right() {
        for (measure, text) in [(Measure::BodyTemperature, "3"), (Measure::Spo2, "9"), (Measure::Pulse, "1")]
        {
            assert_eq!(typed(measure, text).wrong_already(measure), None, "{text}");
            assert!(typed(measure, text).wrong(measure).is_some(), "{text}");
        }
        for (measure, text) in [
            (Measure::BodyTemperature, "366"),
            (Measure::BodyTemperature, "36.55"),
            (Measure::BodyTemperature, "98"),
            (Measure::Spo2, "101"),
            (Measure::Spo2, "97.5"),
            (Measure::Pulse, "七十"),
        ] {
            assert!(typed(measure, text).wrong_already(measure).is_some(), "{text}");
        }
    }

    #[test]
    fn an_empty_value_asks_for_could_not_measure() {
        let error = Draft::default().wrong(Measure::Pulse).unwrap();
        assert_eq!((error.problem, error.hint), (Problem::Missing, Some(Hint::CouldNotMeasure)));
        let mut draft = typed(Measure::Pulse, "x");
        draft.unmeasured[2] = true;
        assert_eq!(draft.wrong(Measure::Pulse), None);
        assert_eq!(draft.answers().could_not_measure, [Measure::Pulse]);
        assert!(draft.answers().check().is_ok());
    }

    #[test]
    fn an_emergency_is_told_once_and_again_when_it_changes() {
        let personal = Personal::default();
        let mut draft = typed(Measure::Spo2, "90");
        // A wrong temperature must not hold the emergency back.
        draft.typed[0] = "999".into();
        assert_eq!(draft.new_emergency(&personal, now()).unwrap().spo2, Some(90.0));
        assert_eq!(draft.new_emergency(&personal, now()), None);
        draft.emergency = vec![EmergencySymptom::PurpleLips];
        assert!(draft.new_emergency(&personal, now()).is_some());
        // Of what was told already, a better value is no news.
        draft.typed[1].clear();
        assert!(draft.new_emergency(&personal, now()).is_some());
        draft.typed[1] = "97".into();
        assert_eq!(draft.new_emergency(&personal, now()), None);
    }

    #[test]
    fn the_personal_limit_decides() {
        let limit = |low| Personal { spo2_low_limit: Some(low), ..Personal::default() };
        assert!(typed(Measure::Spo2, "88").new_emergency(&limit(90), now()).is_none());
        assert!(typed(Measure::Spo2, "87").new_emergency(&limit(90), now()).is_some());
        assert!(typed(Measure::Spo2, "91").new_emergency(&Personal::default(), now()).is_none());
    }

    #[test]
    fn a_refused_check_in_comes_back_as_it_was_typed() {
        let answers = Answers {
            body_temperature: Some(36.6),
            could_not_measure: vec![Measure::Spo2],
            symptoms: Some(vec![Symptom::Cough]),
            antipyretic_taken: Some(false),
            remarks: Some("ねむい".into()),
            ..Answers::default()
        };
        let id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";
        let check_in = SubmitCheckIn {
            id: id.parse().unwrap(),
            case: id.parse().unwrap(),
            measured_at: now(),
            client_now: now(),
            answers,
            extra: serde_json::Map::new(),
        };
        let draft = Draft::correcting(&check_in, now());
        assert_eq!(draft.answers(), check_in.answers);
        assert_eq!(draft.typed[0], "36.6");
        assert!(draft.can_be_resumed(&check_in.case, now() + Span::minutes(119)));
        assert!(!draft.can_be_resumed(&check_in.case, now() + LASTS));
    }
}
