//! `get-case`: everything that the caller may see of a case, as one story. The responsible centre sees all
//! of it, a hotel and a contractor what they need to follow the patient (`domain/src/sight.rs`).

use std::collections::BTreeSet;

use domain::api::case::{Actor, CaseView};
use domain::api::duplicate::Counterpart;
use domain::api::error::{FieldError, Problem};
use domain::api::first_contact::LinkedCase;
use domain::api::work::WorkRow;
use domain::card::Card;
use domain::change::CaseChange;
use domain::ids::{CaseId, WorkId};
use domain::operation::Operation;
use domain::release::{Assessment, is_released};
use domain::review::NotificationState;
use domain::rules::RuleSet;
use domain::time::Time;
use futures::future::try_join_all;

use crate::App;
use crate::auth::{Allowed, Caller};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::audit::Read;
use crate::store::first_contact::Links;
use crate::store::item::Item;
use crate::store::work::StoredWork;
use crate::store::{cards, item, keys, releases};
use crate::story::Story;

/// A case with its timeline. Query: `case`.
pub async fn get_case(app: &App, call: &Call) -> Result<Reply, Error> {
    let missing = || Error::fields(vec![FieldError::new("case", Problem::Missing)]);
    let case: CaseId = call.query("case")?.ok_or_else(missing)?;
    if matches!(call.caller, Caller::Anyone) {
        return Err(Error::unauthenticated());
    }
    let mut items = app.store.query(&keys::case(&case), "").await?;
    let at = items.iter().position(|item| item::sort_key(item) == "CARD");
    let stored = at.map(|at| cards::read(&case, items.remove(at))).transpose()?;
    let (cards::StoredCard { card, label }, who) = match allowed(app, call, stored).await {
        Ok(allowed) => allowed,
        Err(refused) => {
            audit_refusal(app, call, &case).await?;
            return Err(refused);
        }
    };

    app.store.audit_read(&card.centre, &who, Operation::GetCase.name(), Read::Case(&case), call.now).await?;
    let rules = app.rules_of(&card, call.now).await?;
    let identity = app.store.identity(&app.secrets, &card.person, card.identity).await?;
    let release = release(&rules, &card, &items, call.now)?;
    let story = Story::of(app, &case, items, card.ended_at)?;
    let linked = linked(app, call, &who, &card, &story.links).await?;
    let counterparts = counterparts(app, call, &who, &card, &story).await?;
    let subject = who.subject.as_deref().unwrap_or_default();
    let label = app.secrets.open(Place { key: &keys::case(&case), attribute: "label" }, &label).ok();
    let timeline = story.timeline();
    let mut work: Vec<WorkRow> =
        story.work.into_iter().map(|work| row(&case, work, subject, label.clone())).collect();
    work.sort_by_key(|row| (row.level.rank(), row.due_at));
    let next_due = card.next_due(&rules);
    let has_code = story.follows && !card.was_filed_dead();
    let code = || app.secrets.entry_code(&case, card.issue).digits().to_owned();
    let view = CaseView {
        now: call.now,
        kind: card.kind,
        personal: card.personal,
        care_status: card.care_status,
        place: card.place,
        room: card.room,
        risk: card.risk,
        channel: card.channel,
        placed_at: card.placed_at,
        stay: card.stays,
        ended_at: card.ended_at,
        outcome: card.outcome,
        centre: card.centre,
        contractor: card.contractor,
        contractor_until: card.contractor_until,
        next_due,
        entry_code: if has_code { code() } else { String::new() },
        devices: story.devices,
        notification: story.standing.unwrap_or(NotificationState::Accepted),
        identity,
        work,
        timeline,
        first_contact: story.sheet.map(Box::new),
        linked,
        counterparts,
        release: release.filter(|_| story.follows).map(Box::new),
        case,
    };
    Reply::json(&view.seen_by(who.role))
}

/// The case, if it is there and the caller may see it.
async fn allowed(
    app: &App,
    call: &Call,
    stored: Option<cards::StoredCard>,
) -> Result<(cards::StoredCard, Allowed), Error> {
    let stored = stored.ok_or_else(Error::not_found)?;
    let who = call.caller.on_case(app, Operation::GetCase, &stored.card, call.now).await?;
    Ok((stored, who))
}

