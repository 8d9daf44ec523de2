//! Inpatients of a hospital or of a health centre: how they are, and entering it in place (R10, R16).

mod entry;
mod file;
mod page;
mod row;
mod values;

pub use page::Inpatients;
