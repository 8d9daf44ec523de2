//! `record-first-contact`: the first contact sheet of a case. It sets risk class and schedule by the
//! dated rule, and links the cases of a household (R9, R11, R13; design 6, "Schedules and windows").

use std::collections::{BTreeMap, BTreeSet};

use domain::api::error::{Code, FieldError, Problem};
use domain::api::first_contact::{FirstContactRecorded, RecordFirstContact};
use domain::api::work::{NextStep, Reached};
use domain::card::Card;
use domain::change::{Assessed, CaseChange};
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::operation::Operation;
use domain::stay::Refused;
use domain::work::Family;

use super::move_patient::{Note, refused, stored_stay};
use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::events::{StoredContact, StoredEvent};
use crate::store::first_contact::{StoredLink, StoredSheet, seal};
use crate::store::{Transaction, keys};

/// What the table knows around a sheet that is to be recorded.
#[derive(Default)]
struct Known {
    /// Number of the newest sheet.
    newest: u32,
    /// The cases that the newest sheet names.
    named: BTreeSet<CaseId>,
    /// Whose the other cases of the new sheet are.
    centres: BTreeMap<CaseId, OrganisationId>,
}

/// Records a first contact sheet.
pub async fn record_first_contact(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RecordFirstContact = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let known = known(app, call, &request).await?;
    let n = request.seen.saturating_add(1);
    // Bound to the sheet's own key: another number is another sheet, and refused.
    let (plain, private) = seal(&app.secrets, &keys::sheet(&request.case, n), request.sheet.clone())?;
    let work = [Family::FirstContact, Family::CallDue, Family::Release].map(WorkId::task);
    let event = Wanted::event(Operation::RecordFirstContact, &request.case, &request.request_id, &hash);
    let wanted = Wanted { work: &work, ..event };
    let result = change_case(app, call, wanted, |mut case, by, _| {
        if known.newest != request.seen {
            return Err(has_news());
        }
        let assessed = assess(&mut case, &request, &known)?;
        let contact = request.reached.then(|| {
            case.reached_patient();
            case.settle_task(Family::FirstContact);
            case.count_contact()
        });
        let rules = case.rules();
        let changed = case.finish();
        let answer = json(&FirstContactRecorded {
            case: request.case.clone(),
            at: call.now,
            sheet: n,
            risk: assessed.risk,
            reasons: assessed.reasons.clone(),
            stay: changed.card.stays,
            next_due: changed.card.next_due(rules),
        })?;
        let event = StoredEvent::of(Operation::RecordFirstContact, by, call.now, &hash, &answer, None);
        let sheet = StoredSheet {
            at: call.now,
            role: by.role,
            by: by.name.clone(),
            request: request.request_id.clone(),
            sheet: plain.clone(),
            private: private.clone(),
            risk: assessed.risk,
            reasons: assessed.reasons,
            rules: changed.card.rules.clone(),
        };
        let (store, case) = (&app.store, &request.case);
        let mut transaction = Transaction::default();
        transaction.event(store, case, &request.request_id, &event)?;
        transaction.sheet(store, case, n, &sheet)?;
        if let Some(stay) = assessed.stay {
            let stay = stored_stay(&stay, by, call, Note { request: &request.request_id, sealed: None });
            transaction.stay(store, case, changed.card.stays, &stay)?;
        }
        if let Some(contact) = contact {
            transaction.contact(store, case, contact, &stored_contact(&request, by, call))?;
        }
        link(app, call, &request, n, by, &known, &mut transaction)?;
        Ok(Decision::new(changed, transaction, answer))
    })
    .await;
    match result {
        // Somebody recorded a sheet after `known` was read; trying again could never end.
        Err(error) if error.code() == Code::Busy && is_overtaken(app, &request).await? => Err(has_news()),
        result => result,
    }
}

fn has_news() -> Error {
    Error::api(Code::HasNews, "Another sheet was recorded since you looked. Look again.")
}

async fn is_overtaken(app: &App, request: &RecordFirstContact) -> Result<bool, Error> {
    Ok(app.store.newest_sheet(&request.case).await? != request.seen)
}

/// Reads what the decision needs beside the card. Nothing of it is told to whoever may not know.
async fn known(app: &App, call: &Call, request: &RecordFirstContact) -> Result<Known, Error> {
    if !call.caller.names(&request.case) {
        return Ok(Known::default());
    }
    let newest = app.store.newest_sheet(&request.case).await?;
    let named: BTreeSet<CaseId> = app.store.links(&request.case).await?.own().cloned().collect();
    let mut centres = BTreeMap::new();
    // More than a household may have is refused without reading it.
    for (_, other) in request.sheet.linked().take(domain::first_contact::HOUSEHOLD_AT_MOST) {
        if !named.contains(other)
            && let Some(stored) = app.store.card(other).await?
        {
            centres.insert(other.clone(), stored.card.centre);
        }
    }
    Ok(Known { newest, named, centres })
}

/// What the sheet comes to, or all that is wrong with it at once.
fn assess(case: &mut CaseChange<'_>, request: &RecordFirstContact, known: &Known) -> Result<Assessed, Error> {
    let wrong = wrong_links(request, known, case.card());
    match (case.first_contact(&request.sheet), wrong) {
        (Ok(assessed), wrong) if wrong.is_empty() => Ok(assessed),
        (Ok(_), wrong) => Err(Error::fields(wrong)),
        (Err(Refused::Fields(fields)), wrong) => {
            Err(Error::fields(fields.into_iter().chain(wrong).collect()))
        }
        (Err(other), _) => Err(refused(other)),
    }
}

/// Only cases of the same centre are linked; others look like those that are not there. What was linked
/// before may stay, wherever that case is now.
fn wrong_links(request: &RecordFirstContact, known: &Known, card: &Card) -> Vec<FieldError> {
    let wrong = |(i, other): (usize, &CaseId)| {
        let problem = if *other == request.case {
            Problem::Contradiction
        } else if known.named.contains(other) || known.centres.get(other) == Some(&card.centre) {
            return None;
        } else {
            Problem::DoesNotExist
        };
        Some(FieldError::new(format!("household[{i}].case"), problem))
    };
    request.sheet.linked().filter_map(wrong).collect()
}

/// Links the cases that the sheet names and the one before did not, and unlinks those that it no longer names.
fn link(
    app: &App,
    call: &Call,
    request: &RecordFirstContact,
    n: u32,
    by: &Allowed,
    known: &Known,
    transaction: &mut Transaction,
) -> Result<(), Error> {
    let names: BTreeSet<CaseId> = request.sheet.linked().map(|(_, other)| other.clone()).collect();
    for other in names.symmetric_difference(&known.named) {
        let linked = names.contains(other);
        let fact = StoredLink { at: call.now, role: by.role, by: by.name.clone(), linked };
        transaction.link(&app.store, &request.case, n, other, &fact)?;
    }
    Ok(())
}

/// The call in which the sheet was asked.
fn stored_contact(request: &RecordFirstContact, by: &Allowed, call: &Call) -> StoredContact {
    StoredContact {
        at: call.now,
        role: by.role,
        by: by.name.clone(),
        request: request.request_id.clone(),
        reached: Reached::Patient,
        next_step: NextStep::Continue,
        note: None,
        work: Vec::new(),
        reason: None,
        result: None,
        call_back_at: None,
        at_door: false,
    }
}
