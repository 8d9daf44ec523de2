//! What went wrong, in words: the field, its limit, and what may have happened.

use domain::api::error::FieldError;

use crate::api::Failure;
use crate::texts::{Language, filled, text};

/// Why a call failed and what to do about it.
pub fn failure_text(language: Language, failure: &Failure) -> String {
    match failure {
        Failure::Offline => text(language, "shared.failure.offline").to_owned(),
        Failure::Unexpected => text(language, "shared.failure.unexpected").to_owned(),
        Failure::Api(error, _) => {
            let holder = error.holder.as_deref().unwrap_or("–");
            let code = ["shared.code.", error.code.code()].concat();
            filled(language, &code, &[("holder", holder)])
        }
    }
}

/// One wrong field: its name, the problem with the limit, the hint, and a value that may have
/// been meant. Shown as text; nothing is filled in.
pub fn field_text(language: Language, error: &FieldError) -> String {
    let limit = error.limit.as_deref().unwrap_or_default();
    let problem = ["shared.problem.", error.problem.code()].concat();
    let mut parts = vec![filled(language, &problem, &[("limit", limit)])];
    if let Some(hint) = error.hint {
        parts.push(text(language, &["shared.hint.", hint.code()].concat()).to_owned());
    }
    if let Some(suggestion) = &error.suggestion {
        parts.push(filled(language, "shared.suggestion", &[("value", suggestion)]));
    }
    let between = if language == Language::Japanese { "" } else { " " };
    let field = field_name(language, &error.field);
    filled(language, "shared.field_error", &[("field", &field), ("problem", &parts.join(between))])
}

/// The name of a field as its form shows it.
pub fn field_name(language: Language, field: &str) -> String {
    // The server may name a nested field by its path.
    let last = field.rsplit('.').next().unwrap_or(field);
    match text(language, &["shared.field.", last].concat()) {
        "?" => field.to_owned(),
        name => name.to_owned(),
    }
}
