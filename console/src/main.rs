//! The staff's web console: the list of open work, the notification form, a case as one readable
//! story, and the form for a call.
//!
//! - [`app`], [`sign_in`], [`shell`]: start, signing in, and what stands around every page
//! - [`idle`]: who is gone for an hour hands nothing to nobody
//! - [`find`]: the search box of every page
//! - [`worklist`], [`notification`], [`notice`], [`case`], [`call`], [`close`], [`first_contact`], [`moving`],
//!   [`ending`], [`visiting`], [`limits`], [`summary`], [`release`], [`daily`], [`inpatients`], [`entries`], [`handover`], [`following`], [`downtime`], [`capacity`], [`test_report`], [`rules`]: the pages and what belongs to them
//! - [`import`]: notifications from a CSV file
//! - [`desk`]: the list as it was last fetched, shared by all pages
//! - [`calls`], [`draft`]: calls of the server, and what is typed but not yet sent
//! - [`words`], [`people`], [`colleagues`], [`due`], [`era`]: codes, persons, clocks and dates as people read and write them
//! - [`form`], [`moment`], [`dialog`], [`sending`], [`shortcuts`], [`page`], [`paper`]: parts that several pages use

mod app;
mod call;
mod calls;
mod capacity;
mod case;
mod close;
mod colleagues;
mod daily;
mod desk;
mod dialog;
mod downtime;
mod draft;
mod due;
mod duplicate;
mod ending;
mod entries;
mod find;
mod first_contact;
mod following;
mod form;
mod handover;
mod idle;
mod import;
mod inpatients;
mod limits;
mod moment;
mod moving;
mod notice;
mod notification;
mod page;
mod paper;
mod people;
mod release;
mod route;
mod rules;
mod sending;
mod shell;
mod shortcuts;
mod sign_in;
mod summary;
mod test_report;
mod visiting;
mod words;
mod worklist;

use std::rc::Rc;

use dioxus::prelude::*;
use dioxus::web::{Config, WebHistory};
use domain::era;

/// Path under which the console is served.
const BASE: &str = "/console";

fn main() {
    ui::texts::load(ui::texts::CONSOLE);
    // Before the router looks at the address: what the provider wrote into it is not for the router.
    let arrival = sign_in::arrive();
    let history = Rc::new(WebHistory::new(Some(BASE.to_owned()), true));
    LaunchBuilder::web().with_cfg(Config::new().history(history)).with_context(arrival).launch(app::App);
}
