//! A check-in while it is being typed. Nothing is filled in for the person; what was typed stays
//! as it was typed, wrong or right, also after it was sent and refused.

use domain::api::error::{FieldError, Hint, Problem};
use domain::ids::{CaseId, CheckInId};
use domain::level::Level;
use domain::reading::{self, Answers, Measure};
use domain::rules;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::time::{Span, Time};
use domain::triage::{Digest, Judgement, Personal, judge};
use ui::number;

/// A check-in while it is being typed.
///
/// It is stored on the device. Ticks are kept by their codes, so that a later version of this app
/// reads them as they were meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Only the oxygen is measured again; such a check-in is judged but answers no window.
    pub again: bool,
    /// Body temperature as typed.
    pub body_temperature: String,
    /// `SpO2` as typed.
    pub spo2: String,
    /// Pulse as typed.
    pub pulse: String,
    /// Codes of what could not be measured.
    pub unmeasured: Vec<String>,
    /// Codes of everything ticked: emergency symptoms, signs of pregnancy, symptoms.
    pub ticked: Vec<String>,
    /// The page of emergency symptoms was answered.
    pub danger_answered: bool,
    /// The page of symptoms was answered.
    pub symptoms_answered: bool,
    /// A medicine against fever was taken.
    pub antipyretic: Option<bool>,
    /// Free text.
    pub remarks: String,
    /// What of an emergency was sent already, so that going on does not send it twice.
    pub told: String,
    /// The refused check-in that this one corrects.
    pub corrects: Option<CheckInId>,
    /// When that was measured.
    pub measured_at: Option<Time>,
    /// Whose it is.
    pub case: Option<CaseId>,
    /// When it was begun; none as long as it was not.
    pub begun: Option<Time>,
}

// Words of the first line in storage.
const AGAIN: &str = "again";
const DANGER: &str = "danger";
const SYMPTOMS: &str = "symptoms";
const TAKEN: &str = "antipyretic";
const NOT_TAKEN: &str = "no-antipyretic";

/// So long a check-in that was begun can be gone on with; then its values are too old.
const LASTS: Span = Span::hours(2);

impl Draft {
    /// As it is stored: a field a line, the remarks at the end. By hand, because the code that
    /// serde makes for fifteen fields is a noticeable part of this whole app.
    pub fn to_text(&self) -> String {
        let flag = |on: bool, word: &'static str| if on { word } else { "" };
        let flags = [
            flag(self.again, AGAIN),
            flag(self.danger_answered, DANGER),
            flag(self.symptoms_answered, SYMPTOMS),
            flag(self.antipyretic == Some(true), TAKEN),
            flag(self.antipyretic == Some(false), NOT_TAKEN),
        ];
        let time = |time: Option<Time>| time.map(|time| time.to_string()).unwrap_or_default();
        let lines = [
            flags.join(" "),
            self.body_temperature.clone(),
            self.spo2.clone(),
            self.pulse.clone(),
            self.unmeasured.join(" "),
            self.ticked.join(" "),
            self.told.clone(),
            self.corrects.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
            time(self.measured_at),
            self.case.as_ref().map(|case| case.as_str().to_owned()).unwrap_or_default(),
            time(self.begun),
        ];
        let mut text = String::new();
        for line in lines {
            text.extend(line.chars().filter(|c| *c != '\n'));
            text.push('\n');
        }
        text + &self.remarks
    }

