//! Counts calls and capacity units, per DynamoDB operation.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use dynoxide::types::ConsumedCapacity;

/// Records what every call to an [`Engine`](super::Engine) consumed, table and indexes together,
/// as DynamoDB would bill it. Clones share one record.
///
/// Take the difference around the code to be measured:
///
/// ```ignore
/// engine.meter().reset();
/// submit(&app).await;
/// let usage = engine.meter().usage();
/// assert_eq!((usage.calls(), usage.read_units(), usage.write_units()), (2, 1.0, 6.0));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Usage>>);

/// What was consumed since the last reset.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// By operation name, for example `TransactWriteItems`.
    pub operations: BTreeMap<String, Consumed>,
}

/// What the calls of one operation consumed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Consumed {
    /// Calls that the caller made, retries of the AWS client and refused ones included.
    pub calls: u64,
    /// Those of them that were answered with an error or with nothing. DynamoDB tells no capacity
    /// in an error, so their units are missing from the sums (AWS does bill failed conditions).
    pub failed: u64,
    /// Read units, in halves.
    pub read_units: f64,
    /// Write units, table and indexes.
    pub write_units: f64,
}

impl Meter {
    /// What was consumed since the last [`reset`](Meter::reset), or since the start.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets everything counted so far.
    pub fn reset(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).operations.clear();
    }

    pub(super) fn record(&self, operation: &str, failed: bool, capacity: &[ConsumedCapacity]) {
        let mut usage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = usage.operations.entry(operation.to_owned()).or_default();
        entry.calls += 1;
        entry.failed += u64::from(failed);
        for table in capacity {
            let (read, write) = match (table.read_capacity_units, table.write_capacity_units) {
                // Only transactions tell both kinds apart; elsewhere the operation says which it is.
                (None, None) if is_read(operation) => (table.capacity_units, 0.0),
                (None, None) => (0.0, table.capacity_units),
                (read, write) => (read.unwrap_or(0.0), write.unwrap_or(0.0)),
            };
            entry.read_units += read;
            entry.write_units += write;
        }
    }
}

impl Usage {
    /// Calls of all operations.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.operations.values().map(|o| o.calls).sum()
    }

    /// Read units of all operations.
    #[must_use]
    pub fn read_units(&self) -> f64 {
        self.operations.values().map(|o| o.read_units).sum()
    }

    /// Write units of all operations.
    #[must_use]
    pub fn write_units(&self) -> f64 {
        self.operations.values().map(|o| o.write_units).sum()
    }

    /// The entry of one operation; all zero if it was not called.
    #[must_use]
    pub fn of(&self, operation: &str) -> Consumed {
        self.operations.get(operation).copied().unwrap_or_default()
    }
}

fn is_read(operation: &str) -> bool {
    matches!(operation, "GetItem" | "BatchGetItem" | "TransactGetItems" | "Query" | "Scan")
}
