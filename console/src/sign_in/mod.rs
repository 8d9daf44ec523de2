//! Signing in by OpenID Connect: code flow with PKCE (RFC 7636, S256).
//!
//! The token lives in memory only. What must outlive the trip to the provider (state, verifier,
//! and where to return to) is in `sessionStorage` for the time of that trip. A token that ends is
//! renewed by the same trip: the provider still knows the browser, so nobody has to type.

mod page;
mod pkce;
mod provider;
mod session;

pub use page::Gate;
pub use provider::Arrival;
pub use session::{has_little_time, is_over, leave, leave_idle, renew, subject};

use serde::{Deserialize, Serialize};
use ui::browser::new_id;

use crate::draft;
use provider::Provider;

const TRIP: &str = "mimamori-sign-in";
const SIGNED_OUT: &str = "mimamori-signed-out";
const IDLE: &str = "mimamori-idle";

/// What must outlive the trip to the provider.
#[derive(Serialize, Deserialize)]
struct Trip {
    /// Comes back with the code; anything else was not started here.
    state: String,
    /// Proves that the code was asked for here.
    verifier: String,
    /// Where the person was.
    path: String,
}

/// Reads what the provider wrote into the address, and puts back the address that the person was at.
pub fn arrive() -> Arrival {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return Arrival::Plain };
    let search = location.search().unwrap_or_default();
    let trip: Option<Trip> = draft::read_once(TRIP);
    let arrival = provider::read_arrival(&search, trip.as_ref().map(|trip| trip.state.as_str()));
    let arrival = match (arrival, &trip) {
        (Some(code), Some(trip)) => code.with_verifier(trip.verifier.clone()),
        (Some(arrival), None) => arrival,
        (None, _) => return Arrival::Plain,
    };
    let path = trip.map_or_else(|| format!("{}/", crate::BASE), |trip| trip.path);
    replace_address(&path);
    arrival
}

fn replace_address(path: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// Goes to the provider; it comes back to [`arrive`].
fn depart(provider: &Provider) {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return };
    // Two ids are 244 random bits in characters that a verifier may have.
    let trip = Trip {
        state: new_id(),
        verifier: [new_id(), new_id()].concat(),
        path: location.pathname().unwrap_or_default(),
    };
    let address = provider.authorize(&trip.state, &pkce::challenge(&trip.verifier), &redirect_uri());
    draft::write(TRIP, &trip);
    let _ = location.set_href(&address);
}

/// The one address to which a provider sends people back; it must be registered there.
fn redirect_uri() -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    format!("{origin}{}/", crate::BASE)
}
