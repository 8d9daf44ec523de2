//! What is typed into the form for a day, and what is sent of it, with the check that the server makes.

use domain::api::error::{FieldError, Problem};
use domain::api::test_report::{FileTestReport, TestReportVersion};
use domain::entry_code::half_width;
use domain::ids::{OrganisationId, RequestId};
use domain::test_report::{AT_MOST, MethodCount, TestCounts, TestMethod, check_day};
use domain::time::Date;
use serde::{Deserialize, Serialize};

use crate::era;

/// The tests of one method, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// 検査人数
    pub persons: String,
    /// 検査件数
    pub tests: String,
    /// 陽性者数
    pub positives: String,
}

/// The form, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form was opened: a retry after a lost answer is the same request.
    pub request_id: RequestId,
    /// For which clinic a health centre enters.
    pub clinic: Option<OrganisationId>,
    /// The day of the tests.
    pub day: String,
    /// The version that is corrected.
    pub replaces: Option<u32>,
    /// Said in so many words that there were no tests: an empty form does not say so.
    pub no_tests: bool,
    /// In the order of [`TestMethod::ALL`].
    pub rows: [Row; 4],
    /// People of the day, asked only if there is more than one method.
    pub persons: String,
    /// The same for its positives.
    pub positives: String,
}

impl Values {
    /// An empty form for a day.
    pub fn new(request_id: RequestId, clinic: Option<OrganisationId>, day: String) -> Self {
        Self {
            request_id,
            clinic,
            day,
            replaces: None,
            no_tests: false,
            rows: Default::default(),
            persons: String::new(),
            positives: String::new(),
        }
    }

    /// What is filed, to be corrected.
    pub fn of(
        request_id: RequestId,
        clinic: Option<OrganisationId>,
        day: Date,
        filed: &TestReportVersion,
    ) -> Self {
        let counts = &filed.counts;
        let row = |method| {
            let count = counts.methods.iter().find(|count| count.method == method);
            let used = count.filter(|count| count.tests > 0);
            used.map(|count| Row {
                persons: count.persons.to_string(),
                tests: count.tests.to_string(),
                positives: count.positives.to_string(),
            })
            .unwrap_or_default()
        };
        let rows = TestMethod::ALL.map(row);
        Self {
            replaces: Some(filed.version),
            no_tests: rows.iter().all(Row::is_blank),
            rows,
            persons: counts.persons.to_string(),
            positives: counts.positives.to_string(),
            ..Self::new(request_id, clinic, day.to_string())
        }
    }

    /// Nothing has been typed.
    pub fn is_blank(&self) -> bool {
        *self == Self::new(self.request_id.clone(), self.clinic.clone(), self.day.clone())
    }

    /// The day that was understood.
    pub fn day(&self, today: Date) -> Option<Date> {
        era::parse_recent(&self.day, today)
    }

    /// The typed tests of all methods together, as far as they are numbers.
    pub fn tests(&self) -> String {
        let sum: u64 = self.rows.iter().filter_map(|row| number(&row.tests)).map(u64::from).sum();
        sum.to_string()
    }

    /// Whether the day's people must be asked for: by one method they are those of the method.
    pub fn has_several_methods(&self) -> bool {
        !self.no_tests && self.rows.iter().filter(|row| !row.is_blank()).count() > 1
    }
}

impl Row {
    /// Nothing is typed: the method was not used.
    pub fn is_blank(&self) -> bool {
        [&self.persons, &self.tests, &self.positives].into_iter().all(|text| text.trim().is_empty())
    }
}

