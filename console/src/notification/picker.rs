//! Which disease and which of its forms: those that the prefecture has in force.

use dioxus::prelude::*;
use domain::form::{self, Adopted, Form};
use domain::time::Date;
use ui::browser;
use ui::texts::t;

use super::page::Editing;
use super::values::REPORT_DATE;
use crate::form::Pick;
use crate::words::said;

/// Where the last choice is kept on this device: no personal data, so it stays.
const LAST: &str = "mimamori-form";

/// The form with which a new notification begins: that chosen last on this device, else the first that
/// is offered.
pub fn first(adopted: &[Adopted], today: Date) -> Option<&'static Form> {
    let offered = form::offered(adopted, today);
    let last = browser::stored(LAST);
    let is_last = |form: &&&Form| Some(name(form)) == last;
    offered.iter().find(is_last).or(offered.first()).copied()
}

/// Disease and form without the version: the next version is chosen by itself.
fn name(form: &Form) -> String {
    [&form.disease, "/", &form.form].concat()
}

/// The choice of the form. What both forms ask stays as it was typed.
#[component]
pub fn Picker(editing: Editing, adopted: Vec<Adopted>, today: Date) -> Element {
    let reading = editing.reading.read();
    let reported = reading.answers.date(REPORT_DATE).unwrap_or(today);
    let mut offered = form::offered(&adopted, reported);
    // Typing another report date must not change the form under the hands.
    if offered.iter().all(|form| form.id() != reading.form.id()) {
        offered.push(reading.form);
    }
    rsx! {
        div { class: "picker",
            Pick {
                id: "form",
                label: t("console.field.form"),
                options: offered.into_iter().map(|form| (form.id(), said(&form.title).to_owned())).collect::<Vec<_>>(),
                chosen: reading.form.id(),
                onchoose: move |chosen: String| {
                    if let Some(form) = form::find(&chosen) {
                        browser::store(LAST, &name(form));
                    }
                    editing.change(|values| values.form = chosen);
                },
                error: editing.error("form"),
            }
        }
    }
}
