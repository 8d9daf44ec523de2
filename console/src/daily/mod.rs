//! Whom staff still have to call today, of those who are followed by telephone (R11).

mod file;
mod page;

pub use page::DailyCalls;
