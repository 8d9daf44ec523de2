//! One question after the other, and which comes next. Counted in taps: when well, a check-in
//! takes eight (start, seven questions), digits not counted.

use domain::api::error::FieldError;
use domain::reading::Measure;
use domain::time::Time;
use domain::triage::Personal;

use crate::draft::Draft;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Emergency symptoms, and the signs of pregnancy. First, because nothing else matters then.
    Danger,
    /// A measured value.
    Measure(Measure),
    /// The other symptoms.
    Symptoms,
    /// Whether a medicine against fever was taken.
    Antipyretic,
    /// All answers at a glance, remarks, and the button that sends.
    Finish,
}

const WHOLE: &[Step] = &[
    Step::Danger,
    Step::Measure(Measure::BodyTemperature),
    Step::Measure(Measure::Spo2),
    Step::Measure(Measure::Pulse),
    Step::Symptoms,
    Step::Antipyretic,
    Step::Finish,
];

const AGAIN: &[Step] = &[Step::Measure(Measure::Spo2), Step::Finish];

/// What a confirmed answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Something has to be corrected first.
    Stay(FieldError),
    /// On to this question.
    Go(Step),
    /// "Call 119", before anything else; this part is sent behind it. Then on to the question.
    Emergency(Box<Draft>, Step),
}

/// The questions of a draft, in their order.
pub fn steps(draft: &Draft) -> &'static [Step] {
    if draft.again { AGAIN } else { WHOLE }
}

/// The first question without an answer.
pub fn first_open(draft: &Draft) -> Step {
    let open = |step: &&Step| match step {
        Step::Danger => !draft.danger_answered,
        Step::Measure(measure) => draft.wrong(*measure).is_some(),
        Step::Symptoms => !draft.symptoms_answered,
        Step::Antipyretic => draft.antipyretic.is_none(),
        Step::Finish => true,
    };
    steps(draft).iter().find(open).copied().unwrap_or(Step::Finish)
}

/// Place of a question and how many there are, for the progress bar.
pub fn progress(draft: &Draft, step: Step) -> (usize, usize) {
    let steps = steps(draft);
    (steps.iter().position(|other| *other == step).unwrap_or(0) + 1, steps.len())
}

/// The question before; none before the first.
pub fn before(draft: &Draft, step: Step) -> Option<Step> {
    let (place, _) = progress(draft, step);
    steps(draft).get(place.checked_sub(2)?).copied()
}

/// The question that follows; the last one at once if only one answer was changed.
fn after(draft: &Draft, step: Step) -> Step {
    let (place, _) = progress(draft, step);
    if draft.is_complete() { Step::Finish } else { steps(draft).get(place).copied().unwrap_or(Step::Finish) }
}

/// The person confirms the answer to a question.
pub fn confirm(draft: &mut Draft, step: Step, personal: &Personal, now: Time) -> Outcome {
    match step {
        Step::Danger => draft.danger_answered = true,
        Step::Measure(measure) => {
            if let Some(error) = draft.wrong(measure) {
                return Outcome::Stay(error);
            }
        }
        Step::Symptoms => draft.symptoms_answered = true,
        Step::Antipyretic | Step::Finish => {}
    }
    let next = after(draft, step);
    if matches!(step, Step::Danger | Step::Measure(Measure::Spo2))
        && let Some(part) = draft.new_emergency(personal, now)
    {
        return Outcome::Emergency(Box::new(part), next);
    }
    Outcome::Go(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::symptoms::EmergencySymptom;

    fn now() -> Time {
        "2026-01-02T00:00:00Z".parse().unwrap()
    }

    fn confirm_now(draft: &mut Draft, step: Step, personal: &Personal) -> Outcome {
        confirm(draft, step, personal, now())
    }

    fn answer(draft: &mut Draft, step: Step) -> Outcome {
        match step {
            Step::Measure(Measure::BodyTemperature) => draft.body_temperature = "36.4".into(),
            Step::Measure(Measure::Spo2) => draft.spo2 = "98".into(),
            Step::Measure(Measure::Pulse) => draft.pulse = "64".into(),
            Step::Antipyretic => draft.antipyretic = Some(false),
            _ => {}
        }
        confirm_now(draft, step, &Personal::default())
    }

    #[test]
    fn when_well_it_takes_eight_taps_and_everything_is_answered() {
        let mut draft = Draft::default();
        let (mut step, mut taps) = (first_open(&draft), 1);
        while step != Step::Finish {
            assert!(!draft.is_complete());
            taps += 1;
            step = match answer(&mut draft, step) {
                Outcome::Go(next) => next,
                other => panic!("{other:?}"),
            };
        }
        taps += 1;
        assert_eq!(taps, 8);
        assert!(draft.is_complete());
        assert!(draft.answers().check().unwrap().is_complete());
    }

    #[test]
    fn an_emergency_comes_before_the_next_question() {
        let mut draft = Draft::default();
        draft.tick("em_chest_pain", true);
        let outcome = answer(&mut draft, Step::Danger);
        let Outcome::Emergency(part, then) = outcome else { panic!("{outcome:?}") };
        assert_eq!(part.answers().emergency_symptoms, [EmergencySymptom::ChestPain]);
        assert_eq!(then, Step::Measure(Measure::BodyTemperature));
        // Confirmed again without a change: the person has seen it.
        assert_eq!(answer(&mut draft, Step::Danger), Outcome::Go(then));

        let mut draft = Draft { spo2: "90".into(), ..Draft::default() };
        let outcome = confirm_now(&mut draft, Step::Measure(Measure::Spo2), &Personal::default());
        assert!(matches!(outcome, Outcome::Emergency(_, Step::Measure(Measure::Pulse))), "{outcome:?}");
    }

    #[test]
    fn signs_of_pregnancy_count_only_when_pregnant() {
        let mut bleeding = Draft::default();
        bleeding.tick("bleeding", true);
        let pregnant = Personal { pregnant: true, ..Personal::default() };
        let outcome = confirm_now(&mut bleeding.clone(), Step::Danger, &pregnant);
        assert!(matches!(outcome, Outcome::Emergency(..)));
        let outcome = confirm_now(&mut bleeding, Step::Danger, &Personal::default());
        assert!(matches!(outcome, Outcome::Go(_)));
    }

    #[test]
    fn going_back_keeps_what_was_typed_and_a_change_returns_to_the_end() {
        let mut draft = Draft::default();
        for step in &WHOLE[..WHOLE.len() - 1] {
            answer(&mut draft, *step);
        }
        let pulse = Step::Measure(Measure::Pulse);
        assert_eq!(before(&draft, Step::Symptoms), Some(pulse));
        assert_eq!(before(&draft, Step::Danger), None);
        assert_eq!(first_open(&draft), Step::Finish);
        assert_eq!(draft.pulse, "64");
        draft.pulse = "300".into();
        assert!(matches!(confirm_now(&mut draft, pulse, &Personal::default()), Outcome::Stay(_)));
        draft.pulse = "66".into();
        assert_eq!(confirm_now(&mut draft, pulse, &Personal::default()), Outcome::Go(Step::Finish));
    }

    #[test]
    fn measuring_again_asks_only_for_the_oxygen() {
        let mut draft = Draft { again: true, ..Draft::default() };
        assert_eq!(first_open(&draft), Step::Measure(Measure::Spo2));
        assert_eq!(answer(&mut draft, Step::Measure(Measure::Spo2)), Outcome::Go(Step::Finish));
        assert!(draft.is_complete() && !draft.answers().check().unwrap().is_complete());
    }
}
