//! The dialog: the limits, until when, who decided, and why.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::operation::Operation;
use ui::field::Field;
use ui::texts::{t, tf};
use ui::{clock, dates};

use super::values::Values;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Day, Note};
use crate::sending::{Buttons, Refusal, use_sending};
use crate::{calls, people};

/// Asks for the limits that a physician decided and sets them.
#[component]
pub fn Limits(
    /// The case as it is on the screen.
    view: CaseView,
    /// Called when the dialog is done with; whether something was set.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("limits-{}", view.case));
    let today = dates::day_of(clock::now());
    let new = || Values::new(calls::new_id(), &view.personal.on(today));
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut sending = use_sending("limits-", &form, onclose);
    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let who = people::name(view.identity.name.as_deref());
    let (case, name) = (view.case.clone(), who.clone());
    let send = move |()| {
        let today = dates::day_of(clock::now());
        let Some(body) = sending.begin(values.peek().read(&case, today)) else { return };
        let who = name.clone();
        spawn(async move {
            if sending.send(Operation::SetPersonalLimits, &body).await.is_ok() {
                desk.done.set(Some(Done::new(tf("console.limits.done", &[("who", &who)]))));
                sending.close();
            } else {
                // Another press after a refusal is another request.
                values.with_mut(|values| values.request_id = calls::new_id());
            }
        });
    };
    let typed = values();
    rsx! {
        Dialog { id: "limits", title: t("console.limits.title"), onclose: move |()| sending.cancel(),
            p { class: "who-kana", "{who}" }
            p { {t("console.limits.intro")} }
            Refusal { sending }
            Field {
                id: "limits-spo2_low_limit",
                label: t("console.limits.low"),
                hint: t("console.limits.low_hint"),
                value: typed.low.clone(),
                inputmode: "numeric",
                unit: "%",
                oninput: move |text: String| change(&|values| values.low.clone_from(&text)),
                error: sending.wrong("spo2_low_limit"),
            }
            Field {
                id: "limits-spo2_baseline",
                label: t("console.limits.baseline"),
                hint: t("console.limits.baseline_hint"),
                value: typed.baseline.clone(),
                inputmode: "numeric",
                unit: "%",
                oninput: move |text: String| change(&|values| values.baseline.clone_from(&text)),
                error: sending.wrong("spo2_baseline"),
            }
            Day {
                id: "limits-until",
                label: t("console.limits.until"),
                hint: t("console.limits.until_hint"),
                understood: typed.understood(today),
                value: typed.until.clone(),
                oninput: move |text: String| change(&|values| values.until.clone_from(&text)),
                onleave: move |()| {},
                error: sending.wrong("until"),
            }
            Field {
                id: "limits-physician",
                label: t("console.limits.physician"),
                value: typed.physician.clone(),
                oninput: move |text: String| change(&|values| values.physician.clone_from(&text)),
                error: sending.wrong("physician"),
            }
            Note {
                id: "limits-reason",
                label: t("console.field.reason"),
                hint: t("console.limits.reason_hint"),
                value: typed.reason.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| change(&|values| values.reason.clone_from(&text)),
                error: sending.wrong("reason"),
            }
            Buttons { sending, label: t("console.limits.send"), onsend: send }
        }
    }
}
