//! This device's session: activation, refreshing, and loading what the app shows.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::isolation::MyIsolation;
use domain::api::session::{ActivatePatient, RefreshSession, Session};
use domain::operation::Operation;
use ui::api::{self, Failure};

use crate::state::{ISOLATION, LINK, Link, SCREEN, Screen, set_isolation, show};
use crate::{entry_link, sending};

/// Starts the app: from the link if its code is new to this device, else from the device's session.
pub async fn start() {
    let linked = entry_link::take();
    if linked {
        *SCREEN.write() = Screen::Activate;
    } else if ISOLATION.peek().is_some() {
        // What was known last time is on the screen at once; the network may take its time.
        *SCREEN.write() = Screen::Home;
    }
    let loaded = load().await;
    if linked {
        return;
    }
    match loaded {
        Ok(()) => home_from_start(),
        Err(failure) if failure.code() == Some(Code::Unauthenticated) && opens_with_code() => {
            *SCREEN.write() = Screen::Activate;
        }
        Err(_) => {}
    }
    sending::send_waiting().await;
}

/// With a code from the link, or with nothing to show, the next step is to activate.
fn opens_with_code() -> bool {
    entry_link::code().is_some() || ISOLATION.peek().is_none()
}

fn home_from_start() {
    if *SCREEN.peek() == Screen::Starting {
        *SCREEN.write() = Screen::Home;
    }
}

/// Tries the start again, after a failure with nothing on the screen.
pub async fn start_again() {
    *LINK.write() = Link::Unknown;
    start().await;
}

/// Loads what the app shows.
///
/// # Errors
/// Why not; [`LINK`] says the same.
pub async fn load() -> Result<(), Failure> {
    let loaded = signed_in(async || api::get::<MyIsolation>(Operation::GetMyIsolation, &[]).await).await;
    note(&loaded);
    set_isolation(loaded?);
    Ok(())
}

/// Opens the app with the entry code and the birth date.
///
/// # Errors
/// Why not.
pub async fn activate(request: &ActivatePatient) -> Result<(), Failure> {
    let session: Session = api::call(Operation::ActivatePatient, request).await?;
    api::set_token(Some(session.access_token));
    entry_link::remember(&request.entry_code);
    // The newest case is the one that was just opened.
    if let Some(case) = session.cases.last() {
        crate::state::choose_case(case.clone());
    }
    // Activated is activated, even if the network fails right now: home has its own way out.
    let _ = load().await;
    show(Screen::Home);
    sending::send_waiting().await;
    Ok(())
}

/// Makes a call with an access token; with a new one if the old one has ended.
///
/// # Errors
/// Why the call, or the refreshing, failed.
pub async fn signed_in<A>(call: impl AsyncFn() -> Result<A, Failure>) -> Result<A, Failure> {
    if !api::has_token() {
        refresh().await?;
    }
    match call().await {
        Err(failure) if failure.code() == Some(Code::Unauthenticated) => {
            refresh().await?;
            call().await
        }
        other => other,
    }
}

async fn refresh() -> Result<(), Failure> {
    match api::call::<Session>(Operation::RefreshSession, &RefreshSession {}).await {
        Ok(session) => {
            api::set_token(Some(session.access_token));
            Ok(())
        }
        Err(failure) => {
            api::set_token(None);
            Err(failure)
        }
    }
}

/// Notes what a call says about the connection.
pub fn note<A>(result: &Result<A, Failure>) {
    let link = match result {
        Ok(_) => Link::Good,
        Err(failure) if failure.code() == Some(Code::Unauthenticated) => Link::SignedOut,
        Err(failure) => Link::Bad(failure.clone()),
    };
    if *LINK.peek() != link {
        *LINK.write() = link;
    }
}
