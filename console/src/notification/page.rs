//! The notification form's page.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::form;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use ui::api::Failure;
use ui::texts::t;
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::answer::Answer;
use super::known::Known;
use super::on_behalf::OnBehalf;
use super::picker::{self, Picker};
use super::placement::PlacementPart;
use super::read::Reading;
use super::send::{Desk, asks_placement, request};
use super::slip::Filed;
use super::told::{Old, SendFailed, cautions, summary};
use super::values::Values;
use crate::calls;
use crate::desk::use_desk;
use crate::draft::{self, use_draft};
use crate::form::told;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::Missing;
use crate::shortcuts::use_send_key;
use crate::words::said;

const DRAFT: &str = "notification";

/// Files a case; then shows the slip for the patient.
#[component]
pub fn Notification() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let mut round = use_signal(|| 0);
    let mut filed = use_signal(|| None::<(FileNotification, NotificationFiled)>);
    let here = desk
        .list
        .read()
        .as_ref()
        .map(|list| (list.organisation.id.clone(), list.organisation.role, list.forms.clone()));
    let Some((organisation, role, adopted)) = here else {
        return rsx! {
            Waiting { label: t("console.list.waiting") }
        };
    };
    if !may(Operation::FileNotification, role, Relation::OwnOrganisation) {
        return rsx! {
            Missing { text: t("console.notification.not_allowed") }
        };
    }
    if let Some((sent, answer)) = filed() {
        let onnext = move |()| {
            round += 1;
            filed.set(None);
        };
        return rsx! {
            Filed { sent, answer, onnext }
        };
    }
    let Some(first) = picker::first(&adopted, dates::day_of(clock::now())) else {
        return rsx! {
            Missing { text: t("console.notification.no_form") }
        };
    };
    rsx! {
        Filling {
            // A new form after each filing: nothing of the last person stays in it.
            key: "{round}",
            // Only a health centre decides where a patient is placed (R9).
            here: Desk { organisation, places: matches!(role, Role::Nurse | Role::Manager), adopted },
            first: first.id(),
            onfiled: move |answer| {
                desk.refresh_soon();
                filed.set(Some(answer));
            },
        }
    }
}

/// The form as all its parts see it.
#[derive(Clone, Copy, PartialEq)]
pub struct Editing {
    /// What is typed.
    pub values: Signal<Values>,
    /// What was understood.
    pub reading: Memo<Reading>,
    /// What is wrong, as far as it is shown.
    pub errors: Memo<Vec<FieldError>>,
    /// Fields that were left, and what was left in them.
    left: Signal<BTreeSet<String>>,
}

impl Editing {
    /// A form with these parts.
    pub fn of(
        values: Signal<Values>,
        reading: Memo<Reading>,
        errors: Memo<Vec<FieldError>>,
        left: Signal<BTreeSet<String>>,
    ) -> Self {
        Self { values, reading, errors, left }
    }

    /// The error of a field in words.
    pub fn error(&self, field: &str) -> Option<String> {
        let errors = self.errors.read();
        let error = errors.iter().find(|error| error.field == field)?;
        Some(told(Some(self.reading.read().form), error))
    }

    /// What to look at again at a field, in words.
    pub fn cautions(&self, field: &str) -> Vec<String> {
        let reading = self.reading.read();
        let here = reading.warnings.iter().filter(|warning| warning.field == field);
        here.filter_map(|warning| Some(said(&reading.form.rule(&warning.rule)?.says).to_owned())).collect()
    }

    /// Takes in a change.
    pub fn change(mut self, change: impl FnOnce(&mut Values)) {
        self.values.with_mut(change);
    }

    /// Takes in that a field was left: from now on it shows what is wrong with it.
    pub fn leave(mut self, field: &str) {
        let mut left = self.left.write();
        left.insert(field.to_owned());
        // A part of an entry belongs to the field of them all.
        left.extend(field.split_once('.').map(|(code, _)| code.to_owned()));
    }
}

#[component]
fn Filling(
    here: Desk,
    first: String,
    onfiled: EventHandler<(FileNotification, NotificationFiled)>,
) -> Element {
    let today = dates::day_of(clock::now());
    let begin = move |form: String| Values::new(calls::new_id(), form, today.to_string());
    let draft = use_draft(DRAFT, || begin(first.clone()), Values::is_blank);
    let mut values = draft.values;
    let left = use_signal(BTreeSet::new);
    let mut pressed = use_signal(|| false);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let reading = use_memo(move || {
        let values = values.read();
        let form = form::find(&values.form).or_else(|| form::find(&first));
        Reading::of(form.unwrap_or(&form::all()[0]), &values, today)
    });
    let desk = here.clone();
    let errors = use_memo(move || {
        let mut errors = request(&reading.read(), &values.read(), &desk, today).err().unwrap_or_default();
        // Nobody is told that something is missing before they have said that they are done.
        let is_due =
            |error: &FieldError| left.read().contains(&error.field) && error.problem != Problem::Missing;
        // The choice of the form is nowhere left; what is wrong with it shows at once.
        errors.retain(|error| pressed() || error.field == "form" || is_due(error));
        errors.extend(refused());
        errors
    });
    let editing = Editing::of(values, reading, errors, left);

    let desk = here.clone();
    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        pressed.set(true);
        refused.set(Vec::new());
        failure.set(None);
        let request = match request(&reading.read(), &values.read(), &desk, today) {
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
    let asks_placement = asks_placement(&reading.read(), &here);
    rsx! {
        Heading { text: t("console.notification.title"),
            if here.places {
                Link { class: "button", to: Route::Import {}, {t("console.import.link")} }
            }
        }
        if draft.is_old {
            Old {
                onclear: move |()| {
                    let form = values.peek().form.clone();
                    values.set(begin(form));
                    pressed.set(false);
                },
            }
        }
        form {
            class: "notification",
            novalidate: true,
            onsubmit: move |event| event.prevent_default(),
            Picker { editing, adopted: here.adopted.clone(), today }
            if is_wrong {
                {summary(editing)}
            }
            {sections(editing)}
            if here.places {
                Known { editing, organisation: here.organisation.clone() }
                OnBehalf { editing }
            }
            if asks_placement {
                PlacementPart { editing }
            }
            {cautions(editing)}
            if let Some(failure) = failure() {
                SendFailed { failure, case: values.read().request_id.clone().into() }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {t(if sending() { "console.sending" } else if has_code(&reading.read()) { "console.notification.send" } else { "console.notification.send_only" })}
                }
                span { class: "field-hint", {t("console.form.send_key")} }
            }
        }
    }
}

/// The form's own parts, with the fields that are asked.
pub fn sections(editing: Editing) -> Element {
    let reading = editing.reading.read();
    let form = reading.form;
    rsx! {
        for (i , section) in form.sections.iter().enumerate() {
            section { key: "{i}", class: "form-part",
                h2 { {said(&section.title)} }
                div { class: "answers",
                    for field in section.fields.iter().filter(|field| reading.asked.contains(field.code.as_str())) {
                        Answer { key: "{field.code}", editing, field }
                    }
                }
            }
        }
    }
}

/// Whether the patient gets a code.
fn has_code(reading: &Reading) -> bool {
    reading.form.follow_up && !reading.form.is_of_dead(&reading.answers)
}

/// Leads to the first field that is wrong.
pub fn focus_first(errors: &[FieldError]) {
    if let Some(error) = errors.first() {
        browser::focus(&error.field);
    }
}
