//! One patient's day: how bad, who, the values with what has changed, the words, who entered, who read it.

use dioxus::prelude::*;
use domain::api::entries::{DayEntry, EntryRow};
use domain::entries::Difference;
use domain::level::Level;
use domain::reading::Answers;
use domain::rights::Role;
use domain::time::Time;
use ui::dates;
use ui::level::LevelBadge;
use ui::texts::{t, tf};

use crate::desk::use_desk;
use crate::due::moment;
use crate::route::Route;
use crate::{people, words};

/// Id of a row's link, to which the keys go.
pub fn link_id(row: &EntryRow) -> String {
    format!("entry-{}", row.case)
}

/// Whom a row is about.
pub fn who(row: &EntryRow) -> String {
    row.label.as_ref().map_or_else(|| people::number(&row.case), people::label)
}

/// One row.
#[component]
pub fn Row(
    /// The patient.
    row: EntryRow,
    /// When the list was fetched.
    at: Time,
    /// The keys act on it.
    selected: bool,
    /// Something is being marked.
    busy: bool,
    /// Called when it is selected.
    onselect: EventHandler<()>,
    /// Called to mark everything down to this row as read.
    onread: EventHandler<()>,
) -> Element {
    let desk = use_desk();
    let newest = row.entries.first();
    let level = row.entries.iter().map(|entry| entry.level).chain(row.alert).max();
    let name = who(&row);
    let place = row.place.as_ref().map(|place| desk.place_name(place));
    let tab = if selected { "0" } else { "-1" };
    let difference =
        newest.zip(row.before.as_ref()).map(|(now, was)| Difference::between(&was.answers, &now.answers));
    rsx! {
        li {
            class: "day-entry",
            class: if selected { "day-entry-selected" },
            class: if row.is_unread() { "day-entry-unread" },
            onfocusin: move |_| onselect(()),
            div { class: "day-entry-level",
                match level {
                    Some(level) => rsx! { LevelBadge { level } },
                    None => rsx! { span { class: "tag", {t("console.entries.none")} } },
                }
            }
            div { class: "day-entry-who",
                Link { id: link_id(&row), class: "row-link", tabindex: tab, to: Route::Case { case: row.case.clone() },
                    span { class: "who-kana", "{name}" }
                }
                span { class: "day-entry-place",
                    {words::care_status(row.care_status)}
                    if let Some(place) = place {
                        " {place}"
                    }
                    if let Some(room) = &row.room {
                        " " {tf("console.case.room", &[("room", room)])}
                    }
                }
            }
            div { class: "day-entry-said",
                match newest {
                    Some(entry) => rsx! {
                        p { class: "day-entry-values", {values(&entry.answers, difference.as_ref())} }
                        p { {symptoms(&entry.answers, difference.as_ref())} }
                        if !entry.reasons.is_empty() {
                            p { class: "day-entry-reasons", {words::reasons(&entry.reasons)} }
                        }
                    },
                    None => rsx! {
                        p { {nothing_yet(&row, at)} }
                    },
                }
                for entry in row.entries.iter().chain(&row.unread) {
                    if let Some(text) = &entry.answers.remarks {
                        blockquote { key: "{entry.id}", class: "day-entry-remarks",
                            span { class: "day-entry-remarks-at", {moment(entry.effective_at, at)} }
                            " {text}"
                        }
                    }
                }
                if row.entries.len() > 1 {
                    p { class: "day-entry-more", {tf("console.entries.earlier", &[("what", &earlier(&row.entries[1..]))])} }
                }
            }
            div { class: "day-entry-by",
                if let Some(entry) = newest {
                    span { {moment(entry.effective_at, at)} }
                    span { {by(entry)} }
                }
                {read_by(&row, at)}
            }
            div { class: "day-entry-acts",
                if row.is_unread() {
                    button {
                        class: "button",
                        r#type: "button",
                        tabindex: tab,
                        "aria-disabled": busy,
                        "aria-label": tf("console.entries.read_to_of", &[("who", &name)]),
                        onclick: move |_| {
                            if !busy {
                                onread(());
                            }
                        },
                        {t("console.entries.read_to")}
                    }
                }
            }
        }
    }
}

fn by(entry: &DayEntry) -> String {
    match (&entry.by.name, entry.by.role) {
        (Some(name), _) => tf("console.entries.typed_by", &[("name", name)]),
        (None, Role::Patient) => t("console.entries.by_patient").to_owned(),
        (None, role) => words::role(role).to_owned(),
    }
}

