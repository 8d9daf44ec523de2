//! The Lambda functions of Mimamori.
//!
//! # Layout
//!
//! - [`operations`]: one file an operation: parse → authorise → load → decide (domain) → save → answer
//! - [`store`]: the only code that knows DynamoDB
//! - [`http`]: from request to operation and from error to answer
//! - [`auth`], [`staff`], [`patient`]: who calls, and whether they may
//! - [`secrets`], [`seal`]: keyed hashes, tokens' keys, encryption at rest
//! - [`change`], [`review`], [`duplicates`], [`story`]: what several operations have in common: the loop of a
//!   change, how a notification stands, who looks alike, what happened in a case
//! - [`rules`]: the rules in force for a case or an organisation
//! - [`reckon`]: a published schedule reaches every case
//! - [`notify`]: telling organisations
//! - [`config`]: what the environment says, read once
//!
//! `src/bin` holds one tiny binary an operation, built with the feature `lambda`.

pub mod auth;
pub mod change;
pub mod config;
pub mod duplicates;
pub mod duty;
pub mod error;
pub mod http;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod notify;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod operations;
pub mod patient;
pub mod reckon;
pub mod review;
pub mod rules;
pub mod seal;
pub mod secrets;
pub mod staff;
pub mod store;
pub mod story;

use std::sync::Arc;

/// Everything that an operation works with, built once before the first event.
#[derive(Clone)]
pub struct App {
    /// The table.
    pub store: store::Store,
    /// Keys, all derived from one secret.
    pub secrets: Arc<secrets::Secrets>,
    /// Keys of the OIDC provider that signs staff in.
    pub staff: Arc<staff::StaffKeys>,
    /// The rules that authorities published, kept for a minute.
    pub rules: Arc<rules::RuleBook>,
    /// Where organisations are told.
    pub notifier: Arc<dyn notify::Notifier>,
    /// Who answers for which organisation, as it was read lately.
    pub duties: Arc<duty::Duties>,
    /// Address of the console, for the link in a notice.
    pub console_url: String,
    /// Address of the patient's app, ending in a slash, for the link with an entry code.
    pub app_url: String,
}
