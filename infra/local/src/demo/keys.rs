//! What somebody presses who is rung up by an automated call.

use anyhow::Result;
use domain::api::calls::SubmitAutomatedCall;
use domain::keypad::Pressed;
use domain::reading::{Answers, Measure};
use domain::symptoms::Symptom;
use domain::time::Time;

/// The call that tells these answers. Who tells no value has hung up after the first question.
pub(super) fn call(id: &str, case: &str, answers: &Answers, now: Time) -> Result<SubmitAutomatedCall> {
    let completed = answers.body_temperature.is_some() || answers.spo2.is_some();
    let values = [
        (
            Measure::BodyTemperature,
            answers.body_temperature.map(|value| format!("{value:.1}").replace('.', "*")),
        ),
        (Measure::Spo2, answers.spo2.map(|value| format!("{value:.0}#"))),
        (Measure::Pulse, answers.pulse.map(|value| format!("{value:.0}#"))),
    ];
    let pressed = |question: &str, keys: String| Pressed { question: question.to_owned(), keys };
    let mut keys: Vec<_> =
        values.into_iter().filter_map(|(measure, keys)| Some(pressed(measure.code(), keys?))).collect();
    let ticked = answers.symptoms.as_deref().unwrap_or_default();
    for symptom in Symptom::ALL.iter().filter(|symptom| completed || ticked.contains(symptom)) {
        let yes = ticked.contains(symptom);
        keys.push(pressed(symptom.code(), if yes { "1" } else { "2" }.to_owned()));
    }
    Ok(SubmitAutomatedCall {
        request_id: id.parse()?,
        case: case.parse()?,
        called_at: now,
        answered: true,
        completed,
        keys,
    })
}
