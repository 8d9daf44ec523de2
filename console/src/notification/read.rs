//! From what was typed to the answers of a form, with the very check that the server makes.

use std::collections::{BTreeMap, BTreeSet};

use domain::api::error::{FieldError, Problem};
use domain::form::{Context, Field, Filled, Form, Kind, Warning};
use domain::time::Date;
use serde_json::{Map, Value, json};
use ui::number;

use super::values::{Entry, Values};
use crate::era;

/// A birth is never "the last 5/1": it needs its year.
pub const BIRTH_DATE: &str = "birth_date";

/// A form as it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The form.
    pub form: &'static Form,
    /// The answers to what is asked.
    pub answers: Filled,
    /// Codes of the fields that are asked, with what is typed so far.
    pub asked: BTreeSet<&'static str>,
    /// What is wrong, in the order of the form.
    pub errors: Vec<FieldError>,
    /// What to look at again.
    pub warnings: Vec<Warning>,
}

/// The answers while they are read.
struct Reader {
    today: Date,
    answers: Filled,
    /// What was typed and cannot be read. It is told as that, and not as missing too.
    unread: Vec<FieldError>,
    /// Which typed entry each entry of the answers is: what is empty is left out.
    places: BTreeMap<&'static str, Vec<usize>>,
}

impl Reading {
    /// Reads a form and checks it.
    pub fn of(form: &'static Form, values: &Values, today: Date) -> Self {
        let context = Context { today, waived: &[] };
        let mut reader =
            Reader { today, answers: Filled::default(), unread: Vec::new(), places: BTreeMap::new() };
        for field in form.fields() {
            reader.read(field, values);
        }
        let Reader { mut answers, mut unread, places, .. } = reader;
        let asked = asked(form, &mut answers, &context);
        unread.retain(|error| asked.contains(code_of(error)));

        let checked = form.check(&answers, &context);
        let is_read = |error: &FieldError| unread.iter().all(|other| code_of(other) != code_of(error));
        let mut errors: Vec<_> = checked.errors.into_iter().filter(is_read).collect();
        errors.iter_mut().for_each(|error| name_entry(error, &places));
        errors.extend(unread);
        errors.sort_by_key(|error| form.fields().position(|field| field.code == code_of(error)));
        Self { form, answers, asked, errors, warnings: checked.warnings }
    }
}

/// The code of the field at which an error stands, also if it is in one of its entries.
fn code_of(error: &FieldError) -> &str {
    error.field.split('.').next().unwrap_or_default()
}

