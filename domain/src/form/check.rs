//! Checking what was filled in: every field by itself, then the rules between them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Condition, Field, Filled, Form, Kind, Rule, TestDone, Vaccination};
use crate::api::error::{FieldError, Hint, Problem};
use crate::json;
use crate::person::{age_months, is_kana, phone_digits};
use crate::reading::too_long;
use crate::time::Date;

/// Most characters of a name in kana.
const KANA_AT_MOST: usize = 60;
/// Nobody is older, in years.
const OLDEST: u32 = 130;

/// What a check needs to know besides.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Today in the rules' time zone.
    pub today: Date,
    /// The prefecture's arrangements that waive rules.
    pub waived: &'a [String],
}

/// Something to look at again that does not keep the form from being filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Warning {
    /// Code of the rule, whose words are in the form.
    pub rule: String,
    /// The field at which it is shown.
    pub field: String,
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What keeps the form from being filed, in the order of the form; broken rules at the end.
    pub errors: Vec<FieldError>,
    /// What to look at again.
    pub warnings: Vec<Warning>,
}

impl Checked {
    /// Whether a field, or an entry of it, is wrong by itself: one mistake is told once.
    fn is_wrong(&self, field: &str) -> bool {
        self.errors.iter().any(|error| error.field.split('.').next() == Some(field))
    }
}

impl Form {
    /// Everything that is wrong or odd with a form as filled in.
    pub fn check(&self, filled: &Filled, context: &Context) -> Checked {
        let mut checked = Checked::default();
        let asked = filled.values.keys().chain(&filled.unknown);
        for code in asked.filter(|code| self.field(code).is_none()) {
            checked.errors.push(FieldError::new(code, Problem::NotAsked));
        }
        for field in self.fields() {
            checked.errors.extend(self.check_field(field, filled, context));
        }
        for rule in self.rules.iter().filter(|rule| self.is_broken(rule, filled, context)) {
            if !rule.hard {
                checked.warnings.push(Warning { rule: rule.code.clone(), field: rule.field.clone() });
            } else if !checked.is_wrong(&rule.field) {
                let error = FieldError::new(&rule.field, Problem::AgainstRule).limit(&rule.code);
                checked.errors.push(error);
            }
        }
        checked
    }

    /// What is wrong with a test that is entered beside a notification of this disease: the form that
    /// asks for tests decides, also where the case was notified with a shorter one.
    pub fn check_test(&self, test: &TestDone, today: Date) -> Option<FieldError> {
        let asks = |form: &'static Form| form.fields().find(|field| matches!(field.kind, Kind::Tests { .. }));
        let mut forms = super::all().iter().filter(|form| form.disease == self.disease);
        let Some(field) = forms.find_map(asks) else {
            return Some(FieldError::new("test", Problem::NotAsked));
        };
        let value = serde_json::json!([test]);
        let error = field.check_tests(&value, today)?;
        let part = error.field.rsplit('.').next().unwrap_or_default();
        Some(FieldError { field: format!("test.{part}"), ..error })
    }

    /// Whether a field is asked, with what is filled in so far.
    pub fn asks(&self, field: &Field, filled: &Filled, context: &Context) -> bool {
        field.applies.iter().all(|condition| condition.holds(self, filled, context) == Some(true))
    }

    fn check_field(&self, field: &Field, filled: &Filled, context: &Context) -> Option<FieldError> {
        let value = filled.values.get(&field.code);
        let is_unknown = filled.unknown.contains(&field.code);
        let error = |problem| Some(FieldError::new(&field.code, problem));
        if !self.asks(field, filled, context) {
            return if value.is_some() || is_unknown { error(Problem::NotAsked) } else { None };
        }
        match value {
            Some(_) if is_unknown => error(Problem::Contradiction),
            Some(value) => field.check_value(value, context.today),
            None if is_unknown && !field.may_be_unknown => error(Problem::Missing),
            None if field.required && !is_unknown => error(Problem::Missing),
            None => None,
        }
    }

    fn is_broken(&self, rule: &Rule, filled: &Filled, context: &Context) -> bool {
        let named = rule.given.iter().chain(&rule.then).flat_map(Condition::fields);
        let reported = filled.date("report_date").unwrap_or(context.today);
        let in_force = rule.from.is_none_or(|from| from <= reported)
            && rule.until.is_none_or(|until| reported < until)
            && rule.waived_by.as_ref().is_none_or(|waiver| !context.waived.contains(waiver));
        let holds = |condition: &Condition| condition.holds(self, filled, context);
        in_force
            && named.into_iter().all(|code| self.field(code).is_some())
            && rule.given.iter().all(|condition| holds(condition) == Some(true))
            && rule.then.iter().any(|condition| holds(condition) == Some(false))
    }
}

