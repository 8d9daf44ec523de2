//! How an illness goes, as check-ins tell it.

use domain::reading::{Answers, Measure};
use domain::symptoms::Symptom;

use super::dice::Dice;

/// How ill somebody gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// No symptoms at all.
    None,
    /// Fever for some days, then better.
    Mild,
    /// The oxygen saturation falls in the second half of the first week.
    Moderate,
}

/// Fever in tenths of a degree above 36.0, by day since the first symptom.
const FEVER: [i64; 10] = [18, 20, 19, 15, 11, 9, 7, 6, 6, 5];

impl Course {
    /// A course for somebody who has symptoms.
    pub fn random(dice: &mut Dice, age_years: u32) -> Self {
        let moderate = if age_years >= 50 { 7 } else { 2 };
        if dice.percent(moderate) { Self::Moderate } else { Self::Mild }
    }

    /// What is typed on a day since the first symptom, by somebody whose usual saturation is `usual`.
    pub fn answers(self, dice: &mut Dice, day: i64, usual: i64) -> Answers {
        let fever = match self {
            Self::None => 5,
            _ => FEVER[usize::try_from(day).unwrap_or(0).min(FEVER.len() - 1)],
        };
        let temperature = 360 + fever + dice.between(-3, 3);
        let fallen = if self == Self::Moderate && (5..=8).contains(&day) { 2 } else { 0 };
        let no_oximeter = dice.percent(6);
        let spo2 = (usual - fallen + dice.between(-1, 0)).min(100);
        Answers {
            body_temperature: Some(number(temperature) / 10.0),
            spo2: (!no_oximeter).then(|| number(spo2)),
            pulse: dice.percent(70).then(|| number(dice.between(62, 88) + fever / 2)),
            could_not_measure: if no_oximeter { vec![Measure::Spo2] } else { Vec::new() },
            symptoms: Some(self.symptoms(dice, day)),
            antipyretic_taken: Some(temperature >= 378 && dice.percent(60)),
            ..Answers::default()
        }
    }

    fn symptoms(self, dice: &mut Dice, day: i64) -> Vec<Symptom> {
        if self == Self::None {
            return Vec::new();
        }
        // Chances in percent, falling by day.
        let usual = [
            (Symptom::Cough, 70, 4),
            (Symptom::SoreThroat, 55, 8),
            (Symptom::Malaise, 60, 9),
            (Symptom::Headache, 40, 8),
            (Symptom::LossOfSmellTaste, 15, 0),
            (Symptom::ChillsJointPain, 35, 10),
            (Symptom::Diarrhoea, 8, 1),
        ];
        usual
            .into_iter()
            .filter(|(_, at_first, less)| dice.percent(at_first - less * day))
            .map(|(s, ..)| s)
            .collect()
    }
}

/// Small whole numbers are exact in a float.
#[allow(clippy::cast_precision_loss)]
fn number(whole: i64) -> f64 {
    whole as f64
}
