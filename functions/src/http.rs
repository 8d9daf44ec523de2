//! From an HTTP request to an operation, and from what it answers to a response. The only place
//! that knows statuses and headers.

use std::collections::HashMap;

use bytes::Bytes;
use domain::api::error::{ApiError, Code, ErrorBody, FieldError, Problem};
use domain::operation::Operation;
use domain::time::Time;
use http::{HeaderMap, Request, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::App;
use crate::auth::Caller;
use crate::error::Error;
use crate::operations;
use crate::patient::COOKIE;

/// Largest request body, in bytes (design 6).
pub const BODY_AT_MOST: usize = 64 * 1024;
const RETRY_AFTER_SECONDS: &str = "2";

/// A request as an operation sees it.
pub struct Call {
    /// When it arrived. The only clock that an operation knows.
    pub now: Time,
    /// Who calls.
    pub caller: Caller,
    body: Bytes,
    query: HashMap<String, String>,
    /// Value of the device cookie.
    pub device: Option<String>,
}

/// What an operation answers.
pub struct Reply {
    body: Vec<u8>,
    cookie: Option<String>,
}

impl Call {
    /// The request's body, or which field is missing, unknown or of the wrong type.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if self.body.is_empty() {
            return Err(Error::api(Code::InvalidJson, "The body is empty; send JSON."));
        }
        let mut read = serde_json::Deserializer::from_slice(&self.body);
        let body =
            serde_path_to_error::deserialize(&mut read).map_err(|error| json_error(&error, &self.body))?;
        read.end().map_err(|_| Error::api(Code::InvalidJson, "Something follows the JSON."))?;
        Ok(body)
    }

    /// The same request of another caller.
    pub fn by(&self, caller: Caller) -> Self {
        Self {
            now: self.now,
            caller,
            body: self.body.clone(),
            query: self.query.clone(),
            device: self.device.clone(),
        }
    }

    /// A query parameter.
    pub fn query<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Error> {
        let Some(text) = self.query.get(name) else { return Ok(None) };
        let wrong = || Error::fields(vec![FieldError::new(name, Problem::WrongType)]);
        text.parse().map(Some).map_err(|_| wrong())
    }
}

impl Reply {
    /// Success with a JSON body.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, Error> {
        let body = serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { body, cookie: None })
    }

    /// Success with a body that is JSON already.
    pub const fn raw(body: Vec<u8>) -> Self {
        Self { body, cookie: None }
    }

    /// The same with a cookie.
    #[must_use]
    pub fn with_cookie(mut self, cookie: String) -> Self {
        self.cookie = Some(cookie);
        self
    }
}

/// Answers one request.
pub async fn answer(app: &App, operation: Operation, request: Request<Bytes>, now: Time) -> Response<Bytes> {
    match run(app, operation, request, now).await {
        Ok(reply) => {
            let mut response = json_response(200, reply.body);
            if let Some(cookie) = reply.cookie.and_then(|cookie| cookie.parse().ok()) {
                response.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => error_response(operation, error),
    }
}

async fn run(app: &App, operation: Operation, request: Request<Bytes>, now: Time) -> Result<Reply, Error> {
    let (parts, body) = request.into_parts();
    if body.len() > BODY_AT_MOST {
        return Err(Error::api(Code::TooLarge, format!("The body is over {BODY_AT_MOST} bytes.")));
    }
    let caller = Caller::of(app, bearer(&parts.headers), now).await?;
    let call = Call {
        now,
        caller,
        body,
        query: query(parts.uri.query().unwrap_or_default()),
        device: cookie(&parts.headers),
    };
    // On the heap: the largest operation would otherwise be part of every caller's future.
    Box::pin(operations::run(app, operation, &call)).await
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()
        .map(|value| value.strip_prefix("Bearer ").unwrap_or(value))
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

fn query(text: &str) -> HashMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn json_error(error: &serde_path_to_error::Error<serde_json::Error>, body: &[u8]) -> Error {
    // A number in place of a code counts as a syntax error there, though the body is JSON.
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
    let path = error.path().to_string();
    let text = error.inner().to_string();
    // Never the text itself: it may quote what was typed.
    let quoted = || text.split('`').nth(1).unwrap_or_default().to_owned();
    let within = |field: String| if path == "." { field } else { format!("{path}.{field}") };
    let (code, message, field, problem) = if text.starts_with("unknown field") {
        // The path ends in the unknown field already.
        (Code::UnknownField, "The operation does not know a field.", path.clone(), Problem::WrongType)
    } else if text.starts_with("missing field") {
        (Code::InvalidJson, "A field is missing.", within(quoted()), Problem::Missing)
    } else if error.inner().is_data() || is_json() {
        (Code::InvalidJson, "A value has the wrong type or form.", path.clone(), Problem::WrongType)
    } else {
        return Error::api(Code::InvalidJson, "The body is not JSON.");
    };
    Error::with_fields(code, message, vec![FieldError::new(field, problem)])
}

fn error_response(operation: Operation, error: Error) -> Response<Bytes> {
    let error = match error {
        Error::Api(error) => *error,
        Error::Internal(detail) => {
            tracing::error!(operation = operation.name(), %detail, "the operation failed");
            ApiError {
                code: Code::Internal,
                message: "Something went wrong on our side. The same request may be sent again.".to_owned(),
                fields: Vec::new(),
                holder: None,
            }
        }
    };
    let code = error.code;
    let body = serde_json::to_vec(&ErrorBody { error }).unwrap_or_default();
    let mut response = json_response(code.status(), body);
    if code == Code::Busy {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from_static(RETRY_AFTER_SECONDS));
    }
    response
}

fn json_response(status: u16, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    // Answers are personal: no cache on the way keeps them.
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
