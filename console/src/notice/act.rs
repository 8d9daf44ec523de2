//! Returning and withdrawing a notification: both need a reason in words.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::review::{REASON_AT_MOST, RefuseNotification};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use serde::{Deserialize, Serialize};
use ui::texts::t;

use crate::calls;
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::Note;
use crate::sending::{Buttons, Refusal, use_sending};

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
    let mut sending = use_sending("refuse-", &form, onclose);
    let send = use_callback(move |()| {
        let Values { request_id, reason } = values();
        let body =
            RefuseNotification { request_id, case: case.clone(), seen, reason: reason.trim().to_owned() };
        let wrong = body.check();
        let Some(body) = sending.begin(if wrong.is_empty() { Ok(body) } else { Err(wrong) }) else { return };
        spawn(async move {
            if sending.send(refusing.operation(), &body).await.is_ok() {
                sending.close();
            }
        });
    });
    // Another version must be looked at before anything is decided about it.
    let is_stale = matches!(sending.code(), Some(Code::HasNews | Code::CaseEnded | Code::NotFound));
    let [title, explanation, hint, send_text] = refusing.texts();
    rsx! {
        Dialog { id: "refuse", title, onclose: move |()| sending.cancel(),
            p { {explanation} }
            Refusal { sending }
            Note {
                id: "refuse-reason",
                label: t("console.field.reason"),
                hint,
                value: values.read().reason.clone(),
                at_most: REASON_AT_MOST,
                oninput: move |text| values.with_mut(|values| values.reason = text),
                error: sending.wrong("reason"),
            }
            Buttons { sending, label: send_text, onsend: (!is_stale).then_some(send),
                if is_stale {
                    button { class: "button button-main", r#type: "button", onclick: move |_| onclose(true), {t("console.notice.look_again")} }
                }
            }
        }
    }
}
