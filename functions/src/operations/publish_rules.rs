//! `publish-rules`: a further version of the rules of a health centre or a prefecture (design 2.8 and 6).

use domain::api::error::{Code, FieldError, Problem};
use domain::api::rules::{NOT_BEFORE, PublishRules, RulesPublished, differs, problems, problems_below};
use domain::operation::Operation;
use domain::rules;
use domain::rules::compose::Version;
use serde_bytes::ByteBuf;

use crate::App;
use crate::auth::Allowed;
use crate::change::{hash_of, json, pause};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::rules::versions;
use crate::seal::Place;
use crate::store::events::StoredEvent;
use crate::store::rules::StoredRules;
use crate::store::{Failed, Transaction, keys};

/// How often the transaction is sent before the caller is asked to come back.
const TRIES: u32 = 3;
/// Where in the transaction the request's own item stands, and the new version.
const EVENT: usize = 0;
const VERSION: usize = 1;
/// How much of a keyed hash makes the short name that every decision stores.
const ID_LENGTH: usize = 8;

/// Publishes, or only tells what it would come to.
pub async fn publish_rules(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: PublishRules = call.body()?;
    let who = call.caller.for_organisation(Operation::PublishRules, &request.organisation)?;
    let member = call.caller.member(&request.organisation).ok_or_else(Error::not_found)?;
    let hash = hash_of(&app.secrets, &request)?;
    if let Some(before) = repeated(app, &request, &hash).await? {
        return Ok(before);
    }

    let own = app.store.rule_versions(&request.organisation).await?;
    let published = u32::try_from(own.len()).unwrap_or(u32::MAX);
    if request.seen != published {
        return Err(has_news());
    }
    let own = versions(own);
    let above = match member.prefecture == request.organisation {
        true => Vec::new(),
        false => versions(app.store.rule_versions(&member.prefecture).await?),
    };
    let further = Version {
        id: short_id(app, &request),
        valid_from: request.begins(call.now),
        valid_until: request.valid_until,
        changes: request.changes.clone(),
    };
    let mut errors = request.check(call.now, rules::at(call.now).utc_offset_minutes);
    errors.extend(problems(&above, &own, &further));
    if errors.is_empty() && member.prefecture == request.organisation {
        errors.extend(below(app, &request, &own, &further).await?);
    }
    let answer = RulesPublished {
        id: further.id.clone(),
        version: published + 1,
        valid_from: further.valid_from,
        valid_until: further.valid_until,
        saved: !request.dry_run,
        differs: if errors.is_empty() { differs(&above, &own, &further) } else { Vec::new() },
        problems: errors,
    };
    if request.dry_run {
        return Reply::json(&answer);
    }
    if !answer.problems.is_empty() {
        return Err(Error::fields(answer.problems));
    }
    save(app, call, &request, &who, further, &answer, &hash).await
}

fn has_news() -> Error {
    Error::api(Code::HasNews, "Another version was published since you looked. Look again.")
}

/// The short name of the version: of its request, so that repeating it makes no other.
fn short_id(app: &App, request: &PublishRules) -> String {
    let mut id = app.secrets.lookup("rules", &format!("{}/{}", request.organisation, request.request_id));
    id.truncate(ID_LENGTH);
    id
}

/// What the health centres of a prefecture published must still make rules with what is above it.
async fn below(
    app: &App,
    request: &PublishRules,
    own: &[Version],
    further: &Version,
) -> Result<Vec<FieldError>, Error> {
    let mut errors = Vec::new();
    let centres = app.store.children(&request.organisation).await?;
    for centre in centres.into_iter().filter(|child| child.kind == "health_centre") {
        let published = versions(app.store.rule_versions(&centre.id).await?);
        if let Some(first) = problems_below(own, further, &published).into_iter().next() {
            let name = centre.name.clone();
            errors.push(FieldError::new(first.field, Problem::Contradiction).limit(name));
        }
    }
    Ok(errors)
}

async fn save(
    app: &App,
    call: &Call,
    request: &PublishRules,
    who: &Allowed,
    further: Version,
    answer: &RulesPublished,
    hash: &str,
) -> Result<Reply, Error> {
    let (store, organisation, body) = (&app.store, &request.organisation, json(answer)?);
    let key = keys::rules(organisation, answer.version).logical();
    let reason = app.secrets.seal(Place { key: &key, attribute: "reason" }, &request.reason.trim())?;
    let stored = StoredRules {
        n: answer.version,
        version: further,
        published_at: call.now,
        role: who.role,
        by: who.name.clone(),
        reason: ByteBuf::from(reason),
    };
    // Windows of all days are known from the versions, so that what is planned counts at once.
    let moves = answer.differs.iter().any(|one| one.path.starts_with("schedules."));
    let reckon_at = moves.then(|| call.now + NOT_BEFORE);
    let operation = Operation::PublishRules;
    for attempt in 0..TRIES {
        let mut transaction = Transaction::default();
        let event = StoredEvent::of(operation, who, call.now, hash, &body, None);
        transaction.organisation_event(store, organisation, &request.request_id, &event)?;
        transaction.rules(store, organisation, &stored, reckon_at)?;
        transaction.audit_rules(store, organisation, who, operation.name(), &answer.id, call.now)?;
        match store.commit(transaction).await {
            Ok(()) => {
                app.rules.forget().await;
                return Ok(Reply::raw(body));
            }
            Err(Failed::Condition(EVENT)) => {
                let gone = || Error::Internal("a published event cannot be read".to_owned());
                return repeated(app, request, hash).await?.ok_or_else(gone);
            }
            Err(Failed::Condition(VERSION)) => return Err(has_news()),
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Err(Error::busy())
}

/// The answer that was given to this request before; a conflict if that was another request.
async fn repeated(app: &App, request: &PublishRules, hash: &str) -> Result<Option<Reply>, Error> {
    let event = app.store.organisation_event(&request.organisation, &request.request_id).await?;
    match event {
        None => Ok(None),
        Some(event) if event.hash == hash => Ok(Some(Reply::raw(event.answer.into_bytes()))),
        Some(_) => Err(Error::api(Code::RequestIdReused, "This id was used for another request.")),
    }
}
