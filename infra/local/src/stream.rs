//! The table's stream, driven as AWS drives it: in order, filtered, at least once, retried, and
//! what cannot be processed becomes a dead letter instead of holding up the rest.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::types::{AttributeValue, Record, ShardIteratorType};
use aws_smithy_types::error::display::DisplayErrorContext;
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::folder::replace_file;
use crate::pattern::matches;
use crate::template::StreamMapping;

/// What the name of the file begins with that holds the number of the last record which a function processed.
const POSITION: &str = "stream-position";

/// The name of the file of what could not be processed, one JSON object a line.
const DEAD_LETTERS: &str = "dead-letters.jsonl";

/// How often the stream is asked while nothing comes.
const PAUSE: Duration = Duration::from_millis(300);

/// Waits between tries grow from this up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A key of the table, as the stream tells it: `pk`, `sk`.
pub type Key = (String, String);

/// Reads a table's stream from where it stopped, for one function.
pub struct Reader {
    client: Client,
    table: String,
    mapping: StreamMapping,
    folder: PathBuf,
}

/// One batch of the stream.
struct Batch {
    wanted: Vec<Key>,
    last: Option<String>,
    next: Option<String>,
}

impl Reader {
    /// A reader that keeps its position in the data folder.
    #[must_use]
    pub fn new(engine: &Engine, mapping: StreamMapping, folder: &Path) -> Self {
        let table = engine.table().to_owned();
        Self { client: engine.streams(), table, mapping, folder: folder.to_owned() }
    }

    /// Hands batches of keys to `consumer` for ever, in the order of the stream; it gives back the
    /// places in the batch that failed. Trouble with the stream is reported and tried again.
    pub async fn run(&self, consumer: &impl AsyncFn(Vec<Key>) -> Vec<usize>) {
        let mut iterator = None;
        loop {
            match self.step(iterator.take(), consumer).await {
                Ok((next, busy)) => {
                    iterator = next;
                    if !busy {
                        tokio::time::sleep(PAUSE).await;
                    }
                }
                Err(error) => {
                    eprintln!("the table's stream: {error}");
                    tokio::time::sleep(LONGEST_WAIT).await;
                }
            }
        }
    }

    /// Like [`run`](Self::run), but returns when nothing is left in the stream.
    ///
    /// # Errors
    /// If the stream cannot be read or the position cannot be kept.
    pub async fn drain(&self, consumer: &impl AsyncFn(Vec<Key>) -> Vec<usize>) -> io::Result<()> {
        let mut iterator = None;
        loop {
            let (next, busy) = self.step(iterator, consumer).await?;
            if !busy {
                return Ok(());
            }
            iterator = next;
        }
    }

    /// One batch: read, process, keep the position. The position is kept last, so that a kill in
    /// between processes the batch once more instead of never.
    async fn step(
        &self,
        iterator: Option<String>,
        consumer: &impl AsyncFn(Vec<Key>) -> Vec<usize>,
    ) -> io::Result<(Option<String>, bool)> {
        let iterator = match iterator {
            Some(iterator) => iterator,
            None => self.start().await?,
        };
        let batch = self.read(iterator).await?;
        self.process(batch.wanted, consumer).await?;
        if let Some(last) = &batch.last {
            replace_file(&self.position(), last.as_bytes())?;
        }
        Ok((batch.next, batch.last.is_some()))
    }

    fn position(&self) -> PathBuf {
        self.folder.join(format!("{POSITION}-{}", self.mapping.operation))
    }

