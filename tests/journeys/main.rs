//! Journeys through the real functions. One binary; each module asks the system the way its users do.

#![allow(clippy::unwrap_used)]

mod access;
mod alerts;
mod capacity;
mod dead;
mod diseases;
mod duplicates;
mod entry_link;
mod filing;
mod first_contact;
mod import;
mod inpatients;
mod input;
mod moves;
mod outcomes;
mod persons;
mod privacy;
mod reviews;
mod rights;
mod rules;
mod scenarios;
mod scene;
mod search;
mod settling;
mod sizes;
mod suspected;
mod table;
mod telling;
mod test_reports;
mod undecided;
mod units;
