//! The table from outside, for what no operation does yet and for looking at everything.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_types::retry::RetryConfig;
use domain::rules;
use functions::store::cards::{self, StoredCard};
use functions::store::item::{Item, text};
use tests::World;

use crate::scene::now;

fn client(world: &World) -> Client {
    world.engine.client(RetryConfig::disabled())
}

fn key(pk: &str, sk: &str) -> Item {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

/// Puts an item, whatever was there.
pub async fn put(world: &World, pk: &str, sk: &str, mut item: Item) {
    item.extend(key(pk, sk));
    client(world).put_item().table_name(world.engine.table()).set_item(Some(item)).send().await.unwrap();
}

/// Puts a card, whatever its version.
pub async fn put_card(world: &World, stored: &StoredCard) {
    let wake_at = stored.card.wake_at(rules::at(now()));
    let item = cards::item(&stored.card, &stored.label, wake_at).unwrap();
    put(world, &format!("CASE#{}", stored.card.case), "CARD", item).await;
}

/// Sets an attribute.
pub async fn set(world: &World, pk: &str, sk: &str, attribute: &str, value: AttributeValue) {
    client(world)
        .update_item()
        .table_name(world.engine.table())
        .set_key(Some(key(pk, sk)))
        .update_expression("SET #name = :value")
        .expression_attribute_names("#name", attribute)
        .expression_attribute_values(":value", value)
        .send()
        .await
        .unwrap();
}

/// Removes an attribute.
pub async fn remove(world: &World, pk: &str, sk: &str, attribute: &str) {
    client(world)
        .update_item()
        .table_name(world.engine.table())
        .set_key(Some(key(pk, sk)))
        .update_expression("REMOVE #name")
        .expression_attribute_names("#name", attribute)
        .send()
        .await
        .unwrap();
}

/// Every item of the table.
pub async fn scan(world: &World) -> Vec<Item> {
    let pages = client(world).scan().table_name(world.engine.table()).into_paginator().items().send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap()
}

/// How many cases there are.
pub async fn cards(world: &World) -> usize {
    let pages = client(world)
        .scan()
        .table_name(world.engine.table())
        .filter_expression("sk = :card")
        .expression_attribute_values(":card", AttributeValue::S("CARD".to_owned()))
        .into_paginator()
        .items()
        .send();
    pages.collect::<Result<Vec<_>, _>>().await.unwrap().len()
}

/// The items whose partition key begins so.
pub async fn begins(world: &World, pk: &str) -> Vec<Item> {
    let mut items = scan(world).await;
    items.retain(|item| item["pk"].as_s().unwrap().starts_with(pk));
    items
}
