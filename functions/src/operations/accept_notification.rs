//! `accept-notification`: the health centre has checked a notification (R8).

use domain::api::review::AcceptNotification;
use domain::operation::Operation;

use super::move_patient::refused;
use crate::App;
use crate::change::{Wanted, change_case, hash_of};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::{Acting, STANDINGS, before, decided, work};
use crate::store::events::Detail;

/// Accepts a notification.
pub async fn accept_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: AcceptNotification = call.body()?;
    let hash = hash_of(&app.secrets, &request)?;
    let operation = Operation::AcceptNotification;
    let (work, facts) = (work(), [STANDINGS]);
    let wanted = Wanted {
        work: &work,
        facts: &facts,
        ..Wanted::event(operation, &request.case, &request.request_id, &hash)
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let standing = case.accept(&before(&loaded)?, request.seen).map_err(refused)?;
        let (case_id, request_id) = (&request.case, &request.request_id);
        let acting = Acting { operation, case: case_id, request: request_id, hash: &hash, by };
        let detail = Detail::Accepted { version: standing.version };
        decided(app, call, acting, case.finish(), &standing, &loaded.label, Some(detail))
    })
    .await
}
