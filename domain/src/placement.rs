//! What the case is, where the person is, and how they are followed (domain.md 5.2).

use serde::{Deserialize, Serialize};

use crate::ids::OrganisationId;

/// What the case is (`case_kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 疑似症
    Suspected,
    /// 確定
    Confirmed,
    /// 無症状病原体保有者
    Asymptomatic,
    /// 臨床診断例, みなし陽性: diagnosed without a positive test.
    ClinicallyDiagnosed,
    /// 否定（陰性）: a suspected case that was none (R25).
    RuledOut,
    /// 取り下げ: notified by mistake.
    Withdrawn,
    /// 重複: another case of the same illness is kept (domain.md 6.5).
    Duplicate,
    /// Nobody: a case that misses on purpose, so that a silent alarm is noticed (design 2.12).
    Canary,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

/// Where the person is (現在のステータス).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CareStatus {
    /// 調整中: placement not decided yet.
    Arranging,
    /// 入院待機
    WaitingAdmission,
    /// 入院中
    Hospitalized,
    /// 入院中（重症）
    HospitalizedSevere,
    /// 宿泊療養中
    HotelIsolation,
    /// 自宅療養中
    HomeIsolation,
    /// 社会福祉施設等療養中
    FacilityIsolation,
    /// Released, discharged, died …
    Ended,
    /// 不明; followed like a high risk at home.
    #[serde(other)]
    Unknown,
}

impl CareStatus {
    /// The code on the wire and in the roster.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arranging => "arranging",
            Self::WaitingAdmission => "waiting_admission",
            Self::Hospitalized => "hospitalized",
            Self::HospitalizedSevere => "hospitalized_severe",
            Self::HotelIsolation => "hotel_isolation",
            Self::HomeIsolation => "home_isolation",
            Self::FacilityIsolation => "facility_isolation",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }
}

/// Risk class, which decides the schedule at home (design 6). Not yet asked counts as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Once a day at home.
    Standard,
    /// Twice a day at home.
    High,
    /// A class of a newer version; treated as high.
    #[serde(other)]
    Unknown,
}

/// How check-ins come (R11 "smartphone or other means").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The patient's app.
    App,
    /// Staff call and type.
    StaffCall,
    /// An automated call.
    AutoCall,
    /// The facility's staff enter.
    Facility,
    /// Nobody checks in: the disease is not followed so.
    None,
    /// A means of a newer version.
    #[serde(other)]
    Unknown,
}

impl Placement {
    /// Of a case whose placement the health centre has still to decide. What was not asked yet counts
    /// as a high risk.
    pub const fn undecided(channel: Channel) -> Self {
        let care_status = CareStatus::Arranging;
        Self { care_status, place: None, room: None, risk: Risk::Unknown, channel, pregnant: false }
    }
}

/// Where a newly filed case is and how it is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Where. A severe inpatient is filed as hospitalised; the severity follows.
    pub care_status: CareStatus,
    /// The hotel or the hospital; required there, absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// Room there, at most 10 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// Whether the four warning signs of pregnancy are asked.
    #[serde(default)]
    pub pregnant: bool,
}
