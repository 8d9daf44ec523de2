//! Journeys through the real functions. One binary; each module asks the system the way its users do.

#![allow(clippy::unwrap_used)]

mod access;
mod alerts;
mod filing;
mod import;
mod input;
mod moves;
mod privacy;
mod rights;
mod scenarios;
mod scene;
mod search;
mod settling;
mod sizes;
mod table;
mod telling;
mod test_reports;
