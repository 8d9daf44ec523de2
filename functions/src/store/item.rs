//! Attributes and items: short helpers over what the SDK and `serde_dynamo` offer.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreError, other};

/// One item.
pub type Item = HashMap<String, AttributeValue>;

/// A text attribute.
pub fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A number attribute.
pub fn number(value: impl Into<i64>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

/// A binary attribute.
pub fn binary(value: Vec<u8>) -> AttributeValue {
    AttributeValue::B(Blob::new(value))
}

/// A set of texts, of which there is at least one.
pub fn texts(values: &[String]) -> AttributeValue {
    AttributeValue::Ss(values.to_vec())
}

/// The stored form of a value.
pub fn write<T: Serialize>(value: &T) -> Result<Item, StoreError> {
    serde_dynamo::to_item(value).map_err(other)
}

/// The value of a stored form. The error names no value: an item may hold personal data.
pub fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let key = sort_key(&item).split('#').next().unwrap_or_default().to_owned();
    serde_dynamo::from_item(item).map_err(|_| StoreError::Other(format!("an item {key} cannot be read")))
}

/// An item's sort key.
pub fn sort_key(item: &Item) -> &str {
    text_of(item, "sk").unwrap_or_default()
}

/// A text attribute of an item.
pub fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A number attribute of an item.
pub fn number_of(item: &Item, name: &str) -> Option<i64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// A binary attribute of an item.
pub fn binary_of<'a>(item: &'a Item, name: &str) -> Option<&'a [u8]> {
    item.get(name)?.as_b().ok().map(AsRef::as_ref)
}
