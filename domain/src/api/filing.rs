//! `file-notification`.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, OrganisationId, RequestId};
use crate::notification::Notification;
use crate::placement::Placement;
use crate::time::Time;

/// Files a case with a form and its placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FileNotification {
    /// Made by the client; becomes the case id.
    pub request_id: RequestId,
    /// The medical institution or the health centre that files.
    pub organisation: OrganisationId,
    /// The institution for which a health centre types it in (R16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// An earlier case of the same person that has ended: a re-infection is a new case (R27). Who files
    /// decides that; the earlier case stays as it is (R28).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_person_as: Option<CaseId>,
    /// The form as filled in.
    pub notification: Notification,
    /// Where the person is and how they are followed; absent while that is still to be decided, and for
    /// a disease that is not followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
}

/// The case is filed and its entry code exists (R6).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationFiled {
    /// The new case.
    pub case: CaseId,
    /// 18 digits, to be given to the patient (R7). The link is the patient app's address, `#` and the
    /// digits. Empty if nobody with this disease checks in, or if the person has died.
    pub entry_code: String,
    /// When it was filed.
    pub filed_at: Time,
    /// When the first check-in is due.
    pub first_due: Option<Time>,
}
