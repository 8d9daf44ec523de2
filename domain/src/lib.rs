//! What a case is and what the rules say.
//!
//! Pure code without async, clock or IO: `now` and ids come in as arguments, so the phone and
//! the server run exactly the same rules, and every rule can be tested by itself.
//!
//! # Layout
//!
//! - [`ids`], [`time`]: typed ids and the one notion of time
//! - [`api`]: requests, answers and error codes of every operation (the wire)
//! - [`operation`], [`rights`]: which operations there are and who may call them
//! - [`form`]: notification forms as dated data, and the code that checks them
//! - [`notification`], [`person`], [`placement`], [`entry_code`], [`entry_link`], [`reminder`]: what is filed, about whom, and where they are
//! - [`json`]: reading JSON with little code, for apps that are downloaded
//! - [`import`]: notifications from a CSV file, with the check of the form, and what is written as CSV
//! - [`find`], [`era`]: how a person is looked for, and names and dates in all their spellings
//! - [`reading`], [`symptoms`], [`level`], [`triage`]: a check-in's content and what it is judged to be
//! - [`rules`], [`schedule`]: dated rule sets, due times and windows
//! - [`card`], [`work`], [`change`]: the state of a case, what is owed to it, and how both change
//! - [`ringing`]: who is rung, when, until somebody has it in hand and has written a result
//! - [`test_report`]: how many an institution tested on a day; most of them never become a case
//! - [`capacity`]: beds and hotel rooms of an institution on a day
//! - [`stay`], [`condition`]: where a person is, which care status may follow which, and how inpatients are
//! - [`duplicate`]: two notifications of one person, and what was decided about them
//! - [`call`]: what a call comes to beyond words: its consequence, and a promised call-back
//! - [`call_due`], [`keypad`]: people without a smartphone, called by staff or by an automated call
//! - [`outcome`]: how a case ends, and what stops with it
//! - [`release`]: whether the criteria of release are met, and what of them nobody knows
//! - [`first_contact`], [`risk`]: what is asked at the first contact, and the risk class that follows from it

#![warn(clippy::pedantic)]
#![allow(clippy::must_use_candidate, clippy::missing_errors_doc, clippy::module_name_repetitions)]

pub mod api;
pub mod assignment;
pub mod call;
pub mod call_due;
pub mod capacity;
pub mod card;
pub mod change;
pub mod condition;
pub mod duplicate;
pub mod entries;
pub mod entry_code;
pub mod entry_link;
pub mod era;
pub mod find;
pub mod first_contact;
pub mod form;
pub mod ids;
pub mod import;
pub mod json;
pub mod keypad;
pub mod level;
pub mod notification;
pub mod operation;
pub mod outcome;
pub mod person;
pub mod placement;
pub mod reading;
pub mod release;
pub mod reminder;
pub mod review;
pub mod rights;
pub mod ringing;
pub mod risk;
pub mod room;
pub mod rules;
pub mod schedule;
pub mod sight;
pub mod stay;
pub mod symptoms;
pub mod task;
pub mod test_report;
pub mod time;
pub mod triage;
pub mod work;
