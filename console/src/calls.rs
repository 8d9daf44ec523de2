//! Calls of the server as the console makes them: a token that has ended is renewed, and a server
//! that is too busy is asked again with the very same request.

use std::fmt::Debug;
use std::str::FromStr;

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::operation::Operation;
use gloo_timers::future::TimeoutFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::api::{self, Failure};
use ui::browser;

use crate::{draft, sign_in};

/// Waits before a busy server is asked again, in milliseconds.
const WAITS_MS: [u32; 4] = [2_000, 3_000, 5_000, 8_000];

/// How many requests wait for a busy server.
static WAITING: GlobalSignal<u32> = Signal::global(|| 0);

/// Whether a request waits for a busy server.
pub fn is_waiting() -> bool {
    WAITING() > 0
}

/// A new id of any kind, made here so that a retry carries the same one.
pub fn new_id<T: FromStr<Err: Debug>>() -> T {
    browser::new_id().parse().expect("every id that a client makes is a UUID")
}

/// Counts itself as long as it lives; a page that is left drops its requests in the middle.
struct Waits;

impl Waits {
    fn new() -> Self {
        *WAITING.write() += 1;
        Self
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        *WAITING.write() -= 1;
    }
}

/// Calls an operation that changes something. The body carries the client's id, so that a request
/// that is sent again is the same request.
pub async fn change<A: DeserializeOwned>(operation: Operation, body: &impl Serialize) -> Result<A, Failure> {
    let result = patiently(operation, body).await;
    if is_signed_out(&result) {
        // What was typed is in the draft; the person comes back to it.
        sign_in::renew();
    }
    result
}

/// The same for one of many: whoever is signed out is told, and stays on the page.
pub async fn patiently<A: DeserializeOwned>(
    operation: Operation,
    body: &impl Serialize,
) -> Result<A, Failure> {
    let mut result = api::call(operation, body).await;
    for wait in WAITS_MS {
        if !is_busy(&result) {
            break;
        }
        let waits = Waits::new();
        TimeoutFuture::new(wait).await;
        drop(waits);
        result = api::call(operation, body).await;
    }
    result
}

/// Calls an operation that only reads.
pub async fn read<A: DeserializeOwned>(operation: Operation, query: &[(&str, &str)]) -> Result<A, Failure> {
    let result = api::get(operation, query).await;
    if is_signed_out(&result) {
        sign_in::is_over();
    }
    result
}

/// Calls an operation that only reads, with what names a person in the body.
pub async fn ask<A: DeserializeOwned>(operation: Operation, body: &impl Serialize) -> Result<A, Failure> {
    let result = api::call(operation, body).await;
    if is_signed_out(&result) {
        sign_in::is_over();
    }
    result
}

fn is_busy<A>(result: &Result<A, Failure>) -> bool {
    result.as_ref().err().and_then(Failure::code) == Some(Code::Busy)
}

fn is_signed_out<A>(result: &Result<A, Failure>) -> bool {
    result.as_ref().err().and_then(Failure::code) == Some(Code::Unauthenticated)
}

/// Renews the sign-in before a form is begun, while nothing is lost by it.
pub fn before_a_form() {
    if sign_in::has_little_time() && !draft::is_open() {
        sign_in::renew();
    }
}
