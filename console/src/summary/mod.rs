//! 患者情報: what an ambulance crew or a hospital needs to know of a patient, on one sheet of paper or as
//! plain text. Both are made from the same lines, so neither says more than the other.

mod about;
mod illness;
mod page;
mod told;

pub use page::PatientInformation;
