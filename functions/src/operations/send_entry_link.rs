//! `send-entry-link`: the entry code as a link in a text message to the patient (R7, R17).
//!
//! A message cannot be taken back, so it is sent first and recorded after: nothing is recorded of one that
//! was not handed over. Whoever repeats a request whose answer was lost gets that answer; only if the
//! recording itself failed is the message sent a second time, which harms nobody.

use domain::api::error::{Code, FieldError, Problem};
use domain::api::link::{EntryLinkSent, SendEntryLink};
use domain::card::Card;
use domain::entry_link::{A_DAY, link, message, mobile_number};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::placement::{CareStatus, Channel};
use domain::rules;

use crate::App;
use crate::change::{hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::notify::TextMessage;
use crate::store::audit::Read;
use crate::store::events::{Detail, StoredEvent};
use crate::store::{Failed, Transaction};

/// Sends the link of a case.
pub async fn send_entry_link(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: SendEntryLink = call.body()?;
    if matches!(call.caller, crate::auth::Caller::Anyone) {
        return Err(Error::unauthenticated());
    }
    let (operation, case) = (Operation::SendEntryLink, &request.case);
    let card = app.store.card(case).await?.ok_or_else(Error::not_found)?.card;
    let who = call.caller.on_case(app, operation, &card, call.now).await?;
    let hash = hash_of(&app.secrets, &request)?;
    if let Some(answer) = repeated(app, &request, &hash).await? {
        return Ok(answer);
    }
    check_code(&card)?;
    let sent = sent_today(app, call, case).await?;
    if sent >= A_DAY {
        return Err(Error::api(Code::TooManyMessages, format!("{A_DAY} messages were sent today.")));
    }
    app.store.audit_read(&card.centre, &who, operation.name(), Read::Case(case), call.now).await?;
    let identity = app.store.identity(&app.secrets, &card.person, card.identity).await?;
    let phone = mobile_number(identity.phone.as_deref()).map_err(|error| Error::fields(vec![error]))?;

    let code = app.secrets.entry_code(case, card.issue);
    let language = app.store.spoken(case).await?;
    let text = TextMessage { phone, text: message(language, &link(&app.app_url, code.digits())) };
    if let Err(error) = app.notifier.text(&text).await {
        tracing::error!(%error, "an entry link was not handed over");
        return Err(Error::api(
            Code::NotSent,
            "The message was not sent and nothing is recorded. Try again.",
        ));
    }
    let sent = u32::try_from(sent + 1).unwrap_or(u32::MAX);
    let answer =
        json(&EntryLinkSent { case: case.clone(), at: call.now, by: who.actor(), sent_today: sent })?;
    let event = StoredEvent::of(operation, &who, call.now, &hash, &answer, Some(Detail::EntryLinkSent));
    let mut transaction = Transaction::default();
    transaction.event(&app.store, case, &request.request_id, &event)?;
    match app.store.commit(transaction).await {
        Ok(()) => Ok(Reply::raw(answer)),
        // The same request twice at once.
        Err(Failed::Condition(_)) => repeated(app, &request, &hash).await?.ok_or_else(Error::busy),
        Err(Failed::Conflict) => Err(Error::busy()),
        Err(Failed::Store(error)) => Err(error.into()),
    }
}

/// The answer that this request got before.
async fn repeated(app: &App, request: &SendEntryLink, hash: &str) -> Result<Option<Reply>, Error> {
    match app.store.event(&request.case, &request.request_id).await? {
        None => Ok(None),
        Some(event) if event.hash == hash => Ok(Some(Reply::raw(event.answer.into_bytes()))),
        Some(_) => Err(Error::api(Code::RequestIdReused, "This id was used for another request.")),
    }
}

/// Only of a case that goes on and whose patient can check in is there a code to send.
fn check_code(card: &Card) -> Result<(), Error> {
    if card.care_status == CareStatus::Ended || card.ended_at.is_some() {
        return Err(Error::api(Code::CaseEnded, "The case has ended."));
    }
    if card.channel == Channel::None {
        return Err(Error::fields(vec![FieldError::new("case", Problem::NotFollowedHere)]));
    }
    Ok(())
}

/// How many messages were sent on this day of the rules' calendar.
async fn sent_today(app: &App, call: &Call, case: &CaseId) -> Result<usize, Error> {
    let offset = rules::at(call.now).utc_offset_minutes;
    let today = call.now.day(offset);
    let sent = app.store.events_of(case, Operation::SendEntryLink).await?;
    Ok(sent.iter().filter(|event| event.at.day(offset) == today).count())
}
