//! The dialog: how the case ends, when it was, and what stops at once.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::outcome::OutcomeRecorded;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::rules;
use ui::api::Failure;
use ui::errors::failure_text;
use ui::field::FieldError as Wrong;
use ui::texts::{language, t, tf};
use ui::{browser, clock, dates};

use super::values::{Ending, Values};
use crate::case::whereabouts;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::{self, use_draft};
use crate::form::{Choice, Note, Tick, When, error_of};
use crate::moment::Moment;
use crate::{calls, words};

/// Asks how the case ends, and ends it.
#[component]
pub fn End(
    /// The case as it is on the screen.
    ending: Ending,
    /// Called when somebody else was faster: the case is to be fetched again.
    onnews: EventHandler<()>,
    /// Called when the dialog is done with; whether the case was ended.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("end-{}", ending.case));
    let new = || Values::new(calls::new_id(), &ending, clock::now());
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let mut news = use_signal(|| false);

    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let cancelled = form.clone();
    let cancel = use_callback(move |()| {
        draft::discard(&cancelled);
        onclose(false);
    });
    let shown = ending.clone();
    let send = move |_| {
        if sending() {
            return;
        }
        if news() {
            // What changed stands on the screen since the person was told.
            values.with_mut(|values| values.seen = shown.stay);
        }
        let now = clock::now();
        let body = match values.peek().read(&shown, rules::at(now), now) {
            Ok(body) => body,
            Err(wrong) => {
                let first = wrong.first().map(|error| format!("end-{}", error.field));
                errors.set(wrong);
                if let Some(field) = first {
                    browser::focus(&field);
                }
                return;
            }
        };
        errors.set(Vec::new());
        failure.set(None);
        let (form, who) = (form.clone(), shown.who.clone());
        sending.set(true);
        spawn(async move {
            match calls::change::<OutcomeRecorded>(Operation::RecordOutcome, &body).await {
                Ok(_) => {
                    draft::discard(&form);
                    let what = words::outcome(body.outcome);
                    desk.done
                        .set(Some(Done::new(tf("console.ending.done", &[("who", &who), ("what", what)]))));
                    desk.refresh_soon();
                    onclose(true);
                }
                Err(why) => {
                    if why.code() == Some(Code::HasNews) {
                        values.with_mut(|values| {
                            values.request_id = calls::new_id();
                            values.confirmed = false;
                        });
                        news.set(true);
                        onnews(());
                    }
                    if let Failure::Api(error, _) = &why {
                        errors.set(error.fields.clone());
                    }
                    failure.set(Some(why));
                }
            }
            sending.set(false);
        });
    };

    let typed = values();
    let now = clock::now();
    let options: Vec<_> =
        ending.possible().into_iter().map(|outcome| (outcome, words::outcome(outcome).to_owned())).collect();
    let wrong = |field: &str| error_of(&errors(), field);
    let since = dates::moment(language(), ending.placed_at, now);
    rsx! {
        Dialog { id: "end", title: t("console.ending.title"), onclose: cancel,
            p { class: "who-kana", "{ending.who}" }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            p {
                strong { {t("console.move.current")} ": " }
                {whereabouts(desk, ending.care_status, ending.place.as_ref(), ending.room.as_deref())}
                " · "
                {tf("console.move.since", &[("time", &since)])}
            }
            Choice {
                name: "end-outcome",
                legend: t("console.field.outcome"),
                options,
                chosen: typed.outcome,
                onchoose: move |chosen| change(&|values| values.outcome = Some(chosen)),
                error: wrong("outcome"),
            }
            When {
                day_id: "end-at_day",
                clock_id: "end-at",
                at: typed.at.clone(),
                onchange: move |at: Moment| change(&|values| values.at.clone_from(&at)),
                errors: errors(),
            }
            Note {
                id: "end-note",
                label: t("console.field.note"),
                hint: t("console.ending.note_hint"),
                value: typed.note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| change(&|values| values.note.clone_from(&text)),
                error: wrong("note"),
            }
            div { class: "banner banner-caution ending-stops",
                h3 { {t("console.ending.stops")} }
                ul {
                    if ending.ended_at.is_none() {
                        li { {t("console.ending.stops_check_ins")} }
                        li { {t("console.ending.stops_work")} }
                    }
                    li {
                        {t(if typed.outcome == Some(Outcome::Deceased) { "console.ending.family" } else { "console.ending.app" })}
                    }
                    li { {t("console.ending.final")} }
                }
                Tick {
                    id: "end-confirmed",
                    label: t("console.ending.confirm"),
                    ticked: typed.confirmed,
                    onchange: move |ticked| change(&|values| values.confirmed = ticked),
                }
                Wrong { id: "end-confirmed-error", error: wrong("confirmed") }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: send,
                    {t(if sending() { "console.sending" } else { "console.ending.send" })}
                }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}
