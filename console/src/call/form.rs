//! The form itself.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::work::{CloseReason, NextStep, Reached, WorkChanged};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::placement::CareStatus;
use domain::work::Family;
use ui::api::Failure;
use ui::browser;
use ui::clock;
use ui::errors::failure_text;
use ui::field::FieldError as Wrong;
use ui::texts::{language, t, tf};

use super::begin::Seen;
use super::found::{FoundPart, PromisePart};
use super::hand::hand_on;
use super::household::{self, HouseholdPart, NotWritten};
use super::told::ToldPart;
use super::values::{About, End, Values};
use crate::close::NOTE_AT_MOST;
use crate::colleagues::{ChooseColleague, use_colleagues};
use crate::desk::use_desk;
use crate::form::{Choice, Note, Tick, error_of};
use crate::shortcuts::use_send_key;
use crate::{calls, case, words};

const REACHED: [Reached; 5] =
    [Reached::Patient, Reached::Family, Reached::EmergencyContact, Reached::Nobody, Reached::WrongNumber];
const NEXT_STEPS: [NextStep; 6] = [
    NextStep::Continue,
    NextStep::CallAgain,
    NextStep::MeasureAgain,
    NextStep::SeeDoctor,
    NextStep::ArrangeAdmission,
    NextStep::Ambulance,
];
const REASONS: [CloseReason; 6] = [
    CloseReason::Fine,
    CloseReason::Advised,
    CloseReason::CareArranged,
    CloseReason::ReportedLate,
    CloseReason::EntryMistake,
    CloseReason::Other,
];
/// For how many hours a closed caution may be watched (at most 48, design 6).
const WATCH_HOURS: [u8; 3] = [0, 24, 48];

/// The form as all its parts see it.
#[derive(Clone, Copy, PartialEq)]
pub struct Editing {
    /// What is typed.
    pub values: Signal<Values>,
    /// What is wrong, as far as it is shown.
    errors: Memo<Vec<FieldError>>,
    /// Fields that were left.
    left: Signal<BTreeSet<&'static str>>,
}

impl Editing {
    /// The error of a field in words.
    pub fn error(&self, field: &str) -> Option<String> {
        error_of(&self.errors.read(), field)
    }

    /// Everything that is wrong, as far as it is shown.
    pub fn wrong(&self) -> Vec<FieldError> {
        self.errors.cloned()
    }

    /// Takes in a change.
    pub fn change(mut self, change: impl FnOnce(&mut Values)) {
        self.values.with_mut(change);
    }

    /// Takes in that a field was left: from now on it shows what is wrong with it.
    pub fn leave(mut self, field: &'static str) {
        self.left.write().insert(field);
    }
}

/// The form for a call.
#[component]
pub fn Form(
    view: CaseView,
    values: Signal<Values>,
    seen: Signal<Seen>,
    /// Called with the server's answer, and whether the work was handed to a colleague.
    ondone: EventHandler<(WorkChanged, bool)>,
    /// Called when the case must be looked at anew before the form can be sent.
    onnews: EventHandler<()>,
) -> Element {
    let left = use_signal(BTreeSet::new);
    let mut pressed = use_signal(|| false);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let mut not_handed = use_signal(|| false);
    let mut not_written = use_signal(Vec::<(CaseId, Failure)>::new);
    let desk = use_desk();
    let linked = use_memo(use_reactive!(|view| view.linked.clone()));
    let (id, stay, placed_at) = (view.case.clone(), view.stay, view.placed_at);
    let read = use_callback(move |()| {
        let seen = seen.read();
        let about = About { case: id.clone(), stay, placed_at, now: clock::now() };
        values.read().read(&about, seen.versions(), seen.can_watch())
    });
    let errors = use_memo(move || {
        let mut errors = read(()).err().unwrap_or_default();
        errors.retain(|error| {
            pressed() || (left.read().contains(error.field.as_str()) && error.problem != Problem::Missing)
        });
        errors.extend(refused());
        errors
    });
    let editing = Editing { values, errors, left };

    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        pressed.set(true);
        refused.set(Vec::new());
        failure.set(None);
        not_handed.set(false);
        let request = match read(()) {
            Ok(request) => request,
            Err(errors) => return focus_first(&errors),
        };
        sending.set(true);
        spawn(async move {
            let answer = calls::change::<WorkChanged>(Operation::FinishCall, &request).await;
            sending.set(false);
            match answer {
                Ok(changed) => {
                    // What the server has is the same request again, if somebody presses once more.
                    let chosen = values.peek().household.clone();
                    let others = household::requests(desk, &linked.peek(), &chosen, &request);
                    let failed = household::send(&others).await;
                    if !failed.is_empty() {
                        return not_written.set(failed);
                    }
                    let Some(to) = values.peek().hands_to() else { return ondone((changed, false)) };
                    let all: Vec<_> = std::iter::once(request).chain(others).collect();
                    match hand_on(&all, &to).await {
                        Ok(()) => ondone((changed, true)),
                        Err(why) => {
                            not_handed.set(true);
                            failure.set(Some(why));
                        }
                    }
                }
                Err(Failure::Api(error, _)) if error.code == Code::InvalidFields => {
                    focus_first(&error.fields);
                    refused.set(error.fields);
                }
                Err(why) => {
                    let is_news =
                        matches!(why.code(), Some(Code::HasNews | Code::AlreadyTaken | Code::AlreadyClosed));
                    failure.set(Some(why));
                    if is_news {
                        onnews(());
                    }
                }
            }
        });
    });

    use_send_key(move || send(()));

    let at_door = view.care_status == CareStatus::HotelIsolation
        || view.work.iter().any(|row| row.family == Family::Visit);
    let somebody = values.read().somebody_answered();
    let dead = values.read().is_death();
    rsx! {
        form {
            class: "form",
            novalidate: true,
            "aria-label": t("console.call.title"),
            onsubmit: move |event| event.prevent_default(),
            section { class: "form-part",
                Choice {
                    name: "reached",
                    legend: t("console.field.reached"),
                    options: REACHED.map(|reached| (reached, words::reached(reached).to_owned())).to_vec(),
                    chosen: values.read().reached,
                    onchoose: move |chosen| editing.change(|values| values.reached = Some(chosen)),
                    error: editing.error("reached"),
                }
                if at_door {
                    Tick {
                        id: "at-door",
                        label: t("console.call.at_door"),
                        ticked: values.read().at_door,
                        onchange: move |on| editing.change(|values| values.at_door = on),
                    }
                }
            }
            if values.read().reached == Some(Reached::WrongNumber) {
                p { class: "field-hint", role: "status", {t("console.call.then_number")} }
            }
            if somebody && !dead {
                ToldPart { editing, pregnant: view.personal.pregnant }
            }
            if somebody {
                FoundPart { editing }
            }
            section { class: "form-part",
                Note {
                    id: "note",
                    label: t("console.field.note"),
                    hint: t("console.call.note_hint"),
                    value: values.read().note.clone(),
                    at_most: NOTE_AT_MOST,
                    oninput: move |text| editing.change(|values| values.note = text),
                    error: editing.error("note"),
                }
                Choice {
                    name: "next_step",
                    legend: t("console.field.next_step"),
                    options: NEXT_STEPS.map(|step| (step, words::next_step(step).to_owned())).to_vec(),
                    chosen: values.read().next_step,
                    onchoose: move |chosen| editing.change(|values| values.next_step = Some(chosen)),
                    error: editing.error("next_step"),
                }
            }
            if !dead {
                PromisePart { editing }
                EndPart { editing, seen }
            }
            HouseholdPart { editing, linked: linked() }
            NotWritten { failed: not_written(), linked: linked() }
            if let Some(failure) = failure() {
                div { class: "banner banner-wrong", role: "alert",
                    p { {failure_text(language(), &failure)} " " {t(if not_handed() { "console.call.not_handed" } else { "console.form.kept" })} }
                }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {t(if sending() { "console.sending" } else { "console.call.send" })}
                }
                span { class: "field-hint", {t("console.form.send_key")} }
            }
        }
    }
}

