//! `notify-health-centre`: the table's stream is the outbox (design 2.4 and 5, "Ringing").
//!
//! One message per organisation and batch says how many ring and how bad the worst is. A ring is
//! marked as told only after its message was handed over, so a failure rings again rather than never.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::work::WorkState;

use crate::App;
use crate::error::Error;
use crate::notify::Notice;
use crate::store::keys;

/// A work item that rang, as the stream names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its partition key.
    pub pk: String,
    /// Its sort key.
    pub sk: String,
}

struct Ringing {
    place: usize,
    case: CaseId,
    work: WorkId,
    ring: u32,
}

/// Tells the organisations of a batch; the places of those that have to be tried again.
pub async fn notify_health_centre(app: &App, batch: &[Rung]) -> Vec<usize> {
    let mut failed = Vec::new();
    let mut notices: BTreeMap<OrganisationId, (Notice, Vec<Ringing>)> = BTreeMap::new();
    for (place, rung) in batch.iter().enumerate() {
        if let Err(error) = gather(app, place, rung, &mut notices).await {
            tracing::error!(%error, "a ring cannot be read");
            failed.push(place);
        }
    }
    for (notice, ringing) in notices.into_values() {
        if let Err(error) = app.notifier.publish(&notice).await {
            tracing::error!(organisation = %notice.organisation, %error, "an organisation cannot be told");
            failed.extend(ringing.iter().map(|one| one.place));
            continue;
        }
        for one in ringing {
            // If this fails, the organisation is told once more: better twice than never.
            if let Err(error) = app.store.told(&one.case, &one.work, one.ring).await {
                tracing::warn!(%error, "a told ring cannot be marked");
                failed.push(one.place);
            }
        }
    }
    failed.sort_unstable();
    failed
}

async fn gather(
    app: &App,
    place: usize,
    rung: &Rung,
    notices: &mut BTreeMap<OrganisationId, (Notice, Vec<Ringing>)>,
) -> Result<(), Error> {
    let Some((case, work)) = keys::case_of(&rung.pk).zip(keys::work_of(&rung.sk)) else { return Ok(()) };
    let same = |one: &Ringing| one.case == case && one.work == work;
    if notices.values().any(|(_, ringing)| ringing.iter().any(same)) {
        // The item stands in the batch twice; it was read in its newest state already.
        return Ok(());
    }
    let Some(stored) = app.store.work(&case, &work).await? else { return Ok(()) };
    if stored.state == WorkState::Closed || stored.ring_pending.is_none() {
        return Ok(());
    }
    let (notice, ringing) = notices.entry(stored.owner.clone()).or_insert_with(|| {
        let link = app.console_url.clone();
        (Notice { organisation: stored.owner.clone(), counts: BTreeMap::new(), link }, Vec::new())
    });
    *notice.counts.entry(Reverse(stored.level)).or_default() += 1;
    ringing.push(Ringing { place, case, work, ring: stored.ring });
    Ok(())
}
