use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use tower::ServiceExt;

use super::*;

const ORIGIN: &str = "http://127.0.0.1:8787";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";

fn issuer() -> (Arc<Issuer>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Clock::open(folder.path()).unwrap());
    let staff = Staff::read(include_str!("../../../data/organisations.json")).unwrap();
    (Arc::new(Issuer::open(folder.path(), ORIGIN, clock, staff).unwrap()), folder)
}

fn challenge() -> String {
    use aws_lc_rs::digest::{SHA256, digest};
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

fn authorization(redirect_uri: &str) -> String {
    serde_urlencoded::to_string([
        ("client_id", CLIENT_ID),
        ("redirect_uri", redirect_uri),
        ("response_type", "code"),
        ("state", "a&b"),
        ("nonce", "n-1"),
        ("code_challenge", &challenge()),
        ("code_challenge_method", "S256"),
    ])
    .unwrap()
}

async fn get(issuer: &Arc<Issuer>, uri: &str, cookie: Option<&str>) -> Response<Body> {
    let mut request = Request::get(uri);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    issuer.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn post(issuer: &Arc<Issuer>, uri: &str, form: String) -> Response<Body> {
    let request = Request::post(uri)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    issuer.router().oneshot(request.body(Body::from(form)).unwrap()).await.unwrap()
}

async fn sign_in(issuer: &Arc<Issuer>, password: &str) -> Response<Body> {
    let request = authorization(&format!("{ORIGIN}/console/signed-in"));
    post(issuer, "/oidc/sign-in", format!("{request}&name=aoba-nurse-1&password={password}")).await
}

fn location(response: &Response<Body>) -> String {
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

fn code(response: &Response<Body>) -> String {
    let location = location(response);
    assert!(location.starts_with(&format!("{ORIGIN}/console/signed-in?code=")), "{location}");
    assert!(location.ends_with("&state=a%26b"), "{location}");
    location.split(['=', '&']).nth(1).unwrap().to_owned()
}

async fn exchange(issuer: &Arc<Issuer>, code: &str, verifier: &str) -> (StatusCode, Value) {
    let form = serde_urlencoded::to_string([
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &format!("{ORIGIN}/console/signed-in")),
        ("code", code),
        ("code_verifier", verifier),
    ]);
    let response = post(issuer, "/oidc/token", form.unwrap()).await;
    let status = response.status();
    (status, serde_json::from_slice(&to_bytes(response.into_body(), 100_000).await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_code_becomes_a_token_once() {
    let (issuer, _folder) = issuer();
    let code = code(&sign_in(&issuer, "demo-aoba-nurse-1").await);
    let (status, answer) = exchange(&issuer, &code, VERIFIER).await;
    assert_eq!(status, StatusCode::OK);
    let claims: Claims = issuer.key.read(answer["access_token"].as_str().unwrap(), CLIENT_ID).unwrap();
    assert_eq!((claims.iss.as_str(), claims.sub.as_str()), ("http://127.0.0.1:8787/oidc", "aoba-nurse-1"));
    assert_eq!(claims.exp - claims.iat, 8 * 3600);
    assert_eq!(claims.nonce.as_deref(), Some("n-1"));
    assert_eq!(exchange(&issuer, &code, VERIFIER).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_wrong_verifier_is_refused_and_spends_the_code() {
    let (issuer, _folder) = issuer();
    let code = code(&sign_in(&issuer, "demo-aoba-nurse-1").await);
    let (status, answer) = exchange(&issuer, &code, "another-verifier-of-at-least-forty-three-chars").await;
    assert_eq!((status, answer["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")));
    assert_eq!(exchange(&issuer, &code, VERIFIER).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn foreign_addresses_get_nothing() {
    let (issuer, _folder) = issuer();
    for address in [
        "http://evil.example/console/",
        "http://127.0.0.1:8787.evil.example/console/",
        "http://127.0.0.1:8787@evil.example/console/",
        "http://127.0.0.1:87870/console/",
        "http://127.0.0.1:8787/",
        "http://127.0.0.1:8787/consolebut/",
        "http://127.0.0.1:8787/console/../oidc/sign-out",
        "//evil.example/console/",
        "/console/",
        "",
    ] {
        let response = get(&issuer, &format!("/oidc/authorize?{}", authorization(address)), None).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{address}");
        assert!(!response.headers().contains_key(header::LOCATION), "{address}");
    }
    let out = get(&issuer, "/oidc/sign-out?post_logout_redirect_uri=http://evil.example/", None).await;
    assert_eq!(location(&out), format!("{ORIGIN}/console/"));
}

#[tokio::test]
async fn the_plain_challenge_is_refused() {
    let (issuer, _folder) = issuer();
    let request = authorization(&format!("{ORIGIN}/console/")).replace("S256", "plain");
    let response = get(&issuer, &format!("/oidc/authorize?{request}"), None).await;
    assert_eq!(location(&response), format!("{ORIGIN}/console/?error=invalid_request&state=a%26b"));
}

#[tokio::test]
async fn a_reload_signs_in_silently_until_signing_out() {
    let (issuer, _folder) = issuer();
    let signed_in = sign_in(&issuer, "demo-aoba-nurse-1").await;
    let cookie = signed_in.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let uri =
        format!("/oidc/authorize?{}&prompt=none", authorization(&format!("{ORIGIN}/console/signed-in")));
    code(&get(&issuer, &uri, Some(cookie)).await);
    let without = location(&get(&issuer, &uri, None).await);
    assert!(without.contains("error=login_required"), "{without}");
    let out = get(&issuer, "/oidc/sign-out", Some(cookie)).await;
    assert!(out.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again() {
    let (issuer, _folder) = issuer();
    let response = sign_in(&issuer, "demo-aoba-nurse-2").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let page = String::from_utf8(to_bytes(response.into_body(), 100_000).await.unwrap().to_vec()).unwrap();
    assert!(page.contains("role=\"alert\"") && page.contains("佐倉 みのり"), "{page}");
    assert!(page.contains("value=\"a&amp;b\""), "{page}");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let (issuer, _folder) = issuer();
    let request = Request::post("/oidc/sign-in").header("sec-fetch-site", "cross-site");
    let response = issuer.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_key_survives_a_restart() {
    let (issuer, folder) = issuer();
    let token = issuer.token("aoba-nurse-1", issuer.clock.now()).unwrap();
    assert_eq!(issuer.token("nobody", issuer.clock.now()), None);
    let again = Issuer::open(folder.path(), ORIGIN, issuer.clock.clone(), Vec::new()).unwrap();
    assert_eq!(again.jwks(), issuer.jwks());
    assert!(again.key.read::<Claims>(&token, CLIENT_ID).is_some());
    assert!(again.key.read::<Claims>(&token, "another").is_none());
}
