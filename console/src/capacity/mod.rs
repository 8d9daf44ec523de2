//! Beds and hotel rooms of a day: who has entered them, who has not, and entering them in place (R46).

mod entry;
mod file;
mod page;
mod row;
mod today;
mod total;
mod values;

pub use page::Capacity;
pub use today::Today;
