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
use serde_json::{Map, Value};
use ui::api::{self, Failure, Request};
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
    api::read(&changed(Request::new(operation, body)?).await?)
}

/// The same where the answer says nothing but that it is done.
pub async fn confirm(operation: Operation, body: &impl Serialize) -> Result<(), Failure> {
    // Read all the same: a gateway's own page is no answer.
    change::<Map<String, Value>>(operation, body).await.map(|_| ())
}

/// The same for one of many: whoever is signed out is told, and stays on the page.
pub async fn patiently<A: DeserializeOwned>(
    operation: Operation,
    body: &impl Serialize,
) -> Result<A, Failure> {
    api::read(&sent_patiently(&Request::new(operation, body)?).await?)
}

/// Calls an operation that only reads.
pub async fn read<A: DeserializeOwned>(operation: Operation, query: &[(&str, &str)]) -> Result<A, Failure> {
    api::read(&asked(Request::reading(operation, query)).await?)
}

/// Calls an operation that only reads, with what names a person in the body.
pub async fn ask<A: DeserializeOwned>(operation: Operation, body: &impl Serialize) -> Result<A, Failure> {
    api::read(&asked(Request::new(operation, body)?).await?)
}

// What follows knows texts and no types, so that the console carries it once.

async fn changed(request: Request) -> Result<String, Failure> {
    let result = sent_patiently(&request).await;
    if has_code(&result, Code::Unauthenticated) {
        // What was typed is in the draft; the person comes back to it.
        sign_in::renew();
    }
    result
}

async fn asked(request: Request) -> Result<String, Failure> {
    let result = request.send().await;
    if has_code(&result, Code::Unauthenticated) {
        sign_in::is_over();
    }
    result
}

async fn sent_patiently(request: &Request) -> Result<String, Failure> {
    let mut result = request.send().await;
    for wait in WAITS_MS {
        if !has_code(&result, Code::Busy) {
            break;
        }
        let waits = Waits::new();
        TimeoutFuture::new(wait).await;
        drop(waits);
        result = request.send().await;
    }
    result
}

fn has_code(result: &Result<String, Failure>, code: Code) -> bool {
    result.as_ref().err().and_then(Failure::code) == Some(code)
}

/// Renews the sign-in before a form is begun, while nothing is lost by it.
pub fn before_a_form() {
    if sign_in::has_little_time() && !draft::is_open() {
        sign_in::renew();
    }
}
