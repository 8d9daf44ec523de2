//! The patient's access: a device cookie that rotates, and 15-minute access tokens (design 7).
//!
//! A device token is `family.turn.signature`. Presenting turn *n* answers with turn *n + 1*, the
//! same one however often it is asked, so a lost answer or a second tab costs nothing. Only a
//! token that returns after its successor was used ends the family.

use domain::ids::CaseId;
use domain::time::{Span, Time};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::secrets::{Secrets, same};

/// Name of the cookie. The prefix makes the browser insist on HTTPS, this host and the whole path.
pub const COOKIE: &str = "__Host-mimamori-device";
/// How long a device is remembered without use.
pub const DEVICE_LIVES: Span = Span::hours(60 * 24);
/// How long an access token is good.
pub const ACCESS_LIVES: Span = Span::minutes(15);
const ISSUER: &str = "mimamori";
const AUDIENCE: &str = "patient";

/// A device token whose signature was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceToken {
    /// The line of tokens that began with one activation.
    pub family: String,
    /// The place in that line.
    pub turn: u32,
}

/// A case that an access token opens, and the version of the card's access that it was given for.
pub type Access = (CaseId, u32);

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    cases: Vec<Access>,
}

impl DeviceToken {
    /// The token as the cookie carries it.
    pub fn signed(&self, secrets: &Secrets) -> String {
        format!("{}.{}.{}", self.family, self.turn, secrets.device(&self.family, self.turn))
    }

    /// Reads a cookie's value; none if it was not made here.
    pub fn read(secrets: &Secrets, text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (family, turn, signature) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let right = parts.next().is_none() && same(&secrets.device(family, turn), signature);
        right.then(|| Self { family: family.to_owned(), turn })
    }

    /// The `Set-Cookie` value.
    pub fn cookie(&self, secrets: &Secrets) -> String {
        format!(
            "{COOKIE}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Strict",
            self.signed(secrets),
            DEVICE_LIVES.as_seconds()
        )
    }
}

/// The `Set-Cookie` value that forgets the device.
pub fn forget_cookie() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict")
}

/// Signs an access token for these cases.
pub fn access_token(secrets: &Secrets, device: &str, cases: &[Access], now: Time) -> Result<String, Error> {
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: device.to_owned(),
        iat: now.seconds(),
        exp: (now + ACCESS_LIVES).seconds(),
        cases: cases.to_vec(),
    };
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(&secrets.token))
        .map_err(|error| Error::Internal(error.to_string()))
}

/// The cases that an access token opens at `now`; none for every kind of wrong token alike.
pub fn verify(secrets: &Secrets, token: &str, now: Time) -> Option<Vec<Access>> {
    let mut checks = Validation::new(Algorithm::HS256);
    checks.set_issuer(&[ISSUER]);
    checks.set_audience(&[AUDIENCE]);
    checks.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Compared below with the caller's clock instead of the machine's.
    checks.validate_exp = false;
    let claims = decode::<Claims>(token, &DecodingKey::from_secret(&secrets.token), &checks).ok()?.claims;
    (claims.exp > now.seconds() && claims.iat <= now.seconds() + 60).then_some(claims.cases)
}
