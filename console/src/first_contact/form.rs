//! The questions.

use std::rc::Rc;

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::condition::Severity;
use domain::first_contact::{
    HOUSEHOLD_AT_MOST, HouseholdMember, Kin, Language, NOTES_AT_MOST, Oximeter, RiskFactor,
};
use domain::ids::CaseId;
use domain::person::Sex;
use domain::placement::{self, Channel};
use domain::risk::risk;
use domain::rules;
use ui::field::Field;
use ui::texts::{t, tf};
use ui::{clock, dates};

use super::member::Member;
use super::page::{Editing, id_of};
use super::values::{OnsetKind, Values};
use super::words::{factor, kin, oximeter, reasons, spoken, yes_no};
use crate::form::{Choice, Day, Note, Tick};
use crate::words;

/// One of a few answers, or not asked.
fn pick<T: Copy + PartialEq + 'static>(
    editing: Editing,
    field: &'static str,
    legend: &str,
    options: Vec<(Option<T>, String)>,
    chosen: Option<T>,
    set: fn(&mut Values, Option<T>),
) -> Element {
    let values: Vec<_> = options.iter().map(|(value, _)| *value).collect();
    let chosen = values.iter().position(|value| *value == chosen);
    let words = options.into_iter().map(|(_, words)| words).enumerate().collect();
    one_of(editing, field, legend, words, chosen, Rc::new(move |typed, place| set(typed, values[place])))
}

/// Takes in which answer was chosen, by its place.
type Set = Rc<dyn Fn(&mut Values, usize)>;

/// The same by the place of an answer: what is large is there once, not once for every kind of answer.
fn one_of(
    editing: Editing,
    field: &'static str,
    legend: &str,
    options: Vec<(usize, String)>,
    chosen: Option<usize>,
    set: Set,
) -> Element {
    rsx! {
        div { class: "asked",
            Choice {
                name: field,
                legend,
                options,
                chosen,
                onchoose: move |place: usize| editing.change(field, |typed| set(typed, place)),
                error: editing.error(field),
            }
            Unconfirmed { editing, field }
        }
    }
}

/// That an answer comes from the notification, until somebody confirms it.
#[component]
fn Unconfirmed(editing: Editing, field: &'static str) -> Element {
    let is_open = editing.values.read().unconfirmed.contains(field);
    rsx! {
        if is_open {
            p { class: "unconfirmed",
                span { class: "tag", {t("console.first_contact.from_notification")} }
                button { class: "plain", r#type: "button", onclick: move |_| editing.change(field, |_| ()),
                    {t("console.first_contact.confirm")}
                }
            }
        }
    }
}

fn asked<T: Copy>(all: &[T], words: impl Fn(T) -> &'static str) -> Vec<(Option<T>, String)> {
    let mut options: Vec<_> = all.iter().map(|value| (Some(*value), words(*value).to_owned())).collect();
    options.push((None, t("console.first_contact.not_asked").to_owned()));
    options
}

fn yes_or_no() -> Vec<(Option<bool>, String)> {
    [Some(true), Some(false), None].map(|answer| (answer, yes_no(answer).to_owned())).to_vec()
}

/// What makes the risk, and how the patient is followed.
#[component]
pub fn Answers(editing: Editing, view: CaseView) -> Element {
    let values = editing.values.read();
    let sheet = &values.sheet;
    let severities = [
        Severity::Asymptomatic,
        Severity::Mild,
        Severity::ModerateOne,
        Severity::ModerateTwo,
        Severity::Severe,
    ];
    let onsets = [OnsetKind::Day, OnsetKind::Unknown, OnsetKind::None];
    let onset = |kind| {
        t(match kind {
            OnsetKind::Day => "console.onset.day",
            OnsetKind::Unknown => "console.onset.unknown",
            OnsetKind::None => "console.first_contact.no_symptoms",
        })
    };
    let channels = [Channel::App, Channel::StaffCall, Channel::AutoCall, Channel::Facility];
    let channels = channels.map(|channel| (Some(channel), words::channel(channel).to_owned())).to_vec();
    rsx! {
        section { class: "form-part",
            h2 { {t("console.first_contact.risk_part")} }
            {pick(editing, "lives_alone", t("console.field.lives_alone"), yes_or_no(), sheet.lives_alone, |values, chosen| values.sheet.lives_alone = chosen)}
            Factors { editing }
            {pick(editing, "immunocompromised", t("console.field.immunocompromised"), yes_or_no(), sheet.immunocompromised, |values, chosen| values.sheet.immunocompromised = chosen)}
            if view.identity.sex != Sex::Male {
                {pick(editing, "pregnant", t("console.field.pregnant"), yes_or_no(), sheet.pregnant, |values, chosen| values.sheet.pregnant = chosen)}
            }
            {pick(editing, "severity", t("console.field.severity"), asked(&severities, words::severity), sheet.severity, |values, chosen| values.sheet.severity = chosen)}
            {pick(editing, "onset", t("console.field.onset"), asked(&onsets, onset), values.onset_kind, |values, chosen| values.onset_kind = chosen)}
            if values.onset_kind == Some(OnsetKind::Day) {
                Day {
                    id: "onset_date",
                    label: t("console.field.onset_date"),
                    value: values.onset.clone(),
                    understood: values.understood_onset(dates::day_of(clock::now())),
                    oninput: move |typed| editing.change("onset", |values| values.onset = typed),
                    onleave: |()| (),
                    error: None,
                    hint: t("console.notification.recent_hint"),
                }
            }
            {pick(editing, "oximeter", t("console.field.oximeter"), asked(&[Oximeter::Nothing, Oximeter::Sent, Oximeter::InUse, Oximeter::Returned], oximeter), sheet.oximeter, |values, chosen| values.sheet.oximeter = chosen)}
            {pick(editing, "channel", t("console.field.channel"), channels, sheet.channel, |values, chosen| values.sheet.channel = chosen)}
        }
    }
}

