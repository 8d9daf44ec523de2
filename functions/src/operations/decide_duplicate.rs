//! `decide-duplicate`: a person decides whether two cases are one illness, two illnesses of one person, or
//! two people, or takes that back (domain.md 6.5). Both notifications stay as they are.

use domain::api::duplicate::DecideDuplicate;
use domain::api::error::{FieldError, Problem};
use domain::card::Card;
use domain::change::{CaseChange, Changed};
use domain::duplicate::{Linkage, counts};
use domain::form;
use domain::ids::CaseId;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CaseKind;
use domain::review::Standing;
use domain::rules::RuleSet;
use domain::stay::{Refused, Stay};
use domain::work::Family;

use super::close_work::{check_note, seal_note};
use super::move_patient::{Note, refused, stored_stay};
use crate::App;
use crate::change::{Beside, Decision, Loaded, Wanted, change_case, hash_of};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::{Acting, STANDINGS, before, decided, work};
use crate::store::events::{StoredNotification, StoredStay};
use crate::store::item::{self, Item, sort_key};
use crate::store::keys;
use crate::store::pairs::{Pairs, StoredPair};

const STAYS: &str = "STAY#";
const NOTIFICATIONS: &str = "NOTIFICATION#";

/// Decides.
pub async fn decide_duplicate(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: DecideDuplicate = call.body()?;
    check_note(request.note.as_deref())?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let note = seal_note(app, &key, request.note.as_deref())?;
    let operation = Operation::DecideDuplicate;
    let (work, facts) = (work(), [STANDINGS, STAYS, NOTIFICATIONS, keys::PAIRS]);
    let wanted = Wanted {
        work: &work,
        facts: &facts,
        beside: Some(&request.other),
        ..Wanted::event(operation, &request.case, &request.request_id, &hash)
    };
    change_case(app, call, wanted, |mut case, by, mut loaded| {
        let other = loaded.beside.take().filter(|other| other.stored.card.centre == case.card().centre);
        let other = other.ok_or_else(|| wrong("other", Problem::DoesNotExist))?;
        let pairs = Pairs::of(&loaded.facts)?;
        check(&request, &pairs, &loaded, &other, &case)?;
        let was = before(&loaded)?;
        let rest: Vec<CaseId> = case.undecided();
        let (standing, stay) = decide(&mut case, &request, &pairs, &loaded, &was)?;
        let beside = beside(&request, rest, other, case.rules(), call)?;

        let changed = case.finish();
        let arrives = stay.as_ref().and(changed.card.place.clone());
        let stays = changed.card.stays;
        let (case_id, request_id) = (&request.case, &request.request_id);
        let acting = Acting { operation, case: case_id, request: request_id, hash: &hash, by };
        let mut decision = decided(app, call, acting, changed, &standing, &loaded.label, None)?;
        let transaction = &mut decision.transaction;
        let pair = StoredPair {
            at: call.now,
            role: by.role,
            by: by.name.clone(),
            request: request_id.clone(),
            linkage: request.linkage,
            case: case_id.clone(),
            was: was.state,
            note: note.clone(),
        };
        transaction.pair(&app.store, &request.other, request.seen + 1, &pair)?;
        if let Some(stay) = stay {
            let stay = stored_stay(&stay, by, call, Note { request: request_id, sealed: None });
            transaction.stay(&app.store, case_id, stays, &stay)?;
        }
        if let Some(place) = arrives {
            transaction.arrives(&app.store, &place, case_id, call.now)?;
        }
        Ok(Decision { beside: Some(beside), ..decision })
    })
    .await
}

fn wrong(field: &str, problem: Problem) -> Error {
    Error::fields(vec![FieldError::new(field, problem)])
}

