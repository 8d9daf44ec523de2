//! The form for a call: who was reached, what was told, what comes of it, and whether that ends the work.

mod begin;
mod form;
mod found;
mod hand;
mod household;
mod news;
mod page;
mod told;
mod values;

pub use page::Call;
