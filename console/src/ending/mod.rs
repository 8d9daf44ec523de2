//! Ending a case: the outcome, when it was, and what stops with it.

mod dialog;
mod values;

pub use dialog::End;
pub use values::Ending;