/// The risk factors: none, some, or not asked.
#[component]
fn Factors(editing: Editing) -> Element {
    let values = editing.values.read();
    let ticked = values.sheet.risk_factors.clone();
    let some = ticked.as_ref().is_some_and(|factors| !factors.is_empty());
    let none = ticked.as_ref().is_some_and(Vec::is_empty);
    let all = RiskFactor::ALL.iter().copied().filter(|factor| *factor != RiskFactor::Unknown);
    let set = move |factors: Option<Vec<RiskFactor>>| {
        editing.change("risk_factors", |values| values.sheet.risk_factors = factors);
    };
    let toggle = move |factor: RiskFactor, on: bool| {
        editing.change("risk_factors", |values| {
            let factors = values.sheet.risk_factors.get_or_insert_default();
            factors.retain(|other| *other != factor);
            if on {
                factors.push(factor);
            } else if factors.is_empty() {
                // Taken back: that is not yet "none".
                values.sheet.risk_factors = None;
            }
        });
    };
    rsx! {
        fieldset { class: "choice many asked",
            legend { class: "field-label", {t("console.field.risk_factors")} }
            div { class: "choice-options",
                for factor in all {
                    Tick {
                        key: "{factor.code()}",
                        id: "factor-{factor.code()}",
                        label: self::factor(factor),
                        ticked: ticked.as_ref().is_some_and(|ticked| ticked.contains(&factor)),
                        onchange: move |on| toggle(factor, on),
                    }
                }
                if !some {
                    Tick {
                        id: "risk_factors",
                        label: t("console.first_contact.no_factors"),
                        ticked: none,
                        onchange: move |on: bool| set(on.then(Vec::new)),
                    }
                }
            }
            if ticked.is_none() {
                p { class: "field-hint", {t("console.first_contact.not_asked")} }
            }
            Unconfirmed { editing, field: "risk_factors" }
        }
    }
}

/// Who is called, how and when; in which language.
#[component]
pub fn People(editing: Editing) -> Element {
    let values = editing.values.read();
    let contact = [
        (Some(true), t("console.first_contact.contact_yes").to_owned()),
        (Some(false), t("console.first_contact.contact_no").to_owned()),
        (None, t("console.first_contact.not_asked").to_owned()),
    ];
    let line = |field: &'static str,
                label: &str,
                value: &str,
                inputmode: &'static str,
                set: fn(&mut Values, String)| {
        rsx! {
            Field {
                id: id_of(field),
                label,
                value,
                inputmode,
                oninput: move |typed| editing.change(field, |values| set(values, typed)),
                error: editing.error(field),
            }
        }
    };
    let languages: Vec<_> =
        Language::ALL.iter().map(|language| (language.code(), spoken(*language))).collect();
    rsx! {
        section { class: "form-part",
            h2 { {t("console.first_contact.call_part")} }
            {pick(editing, "no_emergency_contact", t("console.field.no_emergency_contact"), contact.to_vec(), values.has_contact, |values, chosen| values.has_contact = chosen)}
            if values.has_contact == Some(true) {
                div { class: "told-values",
                    {line("emergency_contact.name", t("console.field.name"), &values.contact.name, "text", |values, typed| values.contact.name = typed)}
                    {kin_of("emergency_contact-relation", values.contact.relation, EventHandler::new(move |relation| editing.change("", |values| values.contact.relation = relation)))}
                    {line("emergency_contact.phone", t("console.field.phone"), &values.contact.phone, "tel", |values, typed| values.contact.phone = typed)}
                }
            }
            div { class: "told-values",
                {line("best_hours.from", t("console.first_contact.hours_from"), &values.from, "text", |values, typed| values.from = typed)}
                {line("best_hours.to", t("console.first_contact.hours_to"), &values.to, "text", |values, typed| values.to = typed)}
                Select {
                    id: "language",
                    label: t("console.field.language"),
                    options: languages,
                    chosen: values.sheet.language.map(Language::code),
                    onchoose: move |code: String| {
                        let chosen = Language::ALL.iter().copied().find(|language| language.code() == code);
                        editing.change("", |values| values.sheet.language = chosen);
                    },
                }
            }
            {pick(editing, "interpreter", t("console.first_contact.interpreter"), yes_or_no(), values.sheet.interpreter, |values, chosen| values.sheet.interpreter = chosen)}
            Note {
                id: "notes",
                label: t("console.field.notes"),
                hint: t("console.first_contact.notes_hint"),
                value: values.sheet.notes.clone().unwrap_or_default(),
                at_most: NOTES_AT_MOST,
                oninput: move |text| editing.change("", |values| values.sheet.notes = Some(text)),
                error: editing.error("notes"),
            }
            Tick {
                id: "reached",
                label: t("console.first_contact.reached"),
                ticked: values.reached,
                onchange: move |on| editing.change("", |values| values.reached = on),
            }
        }
    }
}