    /// An iterator after the kept position, or at the beginning of the stream.
    async fn start(&self) -> io::Result<String> {
        let streams = self.client.list_streams().table_name(&self.table).send().await.map_err(other)?;
        let arn = streams.streams().first().and_then(|s| s.stream_arn()).ok_or_else(|| missing("stream"))?;
        let stream = self.client.describe_stream().stream_arn(arn).send().await.map_err(other)?;
        let shards = stream.stream_description().map(|s| s.shards()).unwrap_or_default();
        let shard = shards.first().and_then(|s| s.shard_id()).ok_or_else(|| missing("shard"))?;
        let request = self.client.get_shard_iterator().stream_arn(arn).shard_id(shard);
        let request = match std::fs::read_to_string(self.position()) {
            Ok(position) => {
                request.shard_iterator_type(ShardIteratorType::AfterSequenceNumber).sequence_number(position)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                request.shard_iterator_type(ShardIteratorType::TrimHorizon)
            }
            Err(error) => return Err(error),
        };
        let iterator = request.send().await.map_err(other)?.shard_iterator;
        iterator.ok_or_else(|| missing("iterator"))
    }

    async fn read(&self, iterator: String) -> io::Result<Batch> {
        let limit = i32::try_from(self.mapping.batch_size).unwrap_or(i32::MAX);
        let answer =
            self.client.get_records().shard_iterator(iterator).limit(limit).send().await.map_err(other)?;
        let records = answer.records.unwrap_or_default();
        let last = records.last().and_then(|r| r.dynamodb()?.sequence_number().map(str::to_owned));
        let wanted = records.iter().filter(|record| self.wants(record)).filter_map(key).collect();
        Ok(Batch { wanted, last, next: answer.next_shard_iterator })
    }

    fn wants(&self, record: &Record) -> bool {
        let record = as_json(record);
        let patterns = &self.mapping.patterns;
        patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, Some(&record)))
    }

    /// Hands the keys over, those that failed again and again with growing waits, and at last gives
    /// them up as dead letters.
    async fn process(
        &self,
        mut keys: Vec<Key>,
        consumer: &impl AsyncFn(Vec<Key>) -> Vec<usize>,
    ) -> io::Result<()> {
        let mut wait = FIRST_WAIT;
        for attempt in 0..=self.mapping.retries {
            if keys.is_empty() {
                return Ok(());
            }
            if attempt > 0 {
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
            let failed = consumer(keys.clone()).await;
            keys = failed.into_iter().filter_map(|place| keys.get(place).cloned()).collect();
        }
        if keys.is_empty() {
            return Ok(());
        }
        let mut file = OpenOptions::new().create(true).append(true).open(self.folder.join(DEAD_LETTERS))?;
        for (pk, sk) in keys {
            eprintln!("given up after {} retries: {pk} {sk}", self.mapping.retries);
            let letter = json!({"operation": self.mapping.operation, "pk": pk, "sk": sk});
            file.write_all(format!("{letter}\n").as_bytes())?;
        }
        Ok(())
    }
}

fn key(record: &Record) -> Option<Key> {
    let keys = record.dynamodb()?.keys()?;
    let text = |name: &str| keys.get(name)?.as_s().ok().cloned();
    Some((text("pk")?, text("sk")?))
}

/// A record as the filter's patterns see it; only texts, numbers and booleans can be asked for.
fn as_json(record: &Record) -> Value {
    let value = |value: &AttributeValue| match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(yes) => json!({ "BOOL": yes }),
        _ => Value::Null,
    };
    let Some(change) = record.dynamodb() else {
        return Value::Null;
    };
    let mut parts = serde_json::Map::new();
    for (name, image) in
        [("Keys", change.keys()), ("NewImage", change.new_image()), ("OldImage", change.old_image())]
    {
        if let Some(image) = image {
            let image: Value = image.iter().map(|(name, part)| (name.clone(), value(part))).collect();
            parts.insert(name.to_owned(), image);
        }
    }
    let event = record.event_name().map_or("", |event| event.as_str());
    json!({ "eventName": event, "dynamodb": parts })
}

fn other<E: std::error::Error>(error: E) -> io::Error {
    io::Error::other(DisplayErrorContext(error).to_string())
}

fn missing(what: &str) -> io::Error {
    io::Error::other(format!("the table has no {what}"))
}

#[cfg(test)]
mod tests;