fn read_by(row: &EntryRow, at: Time) -> Element {
    let marks: Vec<_> = row.entries.iter().map(|entry| entry.read.as_ref()).collect();
    // The last of several: by then all of them were read.
    let last = marks.iter().flatten().max_by_key(|mark| mark.at);
    let all = !marks.is_empty() && marks.iter().all(Option::is_some);
    rsx! {
        if let Some(mark) = last.filter(|_| all) {
            span { class: "day-entry-read",
                {tf("console.entries.read_by", &[("name", &mark.by), ("time", &moment(mark.at, at))])}
            }
        } else if row.is_unread() {
            span { class: "tag", {t("console.entries.unread")} }
        }
    }
}

fn nothing_yet(row: &EntryRow, at: Time) -> String {
    match row.next_due {
        Some(due) if due >= at => tf("console.entries.expected", &[("time", &moment(due, at))]),
        _ => t("console.entries.nothing").to_owned(),
    }
}

/// `38.2℃ (+1.3)`: what has changed for the worse stands out by its sign, not by a colour alone.
fn values(answers: &Answers, difference: Option<&Difference>) -> Element {
    let none = Difference::default();
    let changed = difference.unwrap_or(&none);
    let parts = [
        (answers.body_temperature, "℃", changed.temperature_tenths, true, 1),
        (answers.spo2, "%", changed.spo2, false, 0),
        (answers.pulse, "", changed.pulse, false, 0),
    ];
    let names = ["shared.field.body_temperature", "shared.field.spo2", "shared.field.pulse"];
    let any = parts.iter().any(|(value, ..)| value.is_some());
    rsx! {
        if !any {
            {t("console.timeline.no_values")}
        }
        for (i , (value , unit , change , tenths , decimals)) in parts.into_iter().enumerate() {
            if let Some(value) = value {
                span { key: "{i}", class: "day-entry-value",
                    span { class: "day-entry-name", {t(names[i])} }
                    span { class: "day-entry-number", {format!("{value:.decimals$}{unit}")} }
                    if let Some(change) = change.filter(|change| *change != 0) {
                        b { class: "day-entry-change", {signed(change, tenths)} }
                    }
                }
            }
        }
    }
}

/// `+1.3`, `−2`.
fn signed(change: i32, tenths: bool) -> String {
    let sign = if change > 0 { '+' } else { '−' };
    let amount = change.unsigned_abs();
    if tenths { format!("{sign}{}.{}", amount / 10, amount % 10) } else { format!("{sign}{amount}") }
}

fn symptoms(answers: &Answers, difference: Option<&Difference>) -> Element {
    let emergencies = answers.emergency_symptoms.iter().map(|symptom| words::emergency(*symptom));
    let pregnancy = answers.pregnancy_symptoms.iter().map(|symptom| words::pregnancy(*symptom));
    let severe: Vec<&str> = emergencies.chain(pregnancy).collect();
    let is_new = |symptom| difference.is_some_and(|difference: &Difference| difference.new.contains(symptom));
    let gone = difference.map(|difference| difference.gone.as_slice()).unwrap_or_default();
    rsx! {
        for word in severe {
            b { key: "{word}", class: "day-entry-symptom", "{word}" }
        }
        match &answers.symptoms {
            None => rsx! { {t("console.entries.symptoms_unknown")} },
            Some(ticked) if ticked.is_empty() => rsx! { {t("console.entries.no_symptoms")} },
            Some(ticked) => rsx! {
                for symptom in ticked {
                    span { key: "{symptom.code()}", class: "day-entry-symptom",
                        if is_new(symptom) {
                            b { {tf("console.entries.new", &[("symptom", words::symptom(*symptom))])} }
                        } else {
                            {words::symptom(*symptom)}
                        }
                    }
                }
            },
        }
        if !gone.is_empty() {
            span { class: "day-entry-gone",
                {tf("console.entries.gone", &[("symptoms", &words::list(gone.iter().map(|symptom| words::symptom(*symptom))))])}
            }
        }
    }
}

fn earlier(entries: &[DayEntry]) -> String {
    let told = entries.iter().map(|entry| {
        let level = ui::level::code(entry.level);
        let word = t(&["shared.level.", level].concat());
        let word = if entry.level == Level::Ok { t("console.entries.ok") } else { word };
        format!("{} {word}", dates::clock(entry.effective_at))
    });
    let told: Vec<_> = told.collect();
    words::list(told.iter().map(String::as_str))
}
