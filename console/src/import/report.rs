//! How far the sending is, what was refused, and what comes after it.

use std::rc::Rc;

use dioxus::prelude::*;
use domain::api::error::{ApiError, Code};
use domain::import::{Row, Sending, State, write};
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::file::{Checked, download};
use super::send::{How, Sender};
use super::slips::{Sheet, Slips};
use crate::form::error_of;
use crate::route::Route;
use crate::{people, sign_in};

/// More than these nobody reads on a screen; all of them are in the file.
const SHOWN: usize = 100;

/// The progress of a file, with the keys to stop it and go on.
#[component]
pub fn Report(sender: Sender, go: Callback<How>) -> Element {
    let counts = sender.sending.read().counts();
    let (is_going, is_done) = (sender.sending.read().is_going(), sender.sending.read().is_done());
    let failure = sender.failure.read().clone();
    let values = [("filed", counts.filed), ("all", counts.all), ("refused", counts.refused)];
    let values = values.map(|(name, count)| (name, count.to_string()));
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let state = match (is_going, is_done) {
        (true, _) => "console.import.sending",
        (false, true) => "console.import.done",
        // What is under way is still answered.
        (false, false) if counts.under_way > 0 => "console.import.stopping",
        (false, false) => "console.import.stopped",
    };
    rsx! {
        section { class: "import-progress",
            div { role: "status",
                label { r#for: "import-progress", {tf(state, &values)} }
            }
            progress { id: "import-progress", max: "{counts.all}", value: "{counts.filed + counts.refused}" }
            if let Some(failure) = failure {
                Interrupted { failure }
            }
            div { class: "buttons",
                if is_going {
                    button { class: "button", r#type: "button", onclick: move |_| sender.stop(), {t("console.import.stop")} }
                } else if !is_done {
                    button { class: "button button-main", r#type: "button", onclick: move |_| go.call(Sending::go), {t("console.import.resume")} }
                }
                if !is_going && counts.refused > 0 {
                    button { class: "button", r#type: "button", onclick: move |_| go.call(Sending::again), {t("console.import.again")} }
                }
                if !is_going {
                    if let Some(checked) = sender.checked.read().clone() {
                        button { class: "button", r#type: "button",
                            onclick: move |_| save(&checked, &sender.sending.peek()),
                            {t("console.import.save_result")}
                        }
                    }
                    button { class: "button", r#type: "button", onclick: move |_| sender.clear(), {t("console.import.other_file")} }
                }
            }
        }
        Refused { sender }
        if !is_going {
            Printing { sender, go }
        }
    }
}

/// Why all rows wait, and the way on.
#[component]
fn Interrupted(failure: Failure) -> Element {
    let is_signed_out = failure.code() == Some(Code::Unauthenticated);
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            p { {failure_text(language(), &failure)} " " {t("console.import.nothing_lost")} }
            if is_signed_out {
                button { class: "button", r#type: "button", onclick: move |_| sign_in::renew(), {t("console.import.sign_in")} }
            }
        }
    }
}

/// The rows that the server refused for themselves.
#[component]
fn Refused(sender: Sender) -> Element {
    let (checked, sending) = (sender.checked.read(), sender.sending.read());
    if sending.counts().refused == 0 {
        return rsx! {};
    }
    let rows = checked.iter().flat_map(|checked| &checked.run.rows).zip(sending.states());
    let refused = rows.filter_map(|(row, state)| match state {
        State::Refused(error) => Some((named(row), refusal(error))),
        _ => None,
    });
    let title = tf("console.import.refused", &[("count", &sending.counts().refused.to_string())]);
    rsx! {
        section { class: "import-findings",
            h2 { "{title}" }
            div { class: "import-table", tabindex: "0", role: "group", "aria-label": "{title}",
                table {
                    thead {
                        tr {
                            th { scope: "col", {t("console.import.row")} }
                            th { scope: "col", {t("console.import.problem")} }
                        }
                    }
                    tbody {
                        for (i , (row , why)) in refused.take(SHOWN).enumerate() {
                            tr { key: "{i}",
                                th { scope: "row", "{row}" }
                                td { "{why}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The slips of what was filed; those of an earlier run have to be asked for once more.
#[component]
fn Printing(sender: Sender, go: Callback<How>) -> Element {
    let mut shown = use_signal(|| false);
    let (checked, sending) = (sender.checked.read(), sender.sending.read());
    let rows = checked.iter().flat_map(|checked| &checked.run.rows).zip(sending.states());
    let sheets: Vec<_> = rows
        .filter_map(|(row, state)| match state {
            State::Filed(filed) => Some(Sheet { row: named(row), entry_code: filed.entry_code.clone() }),
            _ => None,
        })
        .collect();
    let before = sending.states().iter().filter(|state| **state == State::FiledBefore).count();
    rsx! {
        div { class: "buttons import-next",
            if before > 0 {
                button { class: "button", r#type: "button", onclick: move |_| go.call(Sending::fetch_codes),
                    {tf("console.import.fetch_codes", &[("count", &before.to_string())])}
                }
            }
            if !sheets.is_empty() && !shown() {
                button { class: "button button-main", r#type: "button", onclick: move |_| shown.set(true),
                    {tf("console.import.show_slips", &[("count", &sheets.len().to_string())])}
                }
            }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        }
        if shown() && !sheets.is_empty() {
            Slips { sheets }
        }
    }
}

/// `12行目 R-0012`
fn named(row: &Row) -> String {
    let number = tf("console.import.row_number", &[("row", &row.number.to_string())]);
    [number.as_str(), row.row_id.as_deref().unwrap_or_default()].join(" ").trim_end().to_owned()
}

fn refusal(error: &ApiError) -> String {
    let fields = error.fields.iter().filter_map(|field| error_of(&error.fields, &field.field));
    let fields: Vec<String> = fields.collect();
    if fields.is_empty() {
        return failure_text(language(), &Failure::Api(error.clone(), error.code.status()));
    }
    fields.join(" ")
}

/// What became of each row: the file from which codes are given out where nothing is printed.
fn save(checked: &Rc<Checked>, sending: &Sending) {
    let header = ["row", "row_id", "state", "case", "code"];
    let header = header.map(|name| t(&["console.import.", name].concat()).to_owned());
    let rows = checked.run.rows.iter().zip(sending.states()).map(|(row, state)| {
        let (state, case, code) = match state {
            State::Filed(filed) => {
                let code = domain::entry_code::EntryCode::parse(&filed.entry_code);
                let code = code.map_or_else(String::new, |code| code.grouped());
                (t("console.import.is_filed").to_owned(), people::number(&filed.case), code)
            }
            State::FiledBefore => {
                let case = people::number(&row.request.request_id.clone().into());
                (t("console.import.is_filed").to_owned(), case, String::new())
            }
            State::Refused(error) => (refusal(error), String::new(), String::new()),
            State::Waiting | State::UnderWay => {
                (t("console.import.is_waiting").to_owned(), String::new(), String::new())
            }
        };
        [row.number.to_string(), row.row_id.clone().unwrap_or_default(), state, case, code]
    });
    let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
    let today = dates::day_of(clock::now());
    let text = write(rows.iter().map(|row| row.iter().map(String::as_str)));
    download(&format!("mimamori-import-{today}.csv"), &text);
}