impl Field {
    /// What is wrong with a value by itself.
    fn check_value(&self, value: &Value, today: Date) -> Option<FieldError> {
        let error = |problem| FieldError::new(&self.code, problem);
        let wrong = || Some(error(Problem::WrongType));
        match &self.kind {
            Kind::YesNo if value.is_boolean() => None,
            Kind::Many { values } => {
                let Some(chosen) = value.as_array() else { return wrong() };
                let known = |chosen: &Value| values.iter().any(|value| Some(&*value.code) == chosen.as_str());
                let none = chosen.iter().any(|code| code == "none");
                match chosen.len() {
                    0 => Some(error(Problem::Missing)),
                    _ if !chosen.iter().all(known) => wrong(),
                    many if none && many > 1 => Some(error(Problem::Contradiction)),
                    _ => None,
                }
            }
            Kind::Whole { least, most } => {
                let limit = format!("{least}–{most}");
                match value.as_u64() {
                    Some(number) if (u64::from(*least)..=u64::from(*most)).contains(&number) => None,
                    // Forms of the past filled in 0 by themselves (domain.md 2.4 no. 11).
                    Some(0) => Some(error(Problem::OutOfRange).limit(limit).hint(Hint::CouldNotMeasure)),
                    None if !value.is_number() => wrong(),
                    None if value.as_f64().is_some_and(|number| number.fract() != 0.0) => {
                        Some(error(Problem::NotWhole).limit(limit))
                    }
                    _ => Some(error(Problem::OutOfRange).limit(limit)),
                }
            }
            Kind::Tests { .. } => self.check_tests(value, today),
            Kind::Vaccinations { at_most } => self.check_doses(value, *at_most, today),
            _ => value.as_str().map_or_else(wrong, |text| self.check_text(text, today)),
        }
    }

    fn check_text(&self, text: &str, today: Date) -> Option<FieldError> {
        let error = |problem| FieldError::new(&self.code, problem);
        if text.trim().is_empty() {
            return Some(error(Problem::Missing));
        }
        match &self.kind {
            Kind::Date => match text.parse::<Date>() {
                Err(_) => Some(error(Problem::WrongType)),
                Ok(day) if day > today => Some(error(Problem::InFuture).limit(today.to_string())),
                Ok(day) if age_months(day, today) > OLDEST * 12 => {
                    Some(error(Problem::TooLongAgo).limit(OLDEST.to_string()))
                }
                Ok(_) => None,
            },
            Kind::Text { at_most } => too_long(&self.code, text, *at_most),
            Kind::Kana if !text.chars().all(is_kana) => Some(error(Problem::NotKana)),
            Kind::Kana => too_long(&self.code, text, KANA_AT_MOST),
            Kind::Phone if phone_digits(text).is_none() => Some(error(Problem::NotAPhone)),
            Kind::Phone => None,
            Kind::Choice { values } if values.iter().any(|value| value.code == text) => None,
            _ => Some(error(Problem::WrongType)),
        }
    }

    fn check_tests(&self, value: &Value, today: Date) -> Option<FieldError> {
        let Kind::Tests { at_most, methods, specimens } = &self.kind else { return None };
        let (tests, error) = self.read_entries::<TestDone>(value, *at_most);
        error.or_else(|| {
            tests.iter().enumerate().find_map(|(i, test)| {
                let at = |part, problem| Some(FieldError::new(format!("{}.{i}.{part}", self.code), problem));
                let Some(method) = methods.iter().find(|method| method.code == test.method) else {
                    return at("method", Problem::WrongType);
                };
                let is_known = specimens.iter().any(|specimen| specimen.code == test.specimen);
                // domain.md 2.4 no. 12: saliva is no specimen of the qualitative antigen test.
                let fits = method.specimens.is_empty() || method.specimens.contains(&test.specimen);
                match test.specimen_date {
                    _ if !is_known || !fits => at("specimen", Problem::NotOfThisMethod),
                    day if day > today => {
                        at("specimen_date", Problem::InFuture).map(|error| error.limit(today.to_string()))
                    }
                    _ => None,
                }
            })
        })
    }

    fn check_doses(&self, value: &Value, at_most: usize, today: Date) -> Option<FieldError> {
        let (doses, error) = self.read_entries::<Vaccination>(value, at_most);
        let days: Vec<Date> = doses.iter().filter_map(|dose| dose.date).collect();
        error.or_else(|| match days.last() {
            _ if !days.is_sorted_by(|a, b| a < b) => Some(FieldError::new(&self.code, Problem::NotInOrder)),
            Some(last) if *last > today => {
                Some(FieldError::new(&self.code, Problem::InFuture).limit(today.to_string()))
            }
            _ => None,
        })
    }

    fn read_entries<T: serde::de::DeserializeOwned>(
        &self,
        value: &Value,
        at_most: usize,
    ) -> (Vec<T>, Option<FieldError>) {
        let error = |problem| FieldError::new(&self.code, problem);
        let Some(entries) = value.as_array() else { return (Vec::new(), Some(error(Problem::WrongType))) };
        let read: Option<Vec<T>> = entries.iter().map(|entry| json::of(entry).ok()).collect();
        match read {
            None => (Vec::new(), Some(error(Problem::WrongType))),
            Some(read) if read.is_empty() && self.required => (read, Some(error(Problem::Missing))),
            Some(read) if read.len() > at_most => {
                (read, Some(error(Problem::TooMany).limit(at_most.to_string())))
            }
            Some(read) => (read, None),
        }
    }
}
