//! Notifications from a CSV file: choose it, see every error by row and column, send what is right,
//! stop and go on, print the slips.

mod file;
mod found;
mod kept;
mod page;
mod problems;
mod report;
mod send;
mod slips;

pub use file::download;
pub use page::Import;
