//! `remind-patient`: a text message to whoever has not checked in yet (design 6, missed ladder).
//!
//! The sweep writes that a reminder is due; the table's stream hands it over here, so that what reads an
//! identity is apart from what looks for the overdue. A household with one telephone gets one message.
//! Whatever comes of it is kept and shown to staff; the ladder goes on all the same.

use std::collections::BTreeMap;

use domain::card::Card;
use domain::entry_link::mobile_number;
use domain::ids::CaseId;
use domain::reminder::{Reminded, message};
use domain::rules::RuleSet;
use domain::time::Time;

use super::notify_health_centre::Rung;
use crate::App;
use crate::error::Error;
use crate::notify::TextMessage;
use crate::store::keys;

/// A reminder: its place in the batch, the case, and when the check-in was due.
type Due = (usize, CaseId, Time);

/// Sends what is due of a batch; the places of those that have to be tried again.
pub async fn remind_patient(app: &App, batch: &[Rung], now: Time) -> Vec<usize> {
    let mut failed = Vec::new();
    let mut messages: BTreeMap<(String, String), Vec<Due>> = BTreeMap::new();
    for (place, rung) in batch.iter().enumerate() {
        let Some((case, due)) = keys::case_of(&rung.pk).zip(keys::reminder_of(&rung.sk)) else { continue };
        match prepare(app, &case, due, now).await {
            Ok(Some(text)) => {
                let of_phone = messages.entry((text.phone, text.text)).or_default();
                if !of_phone.iter().any(|(_, other, at)| (other, *at) == (&case, due)) {
                    of_phone.push((place, case, due));
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "a reminder cannot be prepared");
                failed.push(place);
            }
        }
    }
    for ((phone, text), reminded) in messages {
        let sent = match app.notifier.text(&TextMessage { phone, text }).await {
            Ok(()) => Reminded::Sent,
            Err(error) => {
                tracing::error!(%error, "a reminder was not handed over");
                Reminded::NotSent
            }
        };
        for (place, case, due) in reminded {
            if let Err(error) = app.store.reminded(&case, due, sent, now).await {
                tracing::warn!(%error, "a reminder cannot be marked");
                failed.push(place);
            }
        }
    }
    failed.sort_unstable();
    failed
}

/// The message of a reminder that is still wanted. What became of any other is kept.
async fn prepare(app: &App, case: &CaseId, due: Time, now: Time) -> Result<Option<TextMessage>, Error> {
    if !app.store.is_reminder_pending(case, due).await? {
        return Ok(None);
    }
    let Some(stored) = app.store.card(case).await? else { return Ok(None) };
    let card = stored.card;
    if !is_wanted(&card, &*app.rules_of(&card, now).await?, due) {
        app.store.reminded(case, due, Reminded::NotNeeded, now).await?;
        return Ok(None);
    }
    let identity = app.store.identity(&app.secrets, &card.person, card.identity).await?;
    let Ok(phone) = mobile_number(identity.phone.as_deref()) else {
        app.store.reminded(case, due, Reminded::NoNumber, now).await?;
        return Ok(None);
    };
    let language = app.store.spoken(case).await?;
    Ok(Some(TextMessage { phone, text: message(language, &app.app_url) }))
}

/// Whether nobody has answered that window yet, in a case that goes on.
fn is_wanted(card: &Card, rules: &RuleSet, due: Time) -> bool {
    let missed = card.silence.as_ref().is_some_and(|silence| {
        silence.last_missed.is_some_and(|missed| missed >= due) && !silence.reported_late
    });
    card.ended_at.is_none() && (card.next_due(rules) == Some(due) || missed)
}
