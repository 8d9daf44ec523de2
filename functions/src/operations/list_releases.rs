//! `list-releases`: on whose release somebody is to decide, by release date (R15). Each proposal is computed
//! as it is shown, from the facts as they are now, so what the sweep found yesterday shows nothing.

use domain::api::release::{ReleaseRow, Releases};
use domain::change::CaseChange;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::operation::Operation;
use domain::work::{Family, WorkState};
use futures::future::try_join_all;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::keys;

/// Cases that are read at the same time.
const AT_ONCE: usize = 8;

/// One page. Query: `organisation` (the first membership without), `after`.
pub async fn list_releases(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListReleases, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let after: Option<String> = call.query("after")?;
    let (cases, next) =
        app.store.releases(&organisation, after.as_deref()).await?.ok_or_else(Error::not_found)?;
    if !cases.is_empty() {
        let (operation, rows) = (Operation::ListReleases.name(), Read::List(cases.len()));
        app.store.audit_read(&organisation, &who, operation, rows, call.now).await?;
    }
    let mut rows = Vec::new();
    for cases in cases.chunks(AT_ONCE) {
        let read = try_join_all(cases.iter().map(|case| row(app, call, &organisation, case))).await?;
        rows.extend(read.into_iter().flatten());
    }
    Reply::json(&Releases { now: call.now, organisation: membership(member), rows, next })
}

/// A row; none if it was decided meanwhile or the case is another centre's by now.
async fn row(
    app: &App,
    call: &Call,
    organisation: &OrganisationId,
    case: &CaseId,
) -> Result<Option<ReleaseRow>, Error> {
    let Some(stored) = app.store.card(case).await? else { return Ok(None) };
    let Some(work) = app.store.work(case, &WorkId::task(Family::Release)).await? else { return Ok(None) };
    let is_open = matches!(work.state, WorkState::Open | WorkState::InHand);
    if stored.card.centre != *organisation || !is_open {
        return Ok(None);
    }
    let rules = app.rules_of(&stored.card, call.now).await?;
    let facts = app.store.release_facts(&rules, case).await?;
    let key = keys::case(case);
    let place = seal::Place { key: &key, attribute: "label" };
    // A label that does not open must not hide the patient.
    let label = app
        .secrets
        .open(place, &stored.label)
        .inspect_err(|error| tracing::error!(%error, "a release is shown without a label"))
        .ok();
    let care_status = stored.card.care_status;
    // What is overdue counts, though a list settles nothing.
    let settled = CaseChange::begin(&rules, stored.card, call.now);
    Ok(Some(ReleaseRow {
        case: case.clone(),
        label,
        care_status,
        version: work.version,
        due_at: work.due_at,
        taken_by: work.taken_name,
        assessment: settled.assess_release(&facts),
    }))
}
