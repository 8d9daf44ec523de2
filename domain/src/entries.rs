//! The day's entries (R12): in which order they are read, what has changed since the day before, and that
//! remarks which no alert brings to somebody are owed a reading.

use std::cmp::Reverse;

use crate::api::entries::EntryRow;
use crate::change::CaseChange;
use crate::ids::CaseId;
use crate::level::Level;
use crate::reading::Answers;
use crate::symptoms::Symptom;
use crate::task::Owed;
use crate::time::Time;
use crate::work::Family;

/// Most cases of one "read down to here".
pub const CASES_AT_MOST: usize = 50;
/// Most entries of a case in it: what somebody enters in a day, and what was left from before.
pub const ENTRIES_AT_MOST: usize = 20;

impl EntryRow {
    /// Order of the list: the worst first, then those of whom nothing is known today, because missing data
    /// never means fine; of those alike, remarks that nobody has read first.
    pub fn place_in_list(&self) -> (u8, bool, CaseId) {
        let worst = self.entries.iter().map(|entry| entry.level).chain(self.alert).max();
        let place = match worst {
            None => 3,
            Some(Level::Ok) => 4,
            Some(level) => level.rank(),
        };
        (place, self.remarks.is_none(), self.case.clone())
    }

    /// Whether something of it is still to be read.
    pub fn is_unread(&self) -> bool {
        self.remarks.is_some() || self.entries.iter().any(|entry| entry.read.is_none())
    }
}

/// What the newest entry says that the one before did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Temperature, in tenths of a degree.
    pub temperature_tenths: Option<i32>,
    /// Oxygen saturation, in points.
    pub spo2: Option<i32>,
    /// Pulse, in beats a minute.
    pub pulse: Option<i32>,
    /// Symptoms that are new.
    pub new: Vec<Symptom>,
    /// Symptoms that are gone.
    pub gone: Vec<Symptom>,
}

impl Difference {
    /// From an entry to a later one. A value that one of them lacks has not changed: nobody knows.
    pub fn between(before: &Answers, after: &Answers) -> Self {
        let ticked = |answers: &Answers| answers.symptoms.clone().unwrap_or_default();
        let (was, is) = (ticked(before), ticked(after));
        let both_answered = before.symptoms.is_some() && after.symptoms.is_some();
        let without = |all: &[Symptom], other: &[Symptom]| {
            let new = all.iter().copied().filter(|symptom| both_answered && !other.contains(symptom));
            new.collect()
        };
        Self {
            temperature_tenths: change(before.body_temperature, after.body_temperature, 10.0),
            spo2: change(before.spo2, after.spo2, 1.0),
            pulse: change(before.pulse, after.pulse, 1.0),
            new: without(&is, &was),
            gone: without(&was, &is),
        }
    }
}

/// Checked values have at most one decimal, so their difference is a small whole number of such units.
#[allow(clippy::cast_possible_truncation)]
fn change(before: Option<f64>, after: Option<f64>, units: f64) -> Option<i32> {
    let (before, after) = before.zip(after)?;
    Some(((after - before) * units).round() as i32)
}

/// Newest first.
pub fn newest_first(effective_at: Time, received_at: Time) -> Reverse<(Time, Time)> {
    Reverse((effective_at, received_at))
}

impl CaseChange<'_> {
    /// The patient wrote something, and no alert brings it to somebody: it is to be read, like a caution
    /// (design 6). What an alert opens or joins with is read with the alert.
    pub fn owe_remarks(&mut self) {
        let due_at = self.rules.take_due(Level::Caution, self.now);
        let family = Family::Remarks;
        self.owe(Owed { family, level: Level::Caution, due_at, owner: None, rings: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(temperature: Option<f64>, spo2: Option<f64>, symptoms: Option<Vec<Symptom>>) -> Answers {
        Answers { body_temperature: temperature, spo2, symptoms, ..Answers::default() }
    }

    #[test]
    fn a_difference_counts_tenths_and_names_symptoms() {
        let before = answers(Some(36.9), Some(97.0), Some(vec![Symptom::Cough, Symptom::Headache]));
        let after = answers(Some(38.2), Some(95.0), Some(vec![Symptom::Cough, Symptom::Breathlessness]));
        let difference = Difference::between(&before, &after);
        assert_eq!(
            difference,
            Difference {
                temperature_tenths: Some(13),
                spo2: Some(-2),
                pulse: None,
                new: vec![Symptom::Breathlessness],
                gone: vec![Symptom::Headache],
            }
        );
    }

    #[test]
    fn what_was_not_entered_has_not_changed() {
        let before = answers(None, Some(97.0), None);
        let after = answers(Some(38.2), None, Some(vec![Symptom::Cough]));
        assert_eq!(Difference::between(&before, &after), Difference::default());
    }
}
