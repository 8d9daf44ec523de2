//! The one-machine server: the same functions as in the cloud, in one process, on an embedded
//! DynamoDB. For trying Mimamori, and for tests; not for production.
//!
//! # Layout
//!
//! - [`engine`]: the embedded DynamoDB, with a meter and a hook for tests
//! - [`template`]: what is read from `infra/template.yaml`
//! - [`machine`]: all parts wired together; [`run`], [`options`], [`folder`]: the program around it
//! - [`stream`], [`schedule`]: drive the functions that nobody calls
//! - [`api`], [`apps`], [`server`]: what is served, with the stack's headers
//! - [`issuer`], [`staff`]: sign-in of the demo's staff
//! - [`clock`], [`outbox`], [`demo_page`]: time, sent messages, and the page that shows them
//! - [`stack`], [`topics`]: loading organisations into a deployed stack
//! - `demo`: believable cases, made through the functions themselves

pub mod api;
pub mod apps;
pub mod clock;
mod demo;
pub mod demo_page;
pub mod engine;
pub mod folder;
pub mod issuer;
pub mod machine;
pub mod options;
pub mod outbox;
mod pages;
mod pattern;
pub mod run;
pub mod schedule;
pub mod server;
pub mod stack;
pub mod staff;
pub mod stream;
pub mod template;
pub mod topics;
