//! A further version of a notification: the form as it was filed, to be corrected, notified anew or
//! ruled out.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::review::{CorrectNotification, NotificationChanged, NotificationVersion, NotificationView};
use domain::form;
use domain::ids::CaseId;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::placement::CaseKind;
use domain::review::Revision;
use serde::{Deserialize, Serialize};
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t};
use ui::{browser, clock, dates};

use super::page::{Editing, focus_first, sections};
use super::read::Reading;
use super::told::{cautions, summary};
use super::values::Values;
use crate::draft::{self, use_draft};
use crate::form::Choice;
use crate::notice::{Answers, Fetching, difference, use_notice};
use crate::page::Heading;
use crate::route::Route;
use crate::shortcuts::use_send_key;
use crate::{calls, people, words};

/// Fetches the notification, then shows its form.
#[component]
pub fn Correct(case: CaseId) -> Element {
    use_hook(calls::before_a_form);
    let file = use_notice(case);
    rsx! {
        Fetching { file }
        if let Some(view) = (file.view)() {
            Form { view, onnews: file.load }
        }
    }
}

/// What is typed, and for which version.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Typed {
    seen: u32,
    revision: Revision,
    values: Values,
    /// Something was typed.
    touched: bool,
}

#[component]
fn Form(view: NotificationView, onnews: EventHandler<()>) -> Element {
    let Some(newest) = view.versions.last().cloned() else { return rsx! {} };
    let today = dates::day_of(clock::now());
    let draft_name = use_hook(|| format!("correct-{}", view.case));
    let begun = newest.clone();
    let begin = move || Typed {
        seen: begun.version,
        revision: Revision::Correction,
        values: Values::of(calls::new_id(), begun.form.clone(), &begun.answers),
        touched: false,
    };
    let mut typed = use_draft(&draft_name, begin, |typed| !typed.touched).values;
    // What the parts of the form edit.
    let values = use_signal(|| typed.peek().values.clone());
    use_effect(move || {
        let edited = values();
        if typed.peek().values != edited {
            typed.with_mut(|typed| {
                typed.values = edited;
                typed.touched = true;
            });
        }
    });
    let left = use_signal(BTreeSet::new);
    let mut pressed = use_signal(|| false);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    // The version that somebody else made meanwhile, beside what is typed here.
    let mut theirs = use_signal(|| None::<(NotificationVersion, BTreeSet<String>)>);
    let reading = use_memo(move || {
        let values = values.read();
        Reading::of(form::find(&values.form).unwrap_or(&form::all()[0]), &values, today)
    });
    let errors = use_memo(move || {
        let mut errors = reading.read().errors.clone();
        errors.retain(|error| {
            pressed() || (left.read().contains(&error.field) && error.problem != Problem::Missing)
        });
        errors.extend(refused());
        errors
    });
    let editing = Editing::of(values, reading, errors, left);

    let seen_before = typed.peek().seen;
    let shown = newest.clone();
    use_effect(use_reactive!(|shown| {
        if shown.version > seen_before && theirs.peek().is_none() {
            let mine = reading.peek().answers.clone();
            let differs = difference(&mine, &shown.answers);
            typed.with_mut(|typed| {
                typed.seen = shown.version;
                typed.values.request_id = calls::new_id();
            });
            theirs.set(Some((shown, differs)));
            browser::focus("correct-news");
        }
    }));

    let (case, name) = (view.case.clone(), draft_name.clone());
    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        pressed.set(true);
        refused.set(Vec::new());
        failure.set(None);
        let reading = reading.peek();
        if !reading.errors.is_empty() {
            focus_first(&reading.errors);
            return;
        }
        let Typed { seen, revision, values, .. } = typed.peek().clone();
        let notification = Notification { form: reading.form.id(), answers: reading.answers.clone() };
        let request_id = values.request_id;
        let body = CorrectNotification { request_id, case: case.clone(), seen, revision, notification };
        let name = name.clone();
        sending.set(true);
        spawn(async move {
            let answer: Result<NotificationChanged, Failure> =
                calls::change(Operation::CorrectNotification, &body).await;
            sending.set(false);
            match answer {
                Ok(_) => {
                    draft::discard(&name);
                    navigator().push(Route::Notice { case: body.case });
                }
                Err(Failure::Api(error, _)) if error.code == Code::InvalidFields => {
                    focus_first(&error.fields);
                    refused.set(error.fields);
                }
                Err(why) => {
                    if why.code() == Some(Code::HasNews) {
                        onnews(());
                    }
                    failure.set(Some(why));
                }
            }
        });
    });
    use_send_key(move || send(()));
    let (case, name) = (view.case.clone(), draft_name);
    let is_suspected = view.kind == CaseKind::Suspected;
    let who = people::name(newest.answers.text("name"));
    let is_wrong = !errors.read().is_empty() && pressed();
    rsx! {
        Heading { text: t("console.correct.title"),
            span { class: "who-kana", "{who}" }
            Link {
                class: "plain back",
                to: Route::Notice { case },
                onclick: move |_| draft::discard(&name),
                {t("console.correct.cancel")}
            }
        }
        if let Some((version, differs)) = theirs() {
            section { class: "banner banner-caution news", id: "correct-news", tabindex: "-1", role: "alert",
                h2 { {t("console.correct.news")} }
                p { {t("console.correct.news_text")} }
                Answers { form_id: version.form, filled: version.answers, changed: differs }
            }
        }
        if let Some(remark) = view.remarks.first() {
            div { class: "banner banner-caution",
                strong { {words::notification_state(remark.state)} }
                p { class: "entry-detail", "{remark.reason}" }
            }
        }
        form {
            class: "notification",
            novalidate: true,
            onsubmit: move |event| event.prevent_default(),
            if is_suspected {
                Choice {
                    name: "revision",
                    legend: t("console.correct.revision"),
                    options: Revision::ALL.iter().map(|one| (*one, words::revision(*one).to_owned())).collect::<Vec<_>>(),
                    chosen: Some(typed.read().revision),
                    onchoose: move |chosen| typed.with_mut(|typed| typed.revision = chosen),
                    error: editing.error("revision"),
                }
            }
            if is_wrong {
                {summary(editing)}
            }
            {sections(editing)}
            {cautions(editing)}
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {t(if sending() { "console.sending" } else { "console.correct.send" })}
                }
                span { class: "field-hint", {t("console.form.send_key")} }
            }
        }
    }
}
