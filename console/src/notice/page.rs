//! The page of a notification: what was filed, version by version, and what can be done about it.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::error::Code as ErrorCode;
use domain::api::review::{
    AcceptNotification, NotificationChanged, NotificationVersion, NotificationView, RecordedTest, Remark,
};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::review::NotificationState;
use domain::rights::{Relation, Role, may};
use ui::api::Failure;
use ui::dates;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use super::act::{Refuse, Refusing};
use super::difference::difference;
use super::load::{Fetching, use_notice};
use super::shown::{Answers, test};
use super::test::EnterTest;
use crate::case::Code;
use crate::desk::{Done, use_desk};
use crate::page::Heading;
use crate::route::Route;
use crate::shortcuts::use_shortcuts;
use crate::{calls, people, words};

/// A notification.
#[component]
pub fn Notice(case: CaseId) -> Element {
    rsx! {
        for case in [case] {
            Page { key: "{case}", case }
        }
    }
}

#[component]
fn Page(case: CaseId) -> Element {
    let file = use_notice(case);
    rsx! {
        Fetching { file }
        if let Some(view) = (file.view)() {
            Story { view, onchange: file.load }
        }
    }
}

/// What is open over the page.
#[derive(Clone, Copy, PartialEq)]
enum Over {
    Nothing,
    Refuse(Refusing),
    Test,
}