/// What somebody is to the patient.
pub fn kin_of(id: &str, chosen: Option<Kin>, onchoose: EventHandler<Option<Kin>>) -> Element {
    let all = Kin::ALL.iter().filter(|one| **one != Kin::Unknown);
    rsx! {
        Select {
            id,
            label: t("console.first_contact.relation"),
            options: all.map(|one| (one.code(), kin(*one))).collect::<Vec<_>>(),
            chosen: chosen.map(Kin::code),
            onchoose: move |code: String| onchoose(Kin::ALL.iter().copied().find(|one| one.code() == code)),
        }
    }
}

/// One of many, or not asked.
#[component]
fn Select(
    id: String,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: Option<&'static str>,
    onchoose: EventHandler<String>,
) -> Element {
    rsx! {
        div { class: "field",
            label { class: "field-label", r#for: "{id}", {label} }
            select { id: "{id}", class: "field-input", onchange: move |event| onchoose(event.value()),
                option { value: "", selected: chosen.is_none(), {t("console.first_contact.not_asked")} }
                for (code , words) in options {
                    option { key: "{code}", value: code, selected: chosen == Some(code), {words} }
                }
            }
        }
    }
}

/// With whom the patient lives.
#[component]
pub fn Household(editing: Editing, case: CaseId) -> Element {
    let count = editing.values.read().sheet.household.len();
    let add = move |_| {
        editing.change("", |values| {
            let member = HouseholdMember { name_kana: String::new(), relation: None, case: None };
            values.sheet.household.push(member);
            values.sheet.lives_alone = Some(false);
        });
    };
    rsx! {
        section { class: "form-part",
            h2 { {t("console.field.household")} }
            for i in 0..count {
                Member { key: "{i}", editing, i, case: case.clone() }
            }
            if count < HOUSEHOLD_AT_MOST {
                button { class: "button add", r#type: "button", onclick: add, {t("console.first_contact.add")} }
            }
        }
    }
}

/// The class that follows, why, and when check-ins are due then; and the class that a person sets.
#[component]
pub fn Risk(editing: Editing, view: CaseView) -> Element {
    let now = clock::now();
    let rules = rules::at(now);
    let values = editing.values.read();
    let (sheet, _) = values.read(dates::day_of(now));
    let (class, why) = risk(rules, view.personal.age_months, view.personal.pregnant, &sheet);
    let holds = values.chosen_risk.unwrap_or(class);
    let due: Vec<_> = rules
        .schedule(view.care_status, holds)
        .map(|schedule| schedule.due.iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    let due = match due.as_slice() {
        [] => t("console.case.no_next_due").to_owned(),
        due => tf("console.first_contact.due", &[("times", &words::list(due.iter().map(String::as_str)))]),
    };
    let changes = holds != view.risk;
    let options = [
        (None, t("console.first_contact.by_rule").to_owned()),
        (Some(placement::Risk::High), words::risk(placement::Risk::High).to_owned()),
        (Some(placement::Risk::Standard), words::risk(placement::Risk::Standard).to_owned()),
    ];
    rsx! {
        section { class: "form-part",
            h2 { {t("console.field.risk")} }
            div { class: "banner banner-plain", role: "status", id: "risk-now",
                p { strong { {words::risk(holds)} } " " {due} }
                if !why.is_empty() {
                    p { {t("console.first_contact.why")} " " {reasons(&why)} }
                }
                if changes {
                    p { {t("console.first_contact.changes")} }
                }
            }
            {pick(editing, "risk_override", t("console.first_contact.override"), options.to_vec(), values.chosen_risk, |values, chosen| values.chosen_risk = chosen)}
            if values.chosen_risk.is_some() {
                Field {
                    id: id_of("risk_override.reason"),
                    label: t("console.first_contact.override_reason"),
                    value: values.reason.clone(),
                    oninput: move |typed| editing.change("", |values| values.reason = typed),
                    error: editing.error("risk_override.reason"),
                }
            }
        }
    }
}
