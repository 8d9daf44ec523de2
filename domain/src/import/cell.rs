//! From a cell to a value.

use serde_json::Value;

use super::columns::plain;
use crate::api::error::{FieldError, Problem};
use crate::era;
use crate::form::{self, Field, Filled, Kind, Method};
use crate::time::Date;

/// How "unknown" is written where a form takes it for an answer.
const UNKNOWN: [&str; 4] = ["不明", "不詳", "unknown", "未詳"];
const YES: [&str; 9] = ["true", "yes", "y", "1", "はい", "有", "あり", "有り", "○"];
const NO: [&str; 9] = ["false", "no", "n", "0", "いいえ", "無", "なし", "無し", "×"];
const POSITIVE: [&str; 2] = ["陽性", "positive"];
const NEGATIVE: [&str; 2] = ["陰性", "negative"];
/// What is between several choices in one cell.
const BETWEEN: [char; 8] = ['、', '，', ',', ';', '；', '/', '／', '\n'];

/// Whether a spreadsheet would take a cell for a formula (OWASP "CSV injection"), in full width too.
pub(super) fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Takes a cell into the answers.
///
/// # Errors
/// If it cannot be read; whether the value may be is asked of the form.
pub(super) fn read(field: &Field, text: &str, today: Date, answers: &mut Filled) -> Result<(), FieldError> {
    let code = field.code.as_str();
    if field.may_be_unknown && UNKNOWN.contains(&plain(text).as_str()) {
        answers.unknown.insert(code.to_owned());
        return Ok(());
    }
    let value = match &field.kind {
        // A birth is never "the last 5/1", so it needs its year.
        Kind::Date if code == "birth_date" => day(code, era::parse(text))?,
        Kind::Date => day(code, era::parse_recent(text, today))?,
        Kind::Choice { values } => choice(code, text, values)?,
        Kind::Many { values } => {
            let parts = text.split(BETWEEN).filter(|part| !part.trim().is_empty());
            Value::Array(parts.map(|part| choice(code, part, values)).collect::<Result<_, _>>()?)
        }
        Kind::YesNo => Value::Bool(yes_no(code, text)?),
        Kind::Whole { .. } => number(code, text)?,
        _ => Value::from(text),
    };
    answers.values.insert(code.to_owned(), value);
    Ok(())
}

/// A part of a test or of a dose; `code` names it in errors.
pub(super) fn read_part(
    field: &Field,
    part: &str,
    code: &str,
    text: &str,
    today: Date,
) -> Result<Value, FieldError> {
    match (&field.kind, part) {
        (Kind::Tests { methods, .. }, "method") => {
            let value = |method: &Method| form::Value {
                code: method.code.clone(),
                ja: method.ja.clone(),
                en: method.en.clone(),
                case_kind: None,
                deceased: false,
            };
            choice(code, text, &methods.iter().map(value).collect::<Vec<_>>())
        }
        (Kind::Tests { specimens, .. }, "specimen") => choice(code, text, specimens),
        (Kind::Tests { .. }, "positive") => match plain(text).as_str() {
            text if POSITIVE.contains(&text) => Ok(Value::Bool(true)),
            text if NEGATIVE.contains(&text) => Ok(Value::Bool(false)),
            text => yes_no(code, text).map(Value::Bool),
        },
        (_, "date" | "specimen_date") => day(code, era::parse_recent(text, today)),
        _ => Ok(Value::from(text)),
    }
}

/// Yes or no.
pub(super) fn yes_no(code: &str, text: &str) -> Result<bool, FieldError> {
    match plain(text).as_str() {
        text if YES.contains(&text) => Ok(true),
        text if NO.contains(&text) => Ok(false),
        _ => Err(FieldError::new(code, Problem::NotAChoice).limit("有 / 無")),
    }
}

/// One of these words; the first of each line is what an error offers.
pub(super) fn word<T: Copy>(code: &str, text: &str, words: &[(T, &[&str])]) -> Result<T, FieldError> {
    let wanted = plain(text);
    let found = words.iter().find(|(_, words)| words.iter().any(|word| plain(word) == wanted));
    found.map(|(value, _)| *value).ok_or_else(|| {
        let offered: Vec<&str> = words.iter().filter_map(|(_, words)| words.first().copied()).collect();
        FieldError::new(code, Problem::NotAChoice).limit(offered.join(" / "))
    })
}

fn choice(code: &str, text: &str, values: &[form::Value]) -> Result<Value, FieldError> {
    let wanted = plain(text);
    // 確定例 for 患者（確定例）: what stands in brackets, or before them, if only one is called so.
    let short = |value: &&form::Value| plain(&value.ja).split(['(', ')']).any(|part| part == wanted);
    let exact = |value: &&form::Value| {
        // 男性 for 男.
        [&value.code, &value.ja, &value.en].iter().any(|name| plain(name) == wanted)
            || wanted.strip_suffix('性') == Some(&value.ja)
    };
    let found = values.iter().find(exact).or_else(|| {
        let mut found = values.iter().filter(short);
        found.next().filter(|_| found.next().is_none() && !wanted.is_empty())
    });
    found.map(|value| Value::from(value.code.as_str())).ok_or_else(|| {
        let offered: Vec<&str> = values.iter().map(|value| value.ja.as_str()).collect();
        FieldError::new(code, Problem::NotAChoice).limit(offered.join(" / "))
    })
}

fn day(code: &str, read: Option<Date>) -> Result<Value, FieldError> {
    let day = read.ok_or_else(|| FieldError::new(code, Problem::NotADate))?;
    Ok(Value::from(day.to_string()))
}

fn number(code: &str, text: &str) -> Result<Value, FieldError> {
    let wide = plain(text);
    let bare = wide.trim_end_matches(['歳', '才', '%']);
    if let Ok(whole) = bare.parse::<u64>() {
        return Ok(Value::from(whole));
    }
    let is_number = bare.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match bare.parse::<f64>() {
        // The form says that it must be whole.
        Ok(number) if is_number => Ok(Value::from(number)),
        _ => Err(FieldError::new(code, Problem::WrongType)),
    }
}
