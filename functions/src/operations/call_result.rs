//! What `finish-call` makes of a result: the stay of somebody who is in a hospital, the end of somebody
//! who has died. The same facts as of `move-patient` and `record-outcome`, in the call's transaction.

use domain::api::error::{FieldError, Problem};
use domain::api::work::FinishCall;
use domain::call::{CallResult, Follows};
use domain::change::CaseChange;
use domain::ids::OrganisationId;

use super::move_patient::{Note, is_there, refused, stored_stay};
use crate::App;
use crate::auth::Allowed;
use crate::error::Error;
use crate::http::Call;
use crate::store::Transaction;
use crate::store::organisations::Organisation;
use crate::store::outcomes::StoredOutcome;

/// The hospital that the result names, if it is there.
pub(super) async fn hospital(
    app: &App,
    call: &Call,
    request: &FinishCall,
) -> Result<Option<Organisation>, Error> {
    match request.result.as_ref().and_then(|result| result.place.as_ref()) {
        Some(place) if call.caller.names(&request.case) => Ok(app.store.organisation(place).await?),
        _ => Ok(None),
    }
}

/// Carries out what was found out; `hospital` is the one that the result names.
pub(super) fn found(
    case: &mut CaseChange<'_>,
    result: &CallResult,
    hospital: Option<&Organisation>,
) -> Result<Follows, Error> {
    let follows = case.found(result).map_err(refused)?;
    if let Some((_, stay)) = &follows.stay
        && !is_there(hospital, stay, case.card())
    {
        return Err(Error::fields(vec![FieldError::new("result.place", Problem::DoesNotExist)]));
    }
    Ok(follows)
}

/// Adds the facts that follow. `left` is the place where the patient was before.
pub(super) fn facts(
    app: &App,
    call: &Call,
    request: &FinishCall,
    by: &Allowed,
    follows: &Follows,
    left: Option<&OrganisationId>,
    transaction: &mut Transaction,
) -> Result<(), Error> {
    let (store, case) = (&app.store, &request.case);
    if let Some((n, stay)) = &follows.stay {
        // What was said is the contact attempt's.
        let note = Note { request: &request.request_id, sealed: None };
        transaction.stay(store, case, *n, &stored_stay(stay, by, call, note))?;
        if let Some(left) = left {
            transaction.leaves(store, left, case, stay.from)?;
        }
        if let Some(place) = &stay.place {
            transaction.arrives(store, place, case, stay.from)?;
        }
    }
    if let Some((n, end)) = follows.end {
        let outcome = StoredOutcome {
            outcome: end.outcome,
            at: end.at,
            role: by.role,
            by: by.name.clone(),
            entered_at: call.now,
            request: request.request_id.clone(),
            note: None,
            assessed: None,
            release_date: None,
        };
        transaction.outcome(store, case, n, &outcome)?;
        // A death after the end moves nobody out of a place.
        if let Some(left) = left.filter(|_| n == 1) {
            transaction.leaves(store, left, case, end.at)?;
        }
    }
    Ok(())
}
