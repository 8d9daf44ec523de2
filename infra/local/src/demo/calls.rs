//! Calls the functions as the gateway does, at a moment that has passed.

use anyhow::{Result, bail};
use axum::body::Bytes;
use domain::operation::Operation;
use domain::time::Time;
use functions::App;
use http::header;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Sends a body to an operation and reads its answer.
pub(super) async fn post<A: DeserializeOwned>(
    app: &App,
    operation: Operation,
    token: Option<&str>,
    body: &impl Serialize,
    now: Time,
) -> Result<A> {
    call(app, operation, "", token, serde_json::to_vec(body)?.into(), now).await
}

/// Asks an operation and reads its answer.
pub(super) async fn get<A: DeserializeOwned>(
    app: &App,
    operation: Operation,
    query: &str,
    token: &str,
    now: Time,
) -> Result<A> {
    call(app, operation, query, Some(token), Bytes::new(), now).await
}

async fn call<A: DeserializeOwned>(
    app: &App,
    operation: Operation,
    query: &str,
    token: Option<&str>,
    body: Bytes,
    now: Time,
) -> Result<A> {
    let mut request = http::Request::builder()
        .method(operation.method().unwrap_or_default())
        .uri(format!("{}{query}", operation.path()));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = functions::http::answer(app, operation, request.body(body)?, now).await;
    if !answer.status().is_success() {
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        bail!("{} at {now}: {} {text}", operation.name(), answer.status());
    }
    Ok(serde_json::from_slice(answer.body())?)
}
