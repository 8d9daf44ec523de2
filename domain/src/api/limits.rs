//! `set-personal-limits`: what a physician sets for one patient in place of the rules (design 6, "Triage").

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::api::error::{FieldError, Problem};
use crate::ids::{CaseId, RequestId};
use crate::time::{Date, Time};

/// Least low limit; above it only the rule set's own, so that a limit that lapses makes nothing less strict.
const LOW_FROM: u8 = 70;
/// A baseline below this or above the other is no resting value of anybody at home.
const BASELINE: (u8, u8) = (75, 100);
/// Longest time for which limits are set.
const DAYS_AT_MOST: i64 = 90;
/// Most characters of the reason and of the physician's name.
const REASON_AT_MOST: usize = 500;
const NAME_AT_MOST: usize = 100;

/// Sets the personal limits of a patient in place of earlier ones. Neither limit takes them back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPersonalLimits {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Low limit of SpO2 in percent, 70 up to the one of the rules that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spo2_low_limit: Option<u8>,
    /// Baseline of SpO2 in percent, 75–100, in place of the computed one; above the low limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spo2_baseline: Option<u8>,
    /// The last day on which they count, at most 90 days ahead; required with a limit. From the next day on
    /// the rules count again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The physician who decided.
    pub physician: String,
    /// Why, in words.
    pub reason: String,
}

/// The limits are set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonalLimitsSet {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Time,
    /// Who entered them.
    pub by: Actor,
}

impl SetPersonalLimits {
    /// What is wrong with it. `low` is the low limit of the rules that count, `today` their day.
    pub fn check(&self, low: u8, today: Date) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let range = |field: &str, value: Option<u8>, (least, most): (u8, u8)| {
            let wrong = value.is_some_and(|value| value < least || value > most);
            wrong.then(|| FieldError::new(field, Problem::OutOfRange).limit(format!("{least}–{most}")))
        };
        errors.extend(range("spo2_low_limit", self.spo2_low_limit, (LOW_FROM, low)));
        errors.extend(range("spo2_baseline", self.spo2_baseline, BASELINE));
        if self.spo2_baseline.is_some_and(|baseline| baseline <= self.spo2_low_limit.unwrap_or(LOW_FROM)) {
            errors.push(FieldError::new("spo2_baseline", Problem::Contradiction));
        }
        let sets = self.spo2_low_limit.is_some() || self.spo2_baseline.is_some();
        match self.until {
            None if sets => errors.push(FieldError::new("until", Problem::Missing)),
            Some(until) if until < today || (until - today).num_days() > DAYS_AT_MOST => {
                let last = today + chrono::Days::new(DAYS_AT_MOST.unsigned_abs());
                errors.push(FieldError::new("until", Problem::OutOfRange).limit(format!("{today}–{last}")));
            }
            _ => {}
        }
        let words = [("physician", &self.physician, NAME_AT_MOST), ("reason", &self.reason, REASON_AT_MOST)];
        for (field, text, at_most) in words {
            match text.trim().chars().count() {
                0 => errors.push(FieldError::new(field, Problem::Missing)),
                length if length > at_most => {
                    errors.push(FieldError::new(field, Problem::TooLong).limit(at_most.to_string()));
                }
                _ => {}
            }
        }
        errors
    }
}
