//! Today's entries (R12): everybody who is followed, worst first, and how far somebody has read.

mod file;
mod page;
mod read;
mod row;

pub use page::TodaysEntries;