/// The request, or every field that is wrong.
pub fn read(
    values: &Values,
    organisation: &OrganisationId,
    today: Date,
) -> Result<FileTestReport, Vec<FieldError>> {
    let mut errors = Vec::new();
    let day = values.day(today).unwrap_or_else(|| {
        let problem = if values.day.trim().is_empty() { Problem::Missing } else { Problem::WrongType };
        errors.push(FieldError::new("day", problem));
        today
    });
    errors.extend(check_day(day, today));
    let counts = counts(values, &mut errors);
    if errors.is_empty() {
        errors = counts.check();
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(FileTestReport {
        request_id: values.request_id.clone(),
        organisation: organisation.clone(),
        on_behalf_of: values.clinic.clone(),
        day,
        replaces: values.replaces,
        counts,
    })
}

fn counts(values: &Values, errors: &mut Vec<FieldError>) -> TestCounts {
    if values.no_tests {
        return TestCounts { methods: Vec::new(), persons: 0, positives: 0 };
    }
    if values.rows.iter().all(Row::is_blank) {
        errors.push(FieldError::new("counts.methods[0].persons", Problem::Missing));
    }
    let mut methods = Vec::new();
    // Every method is sent, so that a place in the request is a place in the form.
    for (i, (method, row)) in TestMethod::ALL.into_iter().zip(&values.rows).enumerate() {
        let mut typed = |typed: &str, name: &str| match row.is_blank() {
            true => 0,
            false => whole(typed, &format!("counts.methods[{i}].{name}"), errors),
        };
        let persons = typed(&row.persons, "persons");
        let tests = typed(&row.tests, "tests");
        let positives = typed(&row.positives, "positives");
        methods.push(MethodCount { method, persons, tests, positives });
    }
    let (persons, positives) = if values.has_several_methods() {
        (
            whole(&values.persons, "counts.persons", errors),
            whole(&values.positives, "counts.positives", errors),
        )
    } else {
        (methods.iter().map(|m| m.persons).sum(), methods.iter().map(|m| m.positives).sum())
    };
    TestCounts { methods, persons, positives }
}

/// A number as people type it, also in full-width digits.
fn number(typed: &str) -> Option<u32> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    plain.parse().ok()
}

/// The same; else 0 and what is wrong.
fn whole(typed: &str, field: &str, errors: &mut Vec<FieldError>) -> u32 {
    number(typed).unwrap_or_else(|| {
        errors.push(if typed.trim().is_empty() {
            FieldError::new(field, Problem::Missing)
        } else {
            FieldError::new(field, Problem::NotWhole).limit(format!("0–{AT_MOST}"))
        });
        0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-01-05".parse().unwrap()
    }

    fn blank() -> Values {
        let request_id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
        Values::new(request_id, None, today().to_string())
    }

    fn row(persons: &str, tests: &str, positives: &str) -> Row {
        Row { persons: persons.into(), tests: tests.into(), positives: positives.into() }
    }

    fn wrong(values: &Values) -> Vec<String> {
        let errors = read(values, &"hibari-clinic".parse().unwrap(), today()).unwrap_err();
        errors.into_iter().map(|error| error.field).collect()
    }

    fn sent(values: &Values) -> FileTestReport {
        read(values, &"hibari-clinic".parse().unwrap(), today()).unwrap()
    }

    #[test]
    fn an_empty_form_does_not_say_that_there_were_no_tests() {
        assert_eq!(wrong(&blank()), ["counts.methods[0].persons"]);
        let none = sent(&Values { no_tests: true, ..blank() });
        assert_eq!(none.counts, TestCounts { methods: Vec::new(), persons: 0, positives: 0 });
    }

    #[test]
    fn people_of_one_method_are_those_of_the_day() {
        let mut values = blank();
        values.rows[1] = row("１２", " 13 ", "3");
        let counts = sent(&values).counts;
        assert_eq!((counts.persons, counts.positives), (12, 3));
        assert_eq!(counts.methods[1].tests, 13);
    }

    #[test]
    fn people_of_several_methods_are_asked_for() {
        let mut values = blank();
        values.rows[1] = row("2", "2", "1");
        values.rows[2] = row("2", "2", "0");
        assert_eq!(wrong(&values), ["counts.persons", "counts.positives"]);
        let values = Values { persons: "3".into(), positives: "1".into(), ..values };
        assert_eq!(sent(&values).counts.persons, 3);
        assert_eq!(wrong(&Values { persons: "5".into(), ..values }), ["counts.persons"]);
    }

    #[test]
    fn what_is_filed_can_be_corrected_as_it_is() {
        let mut values = blank();
        values.rows[1] = row("2", "2", "1");
        values.rows[2] = row("2", "2", "0");
        let values = Values { persons: "3".into(), positives: "1".into(), ..values };
        let counts = sent(&values).counts;
        let filed = TestReportVersion {
            version: 4,
            filed_at: "2026-01-05T03:00:00Z".parse().unwrap(),
            by: domain::api::case::Actor { role: domain::rights::Role::ClinicStaff, name: None },
            organisation: "hibari-clinic".parse().unwrap(),
            counts: counts.clone(),
        };
        let again = Values::of(values.request_id.clone(), None, today(), &filed);
        let request = sent(&again);
        assert_eq!((request.replaces, request.counts), (Some(4), counts));
    }

    #[test]
    fn what_is_no_number_or_half_a_row_is_named() {
        let mut values = blank();
        values.rows[3] = row("2", "two", "");
        assert_eq!(wrong(&values), ["counts.methods[3].tests", "counts.methods[3].positives"]);
        assert_eq!(wrong(&Values { day: "1/6".into(), no_tests: true, ..blank() }), ["day"]);
    }
}
