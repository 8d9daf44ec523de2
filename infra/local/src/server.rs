//! Everything behind one address: API, apps, sign-in, outbox and demo page, with the headers that
//! the deployed stack sends.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::clock::Clock;
use crate::issuer::CLIENT_ID;
use crate::pages::STYLE;

/// By how many seconds the demo's clock is ahead of real time; the apps add it to their own.
const OFFSET: &str = "mimamori-clock-offset";

/// As `SecurityHeaders` in `infra/template.yaml`, where the sign-in's address is a second place to
/// connect to; here it is this very origin.
const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// What every request and answer passes through.
#[derive(Clone)]
struct Edge {
    origin: String,
    clock: Arc<Clock>,
}

/// Puts the parts behind the address `origin` (`http://127.0.0.1:8787`), which is also the only name
/// under which they answer: otherwise another site could give its own name this address and read
/// along (DNS rebinding).
pub fn router(parts: Router, issuer: String, origin: &str, clock: Arc<Clock>) -> Router {
    let config = Json(json!({ "issuer": issuer, "client_id": CLIENT_ID }));
    let edge = Edge { origin: origin.to_owned(), clock };
    parts
        .route("/console/config.json", get(|| async move { config }))
        .route("/demo.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], STYLE) }))
        .layer(from_fn_with_state(edge, pass))
}

async fn pass(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let hashed =
        request.uri().path().starts_with("/assets/") || request.uri().path().starts_with("/console/assets/");
    let mut answer = match elsewhere(&edge.origin, &request) {
        Some(answer) => answer,
        None => next.run(request).await,
    };
    let fresh = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(OFFSET, HeaderValue::from(edge.clock.offset_seconds()));
    // Names under assets/ change with their content; everything else must be asked for each time.
    let keep = if hashed && fresh { "public, max-age=31536000, immutable" } else { "no-store" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(keep));
    answer
}

/// The answer to a request that came under another name.
fn elsewhere(origin: &str, request: &Request) -> Option<Response> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let ours = origin.strip_prefix("http://").unwrap_or(origin);
    if host == ours {
        return None;
    }
    let port = ours.rsplit(':').next().unwrap_or_default();
    if host == format!("localhost:{port}") && request.method() == Method::GET {
        // Sign-in knows one address only.
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Some(Redirect::temporary(&format!("{origin}{path}")).into_response());
    }
    Some((StatusCode::MISDIRECTED_REQUEST, "this server answers under one name only\n").into_response())
}

#[cfg(test)]
mod tests;
