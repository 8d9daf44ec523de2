//! The risk class of a patient at home (design 6, "Schedules and windows"; domain.md 4.4): a pure
//! function of what was asked. What was not asked counts as high, never as fine.

use serde::{Deserialize, Serialize};

use crate::condition::Severity;
use crate::first_contact::{FirstContact, RiskFactor};
use crate::placement::Risk;
use crate::rules::RuleSet;
use crate::symptoms::codes;

/// What makes a risk high, in a rule set. Ages in full years.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskRules {
    /// High from this age on.
    pub age_from_years: u16,
    /// High below this age.
    pub age_under_years: u16,
    /// High from this age on for whoever lives alone.
    pub lives_alone_from_years: u16,
    /// Any of these makes it high.
    pub factors: Vec<RiskFactor>,
    /// Any of these makes it high.
    pub severities: Vec<Severity>,
}

codes! {
    /// Why a risk is high, in the order of design 6; then what was not asked.
    RiskReason {
        /// Old enough.
        Old = "old",
        /// Young enough.
        Young = "young",
        /// Pregnant.
        Pregnant = "pregnant",
        /// One of the listed risk factors.
        RiskFactor = "risk_factor",
        /// The immune system is weakened.
        Immunocompromised = "immunocompromised",
        /// Moderate I or worse.
        Severity = "severity",
        /// Lives alone at an age at which that counts.
        LivesAlone = "lives_alone",
        /// The age is not known.
        AgeUnknown = "age_unknown",
        /// Pregnancy was not asked.
        PregnancyNotAsked = "pregnancy_not_asked",
        /// Risk factors were not asked.
        RiskFactorsNotAsked = "risk_factors_not_asked",
        /// The immune system was not asked.
        ImmunityNotAsked = "immunity_not_asked",
        /// Nobody knows the severity.
        SeverityNotAsked = "severity_not_asked",
        /// Whether the patient lives alone was not asked, at an age at which that counts.
        LivesAloneNotAsked = "lives_alone_not_asked",
        /// A reason of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// The risk class by these rules and every reason that holds: high if there is one, else standard.
///
/// `age_months` and `pregnant` are what the case knows already; the sheet's own answer to pregnancy
/// goes before it.
pub fn risk(
    rules: &RuleSet,
    age_months: Option<u16>,
    pregnant: bool,
    sheet: &FirstContact,
) -> (Risk, Vec<RiskReason>) {
    let bounds = &rules.staff().risk;
    let years = age_months.map(|months| months / 12);
    let is = |holds: bool, reason: RiskReason| holds.then_some(reason);
    let pregnant = sheet.pregnant.or(pregnant.then_some(true));
    let severity = sheet.severity.filter(|severity| *severity != Severity::Unknown);
    let factors = sheet.risk_factors.as_deref();
    // Unknown factors are refused before they are stored; if one comes all the same, it counts.
    let counts = |factor: &RiskFactor| *factor == RiskFactor::Unknown || bounds.factors.contains(factor);
    let alone_counts = years.is_none_or(|years| years >= bounds.lives_alone_from_years);
    let reasons: Vec<RiskReason> = [
        is(years.is_some_and(|years| years >= bounds.age_from_years), RiskReason::Old),
        is(years.is_some_and(|years| years < bounds.age_under_years), RiskReason::Young),
        is(pregnant == Some(true), RiskReason::Pregnant),
        is(factors.is_some_and(|factors| factors.iter().any(counts)), RiskReason::RiskFactor),
        is(sheet.immunocompromised == Some(true), RiskReason::Immunocompromised),
        is(severity.is_some_and(|severity| bounds.severities.contains(&severity)), RiskReason::Severity),
        is(alone_counts && sheet.lives_alone == Some(true), RiskReason::LivesAlone),
        is(years.is_none(), RiskReason::AgeUnknown),
        is(pregnant.is_none(), RiskReason::PregnancyNotAsked),
        is(factors.is_none(), RiskReason::RiskFactorsNotAsked),
        is(sheet.immunocompromised.is_none(), RiskReason::ImmunityNotAsked),
        is(severity.is_none(), RiskReason::SeverityNotAsked),
        is(alone_counts && sheet.lives_alone.is_none(), RiskReason::LivesAloneNotAsked),
    ]
    .into_iter()
    .flatten()
    .collect();
    (if reasons.is_empty() { Risk::Standard } else { Risk::High }, reasons)
}
