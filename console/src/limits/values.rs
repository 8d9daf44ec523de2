//! What is typed of personal limits, and how it is read.

use domain::api::error::{FieldError, Problem};
use domain::api::limits::SetPersonalLimits;
use domain::entry_code::half_width;
use domain::era;
use domain::ids::{CaseId, RequestId};
use domain::rules::limits::bounds;
use domain::time::Date;
use domain::triage::Personal;
use serde::{Deserialize, Serialize};

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// Low limit of SpO2.
    pub low: String,
    /// Usual SpO2.
    pub baseline: String,
    /// The last day.
    pub until: String,
    /// Who decided.
    pub physician: String,
    /// Why.
    pub reason: String,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The dialog as it opens: with the limits that count.
    pub fn new(request_id: RequestId, personal: &Personal) -> Self {
        let shown = |limit: Option<u8>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        Self {
            request_id,
            low: shown(personal.spo2_low_limit),
            baseline: shown(personal.spo2_baseline),
            until: String::new(),
            physician: String::new(),
            reason: String::new(),
            touched: false,
        }
    }

    /// The day as it was understood.
    pub fn understood(&self, today: Date) -> Option<Date> {
        era::parse_recent(&self.until, today)
    }

    /// The request, or every field that is wrong, in the order of the dialog. Up to which low limit it may
    /// go, the health centre's rules say, which only the server knows for certain.
    pub fn read(&self, case: &CaseId, today: Date) -> Result<SetPersonalLimits, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut percent = |field: &str, typed: &str| {
            let plain: String = typed.trim().chars().map(half_width).collect();
            let read = (!plain.is_empty()).then(|| plain.trim_end_matches(['%', '％']).parse::<u8>());
            if let Some(Err(_)) = read {
                errors.push(FieldError::new(field, Problem::NotWhole).limit("70–100"));
            }
            read.and_then(Result::ok)
        };
        let spo2_low_limit = percent("spo2_low_limit", &self.low);
        let spo2_baseline = percent("spo2_baseline", &self.baseline);
        let until = self.understood(today);
        if until.is_none() && !self.until.trim().is_empty() {
            errors.push(FieldError::new("until", Problem::NotADate));
        }
        let request = SetPersonalLimits {
            request_id: self.request_id.clone(),
            case: case.clone(),
            spo2_low_limit,
            spo2_baseline,
            until,
            physician: self.physician.trim().to_owned(),
            reason: self.reason.trim().to_owned(),
        };
        let most = u8::try_from(bounds("triage.spo2_low").1).unwrap_or(u8::MAX);
        for error in request.check(most, today) {
            if errors.iter().all(|other| other.field != error.field) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(request) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";

    #[test]
    fn limits_are_read_and_checked_like_on_the_server() {
        let today: Date = "2026-01-05".parse().unwrap();
        let read = |values: &Values| {
            let fields =
                |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field).collect::<Vec<_>>();
            values.read(&ID.parse().unwrap(), today).map_err(fields)
        };
        let personal = Personal { spo2_low_limit: Some(88), ..Personal::default() };
        let opened = Values::new(ID.parse().unwrap(), &personal);
        assert_eq!(read(&opened).unwrap_err(), ["until", "physician", "reason"]);
        let whole = Values {
            low: "８８％".into(),
            baseline: "92".into(),
            until: "2026-02-01".into(),
            physician: "朝倉 医師".into(),
            reason: "慢性閉塞性肺疾患".into(),
            ..opened
        };
        let request = read(&whole).unwrap();
        assert_eq!((request.spo2_low_limit, request.spo2_baseline), (Some(88), Some(92)));
        assert_eq!(request.until, Some("2026-02-01".parse().unwrap()));
        let odd =
            Values { low: "88.5".into(), baseline: "60".into(), until: "いつか".into(), ..whole.clone() };
        assert_eq!(read(&odd).unwrap_err(), ["spo2_low_limit", "until", "spo2_baseline"]);
        // Nothing set takes the limits back and needs no day.
        let back = Values { low: String::new(), baseline: String::new(), until: String::new(), ..whole };
        assert_eq!(read(&back).unwrap().until, None);
    }
}
