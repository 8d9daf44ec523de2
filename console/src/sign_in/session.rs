//! The signed-in person. Everything here is gone with the page.

use std::cell::RefCell;

use super::provider::{Provider, Token, Trouble};
use super::{IDLE, SIGNED_OUT, depart, page, redirect_uri};
use crate::draft;

/// A refusal so soon after signing in will not get better by signing in again.
const JUST_NOW_MS: f64 = 20_000.0;
/// A form is not begun with less time than this, so that the trip does not fall into the middle of it.
const LITTLE_MS: f64 = 15.0 * 60_000.0;

struct Session {
    subject: String,
    began_ms: f64,
    ends_ms: f64,
}

thread_local! {
    static PROVIDER: RefCell<Option<Provider>> = const { RefCell::new(None) };
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// The device's own clock, which no demo moves.
fn now_ms() -> f64 {
    js_sys::Date::now()
}

pub(super) fn remember(provider: Provider) {
    PROVIDER.set(Some(provider));
}

pub(super) fn begin(token: Token) {
    let now = now_ms();
    #[allow(clippy::cast_precision_loss)] // a token lasts hours, not millions of years
    let ends_ms = now + token.expires_in as f64 * 1000.0;
    ui::api::set_token(Some(token.bearer));
    SESSION.set(Some(Session { subject: token.subject, began_ms: now, ends_ms }));
}

/// Whom the token is about: whose drafts may be shown.
pub fn subject() -> Option<String> {
    SESSION.with_borrow(|session| session.as_ref().map(|session| session.subject.clone()))
}

/// The token ends soon, and has lasted for a while already.
pub fn has_little_time() -> bool {
    SESSION.with_borrow(|session| {
        session.as_ref().is_some_and(|session| {
            let now = now_ms();
            session.ends_ms - now < LITTLE_MS && now - session.began_ms > JUST_NOW_MS
        })
    })
}

/// The server does not take the token any more. While a form is open nothing jumps away under the
/// person's hands: a banner says so, and sending the form makes the trip.
pub fn is_over() {
    if draft::is_open() {
        page::say_over();
    } else {
        renew();
    }
}

/// Fetches a new token: a trip to the provider and back to this page, without typing while the
/// provider knows the browser.
pub fn renew() {
    let is_new = SESSION.with_borrow(|session| {
        session.as_ref().is_some_and(|session| now_ms() - session.began_ms < JUST_NOW_MS)
    });
    if is_new {
        page::say_trouble(Trouble::Refused);
        return;
    }
    PROVIDER.with_borrow(|provider| provider.as_ref().map(depart));
}

/// Signs out: here, and with the provider. What was typed and not sent is forgotten.
pub fn leave() {
    draft::forget_all();
    go_out(SIGNED_OUT);
}

/// Signs out somebody who is gone. What was typed is kept in this tab, for that person alone.
pub fn leave_idle() {
    go_out(IDLE);
}

fn go_out(why: &str) {
    ui::api::set_token(None);
    SESSION.set(None);
    draft::write(why, &true);
    let home = redirect_uri();
    let address =
        PROVIDER.with_borrow(|provider| provider.as_ref().and_then(|known| known.end_session(&home)));
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href(&address.unwrap_or(home));
    }
}
