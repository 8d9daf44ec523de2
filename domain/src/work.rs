//! Work: something that a person owes a case, with a level and a clock, until a person closes it.

use serde::{Deserialize, Serialize};

use crate::ids::{WorkId, packed_work};
use crate::level::Level;
use crate::symptoms::codes;
use crate::time::{Time, maybe_seconds, seconds};
use crate::triage::{Reason, letters};

codes! {
    /// The two families of alerts; a case has at most one open alert of each (design 6).
    Family {
        /// A check-in was worse.
        Health = "health",
        /// A check-in did not come.
        Silence = "silence",
    }
}

codes! {
    /// How work stands.
    WorkState {
        /// Nobody has it in hand.
        Open = "open",
        /// A named person has it in hand.
        InHand = "in_hand",
        /// A person closed it.
        Closed = "closed",
    }
}

/// An open alert as the card mirrors it, so that a check-in needs to read nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// The work item.
    #[serde(rename = "i", with = "packed_work")]
    pub id: WorkId,
    /// Its level.
    #[serde(rename = "l")]
    pub level: Level,
    /// Its clock.
    #[serde(rename = "d", with = "seconds")]
    pub due_at: Time,
    /// Who has it in hand, since when.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Taken>,
    /// Its version.
    #[serde(rename = "v")]
    pub version: u32,
    /// Silence: due time of the last missed window.
    #[serde(rename = "m", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub last_missed: Option<Time>,
    /// Silence: a check-in came late, or a call reached the patient.
    #[serde(rename = "r", default, skip_serializing_if = "is_false")]
    pub reported_late: bool,
}

/// Who has work in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Subject of the person.
    #[serde(rename = "b")]
    pub by: String,
    /// Since when.
    #[serde(rename = "a", with = "seconds")]
    pub at: Time,
}

/// Cautions with these reasons only are shown, not alerted, until then (design 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// Until when.
    #[serde(rename = "u", with = "seconds")]
    pub until: Time,
    /// Which reasons.
    #[serde(rename = "r", with = "letters")]
    pub reasons: Vec<Reason>,
}

/// What one decision does to one alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    /// Which family.
    pub family: Family,
    /// The alert after the change.
    pub alert: Alert,
    /// Its version before, or none if the change opens it.
    pub was: Option<u32>,
    /// When it truly should have opened; only if the change opens it.
    pub should_open_at: Time,
    /// Reasons to add.
    pub reasons: Vec<Reason>,
    /// Due times of missed windows to add.
    pub missed: Vec<Time>,
    /// Whether it rings.
    pub rings: bool,
    /// Whether it was closed.
    pub closed: bool,
}

impl Alert {
    /// How it stands while it is open.
    pub const fn state(&self) -> WorkState {
        if self.taken.is_some() { WorkState::InHand } else { WorkState::Open }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}
