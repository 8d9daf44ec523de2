//! Calls of the operations over HTTP. Requests and answers are the wire types of `domain`.

use std::cell::RefCell;

use domain::api::error::{ApiError, ErrorBody};
use domain::json;
use domain::operation::Operation;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestInit, Response};

use crate::clock;

/// After so long a call counts as failed: a phone may have bars and yet no throughput. Giving up
/// is harmless, because every change carries an id and may be sent again.
const PATIENCE_MS: u32 = 20_000;

thread_local! {
    /// In memory only: what a script could read from the browser's storage, it could carry away.
    static TOKEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached, or did not answer in time.
    Offline,
    /// The server refused, with this HTTP status.
    Api(ApiError, u16),
    /// Something answered that we do not understand: a gateway's page, another version.
    Unexpected,
}

impl Failure {
    /// The code of a refusal.
    pub fn code(&self) -> Option<domain::api::error::Code> {
        match self {
            Self::Api(error, _) => Some(error.code),
            Self::Offline | Self::Unexpected => None,
        }
    }
}

/// Sets the bearer token of the calls that follow; none to sign out.
pub fn set_token(token: Option<String>) {
    TOKEN.set(token);
}

/// Whether there is a bearer token.
pub fn has_token() -> bool {
    TOKEN.with_borrow(Option::is_some)
}

/// A request, ready to be sent once or more often.
pub struct Request {
    path: String,
    method: &'static str,
    body: Option<String>,
}

impl Request {
    /// A request with a body.
    ///
    /// # Errors
    /// If the body cannot be written as JSON; the wire types can.
    pub fn new(operation: Operation, body: &impl Serialize) -> Result<Self, Failure> {
        serde_json::to_string(body)
            .map(|json| Self::with_json(operation, json))
            .map_err(|_| Failure::Unexpected)
    }

    /// A request whose body is written already.
    pub fn with_json(operation: Operation, json: String) -> Self {
        Self { path: operation.path(), method: operation.method().unwrap_or("POST"), body: Some(json) }
    }

    /// A request that only reads.
    pub fn reading(operation: Operation, query: &[(&str, &str)]) -> Self {
        let mut path = operation.path();
        for (i, (name, value)) in query.iter().enumerate() {
            path.push(if i == 0 { '?' } else { '&' });
            path.push_str(name);
            path.push('=');
            path.push_str(&String::from(js_sys::encode_uri_component(value)));
        }
        Self { path, method: "GET", body: None }
    }

    /// Sends it and reads the answer as text. Not generic, so that an app carries this once.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn send(&self) -> Result<String, Failure> {
        let fetched = self.fetch().map_err(|_| Failure::Unexpected)?;
        let response = JsFuture::from(fetched).await.map_err(|_| Failure::Offline)?;
        let response: Response = response.dyn_into().map_err(|_| Failure::Unexpected)?;
        if let Ok(Some(offset)) = response.headers().get("mimamori-clock-offset") {
            clock::set_offset(offset.parse().unwrap_or(0));
        }
        let text = response.text().map_err(|_| Failure::Unexpected)?;
        // The connection may break while the answer comes in.
        let text = JsFuture::from(text).await.map_err(|_| Failure::Offline)?;
        accept(response.status(), text.as_string().unwrap_or_default())
    }

    fn fetch(&self) -> Result<js_sys::Promise, JsValue> {
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let headers = Headers::new()?;
        TOKEN.with_borrow(|token| match token {
            Some(token) => headers.set("authorization", &["Bearer ", token].concat()),
            None => Ok(()),
        })?;
        let init = RequestInit::new();
        init.set_method(self.method);
        if let Some(body) = &self.body {
            headers.set("content-type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)));
        Ok(window.fetch_with_str_and_init(&self.path, &init))
    }
}

/// Reads an answer.
///
/// # Errors
/// If it is not of this type.
pub fn read<A: DeserializeOwned>(text: &str) -> Result<A, Failure> {
    json::read(text).map_err(|_| Failure::Unexpected)
}

fn accept(status: u16, text: String) -> Result<String, Failure> {
    if (200..300).contains(&status) {
        return Ok(text);
    }
    match json::read::<ErrorBody>(&text) {
        Ok(body) => Err(Failure::Api(body.error, status)),
        Err(_) => Err(Failure::Unexpected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::api::error::Code;

    #[test]
    fn an_answer_is_read_by_its_status() {
        assert_eq!(accept(200, "7".into()).and_then(|text| read::<u8>(&text)), Ok(7));
        assert_eq!(read::<u8>("<html>"), Err(Failure::Unexpected));
        assert_eq!(accept(502, "<html>".into()), Err(Failure::Unexpected));
        let refused = accept(503, r#"{"error":{"code":"busy","message":"later"}}"#.into());
        assert_eq!(refused.unwrap_err().code(), Some(Code::Busy));
    }
}