/// The codes of the fields that are asked. Answers to others are left out of what is sent, which may
/// change what is asked in turn.
fn asked(form: &'static Form, answers: &mut Filled, context: &Context) -> BTreeSet<&'static str> {
    loop {
        let asked: BTreeSet<&'static str> = form
            .fields()
            .filter(|field| form.asks(field, answers, context))
            .map(|field| field.code.as_str())
            .collect();
        let before = answers.values.len() + answers.unknown.len();
        answers.values.retain(|code, _| asked.contains(code.as_str()));
        answers.unknown.retain(|code| asked.contains(code.as_str()));
        if answers.values.len() + answers.unknown.len() == before {
            return asked;
        }
    }
}

/// Names the entry of an error by its place on the screen.
fn name_entry(error: &mut FieldError, places: &BTreeMap<&'static str, Vec<usize>>) {
    let parts: Vec<_> = error.field.split('.').collect();
    let [code, index, part] = parts[..] else { return };
    let place = places.get(code).zip(index.parse().ok()).and_then(|(places, i): (_, usize)| places.get(i));
    if let Some(place) = place {
        error.field = format!("{code}.{place}.{part}");
    }
}

/// The day that was typed into a field.
pub fn day(code: &str, typed: &str, today: Date) -> Option<Date> {
    if code == BIRTH_DATE { era::parse(typed) } else { era::parse_recent(typed, today) }
}

impl Reader {
    fn read(&mut self, field: &'static Field, values: &Values) {
        let code = field.code.as_str();
        if field.may_be_unknown && values.unknown.contains(code) {
            self.answers.unknown.insert(code.to_owned());
            return;
        }
        let typed = values.text(code).trim();
        let value = match &field.kind {
            Kind::Many { values: known } => {
                let chosen = values.many.get(code);
                let is_chosen = |code: &str| chosen.is_some_and(|chosen| chosen.contains(code));
                // In the order of the form, and only what this form knows.
                let codes: Vec<_> =
                    known.iter().map(|value| value.code.as_str()).filter(|code| is_chosen(code)).collect();
                (!codes.is_empty()).then(|| json!(codes))
            }
            Kind::Tests { .. } => self.tests(code, values.entries(code)),
            Kind::Vaccinations { .. } => self.doses(code, values.entries(code)),
            _ if typed.is_empty() => None,
            Kind::Date => self.day(code, code, typed).map(|day| json!(day.to_string())),
            Kind::Whole { .. } => self.number(field, typed),
            Kind::YesNo => Some(json!(typed == "true")),
            // Of another form, whose choices these are not.
            Kind::Choice { values: known } if known.iter().all(|value| value.code != typed) => None,
            Kind::Choice { .. } | Kind::Text { .. } | Kind::Kana | Kind::Phone => Some(json!(typed)),
        };
        if let Some(value) = value {
            self.answers.values.insert(code.to_owned(), value);
        }
    }

    fn unread(&mut self, field: impl Into<String>, problem: Problem) {
        self.unread.push(FieldError::new(field, problem));
    }

    fn day(&mut self, code: &str, path: &str, typed: &str) -> Option<Date> {
        let day = day(code, typed, self.today);
        if day.is_none() {
            self.unread(path, Problem::WrongType);
        }
        day
    }

    /// A number as it was typed, also one with decimals: the check says what is wrong with it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole, and the form bounds it
    fn number(&mut self, field: &Field, typed: &str) -> Option<Value> {
        let unit = field.unit.iter().flat_map(|unit| [unit.ja.as_str(), unit.en.as_str()]);
        let bare = unit.fold(typed, |typed, unit| typed.trim_end_matches(unit)).trim();
        match number::parse(bare) {
            Some(number) if number.fract() == 0.0 => Some(json!(number as u64)),
            Some(number) => Some(json!(number)),
            None => {
                self.unread(&field.code, Problem::WrongType);
                None
            }
        }
    }

    /// Tests; an empty one is no test, one that lacks a part is told by that part.
    fn tests(&mut self, code: &'static str, entries: &[Entry]) -> Option<Value> {
        let mut tests = Vec::new();
        for (i, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.is_empty()) {
            let part = |part: &str| entry.get(part).map_or("", |typed| typed.trim());
            for required in ["method", "specimen", "specimen_date", "result"] {
                if part(required).is_empty() {
                    self.unread(format!("{code}.{i}.{required}"), Problem::Missing);
                }
            }
            let typed = part("specimen_date");
            if typed.is_empty() {
                continue;
            }
            let Some(day) = self.day("", &format!("{code}.{i}.specimen_date"), typed) else { continue };
            let mut test = Map::new();
            test.insert("method".to_owned(), json!(part("method")));
            test.insert("specimen".to_owned(), json!(part("specimen")));
            test.insert("specimen_date".to_owned(), json!(day.to_string()));
            match part("result") {
                "positive" => test.insert("positive".to_owned(), json!(true)),
                "negative" => test.insert("positive".to_owned(), json!(false)),
                _ => None,
            };
            tests.push(Value::Object(test));
            self.places.entry(code).or_default().push(i);
        }
        (!tests.is_empty()).then_some(Value::Array(tests))
    }

    /// Doses. One of which nothing is known is a dose too: it was added by hand.
    fn doses(&mut self, code: &'static str, entries: &[Entry]) -> Option<Value> {
        let mut doses = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            let mut dose = Map::new();
            if let Some(typed) = entry.get("date").filter(|typed| !typed.trim().is_empty())
                && let Some(day) = self.day("", &format!("{code}.{i}.date"), typed)
            {
                dose.insert("date".to_owned(), json!(day.to_string()));
            }
            if let Some(maker) = entry.get("maker").filter(|maker| !maker.trim().is_empty()) {
                dose.insert("maker".to_owned(), json!(maker.trim()));
            }
            doses.push(Value::Object(dose));
            self.places.entry(code).or_default().push(i);
        }
        (!doses.is_empty()).then_some(Value::Array(doses))
    }
}

#[cfg(test)]
mod tests;
