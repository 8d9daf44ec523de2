//! The content of a check-in: what is typed, its limits, and the checked reading (design 6,
//! "Input limits"; domain.md 3.2). The same code runs under the patient's fingers and on arrival.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::error::{FieldError, Hint, Problem};
use crate::symptoms::{EmergencySymptom, PregnancySymptom, Symptom, codes};

codes! {
    /// A value that can be measured.
    Measure {
        /// 体温
        BodyTemperature = "body_temperature",
        /// 酸素飽和度
        Spo2 = "spo2",
        /// 脈拍
        Pulse = "pulse",
    }
}

/// Longest remarks, in characters.
pub const REMARKS_AT_MOST: usize = 500;

/// What a person typed, not yet checked. Every part may be left out: missing is never "fine".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answers {
    /// Body temperature in °C, 33.0 to 45.0, at most one decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_temperature: Option<f64>,
    /// Oxygen saturation in %, a whole number 50 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spo2: Option<f64>,
    /// Pulse per minute, a whole number 30 to 250.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulse: Option<f64>,
    /// What was tried or lacked a device and could not be measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub could_not_measure: Vec<Measure>,
    /// Ticked symptoms; absent when the symptom page was not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symptoms: Option<Vec<Symptom>>,
    /// Ticked emergency symptoms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emergency_symptoms: Vec<EmergencySymptom>,
    /// Ticked warning signs of pregnancy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pregnancy_symptoms: Vec<PregnancySymptom>,
    /// Whether a medicine against fever was taken; absent when not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub antipyretic_taken: Option<bool>,
    /// Free text, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// What a newer app asked besides; kept, never judged.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object, ignore))]
    pub extra: Map<String, Value>,
}

/// A check-in's checked content, as triage reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Body temperature in tenths of a degree.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub temperature_tenths: Option<u16>,
    /// Oxygen saturation in %.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub spo2: Option<u8>,
    /// Pulse per minute.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub pulse: Option<u16>,
    /// What could not be measured.
    #[serde(rename = "u", default, skip_serializing_if = "Vec::is_empty")]
    pub could_not_measure: Vec<Measure>,
    /// Ticked symptoms, or none if the page was not answered.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub symptoms: Option<Vec<Symptom>>,
    /// Ticked emergency symptoms.
    #[serde(rename = "e", default, skip_serializing_if = "Vec::is_empty")]
    pub emergency_symptoms: Vec<EmergencySymptom>,
    /// Ticked warning signs of pregnancy.
    #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
    pub pregnancy_symptoms: Vec<PregnancySymptom>,
    /// Whether a medicine against fever was taken.
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub antipyretic_taken: Option<bool>,
    /// Somebody hung up before an automated call had asked everything.
    #[serde(rename = "x", default, skip_serializing_if = "is_false")]
    pub broken_off: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Reading {
    /// Whether it answers a window: temperature or SpO2 or "could not measure", and the symptom page.
    pub fn is_complete(&self) -> bool {
        let measured =
            self.temperature_tenths.is_some() || self.spo2.is_some() || !self.could_not_measure.is_empty();
        measured && self.symptoms.is_some() && !self.broken_off
    }

    /// Whether breathlessness was ticked, if the symptom page was answered.
    pub fn breathless(&self) -> Option<bool> {
        self.symptoms.as_ref().map(|ticked| ticked.contains(&Symptom::Breathlessness))
    }

    /// Whether a symptom was ticked.
    pub fn has(&self, symptom: Symptom) -> bool {
        self.symptoms.as_ref().is_some_and(|ticked| ticked.contains(&symptom))
    }
}

impl Answers {
    /// Whether something is written in words.
    pub fn has_remarks(&self) -> bool {
        self.remarks.as_deref().is_some_and(|text| !text.trim().is_empty())
    }

    /// The checked reading, or every field that is wrong with its limit and a hint. Nothing is corrected.
    pub fn check(&self) -> Result<Reading, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |result: Result<Option<u16>, FieldError>| {
            result.unwrap_or_else(|error| {
                errors.push(error);
                None
            })
        };
        let temperature = keep(self.body_temperature.map(|t| temperature(t, self.spo2)).transpose());
        let spo2 = keep(self.spo2.map(spo2).transpose());
        let pulse = keep(self.pulse.map(pulse).transpose());
        for (measure, given) in [
            (Measure::BodyTemperature, self.body_temperature.is_some()),
            (Measure::Spo2, self.spo2.is_some()),
            (Measure::Pulse, self.pulse.is_some()),
        ] {
            if given && self.could_not_measure.contains(&measure) {
                errors.push(FieldError::new(measure.code(), Problem::Contradiction));
            }
        }
        if let Some(error) =
            self.remarks.as_deref().and_then(|text| too_long("remarks", text, REMARKS_AT_MOST))
        {
            errors.push(error);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Reading {
            temperature_tenths: temperature,
            spo2: spo2.and_then(|value| u8::try_from(value).ok()),
            pulse,
            could_not_measure: once(Measure::ALL, &self.could_not_measure),
            symptoms: self.symptoms.as_deref().map(|ticked| once(Symptom::ALL, ticked)),
            emergency_symptoms: once(EmergencySymptom::ALL, &self.emergency_symptoms),
            pregnancy_symptoms: once(PregnancySymptom::ALL, &self.pregnancy_symptoms),
            antipyretic_taken: self.antipyretic_taken,
            broken_off: false,
        })
    }
}

