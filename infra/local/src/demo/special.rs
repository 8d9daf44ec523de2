//! The few who are in trouble when the demo begins, some who are well, for the demo page, and those who
//! lie in the hospital or are through with it.

use domain::condition::Severity;
use domain::outcome::Outcome;
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
    let cast = cast.into_iter().chain(inpatients(now)).chain(ended(now)).chain(others(now));
    let story = |(number, (sketch, turn))| Story::new(&mut dice_of(number), number, sketch, turn, now);
    cast.enumerate().map(story).collect()
}

/// Who lies in the hospital: getting worse and better, one whom nobody has looked after on paper for two
/// days, and one who came in today.
fn inpatients(now: Time) -> [(Sketch, Turn); 5] {
    let hours = |hours: i64| now - Span::hours(hours);
    let years = |years: u32| years * 12 + 5;
    let sketch =
        |centre, sex, age| Sketch { centre, sex, age_months: years(age), filed_at: hours(123), ..HOME };
    let turn = |admitted: i64, conditions: &[(i64, Severity)]| {
        let conditions = conditions.iter().map(|(ago, severity)| (hours(*ago), *severity)).collect();
        Turn { admitted: Some((hours(admitted), conditions)), ..Turn::default() }
    };
    let (mild, one, two) = (Severity::Mild, Severity::ModerateOne, Severity::ModerateTwo);
    [
        (
            sketch(0, Sex::Male, 76),
            turn(90, &[(88, two), (65, two), (41, Severity::Severe), (17, Severity::Severe)]),
        ),
        (sketch(0, Sex::Female, 63), turn(80, &[(78, two), (54, one), (30, one), (6, mild)])),
        (sketch(0, Sex::Female, 81), turn(98, &[(96, one), (74, one)])),
        (sketch(1, Sex::Male, 52), turn(50, &[(48, one), (24, one)])),
        (sketch(1, Sex::Male, 47), turn(5, &[])),
    ]
}

/// Whose case is over.
fn ended(now: Time) -> [(Sketch, Turn); 4] {
    let hours = |hours: i64| now - Span::hours(hours);
    let years = |years: u32| years * 12 + 5;
    // Found late, so that the ten days since the first symptom are over.
    let sketch = |centre, sex, age| Sketch {
        centre,
        sex,
        age_months: years(age),
        ill_for: Some(9),
        filed_at: hours(123),
        ..HOME
    };
    let over = |ago: i64, outcome: Outcome| Turn { ended: Some((hours(ago), outcome)), ..Turn::default() };
    let in_hospital = |ago: i64, outcome: Outcome, worst: Severity| {
        let conditions = vec![(hours(95), Severity::ModerateTwo), (hours(70), worst)];
        Turn { admitted: Some((hours(97), conditions)), ..over(ago, outcome) }
    };
    [
        (sketch(0, Sex::Female, 27), over(26, Outcome::Released)),
        (sketch(1, Sex::Male, 39), over(25, Outcome::Released)),
        (sketch(0, Sex::Male, 58), in_hospital(24, Outcome::Discharged, Severity::Mild)),
        (sketch(0, Sex::Male, 88), in_hospital(33, Outcome::Deceased, Severity::Severe)),
    ]
}

/// Whose remarks nobody has read, on whose release somebody is to decide, and who are rung up by an automated call: one well, one who hung up.
fn others(now: Time) -> [(Sketch, Turn); 7] {
    let hours = |hours: i64| now - Span::hours(hours);
    let years = |years: u32| years * 12 + 5;
    let sketch = |sex, age| Sketch { sex, age_months: years(age), filed_at: hours(75), ..HOME };
    let said = |minutes: i64, words: &str| {
        let answers = Answers { remarks: Some(words.to_owned()), ..answers(36.6, 98.0, &[Symptom::Cough]) };
        Turn { check_ins: vec![(now - Span::minutes(minutes), answers)], ..Turn::default() }
    };
    // Eight days since the first symptom were over yesterday, also for whoever starts this at night.
    let well =
        |centre, sex, age| Sketch { centre, ill_for: Some(5), filed_at: hours(99), ..sketch(sex, age) };
    let called = || Turn { called: true, ..Turn::default() };
    let hung_up = Answers { symptoms: Some(vec![Symptom::Breathlessness]), ..Answers::default() };
    [
        (sketch(Sex::Female, 49), said(50, "薬があと1日分しかありません。どうすればよいですか")),
        (sketch(Sex::Male, 37), said(130, "家族も熱が出てきました")),
        (well(0, Sex::Male, 24), Turn::default()),
        (well(0, Sex::Female, 43), Turn::default()),
        (well(1, Sex::Female, 30), Turn::default()),
        (sketch(Sex::Female, 78), called()),
        (sketch(Sex::Male, 84), Turn { check_ins: vec![(now - Span::minutes(45), hung_up)], ..called() }),
    ]
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
