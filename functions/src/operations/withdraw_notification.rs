//! `withdraw-notification`: a notification was a mistake (取り下げ). It is kept, with the reason, and the
//! case ends as none.

use domain::api::review::RefuseNotification;
use domain::operation::Operation;

use super::move_patient::refused;
use super::return_notification::checked_reason;
use crate::App;
use crate::change::{Wanted, change_case, hash_of};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::{Acting, STANDINGS, before, by_centre, decided, without_duplicates, work};
use crate::store::events::Detail;
use crate::store::keys;

/// Withdraws a notification.
pub async fn withdraw_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RefuseNotification = call.body()?;
    let reason = checked_reason(app, &request)?;
    let hash = hash_of(&app.secrets, &request)?;
    let operation = Operation::WithdrawNotification;
    let (work, facts) = (work(), [STANDINGS, keys::PAIRS]);
    let wanted = Wanted {
        work: &work,
        facts: &facts,
        ..Wanted::event(operation, &request.case, &request.request_id, &hash)
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let (before, by_centre) = (before(&loaded)?, by_centre(&case, by));
        without_duplicates(&request.case, &loaded, by_centre)?;
        let standing = case.withdraw(&before, request.seen, by_centre).map_err(refused)?;
        let (case_id, request_id) = (&request.case, &request.request_id);
        let acting = Acting { operation, case: case_id, request: request_id, hash: &hash, by };
        let detail = Detail::Withdrawn { version: standing.version, reason: reason.clone() };
        decided(app, call, acting, case.finish(), &standing, &loaded.label, Some(detail))
    })
    .await
}
