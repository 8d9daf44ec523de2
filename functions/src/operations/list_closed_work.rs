//! `list-closed-work`: what a centre closed since a moment, and who did, for the hand-over of a shift.

use domain::api::desk::{ClosedRow, ClosedWork};
use domain::api::error::{FieldError, Problem};
use domain::operation::Operation;
use domain::time::{Span, Time};

use super::list_colleagues::organisation;
use super::list_worklist::membership;
use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::audit::Read;
use crate::store::handover::Closed;
use crate::store::keys;

/// How far back a hand-over reaches; what is older stands in its case.
const BACK_AT_MOST: Span = Span::hours(7 * 24);

/// One page. Query: `since`, `organisation` (the first membership without), `after`.
pub async fn list_closed_work(app: &App, call: &Call) -> Result<Reply, Error> {
    let organisation = organisation(call)?;
    let who = call.caller.for_organisation(Operation::ListClosedWork, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let since = since(call)?;
    let after: Option<String> = call.query("after")?;
    let page = app.store.closed_work(&organisation, since, after.as_deref()).await?;
    let (rows, next) = page.ok_or_else(Error::not_found)?;
    if !rows.is_empty() {
        let operation = Operation::ListClosedWork.name();
        app.store.audit_read(&organisation, &who, operation, Read::List(rows.len()), call.now).await?;
    }
    Reply::json(&ClosedWork {
        now: call.now,
        organisation: membership(member),
        since,
        rows: rows.into_iter().map(|row| closed_row(app, row)).collect(),
        next,
    })
}

fn since(call: &Call) -> Result<Time, Error> {
    let error = |problem| FieldError::new("since", problem);
    let since: Option<Time> = call.query("since")?;
    let since = since.ok_or_else(|| Error::fields(vec![error(Problem::Missing)]))?;
    let first = call.now - BACK_AT_MOST;
    if since < first || since > call.now {
        let limit = format!("{first}–{}", call.now);
        return Err(Error::fields(vec![error(Problem::OutOfRange).limit(limit)]));
    }
    Ok(since)
}

fn closed_row(app: &App, row: Closed) -> ClosedRow {
    let key = keys::case(&row.case);
    // A label that does not open must not hide what was done.
    let label = app
        .secrets
        .open(Place { key: &key, attribute: "label" }, &row.label)
        .inspect_err(|error| tracing::error!(%error, "closed work is shown without its label"))
        .ok();
    let mut reasons = row.projected.reasons;
    reasons.sort_unstable();
    ClosedRow {
        family: row.work.family(),
        case: row.case,
        work: row.work,
        level: row.level,
        reasons,
        opened_at: row.projected.opened_at,
        closed_at: row.closed_at,
        closed_by: row.projected.closed_name,
        closed_why: row.projected.closed_why,
        label,
    }
}