/// Each code once, in the order in which it is asked. A set of a tree would say the same, but the
/// phone pays for a tree of every kind of code.
fn once<C: Copy + PartialEq>(all: &[C], given: &[C]) -> Vec<C> {
    all.iter().filter(|code| given.contains(code)).copied().collect()
}

/// The error for a text of more than `most` characters.
pub fn too_long(field: &str, text: &str, most: usize) -> Option<FieldError> {
    (text.chars().count() > most).then(|| FieldError::new(field, Problem::TooLong).limit(most.to_string()))
}

/// Body temperature in tenths; `spo2` is the other value as typed, to notice exchanged fields.
pub fn temperature(typed: f64, spo2: Option<f64>) -> Result<u16, FieldError> {
    const FIELD: &str = "body_temperature";
    const LIMIT: &str = "33.0–45.0";
    let out = || FieldError::new(FIELD, Problem::OutOfRange).limit(LIMIT);
    let exchanged =
        spo2.is_some_and(|other| (33.0..=45.0).contains(&other) && (50.0..=100.0).contains(&typed));
    if exchanged {
        return Err(out().hint(Hint::FieldsExchanged));
    }
    if (91.0..=113.0).contains(&typed) {
        return Err(out().hint(Hint::FahrenheitOrSpo2).suggest(one_decimal((typed - 32.0) / 1.8)));
    }
    if (330.0..=450.0).contains(&typed) {
        return Err(out().hint(Hint::DecimalPoint).suggest(one_decimal(typed / 10.0)));
    }
    if !(33.0..=45.0).contains(&typed) {
        return Err(out());
    }
    whole(typed * 10.0).ok_or_else(|| FieldError::new(FIELD, Problem::TooManyDecimals).limit(LIMIT))
}

/// A value of the size of a temperature, in tenths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the callers checked the range
fn one_decimal(value: f64) -> String {
    let tenths = (value * 10.0).round() as u16;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// SpO2 in %.
pub fn spo2(typed: f64) -> Result<u16, FieldError> {
    const LIMIT: &str = "50–100";
    let error = |problem| FieldError::new("spo2", problem).limit(LIMIT);
    if typed == 0.0 {
        return Err(error(Problem::OutOfRange).hint(Hint::CouldNotMeasure));
    }
    if (33.0..=45.0).contains(&typed) {
        return Err(error(Problem::OutOfRange).hint(Hint::FieldsExchanged));
    }
    if !(50.0..=100.0).contains(&typed) {
        return Err(error(Problem::OutOfRange).hint(Hint::ReadAgain));
    }
    whole(typed).ok_or_else(|| error(Problem::NotWhole).hint(Hint::ReadAgain))
}

/// Pulse per minute.
pub fn pulse(typed: f64) -> Result<u16, FieldError> {
    const LIMIT: &str = "30–250";
    let error = |problem| FieldError::new("pulse", problem).limit(LIMIT);
    if typed == 0.0 {
        return Err(error(Problem::OutOfRange).hint(Hint::CouldNotMeasure));
    }
    if !(30.0..=250.0).contains(&typed) {
        return Err(error(Problem::OutOfRange));
    }
    whole(typed).ok_or_else(|| error(Problem::NotWhole))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the callers checked the range
fn whole(value: f64) -> Option<u16> {
    ((value - value.round()).abs() < 1e-6).then(|| value.round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(answers: &Answers) -> (String, Problem, Option<Hint>) {
        let error = answers.check().unwrap_err().remove(0);
        (error.field, error.problem, error.hint)
    }

    #[test]
    fn both_sides_of_every_limit() {
        for (good, bad) in [(33.0, 32.9), (45.0, 45.1)] {
            assert!(temperature(good, None).is_ok() && temperature(bad, None).is_err());
        }
        for (good, bad) in [(50.0, 49.0), (100.0, 101.0)] {
            assert!(spo2(good).is_ok() && spo2(bad).is_err());
        }
        for (good, bad) in [(30.0, 29.0), (250.0, 251.0)] {
            assert!(pulse(good).is_ok() && pulse(bad).is_err());
        }
        let remarks = |length| Answers { remarks: Some("熱".repeat(length)), ..Answers::default() };
        assert!(remarks(500).check().is_ok());
        assert_eq!(problem(&remarks(501)).1, Problem::TooLong);
        assert_eq!(temperature(36.6, None), Ok(366));
        assert_eq!(temperature(36.55, None).unwrap_err().problem, Problem::TooManyDecimals);
    }

    #[test]
    fn an_unmeasured_value_contradicts_a_given_one() {
        let answers =
            Answers { spo2: Some(97.0), could_not_measure: vec![Measure::Spo2], ..Answers::default() };
        assert_eq!(problem(&answers).1, Problem::Contradiction);
    }
}
