//! The first contact sheet (初回連絡票): the form, and what the case page shows of it.

mod compare;
mod form;
mod glance;
mod member;
mod page;
mod values;
pub mod words;

pub use glance::Glance;
pub use page::FirstContact;
pub use words::reasons;
