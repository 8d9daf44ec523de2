//! `watch-sweep`: the dead man's switch (design 2.12). It has a schedule of its own and asks nothing of the
//! sweep but the time of its last end.
//!
//! It also keeps the canaries: each day every health centre has one case that misses on purpose. Its alert
//! goes the way of all alerts – sweep, stream, message – to a subscription that is nobody's telephone
//! (`hear-canary`). If it does not arrive, something on that way is broken, and this raises an alarm.

use aws_lc_rs::digest::{SHA256, digest};
use domain::card::Card;
use domain::ids::{CaseId, OrganisationId};
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::rules::{self, RuleSet};
use domain::schedule::Windows;
use domain::time::{Date, Span, Time};

use crate::App;
use crate::error::Error;
use crate::notify::Alarm;
use crate::store::system::{Canaries, Centre};
use crate::store::{Failed, Transaction};

/// Two intervals of the sweep.
const SILENT_AT_MOST: Span = Span::minutes(2);
/// How long after its alert time a canary may be on its way.
const ON_ITS_WAY: Span = Span::minutes(10);

/// Raises an alarm if the sweep stands still or a canary was not heard, every minute while it is so.
pub async fn watch_sweep(app: &App, now: Time) -> Result<(), Error> {
    let last = app.store.last_sweep().await?;
    if last.is_none_or(|last| now - last > SILENT_AT_MOST) {
        alarm(app, Alarm::SweepStopped { last }).await?;
    }
    watch_canaries(app, now).await
}

async fn watch_canaries(app: &App, now: Time) -> Result<(), Error> {
    let rules = rules::at(now);
    let today = now.day(rules.utc_offset_minutes);
    let known = app.store.canaries().await?;
    match known.filter(|known| known.day == today) {
        Some(known) if known.waiting.is_empty() => Ok(()),
        Some(known) => {
            let mut lost = Vec::new();
            for centre in app.store.centres().await?.into_iter().filter(|one| known.waiting.contains(&one.id))
            {
                let rules = app.rules_for(&centre.id, &centre.prefecture, now).await?;
                if canary_alert(&rules, today).is_none_or(|due| now > due + ON_ITS_WAY) {
                    lost.push(centre.id);
                }
            }
            if lost.is_empty() { Ok(()) } else { alarm(app, Alarm::CanaryNotHeard { centres: lost }).await }
        }
        None => {
            let mut waiting = Vec::new();
            for centre in app.store.centres().await? {
                let rules = app.rules_for(&centre.id, &centre.prefecture, now).await?;
                // On the day on which a system starts after the hour, nothing is waited for.
                if canary_alert(&rules, today).is_some_and(|due| now < due) {
                    begin(app, &centre, today).await?;
                    waiting.push(centre.id);
                }
            }
            Ok(app.store.expect_canaries(&Canaries { day: today, waiting }).await?)
        }
    }
}

/// Begins the canary of a centre: a case that everybody would expect to check in at nine, and that will not.
async fn begin(app: &App, centre: &Centre, day: Date) -> Result<(), Error> {
    let midnight = Time::at(day, 0, rules::at(Time::at(day, 0, 0)).utc_offset_minutes);
    let rules = app.rules_for(&centre.id, &centre.prefecture, midnight).await?;
    let case = canary(&centre.id, day)?;
    let placement = Placement {
        care_status: CareStatus::HomeIsolation,
        place: None,
        room: None,
        risk: Risk::Standard,
        channel: Channel::Facility,
        pregnant: false,
    };
    let card = Card::open(
        &rules,
        case.clone(),
        case.as_str().parse().map_err(|_| Error::Internal("a canary is nobody".to_owned()))?,
        CaseKind::Canary,
        centre.id.clone(),
        centre.prefecture.clone(),
        &placement,
        None,
        midnight,
    );
    let mut transaction = Transaction::default();
    transaction.new_card(&app.store, &card, &[], card.wake_at(&rules))?;
    match app.store.commit(transaction).await {
        // It was begun before, by a run that did not come to its end.
        Ok(()) | Err(Failed::Condition(_)) => Ok(()),
        Err(Failed::Conflict) => Err(Error::busy()),
        Err(Failed::Store(error)) => Err(error.into()),
    }
}

/// When the alert of a day's canaries opens.
fn canary_alert(rules: &RuleSet, day: Date) -> Option<Time> {
    let midnight = Time::at(day, 0, rules.utc_offset_minutes);
    let windows = Windows::new(rules, CareStatus::HomeIsolation, Risk::Standard)?;
    Some(windows.first_due_from(midnight + rules.first_window_after()).alert_at)
}

async fn alarm(app: &App, alarm: Alarm) -> Result<(), Error> {
    tracing::error!(?alarm, "the system watches itself");
    app.notifier.alarm(&alarm).await.map_err(|error| Error::Internal(error.to_string()))
}

/// The canary of a centre on a day; the same id however often it is asked for.
pub fn canary(centre: &OrganisationId, day: Date) -> Result<CaseId, Error> {
    let hash = digest(&SHA256, format!("canary {centre} {day}").as_bytes());
    let hex: String = hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let id = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    id.parse().map_err(|_| Error::Internal("a canary has no id".to_owned()))
}
