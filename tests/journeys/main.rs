//! Journeys through the real functions. One binary; each module asks the system the way its users do.

#![allow(clippy::unwrap_used)]

mod alerts;
mod scenarios;
mod settling;
mod telling;
mod units;
