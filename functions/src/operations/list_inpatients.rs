//! `list-inpatients`: who lies in a hospital, or which of a centre's cases do, and how they are (R10, R16).
//!
//! A page is one query of the index `roster` and two reads for half the price a row: the card, which says
//! where the patient is now, and the place's own item with the newest condition. So one read unit a row.

use domain::api::hospital::{InpatientRow, Inpatients};
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::rights::Role;
use domain::stay::is_hospital;
use futures::future::try_join_all;

use super::list_worklist::{membership, places};
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::cards::StoredCard;
use crate::store::{keys, residents};

/// One page. Query: `organisation` (the first membership without), `after`.
pub async fn list_inpatients(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListInpatients, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;

    let whose = match who.role {
        Role::HospitalStaff => residents::Whose::In(&organisation),
        _ => residents::Whose::Of(&organisation),
    };
    let after: Option<String> = call.query("after")?;
    let (cases, next) = app.store.roster_page(whose, after.as_deref()).await?.ok_or_else(Error::not_found)?;
    let children = app.store.children(&member.prefecture).await?;
    if !cases.is_empty() {
        let (operation, rows) = (Operation::ListInpatients.name(), Read::List(cases.len()));
        app.store.audit_read(&organisation, &who, operation, rows, call.now).await?;
    }
    let rows = try_join_all(cases.iter().map(|case| row(app, whose, case))).await?;
    let mut rows: Vec<InpatientRow> = rows.into_iter().flatten().collect();
    rows.sort_by_cached_key(|row| row.place_in_list(call.now));
    Reply::json(&Inpatients {
        now: call.now,
        organisation: membership(member),
        hospitals: places(&children, |one| one.kind == "hospital"),
        rows,
        next,
    })
}

/// A row; none if the patient has moved, the case has ended or is another centre's by now, which the index
/// may not know yet.
async fn row(app: &App, whose: residents::Whose<'_>, case: &CaseId) -> Result<Option<InpatientRow>, Error> {
    let Some(StoredCard { card, label }) = app.store.settled_card(case).await? else { return Ok(None) };
    let is_theirs = match whose {
        residents::Whose::In(hospital) => card.place.as_ref() == Some(hospital),
        residents::Whose::Of(centre) => card.centre == *centre,
        residents::Whose::AssignedTo(_) => false,
    };
    if !is_theirs || !is_hospital(card.care_status) {
        return Ok(None);
    }
    let resident = match &card.place {
        Some(place) => app.store.resident(place, case).await?.unwrap_or_default(),
        None => residents::StoredResident::default(),
    };
    let label_place = seal::Place { key: &keys::case(case), attribute: "label" };
    // A label that does not open must not hide the patient.
    let label = app
        .secrets
        .open(label_place, &label)
        .inspect_err(|error| tracing::error!(%error, "an inpatient is shown without a label"))
        .ok();
    Ok(Some(InpatientRow {
        case: case.clone(),
        label,
        kind: card.kind,
        care_status: card.care_status,
        place: card.place,
        room: card.room,
        admitted_at: resident.since.unwrap_or(card.placed_at),
        placed_at: card.placed_at,
        stay: card.stays,
        newest: resident.newest,
    }))
}
