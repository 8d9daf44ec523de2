//! The notification form's page.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::work::Membership;
use domain::ids::CaseId;
use domain::notification::CaseType;
use domain::operation::Operation;
use domain::person::Sex;
use domain::rights::{Relation, may};
use ui::api::Failure;
use ui::errors::{failure_text, field_name};
use ui::field::Field;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::placement::PlacementPart;
use super::read::{Days, read};
use super::slip::Filed;
use super::values::{OnsetKind, Text, Unknown, Values};
use crate::desk::use_desk;
use crate::draft::{self, use_draft};
use crate::form::{Choice, Day, Tick, error_of};
use crate::page::Heading;
use crate::route::Route;
use crate::shell::Missing;
use crate::shortcuts::use_send_key;
use crate::{calls, words};

const DRAFT: &str = "notification";

/// Files a case; then shows the slip for the patient.
#[component]
pub fn Notification() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let mut round = use_signal(|| 0);
    let mut filed = use_signal(|| None::<(FileNotification, NotificationFiled)>);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match (organisation, filed()) {
        (None, _) => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        (Some(here), _) if !may(Operation::FileNotification, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.notification.not_allowed") }
        },
        (Some(_), Some((sent, answer))) => rsx! {
            Filed {
                sent,
                answer,
                onnext: move |()| {
                    round += 1;
                    filed.set(None);
                },
            }
        },
        (Some(here), None) => rsx! {
            Form {
                // A new form after each filing: nothing of the last person stays in it.
                key: "{round}",
                here,
                onfiled: move |answer| {
                    desk.refresh_soon();
                    filed.set(Some(answer));
                },
            }
        },
    }
}

/// The form as all its parts see it.
#[derive(Clone, Copy, PartialEq)]
pub struct Editing {
    /// What is typed.
    pub values: Signal<Values>,
    /// What is wrong, as far as it is shown.
    pub errors: Memo<Vec<FieldError>>,
    /// Fields that were left.
    left: Signal<BTreeSet<&'static str>>,
}

