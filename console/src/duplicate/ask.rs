//! The dialog: which case is kept, why, and what follows.

use dioxus::prelude::*;
use domain::api::case::What;
use domain::api::duplicate::{Counterpart, DecideDuplicate};
use domain::api::error::Code;
use domain::api::review::NotificationChanged;
use domain::duplicate::Linkage;
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use domain::placement::{CareStatus, CaseKind};
use serde::{Deserialize, Serialize};
use ui::api::Failure;
use ui::dates;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use super::sides::Sheet;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::{self, use_draft};
use crate::form::{Choice, Note, error_of};
use crate::{calls, people, words};

/// What is asked about.
#[derive(Clone, PartialEq)]
pub struct Asked {
    /// What is to be decided.
    pub linkage: Linkage,
    /// The case whose page it is.
    pub this: Sheet,
    /// The other one.
    pub other: Sheet,
    /// What was decided about them before.
    pub pair: Counterpart,
}

impl Asked {
    /// Whether the other case is proposed as the one that is kept: never one that is over, then the one that
    /// knows more, because nothing but the decisions is carried over; else the one that was notified first.
    fn keeps_other(&self) -> bool {
        let rank = |sheet: &Sheet| {
            let case = &sheet.case;
            let alerting = case.work.iter().any(|row| row.work.is_alert());
            let undecided = matches!(case.care_status, CareStatus::Arranging | CareStatus::WaitingAdmission);
            let checked_in = case.timeline.iter().any(|entry| matches!(entry.what, What::CheckedIn { .. }));
            let suspected = case.kind == CaseKind::Suspected;
            (case.ended_at.is_some(), !alerting, suspected, undecided, !checked_in, sheet.notified())
        };
        rank(&self.other) <= rank(&self.this)
    }

    /// What a case is called in the choice.
    fn called(which: &str, sheet: &Sheet) -> String {
        let day = dates::full_day(language(), sheet.notified());
        let name = people::name(sheet.case.identity.name.as_deref());
        let care = words::care_status(sheet.case.care_status);
        tf("console.duplicate.called", &[("which", which), ("who", &name), ("day", &day), ("care", care)])
    }
}

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Values {
    /// A second press after a lost answer is the same request.
    request_id: RequestId,
    keeps_other: bool,
    note: String,
}

impl Values {
    fn read(self, asked: &Asked) -> DecideDuplicate {
        let (this, other) = (asked.this.case.case.clone(), asked.pair.other.clone());
        // A merge names the duplicate, and so does taking it back.
        let this_first = match asked.linkage {
            Linkage::Merged => self.keeps_other,
            Linkage::Undone if asked.pair.linkage == Some(Linkage::Merged) => asked.pair.is_duplicate,
            _ => true,
        };
        let (case, other): (CaseId, CaseId) = if this_first { (this, other) } else { (other, this) };
        let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
        let (request_id, seen) = (self.request_id, asked.pair.decisions);
        DecideDuplicate { request_id, case, other, seen, linkage: asked.linkage, note }
    }
}

/// Asks, and sends.
#[component]
pub fn Ask(
    /// What is asked about.
    asked: Asked,
    /// Called when the dialog is done with; whether something was changed.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| {
        format!("duplicate-{}-{}-{}", asked.this.case.case, asked.pair.other, asked.linkage.code())
    });
    let proposed = asked.keeps_other();
    let new = || Values { request_id: calls::new_id(), keeps_other: proposed, note: String::new() };
    let mut values = use_draft(&form, new, |values| values.note.is_empty()).values;
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let sent_form = form.clone();
    let cancel = use_callback(move |()| {
        draft::discard(&form);
        onclose(false);
    });
    let shown = asked.clone();
    let send = move |_| {
        if sending() {
            return;
        }
        let body = values().read(&shown);
        let (form, who) = (sent_form.clone(), people::name(shown.other.case.identity.name.as_deref()));
        sending.set(true);
        spawn(async move {
            let result: Result<NotificationChanged, Failure> =
                calls::change(Operation::DecideDuplicate, &body).await;
            sending.set(false);
            match result {
                Ok(_) => {
                    draft::discard(&form);
                    let what = words::linkage(body.linkage);
                    desk.done
                        .set(Some(Done::new(tf("console.duplicate.done", &[("who", &who), ("what", what)]))));
                    onclose(true);
                }
                Err(why) => {
                    // What was refused is decided anew, not sent again.
                    values.with_mut(|values| values.request_id = calls::new_id());
                    failure.set(Some(why));
                }
            }
        });
    };
    let errors = match failure.read().as_ref() {
        Some(Failure::Api(error, _)) => error.fields.clone(),
        _ => Vec::new(),
    };
    let is_stale = matches!(
        failure.read().as_ref().and_then(Failure::code),
        Some(Code::HasNews | Code::CaseEnded | Code::NotFound)
    );
    let wrong = ["case", "other", "linkage"].into_iter().find_map(|field| error_of(&errors, field));
    let linkage = asked.linkage;
    let options = vec![
        (true, Asked::called(t("console.duplicate.other"), &asked.other)),
        (false, Asked::called(t("console.duplicate.this"), &asked.this)),
    ];
    rsx! {
        Dialog { id: "duplicate", title: t(&["console.duplicate.act.", linkage.code()].concat()).to_owned(), onclose: cancel,
            p { {t(&["console.duplicate.text.", linkage.code()].concat())} }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            if linkage == Linkage::Merged {
                Choice {
                    name: "duplicate-keep",
                    legend: t("console.duplicate.keep").to_owned(),
                    options,
                    chosen: Some(values.read().keeps_other),
                    onchoose: move |other| values.with_mut(|values| values.keeps_other = other),
                    error: wrong,
                }
            } else if let Some(wrong) = wrong {
                p { class: "banner banner-wrong", role: "alert", "{wrong}" }
            }
            Note {
                id: "duplicate-note",
                label: t("console.field.note"),
                hint: t("console.duplicate.note_hint"),
                value: values.read().note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text| values.with_mut(|values| values.note = text),
                error: error_of(&errors, "note"),
            }
            div { class: "buttons",
                if is_stale {
                    button { class: "button button-main", r#type: "button", onclick: move |_| onclose(true), {t("console.notice.look_again")} }
                } else {
                    button { class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: send,
                        {if sending() { t("console.sending") } else { t("console.duplicate.send") }}
                    }
                }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}
