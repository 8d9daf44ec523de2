//! What an operation can answer instead of success. [`crate::http`] is the only place that turns
//! it into a response; internal details go to the log only.

use domain::api::error::{ApiError, Code, FieldError};

/// A refusal that the caller is told, or a failure that only the log is told.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller gets this.
    #[error("{}", .0.code.code())]
    Api(Box<ApiError>),
    /// The caller gets `internal`; this goes to the log and must hold no personal data.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A refusal with a code and a sentence for developers.
    pub fn api(code: Code, message: impl Into<String>) -> Self {
        Self::Api(Box::new(ApiError { code, message: message.into(), fields: Vec::new(), holder: None }))
    }

    /// Not there, or not yours: both look the same (design 7).
    pub fn not_found() -> Self {
        Self::api(Code::NotFound, "It does not exist, or it is not yours.")
    }

    /// One or more wrong fields.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        Self::with_fields(Code::InvalidFields, "One or more fields are wrong.", fields)
    }

    /// A refusal that names fields.
    pub fn with_fields(code: Code, message: impl Into<String>, fields: Vec<FieldError>) -> Self {
        Self::Api(Box::new(ApiError { code, message: message.into(), fields, holder: None }))
    }

    /// No valid token.
    pub fn unauthenticated() -> Self {
        Self::api(Code::Unauthenticated, "The token is missing, expired or not valid.")
    }

    /// Too much at once.
    pub fn busy() -> Self {
        Self::api(Code::Busy, "Too many changes at once. Try again.")
    }

    /// The code of a refusal.
    pub fn code(&self) -> Code {
        match self {
            Self::Api(error) => error.code,
            Self::Internal(_) => Code::Internal,
        }
    }
}
