//! Visits to a doctor during isolation (R14), appended under the id of the request that entered them: no
//! number has to be counted on the card.

use domain::api::visit::VisitOutcome;
use domain::ids::{CaseId, OrganisationId, RequestId};
use domain::rights::Role;
use domain::time::{Time, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{Store, StoreError, Transaction, item, keys};

/// A visit. Name and note are bound to the event of the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredVisit {
    /// When the patient was there.
    #[serde(with = "seconds")]
    pub at: Time,
    /// Who entered it.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// When it was entered.
    #[serde(with = "seconds")]
    pub entered_at: Time,
    /// The request that wrote it.
    pub request: RequestId,
    /// The hospital or clinic, if it is one of this system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<OrganisationId>,
    /// The name of any other, sealed: it may be the practice round the corner of the patient's home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_name: Option<ByteBuf>,
    /// What came of it.
    pub outcomes: Vec<VisitOutcome>,
    /// In words, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<ByteBuf>,
}

impl Transaction {
    /// Adds a visit.
    pub fn visit(&mut self, store: &Store, case: &CaseId, visit: &StoredVisit) -> Result<usize, StoreError> {
        self.put_new(store, keys::visit(case, &visit.request), item::write(visit)?)
    }
}
