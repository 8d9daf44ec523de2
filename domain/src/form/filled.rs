//! What was filled in.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json;
use crate::time::Date;

/// A form as filled in: values by the codes of their fields, and which fields are unknown. A field
/// that stands in neither was not answered.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// The values. A date is `YYYY-MM-DD`, a choice its code, several choices a list of codes.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub values: BTreeMap<String, Value>,
    /// The fields to which "unknown" was the answer.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown: BTreeSet<String>,
}

/// A test of the person (domain.md 2.2 no. 12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TestDone {
    /// How it was tested.
    pub method: String,
    /// What was tested.
    pub specimen: String,
    /// 採取日
    pub specimen_date: Date,
    /// Whether it was positive; none as long as the result is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<bool>,
}

/// A dose of a vaccine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Vaccination {
    /// When, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// By whom it was made, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filled(…)")
    }
}

impl Filled {
    /// With this value.
    #[must_use]
    pub fn with(mut self, code: &str, value: impl Into<Value>) -> Self {
        self.values.insert(code.to_owned(), value.into());
        self
    }

    /// With this field unknown.
    #[must_use]
    pub fn with_unknown(mut self, code: &str) -> Self {
        self.values.remove(code);
        self.unknown.insert(code.to_owned());
        self
    }

    /// Without an answer to this field.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.values.remove(code);
        self.unknown.remove(code);
        self
    }

    /// Whether there is a value.
    pub fn has(&self, code: &str) -> bool {
        self.values.contains_key(code)
    }

    /// A text or the code of a choice.
    pub fn text(&self, code: &str) -> Option<&str> {
        self.values.get(code)?.as_str()
    }

    /// A day.
    pub fn date(&self, code: &str) -> Option<Date> {
        self.text(code)?.parse().ok()
    }

    /// A whole number.
    pub fn whole(&self, code: &str) -> Option<u64> {
        self.values.get(code)?.as_u64()
    }

    /// Whether one of these codes was chosen, in a choice of one or of many; `true` and `false` have
    /// codes of that name. None without a value.
    pub fn chose(&self, code: &str, any: &[String]) -> Option<bool> {
        let is_one = |value: &Value| match value {
            Value::String(chosen) => any.contains(chosen),
            Value::Bool(chosen) => any.contains(&chosen.to_string()),
            _ => false,
        };
        let value = self.values.get(code)?;
        Some(value.as_array().map_or_else(|| is_one(value), |chosen| chosen.iter().any(is_one)))
    }

    /// The entries of a field that takes several; none if one of them cannot be read.
    pub fn entries<T: DeserializeOwned>(&self, code: &str) -> Option<Vec<T>> {
        let entries = self.values.get(code)?.as_array()?;
        entries.iter().map(|entry| json::of(entry).ok()).collect()
    }
}
