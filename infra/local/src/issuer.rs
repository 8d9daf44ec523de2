//! A small OpenID provider for the demo's staff: code flow with PKCE (S256), tokens signed with
//! ES256 by a key in the data folder. Passwords are shown on its page; it is for the demo and tests.
//!
//! | path | what |
//! |---|---|
//! | `/oidc/.well-known/openid-configuration` | discovery |
//! | `/oidc/.well-known/jwks.json` | public key |
//! | `/oidc/authorize` | sign-in page, or straight back with a code while the browser is signed in |
//! | `/oidc/sign-in` | where the page's forms go |
//! | `/oidc/token` | code → token |
//! | `/oidc/sign-out` | ends the browser's sign-in |

mod authorize;
mod key;
mod page;
#[cfg(test)]
mod tests;
mod token;

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::rand;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::time::{Span, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::pages::same_origin_only;
use crate::staff::Staff;
use key::SigningKey;

/// The console's client id, also the audience of staff tokens.
pub const CLIENT_ID: &str = "mimamori-console";

/// How long a staff token is good for.
const TOKEN_SPAN: Span = Span::hours(8);

/// How long a code may wait to be exchanged, in real time.
const CODE_LIFE: Duration = Duration::from_secs(60);

/// The issuer. Its state besides the key is the codes of the last minute.
pub struct Issuer {
    origin: String,
    key: SigningKey,
    clock: Arc<Clock>,
    staff: Vec<Staff>,
    codes: Mutex<HashMap<String, Grant>>,
}

/// What a code stands for.
struct Grant {
    subject: String,
    redirect_uri: String,
    challenge: String,
    nonce: Option<String>,
    made: Instant,
}

/// The claims of a staff token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The issuer's address.
    pub iss: String,
    /// Who the token is about.
    pub sub: String,
    /// For whom it was made.
    pub aud: String,
    /// When it was made, in seconds of the demo's clock.
    pub iat: i64,
    /// From when it is good.
    pub nbf: i64,
    /// Until when it is good.
    pub exp: i64,
    /// The person's name.
    pub name: String,
    /// What the client sent along to recognise its own token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

impl Issuer {
    /// The issuer of a data folder; makes its key there at the first start.
    ///
    /// `origin` is the server's own address without a path, for example `http://127.0.0.1:8787`.
    ///
    /// # Errors
    /// If the key cannot be read or made.
    pub fn open(folder: &Path, origin: &str, clock: Arc<Clock>, staff: Vec<Staff>) -> io::Result<Self> {
        let key = SigningKey::open(folder)?;
        Ok(Self { origin: origin.to_owned(), key, clock, staff, codes: Mutex::default() })
    }

    /// The issuer's address, as in the tokens' `iss`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/oidc", self.origin)
    }

    /// The public key as a JSON Web Key Set.
    #[must_use]
    pub fn jwks(&self) -> Value {
        self.key.jwks()
    }

    /// A token for one of the staff, good for eight hours from `now`; none for anybody else.
    #[must_use]
    pub fn token(&self, subject: &str, now: Time) -> Option<String> {
        self.signed(subject, now, None)
    }

    /// The routes under `/oidc`.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route(
                "/oidc/.well-known/jwks.json",
                get(|State(issuer): State<Arc<Self>>| async move { Json(issuer.jwks()) }),
            )
            .route("/oidc/authorize", get(authorize::authorize))
            .route("/oidc/sign-in", post(authorize::sign_in))
            .route("/oidc/sign-out", get(authorize::sign_out))
            .route("/oidc/token", post(token::token))
            .layer(middleware::from_fn_with_state(self.origin.clone(), same_origin_only))
            .with_state(self.clone())
    }

    fn signed(&self, subject: &str, now: Time, nonce: Option<String>) -> Option<String> {
        let staff = self.staff.iter().find(|staff| staff.subject == subject)?;
        let claims = Claims {
            iss: self.url(),
            sub: staff.subject.clone(),
            aud: CLIENT_ID.to_owned(),
            iat: now.seconds(),
            nbf: now.seconds(),
            exp: (now + TOKEN_SPAN).seconds(),
            name: staff.name.clone(),
            nonce,
        };
        self.key.sign(&claims).ok()
    }

    fn new_code(&self, grant: Grant) -> Option<String> {
        let mut random = [0; 32];
        rand::fill(&mut random).ok()?;
        let code = BASE64_URL_SAFE_NO_PAD.encode(random);
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        codes.retain(|_, grant| grant.made.elapsed() < CODE_LIFE);
        codes.insert(code.clone(), grant);
        Some(code)
    }

    /// Takes a code's grant away: a code is good for one try, right or wrong.
    fn take_grant(&self, code: &str) -> Option<Grant> {
        let grant = self.codes.lock().unwrap_or_else(PoisonError::into_inner).remove(code)?;
        (grant.made.elapsed() < CODE_LIFE).then_some(grant)
    }
}

async fn discovery(State(issuer): State<Arc<Issuer>>) -> Json<Value> {
    let url = issuer.url();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/.well-known/jwks.json"),
        "end_session_endpoint": format!("{url}/sign-out"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "profile"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nbf", "name", "nonce"],
    }))
}
