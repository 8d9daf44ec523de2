//! The page of a call: the form, and beside it what one wants to know while speaking.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::work::WorkChanged;
use domain::ids::CaseId;
use domain::work::WorkState;
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;

use super::begin::{Seen, begin};
use super::form::Form;
use super::news::News;
use super::values::Values;
use crate::calls;
use crate::case::{Charts, LastValues, Who, describe, use_case_file};
use crate::close::select_next;
use crate::desk::{Desk, Done, use_desk};
use crate::draft::{self, use_draft};
use crate::due::Due;
use crate::page::Heading;
use crate::people;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::use_shortcuts;
use crate::worklist::selection::Key;

/// The form for a call to a patient.
#[component]
pub fn Call(case: CaseId) -> Element {
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
    let desk = use_desk();
    let file = use_case_file(case.clone());
    let form = use_hook(|| format!("call-{case}"));
    let draft = use_draft(&form, || Values::new(calls::new_id(), calls::new_id()), Values::is_blank);
    let mut values = draft.values;
    let seen = use_signal(Seen::default);
    let mut trouble = use_signal(|| None::<Failure>);
    let look = use_callback(move |()| {
        spawn(async move {
            let result = begin(file, desk, seen).await;
            trouble.set(result.err());
            let now = file.view.peek().as_ref().map(|view| view.now);
            if values.peek().since.is_none() {
                values.with_mut(|values| values.since = now);
            }
            browser::focus("news");
        });
    });
    use_hook(|| look(()));
    let back = case.clone();
    use_shortcuts(move |key| {
        let leaves = key == "Escape";
        if leaves {
            navigator().push(Route::Case { case: back.clone() });
        }
        leaves
    });

    let view = match (file.view.read().clone(), file.failure.read().clone()) {
        (Some(view), _) => view,
        (None, Some(failure)) if failure.code() == Some(Code::NotFound) => {
            return rsx! {
                Missing { text: t("console.case.missing") }
            };
        }
        (None, Some(failure)) => {
            return rsx! {
                Failed { failure, onretry: move |()| look(()) }
                Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
            };
        }
        (None, None) => {
            return rsx! {
                Waiting { label: t("console.case.waiting") }
            };
        }
    };
    let name = people::name(view.identity.name.as_deref());
    rsx! {
        Heading { text: tf("console.call.heading", &[("name", &name)]),
            Who { view: view.clone() }
            Link { class: "plain back", to: Route::Case { case: case.clone() }, {t("console.call.to_case")} }
        }
        if let Some(failure) = trouble() {
            div { class: "banner banner-wrong", role: "alert",
                p { {failure_text(language(), &failure)} }
                button { class: "button", r#type: "button", onclick: move |_| look(()), {t("console.try_again")} }
            }
        }
        Others { seen }
        News { view: view.clone(), since: values.read().since }
        if draft.is_old {
            p { class: "banner banner-caution", role: "status", {t("console.form.old")} }
        }
        div { class: "story",
            div { class: "story-form",
                Form {
                    view: view.clone(),
                    values,
                    seen,
                    ondone: move |(changed, handed): (WorkChanged, bool)| {
                        draft::discard(&form);
                        finish(desk, &case, &seen.peek(), &changed, handed, &name);
                    },
                    onnews: move |()| look(()),
                }
            }
            div { class: "story-about",
                About { seen }
                LastValues { view: view.clone() }
            }
            aside { class: "story-aside", "aria-label": t("console.call.aside"), Charts { view } }
        }
    }
}

/// What the call is about, with its clock.
#[component]
fn About(seen: ReadSignal<Seen>) -> Element {
    rsx! {
        for row in seen.read().mine.iter() {
            section { key: "{row.work}", class: "card row-{ui::level::code(row.level)}",
                p { class: "owed-line", strong { {describe(row)} } }
                Due { at: row.due_at }
            }
        }
    }
}

/// Work that others have in hand: the call is recorded, but does not end it.
#[component]
fn Others(seen: ReadSignal<Seen>) -> Element {
    rsx! {
        for row in seen.read().others.iter() {
            p { key: "{row.work}", class: "banner banner-caution", role: "status",
                {tf("console.call.in_other_hands", &[("work", &describe(row)), ("name", row.taken_by.as_deref().unwrap_or("–"))])}
            }
        }
    }
}

/// Says what came of the call and goes back to the list, to the next person.
fn finish(mut desk: Desk, case: &CaseId, seen: &Seen, changed: &WorkChanged, handed: bool, name: &str) {
    if let Some(row) = seen.mine.first() {
        select_next(desk, &Key::of(row));
    }
    let closed = changed.work.iter().any(|work| work.state == WorkState::Closed);
    let key = match (closed, changed.work.is_empty()) {
        _ if handed && !changed.work.is_empty() => "console.call.done_handed",
        (true, _) => "console.call.done_closed",
        (false, false) => "console.call.done_kept",
        (false, true) => "console.call.done",
    };
    desk.done.set(Some(Done { text: tf(key, &[("name", name)]), follow: follow(case, changed) }));
    desk.refresh_soon();
    navigator().push(Route::Worklist {});
}

/// Values told on the phone may have opened work that this call did not close.
fn follow(case: &CaseId, changed: &WorkChanged) -> Option<(CaseId, String)> {
    let check_in = changed.check_in.as_ref()?;
    let opened = check_in.work.as_ref()?;
    let is_closed = changed.work.iter().any(|work| work.id == *opened && work.state == WorkState::Closed);
    let level = t(&["shared.level.", ui::level::code(check_in.level)].concat());
    (!is_closed).then(|| (case.clone(), tf("console.call.follow", &[("level", level)])))
}
