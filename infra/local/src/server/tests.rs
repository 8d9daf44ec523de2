use axum::body::{Body, to_bytes};
use tower::ServiceExt;

use super::*;

const ORIGIN: &str = "http://127.0.0.1:8787";

/// Both apps in a folder, the patient's with a packed page.
fn served() -> (Router, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (file, content) in [
        ("web/patient/index.html", "patient"),
        ("web/patient/index.html.br", "packed"),
        ("web/patient/sw.js", "worker"),
        ("web/patient/assets/app-X1.css", "style"),
        ("web/console/index.html", "console"),
        ("secret", "secret"),
    ] {
        let file = folder.path().join(file);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    let clock = Arc::new(Clock::open(folder.path()).unwrap());
    clock.move_forward(domain::time::Span::hours(1)).unwrap();
    let apps = crate::apps::router(&folder.path().join("web"));
    (router(apps, format!("{ORIGIN}/oidc"), ORIGIN, clock), folder)
}

async fn get(path: &str, host: &str, encoding: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    let (server, _folder) = served();
    let request = Request::get(path).header("host", host).header("accept-encoding", encoding);
    let answer = server.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = String::from_utf8(to_bytes(body, 100_000).await.unwrap().to_vec()).unwrap();
    (parts.status, parts.headers, body)
}

#[tokio::test]
async fn every_path_without_a_dot_is_a_screen_of_its_app() {
    for (path, body) in [
        ("/", "patient"),
        ("/?x=1", "patient"),
        ("/history", "patient"),
        ("/sw.js", "worker"),
        ("/console", "console"),
        ("/console/", "console"),
        ("/console/signed-in?code=a.b", "console"),
        ("/console/cases/1", "console"),
    ] {
        let (status, _, found) = get(path, "127.0.0.1:8787", "").await;
        assert_eq!((status, found.as_str()), (StatusCode::OK, body), "{path}");
    }
    for path in ["/no.css", "/console/no.css", "/%2e%2e/%2e%2e/secret.txt", "/..%2f..%2fsecret.txt"] {
        assert_eq!(get(path, "127.0.0.1:8787", "").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn files_are_packed_and_only_hashed_names_are_kept() {
    let (_, headers, body) = get("/", "127.0.0.1:8787", "gzip, br").await;
    assert_eq!((headers["content-encoding"].to_str().unwrap(), body.as_str()), ("br", "packed"));
    assert_eq!(headers["content-type"], "text/html");
    assert_eq!(headers["cache-control"], "no-store");
    let (_, headers, _) = get("/assets/app-X1.css", "127.0.0.1:8787", "").await;
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    let (_, headers, _) = get("/assets/gone.css", "127.0.0.1:8787", "").await;
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_console_finds_its_issuer_and_the_apps_their_clock() {
    let (_, headers, body) = get("/console/config.json", "127.0.0.1:8787", "").await;
    assert_eq!(body, r#"{"client_id":"mimamori-console","issuer":"http://127.0.0.1:8787/oidc"}"#);
    assert_eq!(headers[OFFSET], "3600");
}

#[tokio::test]
async fn other_names_are_refused() {
    for host in ["evil.example", "evil.example:8787", "127.0.0.1", "127.0.0.1:1", ""] {
        assert_eq!(get("/", host, "").await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let (status, headers, _) = get("/console/x?y=1", "localhost:8787", "").await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(headers["location"], "http://127.0.0.1:8787/console/x?y=1");
}

/// The stack's header with the sign-in's address taken out is ours.
#[tokio::test]
async fn the_security_headers_are_those_of_the_stack() {
    let template: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(include_str!("../../../template.yaml")).unwrap();
    let config = &template["Resources"]["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"];
    let policy = &config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"];
    let serde_yaml_ng::Value::Tagged(sub) = policy else { panic!("{policy:?}") };
    let stack = sub.value[0].as_str().unwrap().replace(" ${SignIn}", "");
    let (_, headers, _) = get("/", "127.0.0.1:8787", "").await;
    assert_eq!(headers["content-security-policy"].to_str().unwrap(), stack);
    for item in config["CustomHeadersConfig"]["Items"].as_sequence().unwrap() {
        let name = item["Header"].as_str().unwrap();
        assert_eq!(headers[name].to_str().unwrap(), item["Value"].as_str().unwrap(), "{name}");
    }
}
