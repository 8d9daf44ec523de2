//! `list-calls`: whom the staff of a health centre still have to call today (R11, "or other means").
//!
//! A page is one query of the index `roster` and one read for half the price a row: the card says which
//! window is unanswered. Names in full and telephone numbers are read one by one on the page of a case.

use domain::api::calls::{CallList, CallRow};
use domain::call_due::call_window;
use domain::card::Card;
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::placement::{Channel, Risk};
use domain::rules::RuleSet;
use domain::time::Time;
use futures::future::try_join_all;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::cards::StoredCard;
use crate::store::keys;

/// Cards that are read at the same time.
const AT_ONCE: usize = 32;

/// One page. Query: `organisation` (the first membership without), `after`.
pub async fn list_calls(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListCalls, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;

    let after: Option<String> = call.query("after")?;
    let (cases, next) =
        app.store.staff_calls(&organisation, after.as_deref()).await?.ok_or_else(Error::not_found)?;
    if !cases.is_empty() {
        let (operation, rows) = (Operation::ListCalls.name(), Read::List(cases.len()));
        app.store.audit_read(&organisation, &who, operation, rows, call.now).await?;
    }
    let mut rows: Vec<CallRow> = Vec::new();
    for cases in cases.chunks(AT_ONCE) {
        let read = try_join_all(cases.iter().map(|case| row(app, &organisation, case, call.now))).await?;
        rows.extend(read.into_iter().flatten());
    }
    rows.sort_by_key(|row| (row.due, row.risk == Risk::Standard));
    Reply::json(&CallList { now: call.now, organisation: membership(member), rows, next })
}

/// A row; none if nobody has to call, or if the case is another centre's by now, which the index may not
/// know yet.
async fn row(app: &App, centre: &OrganisationId, case: &CaseId, now: Time) -> Result<Option<CallRow>, Error> {
    let Some(StoredCard { card, label }) = app.store.settled_card(case).await? else { return Ok(None) };
    if card.centre != *centre {
        return Ok(None);
    }
    let rules = app.rules_of(&card, now).await?;
    let Some((due, until)) = unanswered(&rules, &card, now) else { return Ok(None) };
    let label_place = seal::Place { key: &keys::case(case), attribute: "label" };
    // A label that does not open must not hide the patient.
    let label = app
        .secrets
        .open(label_place, &label)
        .inspect_err(|error| tracing::error!(%error, "somebody to be called is shown without a label"))
        .ok();
    let alerts = [&card.health, &card.silence].into_iter().flatten();
    Ok(Some(CallRow {
        case: case.clone(),
        label,
        alert: alerts.map(|alert| alert.level).max(),
        care_status: card.care_status,
        place: card.place,
        room: card.room,
        risk: card.risk,
        due,
        until,
    }))
}

/// Due time and alert time of the first call that nobody has made until the end of today: one that was
/// missed and is not answered yet, else the next one.
fn unanswered(rules: &RuleSet, card: &Card, now: Time) -> Option<(Time, Time)> {
    let windows = card.windows(rules).filter(|_| card.channel == Channel::StaffCall)?;
    let missed = card.silence.as_ref().filter(|silence| !silence.reported_late);
    if let Some(due) = missed.and_then(|silence| silence.last_missed) {
        let window = windows.first_due_from(due);
        return Some((window.due, window.alert_at));
    }
    let window = call_window(rules, card)?;
    let day = |time: Time| time.day(rules.utc_offset_minutes);
    (day(window.due) <= day(now)).then_some((window.due, window.alert_at))
}
