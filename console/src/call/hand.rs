//! Handing on what a call did not end: first the call is written, then each work item goes to the colleague
//! with its clock as it is. Whatever fails in between stays in the hand of whoever called.

use domain::api::error::Code;
use domain::api::work::{FinishCall, TakeWork, WorkChanged};
use domain::operation::Operation;
use ui::api::Failure;

use crate::calls;

/// Hands the work of these calls to the colleague with this subject.
pub async fn hand_on(requests: &[FinishCall], to: &str) -> Result<(), Failure> {
    for request in requests {
        for seen in &request.work {
            let body = TakeWork {
                request_id: calls::new_id(),
                case: request.case.clone(),
                work: seen.id.clone(),
                in_hand: true,
                hold: None,
                to: Some(to.to_owned()),
                gone: false,
                to_centre: false,
            };
            match calls::change::<WorkChanged>(Operation::TakeWork, &body).await {
                Ok(_) => {}
                // A promise that the call kept is over: there is nothing left to hand on.
                Err(failure) if failure.code() == Some(Code::AlreadyClosed) => {}
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(())
}
