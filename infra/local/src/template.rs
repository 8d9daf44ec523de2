//! Reads from `infra/template.yaml` what the one-machine server and the tests must share with the
//! deployed stack: the table with its indexes and stream, the routes, and the stream's filter.
//!
//! All of it has to be literal there. An intrinsic function (`!Ref`, `!Sub`, `Fn::If` …) in one of
//! those places is an error that names the place, because nothing here could resolve it.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableInputBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, Projection,
    StreamSpecification,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml_ng::{Mapping, Value};
use thiserror::Error;

/// Why a template cannot be used.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// The text is not YAML.
    #[error("the template is not YAML: {0}")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// A place that must be literal holds an intrinsic function.
    #[error("{place} must be a literal, but holds the intrinsic function {function}")]
    Intrinsic {
        /// Where, as a path from the top of the template.
        place: String,
        /// The function's name as written, for example `!Ref`.
        function: String,
    },
    /// A place is missing or has another shape than expected.
    #[error("{place}: {reason}")]
    Shape {
        /// Where, as a path from the top of the template.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What the template says about the parts that this machine plays.
#[derive(Debug, Clone)]
pub struct Template {
    table: Table,
    /// Every route of the HTTP API, in the template's order.
    pub routes: Vec<Route>,
    /// Every function that the table's stream calls.
    pub stream_consumers: Vec<StreamConsumer>,
}

/// One route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The method in capitals, for example `POST`.
    pub method: String,
    /// The path, for example `/api/submit-check-in`.
    pub path: String,
    /// The operation in kebab case, made from the function's logical id
    /// (`SubmitCheckInFunction` → `submit-check-in`).
    pub operation: String,
}

/// A function that the table's stream calls, and which records it wants.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamConsumer {
    /// The operation in kebab case.
    pub operation: String,
    /// Filter patterns as in `FilterCriteria`; a record is wanted if any of them matches, or if
    /// there are none.
    pub patterns: Vec<serde_json::Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    key_schema: Vec<Key>,
    attribute_definitions: Vec<Attribute>,
    #[serde(default)]
    global_secondary_indexes: Vec<Index>,
    stream_specification: Option<Stream>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Key {
    attribute_name: String,
    key_type: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    attribute_name: String,
    attribute_type: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Index {
    index_name: String,
    key_schema: Vec<Key>,
    projection: Projected,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Projected {
    projection_type: String,
    non_key_attributes: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    stream_view_type: String,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// If the text is not YAML, has not exactly one table, or a part that is read here is missing,
    /// misshapen or not literal.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let root: Value = serde_yaml_ng::from_str(text)?;
        let resources = root
            .get("Resources")
            .and_then(Value::as_mapping)
            .ok_or_else(|| shape("Resources", "is missing"))?;
        let mut template = Template {
            table: read_table(resources)?,
            routes: Vec::new(),
            stream_consumers: Vec::new(),
        };
        for (id, resource) in of_type(resources, "AWS::Serverless::Function") {
            template.read_events(id, resource)?;
        }
        Ok(template)
    }

    /// The request that creates the template's table under the name `name`: keys, attributes,
    /// indexes and stream as written, on-demand.
    ///
    /// # Errors
    /// If a name in the template is empty in a way that the AWS client refuses.
    pub fn create_table(&self, name: &str) -> Result<CreateTableInputBuilder, BuildError> {
        let attributes = self.table.attribute_definitions.iter();
        let indexes = self.table.global_secondary_indexes.iter();
        Ok(CreateTableInputBuilder::default()
            .table_name(name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema(&self.table.key_schema)?))
            .set_attribute_definitions(Some(attributes.map(attribute).collect::<Result<_, _>>()?))
            .set_global_secondary_indexes(Some(indexes.map(index).collect::<Result<_, _>>()?))
            .set_stream_specification(
                self.table
                    .stream_specification
                    .as_ref()
                    .map(stream)
                    .transpose()?,
            ))
    }

    fn read_events(&mut self, id: &str, resource: &Value) -> Result<(), TemplateError> {
        let operation = operation_name(id);
        let Some(events) = resource.get("Properties").and_then(|p| p.get("Events")) else {
            return Ok(());
        };
        let place = format!("Resources.{id}.Properties.Events");
        let events = events
            .as_mapping()
            .ok_or_else(|| shape(&place, "is not a mapping"))?;
        for (name, event) in events {
            let place = format!("{place}.{}", name.as_str().unwrap_or("?"));
            let properties = event.get("Properties").unwrap_or(&Value::Null);
            let place = format!("{place}.Properties");
            match event.get("Type").and_then(Value::as_str) {
                Some("HttpApi") => self.routes.push(Route {
                    method: field::<String>(properties, "Method", &place)?.to_uppercase(),
                    path: field(properties, "Path", &place)?,
                    operation: operation.clone(),
                }),
                Some("DynamoDB") => self.stream_consumers.push(StreamConsumer {
                    operation: operation.clone(),
                    patterns: read_patterns(properties, &place)?,
                }),
                _ => {}
            }
        }
        Ok(())
    }
}

