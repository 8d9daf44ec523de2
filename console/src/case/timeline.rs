//! All that happened, newest first, in plain words.

use dioxus::prelude::*;
use domain::api::case::{Actor, CaseView, Entry, What};
use domain::duplicate::Linkage;
use domain::reading::Measure;
use domain::reminder::Reminded;
use domain::review::Revision;
use domain::rights::Role;
use domain::time::{Date, Span, Time};
use domain::work::Family;
use ui::dates;
use ui::level::LevelBadge;
use ui::texts::{language, t, tf};

use super::facts::{number, symptoms, whereabouts};
use crate::desk::{Desk, use_desk};
use crate::due::short_day;
use crate::{first_contact, notice, release, words};

/// A check-in that took longer than this from the thermometer to us shows both times.
const WORTH_TELLING: Span = Span::minutes(5);

/// The timeline, grouped by days.
#[component]
pub fn Timeline(view: CaseView) -> Element {
    let mut days: Vec<(Date, Vec<Entry>)> = Vec::new();
    for entry in view.timeline {
        let day = dates::day_of(entry.at);
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    rsx! {
        section { class: "timeline",
            h2 { {t("console.timeline.title")} }
            for (day , entries) in days {
                div { key: "{day}",
                    h3 { class: "timeline-day", {dates::day(language(), day, view.now)} }
                    ol { class: "timeline-list",
                        for (i , entry) in entries.into_iter().enumerate() {
                            Happened { key: "{i}", entry }
                        }
                    }
                }
            }
        }
    }
}

/// One entry: when, what, who.
#[component]
pub fn Happened(entry: Entry) -> Element {
    let desk = use_desk();
    let level = match &entry.what {
        What::CheckedIn { level, .. } | What::AlertOpened { level, .. } => Some(*level),
        _ => None,
    };
    rsx! {
        li { class: "entry",
            time { class: "entry-time", datetime: "{entry.at}", {dates::clock(entry.at)} }
            div { class: "entry-what",
                p { class: "entry-title",
                    {title(&entry.what)}
                    if let Some(level) = level {
                        LevelBadge { level }
                    }
                    span { class: "entry-by", {by(entry.by.as_ref())} }
                }
                for (i , line) in details(&entry, desk).into_iter().enumerate() {
                    p { key: "{i}", class: "entry-detail", "{line}" }
                }
            }
        }
    }
}

fn title(what: &What) -> &'static str {
    t(match what {
        What::Notified { revision: Some(Revision::Anew), .. } => "console.timeline.notified_anew",
        What::Notified { revision: Some(Revision::RuledOut), .. } => "console.timeline.ruled_out",
        What::Notified { revision: Some(Revision::Correction), .. } => "console.timeline.corrected",
        What::Notified { .. } => "console.timeline.notified",
        What::NotificationAccepted { .. } => "console.timeline.accepted",
        What::NotificationReturned { .. } => "console.timeline.returned",
        What::NotificationWithdrawn { .. } => "console.timeline.withdrawn",
        What::Tested { .. } => "console.timeline.tested",
        What::Placed { entered_at: None, .. } => "console.timeline.placed",
        What::Placed { .. } => "console.timeline.moved",
        What::Condition { .. } => "console.timeline.condition",
        What::Ended { .. } => "console.timeline.ended",
        What::ReleaseLater { .. } => "console.timeline.release_later",
        What::Activated => "console.timeline.activated",
        What::EntryLinkSent => "console.timeline.link_sent",
        What::Reminded { state, .. } => match state {
            Reminded::Pending => "console.timeline.remind_pending",
            Reminded::Sent => "console.timeline.remind_sent",
            Reminded::NotNeeded => "console.timeline.remind_not_needed",
            Reminded::NoNumber => "console.timeline.remind_no_number",
            Reminded::NotSent | Reminded::Unknown => "console.timeline.remind_not_sent",
        },
        What::LimitsSet { .. } => "console.timeline.limits_set",
        What::CheckedIn { .. } => "console.timeline.checked_in",
        What::AlertOpened { family: Family::Health, .. } => "console.timeline.alert_health",
        What::AlertOpened { .. } => "console.timeline.alert_silence",
        What::Taken { .. } => "console.timeline.taken",
        What::Handed { .. } => "console.timeline.handed",
        What::PutBack { .. } => "console.timeline.put_back",
        What::Called { at_door: true, .. } => "console.timeline.at_door",
        What::Called { .. } => "console.timeline.called",
        What::Visited { .. } => "console.timeline.visited",
        What::Closed { .. } => "console.timeline.closed",
        What::FirstContact { .. } => "console.first_contact.title",
        What::Assigned { to: Some(_), .. } => "console.timeline.assigned",
        What::Assigned { to: None, .. } => "console.timeline.taken_back",
        What::Linked { .. } => "console.timeline.linked",
        What::Unknown => "console.timeline.other",
    })
}

