//! The one-machine server: the same functions as in the cloud, in one process, on an embedded
//! DynamoDB. For trying Mimamori, and for tests; not for production.

pub mod clock;
pub mod engine;
pub mod issuer;
mod pages;
pub mod staff;
pub mod template;
