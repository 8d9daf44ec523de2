//! Hands one DynamoDB request to the embedded database.
//!
//! This is what the database's own HTTP server does, less its checks for requests that no AWS client
//! would write: that server cannot be called without a socket.

use dynoxide::types::ConsumedCapacity;
use dynoxide::{Database, DynoxideError, actions};
use serde::Serialize;
use serde::de::DeserializeOwned;

type Answer = Result<(String, Vec<ConsumedCapacity>), DynoxideError>;

/// Runs `operation` on `body` (both as on the wire) and gives the answer's body and what the call
/// consumed on table and indexes. Consumption is asked for here, so that no caller has to; an AWS
/// client ignores the additional member of the answer.
///
/// # Errors
/// DynamoDB's own errors; `ValidationException` for an operation that the project does not use.
pub(super) fn dispatch(database: &Database, operation: &str, body: &[u8]) -> Answer {
    macro_rules! plain {
        ($operation:ident) => {
            Ok((write(&database.$operation(read(body)?)?)?, Vec::new()))
        };
    }
    macro_rules! metered {
        ($operation:ident::$request:ident, $capacity:expr) => {{
            let mut request: actions::$operation::$request = read(body)?;
            request.return_consumed_capacity = Some("INDEXES".to_owned());
            let answer = database.$operation(request)?;
            Ok((write(&answer)?, $capacity(answer.consumed_capacity)))
        }};
    }
    let one = Vec::from_iter::<Option<ConsumedCapacity>>;
    let many = Option::<Vec<ConsumedCapacity>>::unwrap_or_default;
    match operation {
        "GetItem" => metered!(get_item::GetItemRequest, one),
        "PutItem" => metered!(put_item::PutItemRequest, one),
        "UpdateItem" => metered!(update_item::UpdateItemRequest, one),
        "DeleteItem" => metered!(delete_item::DeleteItemRequest, one),
        "Query" => metered!(query::QueryRequest, one),
        "Scan" => metered!(scan::ScanRequest, one),
        "BatchGetItem" => metered!(batch_get_item::BatchGetItemRequest, many),
        "BatchWriteItem" => metered!(batch_write_item::BatchWriteItemRequest, many),
        "TransactGetItems" => metered!(transact_get_items::TransactGetItemsRequest, many),
        "TransactWriteItems" => metered!(transact_write_items::TransactWriteItemsRequest, many),
        "CreateTable" => plain!(create_table),
        "DescribeTable" => plain!(describe_table),
        "ListStreams" => plain!(list_streams),
        "DescribeStream" => plain!(describe_stream),
        "GetShardIterator" => plain!(get_shard_iterator),
        "GetRecords" => plain!(get_records),
        _ => Err(DynoxideError::ValidationException(format!("{operation} is not served here"))),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::SerializationException(error.to_string()))
}

fn write<T: Serialize>(answer: &T) -> Result<String, DynoxideError> {
    serde_json::to_string(answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
