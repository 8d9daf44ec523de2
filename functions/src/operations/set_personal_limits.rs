//! `set-personal-limits`: a nurse enters what a physician decided for one patient (design 6, "Triage").
//!
//! They judge what comes from now on and lapse by themselves after their last day: they are never less
//! strict than nothing, because none may lie above the low limit of the rules.

use domain::api::error::{Code, FieldError};
use domain::api::limits::{PersonalLimitsSet, SetPersonalLimits};
use domain::operation::Operation;
use domain::placement::CareStatus;
use serde_bytes::ByteBuf;

use crate::App;
use crate::change::{Decision, Wanted, change_case, hash_of, json};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::events::{Detail, StoredEvent};
use crate::store::{Transaction, keys};

/// Attribute to which the words are bound.
pub(crate) const LIMITS: &str = "limits";

/// Sets them.
pub async fn set_personal_limits(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: SetPersonalLimits = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let key = keys::event(&request.case, &request.request_id).logical();
    let words = (request.physician.trim(), request.reason.trim());
    let note = ByteBuf::from(app.secrets.seal(Place { key: &key, attribute: LIMITS }, &words)?);
    let operation = Operation::SetPersonalLimits;
    let wanted = Wanted::event(operation, &request.case, &request.request_id, &hash);
    change_case(app, call, wanted, |mut case, by, _| {
        let card = case.card();
        if card.care_status == CareStatus::Ended || card.ended_at.is_some() {
            return Err(Error::api(Code::CaseEnded, "The case has ended."));
        }
        let today = call.now.day(case.rules().utc_offset_minutes);
        let errors: Vec<FieldError> = request.check(case.rules().triage.spo2_low, today);
        if !errors.is_empty() {
            return Err(Error::fields(errors));
        }
        case.set_limits(request.spo2_low_limit, request.spo2_baseline, request.until);
        let answer = json(&PersonalLimitsSet { case: request.case.clone(), at: call.now, by: by.actor() })?;
        let detail = Detail::LimitsSet {
            low: request.spo2_low_limit,
            baseline: request.spo2_baseline,
            until: request.until,
            note: note.clone(),
        };
        let event = StoredEvent::of(operation, by, call.now, &hash, &answer, Some(detail));
        let mut transaction = Transaction::default();
        transaction.event(&app.store, &request.case, &request.request_id, &event)?;
        Ok(Decision::new(case.finish(), transaction, answer))
    })
    .await
}
