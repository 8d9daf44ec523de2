//! `list-worklist`: an organisation's open work, in the order in which a person takes it.

use domain::api::isolation::CentreContact;
use domain::api::work::{Membership, Place, WorkRow, Worklist};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::work::WorkState;

use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::keys;
use crate::store::organisations::{Member, Organisation};
use crate::store::worklist::AttentionRow;

/// One page of a list. Query: `organisation` (the first membership without), `after`, `seen` (the fingerprint of
/// the page that the caller has on the screen).
pub async fn list_worklist(app: &App, call: &Call) -> Result<Reply, Error> {
    let Caller::Staff { subject, memberships } = &call.caller else {
        return Err(match call.caller {
            Caller::Anyone => Error::unauthenticated(),
            _ => Error::not_found(),
        });
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let first = memberships.first().map(|member| member.organisation.clone());
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListWorklist, &organisation)?;
    let member =
        memberships.iter().find(|member| member.organisation == organisation).ok_or_else(Error::not_found)?;

    let after: Option<String> = call.query("after")?;
    let page = app.store.worklist(&organisation, after.as_deref()).await?;
    let (rows, next) = page.ok_or_else(Error::not_found)?;
    let children = app.store.children(&member.prefecture).await?;
    let fingerprint = fingerprint(app, &rows, next.as_deref());
    let unchanged = call.query::<String>("seen")?.is_some_and(|seen| seen == fingerprint);
    // What is on the caller's screen already is neither opened nor audited again.
    let rows = if unchanged { Vec::new() } else { rows };
    if !rows.is_empty() {
        let operation = Operation::ListWorklist.name();
        app.store.audit_read(&organisation, &who, operation, Read::List(rows.len()), call.now).await?;
    }
    Reply::json(&Worklist {
        now: call.now,
        organisation: membership(member),
        memberships: memberships.iter().map(membership).collect(),
        hotels: places(&children, |one| one.kind == "hotel"),
        hospitals: places(&children, |one| one.kind == "hospital"),
        contractors: places(&children, |one| one.kind == "contractor"),
        centres: places(&children, |one| one.kind == "health_centre"),
        import_key: app.secrets.lookup("import", organisation.as_str()),
        contact: contact(&children, &organisation),
        institutions: places(&children, |one| one.centre.is_some()),
        forms: children
            .into_iter()
            .find(|own| own.id == member.prefecture)
            .map_or(Vec::new(), |own| own.forms),
        rows: rows.into_iter().map(|row| work_row(app, row, subject)).collect(),
        fingerprint,
        unchanged,
        next,
    })
}

/// What tells a page from the same page a few seconds later. Keyed: it goes into an address.
fn fingerprint(app: &App, rows: &[AttentionRow], next: Option<&str>) -> String {
    let row = |row: &AttentionRow| format!("{}/{}/{}", row.case, row.work, row.projected.version);
    let rows: Vec<String> = rows.iter().map(row).chain(next.map(str::to_owned)).collect();
    app.secrets.lookup("page", &rows.join(" "))
}

/// The organisations of this kind, on the wire.
/// How patients reach the health centre that an organisation is, or to which it notifies.
fn contact(organisations: &[Organisation], id: &OrganisationId) -> Option<CentreContact> {
    let of = |id: &OrganisationId| organisations.iter().find(|other| other.id == *id);
    let own = of(id)?;
    let centre = own.centre.as_ref().map_or(Some(own), of)?;
    (centre.kind == "health_centre").then(|| centre.contact())
}

pub(super) fn places(organisations: &[Organisation], which: impl Fn(&Organisation) -> bool) -> Vec<Place> {
    let of_kind = organisations.iter().filter(|organisation| which(organisation)).cloned();
    of_kind.map(|place| Place { id: place.id, name: place.name, name_en: place.name_en }).collect()
}

/// What the signed-in person is there, on the wire.
pub(super) fn membership(member: &Member) -> Membership {
    Membership {
        id: member.organisation.clone(),
        name: member.organisation_name.clone(),
        name_en: member.organisation_name_en.clone(),
        role: member.role,
        member: member.name.clone(),
    }
}

fn work_row(app: &App, row: AttentionRow, subject: &str) -> WorkRow {
    let key = keys::case(&row.case);
    let place = seal::Place { key: &key, attribute: "label" };
    // A label that does not open must not hide the work itself.
    let label = match row.seen_as {
        Some(_) => None,
        None => app
            .secrets
            .open(place, &row.label)
            .inspect_err(|error| tracing::error!(%error, "a row is shown without its label"))
            .ok(),
    };
    let mut reasons = row.projected.reasons;
    reasons.sort_unstable();
    WorkRow {
        family: row.work.family(),
        case: row.case,
        work: row.work,
        level: row.level,
        reasons,
        state: if row.projected.taken_by.is_some() { WorkState::InHand } else { WorkState::Open },
        mine: row.projected.taken_by.as_deref() == Some(subject),
        taken_by: row.projected.taken_name,
        should_open_at: row.projected.should_open_at,
        opened_at: row.projected.opened_at,
        due_at: row.due_at,
        version: row.projected.version,
        reported_late: row.projected.reported_late,
        missed: row.projected.missed_count,
        result_due: row.projected.result_due,
        seen_as: row.seen_as,
        place: row.projected.place,
        label,
    }
}
