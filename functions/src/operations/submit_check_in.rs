//! `submit-check-in`: a check-in, its triage and the alert that it raises are one transaction
//! (design 2.2). One strong read and one transaction when it arrives in order.

use domain::api::check_in::SubmitCheckIn;
use domain::api::error::Code;
use domain::card::Card;
use domain::change::{CaseChange, Earlier};
use domain::ids::{CaseId, WorkId};
use domain::level::Level;
use domain::operation::Operation;
use domain::reading::{Answers, Reading};
use domain::rules;
use domain::time::{Span, Time};
use domain::triage::Place;
use domain::work::Family;
use serde_bytes::ByteBuf;
use serde_json::{Map, Value, json};

use crate::App;
use crate::auth::{Allowed, Caller};
use crate::change::{self, Decision, Own, Wanted, accepts, change_case, hash_of};
use crate::duplicates::followed;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::check_ins::StoredCheckIn;
use crate::store::{Transaction, keys};

/// Takes in a check-in of a patient, or of staff on behalf.
pub async fn submit_check_in(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: SubmitCheckIn = call.body()?;
    let (mut case, mut caller) = (request.case.clone(), call.caller.clone());
    // A merge or its end may be decided between two looks: nothing that a patient says is refused for that.
    for _ in 0..LOOKS {
        let ended = match enter(app, &call.by(caller.clone()), &request, &case).await {
            Err(ended) if ended.code() == Code::CaseEnded => ended,
            reply => return reply,
        };
        match kept(app, call, &request.case).await? {
            Some((kept, _)) if kept.case == case && kept.ended_at.is_some() => return Err(ended),
            Some((kept, as_its)) => (case, caller) = (kept.case, as_its),
            None => return Err(ended),
        }
    }
    Err(Error::busy())
}

/// How often the case in which somebody is followed is looked for.
const LOOKS: u32 = 4;

/// The case in which the patient is followed: the one that is kept of a duplicate, else the case itself; and
/// the patient as one who may report to it. Asked only after the case itself has agreed to the caller.
async fn kept(app: &App, call: &Call, case: &CaseId) -> Result<Option<(Card, Caller)>, Error> {
    let Caller::Patient(cases) = &call.caller else { return Ok(None) };
    let Some(stored) = app.store.card(case).await? else { return Ok(None) };
    let kept = followed(app, stored.card).await?;
    let own = cases.iter().cloned().chain([(kept.case.clone(), kept.access_version)]);
    let caller = Caller::Patient(own.collect());
    Ok(Some((kept, caller)))
}

async fn enter(app: &App, call: &Call, request: &SubmitCheckIn, case_id: &CaseId) -> Result<Reply, Error> {
    let reading = request.answers.check().map_err(Error::fields)?;
    // Stamped anew at each sending, so it does not make two sendings different (design 6).
    let sent = SubmitCheckIn { client_now: Time::from_seconds(0), ..request.clone() };
    let hash = hash_of(&app.secrets, &sent)?;
    let (effective, clock_suspect) = effective_at(request.measured_at, request.client_now, call.now);
    let arrival = Arrival {
        place: Place { effective, received: call.now, id: request.id.clone() },
        reading,
        measured: request.measured_at,
        clock_suspect,
        hash: hash.clone(),
        remarks: seal_remarks(app, case_id, &request.answers, &request.id, &request.extra)?,
    };
    // Who types for a patient has read it; what a patient writes is read by somebody (R12).
    let to_be_read = request.answers.has_remarks() && matches!(call.caller, Caller::Patient(_));
    let remarks = [WorkId::task(Family::Remarks)];
    let wanted = Wanted {
        operation: Operation::SubmitCheckIn,
        case: case_id,
        own: Own::CheckIn(&request.id),
        hash: &hash,
        arriving: Some(&arrival.place),
        work: if to_be_read { &remarks } else { &[] },
        facts: &[],
        beside: None,
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let stored = arrival.enter(&mut case, by, loaded.earlier)?;
        // What opens or joins an alert is read with it.
        if to_be_read && stored.work.is_none() {
            case.owe_remarks();
        }
        let mut transaction = Transaction::default();
        transaction.check_in(&app.store, case_id, &request.id, &stored)?;
        let answer = change::json(&stored.answer(&request.id, case_id))?;
        Ok(Decision::new(case.finish(), transaction, answer))
    })
    .await
}

/// A check-in on its way into a case.
pub(super) struct Arrival {
    /// Its place in the order of time.
    pub place: Place,
    /// Its checked content.
    pub reading: Reading,
    /// When it was measured, by the phone's clock.
    pub measured: Time,
    /// Whether that clock was off.
    pub clock_suspect: bool,
    /// Hash of the request's body.
    pub hash: String,
    /// Sealed remarks and fields of a newer app.
    pub remarks: Option<ByteBuf>,
}

impl Arrival {
    /// Judges it, lets it answer its window and open or join the alert; what is stored of it.
    pub(super) fn enter(
        &self,
        case: &mut CaseChange<'_>,
        by: &Allowed,
        earlier: Vec<Earlier>,
    ) -> Result<StoredCheckIn, Error> {
        accepts(case.card(), self.place.effective)?;
        let before = case.card().health.clone();
        let judged = case.check_in(&self.place, &self.reading, earlier, by.subject.as_deref());
        let alert = case.card().health.as_ref();
        // Watched cautions leave the alert as it was.
        let raised = judged.level > Level::Ok && alert != before.as_ref();
        Ok(StoredCheckIn {
            hash: self.hash.clone(),
            role: by.role,
            by: by.name.clone(),
            measured: self.measured,
            effective: self.place.effective,
            received: self.place.received,
            clock_suspect: self.clock_suspect,
            reading: self.reading.clone(),
            level: judged.level,
            reasons: judged.reasons,
            rules: case.rules().id(),
            remarks: self.remarks.clone(),
            work: alert.filter(|_| raised).map(|alert| alert.id.clone()),
            call_by: alert.map(|alert| alert.due_at),
            next_due: case.card().next_due(case.rules()),
        })
    }
}

/// When a check-in was true, and whether the phone's clock was off (design 6, "Time of a check-in").
fn effective_at(measured: Time, client_now: Time, received: Time) -> (Time, bool) {
    let off: Span = received - client_now;
    let suspect = off.abs() > rules::at(received).clock_tolerance();
    let effective = if suspect { measured + off } else { measured };
    (effective.min(received), suspect)
}

/// Free text is sealed in the item in which it was written (design 2.11).
pub(super) fn seal_remarks(
    app: &App,
    case: &CaseId,
    answers: &Answers,
    id: &domain::ids::CheckInId,
    extra: &Map<String, Value>,
) -> Result<Option<ByteBuf>, Error> {
    let remarks = answers.remarks.as_deref().filter(|_| answers.has_remarks());
    if remarks.is_none() && extra.is_empty() && answers.extra.is_empty() {
        return Ok(None);
    }
    let key = keys::check_in(case, id).logical();
    let place = seal::Place { key: &key, attribute: "remarks" };
    let value = json!({ "remarks": remarks, "extra": extra, "answers": answers.extra });
    app.secrets.seal(place, &value).map(ByteBuf::from).map(Some)
}