/// `SubmitCheckInFunction` → `submit-check-in`.
fn operation_name(logical_id: &str) -> String {
    let stem = logical_id.strip_suffix("Function").unwrap_or(logical_id);
    let mut name = String::new();
    for letter in stem.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

fn read_table(resources: &Mapping) -> Result<Table, TemplateError> {
    let mut tables = of_type(resources, "AWS::DynamoDB::Table");
    let (Some((id, table)), None) = (tables.next(), tables.next()) else {
        return Err(shape(
            "Resources",
            "must have exactly one AWS::DynamoDB::Table",
        ));
    };
    let place = format!("Resources.{id}.Properties");
    let properties = table.get("Properties").unwrap_or(&Value::Null);
    Ok(Table {
        key_schema: field(properties, "KeySchema", &place)?,
        attribute_definitions: field(properties, "AttributeDefinitions", &place)?,
        global_secondary_indexes: optional(properties, "GlobalSecondaryIndexes", &place)?
            .unwrap_or_default(),
        stream_specification: optional(properties, "StreamSpecification", &place)?,
    })
}

fn read_patterns(properties: &Value, place: &str) -> Result<Vec<serde_json::Value>, TemplateError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Criteria {
        filters: Vec<Filter>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Filter {
        pattern: String,
    }
    let criteria: Option<Criteria> = optional(properties, "FilterCriteria", place)?;
    let filters = criteria.map(|c| c.filters).unwrap_or_default();
    let parse = |filter: Filter| {
        serde_json::from_str(&filter.pattern).map_err(|error| {
            shape(
                &format!("{place}.FilterCriteria"),
                &format!("a pattern is not JSON: {error}"),
            )
        })
    };
    filters.into_iter().map(parse).collect()
}

fn of_type<'a>(
    resources: &'a Mapping,
    kind: &'a str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    resources.iter().filter_map(move |(id, resource)| {
        (resource.get("Type")?.as_str()? == kind).then_some((id.as_str()?, resource))
    })
}

fn field<T: DeserializeOwned>(parent: &Value, key: &str, place: &str) -> Result<T, TemplateError> {
    optional(parent, key, place)?.ok_or_else(|| shape(&format!("{place}.{key}"), "is missing"))
}

fn optional<T: DeserializeOwned>(
    parent: &Value,
    key: &str,
    place: &str,
) -> Result<Option<T>, TemplateError> {
    let Some(value) = parent.get(key) else {
        return Ok(None);
    };
    let place = format!("{place}.{key}");
    refuse_intrinsics(value, &place)?;
    serde_yaml_ng::from_value(value.clone())
        .map(Some)
        .map_err(|error| shape(&place, &error.to_string()))
}

/// Short forms are YAML tags (`!Ref`); long forms are mappings with the one key `Ref` or `Fn::…`.
fn refuse_intrinsics(value: &Value, place: &str) -> Result<(), TemplateError> {
    let refuse = |function: String| {
        Err(TemplateError::Intrinsic {
            place: place.to_owned(),
            function,
        })
    };
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

fn shape(place: &str, reason: &str) -> TemplateError {
    TemplateError::Shape {
        place: place.to_owned(),
        reason: reason.to_owned(),
    }
}

fn key_schema(keys: &[Key]) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |key: &Key| {
        KeySchemaElement::builder()
            .attribute_name(&key.attribute_name)
            .key_type(key.key_type.as_str().into())
            .build()
    };
    keys.iter().map(element).collect()
}

fn attribute(attribute: &Attribute) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder()
        .attribute_name(&attribute.attribute_name)
        .attribute_type(attribute.attribute_type.as_str().into())
        .build()
}

fn index(index: &Index) -> Result<GlobalSecondaryIndex, BuildError> {
    let projection = Projection::builder()
        .projection_type(index.projection.projection_type.as_str().into())
        .set_non_key_attributes(index.projection.non_key_attributes.clone())
        .build();
    GlobalSecondaryIndex::builder()
        .index_name(&index.index_name)
        .set_key_schema(Some(key_schema(&index.key_schema)?))
        .projection(projection)
        .build()
}

fn stream(stream: &Stream) -> Result<StreamSpecification, BuildError> {
    StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(stream.stream_view_type.as_str().into())
        .build()
}

#[cfg(test)]
mod tests;
