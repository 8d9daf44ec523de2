//! For when the system is down: everybody who is followed as one file that opens without a network. It is
//! encrypted before it leaves this page, so that nothing readable ever lies on a disk.

mod cipher;
mod page;
mod sheet;

pub use page::Downtime;
