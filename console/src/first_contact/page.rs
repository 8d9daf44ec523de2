//! The page of the sheet: loads the case, keeps what is typed, sends it.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::first_contact::FirstContactRecorded;
use domain::ids::CaseId;
use domain::operation::Operation;
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::compare::Compare;
use super::form::{Answers, Household, People, Risk};
use super::values::Values;
use crate::case::{CaseFile, Who, use_case_file};
use crate::desk::{Done, use_desk};
use crate::draft::{self, use_draft};
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::{use_send_key, use_shortcuts};
use crate::{calls, people, words};

/// The first contact sheet of a case.
#[component]
pub fn FirstContact(case: CaseId) -> Element {
    rsx! {
        // As in `Case`.
        for case in [case] {
            Page { key: "{case}", case }
        }
    }
}

#[component]
fn Page(case: CaseId) -> Element {
    use_hook(calls::before_a_form);
    let file = use_case_file(case.clone());
    let load = use_callback(move |()| _ = spawn(async move { _ = file.load().await }));
    use_hook(|| load(()));
    let back = case.clone();
    use_shortcuts(move |key| {
        let leaves = key == "Escape";
        if leaves {
            navigator().push(Route::Case { case: back.clone() });
        }
        leaves
    });
    match (file.view.read().clone(), file.failure.read().clone()) {
        (Some(view), _) => rsx! {
            Heading { text: tf("console.first_contact.heading", &[("name", &people::name(view.identity.name.as_deref()))]),
                Who { view: view.clone() }
                Link { class: "plain back", to: Route::Case { case }, {t("console.call.to_case")} }
            }
            Sheet { view, file }
        },
        (None, Some(failure)) if failure.code() == Some(Code::NotFound) => rsx! {
            Missing { text: t("console.case.missing") }
        },
        (None, Some(failure)) => rsx! {
            Failed { failure, onretry: move |()| load(()) }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        },
        (None, None) => rsx! {
            Waiting { label: t("console.case.waiting") }
        },
    }
}

/// The form as all its parts see it.
#[derive(Clone, Copy, PartialEq)]
pub struct Editing {
    /// What is typed.
    pub values: Signal<Values>,
    /// What is wrong, as far as it is shown.
    errors: Memo<Vec<FieldError>>,
}

impl Editing {
    /// The error of a field in words, by its path in the sheet.
    pub fn error(&self, field: &str) -> Option<String> {
        let errors = self.errors.read();
        let error = errors.iter().find(|error| error.field == field)?;
        // The place in the household is told by the line at which it stands.
        let name = match field {
            "risk_override.reason" => "override_reason",
            "no_emergency_contact" | "best_hours.from" | "best_hours.to" => {
                field.split('.').next().unwrap_or_default()
            }
            other => other,
        };
        Some(ui::errors::field_text(language(), &FieldError { field: name.to_owned(), ..error.clone() }))
    }

    /// Takes in a change; an answer that is touched is confirmed.
    pub fn change(mut self, field: &str, change: impl FnOnce(&mut Values)) {
        self.values.with_mut(|values| {
            values.touched = true;
            values.unconfirmed.remove(field);
            change(values);
        });
    }
}

#[component]
fn Sheet(view: CaseView, file: CaseFile) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("first-contact-{}", view.case));
    let first = view.clone();
    let draft = use_draft(&form, || Values::new(calls::new_id(), &first), |values| !values.touched);
    let mut values = draft.values;
    let began_with = use_signal(|| values.peek().seen);
    let mut pressed = use_signal(|| false);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let about = view.clone();
    let errors = use_memo(move || {
        let read = values.read().request(&about, dates::day_of(clock::now()));
        let mut errors = read.err().unwrap_or_default();
        errors.retain(|error| pressed() || error.problem == Problem::Contradiction);
        errors.extend(refused());
        errors
    });
    let editing = Editing { values, errors };
    let shown = view.clone();
    let name = people::name(view.identity.name.as_deref());
    let kept = form.clone();

    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        pressed.set(true);
        refused.set(Vec::new());
        failure.set(None);
        let request = match values.read().request(&shown, dates::day_of(clock::now())) {
            Ok(request) => request,
            Err(errors) => return focus_first(&errors),
        };
        sending.set(true);
        let (kept, name) = (kept.clone(), name.clone());
        spawn(async move {
            let answer = calls::change::<FirstContactRecorded>(Operation::RecordFirstContact, &request).await;
            sending.set(false);
            match answer {
                Ok(recorded) => {
                    draft::discard(&kept);
                    let risk = words::risk(recorded.risk);
                    let text = tf("console.first_contact.done", &[("name", &name), ("risk", risk)]);
                    desk.done.set(Some(Done::new(text)));
                    navigator().push(Route::Case { case: recorded.case });
                }
                Err(Failure::Api(error, _)) if error.code == Code::InvalidFields => {
                    focus_first(&error.fields);
                    refused.set(error.fields);
                }
                Err(why) => {
                    let is_news = why.code() == Some(Code::HasNews);
                    failure.set(Some(why));
                    if is_news {
                        file.load().await;
                        browser::focus("compare");
                    }
                }
            }
        });
    });
    use_send_key(move || send(()));

    // Stays on the screen until the form is sent, so that the two can be compared while correcting.
    let newest = view.first_contact.as_ref().filter(|newest| newest.n > began_with());
    rsx! {
        if draft.is_old {
            p { class: "banner banner-caution", role: "status", {t("console.form.old")} }
        }
        div { role: "alert",
            if let Some(newest) = newest {
                Compare {
                    editing,
                    newest: newest.clone(),
                    now: view.now,
                    onseen: move |n| {
                        failure.set(None);
                        values.with_mut(|values| {
                            values.seen = n;
                            values.request_id = calls::new_id();
                        });
                    },
                }
            }
        }
        form {
            class: "form sheet",
            novalidate: true,
            "aria-label": t("console.first_contact.title"),
            onsubmit: move |event| event.prevent_default(),
            Answers { editing, view: view.clone() }
            People { editing }
            Household { editing, case: view.case.clone() }
            Risk { editing, view: view.clone() }
            if let Some(failure) = failure() {
                div { class: "banner banner-wrong", role: "alert",
                    p { {failure_text(language(), &failure)} " " {t("console.form.kept")} }
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
        browser::focus(&id_of(&error.field));
    }
}

/// The id of the input of a field.
pub fn id_of(field: &str) -> String {
    field.replace(['.', '[', ']'], "-")
}
