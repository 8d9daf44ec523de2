use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

use super::*;

fn template() -> Template {
    Template::embedded().unwrap()
}

async fn engine() -> (Engine, Client) {
    let engine = Engine::memory(&template()).await.unwrap();
    let client = engine.client(RetryConfig::disabled());
    (engine, client)
}

fn item(sk: &str) -> HashMap<String, AttributeValue> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    HashMap::from([
        ("pk".to_owned(), text("CASE#1")),
        ("sk".to_owned(), text(sk)),
        ("due_shard".to_owned(), text("07")),
        ("wake_at".to_owned(), text("2020-10-14T00:00:00Z")),
    ])
}

async fn exists(client: &Client, sk: &str) -> bool {
    let key = item(sk).into_iter().filter(|(name, _)| name == "pk" || name == "sk").collect();
    let got = client.get_item().table_name(TABLE).consistent_read(true).set_key(Some(key)).send();
    got.await.unwrap().item.is_some()
}

fn transaction(
    client: &Client,
    sks: &[&str],
) -> aws_sdk_dynamodb::operation::transact_write_items::builders::TransactWriteItemsFluentBuilder {
    sks.iter().fold(client.transact_write_items(), |transaction, sk| {
        let put = Put::builder()
            .table_name(TABLE)
            .set_item(Some(item(sk)))
            .condition_expression("attribute_not_exists(pk)");
        transaction.transact_items(TransactWriteItem::builder().put(put.build().unwrap()).build())
    })
}

#[tokio::test]
async fn meters_reads_writes_and_transactions() {
    let (engine, client) = engine().await;
    client.put_item().table_name(TABLE).set_item(Some(item("A"))).send().await.unwrap();
    assert!(exists(&client, "A").await);
    transaction(&client, &["B", "C"]).send().await.unwrap();
    let usage = engine.meter().usage();
    // A put of an indexed item is one unit for the table and one for the index; in a transaction
    // the table's part counts twice, the index's once.
    assert_eq!(usage.of("PutItem").write_units, 2.0);
    assert_eq!(usage.of("GetItem").read_units, 1.0);
    assert_eq!(usage.of("TransactWriteItems").write_units, 6.0);
    assert_eq!((usage.calls(), usage.read_units(), usage.write_units()), (3, 1.0, 8.0));
    engine.meter().reset();
    assert_eq!(engine.meter().usage(), Usage::default());
}

#[tokio::test]
async fn an_empty_query_of_an_index_costs_half_a_unit() {
    let (engine, client) = engine().await;
    let query = client
        .query()
        .table_name(TABLE)
        .index_name("due")
        .key_condition_expression("due_shard = :shard AND wake_at <= :now")
        .expression_attribute_values(":shard", AttributeValue::S("07".into()))
        .expression_attribute_values(":now", AttributeValue::S("2020".into()));
    assert_eq!(query.send().await.unwrap().count, 0);
    assert_eq!(engine.meter().usage().read_units(), 0.5);
}

