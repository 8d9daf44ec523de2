//! Where the person is and how they are followed: stays, an inpatient's condition, the first contact.

use super::{Assessed, CaseChange};
use crate::api::error::{FieldError, Problem};
use crate::condition::Condition;
use crate::first_contact::{FirstContact, Onset};
use crate::placement::CareStatus;
use crate::risk::risk;
use crate::stay::{Refused, Stay};
use crate::time::Date;
use crate::work::Family;

impl CaseChange<'_> {
    /// Moves the person: a new stay closes the one before at its start; its number. `seen` is the number
    /// of the last stay that was looked at. Open alerts stay open.
    pub fn place(&mut self, stay: &Stay, seen: u32) -> Result<u32, Refused> {
        self.place_if(stay, seen, |_| true)
    }

    /// The same for a hospital that nobody could name: a call learns that somebody was admitted, and the
    /// name is entered when it is known.
    pub(crate) fn place_anywhere(&mut self, stay: &Stay, seen: u32) -> Result<u32, Refused> {
        self.place_if(stay, seen, |error| error.field != "place" || error.problem != Problem::Missing)
    }

    fn place_if(
        &mut self,
        stay: &Stay,
        seen: u32,
        counts: impl Fn(&FieldError) -> bool,
    ) -> Result<u32, Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        if self.card.stays != seen {
            return Err(Refused::HasNews);
        }
        let mut errors = stay.check(self.card.kind, &self.card.stay(), self.rules, self.now);
        errors.retain(counts);
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        let before = self.card.clone();
        let n = self.card.place(self.rules, stay, self.now);
        self.owe_after_move(&before);
        Ok(n)
    }

    /// Takes in how an inpatient is; its number, and the stay that begins with it if the newest severity
    /// is that of the other care status of an inpatient.
    pub fn condition(&mut self, condition: &Condition) -> Result<(u32, Option<Stay>), Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let current = self.card.stay();
        let errors = condition.check(&current, self.rules, self.now);
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        self.card.conditions += 1;
        let n = self.card.conditions;
        if self.card.condition_at.is_some_and(|newest| condition.at < newest) {
            return Ok((n, None));
        }
        self.card.condition_at = Some(condition.at);
        self.wait(Family::Condition, condition.at + self.rules.condition_after());
        let Some(care_status) = condition.severity.care_status() else { return Ok((n, None)) };
        if care_status == current.care_status {
            return Ok((n, None));
        }
        let stay = Stay { care_status, from: condition.at, ..current };
        self.card.place(self.rules, &stay, self.now);
        Ok((n, Some(stay)))
    }

    /// Takes in a first contact sheet: what it came to, and the stay that begins with it if the risk
    /// class or the channel changed (design 6: a change of risk is a new placement).
    pub fn first_contact(&mut self, sheet: &FirstContact) -> Result<Assessed, Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let errors = sheet.check(self.now.day(self.rules.utc_offset_minutes));
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        let personal = &mut self.card.personal;
        let (computed, reasons) = risk(self.rules, personal.age_months, personal.pregnant, sheet);
        personal.pregnant = sheet.pregnant.unwrap_or(personal.pregnant);
        // The sheet may be the first to know the onset.
        if matches!(sheet.onset, Some(Onset::Date(_))) {
            self.reconsider_release();
        }
        let risk = sheet.risk_override.as_ref().map_or(computed, |chosen| chosen.risk);
        let current = self.card.stay();
        let channel = sheet.channel.unwrap_or(current.channel);
        if (risk, channel) == (current.risk, current.channel) {
            return Ok(Assessed { risk, reasons, stay: None });
        }
        // A stay may have been entered a few minutes ahead.
        let from = self.now.max(current.from);
        let stay = Stay { from, risk, channel, ..current };
        self.card.place(self.rules, &stay, self.now);
        Ok(Assessed { risk, reasons, stay: Some(stay) })
    }

    /// A physician's limits in place of earlier ones; they judge what comes from now on.
    pub const fn set_limits(&mut self, low: Option<u8>, baseline: Option<u8>, until: Option<Date>) {
        let personal = &mut self.card.personal;
        (personal.spo2_low_limit, personal.spo2_baseline) = (low, baseline);
        personal.limits_until = if low.is_some() || baseline.is_some() { until } else { None };
    }
}
