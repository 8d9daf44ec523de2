//! `/api/…`: the template's routes, each answered by its operation, as the gateway would.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on};
use domain::operation::Operation;
use functions::App;
use std::sync::Arc;

use crate::clock::Clock;
use crate::template::Route;

/// What is read of a body. The operations refuse far smaller ones themselves, with an explanation.
const READ_AT_MOST: usize = 1024 * 1024;

/// The API's description, as checked in.
const OPENAPI: &str = include_str!("../../../functions/openapi.json");

/// What answers need.
#[derive(Clone)]
struct Api {
    app: App,
    clock: Arc<Clock>,
}

/// The API's routes.
///
/// # Errors
/// The route that no operation answers, or whose method is not known.
pub fn router(routes: &[Route], app: App, clock: Arc<Clock>) -> Result<Router, String> {
    let mut router = Router::new();
    for route in routes {
        let operation = Operation::ALL.iter().copied().find(|o| o.name() == route.operation);
        let operation = operation.ok_or_else(|| format!("{}: no such operation", route.operation))?;
        let method = match route.method.as_str() {
            "GET" => MethodFilter::GET,
            "POST" => MethodFilter::POST,
            other => return Err(format!("{}: the method {other} is not served", route.path)),
        };
        let answer = move |State(api): State<Api>, request: Request| answer(api, operation, request);
        // The gateway knows method and path as one: another method is a path that does not exist.
        router = router.route(&route.path, on(method, answer).fallback(not_found));
    }
    Ok(router
        .route("/api/openapi.json", get(|| async { ([(header::CONTENT_TYPE, "application/json")], OPENAPI) }))
        .route("/api/{*path}", axum::routing::any(not_found))
        .with_state(Api { app, clock }))
}

async fn answer(api: Api, operation: Operation, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, READ_AT_MOST).await else {
        return gateway(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
    };
    let request: http::Request<Bytes> = http::Request::from_parts(parts, body);
    let answer = functions::http::answer(&api.app, operation, request, api.clock.now()).await;
    answer.map(Body::from)
}

async fn not_found() -> Response {
    gateway(StatusCode::NOT_FOUND, "Not Found")
}

/// The gateway's own answers, in its words.
fn gateway(status: StatusCode, message: &str) -> Response {
    (status, axum::Json(serde_json::json!({ "message": message }))).into_response()
}