    /// As it was stored; none if it was not written by [`Self::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.splitn(12, '\n').collect();
        let [
            flags,
            temperature,
            spo2,
            pulse,
            unmeasured,
            ticked,
            told,
            corrects,
            measured_at,
            case,
            begun,
            remarks,
        ] = lines[..]
        else {
            return None;
        };
        let words = |line: &str| line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        let flag = |word: &str| flags.split(' ').any(|flag| flag == word);
        Some(Self {
            again: flag(AGAIN),
            body_temperature: temperature.to_owned(),
            spo2: spo2.to_owned(),
            pulse: pulse.to_owned(),
            unmeasured: words(unmeasured),
            ticked: words(ticked),
            danger_answered: flag(DANGER),
            symptoms_answered: flag(SYMPTOMS),
            antipyretic: if flag(TAKEN) { Some(true) } else { flag(NOT_TAKEN).then_some(false) },
            remarks: remarks.to_owned(),
            told: told.to_owned(),
            corrects: corrects.parse().ok(),
            measured_at: measured_at.parse().ok(),
            case: case.parse().ok(),
            begun: begun.parse().ok(),
        })
    }

    /// Whether it was begun for this case and not too long ago.
    pub fn can_be_resumed(&self, case: &CaseId, now: Time) -> bool {
        self.case.as_ref() == Some(case) && self.begun.is_some_and(|begun| now - begun < LASTS)
    }

    /// A value as typed.
    pub fn typed(&self, measure: Measure) -> &str {
        match measure {
            Measure::BodyTemperature => &self.body_temperature,
            Measure::Spo2 => &self.spo2,
            Measure::Pulse => &self.pulse,
        }
    }

    /// Something was typed, which takes "could not measure" back.
    pub fn type_value(&mut self, measure: Measure, text: String) {
        *match measure {
            Measure::BodyTemperature => &mut self.body_temperature,
            Measure::Spo2 => &mut self.spo2,
            Measure::Pulse => &mut self.pulse,
        } = text;
        self.set_unmeasured(measure, false);
    }

    /// Whether a value could not be measured.
    pub fn is_unmeasured(&self, measure: Measure) -> bool {
        self.unmeasured.iter().any(|code| code == measure.code())
    }

    /// Says whether a value could be measured.
    pub fn set_unmeasured(&mut self, measure: Measure, on: bool) {
        toggle(&mut self.unmeasured, measure.code(), on);
    }

    /// Whether something is ticked.
    pub fn has(&self, code: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == code)
    }

    /// Ticks something, or takes the tick away.
    pub fn tick(&mut self, code: &str, on: bool) {
        toggle(&mut self.ticked, code, on);
    }

    /// Ticked emergency symptoms, in the order of the list.
    pub fn emergency(&self) -> Vec<EmergencySymptom> {
        EmergencySymptom::ALL.iter().filter(|symptom| self.has(symptom.code())).copied().collect()
    }

    /// Ticked signs of pregnancy.
    pub fn pregnancy(&self) -> Vec<PregnancySymptom> {
        PregnancySymptom::ALL.iter().filter(|sign| self.has(sign.code())).copied().collect()
    }

    /// Ticked other symptoms.
    pub fn symptoms(&self) -> Vec<Symptom> {
        Symptom::ALL.iter().filter(|symptom| self.has(symptom.code())).copied().collect()
    }

    /// What is wrong with a measured value when its question is left.
    pub fn wrong(&self, measure: Measure) -> Option<FieldError> {
        if self.is_unmeasured(measure) {
            return None;
        }
        if self.typed(measure).trim().is_empty() {
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
        let typed = self.typed(measure).trim();
        if typed.is_empty() {
            return None;
        }
        let beyond = number::parse(typed).is_none_or(|value| value > most);
        self.value_error(measure).filter(|error| beyond || error.problem != Problem::OutOfRange)
    }

    fn value_error(&self, measure: Measure) -> Option<FieldError> {
        // What is no number is in no range: the same check names the limit.
        let value = number::parse(self.typed(measure)).unwrap_or(f64::NAN);
        match measure {
            Measure::BodyTemperature => reading::temperature(value, self.value(Measure::Spo2)).err(),
            Measure::Spo2 => reading::spo2(value).err(),
            Measure::Pulse => reading::pulse(value).err(),
        }
    }

    fn value(&self, measure: Measure) -> Option<f64> {
        if self.is_unmeasured(measure) { None } else { number::parse(self.typed(measure)) }
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
        let unmeasured = Measure::ALL.iter().copied().filter(|measure| self.is_unmeasured(*measure));
        Answers {
            body_temperature: self.value(Measure::BodyTemperature),
            spo2: self.value(Measure::Spo2),
            pulse: self.value(Measure::Pulse),
            could_not_measure: unmeasured.collect(),
            symptoms: self.symptoms_answered.then(|| self.symptoms()),
            emergency_symptoms: self.emergency(),
            pregnancy_symptoms: self.pregnancy(),
            antipyretic_taken: self.antipyretic,
            remarks: (!remarks.is_empty()).then(|| remarks.to_owned()),
            extra: serde_json::Map::new(),
        }
    }

    /// The part that is an emergency and was not told yet. Only what an emergency is made of: a
    /// value typed wrongly elsewhere must not hold it back.
    pub fn new_emergency(&mut self, personal: &Personal, now: Time) -> Option<Self> {
        let mut part = Self {
            again: true,
            danger_answered: self.danger_answered,
            case: self.case.clone(),
            begun: self.begun,
            ..Self::default()
        };
        let emergency = self.emergency().into_iter().map(EmergencySymptom::code);
        for code in emergency.chain(self.pregnancy().into_iter().map(PregnancySymptom::code)) {
            part.tick(code, true);
        }
        let is_emergency = |part: &Self| {
            part.judged_here(personal, now).is_some_and(|judged| judged.level == Level::Emergency)
        };
        // Any other value after an emergency symptom is no second emergency.
        let value = Self { spo2: self.spo2.clone(), unmeasured: self.unmeasured.clone(), ..Self::default() };
        if is_emergency(&value) {
            part.spo2 = value.spo2;
        }
        let told = [part.ticked.join(" "), part.spo2.clone()].join(" ");
        if !is_emergency(&part) || self.told == told {
            return None;
        }
        self.told = told;
        Some(part)
    }

    /// What this phone can judge by itself: everything but comparisons with earlier check-ins.
    pub fn judged_here(&self, personal: &Personal, now: Time) -> Option<Judgement> {
        let reading = self.answers().check().ok()?;
        Some(judge(rules::at(now), personal, &Digest::default(), &reading, now))
    }
}

