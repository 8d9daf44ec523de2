//! `hear-canary`: what listens at the end of the way that alarms go. It ends the day's canary of a centre –
//! the one case that no person has to close (design 2.5).

use domain::change::CaseChange;
use domain::ids::OrganisationId;
use domain::rules;
use domain::time::Time;

use super::watch_sweep::canary;
use crate::App;
use crate::error::Error;
use crate::store::work::Change;
use crate::store::{Failed, Transaction};

/// A message about the canary of this centre has arrived.
pub async fn hear_canary(app: &App, centre: &OrganisationId, now: Time) -> Result<(), Error> {
    let rules = rules::at(now);
    let case = canary(centre, now.day(rules.utc_offset_minutes))?;
    let Some(stored) = app.store.card(&case).await? else { return Ok(()) };
    if stored.card.ended_at.is_none() {
        let mut change = CaseChange::begin(rules, stored.card, now);
        change.end_canary();
        let changed = change.finish();
        let mut transaction = Transaction::default();
        transaction.changed_card(&app.store, &changed, &stored.label)?;
        for work in &changed.work {
            transaction.work(&app.store, &changed.card, &stored.label, work, now, Change::default())?;
        }
        match app.store.commit(transaction).await {
            Ok(()) => {}
            // Somebody settled it in this moment: the message comes again.
            Err(Failed::Condition(_) | Failed::Conflict) => return Err(Error::busy()),
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Ok(app.store.heard_canary(centre).await?)
}
