//! The one-machine server: the same functions as in the cloud, in one process, on an embedded
//! DynamoDB. For trying Mimamori, and for tests; not for production.

pub mod apps;
pub mod clock;
pub mod demo_page;
pub mod engine;
pub mod folder;
pub mod issuer;
pub mod options;
pub mod outbox;
mod pages;
mod pattern;
pub mod server;
pub mod staff;
pub mod stream;
pub mod template;
