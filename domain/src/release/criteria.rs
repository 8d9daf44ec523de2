//! The criteria as dated data.

use std::sync::OnceLock;

use serde::Deserialize;

use super::Course;
use crate::json;
use crate::placement::CareStatus;
use crate::stay::is_hospital;
use crate::time::Date;

/// One version of the criteria, with the days on which it decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// `C2` to `C6` of domain.md 4.7.
    pub version: String,
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer decides; open-ended without.
    pub valid_until: Option<Date>,
    pub(super) symptomatic: Term,
    asymptomatic: Term,
    /// Of those who were on a ventilator or ECMO, if it differs.
    ventilated: Option<Term>,
    /// Of those in a hospital or a care facility, if it differs.
    cared_for: Option<Term>,
}

/// How long: whole days after the anchor, and hours after relief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Term {
    pub days: u64,
    #[serde(default)]
    pub relief_hours: i64,
}

/// Every version, oldest first.
///
/// # Panics
///
/// Never: the file is embedded and a test reads it.
pub fn published() -> &'static [Criteria] {
    static ALL: OnceLock<Vec<Criteria>> = OnceLock::new();
    ALL.get_or_init(|| json::read(include_str!("../../rules/release/criteria.json")).unwrap_or_default())
}

/// The version in force on a day; before the first one the first.
pub fn in_force(day: Date) -> &'static Criteria {
    let all = published();
    let holds = |one: &&Criteria| one.valid_from <= day && one.valid_until.is_none_or(|until| day < until);
    all.iter().rev().find(holds).unwrap_or(&all[0])
}

impl Criteria {
    /// The term that applies to such a case.
    pub(super) fn term(&self, is_ill: bool, status: CareStatus, ventilated: bool) -> (Course, Term) {
        let cared_for = is_hospital(status) || status == CareStatus::FacilityIsolation;
        match (self.ventilated, self.cared_for) {
            _ if !is_ill => (Course::Asymptomatic, self.asymptomatic),
            (Some(term), _) if ventilated => (Course::Ventilated, term),
            (_, Some(term)) if cared_for => (Course::CaredFor, term),
            _ => (Course::Symptomatic, self.symptomatic),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_follow_each_other_without_a_gap() {
        let all = published();
        assert_eq!(all.len(), 5);
        for pair in all.windows(2) {
            assert_eq!(pair[0].valid_until, Some(pair[1].valid_from), "{}", pair[0].version);
        }
        let on = |day: &str| in_force(day.parse().unwrap()).version.as_str();
        assert_eq!([on("2020-01-01"), on("2020-06-11"), on("2020-06-12")], ["C2", "C2", "C3"]);
        assert_eq!([on("2022-01-28"), on("2022-09-07"), on("2026-01-05")], ["C5", "C6", "C6"]);
    }
}
