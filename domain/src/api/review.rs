//! `accept-`, `return-`, `correct-`, `withdraw-` and `get-notification`, `list-notifications` and
//! `record-test`.

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::api::error::{FieldError, Problem};
use crate::api::work::Membership;
use crate::form::{Filled, TestDone};
use crate::ids::{CaseId, OrganisationId, RequestId};
use crate::notification::Notification;
use crate::person::Label;
use crate::placement::{CareStatus, CaseKind};
use crate::reading::too_long;
use crate::review::{NotificationState, Revision};
use crate::time::Time;

/// Longest reason, in characters.
pub const REASON_AT_MOST: usize = 500;

/// Accepts a notification (受理).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptNotification {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The version that was looked at; refused with `has_news` if there is a newer one.
    pub seen: u32,
}

/// Returns a notification to whoever filed it (差戻し), or withdraws it (取り下げ).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RefuseNotification {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The version that was looked at; refused with `has_news` if there is a newer one.
    pub seen: u32,
    /// What is wrong, in words, at most 500 characters.
    pub reason: String,
}

impl RefuseNotification {
    /// What is wrong with the request.
    pub fn check(&self) -> Vec<FieldError> {
        if self.reason.trim().is_empty() {
            return vec![FieldError::new("reason", Problem::Missing)];
        }
        too_long("reason", &self.reason, REASON_AT_MOST).into_iter().collect()
    }
}

/// A further version of a notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectNotification {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The version that was corrected; refused with `has_news` if there is a newer one.
    pub seen: u32,
    /// What the version is.
    pub revision: Revision,
    /// The whole form as it should be.
    pub notification: Notification,
}

/// What became of a notification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationChanged {
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Time,
    /// How it stands.
    pub state: NotificationState,
    /// Its newest version.
    pub version: u32,
    /// What the case is now.
    pub kind: CaseKind,
    /// Where the person is now.
    pub care_status: CareStatus,
}

/// A test of the person of a case (R26).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordTest {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The test. Method and specimen are codes of the form with which the case was notified, or of the
    /// fullest form of its disease.
    pub test: TestDone,
}

/// A test is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestRecorded {
    /// The case.
    pub case: CaseId,
    /// When it was entered.
    pub at: Time,
    /// Its number, from 1.
    pub test: u32,
}

/// A notification with all its versions, as the centre and whoever filed it see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationView {
    /// The server's clock.
    pub now: Time,
    /// The case.
    pub case: CaseId,
    /// What it is.
    pub kind: CaseKind,
    /// How the notification stands.
    pub state: NotificationState,
    /// Who filed it.
    pub filed_by: OrganisationId,
    /// The institution for which the health centre typed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// Digits of the entry code, to be given to the patient again (R7); absent after the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_code: Option<String>,
    /// Every version, oldest first.
    pub versions: Vec<NotificationVersion>,
    /// Tests that were entered beside the notification, oldest first.
    pub tests: Vec<RecordedTest>,
    /// What was said about it, newest first: returned, withdrawn.
    pub remarks: Vec<Remark>,
}

/// A version of a notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationVersion {
    /// Its number, from 1.
    pub version: u32,
    /// When it was submitted.
    pub at: Time,
    /// By whom.
    pub by: Actor,
    /// What it is; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// The form.
    pub form: String,
    /// What was filled in, the person's identity included.
    pub answers: Filled,
}

/// A test with who entered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordedTest {
    /// When it was entered.
    pub at: Time,
    /// By whom.
    pub by: Actor,
    /// The test.
    pub test: TestDone,
}

/// What somebody said about a notification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Remark {
    /// When.
    pub at: Time,
    /// Who.
    pub by: Actor,
    /// What it led to: `returned` or `withdrawn`.
    pub state: NotificationState,
    /// The reason in words.
    pub reason: String,
}

/// One page of an organisation's notifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notifications {
    /// The server's clock.
    pub now: Time,
    /// Whose they are.
    pub organisation: Membership,
    /// In which state.
    pub state: NotificationState,
    /// At most 50; what has still to be done in the order in which it is due, anything else newest first.
    pub rows: Vec<NotificationRow>,
    /// Pass as `after` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// One notification of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationRow {
    /// The case.
    pub case: CaseId,
    /// Its newest version.
    pub version: u32,
    /// When that was submitted.
    pub submitted_at: Time,
    /// Until when it is to be checked or corrected; absent once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Time>,
    /// Name of the organisation that filed it.
    pub filed_by: String,
    /// Surname in kana, age, area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
}

/// Never the reason: it is free text about a person.
impl std::fmt::Debug for RefuseNotification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RefuseNotification({}, {})", self.case, self.seen)
    }
}

impl std::fmt::Debug for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Remark({})", self.at)
    }
}