#[tokio::test]
async fn a_failed_condition_in_a_transaction_names_its_item() {
    let (_engine, client) = engine().await;
    transaction(&client, &["A"]).send().await.unwrap();
    let error = transaction(&client, &["B", "A"]).send().await.unwrap_err().into_service_error();
    let reasons = match error {
        aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(e) => {
            e.cancellation_reasons.unwrap()
        }
        other => panic!("{other}"),
    };
    let codes: Vec<_> = reasons.iter().map(|r| r.code().unwrap()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert!(!exists(&client, "B").await);
}

#[tokio::test]
async fn refuses_as_dynamodb_would() {
    let (engine, client) = engine().await;
    for (refusal, code) in [
        (Refusal::Conflict { item: 1 }, "TransactionCanceledException"),
        (Refusal::Throttled, "ProvisionedThroughputExceededException"),
        (Refusal::ServerError, "InternalServerError"),
    ] {
        engine.set_hook(move |_| Verdict::Refuse(refusal));
        let error = transaction(&client, &["A", "B"]).send().await.unwrap_err();
        assert_eq!(error.code(), Some(code));
    }
    engine.set_hook(|_| Verdict::Refuse(Refusal::Conflict { item: 0 }));
    let error = client.put_item().table_name(TABLE).set_item(Some(item("A"))).send().await.unwrap_err();
    assert_eq!(error.code(), Some("TransactionConflictException"));
    engine.set_hook(|_| Verdict::Refuse(Refusal::Disconnected));
    let error = transaction(&client, &["A"]).send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    assert_eq!(engine.meter().usage().of("TransactWriteItems").failed, 4);
    engine.clear_hook();
    assert!(!exists(&client, "A").await);
}

#[tokio::test]
async fn a_lost_answer_was_applied_and_a_retry_with_the_same_token_is_answered() {
    let engine = Engine::memory(&template()).await.unwrap();
    let client = engine.client(RetryConfig::standard());
    let calls = Arc::new(AtomicU32::new(0));
    let count = calls.clone();
    engine.set_hook(move |target| match target.operation.as_str() {
        "TransactWriteItems" if count.fetch_add(1, Ordering::Relaxed) == 0 => Verdict::LoseAnswer,
        _ => Verdict::Pass,
    });
    transaction(&client, &["A"]).send().await.unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    assert!(exists(&client, "A").await);
}

#[tokio::test]
async fn something_else_can_happen_first() {
    let (engine, client) = engine().await;
    let (other, first) = (client.clone(), AtomicU32::new(0));
    engine.set_hook(move |target| {
        if !target.is_write() || first.fetch_add(1, Ordering::Relaxed) > 0 {
            return Verdict::Pass;
        }
        let other = other.clone();
        Verdict::After(Box::pin(async move {
            transaction(&other, &["A"]).send().await.unwrap();
        }))
    });
    let error = transaction(&client, &["A"]).send().await.unwrap_err();
    assert_eq!(error.code(), Some("TransactionCanceledException"));
}

#[tokio::test]
async fn the_stream_tells_every_write_in_order() {
    let (engine, client) = engine().await;
    for sk in ["A", "B"] {
        client.put_item().table_name(TABLE).set_item(Some(item(sk))).send().await.unwrap();
    }
    let streams = engine.streams();
    let stream = streams.list_streams().table_name(TABLE).send().await.unwrap();
    let arn = stream.streams()[0].stream_arn().unwrap();
    let described = streams.describe_stream().stream_arn(arn).send().await.unwrap();
    let shard = described.stream_description().unwrap().shards()[0].shard_id().unwrap();
    let iterator = streams
        .get_shard_iterator()
        .stream_arn(arn)
        .shard_id(shard)
        .shard_iterator_type(aws_sdk_dynamodbstreams::types::ShardIteratorType::TrimHorizon);
    let iterator = iterator.send().await.unwrap().shard_iterator.unwrap();
    let records = streams.get_records().shard_iterator(iterator).send().await.unwrap().records.unwrap();
    let keys: Vec<_> =
        records.iter().map(|r| r.dynamodb().unwrap().keys().unwrap()["sk"].as_s().unwrap().clone()).collect();
    assert_eq!(keys, ["A", "B"]);
}

#[tokio::test]
async fn a_file_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    let engine = Engine::open(&path, &template()).await.unwrap();
    let client = engine.client(RetryConfig::disabled());
    transaction(&client, &["A"]).send().await.unwrap();
    drop((engine, client));
    let engine = Engine::open(&path, &template()).await.unwrap();
    assert!(exists(&engine.client(RetryConfig::disabled()), "A").await);
}

/// The library's own query for the next sequence number reads every record; see `open_indexed`.
#[tokio::test]
async fn the_index_on_stream_records_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.db");
    let _engine = Engine::open(&path, &template()).await.unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    let plan: String = connection
        .query_row(
            "EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1
             FROM _stream_records WHERE table_name = ?1",
            ["mimamori"],
            |row| row.get("detail"),
        )
        .unwrap();
    assert!(plan.contains("mimamori_stream_order"), "{plan}");
}
