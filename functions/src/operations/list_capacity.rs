//! `list-capacity`: beds and rooms of a prefecture on a day, and who has not entered theirs yet (R46).
//!
//! Two queries, whatever was ever filed: the institutions of the prefecture and the partition of that day.

use domain::api::capacity::{Capacities, CapacityRow, CapacityVersion, totals};
use domain::api::case::Actor;
use domain::api::work::Place;
use domain::capacity::CapacityKind;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::rules;
use domain::test_report::check_day;
use domain::time::Date;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::capacity::CapacityItem;
use crate::store::organisations::Member;

/// One day. Query: `organisation` (the first membership without), `day` (today without).
pub async fn list_capacity(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListCapacity, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let day = day(call)?;

    let own = CapacityKind::of_role(who.role);
    let institutions = match own {
        Some(kind) => vec![(itself(member), kind)],
        None => institutions(app, member).await?,
    };
    let only = own.map(|_| &organisation);
    let filed = app.store.capacities(&member.prefecture, day, only).await?;
    let rows = rows(institutions, filed);
    let totals = totals(&rows);
    Reply::json(&Capacities { now: call.now, organisation: membership(member), day, rows, totals })
}

/// The day that is asked for.
fn day(call: &Call) -> Result<Date, Error> {
    let today = call.now.day(rules::at(call.now).utc_offset_minutes);
    let day = call.query::<Date>("day")?.unwrap_or(today);
    match check_day(day, today) {
        None => Ok(day),
        Some(error) => Err(Error::fields(vec![error])),
    }
}

fn itself(member: &Member) -> Place {
    Place {
        id: member.organisation.clone(),
        name: member.organisation_name.clone(),
        name_en: member.organisation_name_en.clone(),
    }
}

/// Every hospital and hotel of the member's prefecture.
async fn institutions(app: &App, member: &Member) -> Result<Vec<(Place, CapacityKind)>, Error> {
    let children = app.store.children(&member.prefecture).await?;
    let offers = children.into_iter().filter_map(|child| {
        let kind = CapacityKind::of_organisation(&child.kind)?;
        Some((Place { id: child.id, name: child.name, name_en: child.name_en }, kind))
    });
    Ok(offers.collect())
}

/// One row an institution, those without figures first.
fn rows(institutions: Vec<(Place, CapacityKind)>, filed: Vec<CapacityItem>) -> Vec<CapacityRow> {
    let row = |(institution, kind): (Place, CapacityKind)| {
        let found = filed.iter().find(|item| item.institution == institution.id);
        let latest = found.map(|item| CapacityVersion {
            version: item.version,
            filed_at: item.stored.filed_at,
            by: Actor { role: item.stored.role, name: item.stored.by.clone() },
            organisation: item.stored.organisation.clone(),
            capacity: item.stored.capacity.clone(),
        });
        CapacityRow { institution, kind, latest }
    };
    let mut rows: Vec<CapacityRow> = institutions.into_iter().map(row).collect();
    rows.sort_by_key(|row| (row.latest.is_some(), row.kind));
    rows
}
