//! `return-notification`: the health centre sends a notification back; whoever filed it owes a
//! correction.

use domain::api::review::RefuseNotification;
use domain::operation::Operation;
use serde_bytes::ByteBuf;

use super::move_patient::refused;
use crate::App;
use crate::change::{Wanted, change_case, hash_of};
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::review::{Acting, STANDINGS, before, decided, work};
use crate::seal::Place;
use crate::store::events::Detail;
use crate::store::keys;

/// Attribute to which a reason is bound.
pub(super) const REASON: &str = "reason";

/// Returns a notification.
pub async fn return_notification(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: RefuseNotification = call.body()?;
    let reason = checked_reason(app, &request)?;
    let hash = hash_of(&app.secrets, &request)?;
    let operation = Operation::ReturnNotification;
    let (work, facts) = (work(), [STANDINGS]);
    let wanted = Wanted {
        work: &work,
        facts: &facts,
        ..Wanted::event(operation, &request.case, &request.request_id, &hash)
    };
    change_case(app, call, wanted, |mut case, by, loaded| {
        let standing = case.send_back(&before(&loaded)?, request.seen).map_err(refused)?;
        let (case_id, request_id) = (&request.case, &request.request_id);
        let acting = Acting { operation, case: case_id, request: request_id, hash: &hash, by };
        let detail = Detail::Returned { version: standing.version, reason: reason.clone() };
        decided(app, call, acting, case.finish(), &standing, &loaded.label, Some(detail))
    })
    .await
}

/// The reason, sealed for the event of its request.
pub(super) fn checked_reason(app: &App, request: &RefuseNotification) -> Result<ByteBuf, Error> {
    let errors = request.check();
    if !errors.is_empty() {
        return Err(Error::fields(errors));
    }
    let key = keys::event(&request.case, &request.request_id).logical();
    let sealed = app.secrets.seal(Place { key: &key, attribute: REASON }, &request.reason)?;
    Ok(ByteBuf::from(sealed))
}