#[component]
fn Story(view: NotificationView, onchange: EventHandler<()>) -> Element {
    let mut desk = use_desk();
    let mut over = use_signal(|| Over::Nothing);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let role = desk.list.read().as_ref().map(|list| list.organisation.role);
    let is_open = !matches!(view.state, NotificationState::Withdrawn);
    let can = move |operation| is_open && role.is_some_and(|role| may(operation, role, relation(role)));
    let newest = view.versions.last().cloned();
    let seen = newest.as_ref().map_or(0, |newest| newest.version);
    let name = newest.as_ref().and_then(|newest| newest.answers.text("name"));
    let who = people::name(name);

    let to_accept = view.state == NotificationState::Submitted && can(Operation::AcceptNotification);
    let (case, accepted) = (view.case.clone(), who.clone());
    let accept = use_callback(move |()| {
        if sending() {
            return;
        }
        sending.set(true);
        failure.set(None);
        let body = AcceptNotification { request_id: calls::new_id(), case: case.clone(), seen };
        let accepted = accepted.clone();
        spawn(async move {
            let result: Result<NotificationChanged, Failure> =
                calls::change(Operation::AcceptNotification, &body).await;
            sending.set(false);
            match result {
                Ok(_) => {
                    desk.done.set(Some(Done::new(tf("console.notice.accepted", &[("who", &accepted)]))));
                    desk.refresh_soon();
                    onchange(());
                }
                Err(why) => {
                    // Another version, or somebody else was faster: what is there now is shown.
                    if matches!(why.code(), Some(ErrorCode::HasNews | ErrorCode::CaseEnded)) {
                        onchange(());
                    }
                    failure.set(Some(why));
                }
            }
        });
    });
    let may_return = to_accept;
    use_shortcuts(move |key| {
        match key.as_str() {
            "a" if to_accept => accept(()),
            "r" if may_return => over.set(Over::Refuse(Refusing::Return)),
            "Escape" => _ = navigator().push(Route::Inbox {}),
            _ => return false,
        }
        true
    });
    let done = move |changed: bool| {
        over.set(Over::Nothing);
        if changed {
            desk.refresh_soon();
            onchange(());
        }
    };
    let form_id = newest.as_ref().map(|newest| newest.form.clone()).unwrap_or_default();
    let is_centre = role.is_some_and(|role| relation(role) == Relation::Responsible);
    rsx! {
        Heading { text: who.clone(),
            span { class: "tag", {words::notification_state(view.state)} }
            span { class: "tag", {words::case_kind(view.kind)} }
            if is_centre {
                Link { class: "button", to: Route::Case { case: view.case.clone() }, {t("console.notification.open_case")} }
            }
            Link { class: "plain back", to: Route::Inbox {}, {t("console.inbox.title")} }
        }
        if let Some(failure) = failure() {
            p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
        }
        div { class: "buttons notice-acts",
            if to_accept {
                button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| accept(()),
                    {t(if sending() { "console.sending" } else { "console.notice.accept" })}
                }
            }
            if may_return {
                button { class: "button", r#type: "button", onclick: move |_| over.set(Over::Refuse(Refusing::Return)), {t("console.notice.return_send")} }
            }
            if can(Operation::RecordTest) {
                button { class: "button", r#type: "button", onclick: move |_| over.set(Over::Test), {t("console.test.title")} }
            }
            if can(Operation::CorrectNotification) {
                Link { class: "button", to: Route::Correct { case: view.case.clone() }, {t("console.correct.title")} }
            }
            if can(Operation::WithdrawNotification) {
                button { class: "button", r#type: "button", onclick: move |_| over.set(Over::Refuse(Refusing::Withdraw)), {t("console.notice.withdraw_send")} }
            }
            if let Some(entry_code) = view.entry_code.clone() {
                Code { case: view.case.clone(), entry_code }
            }
        }
        Remarks { remarks: view.remarks.clone() }
        Tests { tests: view.tests.clone() }
        Versions { versions: view.versions.clone() }
        match over() {
            Over::Refuse(refusing) => rsx! {
                Refuse { refusing, case: view.case.clone(), seen, onclose: done }
            },
            Over::Test => rsx! {
                EnterTest { case: view.case.clone(), form_id, onclose: done }
            },
            Over::Nothing => rsx! {},
        }
    }
}

/// What somebody of this role is to a notification that they see.
const fn relation(role: Role) -> Relation {
    match role {
        Role::Nurse | Role::Manager => Relation::Responsible,
        _ => Relation::Filed,
    }
}

#[component]
fn Remarks(remarks: Vec<Remark>) -> Element {
    rsx! {
        for remark in remarks {
            div { key: "{remark.at}", class: "banner banner-caution",
                p {
                    strong { {words::notification_state(remark.state)} }
                    " "
                    {said_by(remark.at, remark.by.name.as_deref())}
                }
                p { class: "entry-detail", {tf("console.timeline.quote", &[("text", &remark.reason)])} }
            }
        }
    }
}

#[component]
fn Tests(tests: Vec<RecordedTest>) -> Element {
    rsx! {
        if !tests.is_empty() {
            section { class: "card",
                h2 { {t("console.test.heading")} }
                ul {
                    for (i , recorded) in tests.into_iter().enumerate() {
                        li { key: "{i}",
                            {test(&recorded.test)}
                            " "
                            span { class: "entry-by", {said_by(recorded.at, recorded.by.name.as_deref())} }
                        }
                    }
                }
            }
        }
    }
}

/// The newest version open, those before closed; what differs is marked.
#[component]
fn Versions(versions: Vec<NotificationVersion>) -> Element {
    let mut shown = Vec::new();
    let mut before: Option<NotificationVersion> = None;
    for version in versions {
        let changed: BTreeSet<String> =
            before.as_ref().map(|before| difference(&before.answers, &version.answers)).unwrap_or_default();
        before = Some(version.clone());
        shown.push((version, changed));
    }
    shown.reverse();
    rsx! {
        for (i , (version , changed)) in shown.into_iter().enumerate() {
            details { key: "{version.version}", class: "card version", open: i == 0,
                summary {
                    h2 { {title(&version)} }
                    span { class: "entry-by", {said_by(version.at, version.by.name.as_deref())} }
                }
                Answers { form_id: version.form, filled: version.answers, changed }
            }
        }
    }
}

fn title(version: &NotificationVersion) -> String {
    let what = version.revision.map_or(t("console.revision.first"), words::revision);
    tf("console.notice.version", &[("version", &version.version.to_string()), ("what", what)])
}

fn said_by(at: domain::time::Time, name: Option<&str>) -> String {
    let time = [dates::full_day(language(), dates::day_of(at)), dates::clock(at)].join(" ");
    tf("console.notice.said_by", &[("time", &time), ("who", name.unwrap_or_default())])
}
