//! An institution's daily test report (R43): how many were tested on a day, by method. Most people
//! who are tested never become a case, so these counts are all that is known of them.
//!
//! What the numbers mean (domain.md 7.1, T10):
//!
//! - `tests` counts tests. Who was tested twice by a method on this day has two tests and is one
//!   person, so `persons` ≤ `tests`.
//! - `positives` counts people whose test by this method was positive, not tests, so
//!   `positives` ≤ `persons`.
//! - The day's `persons` and `positives` count each person once, whatever the methods. They cannot be
//!   added up from the methods: antigen and PCR for one person are two tests of one person. They lie
//!   between the largest method and the sum of all.
//!
//! `day` is the day on which the tests were done, whenever they are entered (R40, T17). A result that
//! comes later is a further version; each keeps when it was filed, so what was known at a moment can
//! be asked later (domain.md 7.2). A day with zeros everywhere says "no tests"; a day without a report
//! says nothing.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::ids::OrganisationId;
use crate::rights::Role;
use crate::time::Date;

/// Most tests, people or positives of a day and a method: with a fifth digit it is a typing mistake.
pub const AT_MOST: u32 = 9_999;
/// Most versions of a day: their sort keys have six digits (design 5).
const VERSIONS_AT_MOST: u32 = 999_999;
/// Most days that can be asked for at once.
pub const DAYS_AT_MOST: i64 = 62;
/// Tests of earlier days are not reported: the disease was designated on this day.
const FIRST_DAY: Date = match Date::from_ymd_opt(2020, 2, 1) {
    Some(day) => day,
    None => Date::MIN,
};

/// 検査方法 (item 12 of the notification form; domain.md 2.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestMethod {
    /// 分離・同定による病原体の検出
    VirusIsolation,
    /// 核酸増幅法（PCR法・LAMP法など）
    NucleicAcidAmplification,
    /// 抗原定性検査
    AntigenQualitative,
    /// 抗原定量検査
    AntigenQuantitative,
    /// A method of a newer version.
    #[serde(other)]
    Unknown,
}

impl TestMethod {
    /// Every method that can be reported, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::VirusIsolation,
        Self::NucleicAcidAmplification,
        Self::AntigenQualitative,
        Self::AntigenQuantitative,
    ];
}

/// The tests of a day by one method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodCount {
    /// The method.
    pub method: TestMethod,
    /// 検査人数: people tested by it.
    pub persons: u32,
    /// 検査件数: tests done by it.
    pub tests: u32,
    /// 陽性者数: people tested positive by it.
    pub positives: u32,
}

/// The tests of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TestCounts {
    /// At most one entry a method; a method that is not named was not used. May be empty: no tests.
    pub methods: Vec<MethodCount>,
    /// People tested, each counted once whatever the methods.
    pub persons: u32,
    /// People tested positive, each counted once whatever the methods.
    pub positives: u32,
}

impl TestCounts {
    /// Every rule that does not hold, by the path of the field within the request.
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (i, count) in self.methods.iter().enumerate() {
            let path = format!("counts.methods[{i}]");
            if count.method == TestMethod::Unknown {
                errors.push(FieldError::new(format!("{path}.method"), Problem::WrongType));
            } else if self.methods[..i].iter().any(|other| other.method == count.method) {
                errors.push(FieldError::new(format!("{path}.method"), Problem::Contradiction));
            }
            errors.extend(count.check(&path));
        }
        if errors.is_empty() {
            errors.extend(self.check_day());
        }
        errors
    }

    /// The bounds between which the day's people lie, given its methods.
    pub fn persons_bounds(&self) -> (u32, u32) {
        bounds(self.methods.iter().map(|count| count.persons))
    }

    /// The same for its positives.
    pub fn positives_bounds(&self) -> (u32, u32) {
        let (least, most) = bounds(self.methods.iter().map(|count| count.positives));
        (least, most.min(self.persons))
    }

    fn check_day(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        errors.extend(within("counts.persons", self.persons, self.persons_bounds()));
        if errors.is_empty() {
            errors.extend(within("counts.positives", self.positives, self.positives_bounds()));
        }
        errors
    }
}