/// Whether these two can be decided about so, as they stand now.
fn check(
    request: &DecideDuplicate,
    pairs: &Pairs,
    loaded: &Loaded,
    other: &Beside,
    case: &CaseChange<'_>,
) -> Result<(), Error> {
    if request.case == request.other {
        return Err(wrong("other", Problem::Contradiction));
    }
    if pairs.about(&request.other).len() != usize::try_from(request.seen).unwrap_or(usize::MAX) {
        return Err(refused(Refused::HasNews));
    }
    let holds = pairs.holds(&request.other);
    let was = holds.map(|pair| pair.linkage);
    match (was, request.linkage) {
        (None, Linkage::Undone) => Err(wrong("linkage", Problem::Contradiction)),
        (Some(was), now) if was == now => Err(wrong("linkage", Problem::Unchanged)),
        // The case that is the duplicate takes it back, and only then something else is decided.
        (Some(Linkage::Merged), Linkage::Undone) if holds.is_some_and(|pair| pair.case != request.case) => {
            Err(wrong("case", Problem::Contradiction))
        }
        (Some(Linkage::Merged), Linkage::SamePerson | Linkage::Different) => {
            Err(wrong("linkage", Problem::Contradiction))
        }
        (_, Linkage::Merged) if !counts(other.stored.card.kind) => {
            Err(wrong("other", Problem::AlreadyDuplicate))
        }
        // What is known of a death stands in the case that counts.
        (_, Linkage::Merged) if dead(case.card()) && !dead(&other.stored.card) => {
            Err(wrong("other", Problem::DeathFirst))
        }
        // Whoever deals with it knows whose it is; afterwards nobody would.
        (Some(Linkage::Merged), Linkage::Undone) if has_alert(&other.stored.card) => {
            Err(wrong("other", Problem::AlertOpen))
        }
        (_, Linkage::Merged) if disease(&loaded.facts)? != disease(&other.facts)? => {
            Err(wrong("other", Problem::Contradiction))
        }
        // Somebody who is still followed would be followed by nobody.
        (_, Linkage::Merged) if other.stored.card.ended_at.is_some() && case.card().ended_at.is_none() => {
            Err(wrong("other", Problem::CaseIsOver))
        }
        _ => Ok(()),
    }
}

fn dead(card: &Card) -> bool {
    card.outcome == Some(Outcome::Deceased)
}

fn has_alert(card: &Card) -> bool {
    Family::ALERTS.into_iter().any(|family| card.alert(family).is_some())
}

/// What the decision does to the case: how its notification stands after it, and the stay that begins.
fn decide(
    case: &mut CaseChange<'_>,
    request: &DecideDuplicate,
    pairs: &Pairs,
    loaded: &Loaded,
    was: &Standing,
) -> Result<(Standing, Option<Stay>), Error> {
    match (request.linkage, pairs.holds(&request.other)) {
        (Linkage::Merged, _) => Ok((case.merge(was).map_err(refused)?, None)),
        (Linkage::Undone, holds) => {
            let merged = holds.filter(|pair| pair.linkage == Linkage::Merged);
            let parted = match merged {
                Some(pair) => {
                    let (kind, last) = (newest(&loaded.facts)?.kind()?, last_stay(&loaded.facts)?);
                    case.part(kind, last, was, pair.was).map_err(refused)?
                }
                None => (was.clone(), None),
            };
            let rest = case.once_undecided().into_iter().filter(|other| pairs.holds(other).is_none());
            case.owe_decision(rest.chain([request.other.clone()]), false);
            Ok(parted)
        }
        (Linkage::SamePerson | Linkage::Different, _) => {
            case.decided(&request.other);
            Ok((was.clone(), None))
        }
    }
}

/// The other case: it owes no decision about this one any more and, if it is kept, those that the duplicate
/// owed. It is saved in any case, so that nobody withdraws it meanwhile.
fn beside(
    request: &DecideDuplicate,
    rest: Vec<CaseId>,
    other: Beside,
    rules: &RuleSet,
    call: &Call,
) -> Result<(Changed, Vec<u8>), Error> {
    let mut change = CaseChange::begin_with(rules, other.stored.card, other.tasks, call.now);
    if request.linkage != Linkage::Undone {
        change.decided(&request.case);
    }
    if request.linkage == Linkage::Merged {
        let pairs = Pairs::of(&other.facts)?;
        let open = |case: &CaseId| *case != request.other && pairs.holds(case).is_none();
        change.owe_decision(rest.into_iter().filter(open), false);
    }
    Ok((change.finish(), other.stored.label))
}

fn newest(facts: &[Item]) -> Result<StoredNotification, Error> {
    let newest = facts.iter().rev().find(|item| sort_key(item).starts_with(NOTIFICATIONS));
    let missing = || Error::Internal("a case has no notification".to_owned());
    Ok(item::read(newest.ok_or_else(missing)?.clone())?)
}

impl StoredNotification {
    fn kind(self) -> Result<CaseKind, Error> {
        let notification = Notification { form: self.form, answers: self.answers };
        notification.case_kind().ok_or_else(|| Error::Internal("a notification has no case type".to_owned()))
    }
}

fn disease(facts: &[Item]) -> Result<Option<&'static str>, Error> {
    Ok(form::find(&newest(facts)?.form).map(|form| form.disease.as_str()))
}

fn last_stay(facts: &[Item]) -> Result<Option<Stay>, Error> {
    // Whoever was dead when notified never stayed anywhere.
    let Some(last) = facts.iter().rev().find(|item| sort_key(item).starts_with(STAYS)) else {
        return Ok(None);
    };
    let stored: StoredStay = item::read(last.clone())?;
    Ok(Some(Stay {
        care_status: stored.care_status,
        place: stored.place,
        room: stored.room,
        from: stored.from,
        risk: stored.risk,
        channel: stored.channel,
    }))
}
