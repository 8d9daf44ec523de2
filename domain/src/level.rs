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

/// Serde form of a level on the card: its first letter.
pub(crate) mod letter {
    use super::{Deserialize, Level};
    use serde::{Deserializer, Serializer};

    /// Writes the letter.
    #[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
    pub fn serialize<S: Serializer>(level: &Level, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(match level {
            Level::Ok => "o",
            Level::Caution => "c",
            Level::Urgent => "u",
            Level::Emergency => "e",
            Level::Unknown => "?",
        })
    }

    /// Reads the letter. What is not known must not look harmless.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Level, D::Error> {
        let letter = String::deserialize(from)?;
        Ok(match letter.chars().next() {
            Some('o') => Level::Ok,
            Some('c') => Level::Caution,
            Some('u') => Level::Urgent,
            Some('e') => Level::Emergency,
            _ => Level::Unknown,
        })
    }
}