fn toggle(codes: &mut Vec<String>, code: &str, on: bool) {
    codes.retain(|other| other != code);
    if on {
        codes.push(code.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(measure: Measure, text: &str) -> Draft {
        let mut draft = Draft::default();
        draft.type_value(measure, text.to_owned());
        draft
    }

    fn now() -> Time {
        "2026-01-02T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_value_is_not_called_wrong_while_it_may_still_become_right() {
        for (measure, text) in [
            (Measure::BodyTemperature, "3"),
            (Measure::Spo2, "9"),
            (Measure::Pulse, "1"),
            (Measure::Pulse, ""),
        ] {
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
        draft.set_unmeasured(Measure::Pulse, true);
        assert_eq!(draft.wrong(Measure::Pulse), None);
        assert_eq!(draft.answers().could_not_measure, [Measure::Pulse]);
        assert!(draft.answers().check().is_ok());
        draft.type_value(Measure::Pulse, "70".into());
        assert_eq!(draft.answers().pulse, Some(70.0));
    }

    #[test]
    fn an_emergency_is_told_once_and_again_when_it_changes() {
        let personal = Personal::default();
        let mut draft = typed(Measure::Spo2, "90");
        // A wrong temperature must not hold the emergency back.
        draft.type_value(Measure::BodyTemperature, "999".into());
        draft.tick("cough", true);
        let told = draft.new_emergency(&personal, now()).unwrap().answers();
        assert_eq!(told, Answers { spo2: Some(90.0), ..Answers::default() });
        assert_eq!(draft.new_emergency(&personal, now()), None);
        draft.tick("em_purple_lips", true);
        let told = draft.new_emergency(&personal, now()).unwrap().answers();
        assert_eq!(told.emergency_symptoms, [EmergencySymptom::PurpleLips]);
        // Of what was told already, a better value is no news.
        draft.spo2.clear();
        assert!(draft.new_emergency(&personal, now()).is_some());
        draft.spo2 = "97".into();
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
    fn a_draft_is_read_as_it_was_stored_and_ends_after_two_hours() {
        let case: CaseId = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
        let mut draft = typed(Measure::BodyTemperature, "３６．６");
        draft.set_unmeasured(Measure::Spo2, true);
        draft.tick("cough", true);
        draft.tick("em_chest_pain", true);
        (draft.case, draft.begun) = (Some(case.clone()), Some(now()));
        (draft.danger_answered, draft.antipyretic) = (true, Some(false));
        draft.remarks = "ねむい\nのどが\n\nいたい".into();
        assert_eq!(Draft::from_text(&draft.to_text()).as_ref(), Some(&draft));
        assert_eq!(Draft::from_text(&Draft::default().to_text()), Some(Draft::default()));
        assert_eq!(Draft::from_text("{}"), None);
        assert!(draft.can_be_resumed(&case, now() + Span::minutes(119)));
        assert!(!draft.can_be_resumed(&case, now() + LASTS));
    }
}
