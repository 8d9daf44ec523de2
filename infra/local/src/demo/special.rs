//! The few who are in trouble when the demo begins, and some who are well, for the demo page.

use domain::person::Sex;
use domain::reading::Answers;
use domain::symptoms::{EmergencySymptom, Symptom};
use domain::time::{Span, Time};

use super::dice_of;
use super::people::Sketch;
use super::story::{Story, Turn};

const HOME: Sketch = Sketch {
    centre: 0,
    sex: Sex::Female,
    age_months: 0,
    hotel: false,
    pregnant: false,
    ill_for: Some(2),
    filed_at: Time::from_seconds(0),
};

/// Every special story; the first telephone numbers are theirs.
pub(super) fn stories(now: Time) -> Vec<Story> {
    let ago = |minutes: i64| now - Span::minutes(minutes);
    let days = |days: i64| now - Span::hours(24 * days) - Span::hours(3);
    let years = |years: u32| years * 12 + 5;
    let told = |at: Time, answers: Answers| Turn { check_ins: vec![(at, answers)], ..Turn::default() };
    let silent = |hours: i64| Turn { silent_since: Some(now - Span::hours(hours)), ..Turn::default() };
    let cast = [
        (
            Sketch { sex: Sex::Male, age_months: years(58), filed_at: days(5), ..HOME },
            Turn {
                shown: Some(("SpO2が急に下がり、緊急の警報が出ている", "SpO2 fell, an emergency is open")),
                ..told(ago(8), emergency())
            },
        ),
        (
            Sketch { age_months: years(72), filed_at: days(4), ..HOME },
            Turn { taken_at: Some(ago(20)), ..told(ago(35), answers(37.9, 92.0, &[Symptom::Cough])) },
        ),
        (
            Sketch { age_months: years(6), filed_at: days(2), ..HOME },
            told(ago(100), answers(38.9, 97.0, &[Symptom::SoreThroat])),
        ),
        (
            Sketch { centre: 1, age_months: years(44), filed_at: days(3), ..HOME },
            told(ago(150), answers(37.6, 96.0, &[Symptom::Cough, Symptom::Breathlessness])),
        ),
        (
            Sketch { centre: 1, sex: Sex::Male, age_months: 2, filed_at: days(1), ..HOME },
            told(ago(25), answers(38.3, 98.0, &[])),
        ),
        (
            Sketch { centre: 1, pregnant: true, age_months: years(31), filed_at: days(3), ..HOME },
            Turn {
                shown: Some(("妊娠中、注意の警報が出ている", "Pregnant, a caution is open")),
                ..told(ago(70), answers(37.2, 95.0, &[Symptom::Cough]))
            },
        ),
        (Sketch { sex: Sex::Male, age_months: years(67), filed_at: days(5), ..HOME }, silent(30)),
        (Sketch { centre: 1, sex: Sex::Male, age_months: years(33), filed_at: days(5), ..HOME }, silent(54)),
        (
            Sketch { hotel: true, sex: Sex::Male, age_months: years(41), filed_at: days(4), ..HOME },
            silent(26),
        ),
        (
            Sketch { age_months: years(36), filed_at: days(3), ..HOME },
            Turn {
                shown: Some(("自宅療養中、経過は良い", "At home, doing well")), ..Turn::default()
            },
        ),
        (
            Sketch { hotel: true, sex: Sex::Male, age_months: years(28), filed_at: days(2), ..HOME },
            Turn {
                shown: Some(("宿泊療養中、1日2回入力", "In the hotel, two check-ins a day")),
                ..Turn::default()
            },
        ),
        (
            Sketch { age_months: years(8), filed_at: days(1), ..HOME },
            Turn {
                shown: Some(("小学生、保護者が入力", "A child, a parent types")), ..Turn::default()
            },
        ),
    ];
    let story = |(number, (sketch, turn))| Story::new(&mut dice_of(number), number, sketch, turn, now);
    cast.into_iter().enumerate().map(story).collect()
}

fn answers(temperature: f64, spo2: f64, symptoms: &[Symptom]) -> Answers {
    Answers {
        body_temperature: Some(temperature),
        spo2: Some(spo2),
        pulse: Some(84.0),
        symptoms: Some(symptoms.to_vec()),
        antipyretic_taken: Some(temperature >= 38.0),
        ..Answers::default()
    }
}

fn emergency() -> Answers {
    Answers {
        emergency_symptoms: vec![EmergencySymptom::ExertionalDyspnea],
        remarks: Some("階段を上ると息が切れます".to_owned()),
        ..answers(38.7, 89.0, &[Symptom::Cough, Symptom::Breathlessness])
    }
}
