//! The notification form of whatever disease, made from its definition, and the slip that the patient
//! gets.

mod answer;
mod correct;
mod entries;
mod known;
mod link;
mod on_behalf;
mod page;
mod picker;
mod placement;
mod qr;
mod read;
mod second;
mod send;
pub mod slip;
mod told;
mod values;

pub use correct::Correct;
pub use link::{SendLink, Sent};
pub use page::Notification;
pub use second::{ChooseSecond, use_second};
