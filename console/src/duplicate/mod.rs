//! Duplicates: cases that look like one another, side by side, and what a person decides about them.

mod another;
mod ask;
mod banner;
mod page;
mod sides;

pub use banner::Banner;
pub use page::Duplicates;
