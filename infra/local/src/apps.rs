//! The two apps as static files: every path whose last part has no dot is a screen of its app.

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::pages::{Language, page};

/// The patient's app from `<folder>/patient` at `/`, the console from `<folder>/console` at
/// `/console/`. Where a file has a `.br` beside it, browsers that know brotli get that.
pub fn router(folder: &Path) -> Router {
    let (patient, console) = (serve(folder.join("patient")), serve(folder.join("console")));
    let console = move |request: Request| file(console.clone(), "/console", request);
    let patient = move |request: Request| file(patient.clone(), "", request);
    Router::new()
        .route("/console", get(console.clone()))
        .route("/console/", get(console.clone()))
        .route("/console/{*path}", get(console))
        .fallback(get(patient))
}

fn serve(folder: std::path::PathBuf) -> ServeDir {
    ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false)
}

async fn file(folder: ServeDir, base: &str, request: Request) -> Response {
    let path = request.uri().path();
    let path = path.strip_prefix(base).unwrap_or(path);
    let screen = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let path = if screen { "/index.html" } else { path };
    let Ok(uri) = path.parse::<Uri>() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let headers = request.headers().clone();
    let (mut parts, body) = request.into_parts();
    parts.uri = uri;
    let answer = match folder.oneshot(Request::from_parts(parts, body)).await {
        Ok(answer) => answer.map(Body::new),
        Err(never) => match never {},
    };
    match answer.status() {
        StatusCode::NOT_FOUND if screen => not_built(&headers),
        _ => answer,
    }
}

/// Whether both apps are there.
pub fn are_built(folder: &Path) -> bool {
    ["patient", "console"].iter().all(|app| folder.join(app).join("index.html").is_file())
}

fn not_built(headers: &HeaderMap) -> Response {
    let language = Language::of(headers, None);
    let title = language.pick("アプリがまだ作られていません", "The app has not been built yet");
    let main = "<p><code>cargo xtask demo</code></p>";
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], page(language, title, main))
        .into_response()
}
