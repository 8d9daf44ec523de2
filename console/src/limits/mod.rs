//! What a physician sets for one patient in place of the rules (design 6, "Triage").

mod dialog;
mod values;

pub use dialog::Limits;
