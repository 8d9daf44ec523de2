//! Release (R15; domain.md 4.7; design 6): whether the criteria are met, which of their conditions since
//! when, and what nobody knows. The machine proposes; a person confirms. What is unknown is told as
//! unknown and never taken for met.
//!
//! The version is that of the day on which it is decided: each version was applied from its first day on
//! to whoever was still isolated. What was released keeps the version that released it. After 8 May 2023
//! the law has no criteria any more; the last version holds until another one is published.
//!
//! The alternatives by tests (two negatives 24 hours apart, a negative kit) are not offered: the hour of a
//! specimen and tests at home are not recorded. Whoever is released by them has an outcome recorded.

mod criteria;
mod decide;
mod judge;
mod relief;

use serde::{Deserialize, Serialize};

use crate::change::Earlier;
use crate::placement::CaseKind;
use crate::symptoms::codes;
use crate::time::{Date, Time};

pub use criteria::{Criteria, in_force, published};
pub use decide::{Look, first_look, look};
pub use judge::{assess, assess_by};

codes! {
    /// Which term of the criteria applies.
    Course {
        /// With symptoms, at home or in a hotel.
        Symptomatic = "symptomatic",
        /// Without symptoms.
        Asymptomatic = "asymptomatic",
        /// With symptoms, and on a ventilator or ECMO at some time.
        Ventilated = "ventilated",
        /// With symptoms, in a hospital or a care facility.
        CaredFor = "cared_for",
        /// A course of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

codes! {
    /// What has to hold before somebody is released.
    Condition {
        /// The whole days since onset or specimen are over.
        Days = "days",
        /// No fever without antipyretics, breathing and cough improving or none.
        Relief = "relief",
        /// The hours since relief are over.
        ReliefHours = "relief_hours",
        /// In the criterion's last hours no check-in was missed that no call stood for.
        Watched = "watched",
        /// No urgent or emergency alert is open.
        NoAlert = "no_alert",
        /// A condition of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

codes! {
    /// How a condition stands.
    Holds {
        /// It is met.
        Met = "met",
        /// It is not.
        Not = "not",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Judged {
    /// Which.
    pub condition: Condition,
    /// How it stands.
    pub holds: Holds,
    /// The day on which it became true, or will if nothing changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
}

codes! {
    /// Whether somebody can be released.
    Verdict {
        /// Every condition is known and met.
        Ready = "ready",
        /// Something is unknown: a person decides, with a reason.
        ByHand = "by_hand",
        /// A condition is not met.
        NotYet = "not_yet",
        /// A verdict of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// How a case stands to the criteria at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// Version of the criteria.
    pub criteria: String,
    /// Which of its terms.
    pub course: Course,
    /// Day 0: the onset, without symptoms the specimen. Absent: nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Date>,
    /// The first reading of relief, if it is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relief_at: Option<Time>,
    /// Every condition.
    pub conditions: Vec<Judged>,
    /// What comes of them.
    pub verdict: Verdict,
    /// The last day of isolation, if everything that it depends on is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_isolation_day: Option<Date>,
    /// The day after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_date: Option<Date>,
    /// The first day on which a release can be right, whatever is unknown; absent without an anchor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Date>,
}

impl Assessment {
    /// How a condition stands; none if the course does not ask it.
    pub fn holds(&self, condition: Condition) -> Option<Holds> {
        self.conditions.iter().find(|one| one.condition == condition).map(|one| one.holds)
    }
}

/// What is known of a case beside its card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// When the case was filed: without an anchor it is looked at as if that were day 0.
    pub filed: Option<Date>,
    /// 発病日: of the newest notification, else of the newest first contact sheet.
    pub onset: Option<Date>,
    /// 採取日 of the first positive test.
    pub specimen: Option<Date>,
    /// Whether a ventilator or ECMO was used.
    pub ventilated: bool,
    /// All check-ins, in any order.
    pub check_ins: Vec<Earlier>,
    /// Due times of all windows that were missed.
    pub missed: Vec<Time>,
    /// When calls reached the patient.
    pub reached: Vec<Time>,
}

/// Whether somebody with such a case is isolated and so released. A suspected case is not (R4).
pub const fn is_released(kind: CaseKind) -> bool {
    matches!(kind, CaseKind::Confirmed | CaseKind::Asymptomatic | CaseKind::ClinicallyDiagnosed)
}
