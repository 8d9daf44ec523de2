//! Audit: who read an identity, when and why, written before the answer (design 7).

use domain::ids::{CaseId, OrganisationId};
use domain::time::Time;
use serde::Serialize;

use super::{Store, StoreError, item, keys};
use crate::auth::Allowed;

/// One read of identities.
#[derive(Serialize)]
struct StoredRead<'a> {
    operation: &'a str,
    subject: &'a str,
    name: &'a str,
    /// For whom that member of staff acted: a reader may belong to another organisation than the one in
    /// whose audit it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<&'a OrganisationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a CaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    refused: bool,
}

/// What was read.
pub enum Read<'a> {
    /// The identity of a case.
    Case(&'a CaseId),
    /// So many labels of a list.
    List(usize),
    /// Nothing: the case is not theirs, or is none.
    Refused(&'a CaseId),
}

impl Store {
    /// Writes that somebody reads identities of an organisation.
    pub async fn audit_read(
        &self,
        organisation: &OrganisationId,
        who: &Allowed,
        operation: &str,
        what: Read<'_>,
        now: Time,
    ) -> Result<(), StoreError> {
        let refused = matches!(what, Read::Refused(_));
        let (case, rows) = match what {
            Read::Case(case) | Read::Refused(case) => (Some(case), None),
            Read::List(rows) => (None, u32::try_from(rows).ok()),
        };
        let entry = StoredRead {
            operation,
            subject: who.subject.as_deref().unwrap_or_default(),
            name: who.name.as_deref().unwrap_or_default(),
            organisation: who.organisation.as_ref(),
            case,
            rows,
            refused,
        };
        let id = uuid::Uuid::new_v4().to_string();
        self.put(keys::audit(organisation, now, &id), item::write(&entry)?).await
    }
}
