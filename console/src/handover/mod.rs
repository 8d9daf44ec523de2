//! Shift end (引継ぎ): what I have in hand is closed, given to a named colleague or put back; and what the
//! next shift needs to know.

mod file;
mod page;
mod since;

pub use page::HandOver;
