//! Reads literal parts out of a template, with the place in every error.

use serde::de::DeserializeOwned;
use serde_yaml_ng::{Mapping, Value};

use super::TemplateError;

/// Every resource of a type, with its logical id.
pub(super) fn of_type<'a>(
    resources: &'a Mapping,
    kind: &'a str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    resources.iter().filter_map(move |(id, resource)| {
        (resource.get("Type")?.as_str()? == kind).then_some((id.as_str()?, resource))
    })
}

/// A part that must be there.
pub(super) fn field<T: DeserializeOwned>(parent: &Value, key: &str, place: &str) -> Result<T, TemplateError> {
    optional(parent, key, place)?.ok_or_else(|| shape(&format!("{place}.{key}"), "is missing"))
}

/// A part that may be absent; an intrinsic function anywhere in it is an error.
pub(super) fn optional<T: DeserializeOwned>(
    parent: &Value,
    key: &str,
    place: &str,
) -> Result<Option<T>, TemplateError> {
    let Some(value) = parent.get(key) else {
        return Ok(None);
    };
    let place = format!("{place}.{key}");
    refuse_intrinsics(value, &place)?;
    serde_yaml_ng::from_value(value.clone()).map(Some).map_err(|error| shape(&place, &error.to_string()))
}

/// Short forms are YAML tags (`!Ref`); long forms are mappings with the one key `Ref` or `Fn::…`.
fn refuse_intrinsics(value: &Value, place: &str) -> Result<(), TemplateError> {
    let refuse = |function: String| Err(TemplateError::Intrinsic { place: place.to_owned(), function });
    match value {
        Value::Tagged(tagged) => refuse(tagged.tag.to_string()),
        Value::Sequence(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(n, item)| refuse_intrinsics(item, &format!("{place}[{n}]"))),
        Value::Mapping(entries) => entries.iter().try_for_each(|(key, item)| {
            let key = key.as_str().unwrap_or("?");
            if key == "Ref" || key.starts_with("Fn::") {
                return refuse(key.to_owned());
            }
            refuse_intrinsics(item, &format!("{place}.{key}"))
        }),
        _ => Ok(()),
    }
}

/// The error for a part that is missing or has another shape.
pub(super) fn shape(place: &str, reason: &str) -> TemplateError {
    TemplateError::Shape { place: place.to_owned(), reason: reason.to_owned() }
}
