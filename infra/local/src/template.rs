//! Reads from `infra/template.yaml` what the one-machine server and the tests must share with the
//! deployed stack: the table with its indexes and stream, the routes, and the stream's filter.
//!
//! All of it has to be literal there. An intrinsic function (`!Ref`, `!Sub`, `Fn::If` …) in one of
//! those places is an error that names the place, because nothing here could resolve it.

mod read;
mod table;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableInputBuilder;
use domain::operation::Operation;
use serde::Deserialize;
use serde_yaml_ng::Value;
use thiserror::Error;

use read::{field, of_type, optional, shape};
use table::Table;

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
    pub stream_mappings: Vec<StreamMapping>,
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

/// A function that the table's stream calls, with which records and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamMapping {
    /// The operation in kebab case.
    pub operation: String,
    /// Patterns of `FilterCriteria`; a record is wanted if any of them matches, or if there is none.
    pub patterns: Vec<serde_json::Value>,
    /// Most records in one call.
    pub batch_size: usize,
    /// How often a record that failed is tried again before it becomes a dead letter.
    pub retries: u32,
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
        let mut template =
            Template { table: Table::read(resources)?, routes: Vec::new(), stream_mappings: Vec::new() };
        for (id, resource) in of_type(resources, "AWS::Serverless::Function") {
            template.read_events(id, resource)?;
        }
        Ok(template)
    }

    /// The template of the deployed stack, as it was when this was compiled.
    ///
    /// # Errors
    /// Like [`parse`](Self::parse).
    pub fn embedded() -> Result<Self, TemplateError> {
        Self::parse(include_str!("../../template.yaml"))
    }

    /// The request that creates the template's table under the name `name`: keys, attributes,
    /// indexes and stream as written, on-demand.
    ///
    /// # Errors
    /// If a name in the template is empty in a way that the AWS client refuses.
    pub fn create_table(&self, name: &str) -> Result<CreateTableInputBuilder, BuildError> {
        self.table.create(name)
    }

    /// How the table's stream calls this operation.
    #[must_use]
    pub fn stream_mapping(&self, operation: Operation) -> Option<&StreamMapping> {
        self.stream_mappings.iter().find(|mapping| mapping.operation == operation.name())
    }

    fn read_events(&mut self, id: &str, resource: &Value) -> Result<(), TemplateError> {
        let operation = operation_name(id);
        let Some(events) = resource.get("Properties").and_then(|p| p.get("Events")) else {
            return Ok(());
        };
        let place = format!("Resources.{id}.Properties.Events");
        let events = events.as_mapping().ok_or_else(|| shape(&place, "is not a mapping"))?;
        for (name, event) in events {
            let place = format!("{place}.{}", name.as_str().unwrap_or("?"));
            let properties = event.get("Properties").unwrap_or(&Value::Null);
            let place = format!("{place}.Properties");
            let operation = operation.clone();
            match event.get("Type").and_then(Value::as_str) {
                Some("HttpApi") => self.routes.push(Route {
                    method: field::<String>(properties, "Method", &place)?.to_uppercase(),
                    path: field(properties, "Path", &place)?,
                    operation,
                }),
                Some("DynamoDB") => self.stream_mappings.push(read_mapping(operation, properties, &place)?),
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

fn read_mapping(operation: String, properties: &Value, place: &str) -> Result<StreamMapping, TemplateError> {
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
    let filters = criteria.map(|criteria| criteria.filters).unwrap_or_default();
    let pattern = |filter: Filter| {
        serde_json::from_str(&filter.pattern).map_err(|error| {
            let place = format!("{place}.FilterCriteria");
            shape(&place, &format!("a pattern is not JSON: {error}"))
        })
    };
    Ok(StreamMapping {
        operation,
        patterns: filters.into_iter().map(pattern).collect::<Result<_, _>>()?,
        batch_size: field(properties, "BatchSize", place)?,
        retries: field(properties, "MaximumRetryAttempts", place)?,
    })
}

#[cfg(test)]
mod tests;
