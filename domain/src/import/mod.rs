//! Notifications from a CSV file: from its bytes to requests of `file-notification`, or to every
//! error by row and column. Each row is checked by the form's own check, the one that the function
//! makes, so that a dry run says what the server would.
//!
//! - [`text`]: from bytes to text
//! - [`table`]: from text to columns and rows
//! - [`row`]: from a row to a request
//! - [`dry_run`]: all rows, with the doubles among them
//! - [`sending`]: which rows are sent next, and what became of them
//! - [`write`]: CSV that a spreadsheet opens without running anything

mod cell;
mod cells;
mod columns;
mod dry_run;
mod row;
mod sending;
mod table;
mod text;
mod write;

pub use dry_run::{DryRun, Finding, Row};
pub use row::Setting;
pub use sending::{Counts, Outcome, Sending, State};
pub use table::{FileProblem, Line, Table};
pub use text::{Encoding, decode};
pub use write::{template, write};

/// Largest file, in bytes.
pub const BYTES_AT_MOST: usize = 10_000_000;
/// Most rows of a file, the header not counted.
pub const ROWS_AT_MOST: usize = 20_000;

#[cfg(test)]
mod tests;
