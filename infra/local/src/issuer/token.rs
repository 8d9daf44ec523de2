//! The token endpoint: a code and its verifier against a token.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde::Deserialize;
use serde_json::json;

use super::{CLIENT_ID, Issuer, TOKEN_SPAN};

/// What the client sends (RFC 6749 4.1.3, RFC 7636 4.5).
#[derive(Deserialize)]
pub(super) struct Exchange {
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    code_verifier: String,
}

pub(super) async fn token(State(issuer): State<Arc<Issuer>>, Form(sent): Form<Exchange>) -> Response {
    if sent.grant_type != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    if sent.client_id != CLIENT_ID {
        return refused("invalid_client");
    }
    let Some(grant) = issuer.take_grant(&sent.code) else {
        return refused("invalid_grant");
    };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, sent.code_verifier.as_bytes()));
    if challenge != grant.challenge || sent.redirect_uri != grant.redirect_uri {
        return refused("invalid_grant");
    }
    let Some(token) = issuer.signed(&grant.subject, issuer.clock.now(), grant.nonce) else {
        return refused("invalid_grant");
    };
    let answer = json!({
        // One token serves as both: the functions take the one that names its audience.
        "access_token": token,
        "id_token": token,
        "token_type": "Bearer",
        "expires_in": TOKEN_SPAN.as_seconds(),
        "scope": "openid profile",
    });
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

fn refused(error: &str) -> Response {
    let answer = Json(json!({ "error": error }));
    (StatusCode::BAD_REQUEST, [(header::CACHE_CONTROL, "no-store")], answer).into_response()
}
