//! The browser's side: authorise, sign in, sign out.

use std::sync::Arc;
use std::time::Instant;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::time::Span;
use serde::{Deserialize, Serialize};

use super::page::sign_in_page;
use super::{CLIENT_ID, Grant, Issuer};
use crate::pages::is_same_origin;

/// How long a browser stays signed in.
const SESSION_SPAN: Span = Span::hours(24 * 30);

/// The audience of the cookie's token: no function takes it for a staff token.
const SESSION_AUDIENCE: &str = "mimamori-demo-session";

/// What the console sends along (OpenID Connect Core 3.1.2.1, RFC 7636 4.3).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Request {
    pub client_id: String,
    pub redirect_uri: String,
    pub response_type: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    prompt: Option<String>,
    pub code_challenge: String,
    pub code_challenge_method: String,
    pub ui_locales: Option<String>,
}

/// A sign-in form as sent.
#[derive(Deserialize)]
pub(super) struct SignIn {
    name: String,
    password: String,
    #[serde(flatten)]
    request: Request,
}

/// Where to go after signing out.
#[derive(Deserialize)]
pub(super) struct SignOut {
    post_logout_redirect_uri: Option<String>,
}

/// What the cookie holds.
#[derive(Clone, Serialize, Deserialize)]
struct Session {
    sub: String,
    aud: String,
    exp: i64,
}

pub(super) async fn authorize(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    Query(request): Query<Request>,
) -> Response {
    if let Some(refusal) = issuer.refusal(&request) {
        return refusal;
    }
    let prompt = request.prompt.as_deref();
    match issuer.signed_in(&headers) {
        Some(subject) if prompt != Some("login") => issuer.back_with_code(&request, subject),
        _ if prompt == Some("none") => back(&request, "error", "login_required"),
        _ => sign_in_page(&issuer.staff, &headers, &request, StatusCode::OK).into_response(),
    }
}

pub(super) async fn sign_in(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    if let Some(refusal) = issuer.refusal(&form.request) {
        return refusal;
    }
    let known = issuer.staff.iter().find(|s| s.subject == form.name.trim() && s.password() == form.password);
    let Some(staff) = known else {
        return sign_in_page(&issuer.staff, &headers, &form.request, StatusCode::UNAUTHORIZED)
            .into_response();
    };
    let exp = (issuer.clock.now() + SESSION_SPAN).seconds();
    let session = Session { sub: staff.subject.clone(), aud: SESSION_AUDIENCE.to_owned(), exp };
    let Ok(token) = issuer.key.sign(&session) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let cookie = issuer.cookie(&token, SESSION_SPAN.as_seconds());
    ([(header::SET_COOKIE, cookie)], issuer.back_with_code(&form.request, staff.subject.clone()))
        .into_response()
}

pub(super) async fn sign_out(
    State(issuer): State<Arc<Issuer>>,
    headers: HeaderMap,
    Query(SignOut { post_logout_redirect_uri }): Query<SignOut>,
) -> Response {
    if !is_same_origin(&headers, &issuer.origin) {
        return (StatusCode::FORBIDDEN, "sent by another site\n").into_response();
    }
    let console = format!("{}/console/", issuer.origin);
    let to = post_logout_redirect_uri.filter(|uri| issuer.is_console(uri)).unwrap_or(console);
    ([(header::SET_COOKIE, issuer.cookie("", 0))], Redirect::to(&to)).into_response()
}

impl Issuer {
    /// What is wrong with a request. Before client and address are known to be ours nothing is sent
    /// back to that address.
    fn refusal(&self, request: &Request) -> Option<Response> {
        if request.client_id != CLIENT_ID || !self.is_console(&request.redirect_uri) {
            return Some((StatusCode::BAD_REQUEST, "unknown client_id or redirect_uri\n").into_response());
        }
        if request.response_type != "code" {
            return Some(back(request, "error", "unsupported_response_type"));
        }
        // A SHA-256 in base64url without padding has 43 characters.
        if request.code_challenge_method != "S256" || request.code_challenge.len() != 43 {
            return Some(back(request, "error", "invalid_request"));
        }
        None
    }

    /// Only addresses of the console on this very origin are sent anything (no open redirect).
    fn is_console(&self, address: &str) -> bool {
        let Some(path) = address.strip_prefix(&self.origin) else {
            return false;
        };
        let plain = path.parse::<Uri>().is_ok_and(|uri| uri.scheme().is_none() && uri.authority().is_none());
        plain && path.starts_with("/console/") && !path.contains(['\\', '#']) && !path.contains("..")
    }

    fn back_with_code(&self, request: &Request, subject: String) -> Response {
        let grant = Grant {
            subject,
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.code_challenge.clone(),
            nonce: request.nonce.clone(),
            made: Instant::now(),
        };
        match self.new_code(grant) {
            Some(code) => back(request, "code", &code),
            None => back(request, "error", "server_error"),
        }
    }

    /// Cookies know no ports: the name does, so that two demos on one machine stay apart.
    fn cookie_name(&self) -> String {
        let port = self.origin.rsplit(':').next().unwrap_or_default();
        format!("mimamori-demo-{port}")
    }

    fn cookie(&self, value: &str, seconds: i64) -> String {
        let name = self.cookie_name();
        format!("{name}={value}; Path=/oidc; HttpOnly; SameSite=Strict; Max-Age={seconds}")
    }

    fn signed_in(&self, headers: &HeaderMap) -> Option<String> {
        let name = self.cookie_name();
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, token) = pairs.find(|(key, _)| *key == name)?;
        let session: Session = self.key.read(token, SESSION_AUDIENCE)?;
        let known = self.staff.iter().any(|staff| staff.subject == session.sub);
        (known && session.exp > self.clock.now().seconds()).then_some(session.sub)
    }
}

/// Back to the console with one result and the state that it sent.
fn back(request: &Request, key: &str, value: &str) -> Response {
    #[derive(Serialize)]
    struct Answer<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<&'a str>,
    }
    let state = request.state.as_deref();
    let state = serde_urlencoded::to_string(Answer { state }).unwrap_or_default();
    let joint = if request.redirect_uri.contains('?') { '&' } else { '?' };
    let and = if state.is_empty() { "" } else { "&" };
    Redirect::to(&format!("{}{joint}{key}={value}{and}{state}", request.redirect_uri)).into_response()
}
