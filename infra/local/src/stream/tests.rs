use std::sync::Mutex;

use aws_sdk_dynamodb::types::AttributeValue as Value;
use aws_smithy_types::retry::RetryConfig;

use super::*;
use crate::template::Template;

struct Table {
    engine: Engine,
    mapping: StreamMapping,
    folder: tempfile::TempDir,
}

impl Table {
    async fn new(retries: u32) -> Self {
        let template = Template::embedded().unwrap();
        let mapping = StreamMapping { retries, ..template.stream_mappings[0].clone() };
        Self {
            engine: Engine::memory(&template).await.unwrap(),
            mapping,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    async fn put(&self, sk: &str, ring: bool) {
        let client = self.engine.client(RetryConfig::disabled());
        let put = client.put_item().table_name(self.engine.table());
        let put = put.item("pk", Value::S("CASE#1".into())).item("sk", Value::S(sk.into()));
        let put = if ring { put.item("ring_pending", Value::S("1".into())) } else { put };
        put.send().await.unwrap();
    }

    /// Every batch that is handed over; keys that contain "bad" fail.
    async fn drain(&self) -> Vec<Vec<String>> {
        let calls = Mutex::new(Vec::new());
        let consumer = async |keys: Vec<Key>| {
            let sks: Vec<_> = keys.into_iter().map(|(_, sk)| sk).collect();
            let failed =
                sks.iter().enumerate().filter(|(_, sk)| sk.contains("bad")).map(|(n, _)| n).collect();
            calls.lock().unwrap().push(sks);
            failed
        };
        let reader = Reader::new(&self.engine, self.mapping.clone(), self.folder.path());
        reader.drain(&consumer).await.unwrap();
        calls.into_inner().unwrap()
    }
}

#[tokio::test]
async fn only_ringing_work_is_handed_over_and_only_once() {
    let table = Table::new(0).await;
    for (sk, ring) in
        [("CARD", false), ("WORK#1", true), ("WORK#2", false), ("WORK#3", true), ("EVENT#1", true)]
    {
        table.put(sk, ring).await;
    }
    assert_eq!(table.drain().await, [["WORK#1", "WORK#3"]]);
    assert!(table.drain().await.is_empty());
    table.put("WORK#4", true).await;
    assert_eq!(table.drain().await, [["WORK#4"]]);
}

#[tokio::test]
async fn what_fails_is_tried_again_alone_and_then_put_aside() {
    let table = Table::new(2).await;
    for sk in ["WORK#1", "WORK#bad", "WORK#3"] {
        table.put(sk, true).await;
    }
    let calls = table.drain().await;
    assert_eq!(calls, [vec!["WORK#1", "WORK#bad", "WORK#3"], vec!["WORK#bad"], vec!["WORK#bad"]]);
    let letters = std::fs::read_to_string(table.folder.path().join(DEAD_LETTERS)).unwrap();
    assert_eq!(letters.lines().count(), 1);
    assert!(letters.contains("WORK#bad") && letters.contains("notify-health-centre"), "{letters}");
    assert!(table.drain().await.is_empty());
}

#[tokio::test]
async fn a_kill_before_the_position_is_kept_repeats_the_batch() {
    let table = Table::new(0).await;
    table.put("WORK#1", true).await;
    table.drain().await;
    let position = format!("{POSITION}-notify-health-centre");
    std::fs::remove_file(table.folder.path().join(position)).unwrap();
    assert_eq!(table.drain().await, [["WORK#1"]]);
}
