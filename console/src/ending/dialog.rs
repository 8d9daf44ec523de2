//! The dialog: how the case ends, when it was, and what stops at once.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::rules;
use ui::field::FieldError as Wrong;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::values::{Ending, Values};
use crate::case::whereabouts;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Choice, Note, Tick, When};
use crate::moment::Moment;
use crate::sending::{Buttons, Refusal, use_sending};
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
    let mut sending = use_sending("end-", &form, onclose);
    let mut news = use_signal(|| false);

    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let shown = ending.clone();
    let send = move |()| {
        if news() {
            // What changed stands on the screen since the person was told.
            values.with_mut(|values| values.seen = shown.stay);
        }
        let now = clock::now();
        let Some(body) = sending.begin(values.peek().read(&shown, rules::at(now), now)) else { return };
        let who = shown.who.clone();
        spawn(async move {
            match sending.send(Operation::RecordOutcome, &body).await {
                Ok(()) => {
                    let what = words::outcome(body.outcome);
                    desk.done
                        .set(Some(Done::new(tf("console.ending.done", &[("who", &who), ("what", what)]))));
                    desk.refresh_soon();
                    sending.close();
                }
                Err(Some(Code::HasNews)) => {
                    values.with_mut(|values| {
                        values.request_id = calls::new_id();
                        values.confirmed = false;
                    });
                    news.set(true);
                    onnews(());
                }
                Err(_) => {}
            }
        });
    };

    let typed = values();
    let now = clock::now();
    let options: Vec<_> =
        ending.possible().into_iter().map(|outcome| (outcome, words::outcome(outcome).to_owned())).collect();
    let wrong = |field: &str| sending.wrong(field);
    let since = dates::moment(language(), ending.placed_at, now);
    rsx! {
        Dialog { id: "end", title: t("console.ending.title"), onclose: move |()| sending.cancel(),
            p { class: "who-kana", "{ending.who}" }
            Refusal { sending }
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
                errors: sending.errors(),
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
            Buttons { sending, label: t("console.ending.send"), onsend: send }
        }
    }
}
