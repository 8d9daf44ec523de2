//! How an inpatient is: severity and treatment as a time series (R10; domain.md 4.2 and 5.2).

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::placement::CareStatus;
use crate::rules::RuleSet;
use crate::stay::{Stay, check_moment, is_hospital};
use crate::time::Time;

/// Severity by the ministry's guideline of May 2020 (重症度分類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 無症状
    Asymptomatic,
    /// 軽症
    Mild,
    /// 中等症Ⅰ: short of breath or pneumonia, no respiratory failure.
    #[serde(rename = "moderate_1")]
    ModerateOne,
    /// 中等症Ⅱ: respiratory failure, needs oxygen.
    #[serde(rename = "moderate_2")]
    ModerateTwo,
    /// 重症: intensive care or a ventilator.
    Severe,
    /// 不明, or one of a newer version.
    #[serde(other)]
    Unknown,
}

impl Severity {
    /// The care status of an inpatient who is so ill; none if nobody knows.
    pub const fn care_status(self) -> Option<CareStatus> {
        match self {
            Self::Severe => Some(CareStatus::HospitalizedSevere),
            Self::Unknown => None,
            _ => Some(CareStatus::Hospitalized),
        }
    }
}

/// How an inpatient was at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// When; not before the current stay and at most a few minutes from now.
    pub at: Time,
    /// How ill.
    pub severity: Severity,
    /// Whether oxygen is given.
    pub oxygen: bool,
    /// Whether a ventilator breathes for the patient.
    pub ventilator: bool,
    /// Whether ECMO is used.
    pub ecmo: bool,
}

impl Condition {
    /// Every rule that does not hold for somebody whose current stay this is.
    pub fn check(&self, current: &Stay, rules: &RuleSet, now: Time) -> Vec<FieldError> {
        if !is_hospital(current.care_status) {
            // Nothing else can be right before the admission is entered.
            return vec![FieldError::new("case", Problem::NotAnInpatient)];
        }
        let mut errors = Vec::new();
        if (self.ventilator || self.ecmo) && self.severity != Severity::Severe {
            errors.push(FieldError::new("severity", Problem::Contradiction));
        }
        errors.extend(check_moment("at", self.at, current, rules, now));
        errors
    }
}
