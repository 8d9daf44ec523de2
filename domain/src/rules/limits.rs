//! What an authority may change in the rule file, and how far (design 6): the bounds leave what a
//! physician may want and refuse what must be a slip of the finger.

use serde_json::{Map, Value};

use super::WallClock;
use crate::api::error::{FieldError, Problem};
use crate::condition::Severity;
use crate::first_contact::RiskFactor;
use crate::json;

/// What is the nation's alone: which set it is, since when, and the offset of the calendar, which keys and
/// stored days are made of. The check of a phone's clock comes before anybody knows whose case it is.
const FIXED: [&str; 6] =
    ["set", "version", "valid_from", "valid_until", "utc_offset_minutes", "clock_suspect_minutes"];

/// Least and greatest value of each number; `*` stands for any name. Units are those of the rule file.
const BOUNDS: &[(&str, i64, i64)] = &[
    ("triage.spo2_low", 88, 96),
    ("triage.spo2_critical_below_low", 1, 5),
    ("triage.spo2_reduced_above_low", 1, 4),
    ("triage.*.points", 1, 10),
    ("triage.*.at_most", 90, 99),
    ("triage.baseline_from", 90, 98),
    ("triage.fever_tenths", 370, 380),
    ("triage.high_fever_tenths", 376, 400),
    ("triage.infant_fever_tenths", 370, 390),
    ("triage.infant_under_months", 1, 12),
    ("triage.persistent_fever_days_before", 1, 7),
    ("triage.fever_gap_hours", 6, 72),
    ("triage.child_under_months", 12, 216),
    ("triage.pulse_from_months", 12, 216),
    ("triage.pulse_low", 30, 60),
    ("triage.pulse_high", 90, 180),
    ("schedules.*.silence.after_minutes", 15, 719),
    ("first_window_after_minutes", 60, 720),
    ("take.emergency_minutes", 5, 30),
    ("take.urgent_minutes", 15, 180),
    ("watch_at_most_hours", 1, 48),
    ("staff.risk.age_from_years", 40, 90),
    ("staff.risk.age_under_years", 0, 12),
    ("staff.risk.lives_alone_from_years", 18, 90),
    ("staff.review.opening_minutes", 30, 525),
    ("staff.review.urgent_minutes", 15, 240),
    ("staff.review.urgent_spo2_at_most", 88, 96),
    ("staff.first_contact_hours", 1, 72),
    ("staff.test_result_hours", 12, 168),
    ("staff.placement_hours", 1, 72),
    ("staff.bed_hours", 1, 48),
    ("staff.condition_hours", 6, 168),
];

/// Most due times of a day.
const DUE_AT_MOST: usize = 4;

/// What is wrong with changes of this rule file, field by field. What the values mean to each other is
/// checked on the merged rule set.
pub fn check(file: &Map<String, Value>, changes: &Map<String, Value>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    walk(file, changes, "", &mut errors);
    errors
}

/// Whether an authority may change the value at this path.
pub fn is_free(path: &str) -> bool {
    !FIXED.contains(&path)
}

fn walk(file: &Map<String, Value>, changes: &Map<String, Value>, parent: &str, errors: &mut Vec<FieldError>) {
    for (name, change) in changes {
        let path = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
        match (file.get(name), change) {
            _ if FIXED.contains(&path.as_str()) => errors.push(FieldError::new(path, Problem::DoesNotExist)),
            (None, _) => errors.push(FieldError::new(path, Problem::DoesNotExist)),
            (Some(Value::Object(file)), Value::Object(changes)) => walk(file, changes, &path, errors),
            (Some(was), change) => errors.extend(check_value(&path, was, change)),
        }
    }
}

