//! The dialog about many releases: how many, whom, and then what came of each. Each is a request of its
//! own, made once, so that sending again what got no answer releases nobody twice.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::release::{ConfirmRelease, ReleaseDecision, ReleaseRow};
use domain::operation::Operation;
use serde_json::{Map, Value};
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::texts::{language, t, tf};

use super::row::who;
use crate::calls;
use crate::dialog::Dialog;

/// One release and what came of it.
#[derive(Clone, PartialEq)]
struct Item {
    who: String,
    request: ConfirmRelease,
    result: Option<Result<(), Failure>>,
}

impl Item {
    fn of(row: &ReleaseRow) -> Self {
        let request = ConfirmRelease {
            request_id: calls::new_id(),
            case: row.case.clone(),
            seen: row.version,
            decision: ReleaseDecision::Released,
            release_date: row.assessment.release_date,
            note: None,
        };
        Self { who: who(row), request, result: None }
    }

    /// Whether sending it (again) may come to something: a refusal is a refusal.
    fn is_to_send(&self) -> bool {
        match &self.result {
            None => true,
            Some(Ok(())) => false,
            Some(Err(failure)) => {
                matches!(failure.code(), None | Some(Code::Busy | Code::Internal | Code::Unauthenticated))
            }
        }
    }

    fn told(&self) -> String {
        match &self.result {
            None => String::new(),
            Some(Ok(())) => t("console.release.row_done").to_owned(),
            Some(Err(Failure::Api(error, _))) if !error.fields.is_empty() => {
                let fields: Vec<_> = error.fields.iter().map(|error| field_text(language(), error)).collect();
                fields.join(" ")
            }
            Some(Err(failure)) => failure_text(language(), failure),
        }
    }
}

/// Asks once for all of them, then shows what came of each.
#[component]
pub fn Batch(rows: Vec<ReleaseRow>, onclose: EventHandler<()>) -> Element {
    let mut items = use_signal(|| rows.iter().map(Item::of).collect::<Vec<_>>());
    let mut is_on = use_signal(|| false);
    let send = move |_| {
        if *is_on.peek() {
            return;
        }
        is_on.set(true);
        spawn(async move {
            let count = items.peek().len();
            for at in 0..count {
                let item = items.peek()[at].clone();
                if item.is_to_send() {
                    let sent =
                        calls::patiently::<Map<String, Value>>(Operation::ConfirmRelease, &item.request);
                    let result = sent.await.map(|_| ());
                    items.with_mut(|items| items[at].result = Some(result));
                }
            }
            is_on.set(false);
        });
    };
    let all = items();
    let done = all.iter().filter(|item| item.result == Some(Ok(()))).count();
    let is_begun = all.iter().any(|item| item.result.is_some());
    let is_left = all.iter().any(Item::is_to_send);
    let count = all.len().to_string();
    rsx! {
        Dialog { id: "releases", title: tf("console.release.confirm_title", &[("count", &count)]), onclose: move |()| if !is_on() { onclose(()) },
            p { class: "banner banner-caution", {t("console.release.final")} }
            p { role: "status",
                if is_begun {
                    {tf("console.release.progress", &[("done", &done.to_string()), ("count", &count)])}
                }
            }
            ul { class: "release-batch",
                for item in all {
                    li { key: "{item.request.case}", class: if matches!(item.result, Some(Err(_))) { "release-failed" },
                        strong { "{item.who}" }
                        span { {item.told()} }
                    }
                }
            }
            div { class: "buttons",
                if is_left {
                    button { class: "button button-main", r#type: "button", id: "release-all", "aria-disabled": is_on(), onclick: send,
                        {if is_on() { t("console.sending") } else if is_begun { t("console.release.send_again") } else { t("console.release.release_all") }}
                    }
                }
                button { class: "button", r#type: "button", "aria-disabled": is_on(), onclick: move |_| if !is_on() { onclose(()) }, {t("console.close_dialog")} }
            }
        }
    }
}
