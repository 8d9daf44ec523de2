//! Returning and withdrawing a notification: both need a reason in words.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::review::{NotificationChanged, REASON_AT_MOST, RefuseNotification};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use serde::{Deserialize, Serialize};
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t};

use crate::calls;
use crate::dialog::Dialog;
use crate::draft::{self, use_draft};
use crate::form::{Note, error_of};

/// What needs a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusing {
    /// Returns it to whoever filed it.
    Return,
    /// Withdraws it.
    Withdraw,
}

impl Refusing {
    const fn operation(self) -> Operation {
        match self {
            Self::Return => Operation::ReturnNotification,
            Self::Withdraw => Operation::WithdrawNotification,
        }
    }

    /// Title, explanation, hint and button.
    fn texts(self) -> [&'static str; 4] {
        match self {
            Self::Return => [
                t("console.notice.return_title"),
                t("console.notice.return_text"),
                t("console.notice.return_hint"),
                t("console.notice.return_send"),
            ],
            Self::Withdraw => [
                t("console.notice.withdraw_title"),
                t("console.notice.withdraw_text"),
                t("console.notice.withdraw_hint"),
                t("console.notice.withdraw_send"),
            ],
        }
    }
}

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Values {
    /// A second press after a lost answer is the same request.
    request_id: RequestId,
    reason: String,
}

/// Asks for the reason, and sends.
#[component]
pub fn Refuse(
    /// What is done.
    refusing: Refusing,
    /// The case.
    case: CaseId,
    /// The version that was looked at.
    seen: u32,
    /// Called when the dialog is done with; whether something was changed.
    onclose: EventHandler<bool>,
) -> Element {
    let form = use_hook(|| format!("{}-{case}", refusing.operation().name()));
    let new = || Values { request_id: calls::new_id(), reason: String::new() };
    let mut values = use_draft(&form, new, |values| values.reason.is_empty()).values;
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let sent_form = form.clone();
    let cancel = use_callback(move |()| {
        draft::discard(&form);
        onclose(false);
    });
    let send = move |_| {
        let Values { request_id, reason } = values();
        let body =
            RefuseNotification { request_id, case: case.clone(), seen, reason: reason.trim().to_owned() };
        let wrong = body.check();
        let is_wrong = !wrong.is_empty();
        errors.set(wrong);
        if is_wrong || sending() {
            browser::focus("refuse-reason");
            return;
        }
        let form = sent_form.clone();
        sending.set(true);
        spawn(async move {
            let result: Result<NotificationChanged, Failure> =
                calls::change(refusing.operation(), &body).await;
            sending.set(false);
            match result {
                Ok(_) => {
                    draft::discard(&form);
                    onclose(true);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    // Another version must be looked at before anything is decided about it.
    let is_stale = matches!(
        failure.read().as_ref().and_then(Failure::code),
        Some(Code::HasNews | Code::CaseEnded | Code::NotFound)
    );
    let [title, explanation, hint, send_text] = refusing.texts();
    rsx! {
        Dialog { id: "refuse", title, onclose: cancel,
            p { {explanation} }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            Note {
                id: "refuse-reason",
                label: t("console.field.reason"),
                hint,
                value: values.read().reason.clone(),
                at_most: REASON_AT_MOST,
                oninput: move |text| values.with_mut(|values| values.reason = text),
                error: error_of(&errors(), "reason"),
            }
            div { class: "buttons",
                if is_stale {
                    button { class: "button button-main", r#type: "button", onclick: move |_| onclose(true), {t("console.notice.look_again")} }
                } else {
                    button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: send,
                        {if sending() { t("console.sending") } else { send_text }}
                    }
                }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}
