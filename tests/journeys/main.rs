//! Journeys through the real functions. One binary; each module asks the system the way its users do.

#![allow(clippy::unwrap_used)]

mod access;
mod alerts;
mod calls;
mod capacity;
mod contractor;
mod dead;
mod desk;
mod diseases;
mod duplicates;
mod entries;
mod entry_link;
mod fatal;
mod filing;
mod first_contact;
mod hotel;
mod import;
mod inpatients;
mod input;
mod ladder;
mod moves;
mod night;
mod outcomes;
mod persons;
mod prefecture;
mod privacy;
mod release;
mod reviews;
mod rights;
mod rules;
mod scenarios;
mod scene;
mod search;
mod settling;
mod simulation;
mod sizes;
mod suspected;
mod table;
mod telephone;
mod telling;
mod test_reports;
mod undecided;
mod units;
mod visits;
mod watching;
