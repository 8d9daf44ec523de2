//! The light notification form (発生届, seven items; domain.md 2.3) and its hard rules (2.4).

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::person::Identity;
use crate::placement::{CareStatus, CaseKind, Placement};
use crate::reading::too_long;
use crate::stay::ROOM_AT_MOST;
use crate::time::Date;

/// 類型
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseType {
    /// 患者（確定例）
    ConfirmedPatient,
    /// 無症状病原体保有者
    AsymptomaticCarrier,
    /// 疑似症患者
    SuspectedPatient,
    /// 感染症死亡者の死体
    DeceasedConfirmed,
    /// 感染症死亡疑い者の死体
    DeceasedSuspected,
    /// A type of a newer version.
    #[serde(other)]
    Unknown,
}

/// 発病年月日, which may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Onset {
    /// The day on which the first symptom came.
    On(Date),
    /// 不明
    Unknown,
    /// No symptom: only for asymptomatic carriers.
    None,
}

/// The seven items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LightNotification {
    /// 報告年月日
    pub report_date: Date,
    /// 発病年月日
    pub onset: Onset,
    /// 類型
    pub case_type: CaseType,
    /// Name, sex, birth date, municipality, phone.
    pub identity: Identity,
}

impl LightNotification {
    /// What the case is, if this type is followed at home or in a hotel.
    pub fn case_kind(&self) -> Option<CaseKind> {
        match self.case_type {
            CaseType::ConfirmedPatient => Some(CaseKind::Confirmed),
            CaseType::AsymptomaticCarrier => Some(CaseKind::Asymptomatic),
            // A suspected case is in scope only with admission (R4); the dead are not followed.
            _ => None,
        }
    }

    /// Every hard rule that does not hold, with the placement it is filed with.
    pub fn check(&self, placement: &Placement, today: Date) -> Vec<FieldError> {
        let mut errors = self.identity.check(today);
        if self.report_date > today {
            errors.push(FieldError::new("report_date", Problem::InFuture).limit(today.to_string()));
        }
        if self.identity.birth_date > self.report_date {
            errors.push(
                FieldError::new("birth_date", Problem::AfterReport).limit(self.report_date.to_string()),
            );
        }
        errors.extend(self.check_type());
        errors.extend(check_placement(placement));
        errors
    }

    fn check_type(&self) -> Option<FieldError> {
        let carrier = self.case_type == CaseType::AsymptomaticCarrier;
        match (self.case_kind(), self.onset) {
            (None, _) => Some(FieldError::new("case_type", Problem::NotFollowedHere)),
            (_, Onset::On(day)) if day > self.report_date => {
                Some(FieldError::new("onset", Problem::AfterReport).limit(self.report_date.to_string()))
            }
            (_, Onset::On(_) | Onset::Unknown) if carrier => {
                Some(FieldError::new("onset", Problem::NotForCarrier))
            }
            (_, Onset::None) if !carrier => Some(FieldError::new("onset", Problem::Missing)),
            _ => None,
        }
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