fn check_value(path: &str, was: &Value, change: &Value) -> Option<FieldError> {
    let wrong = || Some(FieldError::new(path, Problem::WrongType));
    match (was, change) {
        (Value::Number(_), Value::Number(number)) => {
            let Some(number) = number.as_i64() else {
                return Some(FieldError::new(path, Problem::NotWhole));
            };
            let (least, most) = bounds(path);
            (number < least || number > most)
                .then(|| FieldError::new(path, Problem::OutOfRange).limit(format!("{least}–{most}")))
        }
        (Value::String(was), Value::String(text)) => {
            let is_clock = |text: &str| WallClock::try_from(text.to_owned()).is_ok();
            // Every other text is one of a list of codes, which reading the merged set checks.
            if is_clock(was) && !is_clock(text) {
                return Some(FieldError::new(path, Problem::WrongType).limit("HH:MM"));
            }
            let is_level = path.contains(".silence.level");
            (is_level && !["caution", "urgent", "emergency"].contains(&text.as_str()))
                .then(|| FieldError::new(path, Problem::NotAChoice).limit("caution, urgent, emergency"))
        }
        (Value::Array(_), Value::Array(all)) if path.rsplit('.').next() == Some("due") => {
            if all.is_empty() {
                return Some(FieldError::new(path, Problem::Missing));
            }
            if all.len() > DUE_AT_MOST {
                return Some(FieldError::new(path, Problem::TooMany).limit(DUE_AT_MOST.to_string()));
            }
            let is_clock =
                |one: &Value| one.as_str().is_some_and(|text| WallClock::try_from(text.to_owned()).is_ok());
            (!all.iter().all(is_clock)).then(|| FieldError::new(path, Problem::WrongType).limit("HH:MM"))
        }
        (Value::Array(_), Value::Array(all)) => {
            let is_known = |code: &Value| is_code(path, code);
            (!all.iter().all(is_known)).then(|| FieldError::new(path, Problem::NotAChoice))
        }
        (Value::Bool(_), Value::Bool(_)) => None,
        _ => wrong(),
    }
}

/// Whether a list of codes may hold this one. Nobody knows what an unknown risk factor is.
fn is_code(path: &str, code: &Value) -> bool {
    match path {
        "staff.risk.factors" => json::of::<RiskFactor>(code).is_ok_and(|known| known != RiskFactor::Unknown),
        "staff.risk.severities" => json::of::<Severity>(code).is_ok_and(|known| known != Severity::Unknown),
        _ => true,
    }
}

/// Least and greatest value of a number; of one that is not listed, what a number of minutes may be.
pub fn bounds(path: &str) -> (i64, i64) {
    let found = BOUNDS.iter().find(|(pattern, ..)| fits(pattern, path));
    found.map_or((0, 10_080), |(_, least, most)| (*least, *most))
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('.'), path.split('.'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == "*" || one == other => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::compose::base;
    use crate::time::Time;

    fn found(changes: &Value) -> Vec<(String, Problem, Option<String>)> {
        let file = base(Time::from_seconds(0));
        let errors = check(&file, changes.as_object().unwrap());
        errors.into_iter().map(|error| (error.field, error.problem, error.limit)).collect()
    }

    #[test]
    fn each_wrong_value_is_named_with_its_limit() {
        for (changes, field, problem, limit) in [
            (json!({ "triage": { "spo2_low": 39 } }), "triage.spo2_low", Problem::OutOfRange, Some("88–96")),
            (json!({ "triage": { "spo2_low": 92.5 } }), "triage.spo2_low", Problem::NotWhole, None),
            (json!({ "triage": { "spo2_lwo": 92 } }), "triage.spo2_lwo", Problem::DoesNotExist, None),
            (json!({ "triage": 3 }), "triage", Problem::WrongType, None),
            (json!({ "version": "2" }), "version", Problem::DoesNotExist, None),
            (json!({ "utc_offset_minutes": 0 }), "utc_offset_minutes", Problem::DoesNotExist, None),
            (
                json!({ "opening_hours": { "opens": "8:30" } }),
                "opening_hours.opens",
                Problem::WrongType,
                Some("HH:MM"),
            ),
            (
                json!({ "schedules": { "hotel": { "due": ["07:00", "25:00"] } } }),
                "schedules.hotel.due",
                Problem::WrongType,
                Some("HH:MM"),
            ),
            (
                json!({ "schedules": { "hotel": { "due": [] } } }),
                "schedules.hotel.due",
                Problem::Missing,
                None,
            ),
            (
                json!({ "schedules": { "hotel": { "silence": { "level": "ok" } } } }),
                "schedules.hotel.silence.level",
                Problem::NotAChoice,
                Some("caution, urgent, emergency"),
            ),
        ] {
            assert_eq!(found(&changes), [(field.to_owned(), problem, limit.map(str::to_owned))], "{changes}");
        }
    }

    #[test]
    fn every_number_of_the_embedded_file_is_inside_its_own_bounds() {
        fn numbers(file: &Map<String, Value>, parent: &str, found: &mut Vec<(String, i64)>) {
            for (name, value) in file {
                let path = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
                match value {
                    Value::Object(inner) => numbers(inner, &path, found),
                    Value::Number(number) => found.push((path, number.as_i64().unwrap())),
                    _ => {}
                }
            }
        }
        let mut all = Vec::new();
        numbers(&base(Time::from_seconds(0)), "", &mut all);
        assert!(all.len() > 30);
        for (path, number) in all.into_iter().filter(|(path, _)| !FIXED.contains(&path.as_str())) {
            let (least, most) = bounds(&path);
            assert!(least <= number && number <= most, "{path}: {number} is not in {least}–{most}");
        }
    }
}
