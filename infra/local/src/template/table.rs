//! The table's part of a template, as DynamoDB's own request.

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableInputBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, Projection, StreamSpecification,
};
use serde::Deserialize;
use serde_yaml_ng::{Mapping, Value};

use super::TemplateError;
use super::read::{field, of_type, optional, shape};

/// What the template says of the table, member by member as CloudFormation names them.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Table {
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

impl Table {
    /// Reads the only table of a template.
    ///
    /// # Errors
    /// If there is none or more than one, or a part is missing or not literal.
    pub(super) fn read(resources: &Mapping) -> Result<Self, TemplateError> {
        let mut tables = of_type(resources, "AWS::DynamoDB::Table");
        let (Some((id, table)), None) = (tables.next(), tables.next()) else {
            return Err(shape("Resources", "must have exactly one AWS::DynamoDB::Table"));
        };
        let place = format!("Resources.{id}.Properties");
        let properties = table.get("Properties").unwrap_or(&Value::Null);
        Ok(Self {
            key_schema: field(properties, "KeySchema", &place)?,
            attribute_definitions: field(properties, "AttributeDefinitions", &place)?,
            global_secondary_indexes: optional(properties, "GlobalSecondaryIndexes", &place)?
                .unwrap_or_default(),
            stream_specification: optional(properties, "StreamSpecification", &place)?,
        })
    }

    /// The request that creates this table under a name.
    ///
    /// # Errors
    /// If the AWS client refuses a part.
    pub(super) fn create(&self, name: &str) -> Result<CreateTableInputBuilder, BuildError> {
        let attributes = self.attribute_definitions.iter();
        let indexes = self.global_secondary_indexes.iter();
        Ok(CreateTableInputBuilder::default()
            .table_name(name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema(&self.key_schema)?))
            .set_attribute_definitions(Some(attributes.map(attribute).collect::<Result<_, _>>()?))
            .set_global_secondary_indexes(Some(indexes.map(index).collect::<Result<_, _>>()?))
            .set_stream_specification(self.stream_specification.as_ref().map(stream).transpose()?))
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
