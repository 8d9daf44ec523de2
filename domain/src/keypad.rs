//! What is pressed on a telephone's keypad in an automated call, as answers (domain.md 3.4, T14, T20).
//!
//! A number ends with `#` or without; `*` stands for the decimal point, and a temperature of three
//! figures has its last one after it. A question of yes or no is 1 or 2.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::reading::{Answers, Measure, Reading};
use crate::symptoms::{EmergencySymptom, Symptom};

/// Most keys of one answer.
const KEYS_AT_MOST: usize = 8;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pressed {
    /// What was asked: `body_temperature`, `spo2`, `pulse`, or the code of a symptom or an emergency symptom.
    pub question: String,
    /// The keys, at most 8: `97#`, `36*5`, `1`.
    pub keys: String,
}

/// The checked content of an automated call; `completed` says whether nobody hung up before its end.
///
/// # Errors
/// Every answer that is none, by its place.
pub fn read(pressed: &[Pressed], completed: bool) -> Result<Reading, Vec<FieldError>> {
    let mut answers = Answers::default();
    let mut errors = Vec::new();
    for (i, Pressed { question, keys }) in pressed.iter().enumerate() {
        let keys = keys.strip_suffix('#').unwrap_or(keys);
        let repeated = pressed[..i].iter().any(|before| before.question == *question);
        let taken = if repeated { Err(Problem::Repeated) } else { take(&mut answers, question, keys) };
        if let Err(problem) = taken {
            let part = if matches!(problem, Problem::WrongType) { "keys" } else { "question" };
            errors.push(FieldError::new(format!("keys[{i}].{part}"), problem));
        }
    }
    if completed && answers.symptoms.is_none() {
        // Whoever asked nothing of the symptoms has not asked everything.
        errors.push(FieldError::new("completed", Problem::Contradiction));
    }
    let reading = answers.check().map_err(|wrong| {
        let place = |field: &str| pressed.iter().position(|pressed| pressed.question == field).unwrap_or(0);
        let named = wrong.into_iter().map(|error| {
            let field = format!("keys[{}].keys", place(&error.field));
            FieldError { field, ..error }
        });
        named.chain(errors.clone()).collect::<Vec<_>>()
    })?;
    if errors.is_empty() { Ok(Reading { broken_off: !completed, ..reading }) } else { Err(errors) }
}

fn take(answers: &mut Answers, question: &str, keys: &str) -> Result<(), Problem> {
    let value = match question {
        _ if question == Measure::BodyTemperature.code() => Some(&mut answers.body_temperature),
        _ if question == Measure::Spo2.code() => Some(&mut answers.spo2),
        _ if question == Measure::Pulse.code() => Some(&mut answers.pulse),
        _ => None,
    };
    if let Some(value) = value {
        *value = Some(number(question, keys).ok_or(Problem::WrongType)?);
        return Ok(());
    }
    if let Some(symptom) = Symptom::ALL.iter().find(|symptom| symptom.code() == question) {
        // A symptom that was asked after and denied is an answered page, too.
        let ticked = answers.symptoms.get_or_insert_default();
        if yes(keys)? {
            ticked.push(*symptom);
        }
        return Ok(());
    }
    match EmergencySymptom::ALL.iter().find(|symptom| symptom.code() == question) {
        Some(symptom) if yes(keys)? => answers.emergency_symptoms.push(*symptom),
        Some(_) => {}
        None => return Err(Problem::NotAChoice),
    }
    Ok(())
}

fn yes(keys: &str) -> Result<bool, Problem> {
    match keys {
        "1" => Ok(true),
        "2" => Ok(false),
        _ => Err(Problem::WrongType),
    }
}

fn number(question: &str, keys: &str) -> Option<f64> {
    let (whole, tenths) = match keys.split_once('*') {
        Some(parts) => parts,
        None if question == Measure::BodyTemperature.code() && keys.len() == 3 && keys.is_ascii() => {
            keys.split_at(2)
        }
        None => (keys, ""),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if keys.len() > KEYS_AT_MOST || whole.is_empty() || !digits(whole) || !digits(tenths) {
        return None;
    }
    format!("{whole}.{tenths}0").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(all: &[(&str, &str)]) -> Vec<Pressed> {
        let one = |(question, keys): &(&str, &str)| Pressed {
            question: (*question).to_owned(),
            keys: (*keys).to_owned(),
        };
        all.iter().map(one).collect()
    }

    fn wrong(all: &[(&str, &str)]) -> Vec<(String, Problem)> {
        let errors = read(&pressed(all), false).unwrap_err();
        errors.into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn keys_are_numbers_and_answers() {
        let all = [("body_temperature", "365#"), ("spo2", "97#"), ("pulse", "70"), ("breathlessness", "2")];
        let reading = read(&pressed(&all), true).unwrap();
        assert_eq!(
            (reading.temperature_tenths, reading.spo2, reading.pulse),
            (Some(365), Some(97), Some(70))
        );
        assert_eq!((reading.symptoms.as_deref(), reading.is_complete()), (Some(&[][..]), true));
        let starred = read(&pressed(&[("body_temperature", "38*2#")]), false).unwrap();
        assert_eq!(starred.temperature_tenths, Some(382));
    }

    #[test]
    fn whoever_hangs_up_answers_nothing_but_is_heard() {
        let all = [("body_temperature", "365#"), ("breathlessness", "1")];
        let reading = read(&pressed(&all), false).unwrap();
        assert_eq!((reading.breathless(), reading.is_complete()), (Some(true), false));
        // Everything asked but the symptoms is not everything.
        let errors = read(&pressed(&[("spo2", "97")]), true).unwrap_err();
        assert_eq!(errors[0].field, "completed");
    }

    #[test]
    fn what_is_no_answer_is_refused_by_its_place() {
        assert_eq!(
            wrong(&[("spo2", "97#"), ("mood", "1")]),
            [("keys[1].question".into(), Problem::NotAChoice)]
        );
        assert_eq!(wrong(&[("breathlessness", "7")]), [("keys[0].keys".into(), Problem::WrongType)]);
        assert_eq!(wrong(&[("spo2", "**")]), [("keys[0].keys".into(), Problem::WrongType)]);
        assert_eq!(
            wrong(&[("pulse", "70"), ("spo2", "970#")]),
            [("keys[1].keys".into(), Problem::OutOfRange)]
        );
        assert_eq!(
            wrong(&[("pulse", "70"), ("pulse", "71")]),
            [("keys[1].question".into(), Problem::Repeated)]
        );
        assert_eq!(wrong(&[("pulse", "123456789")]), [("keys[0].keys".into(), Problem::WrongType)]);
    }
}
