//! Moving a patient to another place or care status.

mod dialog;
mod values;

pub use dialog::Move;
pub use values::minute_of;
