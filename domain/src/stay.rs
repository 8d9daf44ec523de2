//! Stays: where a person is and from when on (R9, R21; domain.md 5.2 and 5.3).
//!
//! A stay has a start and no end of its own: the next one closes it at its start, and the end of the
//! case closes the last. So stays of a case can neither overlap nor leave a gap.

use chrono::Timelike;
use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::card::Card;
use crate::ids::OrganisationId;
use crate::placement::{CareStatus, CaseKind, Channel, Risk};
use crate::reading::too_long;
use crate::rules::RuleSet;
use crate::time::Time;

/// Longest name of a room, in characters.
pub const ROOM_AT_MOST: usize = 10;

/// Where a person is from a moment on, and how they are followed there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Stay {
    /// Where the person is.
    pub care_status: CareStatus,
    /// The hotel or the hospital; required there, absent elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// Room or ward there, at most 10 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Since when; not before the current stay and at most a few minutes from now.
    pub from: Time,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
}

/// Why a stay is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The case has ended; whoever falls ill again is a new case (R27).
    CaseEnded,
    /// Somebody moved the person since it was looked at.
    HasNews,
    /// These fields are wrong.
    Fields(Vec<FieldError>),
}

/// Every care status to which a person can be moved, in the order in which it is offered.
const MOVES: [CareStatus; 8] = [
    CareStatus::Arranging,
    CareStatus::WaitingAdmission,
    CareStatus::Hospitalized,
    CareStatus::HospitalizedSevere,
    CareStatus::HotelIsolation,
    CareStatus::HomeIsolation,
    CareStatus::FacilityIsolation,
    CareStatus::Unknown,
];

/// Whether a case of this kind may go from one care status to another (domain.md 5.3).
///
/// Beyond that table: an undecided placement is `arranging` again, somebody at home, in a hotel or a
/// facility may wait for a bed, and whoever was out of touch can be anywhere when found. To the same
/// status is a change of place, room, risk or channel.
pub const fn may_follow(kind: CaseKind, from: CareStatus, to: CareStatus) -> bool {
    use CareStatus::{
        Arranging, Ended, FacilityIsolation, HomeIsolation, Hospitalized, HospitalizedSevere, HotelIsolation,
        Unknown, WaitingAdmission,
    };
    if matches!(kind, CaseKind::Suspected) && is_isolation(to) {
        return false;
    }
    match (from, to) {
        (Ended, _) | (_, Ended) => false,
        // Lost from anywhere; found anywhere, but a severe condition is entered by the hospital.
        (_, Unknown) => true,
        (Unknown | Arranging, to) => !matches!(to, HospitalizedSevere),
        (WaitingAdmission, to) => matches!(to, WaitingAdmission | Arranging | Hospitalized),
        (HomeIsolation | HotelIsolation, to) => {
            matches!(to, Arranging | WaitingAdmission | Hospitalized | HotelIsolation | HomeIsolation)
        }
        (FacilityIsolation, to) => {
            matches!(to, Arranging | WaitingAdmission | Hospitalized | FacilityIsolation)
        }
        (Hospitalized, to) => is_hospital(to) || is_isolation(to),
        (HospitalizedSevere, to) => is_hospital(to),
    }
}

/// The care statuses that may follow, the same one included.
pub fn next(kind: CaseKind, from: CareStatus) -> impl Iterator<Item = CareStatus> {
    MOVES.into_iter().filter(move |to| may_follow(kind, from, *to))
}

/// Whether somebody with this care status is an inpatient.
pub const fn is_hospital(status: CareStatus) -> bool {
    matches!(status, CareStatus::Hospitalized | CareStatus::HospitalizedSevere)
}

pub(crate) const fn is_isolation(status: CareStatus) -> bool {
    matches!(status, CareStatus::HotelIsolation | CareStatus::HomeIsolation | CareStatus::FacilityIsolation)
}

/// The kind of organisation that runs the place of this care status, if it has to be named.
pub const fn place_kind(status: CareStatus) -> Option<&'static str> {
    match status {
        CareStatus::HotelIsolation => Some("hotel"),
        CareStatus::Hospitalized | CareStatus::HospitalizedSevere => Some("hospital"),
        _ => None,
    }
}

impl Stay {
    /// Every rule that does not hold for a case of this kind whose current stay is `current`.
    pub fn check(&self, kind: CaseKind, current: &Self, rules: &RuleSet, now: Time) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let status = |problem| FieldError::new("care_status", problem);
        if kind == CaseKind::Suspected && is_isolation(self.care_status) {
            errors.push(status(Problem::NotForSuspected));
        } else if !may_follow(kind, current.care_status, self.care_status) {
            errors.push(status(Problem::CannotFollow));
        } else if self.is_like(current) && self.room == current.room && self.channel == current.channel {
            errors.push(status(Problem::Unchanged));
        }
        match (place_kind(self.care_status), &self.place) {
            (Some(_), None) => errors.push(FieldError::new("place", Problem::Missing)),
            (None, Some(_)) => errors.push(FieldError::new("place", Problem::Contradiction)),
            _ => {}
        }
        if let Some(room) = &self.room {
            errors.extend(too_long("room", room, ROOM_AT_MOST));
            if self.place.is_none() {
                errors.push(FieldError::new("room", Problem::Contradiction));
            }
        }
        errors.extend(check_moment("from", self.from, current, rules, now));
        errors
    }

    /// Whether place, care status and risk are the same, and the schedule with them.
    fn is_like(&self, other: &Self) -> bool {
        (self.care_status, &self.place, self.risk) == (other.care_status, &other.place, other.risk)
    }
}

/// Refuses a moment before the current stay or in the future.
pub(crate) fn check_moment(
    field: &str,
    at: Time,
    current: &Stay,
    rules: &RuleSet,
    now: Time,
) -> Option<FieldError> {
    if at < current.from {
        return Some(FieldError::new(field, Problem::BeforeStay).limit(shown(rules, current.from)));
    }
    // Two clocks are never quite the same.
    (at > now + rules.clock_tolerance())
        .then(|| FieldError::new(field, Problem::InFuture).limit(shown(rules, now)))
}

/// A moment as a limit shows it.
pub(crate) fn shown(rules: &RuleSet, time: Time) -> String {
    let moment = time.local(rules.utc_offset_minutes);
    format!("{} {:02}:{:02}", moment.date(), moment.hour(), moment.minute())
}

impl Card {
    /// The current stay.
    pub fn stay(&self) -> Stay {
        Stay {
            care_status: self.care_status,
            place: self.place.clone(),
            room: self.room.clone(),
            from: self.placed_at,
            risk: self.risk,
            channel: self.channel,
        }
    }

    /// Begins a checked stay; its number.
    ///
    /// A change of care status, place or risk is a new placement: its first window is due at least
    /// 4 h after its start (design 6), and never lies in the past, where nobody can answer it. Another
    /// room alone moves no window.
    pub(crate) fn place(&mut self, rules: &RuleSet, stay: &Stay, now: Time) -> u32 {
        let same = stay.is_like(&self.stay());
        self.care_status = stay.care_status;
        self.place.clone_from(&stay.place);
        self.room.clone_from(&stay.room);
        self.risk = stay.risk;
        self.channel = stay.channel;
        self.placed_at = stay.from;
        self.stays += 1;
        if !same {
            let counts_from = now.max(stay.from + rules.first_window_after());
            let from = self.windows(rules).map(|_| counts_from);
            self.expect(from);
            self.window_before_missed = false;
        }
        self.stays
    }
}
