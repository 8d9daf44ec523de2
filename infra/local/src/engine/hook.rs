//! Lets a test step between the store and the database: refuse a call as DynamoDB would, lose its
//! answer, or let something else happen first. Conflicts, throttling, lag and broken connections do
//! not occur in the embedded database by themselves.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

/// Called before each call to the database. It must not block; what takes time goes into
/// [`Verdict::After`].
pub type Hook = Arc<dyn Fn(&Target) -> Verdict + Send + Sync>;

/// The call about to be made.
#[derive(Debug, Clone)]
pub struct Target {
    /// DynamoDB's name of the operation, for example `TransactWriteItems`.
    pub operation: String,
    /// The request body as the AWS client wrote it (JSON).
    pub body: Bytes,
}

/// What is to become of a call.
pub enum Verdict {
    /// Let it through.
    Pass,
    /// Let it through once this future has ended. With it a test slips a whole other operation
    /// between a read and the write that was decided on it. Calls that the future itself makes to
    /// the same engine come to the hook too, so the hook must count.
    After(Pin<Box<dyn Future<Output = ()> + Send>>),
    /// Do not apply it; answer with this.
    Refuse(Refusal),
    /// Apply it, then let the connection break before the answer.
    LoseAnswer,
}

/// How a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another transaction holds an item: `TransactionCanceledException` with the reason
    /// `TransactionConflict` for the item at `item` (0-based, `None` for the others), and
    /// `TransactionConflictException` for calls that are no transaction. DynamoDB's own client does
    /// not retry the first, but does retry the second.
    Conflict {
        /// Which item of the transaction is in conflict; ignored elsewhere.
        item: usize,
    },
    /// `ProvisionedThroughputExceededException`, which the AWS client retries.
    Throttled,
    /// `InternalServerError`, status 500, which the AWS client retries.
    ServerError,
    /// The connection breaks before the request is sent; the AWS client retries.
    Disconnected,
}

impl Target {
    /// The request body as JSON; null if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether the call would change the table.
    #[must_use]
    pub fn is_write(&self) -> bool {
        matches!(
            self.operation.as_str(),
            "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems"
        )
    }
}

impl Refusal {
    /// Status and body as DynamoDB writes them; `None` for a broken connection.
    pub(super) fn answer(self, target: &Target) -> Option<(u16, String)> {
        let plain = |status, code: &str, message: &str| {
            let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
            Some((status, json!({"__type": kind, "message": message}).to_string()))
        };
        match self {
            Refusal::Disconnected => None,
            Refusal::Throttled => plain(
                400,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded",
            ),
            Refusal::ServerError => plain(500, "InternalServerError", "Internal server error"),
            Refusal::Conflict { item } => {
                let items = target.json()["TransactItems"].as_array().map(Vec::len);
                match items {
                    None => plain(400, "TransactionConflictException", "Transaction is ongoing for the item"),
                    Some(count) => Some((400, transaction_conflict(count, item))),
                }
            }
        }
    }
}

fn transaction_conflict(count: usize, conflicting: usize) -> String {
    let reason = |n| match n == conflicting {
        true => {
            json!({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"})
        }
        false => json!({"Code": "None"}),
    };
    let codes: Vec<_> =
        (0..count).map(|n| if n == conflicting { "TransactionConflict" } else { "None" }).collect();
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
        "CancellationReasons": (0..count).map(reason).collect::<Vec<_>>(),
    })
    .to_string()
}
