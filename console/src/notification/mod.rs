//! The light notification form, and the slip that the patient gets.

mod page;
mod placement;
mod qr;
mod read;
pub mod slip;
mod values;

pub use page::Notification;
