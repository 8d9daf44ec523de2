//! How bad it is.

use serde::{Deserialize, Serialize};

/// The four levels (design 6): `ok` < `caution` < `urgent` < `emergency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing to do.
    Ok,
    /// Somebody calls the same day.
    Caution,
    /// Somebody calls within the hour.
    Urgent,
    /// 119, and somebody calls within 15 minutes.
    Emergency,
    /// A level of a newer version. Highest, because what is not understood must not look harmless.
    #[serde(other)]
    Unknown,
}

impl Level {
    /// Place in a worklist: 0 comes first.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Emergency | Self::Unknown => 0,
            Self::Urgent => 1,
            Self::Caution => 2,
            Self::Ok => 3,
        }
    }
}