/// Leaves a trace of an attempt to open a case that is not theirs, whether it exists or not (domain.md T19).
async fn audit_refusal(app: &App, call: &Call, case: &CaseId) -> Result<(), Error> {
    let Caller::Staff { subject, memberships } = &call.caller else { return Ok(()) };
    let Some(member) = memberships.first() else { return Ok(()) };
    let who = Allowed::member(member, subject);
    let operation = Operation::GetCase.name();
    app.store.audit_read(&member.organisation, &who, operation, Read::Refused(case), call.now).await?;
    Ok(())
}

/// How an open case stands to the criteria of release.
fn release(rules: &RuleSet, card: &Card, items: &[Item], now: Time) -> Result<Option<Assessment>, Error> {
    if card.ended_at.is_some() || !is_released(card.kind) {
        return Ok(None);
    }
    let facts = releases::facts(rules, items)?;
    Ok(Some(CaseChange::begin(rules, card.clone(), now).assess_release(&facts)))
}

/// The linked cases, as far as they are still of the same centre.
async fn linked(
    app: &App,
    call: &Call,
    who: &Allowed,
    card: &Card,
    links: &Links,
) -> Result<Vec<LinkedCase>, Error> {
    let all = links.all();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let operation = Operation::GetCase.name();
    app.store.audit_read(&card.centre, who, operation, Read::List(all.len()), call.now).await?;
    let read = try_join_all(all.keys().map(|other| app.store.card(other))).await?;
    let shown = read.into_iter().zip(all).filter_map(|(stored, (other, own))| {
        let cards::StoredCard { card: found, label } = stored.filter(|it| it.card.centre == card.centre)?;
        let label = app.secrets.open(Place { key: &keys::case(&other), attribute: "label" }, &label).ok();
        Some(LinkedCase { case: other, label, care_status: found.care_status, own })
    });
    Ok(shown.collect())
}

/// The cases that look like this one or were decided about, as far as they are still of the same centre.
async fn counterparts(
    app: &App,
    call: &Call,
    who: &Allowed,
    card: &Card,
    story: &Story<'_>,
) -> Result<Vec<Counterpart>, Error> {
    let all: BTreeSet<&CaseId> = story.undecided.iter().chain(story.pairs.others()).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let operation = Operation::GetCase.name();
    app.store.audit_read(&card.centre, who, operation, Read::List(all.len()), call.now).await?;
    let read = try_join_all(all.iter().map(|other| app.store.card(other))).await?;
    let shown = read.into_iter().zip(all).filter_map(|(stored, other)| {
        let cards::StoredCard { card: found, label } = stored.filter(|it| it.card.centre == card.centre)?;
        let newest = story.pairs.about(other).last();
        let holds = story.pairs.holds(other);
        Some(Counterpart {
            other: other.clone(),
            label: app.secrets.open(Place { key: &keys::case(other), attribute: "label" }, &label).ok(),
            kind: found.kind,
            care_status: found.care_status,
            linkage: holds.map(|pair| pair.linkage),
            is_duplicate: holds.is_some_and(|pair| pair.case == card.case),
            decisions: u32::try_from(story.pairs.about(other).len()).unwrap_or(u32::MAX),
            by: newest.map(|pair| Actor { role: pair.role, name: pair.by.clone() }),
            at: newest.map(|pair| pair.at),
        })
    });
    Ok(shown.collect())
}

fn row(
    case: &CaseId,
    (id, stored): (WorkId, StoredWork),
    subject: &str,
    label: Option<domain::person::Label>,
) -> WorkRow {
    WorkRow {
        case: case.clone(),
        work: id,
        family: stored.family,
        level: stored.level,
        reasons: stored.reasons,
        state: stored.state,
        mine: stored.taken_by.as_deref() == Some(subject),
        taken_by: stored.taken_name,
        should_open_at: stored.should_open_at,
        opened_at: stored.opened_at,
        due_at: stored.due_at,
        version: stored.version,
        reported_late: stored.reported_late,
        missed: stored.missed_count,
        result_due: stored.result_due,
        seen_as: None,
        place: stored.place,
        label,
    }
}
