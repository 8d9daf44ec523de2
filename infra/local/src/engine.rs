//! The embedded DynamoDB, and AWS clients that call it in process, without a socket.
//!
//! ```ignore
//! let engine = Engine::memory(&template).await?;              // a fresh table, gone with the engine
//! let store = Store::new(engine.client(RetryConfig::disabled()), engine.table());
//! engine.set_hook(|target| match target.operation.as_str() {  // the next transaction conflicts
//!     "TransactWriteItems" => Verdict::Refuse(Refusal::Conflict { item: 0 }),
//!     _ => Verdict::Pass,
//! });
//! engine.meter().reset();                                     // … calls …
//! engine.meter().usage().write_units();
//! ```
//!
//! The database has transactions, streams, conditions and capacity per index as AWS has them, but
//! neither throttling nor conflicts nor index lag: a [`Hook`] brings those in.

mod connector;
mod dispatch;
mod hook;
mod meter;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use aws_sdk_dynamodb::config::{BehaviorVersion, Region};
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::retry::RetryConfig;
use dynoxide::Database;
use thiserror::Error;

use crate::template::Template;
use connector::InProcess;
pub use hook::{Hook, Refusal, Target, Verdict};
pub use meter::{Consumed, Meter, Usage};

/// The table's name on this machine.
const TABLE: &str = "mimamori";

/// Nobody listens there, and nothing is signed: the clients want an address.
const ENDPOINT: &str = "http://dynamodb.invalid";

/// Why the embedded database cannot be used.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The database's file cannot be opened, or is none.
    #[error("the embedded database: {0}")]
    Database(#[from] dynoxide::DynoxideError),
    /// The index on the stream's records cannot be made.
    #[error("the embedded database's file: {0}")]
    File(#[from] rusqlite::Error),
    /// A temporary folder cannot be made, or the path is not UTF-8.
    #[error("the embedded database's folder: {0}")]
    Folder(#[from] std::io::Error),
    /// The template's table cannot be created.
    #[error("the table cannot be created: {0}")]
    Table(String),
}

/// One embedded DynamoDB with the template's table. Clones share it.
#[derive(Clone)]
pub struct Engine {
    in_process: InProcess,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl Engine {
    /// A fresh database in memory. Every call makes another one.
    ///
    /// # Errors
    /// If the template's table is refused or no temporary folder can be made.
    pub async fn memory(template: &Template) -> Result<Self, EngineError> {
        let folder = tempfile::tempdir()?;
        let pattern = folder.path().join("pattern.db");
        open_indexed(&pattern)?;
        let database = Database::memory()?;
        database.restore_from(utf8(&pattern)?)?;
        Self::with_table(database, template).await
    }

    /// The database in the file `path`, created with its table if there is none.
    ///
    /// It is SQLite with a write-ahead log, synchronised at every commit (`journal_mode = WAL`,
    /// `synchronous = FULL`): what was answered survives a killed process and a power failure.
    ///
    /// # Errors
    /// If the file cannot be opened or is no such database, or the template's table is refused.
    pub async fn open(path: &Path, template: &Template) -> Result<Self, EngineError> {
        Self::with_table(open_indexed(path)?, template).await
    }

    /// A client for the table's items. The caller decides on retries; tests of conflicts and lost
    /// answers want `RetryConfig::disabled()`.
    #[must_use]
    pub fn client(&self, retries: RetryConfig) -> aws_sdk_dynamodb::Client {
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::from_static("local"))
            .allow_no_auth()
            .endpoint_url(ENDPOINT)
            .http_client(self.in_process.client())
            .retry_config(retries);
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// A client for the table's stream.
    #[must_use]
    pub fn streams(&self) -> aws_sdk_dynamodbstreams::Client {
        let config = aws_sdk_dynamodbstreams::Config::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::from_static("local"))
            .allow_no_auth()
            .endpoint_url(ENDPOINT)
            .http_client(self.in_process.client());
        aws_sdk_dynamodbstreams::Client::from_conf(config.build())
    }

    /// The table's name.
    #[must_use]
    pub fn table(&self) -> &'static str {
        TABLE
    }

    /// What the calls of all clients of this engine consumed.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.in_process.meter
    }

    /// From now on calls `hook` before each call of any client of this engine.
    pub fn set_hook(&self, hook: impl Fn(&Target) -> Verdict + Send + Sync + 'static) {
        *self.in_process.hook.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(hook));
    }

    /// Calls no hook any more.
    pub fn clear_hook(&self) {
        *self.in_process.hook.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// While `on`, a file is not synchronised at every commit: for loading much at once, into a file
    /// that is thrown away if loading does not end. Switched off again, a killed process loses
    /// nothing; [`open`](Self::open) the file anew to be safe from a power failure too.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn hurry(&self, on: bool) -> Result<(), EngineError> {
        let database = &self.in_process.database;
        Ok(if on { database.enable_bulk_loading() } else { database.disable_bulk_loading() }?)
    }

    async fn with_table(database: Database, template: &Template) -> Result<Self, EngineError> {
        let new = database.table_count()? == 0;
        let in_process = InProcess { database, meter: Meter::default(), hook: Arc::new(RwLock::new(None)) };
        let engine = Self { in_process };
        if new {
            let input = template.create_table(TABLE).map_err(|e| EngineError::Table(e.to_string()))?;
            let created = input.send_with(&engine.client(RetryConfig::disabled())).await;
            created.map_err(|e| EngineError::Table(DisplayErrorContext(e).to_string()))?;
            engine.meter().reset();
        }
        Ok(engine)
    }
}

/// Opens or creates the file, and gives the stream's records an index that the library lacks:
/// without it each write reads all records ever written to find the next sequence number.
fn open_indexed(path: &Path) -> Result<Database, EngineError> {
    let database = Database::new(utf8(path)?)?;
    rusqlite::Connection::open(path)?.execute_batch(
        "CREATE INDEX IF NOT EXISTS mimamori_stream_order
         ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    )?;
    Ok(database)
}

fn utf8(path: &Path) -> Result<&str, std::io::Error> {
    path.to_str().ok_or_else(|| std::io::Error::other("the path is not UTF-8"))
}
#[cfg(test)]
mod tests;
