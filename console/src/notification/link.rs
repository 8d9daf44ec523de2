//! Sending the entry code as a link in a text message.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::link::{EntryLinkSent, SendEntryLink};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use domain::rights::{Relation, may};
use domain::time::Time;
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use crate::calls;
use crate::desk::use_desk;

/// When the last message was sent, and by whom.
#[derive(Clone, PartialEq)]
pub struct Sent {
    /// When.
    pub at: Time,
    /// Name of the member of staff.
    pub by: String,
}

impl Sent {
    /// In words.
    pub fn told(&self) -> String {
        let time = dates::moment(language(), self.at, clock::now());
        tf("console.slip.sent", &[("time", &time), ("name", &self.by)])
    }
}

/// A button that sends the link, and who sent it last.
#[component]
pub fn SendLink(
    case: CaseId,
    /// The last message so far.
    last: Option<Sent>,
) -> Element {
    let desk = use_desk();
    let mut last = use_signal(|| last);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    // The same until it was sent: a retry after a lost answer is the same request.
    let mut request_id = use_signal(calls::new_id::<RequestId>);
    let role = desk.list.read().as_ref().map(|list| list.organisation.role);
    let relations = [Relation::Responsible, Relation::Filed];
    let is_allowed = role
        .is_some_and(|role| relations.iter().any(|relation| may(Operation::SendEntryLink, role, *relation)));
    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        sending.set(true);
        failure.set(None);
        let body = SendEntryLink { request_id: request_id.peek().clone(), case: case.clone() };
        spawn(async move {
            let result: Result<EntryLinkSent, _> = calls::change(Operation::SendEntryLink, &body).await;
            sending.set(false);
            match result {
                Ok(sent) => {
                    request_id.set(calls::new_id());
                    last.set(Some(Sent { at: sent.at, by: sent.by.name.unwrap_or_default() }));
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    rsx! {
        if is_allowed {
            div { class: "buttons",
                button { class: "button", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {t(if sending() { "console.sending" } else { "console.slip.send" })}
                }
                span { role: "status",
                    if let Some(last) = last() {
                        {last.told()}
                    }
                }
            }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {told(&failure)} }
            }
        }
    }
}

/// Why it was not sent, and what to do instead.
fn told(failure: &Failure) -> String {
    match failure {
        Failure::Api(error, _) if error.code == Code::InvalidFields => {
            let fields = error.fields.iter().map(|error| field_text(language(), error));
            fields.collect::<Vec<_>>().join(" ")
        }
        other => failure_text(language(), other),
    }
}
