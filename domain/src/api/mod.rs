//! The wire: requests, answers and errors of every operation.
//!
//! Old installed apps and new servers must agree: fields are added, never renamed, and enums in
//! answers have an `unknown` variant (design 3).

pub mod calls;
pub mod capacity;
pub mod case;
pub mod check_in;
pub mod desk;
pub mod downtime;
pub mod duplicate;
pub mod entries;
pub mod error;
pub mod filing;
pub mod first_contact;
pub mod following;
pub mod hospital;
pub mod isolation;
pub mod limits;
pub mod link;
pub mod outcome;
pub mod release;
pub mod review;
pub mod rules;
pub mod search;
pub mod session;
pub mod stay;
pub mod test_report;
pub mod visit;
pub mod work;
