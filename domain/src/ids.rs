//! Typed ids. A request, case, check-in or person id is a lower-case UUID that the client makes,
//! so that a retry carries the same one (design 2.7); an organisation's id is a short slug.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::time::Time;
use crate::work::Family;

/// A text that is not an id of the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId(&'static str);

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {}", self.0)
    }
}

impl std::error::Error for NotAnId {}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

fn is_slug(text: &str) -> bool {
    (1..=24).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn is_work(text: &str) -> bool {
    match text.split_once('-') {
        Some(("health", check_in)) => is_uuid(check_in),
        Some(("silence", due)) => due.parse::<Time>().is_ok_and(|time| time.to_string() == due),
        Some(_) => false,
        // Also a task of a newer version, which an older app shows.
        None => (1..=24).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'_')),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:ident, $form:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                if $check(text) { Ok(Self(text.to_owned())) } else { Err(NotAnId($form)) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

id!(
    /// A case. Equal to the request id of the `file-notification` that opened it.
    CaseId, is_uuid, "a lower-case UUID"
);
id!(
    /// A check-in, made by whoever typed it.
    CheckInId, is_uuid, "a lower-case UUID"
);
id!(
    /// One request that changes something; the same id with the same body is the same request.
    RequestId, is_uuid, "a lower-case UUID"
);
id!(
    /// A person; a re-infection is a new case of the same person (R27).
    PersonId, is_uuid, "a lower-case UUID"
);
id!(
    /// An organisation: prefecture, health centre, hotel, clinic …
    OrganisationId, is_slug, "1 to 24 of a–z, 0–9 and inner hyphens"
);
id!(
    /// A work item: `health-<check-in id>`, `silence-<due time of the first missed window>`, or the
    /// family of any other work, of which a case has one that opens again.
    WorkId, is_work, "health-<check-in id>, silence-<time> or the name of a task"
);

impl WorkId {
    /// The health alert that this check-in opens.
    pub fn health(check_in: &CheckInId) -> Self {
        Self(format!("health-{check_in}"))
    }

    /// The silence alert of a ladder that starts at this missed window.
    pub fn silence(window_due: Time) -> Self {
        Self(format!("silence-{window_due}"))
    }

    /// The one work item of a family that is no alert.
    pub fn task(family: Family) -> Self {
        Self(family.code().to_owned())
    }

    /// What it is about.
    pub fn family(&self) -> Family {
        let word = self.0.split('-').next().unwrap_or_default();
        Family::ALL.iter().copied().find(|family| family.code() == word).unwrap_or(Family::Unknown)
    }

    /// Whether it is one of the two alerts, which the card mirrors.
    pub fn is_alert(&self) -> bool {
        self.0.contains('-')
    }
}

impl From<CaseId> for RequestId {
    fn from(case: CaseId) -> Self {
        Self(case.0)
    }
}

impl From<RequestId> for CaseId {
    fn from(request: RequestId) -> Self {
        Self(request.0)
    }
}

impl From<RequestId> for CheckInId {
    fn from(request: RequestId) -> Self {
        Self(request.0)
    }
}

impl From<CheckInId> for RequestId {
    fn from(check_in: CheckInId) -> Self {
        Self(check_in.0)
    }
}

/// Serde form of a UUID id on the card: 16 bytes instead of 36 (design 5, at most 1 KB).
pub mod packed {
    use super::{Deserialize, Deserializer, FromStr, Serialize, fmt};
    use serde::Serializer;
    use serde::de::Error as _;
    use serde_bytes::{ByteBuf, Bytes};

    /// Writes the bytes.
    pub fn serialize<T: fmt::Display, S: Serializer>(id: &T, to: S) -> Result<S::Ok, S::Error> {
        let hex = id.to_string().replace('-', "");
        let number = u128::from_str_radix(&hex, 16).map_err(serde::ser::Error::custom)?;
        Bytes::new(&number.to_be_bytes()).serialize(to)
    }

    /// Reads the bytes.
    pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let broken = || D::Error::custom("not the 16 bytes of an id");
        let bytes = <[u8; 16]>::try_from(ByteBuf::deserialize(from)?.into_vec()).map_err(|_| broken())?;
        let hex = format!("{:032x}", u128::from_be_bytes(bytes));
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        parts.join("-").parse().map_err(|_| broken())
    }
}

/// Serde form of a work id on the card: the check-in's bytes or the window's seconds.
pub mod packed_work {
    use super::{CheckInId, Deserialize, Deserializer, Time, WorkId, packed};
    use serde::Serializer;
    use serde::ser::Error as _;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Packed {
        Health(#[serde(with = "packed")] CheckInId),
        Silence(#[serde(with = "crate::time::seconds")] Time),
    }

    /// Writes the bytes or the seconds.
    pub fn serialize<S: Serializer>(id: &WorkId, to: S) -> Result<S::Ok, S::Error> {
        match id.0.split_once('-') {
            Some(("health", check_in)) => packed::serialize(&check_in, to),
            Some((_, due)) => crate::time::seconds::serialize(&due.parse().map_err(S::Error::custom)?, to),
            None => Err(S::Error::custom("not a work id")),
        }
    }

    /// Reads the bytes or the seconds.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<WorkId, D::Error> {
        Ok(match Packed::deserialize(from)? {
            Packed::Health(check_in) => WorkId::health(&check_in),
            Packed::Silence(due) => WorkId::silence(due),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_form() {
        let id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";
        assert!(id.parse::<CaseId>().is_ok());
        assert!(id.to_uppercase().parse::<CaseId>().is_err());
        assert!(format!("{id}#CARD").parse::<CaseId>().is_err());
        assert!("aoba-centre".parse::<OrganisationId>().is_ok());
        for bad in ["", "-a", "a-", "A", "a#b", "a-name-that-is-too-long-for-it"] {
            assert!(bad.parse::<OrganisationId>().is_err(), "{bad}");
        }
        let due: Time = "2026-01-02T00:00:00Z".parse().unwrap();
        assert_eq!(WorkId::silence(due).as_str().parse::<WorkId>().unwrap(), WorkId::silence(due));
        assert!("silence-2026-01-02T09:00:00+09:00".parse::<WorkId>().is_err());
    }
}
