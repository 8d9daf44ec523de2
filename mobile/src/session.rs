//! This device's session: activation, refreshing, and loading what the app shows.

use domain::api::error::Code;
use domain::api::isolation::MyIsolation;
use domain::api::session::{ActivatePatient, RefreshSession, Session};
use domain::operation::Operation;
use ui::api::{self, Failure, Request};

use crate::state::{Link, Screen, change, choose_case, get, put, set_isolation, show};
use crate::{entry_link, sending};

/// Starts the app: from the link if its code is new to this device, else from the device's session.
pub async fn start() {
    change(|app| app.link = Link::Unknown);
    let linked = entry_link::take();
    if linked {
        put(Screen::Activate);
    } else if get(|app| app.isolation.is_some()) {
        // What was known last time is on the screen at once; the network may take its time.
        put(Screen::Home);
    }
    let loaded = load().await;
    if linked {
        return;
    }
    match loaded {
        Ok(()) if get(|app| app.screen == Screen::Starting) => put(Screen::Home),
        Err(failure) if is_signed_out(&failure) && needs_activation() => put(Screen::Activate),
        _ => {}
    }
    sending::send_waiting().await;
}

/// With a code from the link, or with nothing to show, the next step is to activate.
fn needs_activation() -> bool {
    entry_link::code().is_some() || get(|app| app.isolation.is_none())
}

/// Loads what the app shows.
///
/// # Errors
/// Why not; the state of the link says the same.
pub async fn load() -> Result<(), Failure> {
    let loaded = signed_in(&Request::reading(Operation::GetMyIsolation, &[])).await;
    note(loaded.as_ref().err());
    let json = loaded?;
    let isolation: MyIsolation = api::read(&json)?;
    set_isolation(&json, isolation);
    Ok(())
}

/// Opens the app with the entry code and the birth date.
///
/// # Errors
/// Why not.
pub async fn activate(request: &ActivatePatient) -> Result<(), Failure> {
    let answer = Request::new(Operation::ActivatePatient, request)?.send().await?;
    let session = accept(&answer)?;
    entry_link::remember(&request.entry_code);
    // The newest case is the one that was just opened.
    if let Some(case) = session.cases.last() {
        choose_case(case.clone());
    }
    // Activated is activated, even if the network fails right now: home has its own way out.
    let _ = load().await;
    show(Screen::Home);
    Ok(())
}

/// Makes a call with an access token; with a new one if the old one has ended.
///
/// # Errors
/// Why the call, or the refreshing, failed.
pub async fn signed_in(request: &Request) -> Result<String, Failure> {
    let mut refreshed = false;
    loop {
        if !api::has_token() {
            let answer = Request::new(Operation::RefreshSession, &RefreshSession {})?.send().await?;
            accept(&answer)?;
            refreshed = true;
        }
        let result = request.send().await;
        match &result {
            Err(failure) if is_signed_out(failure) && !refreshed => api::set_token(None),
            _ => return result,
        }
    }
}

fn accept(answer: &str) -> Result<Session, Failure> {
    let session: Session = api::read(answer)?;
    api::set_token(Some(session.access_token.clone()));
    Ok(session)
}

/// Whether the device is not, or no longer, activated.
fn is_signed_out(failure: &Failure) -> bool {
    failure.code() == Some(Code::Unauthenticated)
}

/// Notes what a call says about the connection.
pub fn note(failure: Option<&Failure>) {
    let link = match failure {
        None => Link::Good,
        Some(failure) if is_signed_out(failure) => Link::SignedOut,
        Some(failure) => Link::Bad(failure.clone()),
    };
    if get(|app| app.link != link) {
        change(|app| app.link = link);
    }
}
