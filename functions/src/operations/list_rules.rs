//! `list-rules`: the rules that count for an organisation, whose each value is, and what is planned.

use domain::api::case::Actor;
use domain::api::rules::{RuleValue, RuleVersion, Rules, standing};
use domain::api::work::Place as Named;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::rules::compose::{in_force, values};
use domain::rules::limits;
use serde_json::Value;

use super::list_worklist::membership;
use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::rules::versions;
use crate::seal::Place;
use crate::store::keys;
use crate::store::rules::StoredRules;

/// The rules. Query: `organisation` (the first membership without).
pub async fn list_rules(app: &App, call: &Call) -> Result<Reply, Error> {
    let first = match &call.caller {
        Caller::Anyone => return Err(Error::unauthenticated()),
        Caller::Patient(_) => None,
        Caller::Staff { memberships, .. } => memberships.first().map(|member| member.organisation.clone()),
    };
    let asked: Option<OrganisationId> = call.query("organisation")?;
    let organisation = asked.or(first).ok_or_else(Error::not_found)?;
    call.caller.for_organisation(Operation::ListRules, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;

    let mut authorities = Vec::new();
    if member.prefecture != organisation {
        authorities.push(read(app, &member.prefecture).await?);
    }
    authorities.push(read(app, &organisation).await?);
    let in_force: Vec<_> = authorities.iter().map(|(_, all)| in_force_now(all, call)).collect();
    let values = values(&in_force.iter().map(Option::as_ref).collect::<Vec<_>>(), call.now);
    let values = values.into_iter().map(|(path, value, whose)| RuleValue {
        of: whose.map(|at| authorities[at].0.id.clone()),
        bounds: matches!(value, Value::Number(_)).then(|| limits::bounds(&path)),
        path,
        value,
    });
    let rules = app.rules_for(&organisation, &member.prefecture, call.now).await?;
    let seen = authorities.last().map_or(0, |(_, all)| all.len());
    let mut published: Vec<RuleVersion> = authorities
        .iter()
        .flat_map(|(of, all)| all.iter().map(|one| shown(app, call, of, all, one)))
        .collect();
    published.sort_by_key(|version| std::cmp::Reverse((version.published_at, version.version)));
    Reply::json(&Rules {
        now: call.now,
        organisation: membership(member),
        embedded: rules.embedded(),
        rules: rules.id(),
        seen: u32::try_from(seen).unwrap_or(u32::MAX),
        values: values.collect(),
        versions: published,
    })
}

async fn read(app: &App, id: &OrganisationId) -> Result<(Named, Vec<StoredRules>), Error> {
    let profile = app.store.organisation(id).await?.ok_or_else(Error::not_found)?;
    let named = Named { id: id.clone(), name: profile.name, name_en: profile.name_en };
    Ok((named, app.store.rule_versions(id).await?))
}

fn in_force_now(all: &[StoredRules], call: &Call) -> Option<domain::rules::compose::Version> {
    in_force(&versions(all.to_vec()), call.now).cloned()
}

fn shown(app: &App, call: &Call, of: &Named, all: &[StoredRules], one: &StoredRules) -> RuleVersion {
    let key = keys::rules(&of.id, one.n).logical();
    RuleVersion {
        organisation: of.clone(),
        version: one.n,
        id: one.version.id.clone(),
        valid_from: one.version.valid_from,
        valid_until: one.version.valid_until,
        standing: standing(&versions(all.to_vec()), &one.version.id, call.now),
        published_at: one.published_at,
        by: Actor { role: one.role, name: one.by.clone() },
        reason: app.secrets.open(Place { key: &key, attribute: "reason" }, &one.reason).ok(),
        changes: one.version.changes.clone(),
    }
}
