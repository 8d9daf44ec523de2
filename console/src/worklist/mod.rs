//! Open work, worst first, and the keys that move through it.

mod export;
mod filter;
mod help;
mod page;
mod row;
pub mod selection;
pub mod take;

pub use page::Worklist;
pub use row::{Opened, page, state, why};
