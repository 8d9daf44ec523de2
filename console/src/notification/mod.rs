//! The notification form of whatever disease, made from its definition, and the slip that the patient
//! gets.

mod answer;
mod correct;
mod entries;
mod known;
mod on_behalf;
mod page;
mod picker;
mod placement;
mod qr;
mod read;
mod send;
pub mod slip;
mod told;
mod values;

pub use correct::Correct;
pub use page::Notification;
