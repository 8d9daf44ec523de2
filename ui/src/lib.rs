//! What both apps share.
//!
//! - [`api`]: calls of the operations, with the access token and the ways in which they fail
//! - [`clock`]: the one clock of an app, which follows the server's in a demo
//! - [`texts`]: what the apps say, in Japanese and English
//! - [`errors`]: what went wrong, in words that name field, limit and hint
//! - [`dates`]: moments and spans as people read them
//! - [`number`]: numbers as people type them
//! - [`level`], [`field`], [`wait`]: the parts of a screen that look the same in both apps
//! - [`browser`]: the few things asked of the browser itself
//!
//! Looks are in `assets/`: `tokens.css` holds colours and sizes, `parts.css` these parts.

pub mod api;
pub mod browser;
pub mod clock;
pub mod dates;
pub mod errors;
pub mod field;
pub mod level;
pub mod number;
pub mod texts;
pub mod wait;