fn by(actor: Option<&Actor>) -> String {
    match actor {
        None | Some(Actor { role: Role::System, .. }) => t("console.role.system").to_owned(),
        Some(Actor { role, name: Some(name) }) => format!("{name} ({})", words::role(*role)),
        Some(Actor { role, name: None }) => words::role(*role).to_owned(),
    }
}

/// What there is to say besides the title, line by line.
fn details(entry: &Entry, desk: Desk) -> Vec<String> {
    let pair = |name: &str, value: &str| tf("console.timeline.pair", &[("name", name), ("value", value)]);
    let mut lines = Vec::new();
    match &entry.what {
        What::Notified { notification, .. } => {
            let answers = &notification.answers;
            let day = |code: &str| answers.date(code).map(|day| dates::full_day(language(), day));
            lines.extend(words::case_type(notification).map(str::to_owned));
            let onset = match day("onset_date") {
                None if !answers.unknown.contains("onset_date") => t("console.timeline.no_onset").to_owned(),
                day => {
                    pair(t("console.field.onset_date"), day.as_deref().unwrap_or(t("console.onset.unknown")))
                }
            };
            lines.push(onset);
            lines.extend(day("report_date").map(|day| pair(t("console.field.report_date"), &day)));
        }
        What::Placed { care_status, place, room, risk, channel, to, entered_at, note } => {
            lines.push(whereabouts(desk, *care_status, place.as_ref(), room.as_deref()));
            lines.push(words::list([words::risk(*risk), words::channel(*channel)].into_iter()));
            lines.extend(to.map(|to| tf("console.timeline.until", &[("time", &moment(to, entry.at))])));
            lines.extend(entered_at.and_then(|at| entered_late(at, entry.at)));
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::NotificationReturned { reason, .. } | What::NotificationWithdrawn { reason, .. } => {
            lines.push(tf("console.timeline.quote", &[("text", reason)]));
        }
        What::Tested { test } => lines.push(notice::test(test)),
        What::Condition { severity, oxygen, ventilator, ecmo, entered_at, note } => {
            let treatment = [
                (*oxygen, "console.treatment.oxygen"),
                (*ventilator, "console.treatment.ventilator"),
                (*ecmo, "console.treatment.ecmo"),
            ];
            let treatment = treatment.into_iter().filter(|(given, _)| *given).map(|(_, key)| t(key));
            lines.push(words::list([words::severity(*severity)].into_iter().chain(treatment)));
            lines.extend(entered_late(*entered_at, entry.at));
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::CheckedIn { answers, measured_at, effective_at, clock_suspect, reasons, .. } => {
            lines.extend(times(entry.at, *effective_at, *measured_at, *clock_suspect));
            if !reasons.is_empty() {
                lines.push(words::reasons(reasons));
            }
            lines.push(values(answers));
            lines.push(symptoms(answers));
            lines
                .extend(answers.remarks.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::AlertOpened { family, reasons, should_open_at, missed, .. } => {
            // The one reason of a silence stands in its title.
            if *family == Family::Health {
                lines.push(words::reasons(reasons));
            }
            if entry.at - *should_open_at >= Span::minutes(1) {
                let should = moment(*should_open_at, entry.at);
                lines.push(tf("console.timeline.should_have", &[("time", &should)]));
            }
            if !missed.is_empty() {
                let due: Vec<_> = missed.iter().map(|due| moment(*due, entry.at)).collect();
                lines.push(pair(t("console.timeline.missed"), &words::list(due.iter().map(String::as_str))));
            }
        }
        What::Called { reached, next_step, note, closed, kept, reason, result, call_back_at, .. } => {
            lines.push(pair(t("console.field.reached"), words::reached(*reached)));
            lines.extend(result.as_ref().map(|result| {
                let language = result.language.map_or("", first_contact::words::spoken);
                words::list(
                    [words::finding(result.what), language].into_iter().filter(|word| !word.is_empty()),
                )
            }));
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
            lines.push(pair(t("console.field.next_step"), words::next_step(*next_step)));
            lines.extend(call_back_at.map(|at| pair(t("console.field.call_back_at"), &moment(at, entry.at))));
            if !closed.is_empty() {
                let reason = reason.map_or("", words::close_reason);
                lines.push(pair(t("console.timeline.closed"), reason));
            } else if !kept.is_empty() {
                lines.push(t("console.timeline.kept").to_owned());
            }
        }
        What::Visited { institution, institution_name, outcomes, entered_at, note } => {
            let known = institution.as_ref().map(|place| desk.place_name(place));
            lines.extend(known.or_else(|| institution_name.clone()));
            lines.push(words::list(outcomes.iter().map(|outcome| words::visit_outcome(*outcome))));
            lines.extend(entered_late(*entered_at, entry.at));
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::Closed { reason, note, .. } => {
            lines.push(words::close_reason(*reason).to_owned());
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::FirstContact { risk, reasons, override_reason, .. } => {
            lines.push(pair(t("console.field.risk"), words::risk(*risk)));
            if !reasons.is_empty() {
                lines.push(first_contact::reasons(reasons));
            }
            lines.extend(
                override_reason.as_ref().map(|text| pair(t("console.first_contact.override_reason"), text)),
            );
        }
        What::Ended { outcome, entered_at, note, release_date, assessed } => {
            lines.push(words::outcome(*outcome).to_owned());
            lines.extend(release_date.map(|day| release::dates_of(day, assessed.as_deref())));
            lines.extend(entered_late(*entered_at, entry.at));
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::ReleaseLater { note } => {
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::Linked { linkage, is_duplicate, note, .. } => {
            let merged = *linkage == Linkage::Merged;
            let whose =
                if *is_duplicate { "console.timeline.merged_away" } else { "console.timeline.merged_here" };
            lines.push(if merged { t(whose) } else { words::linkage(*linkage) }.to_owned());
            lines.extend(note.as_ref().map(|text| tf("console.timeline.quote", &[("text", text)])));
        }
        What::Reminded { due, .. } => {
            lines.push(tf(
                "console.timeline.remind_of",
                &[("time", &dates::moment(language(), *due, entry.at))],
            ));
        }
        What::Assigned { to, until } => {
            lines.extend(to.clone());
            lines.extend(until.map(|day| pair(t("console.assign.until"), &day.to_string())));
        }
        What::Handed { to, .. } => lines.push(tf("console.timeline.handed_to", &[("to", to)])),
        What::LimitsSet { spo2_low_limit, spo2_baseline, until, physician, reason } => {
            let percent = |limit: &u8| format!("{limit}%");
            let limits = [
                ("console.limits.low", spo2_low_limit.as_ref().map(percent)),
                ("console.limits.baseline", spo2_baseline.as_ref().map(percent)),
                ("console.limits.until", until.map(|day| day.to_string())),
            ];
            let said = limits.iter().filter_map(|(label, value)| Some(pair(t(label), value.as_ref()?)));
            let before = lines.len();
            lines.extend(said);
            if lines.len() == before {
                lines.push(t("console.limits.none").to_owned());
            }
            lines.push(pair(t("console.limits.physician"), physician));
            lines.push(tf("console.timeline.quote", &[("text", reason)]));
        }
        What::Activated
        | What::EntryLinkSent
        | What::NotificationAccepted { .. }
        | What::Taken { .. }
        | What::PutBack { .. }
        | What::Unknown => {}
    }
    lines
}

/// When something was entered, if that was well after it was true.
fn entered_late(entered: Time, at: Time) -> Option<String> {
    (entered - at >= WORTH_TELLING).then(|| tf("console.timeline.entered", &[("time", &moment(entered, at))]))
}

fn values(answers: &domain::reading::Answers) -> String {
    let mut parts: Vec<_> = [Measure::BodyTemperature, Measure::Spo2, Measure::Pulse]
        .into_iter()
        .filter_map(|measure| Some(format!("{} {}", words::measure(measure), number(answers, measure)?)))
        .collect();
    if !answers.could_not_measure.is_empty() {
        let what = words::list(answers.could_not_measure.iter().copied().map(words::measure));
        parts.push(tf("console.timeline.not_measured", &[("what", &what)]));
    }
    if parts.is_empty() { t("console.timeline.no_values").to_owned() } else { parts.join(" · ") }
}

/// The time of day, with its day if that is not the entry's own. "Yesterday" would be read as that of
/// the reader.
fn moment(at: Time, entry: Time) -> String {
    if dates::day_of(at) == dates::day_of(entry) {
        dates::clock(at)
    } else {
        format!("{} {}", short_day(at), dates::clock(at))
    }
}

/// When it was measured, where that differs from when it arrived, and by whose clock.
fn times(received: Time, effective: Time, measured: Time, clock_suspect: bool) -> Vec<String> {
    let told = |at: Time| moment(at, received);
    let late = received - effective >= WORTH_TELLING;
    let mut lines = Vec::new();
    if late {
        let after = dates::span(language(), received - effective);
        lines.push(tf("console.timeline.late", &[("time", &told(effective)), ("after", &after)]));
    }
    if clock_suspect {
        lines.push(tf("console.timeline.clock_suspect", &[("time", &told(measured))]));
    }
    lines
}
