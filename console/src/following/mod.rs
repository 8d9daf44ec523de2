//! Whom a hotel or a contractor follows for the health centre (R12, R42): the floors of a hotel with who is
//! in which room, the cases of a contractor; and assigning a case to one.

mod assign;
mod file;
mod page;
mod person;

pub use assign::Assign;
pub use page::Following;
