//! `get-my-isolation`: what the patient's app shows.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, CheckInId};
use crate::level::Level;
use crate::placement::CareStatus;
use crate::time::Time;
use crate::triage::{Personal, Reason};

/// The cases on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyIsolation {
    /// The server's clock.
    pub now: Time,
    /// One entry a case, in the order in which they were added to the device.
    pub cases: Vec<MyCase>,
}

/// One case as its patient sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyCase {
    /// The case.
    pub case: CaseId,
    /// Where the patient is.
    pub care_status: CareStatus,
    /// Whom to call.
    pub centre: CentreContact,
    /// What the phone needs to judge an emergency by itself.
    pub personal: Personal,
    /// The window that is open or comes next; none when no check-in is expected.
    pub window: Option<MyWindow>,
    /// The open health alert, if any.
    pub alert: Option<MyAlert>,
    /// The check-ins of the last seven days, newest first, at most 30.
    pub check_ins: Vec<MyCheckIn>,
    /// When the case ended.
    pub ended_at: Option<Time>,
}

/// How to reach the health centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CentreContact {
    /// Name in Japanese.
    pub name: String,
    /// Name in English.
    pub name_en: String,
    /// By day.
    pub phone: String,
    /// At night and on holidays.
    pub night_phone: String,
}

/// The next check-in that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyWindow {
    /// When it is due.
    pub due: Time,
    /// From when a check-in counts for it; in the future if today's is done.
    pub starts: Time,
}

/// What the patient is told about an open alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyAlert {
    /// How bad it is.
    pub level: Level,
    /// Until when somebody calls.
    pub call_by: Time,
    /// Somebody has it in hand.
    pub in_hand: bool,
}

/// A past check-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyCheckIn {
    /// Its id.
    pub id: CheckInId,
    /// When it was true.
    pub effective_at: Time,
    /// When it arrived.
    pub received_at: Time,
    /// Body temperature in tenths of a degree.
    pub temperature_tenths: Option<u16>,
    /// Oxygen saturation in %.
    pub spo2: Option<u8>,
    /// Pulse per minute.
    pub pulse: Option<u16>,
    /// What it was judged to be.
    pub level: Level,
    /// Why.
    pub reasons: Vec<Reason>,
}