impl Editing {
    /// The error of a field in words.
    pub fn error(&self, field: &str) -> Option<String> {
        error_of(&self.errors.read(), field)
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

#[component]
fn Form(here: Membership, onfiled: EventHandler<(FileNotification, NotificationFiled)>) -> Element {
    let today = dates::day_of(clock::now());
    let draft = use_draft(DRAFT, || Values::new(calls::new_id(), today.to_string()), Values::is_blank);
    let values = draft.values;
    let left = use_signal(BTreeSet::new);
    let mut pressed = use_signal(|| false);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let organisation = here.id.clone();
    let errors = use_memo(move || {
        let mut errors = read(&values.read(), organisation.clone(), today).err().unwrap_or_default();
        // Nobody is told that something is missing before they have said that they are done.
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
        let request = match read(&values.read(), here.id.clone(), today) {
            Ok(request) => request,
            Err(errors) => {
                focus_first(&errors);
                return;
            }
        };
        sending.set(true);
        spawn(async move {
            let answer = calls::change(Operation::FileNotification, &request).await;
            sending.set(false);
            match answer {
                Ok(answer) => {
                    draft::discard(DRAFT);
                    onfiled((request, answer));
                }
                Err(Failure::Api(error, _)) if error.code == Code::InvalidFields => {
                    focus_first(&error.fields);
                    refused.set(error.fields);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });

    use_send_key(move || send(()));

    let is_wrong = !errors.read().is_empty() && pressed();
    rsx! {
        Heading { text: t("console.notification.title"),
            Link { class: "button", to: Route::Import {}, {t("console.import.link")} }
        }
        if draft.is_old {
            Old { onclear: move |()| { let mut values = values; values.set(Values::new(calls::new_id(), today.to_string())); pressed.set(false); } }
        }
        form {
            class: "form",
            novalidate: true,
            onsubmit: move |event| event.prevent_default(),
            if is_wrong {
                Summary { errors }
            }
            NotificationPart { editing }
            PersonPart { editing }
            PlacementPart { editing }
            if let Some(failure) = failure() {
                SendFailed { failure, case: values.read().request_id.clone().into() }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {t(if sending() { "console.sending" } else { "console.notification.send" })}
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

/// What is wrong, all in one place, each a way to its field.
#[component]
fn Summary(errors: ReadSignal<Vec<FieldError>>) -> Element {
    let count = errors.read().len().to_string();
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            p {
                {tf("console.form.wrong", &[("count", &count)])}
                for error in errors() {
                    a { key: "{error.field}", class: "wrong-field", href: "#{error.field}",
                        onclick: move |event| {
                            event.prevent_default();
                            browser::focus(&error.field);
                        },
                        {field_name(language(), &error.field)}
                    }
                }
            }
        }
    }
}

/// Says that the form shows what was typed before.
#[component]
fn Old(onclear: EventHandler<()>) -> Element {
    let mut shown = use_signal(|| true);
    rsx! {
        if shown() {
            div { class: "banner banner-caution", role: "status",
                p { {t("console.form.old")} }
                button { class: "button", r#type: "button",
                    onclick: move |_| {
                        shown.set(false);
                        onclear(());
                    },
                    {t("console.form.clear")}
                }
            }
        }
    }
}

/// Why the form was not taken, and the way out.
#[component]
fn SendFailed(failure: Failure, case: CaseId) -> Element {
    // The same request id with other values: what was sent first has arrived after all.
    let has_arrived = failure.code() == Some(Code::RequestIdReused);
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            if has_arrived {
                p { {t("console.notification.has_arrived")} }
                Link { class: "button", to: Route::Case { case }, {t("console.notification.open_case")} }
            } else {
                p { {failure_text(language(), &failure)} " " {t("console.form.kept")} }
            }
        }
    }
}

#[component]
fn NotificationPart(editing: Editing) -> Element {
    let values = editing.values.read();
    let days = Days::of(&values, dates::day_of(clock::now()));
    let carrier = values.case_type == Some(CaseType::AsymptomaticCarrier);
    let types = [CaseType::ConfirmedPatient, CaseType::AsymptomaticCarrier];
    let kinds = [(OnsetKind::Day, t("console.onset.day")), (OnsetKind::Unknown, t("console.onset.unknown"))];
    rsx! {
        section { class: "form-part",
            h2 { {t("console.notification.about")} }
            DayText { editing, field: Text::ReportDate, understood: days.report, hint: t("console.notification.recent_hint") }
            Choice {
                name: "case_type",
                legend: t("console.field.case_type"),
                hint: t("console.notification.type_hint"),
                options: types.map(|case_type| (case_type, words::case_type(case_type).to_owned())).to_vec(),
                chosen: values.case_type,
                onchoose: move |chosen| editing.change(|values| values.case_type = Some(chosen)),
                error: editing.error("case_type"),
            }
            if !carrier {
                Choice {
                    name: "onset_kind",
                    legend: t("console.onset.is_known"),
                    options: kinds.map(|(kind, words)| (kind, words.to_owned())).to_vec(),
                    chosen: values.onset_kind,
                    onchoose: move |chosen| editing.change(|values| values.onset_kind = Some(chosen)),
                }
                if values.onset_kind != Some(OnsetKind::Unknown) {
                    DayText { editing, field: Text::Onset, understood: days.onset, hint: t("console.notification.recent_hint") }
                }
            }
        }
    }
}

#[component]
fn PersonPart(editing: Editing) -> Element {
    let values = editing.values.read();
    let today = dates::day_of(clock::now());
    let days = Days::of(&values, today);
    let sexes = [Sex::Female, Sex::Male, Sex::Other];
    rsx! {
        section { class: "form-part",
            h2 { {t("console.notification.person")} }
            if !values.unknown.contains(&Unknown::Name) {
                Line { editing, field: Text::Name, hint: t("console.notification.name_hint") }
                Line { editing, field: Text::NameKana, hint: t("console.notification.kana_hint") }
            }
            IsUnknown { editing, what: Unknown::Name, field: Text::Name }
            Choice {
                name: "sex",
                legend: t("console.field.sex"),
                options: sexes.map(|sex| (sex, words::sex(sex).to_owned())).to_vec(),
                chosen: values.sex,
                onchoose: move |chosen| editing.change(|values| values.sex = Some(chosen)),
                error: editing.error("sex"),
            }
            if values.unknown.contains(&Unknown::BirthDate) {
                Line { editing, field: Text::EstimatedAge, hint: t("console.notification.age_hint"), unit: t("console.notification.age_unit"), inputmode: "numeric" }
            } else {
                DayText { editing, field: Text::BirthDate, understood: days.birth, age_on: today, hint: t("console.notification.birth_hint") }
            }
            IsUnknown { editing, what: Unknown::BirthDate, field: Text::BirthDate }
            Line { editing, field: Text::Municipality, hint: t("console.notification.municipality_hint") }
            if !values.unknown.contains(&Unknown::Phone) {
                Line { editing, field: Text::Phone, hint: t("console.notification.phone_hint"), inputmode: "tel" }
            }
            IsUnknown { editing, what: Unknown::Phone, field: Text::Phone }
        }
    }
}

/// 不詳: takes the place of the field.
#[component]
fn IsUnknown(editing: Editing, what: Unknown, field: Text) -> Element {
    let name = field.field();
    rsx! {
        Tick {
            id: "{name}-unknown",
            label: [field_name(language(), name).as_str(), t("console.notification.unknown")].join(" "),
            ticked: editing.values.read().unknown.contains(&what),
            onchange: move |ticked| editing.change(|values| {
                if ticked { values.unknown.insert(what) } else { values.unknown.remove(&what) };
            }),
        }
    }
}

/// A line of text of the form.
#[component]
pub fn Line(
    editing: Editing,
    field: Text,
    hint: String,
    #[props(default)] unit: Option<String>,
    #[props(default = "text")] inputmode: &'static str,
) -> Element {
    let name = field.field();
    rsx! {
        Field {
            id: name,
            unit,
            label: field_name(language(), name),
            value: editing.values.read().text(field),
            oninput: move |typed| editing.change(|values| values.set_text(field, typed)),
            onleave: move |()| editing.leave(name),
            error: editing.error(name),
            hint,
            inputmode,
        }
    }
}

#[component]
fn DayText(
    editing: Editing,
    field: Text,
    understood: Option<domain::time::Date>,
    #[props(default)] age_on: Option<domain::time::Date>,
    hint: String,
) -> Element {
    let name = field.field();
    rsx! {
        Day {
            id: name,
            label: field_name(language(), name),
            value: editing.values.read().text(field),
            understood,
            age_on,
            oninput: move |typed| editing.change(|values| values.set_text(field, typed)),
            onleave: move |()| editing.leave(name),
            error: editing.error(name),
            hint,
        }
    }
}
