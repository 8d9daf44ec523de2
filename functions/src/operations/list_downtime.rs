//! `list-downtime`: everybody whom a health centre follows, with name, telephone number, clocks and last entry:
//! what is saved, encrypted, before the system is down, so that the calls go on on paper.
//!
//! A page is one query of the index `roster`; each case is one query of its card and check-ins, and one read of
//! its identity. That identities are read is written down once a page, before the first of them.

use domain::api::downtime::{DowntimeList, DowntimeRow, LastEntry, OpenAlert};
use domain::card::Card;
use domain::entries::newest_first;
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::placement::Channel;
use domain::rules::{RuleSet, WallClock};
use domain::stay::is_hospital;
use domain::time::Time;
use futures::future::try_join_all;

use super::list_colleagues::organisation;
use super::list_worklist::membership;
use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::audit::Read;
use crate::store::check_ins::StoredCheckIn;
use crate::story::answers;

/// One page. Query: `organisation` (the first membership without), `after`.
pub async fn list_downtime(app: &App, call: &Call) -> Result<Reply, Error> {
    let organisation = organisation(call)?;
    let who = call.caller.for_organisation(Operation::ListDowntime, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let after: Option<String> = call.query("after")?;
    let page = app.store.followed(&organisation, after.as_deref()).await?;
    let (cases, next) = page.ok_or_else(Error::not_found)?;
    if !cases.is_empty() {
        let (operation, rows) = (Operation::ListDowntime.name(), Read::List(cases.len()));
        app.store.audit_read(&organisation, &who, operation, rows, call.now).await?;
    }
    let rows = try_join_all(cases.iter().map(|case| row(app, &organisation, case, call.now))).await?;
    let rows = rows.into_iter().flatten().collect();
    Reply::json(&DowntimeList { now: call.now, organisation: membership(member), rows, next })
}

/// A row; none if the case has ended, is another centre's by now or in a hospital, which the index may not
/// know yet.
async fn row(
    app: &App,
    centre: &OrganisationId,
    case: &CaseId,
    now: Time,
) -> Result<Option<DowntimeRow>, Error> {
    let Some(followed) = app.store.card_and_check_ins(case, false).await? else { return Ok(None) };
    let card = followed.stored.card;
    if card.centre != *centre || card.ended_at.is_some() || is_hospital(card.care_status) {
        return Ok(None);
    }
    let identity = app.store.settled_identity(&app.secrets, &card.person, card.identity).await;
    // An identity that does not open must not hide the patient: the row stays, with the case alone.
    let identity =
        identity.inspect_err(|error| tracing::error!(%error, "somebody is listed without a name")).ok();
    let rules = app.rules_of(&card, now).await?;
    let alerts = [&card.health, &card.silence].into_iter().flatten().map(|alert| OpenAlert {
        family: alert.id.family(),
        level: alert.level,
        due_at: alert.due_at,
        in_hand: alert.taken.is_some(),
    });
    let check_ins = followed.check_ins.into_iter().map(|(_, entry)| entry);
    let last = check_ins.min_by_key(|entry| newest_first(entry.effective, entry.received));
    Ok(Some(DowntimeRow {
        case: case.clone(),
        alerts: alerts.collect(),
        due_times: due_times(&rules, &card, now),
        next_due: card.next_due(&rules),
        last: last.map(shown),
        age_months: card.personal.age_months,
        pregnant: card.personal.pregnant,
        name: identity.as_ref().and_then(|identity| identity.name.clone()),
        name_kana: identity.as_ref().and_then(|identity| identity.name_kana.clone()),
        phone: identity.and_then(|identity| identity.phone),
        care_status: card.care_status,
        place: card.place,
        room: card.room,
        risk: card.risk,
        channel: card.channel,
    }))
}

/// At which times of today check-ins are due.
fn due_times(rules: &RuleSet, card: &Card, now: Time) -> Vec<WallClock> {
    let offset = rules.utc_offset_minutes;
    let begins = Time::at(now.day(offset), 0, offset);
    let schedule = rules.schedule_on(card.care_status, card.risk, begins);
    let schedule = schedule.filter(|_| card.channel != Channel::None);
    schedule.map(|schedule| schedule.due.clone()).unwrap_or_default()
}

fn shown(stored: StoredCheckIn) -> LastEntry {
    LastEntry {
        effective_at: stored.effective,
        level: stored.level,
        reasons: stored.reasons,
        answers: answers(stored.reading, None),
    }
}
