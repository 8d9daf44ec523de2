//! `list-notifications`: an organisation's notifications in a state, for the inbox of a health centre and
//! for the institution that filed them.

use std::collections::HashMap;

use domain::api::error::{FieldError, Problem};
use domain::api::review::{NotificationRow, Notifications};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::review::NotificationState;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::keys;
use crate::store::standings::StandingRow;

/// One page. Query: `organisation` (the first membership without), `state` (`submitted` without), `after`.
pub async fn list_notifications(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListNotifications, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let state = state(call)?;

    let after: Option<String> = call.query("after")?;
    let page = app.store.notifications(&organisation, state, after.as_deref()).await?;
    let (rows, next) = page.ok_or_else(Error::not_found)?;
    let mut names = HashMap::new();
    if !rows.is_empty() {
        let operation = Operation::ListNotifications.name();
        app.store.audit_read(&organisation, &who, operation, Read::List(rows.len()), call.now).await?;
        let others = app.store.children(&member.prefecture).await?;
        names.extend(others.into_iter().map(|other| (other.id, other.name)));
    }
    let rows = rows.into_iter().map(|row| shown(app, row, &names)).collect();
    Reply::json(&Notifications { now: call.now, organisation: membership(member), state, rows, next })
}

fn state(call: &Call) -> Result<NotificationState, Error> {
    let Some(code) = call.query::<String>("state")? else { return Ok(NotificationState::Submitted) };
    let wrong = || Error::fields(vec![FieldError::new("state", Problem::WrongType)]);
    NotificationState::ALL.iter().copied().find(|state| state.code() == code).ok_or_else(wrong)
}

fn shown(app: &App, row: StandingRow, names: &HashMap<OrganisationId, String>) -> NotificationRow {
    let key = keys::case(&row.case);
    // A label that does not open must not hide the notification itself.
    let label = app
        .secrets
        .open(seal::Place { key: &key, attribute: "label" }, &row.label)
        .inspect_err(|error| tracing::error!(%error, "a notification is shown without its label"))
        .ok();
    let filed_by = row.projected.filed_by;
    NotificationRow {
        case: row.case,
        version: row.projected.version,
        submitted_at: row.projected.submitted_at,
        due_at: row.due_at,
        filed_by: names.get(&filed_by).cloned().unwrap_or_else(|| filed_by.to_string()),
        label,
    }
}
