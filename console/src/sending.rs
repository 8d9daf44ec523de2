//! Sending what a dialog asks. Each dialog has its fields; what happens around them is here: what is typed
//! is checked, goes out once, stays while there is no answer, and a refusal is shown at its field. The
//! request id is part of what is typed, so that a second press after a lost answer is the same request.

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError};
use domain::operation::Operation;
use serde::Serialize;
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t};

use crate::form::error_of;
use crate::{calls, draft};

/// A dialog's request, from the first key to the answer.
#[derive(Clone, Copy, PartialEq)]
pub struct Sending {
    /// What the ids of its fields begin with.
    prefix: &'static str,
    draft: Signal<String>,
    onclose: EventHandler<bool>,
    errors: Signal<Vec<FieldError>>,
    failure: Signal<Option<Failure>>,
    is_on: Signal<bool>,
}

/// The sending of a dialog whose values are kept under this name. `onclose` is told whether something was
/// changed.
pub fn use_sending(prefix: &'static str, draft: &str, onclose: EventHandler<bool>) -> Sending {
    Sending {
        prefix,
        draft: use_signal(|| draft.to_owned()),
        onclose,
        errors: use_signal(Vec::new),
        failure: use_signal(|| None),
        is_on: use_signal(|| false),
    }
}

impl Sending {
    /// Everything that is wrong with what is typed.
    pub fn errors(&self) -> Vec<FieldError> {
        self.errors.cloned()
    }

    /// What is wrong with a field, in words.
    pub fn wrong(&self, field: &str) -> Option<String> {
        error_of(&self.errors.read(), field)
    }

    /// The code of the last refusal.
    pub fn code(&self) -> Option<Code> {
        self.failure.read().as_ref().and_then(Failure::code)
    }

    /// Begins to send what was read from the fields. None if that is on its way already, or if something
    /// is wrong: the first such field is gone to.
    pub fn begin<T>(&mut self, read: Result<T, Vec<FieldError>>) -> Option<T> {
        if *self.is_on.peek() {
            return None;
        }
        self.failure.set(None);
        match read {
            Ok(body) => {
                self.errors.set(Vec::new());
                self.is_on.set(true);
                Some(body)
            }
            Err(wrong) => {
                self.refuse(wrong);
                None
            }
        }
    }

    fn refuse(&mut self, wrong: Vec<FieldError>) {
        if let Some(first) = wrong.first() {
            browser::focus(&[self.prefix, first.field.as_str()].concat());
        }
        self.errors.set(wrong);
    }

    /// Sends what was begun. Once the server has it, what was typed is forgotten; else it stays, and why is
    /// shown.
    ///
    /// # Errors
    /// The code of the refusal; none without an answer.
    pub async fn send(&mut self, operation: Operation, body: &impl Serialize) -> Result<(), Option<Code>> {
        let result = calls::confirm(operation, body).await;
        self.is_on.set(false);
        match result {
            Ok(()) => {
                draft::discard(&self.draft.peek());
                Ok(())
            }
            Err(why) => {
                if let Failure::Api(error, _) = &why {
                    self.errors.set(error.fields.clone());
                }
                let code = why.code();
                self.failure.set(Some(why));
                Err(code)
            }
        }
    }

    /// Says no more why it was refused: the dialog shows it in its own way.
    pub fn forget_refusal(&mut self) {
        self.failure.set(None);
    }

    /// Closes the dialog after what it asked was changed.
    pub fn close(&self) {
        self.onclose.call(true);
    }

    /// Closes the dialog and forgets what was typed.
    pub fn cancel(&self) {
        draft::discard(&self.draft.peek());
        self.onclose.call(false);
    }
}

/// Why it was not sent, above the fields.
#[component]
pub fn Refusal(sending: Sending) -> Element {
    rsx! {
        if let Some(failure) = (sending.failure)() {
            p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
        }
    }
}

/// The buttons below the fields: to send, if that is still possible, and to close.
#[component]
pub fn Buttons(
    sending: Sending,
    /// What the button says that sends.
    label: &'static str,
    /// Called to send; without it there is nothing to be sent.
    onsend: Option<EventHandler<()>>,
    /// Another button in its place.
    children: Element,
) -> Element {
    let is_on = (sending.is_on)();
    rsx! {
        div { class: "buttons",
            if let Some(onsend) = onsend {
                button { class: "button button-main", r#type: "submit", "aria-disabled": is_on, onclick: move |_| onsend(()),
                    {if is_on { t("console.sending") } else { label }}
                }
            }
            {children}
            button { class: "button", r#type: "button", onclick: move |_| sending.cancel(), {t("console.close_dialog")} }
        }
    }
}