fn focus_first(errors: &[FieldError]) {
    if let Some(error) = errors.first() {
        browser::focus(error.field.rsplit('.').next().unwrap_or_default());
    }
}

/// Whether the call ends the work, and why it can.
#[component]
fn EndPart(editing: Editing, seen: ReadSignal<Seen>) -> Element {
    let (values, seen) = (editing.values.read(), seen.read());
    if seen.mine.is_empty() {
        return rsx! {};
    }
    let about: Vec<_> = seen.mine.iter().map(case::describe).collect();
    let ends = [
        (End::Close, t("console.call.close")),
        (End::Keep, t("console.call.keep")),
        (End::Hand, t("console.call.hand")),
    ];
    let hours = |hours: u8| match hours {
        0 => t("console.call.no_watch").to_owned(),
        hours => tf("console.call.watch_hours", &[("count", &hours.to_string())]),
    };
    rsx! {
        section { class: "form-part",
            Choice {
                name: "end",
                legend: t("console.call.end"),
                hint: about.join(" / "),
                options: ends.map(|(end, words)| (end, words.to_owned())).to_vec(),
                chosen: values.end,
                onchoose: move |chosen| editing.change(|values| values.end = Some(chosen)),
                // Not a field of the request, so that no shared text names it.
                error: editing.error("end").map(|_| t("console.call.end_missing").to_owned()),
            }
            if values.end == Some(End::Hand) {
                HandPart { editing }
            }
            if values.end == Some(End::Close) {
                Choice {
                    name: "reason",
                    legend: t("console.field.reason"),
                    options: REASONS.map(|reason| (reason, words::close_reason(reason).to_owned())).to_vec(),
                    chosen: values.reason,
                    onchoose: move |chosen| editing.change(|values| values.reason = Some(chosen)),
                    error: editing.error("reason"),
                }
                if seen.can_watch() {
                    Choice {
                        name: "watch_hours",
                        legend: t("console.field.watch_hours"),
                        hint: t("console.call.watch_hint"),
                        options: WATCH_HOURS.map(|count| (count, hours(count))).to_vec(),
                        chosen: Some(values.watch_hours),
                        onchoose: move |chosen| editing.change(|values| values.watch_hours = chosen),
                        error: editing.error("watch_hours"),
                    }
                }
            }
        }
    }
}

/// Who takes the work on. Its clock goes on as it is.
#[component]
fn HandPart(editing: Editing) -> Element {
    let all = use_colleagues(use_desk()).read().clone().unwrap_or_default();
    // Not a field of the request, so that no shared text names it.
    let error = editing.error("hand_to").map(|_| t("console.call.hand_missing").to_owned());
    let wrong = error.is_some();
    rsx! {
        div { class: "field", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: "hand_to", {t("console.bulk.to")} }
            p { class: "field-hint", {t("console.call.hand_hint")} }
            ChooseColleague {
                id: "hand_to",
                all,
                chosen: editing.values.read().hand_to.clone(),
                onchoose: move |subject| editing.change(|values| values.hand_to = subject),
            }
            Wrong { id: "hand_to-error", error }
        }
    }
}
