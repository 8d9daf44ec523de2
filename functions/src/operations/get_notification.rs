//! `get-notification`: a notification with all its versions, for the responsible centre and for whoever
//! filed it.

use domain::api::case::Actor;
use domain::api::error::{FieldError, Problem};
use domain::api::review::{NotificationVersion, NotificationView, RecordedTest, Remark};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use domain::person::Identity;
use domain::placement::Channel;
use domain::review::NotificationState;
use serde_bytes::ByteBuf;

use super::return_notification::REASON;
use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::STANDINGS;
use crate::seal::Place;
use crate::store::audit::Read;
use crate::store::events::{Detail, StoredEvent, StoredNotification, StoredTest};
use crate::store::item::{self, Item, sort_key};
use crate::store::keys;
use crate::store::standings::standing_of;

/// A notification. Query: `case`.
pub async fn get_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let missing = || Error::fields(vec![FieldError::new("case", Problem::Missing)]);
    let case: CaseId = call.query("case")?.ok_or_else(missing)?;
    if matches!(call.caller, crate::auth::Caller::Anyone) {
        return Err(Error::unauthenticated());
    }
    let card = app.store.card(&case).await?.ok_or_else(Error::not_found)?.card;
    let operation = Operation::GetNotification;
    let who = call.caller.on_case(app, operation, &card, call.now).await?;
    app.store.audit_read(&card.centre, &who, operation.name(), Read::Case(&case), call.now).await?;

    let pk = keys::case(&case);
    let notifications = app.store.query(&pk, "NOTIFICATION#").await?;
    let tests = app.store.query(&pk, "TEST#").await?;
    let standings = app.store.query(&pk, STANDINGS).await?;
    let standing =
        standing_of(&standings)?.ok_or_else(|| Error::Internal("a case has no standing".to_owned()))?;
    // Only what was returned or withdrawn has something to tell here.
    let events = match standing.state {
        NotificationState::Accepted if standing.version == 1 => Vec::new(),
        _ => app.store.query(&pk, "EVENT#").await?,
    };
    let mut versions = Vec::new();
    for stored in notifications.into_iter().map(item::read::<StoredNotification>) {
        let stored = stored?;
        let identity = app.store.settled_identity(&app.secrets, &card.person, stored.identity).await?;
        versions.push(version(stored, versions.len(), &identity));
    }
    let is_followed = card.ended_at.is_none() && card.channel != Channel::None;
    let mut remarks: Vec<Remark> = Vec::new();
    for event in events {
        remarks.extend(remark(app, &case, event)?);
    }
    remarks.sort_by_key(|remark| std::cmp::Reverse(remark.at));
    Reply::json(&NotificationView {
        now: call.now,
        kind: card.kind,
        state: standing.state,
        filed_by: standing.filed_by,
        on_behalf_of: standing.on_behalf_of,
        entry_code: is_followed.then(|| app.secrets.entry_code(&case, card.issue).digits().to_owned()),
        versions,
        tests: tests.into_iter().map(test).collect::<Result<_, Error>>()?,
        remarks,
        case,
    })
}

fn version(stored: StoredNotification, before: usize, identity: &Identity) -> NotificationVersion {
    let mut answers = stored.answers;
    identity.answers(&mut answers);
    NotificationVersion {
        version: u32::try_from(before + 1).unwrap_or(u32::MAX),
        at: stored.at,
        by: Actor { role: stored.role, name: stored.by },
        revision: stored.revision,
        form: stored.form,
        answers,
    }
}

fn test(item: Item) -> Result<RecordedTest, Error> {
    let stored: StoredTest = item::read(item)?;
    Ok(RecordedTest { at: stored.at, by: Actor { role: stored.role, name: stored.by }, test: stored.test })
}

/// What an event says about the notification, if it does.
fn remark(app: &App, case: &CaseId, item: Item) -> Result<Option<Remark>, Error> {
    let request: Option<RequestId> = sort_key(&item).strip_prefix("EVENT#").and_then(|id| id.parse().ok());
    let stored: StoredEvent = item::read(item)?;
    let (state, reason) = match stored.detail {
        Some(Detail::Returned { reason, .. }) => (NotificationState::Returned, reason),
        Some(Detail::Withdrawn { reason, .. }) => (NotificationState::Withdrawn, reason),
        _ => return Ok(None),
    };
    let request = request.ok_or_else(|| Error::Internal("an event has no id".to_owned()))?;
    let by = Actor { role: stored.role, name: stored.by };
    Ok(Some(Remark { at: stored.at, by, state, reason: unsealed(app, case, &request, &reason)? }))
}

/// The reason of a return or a withdrawal.
pub(crate) fn unsealed(
    app: &App,
    case: &CaseId,
    request: &RequestId,
    reason: &ByteBuf,
) -> Result<String, Error> {
    let key = keys::event(case, request).logical();
    app.secrets.open(Place { key: &key, attribute: REASON }, reason)
}
