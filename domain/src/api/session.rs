//! `activate-patient` and `refresh-session`.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, RequestId};
use crate::time::{Date, Time};

/// Opens the app on this device with the entry code and the birth date.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivatePatient {
    /// Made by the client; a retry carries the same one.
    pub request_id: RequestId,
    /// 18 digits; spaces, hyphens and full-width digits are fine.
    pub entry_code: String,
    /// The patient's birth date.
    pub birth_date: Date,
}

/// Asks for a new access token with the device's cookie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefreshSession {}

/// A signed-in device. The device itself is remembered by an `HttpOnly` cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Bearer token; keep it in memory only.
    pub access_token: String,
    /// When it ends, 15 minutes from now.
    pub expires_at: Time,
    /// The cases on this device.
    pub cases: Vec<CaseId>,
}
