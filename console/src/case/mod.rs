//! A case as one readable story: who, where, how, what is owed next, and all that happened.

mod chart;
mod code;
mod facts;
mod load;
mod owed;
mod page;
mod read;
mod scale;
mod timeline;

pub use chart::Charts;
pub use code::Code;
pub use facts::{LastValues, Shown, Who, check_ins, symptoms, value, whereabouts};
pub use load::{CaseFile, use_case_file};
pub use owed::describe;
pub use page::Case;
pub use timeline::Happened;
