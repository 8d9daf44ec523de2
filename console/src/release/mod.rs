//! Releases (療養解除): who can be released, by which conditions since when, one by one or many at once
//! (R15), and when somebody is expected to be.

mod batch;
mod conditions;
mod decide;
mod file;
mod page;
mod row;

pub use conditions::{Expected, dates_of};
pub use page::Releases;
