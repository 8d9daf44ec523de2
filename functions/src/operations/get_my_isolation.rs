//! `get-my-isolation`: what the patient's app shows, without reading an identity.

use domain::api::isolation::{MyAlert, MyCase, MyCheckIn, MyIsolation, MyWindow};
use domain::card::Card;
use domain::ids::CheckInId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::time::{Span, Time};

use crate::App;
use crate::duplicates::followed;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::check_ins::StoredCheckIn;

/// How far back the patient sees check-ins.
const SHOWN: Span = Span::hours(7 * 24);
/// How many at most.
const SHOWN_AT_MOST: usize = 30;

/// The cases on the caller's device.
pub async fn get_my_isolation(app: &App, call: &Call) -> Result<Reply, Error> {
    let mut cases = Vec::new();
    for (case, access_version) in call.caller.own_cases(Operation::GetMyIsolation)? {
        let Some(stored) = app.store.card(case).await? else { continue };
        if stored.card.access_version == *access_version {
            // Whoever holds the code of a duplicate is followed in the case that is kept.
            let kept = followed(app, stored.card).await?;
            cases.push(MyCase { case: case.clone(), ..my_case(app, kept, call.now).await? });
        }
    }
    if cases.is_empty() {
        return Err(Error::unauthenticated());
    }
    Reply::json(&MyIsolation { now: call.now, cases })
}

async fn my_case(app: &App, card: Card, now: Time) -> Result<MyCase, Error> {
    let centre = app.store.organisation(&card.centre).await?;
    let centre = centre.ok_or_else(|| Error::Internal("a centre is missing".to_owned()))?;
    // After a death the family's phone shows nothing of the illness any more.
    let check_ins = match card.outcome {
        Some(Outcome::Deceased) => Vec::new(),
        _ => app.store.check_ins(&card.case).await?,
    };
    let rules = app.rules_of(&card, now).await?;
    let window = card.next(&rules).map(|window| MyWindow { due: window.due, starts: window.starts });
    let alert = card.health.as_ref().map(|alert| MyAlert {
        level: alert.level,
        call_by: alert.due_at,
        in_hand: alert.taken.is_some(),
    });
    Ok(MyCase {
        case: card.case,
        care_status: card.care_status,
        centre: centre.contact(),
        personal: card.personal,
        window,
        alert,
        check_ins: recent(check_ins, now),
        ended_at: card.ended_at,
    })
}

fn recent(check_ins: Vec<(CheckInId, StoredCheckIn)>, now: Time) -> Vec<MyCheckIn> {
    let mut shown: Vec<MyCheckIn> = check_ins
        .into_iter()
        .filter(|(_, stored)| now - stored.effective <= SHOWN)
        .map(|(id, stored)| MyCheckIn {
            id,
            effective_at: stored.effective,
            received_at: stored.received,
            temperature_tenths: stored.reading.temperature_tenths,
            spo2: stored.reading.spo2,
            pulse: stored.reading.pulse,
            level: stored.level,
            reasons: stored.reasons,
        })
        .collect();
    shown.sort_by_key(|check_in| std::cmp::Reverse((check_in.effective_at, check_in.received_at)));
    shown.truncate(SHOWN_AT_MOST);
    shown
}
