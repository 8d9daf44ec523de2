//! `list-test-reports`: an institution's reported tests of some days, every version (R43).

use domain::api::case::Actor;
use domain::api::error::{FieldError, Problem};
use domain::api::test_report::{TestDay, TestReportVersion, TestReports};
use domain::api::work::Place;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::test_report::{Institution, check_span, institution};
use domain::time::Date;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::organisations::Member;
use crate::store::test_reports::TestReportRow;

/// The days from `from` to `to`. Query: `organisation` (the first membership without),
/// `on_behalf_of` (a clinic, if a health centre asks), `from`, `to`.
pub async fn list_test_reports(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    let who = call.caller.for_organisation(Operation::ListTestReports, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let on_behalf_of: Option<OrganisationId> = call.query("on_behalf_of")?;
    let (from, to) = span(call)?;

    let (institution, institutions) = match institution(who.role, &organisation, on_behalf_of.as_ref()) {
        Institution::Own(own) => (Some(own), Vec::new()),
        Institution::NotNamed => (None, clinics(app, member).await?),
        Institution::OfClinic(clinic) => {
            let clinics = clinics(app, member).await?;
            if clinics.iter().all(|other| other.id != clinic) {
                return Err(Error::not_found());
            }
            (Some(clinic), clinics)
        }
        Institution::NotAllowed => return Err(Error::not_found()),
    };
    let rows = match &institution {
        Some(institution) => app.store.test_reports(institution, from, to).await?,
        None => Vec::new(),
    };
    let organisation = membership(member);
    Reply::json(&TestReports { now: call.now, organisation, institution, institutions, days: days(rows) })
}

/// The days that are asked for.
fn span(call: &Call) -> Result<(Date, Date), Error> {
    let day = |name| {
        let missing = || Error::fields(vec![FieldError::new(name, Problem::Missing)]);
        call.query::<Date>(name)?.ok_or_else(missing)
    };
    let (from, to) = (day("from")?, day("to")?);
    match check_span(from, to) {
        None => Ok((from, to)),
        Some(error) => Err(Error::fields(vec![error])),
    }
}

/// The clinics of the member's prefecture, for which a health centre can act (R16).
async fn clinics(app: &App, member: &Member) -> Result<Vec<Place>, Error> {
    let children = app.store.children(&member.prefecture).await?;
    Ok(children
        .into_iter()
        .filter(|child| child.kind == "clinic")
        .map(|clinic| Place { id: clinic.id, name: clinic.name, name_en: clinic.name_en })
        .collect())
}

/// Versions come in the order of day and version: the last of a day is what holds now.
fn days(rows: Vec<TestReportRow>) -> Vec<TestDay> {
    let mut days: Vec<TestDay> = Vec::new();
    for row in rows {
        let version = TestReportVersion {
            version: row.version,
            filed_at: row.report.filed_at,
            by: Actor { role: row.report.role, name: row.report.by },
            organisation: row.report.organisation,
            counts: row.report.counts,
        };
        match days.last_mut() {
            Some(day) if day.day == row.day => {
                day.earlier.push(std::mem::replace(&mut day.latest, version));
            }
            _ => days.push(TestDay { day: row.day, latest: version, earlier: Vec::new() }),
        }
    }
    days
}
