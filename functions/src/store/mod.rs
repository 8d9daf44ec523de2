//! The only code that knows DynamoDB: one table (design 5), one file per kind of item.
//!
//! Every write is a transaction under conditions. What can happen to it is one of four things,
//! see [`Failed`]; everything else is a [`StoreError`].

pub mod audit;
pub mod calls;
pub mod capacity;
pub mod cards;
pub mod check_ins;
pub mod day_entries;
pub mod devices;
pub mod due;
pub mod entries;
pub mod events;
pub mod find;
pub mod first_contact;
pub mod handover;
pub mod item;
pub mod keys;
pub mod organisations;
pub mod outcomes;
pub mod pairs;
pub mod people;
pub mod releases;
pub mod reminders;
pub mod residents;
pub mod rules;
pub mod standings;
pub mod system;
pub mod test_reports;
pub mod viewers;
pub mod visits;
pub mod work;
pub mod worklist;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem, Update};

use crate::error::Error;
use item::Item;
use keys::Key;

/// The table.
#[derive(Clone)]
pub struct Store {
    client: Client,
    table: String,
}

/// DynamoDB did not do what was asked, or an item is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is throttled or does not answer; the same call may be tried again.
    #[error("the table is busy")]
    Busy,
    /// Anything else, for the log.
    #[error("{0}")]
    Other(String),
}

/// Why a transaction was not applied.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The condition of the write with this place in the transaction did not hold.
    #[error("condition {0} did not hold")]
    Condition(usize),
    /// Another transaction was at the same item, or the outcome is not known: look again and decide anew.
    #[error("conflict")]
    Conflict,
    /// Neither.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::busy(),
            StoreError::Other(detail) => Self::Internal(detail),
        }
    }
}

/// Writes that happen together or not at all.
#[derive(Default)]
pub struct Transaction(Vec<TransactWriteItem>);

impl Transaction {
    /// Adds an item that must not exist yet; its place in the transaction.
    pub(crate) fn put_new(&mut self, store: &Store, key: Key, item: Item) -> Result<usize, StoreError> {
        let put = Put::builder()
            .table_name(&store.table)
            .set_item(Some(key.into_item(item)))
            .condition_expression("attribute_not_exists(pk)")
            .build();
        self.push(TransactWriteItem::builder().put(put.map_err(other)?).build())
    }

    /// Adds an item that stands for itself, whatever was there before.
    pub(crate) fn put(&mut self, store: &Store, key: Key, item: Item) -> Result<usize, StoreError> {
        let put = Put::builder().table_name(&store.table).set_item(Some(key.into_item(item))).build();
        self.push(TransactWriteItem::builder().put(put.map_err(other)?).build())
    }

    /// Adds an item that replaces the one whose attribute `counts` is this version.
    pub(crate) fn replace(
        &mut self,
        store: &Store,
        key: Key,
        item: Item,
        counts: &str,
        was: u32,
    ) -> Result<usize, StoreError> {
        let put = Put::builder()
            .table_name(&store.table)
            .set_item(Some(key.into_item(item)))
            .condition_expression("#version = :was")
            .expression_attribute_names("#version", counts)
            .expression_attribute_values(":was", item::number(was))
            .build();
        self.push(TransactWriteItem::builder().put(put.map_err(other)?).build())
    }

    /// Adds a condition on an item that is not written.
    pub(crate) fn check(&mut self, check: ConditionCheck) -> Result<usize, StoreError> {
        self.push(TransactWriteItem::builder().condition_check(check).build())
    }

    pub(crate) fn update(&mut self, update: Update) -> Result<usize, StoreError> {
        self.push(TransactWriteItem::builder().update(update).build())
    }

    fn push(&mut self, write: TransactWriteItem) -> Result<usize, StoreError> {
        self.0.push(write);
        Ok(self.0.len() - 1)
    }
}

impl Store {
    /// The table of this name.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Applies a transaction.
    pub async fn commit(&self, transaction: Transaction) -> Result<(), Failed> {
        let sent = self.client.transact_write_items().set_transact_items(Some(transaction.0)).send().await;
        sent.map(|_| ()).map_err(|error| failed(&error))
    }

    /// Puts one item that nothing depends on.
    pub(crate) async fn put(&self, key: Key, item: Item) -> Result<(), StoreError> {
        let item = Some(key.into_item(item));
        self.client.put_item().table_name(&self.table).set_item(item).send().await.map_err(read_failed)?;
        Ok(())
    }

    /// A strong read of one item.
    pub(crate) fn get(&self, key: Key) -> impl Future<Output = Result<Option<Item>, StoreError>> + '_ {
        self.get_item(key, true)
    }

    /// A read of one item for half the price, which may not know the last second yet.
    pub(crate) fn get_settled(
        &self,
        key: Key,
    ) -> impl Future<Output = Result<Option<Item>, StoreError>> + '_ {
        self.get_item(key, false)
    }

    async fn get_item(&self, key: Key, strong: bool) -> Result<Option<Item>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.into_item(Item::new())))
            .consistent_read(strong)
            .send()
            .await
            .map_err(read_failed)?;
        Ok(answer.item)
    }

    /// Every item of a partition whose sort key begins so, in order. Strong.
    pub(crate) async fn query(&self, pk: &str, begins: &str) -> Result<Vec<Item>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .expression_attribute_values(":pk", item::text(pk));
        query = if begins.is_empty() {
            query.key_condition_expression("pk = :pk")
        } else {
            query
                .key_condition_expression("pk = :pk AND begins_with(sk, :begins)")
                .expression_attribute_values(":begins", item::text(begins))
        };
        let mut pages = query.into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(read_failed)?);
        }
        Ok(items)
    }
}

fn other(error: impl std::fmt::Display) -> StoreError {
    StoreError::Other(error.to_string())
}

/// Whether an error passes by itself.
fn is_passing<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    const CODES: [&str; 7] = [
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "TransactionInProgressException",
        // A single write met a transaction on its item.
        "TransactionConflictException",
    ];
    match error {
        SdkError::ServiceError(service) => service.err().code().is_some_and(|code| CODES.contains(&code)),
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        _ => false,
    }
}

pub(crate) fn read_failed<E, R>(error: SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    if is_passing(&error) {
        StoreError::Busy
    } else {
        StoreError::Other(DisplayErrorContext(&error).to_string())
    }
}

fn failed<R: std::fmt::Debug>(error: &SdkError<TransactWriteItemsError, R>) -> Failed {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() {
        let codes: Vec<&str> =
            cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or("None")).collect();
        if let Some(place) = codes.iter().position(|code| *code == "ConditionalCheckFailed") {
            return Failed::Condition(place);
        }
        if codes.iter().any(|code| {
            matches!(*code, "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded")
        }) {
            return Failed::Conflict;
        }
    }
    // Whether it was applied is not known. Every transaction holds a condition that its own success
    // breaks, so deciding anew finds out.
    if is_passing(error) {
        return Failed::Conflict;
    }
    Failed::Store(StoreError::Other(DisplayErrorContext(error).to_string()))
}