impl MethodCount {
    fn check(&self, path: &str) -> Option<FieldError> {
        // Nobody is tested without a test, and no test is of nobody.
        let least = u32::from(self.tests > 0);
        within(&format!("{path}.tests"), self.tests, (0, AT_MOST))
            .or_else(|| within(&format!("{path}.persons"), self.persons, (least, self.tests)))
            .or_else(|| within(&format!("{path}.positives"), self.positives, (0, self.persons)))
    }
}

fn bounds(each: impl Iterator<Item = u32>) -> (u32, u32) {
    each.fold((0, 0), |(largest, sum), count| (largest.max(count), sum.saturating_add(count)))
}

fn within(field: &str, value: u32, (least, most): (u32, u32)) -> Option<FieldError> {
    if (least..=most).contains(&value) {
        return None;
    }
    let limit = if least >= most { least.to_string() } else { format!("{least}–{most}") };
    Some(FieldError::new(field, Problem::OutOfRange).limit(limit))
}

/// Whether tests of this day can be reported: from the first day on, and not before they were done.
pub fn check_day(day: Date, today: Date) -> Option<FieldError> {
    if day > today {
        Some(FieldError::new("day", Problem::InFuture).limit(today.to_string()))
    } else if day < FIRST_DAY {
        Some(FieldError::new("day", Problem::OutOfRange).limit(format!("{FIRST_DAY}–{today}")))
    } else {
        None
    }
}

/// The version that corrects another; the first of a day corrects none.
pub fn version_after(replaces: Option<u32>) -> Result<u32, FieldError> {
    match replaces {
        None => Ok(1),
        Some(corrected) => match within("replaces", corrected, (1, VERSIONS_AT_MOST - 1)) {
            None => Ok(corrected + 1),
            Some(error) => Err(error),
        },
    }
}

/// Whether reports from `from` to `to` can be asked for at once: in order, and at most 62 days.
pub fn check_span(from: Date, to: Date) -> Option<FieldError> {
    let days = to.signed_duration_since(from).num_days() + 1;
    let last = from.checked_add_days(chrono::Days::new(DAYS_AT_MOST.unsigned_abs() - 1)).unwrap_or(from);
    (!(1..=DAYS_AT_MOST).contains(&days))
        .then(|| FieldError::new("to", Problem::OutOfRange).limit(format!("{from}–{last}")))
}

/// Whose tests an organisation reports or reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Institution {
    /// Its own: it tests.
    Own(OrganisationId),
    /// Those of a clinic of its prefecture, for which it acts.
    OfClinic(OrganisationId),
    /// A health centre that names no clinic.
    NotNamed,
    /// A clinic acts for nobody else.
    NotAllowed,
}

