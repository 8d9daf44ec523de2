//! Entering a visit to a doctor during isolation (R14).

mod dialog;
mod values;

pub use dialog::Visit;
