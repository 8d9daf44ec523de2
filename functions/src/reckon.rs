//! A published schedule reaches every case at once (design 2.1 and 2.3).
//!
//! A card's time to look again was reckoned by the schedule that was known when the card last changed. If a
//! schedule is published after that, the time may come too late. So a version that changes schedules is due
//! itself: two minutes after it was published, when every function knows it, the sweep finds it and reckons
//! the cases below anew. What is right already is only read, so a run that was cut short is done again.

use std::time::Instant;

use domain::change::CaseChange;
use domain::ids::{CaseId, OrganisationId};
use domain::time::Time;
use futures::stream::{self, StreamExt};

use crate::App;
use crate::change::pause;
use crate::error::Error;
use crate::store::due::OverdueRules;
use crate::store::work::Change;
use crate::store::{Failed, Transaction};

/// Cases that are reckoned at the same time.
const AT_ONCE: usize = 16;
/// How often a case that others change at the same time is tried.
const TRIES: u32 = 3;

/// Reckons every active case below the organisation that published. Whether all of them were.
pub async fn reckon(app: &App, published: &OverdueRules, now: Time, stop: Instant) -> Result<bool, Error> {
    for centre in centres(app, &published.organisation).await? {
        let mut after = None;
        loop {
            let (cases, next) = app.store.roster(&centre, after).await?;
            let mut reckoning =
                stream::iter(cases).map(|case| reckon_case(app, case, now, stop)).buffer_unordered(AT_ONCE);
            while let Some(done) = reckoning.next().await {
                if !done? {
                    return Ok(false);
                }
            }
            if next.is_none() {
                break;
            }
            after = next;
        }
    }
    app.store.rules_reckoned(published).await?;
    Ok(true)
}

/// The organisation itself, and if it is a prefecture the health centres in it.
async fn centres(app: &App, organisation: &OrganisationId) -> Result<Vec<OrganisationId>, Error> {
    let children = app.store.children(organisation).await?;
    let centres = children.into_iter().filter(|child| child.kind == "health_centre").map(|child| child.id);
    Ok(centres.chain([organisation.clone()]).collect())
}

async fn reckon_case(app: &App, case: CaseId, now: Time, stop: Instant) -> Result<bool, Error> {
    for attempt in 0..TRIES {
        if Instant::now() >= stop {
            return Ok(false);
        }
        let Some((stored, wake_at)) = app.store.card_and_wake(&case).await? else { return Ok(true) };
        let rules = app.rules_of(&stored.card, now).await?;
        if stored.card.wake_at(&rules) == wake_at {
            return Ok(true);
        }
        let changed = CaseChange::begin(&rules, stored.card, now).finish();
        let mut transaction = Transaction::default();
        transaction.changed_card(&app.store, &changed, &stored.label)?;
        for work in &changed.work {
            transaction.work(&app.store, &changed.card, &stored.label, work, now, Change::default())?;
        }
        match app.store.commit(transaction).await {
            Ok(()) => return Ok(true),
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Ok(false)
}
