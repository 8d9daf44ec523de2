//! What became of a check-in: kept, received and judged, or refused.

use dioxus::prelude::*;
use domain::api::check_in::CheckInReceived;
use domain::ids::CheckInId;
use domain::level::Level;
use domain::triage::Reason;
use ui::level::badge;
use ui::texts::{t, tf};
use ui::wait::waiting;

use crate::advice::{MEASURE_AGAIN, advice};
use crate::check_in;
use crate::draft::Draft;
use crate::outbox::Entry;
use crate::parts::{OTHER, button, call_119, centre_phones, heading, moment};
use crate::screens::emergency::say;
use crate::screens::unsent::{refused, sync_line};
use crate::state::{App, Link, Screen, show};
use crate::words;

/// What became of this check-in.
pub fn answer(app: &App, id: &CheckInId) -> Element {
    let answered = app.answers.iter().find(|(_, answer)| answer.id == *id);
    let entry = app.outbox.iter().find(|entry| entry.id == *id);
    let body = match (answered, entry) {
        (Some((draft, answer)), _) => received(app, draft, answer),
        (None, Some(entry)) if entry.refused.is_some() => rsx! {
            {heading(t("patient.answer.refused"))}
            {refused(app)}
            {centre_phones(app)}
        },
        (None, Some(entry)) => kept(app, entry),
        // Another tab has sent it, or the person has deleted it.
        (None, None) => rsx! {
            {heading(t("patient.answer.gone"))}
            {centre_phones(app)}
        },
    };
    rsx! {
        {body}
        div { class: "actions", {button(OTHER, t("patient.home"), || show(Screen::Home))} }
    }
}

/// On this device only. Nobody has seen it: what the phone can judge by itself is said here.
fn kept(app: &App, entry: &Entry) -> Element {
    let judged = entry.draft.judged_here(&app.personal(), app.now);
    let (level, reasons) = judged.map_or((Level::Ok, Vec::new()), |judged| (judged.level, judged.reasons));
    let at_first = app.sending && !matches!(app.link, Link::Bad(_));
    rsx! {
        {heading(t(if at_first { "patient.answer.sending" } else { "patient.answer.kept" }))}
        if level == Level::Emergency {
            {emergency(app, &entry.draft)}
        }
        if at_first {
            {waiting(t("patient.answer.sending_help"))}
        } else if level > Level::Ok {
            p { class: "answer-unknown", {t("patient.answer.call_yourself")} }
        }
        if !at_first {
            {centre_phones(app)}
            {sync_line(app)}
            if level > Level::Ok && level < Level::Emergency {
                section { class: "card",
                    h2 { class: "card-title", {t("patient.answer.meanwhile")} }
                    {why(level, &entry.draft, &reasons)}
                    {to_do(level, &reasons)}
                }
            }
        }
    }
}

/// Received, judged, and seen.
fn received(app: &App, draft: &Draft, answer: &CheckInReceived) -> Element {
    let CheckInReceived { level, reasons, .. } = answer;
    let is_emergency = matches!(level, Level::Emergency | Level::Unknown);
    let next = answer.next_due.map(|due| tf("patient.answer.next_due", &[("time", &moment(app, due))]));
    rsx! {
        {heading(t("patient.answer.received"))}
        if is_emergency {
            {emergency(app, draft)}
        }
        section { class: "card",
            p { class: "answer-level", {badge(*level)} }
            // In an emergency the facts stand above, to be read out.
            if !is_emergency {
                {why(*level, draft, reasons)}
            }
            if let Some(call_by) = answer.call_by {
                p { class: "answer-call", {tf("patient.alert.call_by", &[("time", &moment(app, call_by))])} }
            } else {
                p { {t("patient.answer.no_call")} }
            }
            if !is_emergency {
                {to_do(*level, reasons)}
            }
        }
        {centre_phones(app)}
        if let Some(next) = next {
            p { "{next}" }
        }
        if answer.clock_suspect {
            p { class: "soft", {t("patient.answer.clock")} }
        }
    }
}

fn emergency(app: &App, draft: &Draft) -> Element {
    rsx! {
        div { class: "emergency",
            p { class: "emergency-title", {t("patient.emergency.title")} }
            {call_119()}
            {say(app, draft)}
        }
    }
}

fn why(level: Level, draft: &Draft, reasons: &[Reason]) -> Element {
    rsx! {
        if level == Level::Ok && reasons.is_empty() {
            p { {t("patient.answer.well")} }
        }
        ul { class: "reasons",
            for reason in reasons {
                li { key: "{reason.code()}", {words::reason(draft, *reason)} }
            }
        }
    }
}

fn to_do(level: Level, reasons: &[Reason]) -> Element {
    rsx! {
        h2 { class: "card-title", {t("patient.answer.now")} }
        for key in advice(level, reasons) {
            p { key: "{key}", {t(key)} }
            if key == MEASURE_AGAIN {
                p { {button("button-main", t("patient.answer.measure_again"), || check_in::begin(true))} }
            }
        }
    }
}
