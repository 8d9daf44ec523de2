//! The dialog: where the patient is, where to, from when on.

use dioxus::prelude::*;
use domain::api::case::{CaseView, Entry, What};
use domain::api::error::Code;
use domain::operation::Operation;
use domain::placement::{Channel, Risk};
use domain::rules;
use domain::stay::{is_hospital, next, place_kind};
use ui::field::Field;
use ui::texts::{language, t, tf};
use ui::{browser, clock, dates};

use super::values::Values;
use crate::capacity::Today;
use crate::case::{CaseFile, Happened, whereabouts};
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Choice, Day, Note};
use crate::sending::{Buttons, Refusal, use_sending};
use crate::{calls, people, words};

/// Asks where to and from when on, and moves the patient.
#[component]
pub fn Move(
    /// The case as it is on the screen.
    view: CaseView,
    /// To fetch it again when somebody else has moved the patient.
    file: CaseFile,
    /// Called when the dialog is done with; whether the patient was moved.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("move-{}", view.case));
    let new = || {
        let now = clock::now();
        Values::new(calls::new_id(), &view, dates::day_of(now).to_string(), dates::clock(now))
    };
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut sending = use_sending("move-", &form, onclose);
    let mut news = use_signal(Vec::<Entry>::new);

    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let shown = view.clone();
    let send = move |()| {
        let now = clock::now();
        let Some(body) = sending.begin(values.peek().read(&shown, rules::at(now), now)) else { return };
        let who = people::name(shown.identity.name.as_deref());
        let (risk, channel) = (shown.risk, shown.channel);
        spawn(async move {
            match sending.send(Operation::MovePatient, &body).await {
                Ok(()) => {
                    desk.done.set(Some(Done::new(tf("console.move.moved", &[("who", &who)]))));
                    file.load().await;
                    sending.close();
                }
                // Somebody was faster: what was typed stays, and what changed is shown first.
                Err(Some(Code::HasNews)) => {
                    let Some(view) = file.load().await else { return };
                    sending.forget_refusal();
                    news.set(moves_after(&view, body.seen));
                    values.with_mut(|values| {
                        values.seen = view.stay;
                        values.request_id = calls::new_id();
                        // What nobody touched follows what changed.
                        if values.risk == risk {
                            values.risk = view.risk;
                        }
                        if values.channel == channel {
                            values.channel = view.channel;
                        }
                    });
                    browser::focus("move-news");
                }
                Err(_) => {}
            }
        });
    };

    let typed = values();
    let list = desk.list.read();
    let places: Vec<_> = match typed.care_status.and_then(place_kind) {
        Some("hospital") => list.iter().flat_map(|list| &list.hospitals).collect(),
        Some(_) => list.iter().flat_map(|list| &list.hotels).collect(),
        None => Vec::new(),
    };
    let has_place = typed.care_status.and_then(place_kind).is_some();
    let options: Vec<_> = next(view.kind, view.care_status)
        .map(|status| (status, words::care_status(status).to_owned()))
        .collect();
    let followed = typed.care_status.is_some_and(|status| !is_hospital(status));
    let today = dates::day_of(view.now);
    let wrong = |field: &str| sending.wrong(field);
    let since = dates::moment(language(), view.placed_at, view.now);
    rsx! {
        Dialog { id: "move", title: t("console.move.title"), onclose: move |()| sending.cancel(),
            p { class: "who-kana",
                {people::name(view.identity.name.as_deref())}
                if let Some(kana) = &view.identity.name_kana {
                    " ({kana})"
                }
            }
            if !news().is_empty() {
                section { class: "banner banner-caution news", id: "move-news", tabindex: "-1", role: "alert",
                    h3 { {t("console.move.news")} }
                    p { {t("console.move.news_text")} }
                    ol { class: "timeline-list",
                        for (i , entry) in news().into_iter().enumerate() {
                            Happened { key: "{i}", entry }
                        }
                    }
                }
            }
            Refusal { sending }
            p {
                strong { {t("console.move.current")} ": " }
                {whereabouts(desk, view.care_status, view.place.as_ref(), view.room.as_deref())}
                " · "
                {tf("console.move.since", &[("time", &since)])}
            }
            Choice {
                name: "move-care_status",
                legend: t("console.field.care_status"),
                options,
                chosen: typed.care_status,
                onchoose: move |chosen| change(&|values| {
                    if values.care_status.and_then(place_kind) != place_kind(chosen) {
                        values.place = None;
                    }
                    values.care_status = Some(chosen);
                }),
                error: wrong("care_status"),
            }
            if has_place {
                div { class: "field", class: if wrong("place").is_some() { "field-wrong" },
                    label { class: "field-label", r#for: "move-place", {t("console.field.place")} }
                    select {
                        id: "move-place",
                        class: "field-input",
                        "aria-describedby": "move-place-error",
                        onchange: move |event| change(&|values| values.place = event.value().parse().ok()),
                        option { value: "", selected: typed.place.is_none(), {t("console.form.choose")} }
                        for place in places {
                            option { key: "{place.id}", value: "{place.id}", selected: typed.place.as_ref() == Some(&place.id), {people::place(place)} }
                        }
                    }
                    ui::field::FieldError { id: "move-place-error", error: wrong("place") }
                    if let Some(place) = typed.place.clone() {
                        Today { place }
                    }
                }
                Field {
                    id: "move-room",
                    label: t("console.field.room"),
                    hint: t("console.notification.room_hint"),
                    value: typed.room.clone(),
                    oninput: move |text: String| change(&|values| values.room.clone_from(&text)),
                    error: wrong("room"),
                }
            }
            div { class: "told-values",
                Day {
                    id: "move-day",
                    label: t("console.field.start_day"),
                    hint: t("console.notification.recent_hint"),
                    value: typed.day.clone(),
                    understood: typed.understood_day(today),
                    oninput: move |text: String| change(&|values| values.day.clone_from(&text)),
                    onleave: move |()| {},
                    error: wrong("start_day"),
                }
                Field {
                    id: "move-from",
                    label: t("console.move.clock"),
                    hint: t("console.move.clock_hint"),
                    value: typed.clock.clone(),
                    oninput: move |text: String| change(&|values| values.clock.clone_from(&text)),
                    error: wrong("from"),
                }
            }
            if typed.care_status.is_some_and(is_hospital) {
                p { class: "banner", {t("console.move.admission")} }
            }
            if followed {
                Choice {
                    name: "move-risk",
                    legend: t("console.field.risk"),
                    options: [Risk::High, Risk::Standard].map(|risk| (risk, words::risk(risk).to_owned())).to_vec(),
                    chosen: Some(typed.risk),
                    onchoose: move |chosen| change(&|values| values.risk = chosen),
                    error: wrong("risk"),
                }
                Choice {
                    name: "move-channel",
                    legend: t("console.field.channel"),
                    options: CHANNELS.map(|channel| (channel, words::channel(channel).to_owned())).to_vec(),
                    chosen: Some(typed.channel),
                    onchoose: move |chosen| change(&|values| values.channel = chosen),
                    error: wrong("channel"),
                }
            }
            Note {
                id: "move-note",
                label: t("console.field.note"),
                hint: t("console.move.note_hint"),
                value: typed.note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| change(&|values| values.note.clone_from(&text)),
                error: wrong("note"),
            }
            Buttons { sending, label: t("console.move.send"), onsend: send }
        }
    }
}

const CHANNELS: [Channel; 4] = [Channel::App, Channel::StaffCall, Channel::AutoCall, Channel::Facility];

/// The moves after the stay with this number, newest first.
fn moves_after(view: &CaseView, seen: u32) -> Vec<Entry> {
    let is_move = |entry: &&Entry| matches!(entry.what, What::Placed { .. });
    let new = usize::try_from(view.stay.saturating_sub(seen)).unwrap_or_default();
    // The newest entry of the timeline comes first.
    view.timeline.iter().filter(is_move).take(new).cloned().collect()
}
