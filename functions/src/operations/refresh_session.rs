//! `refresh-session`: an activated device gets a new access token, and its cookie turns on.

use domain::api::session::{RefreshSession, Session};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use domain::time::Time;

use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::patient::{ACCESS_LIVES, DeviceToken, access_token};

/// Refreshes the session of the device whose cookie comes with the request.
pub async fn refresh_session(app: &App, call: &Call) -> Result<Reply, Error> {
    let RefreshSession {} = call.body()?;
    if !may(Operation::RefreshSession, Role::Anyone, Relation::None) {
        return Err(Error::not_found());
    }
    let token = call
        .device
        .as_deref()
        .and_then(|text| DeviceToken::read(&app.secrets, text))
        .ok_or_else(Error::unauthenticated)?;
    let hash = device_hash(app, &token);
    let device = app.store.device(&hash).await?.ok_or_else(Error::unauthenticated)?;
    if !device.ended && token.turn < device.used {
        // Its successor was used: somebody else has a copy, so neither may go on.
        app.store.end_device(&hash, call.now).await?;
        return Err(Error::unauthenticated());
    }
    if !device.is_alive(&token, call.now) {
        return Err(Error::unauthenticated());
    }
    if token.turn > device.used {
        app.store.used(&hash, token.turn, call.now).await?;
    }
    session(app, &token, &device.cases, call.now).await
}

/// Where a device is kept.
pub(super) fn device_hash(app: &App, token: &DeviceToken) -> String {
    app.secrets.lookup("device", &token.family)
}

/// A session for these cases, with the cookie's next turn.
pub(super) async fn session(
    app: &App,
    token: &DeviceToken,
    cases: &[CaseId],
    now: Time,
) -> Result<Reply, Error> {
    let mut access = Vec::new();
    for case in cases {
        if let Some(stored) = app.store.card(case).await? {
            access.push((case.clone(), stored.card.access_version));
        }
    }
    let session = Session {
        access_token: access_token(&app.secrets, &device_hash(app, token), &access, now)?,
        expires_at: now + ACCESS_LIVES,
        cases: access.into_iter().map(|(case, _)| case).collect(),
    };
    let next = DeviceToken { family: token.family.clone(), turn: token.turn + 1 };
    Ok(Reply::json(&session)?.with_cookie(next.cookie(&app.secrets)))
}
