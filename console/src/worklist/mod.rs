//! Open work, worst first, and the keys that move through it.

pub mod bulk;
mod centres;
mod export;
mod filter;
mod help;
mod page;
pub mod quick;
mod row;
pub mod selection;
pub mod sound;
pub mod take;

pub use page::Worklist;
pub use row::{Opened, page, state, why};
