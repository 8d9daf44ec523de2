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

/// One wrong field: its name and what is wrong.
pub fn field_text(language: Language, error: &FieldError) -> String {
    let (field, problem) = (field_name(language, &error.field), problem_text(language, error));
    filled(language, "shared.field_error", &[("field", &field), ("problem", &problem)])
}

/// What is wrong with a field: the problem with the limit, the hint, and a value that may have been
/// meant. Shown as text; nothing is filled in.
pub fn problem_text(language: Language, error: &FieldError) -> String {
    let limit = error.limit.as_deref().unwrap_or_default();
    let problem = key(language, ["shared.problem.", "console.problem."], error.problem.code());
    let mut parts = vec![filled(language, &problem, &[("limit", limit)])];
    if let Some(hint) = error.hint {
        parts.push(text(language, &["shared.hint.", hint.code()].concat()).to_owned());
    }
    if let Some(suggestion) = &error.suggestion {
        parts.push(filled(language, "shared.suggestion", &[("value", suggestion)]));
    }
    let between = if language == Language::Japanese { "" } else { " " };
    parts.join(between)
}

/// The name of a field as its form shows it.
pub fn field_name(language: Language, field: &str) -> String {
    // The server may name a nested field by its path.
    let last = field.rsplit('.').next().unwrap_or(field);
    match text(language, &key(language, ["shared.field.", "console.field."], last)) {
        "?" => field.to_owned(),
        name => name.to_owned(),
    }
}

/// The key of a code in the texts of both apps, else in those of the console: a phone does not carry
/// what only staff are asked.
fn key(language: Language, [both, staff]: [&str; 2], code: &str) -> String {
    let shared = [both, code].concat();
    if text(language, &shared) == "?" { [staff, code].concat() } else { shared }
}
