//! A notification (発生届): which form, and what was filled in (domain.md 2).

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::form::{self, Context, Filled, Form};
use crate::placement::{CareStatus, CaseKind, Channel, Placement};
use crate::reading::too_long;
use crate::stay::ROOM_AT_MOST;
use crate::symptoms::codes;
use crate::time::Date;

codes! {
    /// 類型, as the forms of COVID-19 name it.
    CaseType {
        /// 患者（確定例）
        ConfirmedPatient = "confirmed_patient",
        /// 無症状病原体保有者
        AsymptomaticCarrier = "asymptomatic_carrier",
        /// 疑似症患者
        SuspectedPatient = "suspected_patient",
        /// 感染症死亡者の死体
        DeceasedConfirmed = "deceased_confirmed",
        /// 感染症死亡疑い者の死体
        DeceasedSuspected = "deceased_suspected",
    }
}

/// What was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// Id of the form, for example `covid-19/light-2020-05-29`.
    pub form: String,
    /// What was filled in.
    pub answers: Filled,
}

impl Notification {
    /// 類型
    pub fn case_type(&self) -> Option<CaseType> {
        let code = self.answers.text("case_type")?;
        CaseType::ALL.iter().copied().find(|case_type| case_type.code() == code)
    }

    /// What the case is, if this type is followed at home or in a hotel.
    pub fn case_kind(&self) -> Option<CaseKind> {
        match self.case_type()? {
            CaseType::ConfirmedPatient => Some(CaseKind::Confirmed),
            CaseType::AsymptomaticCarrier => Some(CaseKind::Asymptomatic),
            // A suspected case is in scope only with admission (R4); the dead are not followed.
            CaseType::SuspectedPatient | CaseType::DeceasedConfirmed | CaseType::DeceasedSuspected => None,
        }
    }

    /// The form, if nothing keeps this from being filed with this placement; else every reason.
    ///
    /// # Errors
    /// The wrong fields in the order of the form; at the end those of the placement.
    pub fn check(
        &self,
        placement: Option<&Placement>,
        today: Date,
    ) -> Result<&'static Form, Vec<FieldError>> {
        let Some(form) = form::find(&self.form) else {
            return Err(vec![FieldError::new("form", Problem::DoesNotExist)]);
        };
        let mut errors = Vec::new();
        let reported = self.answers.date("report_date").unwrap_or(today);
        if !form.is_valid_on(reported) {
            errors.push(FieldError::new("form", Problem::NotInForce));
        }
        if !form.follow_up {
            errors.push(FieldError::new("form", Problem::NotFollowedHere));
        }
        errors.extend(form.check(&self.answers, &Context { today, waived: &[] }).errors);
        if self.case_type().is_some() && self.case_kind().is_none() {
            errors.push(FieldError::new("case_type", Problem::NotFollowedHere));
        }
        let Some(placement) = placement else {
            errors.push(FieldError::new("placement", Problem::Missing));
            return Err(errors);
        };
        errors.extend(check_placement(placement));
        if placement.channel == Channel::App && self.answers.unknown.contains("birth_date") {
            errors.push(FieldError::new("channel", Problem::NeedsBirthDate));
        }
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }
}

fn check_placement(placement: &Placement) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match (placement.care_status, &placement.place) {
        (CareStatus::HomeIsolation, None) | (CareStatus::HotelIsolation, Some(_)) => {}
        (CareStatus::HomeIsolation, Some(_)) => errors.push(FieldError::new("place", Problem::Contradiction)),
        (CareStatus::HotelIsolation, None) => errors.push(FieldError::new("place", Problem::Missing)),
        _ => errors.push(FieldError::new("care_status", Problem::NotFollowedHere)),
    }
    if let Some(room) = &placement.room {
        errors.extend(too_long("room", room, ROOM_AT_MOST));
    }
    errors
}
