//! An institution's daily tests: the form for one day, and the last days below it.

mod days;
mod file;
mod form;
mod news;
mod page;
mod values;
mod words;

pub use page::Tests;
