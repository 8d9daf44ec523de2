//! `notify-health-centre`: the table's stream is the outbox (design 2.4 and 5, "Ringing").
//!
//! One message per audience of an organisation and batch says how many ring and how bad the worst is. A ring
//! is marked as told only after all its messages were handed over, so a failure rings again rather than
//! never. Work that others than its owner are to see is copied into their lists first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::level::Level;
use domain::ringing::{Call, heard_as};
use domain::time::Time;
use domain::work::WorkState;

use crate::App;
use crate::error::Error;
use crate::notify::Notice;
use crate::store::keys;
use crate::store::work::StoredWork;

/// A work item that rang or that others see, as the stream names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its partition key.
    pub pk: String,
    /// Its sort key.
    pub sk: String,
}

/// A ring that is being told.
struct Ringing {
    place: usize,
    case: CaseId,
    work: WorkId,
    ring: u32,
    level: Level,
    calls: Vec<Call>,
    viewers: Vec<OrganisationId>,
}

/// Tells the organisations of a batch; the places of those that have to be tried again.
pub async fn notify_health_centre(app: &App, batch: &[Rung], now: Time) -> Vec<usize> {
    let mut failed = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut ringing = Vec::new();
    for (place, rung) in batch.iter().enumerate() {
        let Some((case, work)) = keys::case_of(&rung.pk).zip(keys::work_of(&rung.sk)) else { continue };
        if !seen.insert((case.clone(), work.clone())) {
            // The item stands in the batch twice; it was read in its newest state already.
            continue;
        }
        match read(app, place, case, work, now).await {
            Ok(rings) => ringing.extend(rings),
            Err(error) => {
                tracing::error!(%error, "a ring cannot be read");
                failed.insert(place);
            }
        }
    }
    for (call, notice) in notices(app, &ringing) {
        if let Err(error) = app.notifier.publish(&notice).await {
            tracing::error!(organisation = %notice.organisation, %error, "an organisation cannot be told");
            failed.extend(ringing.iter().filter(|one| one.calls.contains(&call)).map(|one| one.place));
        }
    }
    for one in ringing {
        if failed.contains(&one.place) {
            continue;
        }
        // If this fails, the organisations are told once more: better twice than never.
        if let Err(error) = app.store.told(&one.case, &one.work, one.ring, &one.viewers).await {
            tracing::warn!(%error, "a told ring cannot be marked");
            failed.insert(one.place);
        }
    }
    failed.into_iter().collect()
}

/// Reads work in its newest state and copies it to whoever else sees it; the ring, if it still rings.
async fn read(
    app: &App,
    place: usize,
    case: CaseId,
    work: WorkId,
    now: Time,
) -> Result<Option<Ringing>, Error> {
    let Some(stored) = app.store.work(&case, &work).await? else { return Ok(None) };
    let rings = stored.state != WorkState::Closed && stored.ring_pending.is_some();
    let calls = if rings { app.duties.hear(app, work.family(), &stored, now).await? } else { Vec::new() };
    let others = calls.iter().map(|call| &call.organisation);
    let knows = [Some(&stored.owner), stored.hotel.as_ref(), stored.contractor.as_ref()];
    let others = others.filter(|other| !knows.contains(&Some(*other)));
    let viewers: BTreeSet<OrganisationId> =
        others.filter(|other| !stored.viewers.contains(other)).cloned().collect();
    if stored.shown.is_some() || !viewers.is_empty() {
        copy(app, &case, &work, &stored, &viewers).await?;
    }
    let viewers = viewers.into_iter().collect();
    let level = heard_as(stored.level, stored.reported_late);
    Ok(rings.then_some(Ringing { place, case, work, ring: stored.ring, level, calls, viewers }))
}

/// Copies work into the lists of everybody else who sees it, the new ones among them.
async fn copy(
    app: &App,
    case: &CaseId,
    work: &WorkId,
    stored: &StoredWork,
    new: &BTreeSet<OrganisationId>,
) -> Result<(), Error> {
    let Some(card) = app.store.settled_card(case).await? else { return Ok(()) };
    let viewers: BTreeSet<_> =
        stored.viewers.iter().chain(&stored.hotel).chain(&stored.contractor).chain(new).collect();
    for viewer in &viewers {
        app.store.show(&card.card, work, stored, viewer).await?;
    }
    for gone in stored.left.iter().filter(|left| !viewers.contains(left)) {
        app.store.hide(case, work, gone).await?;
    }
    Ok(())
}

/// One message for each audience that hears something, over all that it hears.
fn notices(app: &App, ringing: &[Ringing]) -> BTreeMap<Call, Notice> {
    let mut notices = BTreeMap::new();
    for one in ringing {
        for call in &one.calls {
            let notice = notices.entry(call.clone()).or_insert_with(|| Notice {
                organisation: call.organisation.clone(),
                audience: call.audience,
                counts: BTreeMap::new(),
                link: app.console_url.clone(),
            });
            *notice.counts.entry(Reverse(one.level)).or_default() += 1;
        }
    }
    notices
}
