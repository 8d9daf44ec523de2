//! Tokens of staff: an OIDC provider signs them, every function verifies them itself (design 4).

use domain::time::{Span, Time};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use tokio::sync::RwLock;

/// The provider's keys are asked for again at most this often.
const FETCH_AGAIN_AFTER: Span = Span::minutes(1);

/// What a valid token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffToken {
    /// Issuer and subject, by which memberships are found.
    pub subject: String,
    /// The subject alone, as work and audit entries name who acted: there is one issuer, and its
    /// address would make every card and row longer than they may be.
    pub sub: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    nbf: Option<i64>,
}

/// The signing keys of the OIDC provider.
pub struct StaffKeys {
    issuer: String,
    client: String,
    keys: RwLock<(JwkSet, Option<Time>)>,
    fetches: bool,
}

impl StaffKeys {
    /// Keys that are fetched from the provider: before the first event, and again for an unknown key.
    pub fn fetched(issuer: String, client: String) -> Self {
        Self { issuer, client, keys: RwLock::new((JwkSet { keys: Vec::new() }, None)), fetches: true }
    }

    /// Keys that are known already.
    pub fn fixed(issuer: String, client: String, keys: JwkSet) -> Self {
        Self { issuer, client, keys: RwLock::new((keys, None)), fetches: false }
    }

    /// Fetches the keys before the first event, so that the first caller does not wait.
    pub async fn prepare(&self) {
        if self.issuer.is_empty() || !self.fetches {
            return;
        }
        match self.fetch().await {
            Ok(keys) => self.keys.write().await.0 = keys,
            Err(error) => tracing::warn!(%error, "the provider's keys could not be fetched"),
        }
    }

    /// Verifies a token at `now`; none for every kind of wrong token alike.
    pub async fn verify(&self, token: &str, now: Time) -> Option<StaffToken> {
        let header = decode_header(token).ok()?;
        let kid = header.kid?;
        // The list is ours, never the token's: `none` and shared-key algorithms are not on it.
        if !matches!(header.alg, Algorithm::ES256 | Algorithm::RS256) {
            return None;
        }
        let key = self.key(&kid, now).await?;
        let mut checks = Validation::new(header.alg);
        checks.set_issuer(&[&self.issuer]);
        checks.set_audience(&[&self.client]);
        checks.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Compared below with the caller's clock instead of the machine's.
        checks.validate_exp = false;
        checks.validate_nbf = false;
        let claims = decode::<Claims>(token, &key, &checks).ok()?.claims;
        let begun = claims.nbf.is_none_or(|nbf| nbf <= now.seconds() + 60);
        (claims.exp > now.seconds() && begun && !claims.sub.is_empty())
            .then(|| StaffToken { subject: subject(&claims.iss, &claims.sub), sub: claims.sub })
    }

    async fn key(&self, kid: &str, now: Time) -> Option<DecodingKey> {
        if let Some(jwk) = self.keys.read().await.0.find(kid) {
            return DecodingKey::from_jwk(jwk).ok();
        }
        if !self.fetches {
            return None;
        }
        let mut keys = self.keys.write().await;
        if keys.1.is_none_or(|last| now - last >= FETCH_AGAIN_AFTER) {
            keys.1 = Some(now);
            match self.fetch().await {
                Ok(fetched) => keys.0 = fetched,
                Err(error) => tracing::warn!(%error, "the provider's keys could not be fetched"),
            }
        }
        DecodingKey::from_jwk(keys.0.find(kid)?).ok()
    }

    async fn fetch(&self) -> Result<JwkSet, reqwest::Error> {
        let url = format!("{}/.well-known/jwks.json", self.issuer);
        let timeout = std::time::Duration::from_secs(3);
        let client = reqwest::Client::builder().timeout(timeout).build()?;
        client.get(url).send().await?.error_for_status()?.json().await
    }
}

/// The name under which a person of a provider is kept.
pub fn subject(issuer: &str, sub: &str) -> String {
    format!("{issuer}#{sub}")
}
