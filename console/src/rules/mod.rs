//! Rules (判定基準): by which thresholds, due times and clocks the organisation works, whose each of them
//! is, and publishing others (design 6).

mod confirm;
mod file;
mod page;
mod publish;
mod shown;
mod value;
mod values;
mod words;

pub use page::JudgementRules;
