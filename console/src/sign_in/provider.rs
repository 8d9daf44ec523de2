//! The provider: where it is, what it answers.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::json;
use gloo_net::http::Request;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use web_sys::UrlSearchParams;

/// How a person came to this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Not from the provider.
    Plain,
    /// With a code to be exchanged.
    Code {
        /// The provider's code.
        code: String,
        /// What proves that it was asked for here.
        verifier: String,
    },
    /// The provider refused, or sent what was not asked for here.
    Refused,
}

impl Arrival {
    pub(super) fn with_verifier(self, verifier: String) -> Self {
        match self {
            Self::Code { code, .. } => Self::Code { code, verifier },
            other => other,
        }
    }
}

/// What went wrong while signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The provider or our own server was not reached.
    Offline,
    /// The provider does not let this person in, or what it said is not to be trusted.
    Refused,
    /// The console does not know its provider: a mistake of the installation.
    Setup,
}

/// `config.json` of the installation.
#[derive(Clone, Deserialize)]
struct Settings {
    issuer: String,
    client_id: String,
}

/// A provider that we know how to speak to.
#[derive(Clone)]
pub struct Provider {
    settings: Settings,
    endpoints: Endpoints,
}

/// What we use of OpenID Connect Discovery 1.0, section 3.
#[derive(Clone, Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    end_session_endpoint: Option<String>,
}

/// A token and whom it is about.
pub struct Token {
    /// The ID token: it names its audience with every provider, the access token does not.
    pub bearer: String,
    /// The person, as the provider knows them.
    pub subject: String,
    /// For how many seconds it is good.
    pub expires_in: i64,
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
    #[serde(default = "an_hour")]
    expires_in: i64,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

const fn an_hour() -> i64 {
    3600
}

/// What the query of the address says; none if the provider has not written there.
pub fn read_arrival(search: &str, expected_state: Option<&str>) -> Option<Arrival> {
    let query = UrlSearchParams::new_with_str(search).ok()?;
    let state = query.get("state")?;
    if expected_state != Some(state.as_str()) {
        return Some(Arrival::Refused);
    }
    Some(query.get("code").map_or(Arrival::Refused, |code| Arrival::Code { code, verifier: String::new() }))
}

impl Provider {
    /// Finds the provider of this installation.
    pub async fn find() -> Result<Self, Trouble> {
        let settings: Settings = read(&format!("{}/config.json", crate::BASE)).await?;
        let issuer = settings.issuer.trim_end_matches('/');
        let endpoints: Endpoints = read(&format!("{issuer}/.well-known/openid-configuration")).await?;
        // Another issuer's endpoints would get our codes.
        if endpoints.issuer.trim_end_matches('/') != issuer {
            return Err(Trouble::Setup);
        }
        Ok(Self { settings, endpoints })
    }

    /// The address at which a person signs in.
    pub fn authorize(&self, state: &str, challenge: &str, redirect_uri: &str) -> String {
        let query = [
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", redirect_uri),
            ("state", state),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("ui_locales", ui::texts::language().code()),
        ];
        with_query(&self.endpoints.authorization_endpoint, &query)
    }

    /// The address at which the browser's own sign-in with the provider ends, if there is one.
    pub fn end_session(&self, redirect_uri: &str) -> Option<String> {
        let endpoint = self.endpoints.end_session_endpoint.as_ref()?;
        let query = [
            ("client_id", self.settings.client_id.as_str()),
            ("post_logout_redirect_uri", redirect_uri),
            // Cognito's own name for the same.
            ("logout_uri", redirect_uri),
        ];
        Some(with_query(endpoint, &query))
    }

    /// Exchanges a code for a token.
    pub async fn exchange(&self, code: &str, verifier: &str, redirect_uri: &str) -> Result<Token, Trouble> {
        let form = pairs(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("client_id", &self.settings.client_id),
            ("code_verifier", verifier),
        ]);
        let request = Request::post(&self.endpoints.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .map_err(|_| Trouble::Setup)?;
        let response = request.send().await.map_err(|_| Trouble::Offline)?;
        if response.status() >= 500 {
            return Err(Trouble::Offline);
        }
        let answer = response.text().await.map_err(|_| Trouble::Refused)?;
        let answer: Exchanged = json::read(&answer).map_err(|_| Trouble::Refused)?;
        let subject = subject(&answer.id_token).ok_or(Trouble::Refused)?;
        Ok(Token { bearer: answer.id_token, subject, expires_in: answer.expires_in })
    }
}

/// Whom a token is about. Not verified: it came from the provider itself over TLS, and here it only
/// decides whose draft is shown; the server verifies it with every call.
fn subject(token: &str) -> Option<String> {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Claims = json::read(str::from_utf8(&payload).ok()?).ok()?;
    Some(claims.sub)
}

async fn read<T: DeserializeOwned>(address: &str) -> Result<T, Trouble> {
    let response = Request::get(address).send().await.map_err(|_| Trouble::Offline)?;
    if !response.ok() {
        return Err(if response.status() >= 500 { Trouble::Offline } else { Trouble::Setup });
    }
    let answer = response.text().await.map_err(|_| Trouble::Setup)?;
    json::read(&answer).map_err(|_| Trouble::Setup)
}

fn with_query(endpoint: &str, query: &[(&str, &str)]) -> String {
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{separator}{}", pairs(query))
}

fn pairs(pairs: &[(&str, &str)]) -> String {
    let encoded: Vec<_> =
        pairs.iter().map(|(name, value)| format!("{name}={}", js_sys::encode_uri_component(value))).collect();
    encoded.join("&")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_subject_is_read_from_the_payload() {
        // {"alg":"none"}.{"sub":"aoba-nurse-1"}.
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhb2JhLW51cnNlLTEifQ.";
        assert_eq!(super::subject(token).as_deref(), Some("aoba-nurse-1"));
        assert_eq!(super::subject("no token"), None);
    }
}
