//! The value of a rule: in words, as it is typed, and back.

use domain::api::error::{FieldError, Problem};
use domain::condition::Severity;
use domain::entry_code::half_width;
use domain::first_contact::RiskFactor;
use domain::json;
use domain::level::Level;
use domain::rules::WallClock;
use serde_json::Value;
use ui::level::code;
use ui::texts::t;

use crate::moment::minute_of;
use crate::{first_contact, words};

/// Lists of codes.
const FACTORS: &str = "staff.risk.factors";
const SEVERE: &str = "staff.risk.severities";
const SEVERITIES: [(&str, Severity); 5] = [
    ("asymptomatic", Severity::Asymptomatic),
    ("mild", Severity::Mild),
    ("moderate_1", Severity::ModerateOne),
    ("moderate_2", Severity::ModerateTwo),
    ("severe", Severity::Severe),
];

/// How a value is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// A number with one decimal, kept in tenths.
    Tenths,
    /// A time of day.
    Clock,
    /// Times of day.
    Clocks,
    /// A level.
    Level,
    /// Some of a list of codes.
    Codes,
    /// What this console does not know.
    Other,
}

/// How the value at a path is typed.
pub fn kind(path: &str, value: &Value) -> Kind {
    match value {
        Value::Number(_) if path.ends_with("_tenths") => Kind::Tenths,
        Value::Number(_) => Kind::Number,
        Value::String(_) if path.contains(".silence.level") => Kind::Level,
        Value::String(_) => Kind::Clock,
        Value::Array(_) if path.ends_with(".due") => Kind::Clocks,
        Value::Array(_) if [FACTORS, SEVERE].contains(&path) => Kind::Codes,
        _ => Kind::Other,
    }
}

/// The codes of which a list may hold some, in words.
pub fn codes(path: &str) -> Vec<(&'static str, &'static str)> {
    match path {
        FACTORS => {
            let known = RiskFactor::ALL.iter().filter(|factor| **factor != RiskFactor::Unknown);
            known.map(|factor| (factor.code(), first_contact::words::factor(*factor))).collect()
        }
        SEVERE => SEVERITIES.map(|(code, severity)| (code, words::severity(severity))).to_vec(),
        _ => Vec::new(),
    }
}

/// The unit of a number.
pub fn unit(path: &str) -> &'static str {
    let last = path.rsplit('.').next().unwrap_or(path);
    let is = |ending: &str| last.ends_with(ending);
    match last {
        "spo2_low" | "at_most" | "baseline_from" | "urgent_spo2_at_most" => "%",
        "pulse_low" | "pulse_high" => t("console.rule_unit.pulse"),
        _ if is("_tenths") => "℃",
        _ if is("_minutes") => t("console.rule_unit.minutes"),
        _ if is("_hours") => t("console.rule_unit.hours"),
        _ if is("_months") => t("console.rule_unit.months"),
        _ if is("_years") => t("console.rule_unit.years"),
        _ if is("_days_before") => t("console.rule_unit.days"),
        _ => t("console.rule_unit.points"),
    }
}

/// A number as it is typed and shown.
fn number(path: &str, number: i64) -> String {
    if path.ends_with("_tenths") {
        return format!("{}.{}", number / 10, (number % 10).abs());
    }
    number.to_string()
}

/// A value in words.
pub fn in_words(path: &str, value: &Value) -> String {
    let texts = || value.as_array().into_iter().flatten().filter_map(Value::as_str);
    match kind(path, value) {
        Kind::Number | Kind::Tenths => {
            [number(path, value.as_i64().unwrap_or_default()).as_str(), unit(path)].join(" ")
        }
        Kind::Level => json::of::<Level>(value)
            .map(|level| t(&["shared.level.", code(level)].concat()).to_owned())
            .unwrap_or_default(),
        Kind::Clock => value.as_str().unwrap_or_default().to_owned(),
        Kind::Clocks => words::list(texts()),
        Kind::Codes => {
            let known = codes(path);
            let named = texts()
                .map(|text| known.iter().find(|(code, _)| *code == text).map_or(text, |(_, word)| word));
            match words::list(named) {
                none if none.is_empty() => t("console.rules.none").to_owned(),
                some => some,
            }
        }
        Kind::Other => value.to_string(),
    }
}

/// Least and greatest number as they are typed.
pub fn limit(path: &str, (least, most): (i64, i64)) -> String {
    [number(path, least), number(path, most)].join("–")
}

