//! `list-colleagues`: the members of an organisation, to whom work can be handed.

use domain::api::desk::{Colleague, Colleagues};
use domain::ids::OrganisationId;
use domain::operation::Operation;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};

/// All of them. Query: `organisation` (the first membership without).
pub async fn list_colleagues(app: &App, call: &Call) -> Result<Reply, Error> {
    let organisation = organisation(call)?;
    let who = call.caller.for_organisation(Operation::ListColleagues, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let members = app.store.members(&organisation).await?;
    let mut members: Vec<Colleague> = members
        .into_iter()
        .map(|(subject, member)| Colleague {
            me: who.subject.as_deref() == Some(&subject),
            subject,
            name: member.name,
            role: member.role,
        })
        .collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Reply::json(&Colleagues { organisation: membership(member), members })
}

/// The organisation that is asked for, or the first membership.
pub(super) fn organisation(call: &Call) -> Result<OrganisationId, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    asked.or(first).ok_or_else(Error::not_found)
}