/// Whose tests are meant: a clinic's own, or those of the clinic for which a health centre acts.
///
/// A clinic that has no right to enter phones its health centre, which enters for it (R16); so does
/// one that can hardly enter for another reason (R20). Whoever filed stays written in the version.
pub fn institution(
    role: Role,
    organisation: &OrganisationId,
    on_behalf_of: Option<&OrganisationId>,
) -> Institution {
    match (role, on_behalf_of) {
        (Role::ClinicStaff, None) => Institution::Own(organisation.clone()),
        (Role::Nurse | Role::Manager, Some(clinic)) => Institution::OfClinic(clinic.clone()),
        (Role::Nurse | Role::Manager, None) => Institution::NotNamed,
        _ => Institution::NotAllowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANTIGEN: TestMethod = TestMethod::AntigenQualitative;
    const PCR: TestMethod = TestMethod::NucleicAcidAmplification;

    fn count(method: TestMethod, persons: u32, tests: u32, positives: u32) -> MethodCount {
        MethodCount { method, persons, tests, positives }
    }

    fn wrong(methods: &[MethodCount], persons: u32, positives: u32) -> Vec<(String, Option<String>)> {
        let counts = TestCounts { methods: methods.to_vec(), persons, positives };
        counts.check().into_iter().map(|error| (error.field, error.limit)).collect()
    }

    fn one(field: &str, limit: &str) -> Vec<(String, Option<String>)> {
        vec![(field.to_owned(), Some(limit.to_owned()))]
    }

    #[test]
    fn a_day_without_tests_is_a_report() {
        assert!(wrong(&[], 0, 0).is_empty());
        assert!(wrong(&[count(PCR, 0, 0, 0)], 0, 0).is_empty());
    }

    #[test]
    fn each_number_of_a_method_holds_on_both_sides_of_its_bound() {
        let most = AT_MOST;
        assert!(wrong(&[count(PCR, most, most, most)], most, most).is_empty());
        assert_eq!(wrong(&[count(PCR, 1, most + 1, 0)], 1, 0), one("counts.methods[0].tests", "0–9999"));
        assert_eq!(wrong(&[count(PCR, 6, 5, 0)], 6, 0), one("counts.methods[0].persons", "1–5"));
        assert_eq!(wrong(&[count(PCR, 0, 5, 0)], 0, 0), one("counts.methods[0].persons", "1–5"));
        assert_eq!(wrong(&[count(PCR, 1, 0, 0)], 1, 0), one("counts.methods[0].persons", "0"));
        assert_eq!(wrong(&[count(PCR, 5, 6, 6)], 5, 6), one("counts.methods[0].positives", "0–5"));
    }

    #[test]
    fn one_person_tested_twice_is_one_person_with_two_tests() {
        // T10 within one day: antigen negative, then PCR positive.
        let both = [count(ANTIGEN, 1, 1, 0), count(PCR, 1, 1, 1)];
        assert!(wrong(&both, 1, 1).is_empty());
        // Two people, one by each method, are allowed by the same numbers.
        assert!(wrong(&both, 2, 1).is_empty());
        assert_eq!(wrong(&both, 3, 1), one("counts.persons", "1–2"));
        assert_eq!(wrong(&both, 0, 0), one("counts.persons", "1–2"));
        assert_eq!(wrong(&both, 1, 0), one("counts.positives", "1"));
    }

    #[test]
    fn positives_of_the_day_are_no_more_than_its_people() {
        let both = [count(ANTIGEN, 4, 4, 3), count(PCR, 4, 4, 3)];
        assert!(wrong(&both, 4, 4).is_empty());
        assert_eq!(wrong(&both, 4, 5), one("counts.positives", "3–4"));
        assert_eq!(wrong(&both, 8, 2), one("counts.positives", "3–6"));
    }

    #[test]
    fn a_method_is_named_once_and_known() {
        let twice = [count(PCR, 1, 1, 0), count(PCR, 1, 1, 0)];
        assert_eq!(wrong(&twice, 1, 0), vec![("counts.methods[1].method".to_owned(), None)]);
        let unknown: TestMethod = serde_json::from_str("\"breath_analysis\"").unwrap();
        assert_eq!(
            wrong(&[count(unknown, 1, 1, 0)], 1, 0),
            vec![("counts.methods[0].method".to_owned(), None)]
        );
    }

    #[test]
    fn a_version_follows_the_one_that_it_corrects() {
        assert_eq!((version_after(None), version_after(Some(1))), (Ok(1), Ok(2)));
        assert_eq!(version_after(Some(999_998)), Ok(999_999));
        for never in [0, 999_999, u32::MAX] {
            assert_eq!(version_after(Some(never)).unwrap_err().limit.as_deref(), Some("1–999998"));
        }
    }

    #[test]
    fn days_and_spans_hold_on_both_sides() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let today = day("2026-01-05");
        assert_eq!(check_day(today, today), None);
        assert_eq!(check_day(day("2026-01-06"), today).unwrap().problem, Problem::InFuture);
        assert_eq!(check_day(day("2020-02-01"), today), None);
        assert_eq!(check_day(day("2020-01-31"), today).unwrap().problem, Problem::OutOfRange);
        assert_eq!(check_span(today, today), None);
        assert_eq!(check_span(today, day("2026-03-07")), None);
        let long = check_span(today, day("2026-03-08")).unwrap();
        assert_eq!(long.limit.as_deref(), Some("2026-01-05–2026-03-07"));
        assert!(check_span(today, day("2026-01-04")).is_some());
    }
}