/// A value as it is typed.
pub fn as_typed(path: &str, value: &Value) -> String {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    match value {
        Value::Number(whole) => number(path, whole.as_i64().unwrap_or_default()),
        Value::String(text) => text.clone(),
        Value::Array(_) => texts.collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// Reads what is typed. `was` says of what kind it is, `bounds` how far a number may go.
pub fn read(path: &str, typed: &str, was: &Value, bounds: Option<(i64, i64)>) -> Result<Value, FieldError> {
    let wrong = |problem: Problem| FieldError::new(path, problem);
    let plain: String = typed.trim().chars().map(half_width).collect();
    let kind = kind(path, was);
    if plain.is_empty() && kind != Kind::Codes {
        return Err(wrong(Problem::Missing));
    }
    match kind {
        Kind::Number | Kind::Tenths => {
            let range = bounds.map(|bounds| limit(path, bounds)).unwrap_or_default();
            let read = match (kind, plain.split_once('.')) {
                (Kind::Tenths, Some((whole, tenth))) if tenth.len() == 1 => [whole, tenth].concat().parse(),
                (Kind::Tenths, None) => plain.parse::<i64>().map(|whole| whole.saturating_mul(10)),
                (Kind::Tenths, Some(_)) => return Err(wrong(Problem::TooManyDecimals).limit(range)),
                _ => plain.parse(),
            };
            let Ok(read) = read else { return Err(wrong(Problem::NotWhole).limit(range)) };
            match bounds {
                Some((least, most)) if read < least || read > most => {
                    Err(wrong(Problem::OutOfRange).limit(range))
                }
                _ => Ok(Value::from(read)),
            }
        }
        Kind::Clock => {
            time_of_day(&plain).map(Value::from).ok_or_else(|| wrong(Problem::WrongType).limit("HH:MM"))
        }
        Kind::Clocks => {
            let parts = plain.split([' ', ',', '、', '・']).filter(|part| !part.is_empty());
            let read: Option<Vec<Value>> = parts.map(|part| time_of_day(part).map(Value::from)).collect();
            read.map(Value::from).ok_or_else(|| wrong(Problem::WrongType).limit("HH:MM"))
        }
        Kind::Level => Ok(Value::from(plain)),
        Kind::Codes => Ok(plain.split(' ').filter(|code| !code.is_empty()).map(Value::from).collect()),
        Kind::Other => serde_json::from_str(typed).map_err(|_| wrong(Problem::WrongType)),
    }
}

fn time_of_day(typed: &str) -> Option<String> {
    minute_of(typed).and_then(WallClock::of).map(|clock| clock.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_typed_is_read_as_the_rule_takes_it() {
        let due = json!(["09:00"]);
        for (path, typed, was, bounds, value) in [
            ("triage.spo2_low", " ９４ ", json!(93), Some((88, 96)), json!(94)),
            ("triage.high_fever_tenths", "38.0", json!(385), Some((376, 400)), json!(380)),
            ("triage.high_fever_tenths", "38", json!(385), Some((376, 400)), json!(380)),
            ("opening_hours.opens", "9:00", json!("08:30"), None, json!("09:00")),
            ("schedules.hotel.due", "7:00、1600", due.clone(), None, json!(["07:00", "16:00"])),
            ("staff.risk.factors", "copd other", json!(["copd"]), None, json!(["copd", "other"])),
            ("staff.risk.factors", "", json!(["copd"]), None, json!([])),
        ] {
            assert_eq!(read(path, typed, &was, bounds), Ok(value.clone()), "{path}: {typed}");
            // What was read is typed and read again as the same.
            assert_eq!(read(path, &as_typed(path, &value), &was, bounds), Ok(value), "{path}");
        }
    }

    #[test]
    fn a_severity_is_what_its_code_says() {
        for (code, severity) in SEVERITIES {
            assert_eq!(json::of::<Severity>(&json!(code)).unwrap(), severity);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_limit() {
        for (path, typed, was, problem, limit) in [
            ("triage.spo2_low", "39", json!(93), Problem::OutOfRange, Some("88–96")),
            ("triage.spo2_low", "92.5", json!(93), Problem::NotWhole, Some("88–96")),
            ("triage.spo2_low", "", json!(93), Problem::Missing, None),
            ("triage.high_fever_tenths", "41.0", json!(385), Problem::OutOfRange, Some("37.6–40.0")),
            ("triage.high_fever_tenths", "38.55", json!(385), Problem::TooManyDecimals, Some("37.6–40.0")),
            ("opening_hours.opens", "25:00", json!("08:30"), Problem::WrongType, Some("HH:MM")),
            ("schedules.hotel.due", "7:00 x", json!(["07:00"]), Problem::WrongType, Some("HH:MM")),
        ] {
            let bounds = if path.ends_with("_tenths") { (376, 400) } else { (88, 96) };
            let error = read(path, typed, &was, Some(bounds)).unwrap_err();
            let found = (error.field.as_str(), error.problem, error.limit.as_deref());
            assert_eq!(found, (path, problem, limit), "{typed}");
        }
    }
}
