//! The page of a case.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::error::Code as ErrorCode;
use domain::api::work::WorkRow;
use domain::ids::CaseId;
use domain::work::{Family, WorkState};
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t};
use ui::wait::Waiting;

use super::chart::Charts;
use super::code::{Code, last_sent};
use super::facts::{LastValues, Where, Who};
use super::load::{CaseFile, use_case_file, use_follow};
use super::owed::{Act, Owed};
use super::read;
use super::timeline::Timeline;
use crate::close::Close;
use crate::desk::{Desk, use_desk};
use crate::duplicate::Banner;
use crate::ending::{End, Ending};
use crate::first_contact::Glance;
use crate::following::Assign;
use crate::limits::Limits;
use crate::moving::Move;
use crate::page::Heading;
use crate::people;
use crate::release::Expected;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::use_shortcuts;
use crate::visiting::Visit;
use crate::worklist::take;

/// A case.
#[component]
pub fn Case(case: CaseId) -> Element {
    rsx! {
        // Another case is another page, also when the router keeps this one: the search leads from case to
        // case. Only in a list does a key make a component anew.
        for case in [case] {
            Page { key: "{case}", case }
        }
    }
}

#[component]
fn Page(case: CaseId) -> Element {
    let desk = use_desk();
    let file = use_case_file(case);
    use_future(move || async move { _ = file.load().await });
    use_follow(file, desk);
    match (file.view.read().clone(), file.failure.read().clone()) {
        (Some(view), failure) => rsx! {
            if let Some(failure) = failure {
                Failed { failure, onretry: move |()| _ = spawn(async move { _ = file.load().await }) }
            }
            Story { view, file }
        },
        (None, Some(failure)) if failure.code() == Some(ErrorCode::NotFound) => rsx! {
            Missing { text: t("console.case.missing") }
        },
        (None, Some(failure)) => rsx! {
            Failed { failure, onretry: move |()| _ = spawn(async move { _ = file.load().await }) }
            Link { class: "button", to: Route::Worklist {}, {t("console.to_list")} }
        },
        (None, None) => rsx! {
            Waiting { label: t("console.case.waiting") }
        },
    }
}

#[component]
fn Story(view: CaseView, file: CaseFile) -> Element {
    let desk = use_desk();
    let mut closing = use_signal(|| None::<WorkRow>);
    let mut moving = use_signal(|| false);
    let mut ending = use_signal(|| false);
    let mut visiting = use_signal(|| false);
    let mut limiting = use_signal(|| false);
    let mut assigning = use_signal(|| false);
    // A hotel and a contractor see what they follow, and not what only the health centre knows.
    let whole = !desk.follows_only();
    let mut acting = use_signal(|| false);
    let mut trouble = use_signal(|| None::<Failure>);
    let mut has_news = use_signal(|| false);

    let act = use_callback(move |(row, act): (WorkRow, Act)| {
        if act == Act::Close {
            closing.set(Some(row));
            return;
        }
        if acting() {
            return;
        }
        acting.set(true);
        trouble.set(None);
        has_news.set(false);
        let view = file.view.peek().clone();
        spawn(async move {
            let result = match (act, view) {
                (Act::Read, Some(view)) => read::mark(&view, &row).await.map(|all| has_news.set(!all)),
                (Act::Leave, _) => take::leave(desk, row).await,
                _ => take::take_row(desk, row, act == Act::Take).await,
            };
            if let Err(failure) = result {
                trouble.set(Some(failure));
            }
            desk.refresh_soon();
            file.load().await;
            acting.set(false);
        });
    });
    use_keys(file, desk, act);

    rsx! {
        Heading { text: people::name(view.identity.name.as_deref()),
            Who { view: view.clone() }
            Link { class: "button button-main", to: Route::Call { case: view.case.clone() }, {t("console.act.call")} }
            if whole {
                Link { class: "button", to: Route::Notice { case: view.case.clone() }, {t("console.notice.title")} }
                Link { class: "button", to: Route::FirstContact { case: view.case.clone() }, {t("console.first_contact.title")} }
                Link { class: "button", to: Route::PatientInformation { case: view.case.clone() }, {t("console.summary.title")} }
            }
            Link { class: "plain back", to: Route::Worklist {}, {t("console.to_list")} }
        }
        if let Some(failure) = trouble() {
            p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
        }
        if has_news() {
            p { class: "banner banner-caution", role: "status", {t("console.act.read_news")} }
        }
        Banner { view: view.clone() }
        div { class: "story",
            div { class: "story-now",
                Owed { view: view.clone(), acting: acting(), onact: act }
                LastValues { view: view.clone() }
                Where {
                    view: view.clone(),
                    onmove: move |()| moving.set(true),
                    onend: move |()| ending.set(true),
                    onvisit: move |()| visiting.set(true),
                    onlimit: move |()| limiting.set(true),
                    onassign: move |()| assigning.set(true),
                }
                if whole {
                    Expected { view: view.clone() }
                    Glance { view: view.clone() }
                }
                if !view.entry_code.is_empty() && view.ended_at.is_none() {
                    Code {
                        case: view.case.clone(),
                        entry_code: view.entry_code.clone(),
                        spoken: view.first_contact.as_ref().and_then(|newest| newest.sheet.language),
                        last: last_sent(&view),
                    }
                    if let Some(sent) = last_sent(&view) {
                        p { class: "field-hint", {sent.told()} }
                    }
                }
            }
            div { class: "story-past",
                Charts { view: view.clone() }
                Timeline { view: view.clone() }
            }
        }
        if ending() {
            End {
                ending: Ending::of_case(&view),
                onnews: move |()| _ = spawn(async move { _ = file.load().await }),
                onclose: move |ended| {
                    ending.set(false);
                    if ended {
                        spawn(async move { _ = file.load().await });
                    }
                },
            }
        }
        if visiting() {
            Visit {
                view: view.clone(),
                onclose: move |entered| {
                    visiting.set(false);
                    if entered {
                        spawn(async move { _ = file.load().await });
                    }
                },
            }
        }
        if limiting() {
            Limits {
                view: view.clone(),
                onclose: move |set| {
                    limiting.set(false);
                    if set {
                        spawn(async move { _ = file.load().await });
                    }
                },
            }
        }
        if assigning() {
            Assign {
                view: view.clone(),
                onclose: move |assigned| {
                    assigning.set(false);
                    if assigned {
                        spawn(async move { _ = file.load().await });
                    }
                },
            }
        }
        if moving() {
            Move { view, file, onclose: move |_| moving.set(false) }
        }
        if let Some(row) = closing() {
            Close {
                row,
                onclose: move |closed| {
                    closing.set(None);
                    if closed {
                        navigator().push(Route::Worklist {});
                    }
                },
            }
        }
    }
}

fn use_keys(file: CaseFile, desk: Desk, act: Callback<(WorkRow, Act)>) {
    use_shortcuts(move |key| {
        let Some(view) = file.view.peek().clone() else { return false };
        let open = view.work.iter().find(|row| row.state == WorkState::Open).cloned();
        let mine = view.work.iter().find(|row| row.mine).cloned();
        match (key.as_str(), open, mine) {
            ("c", ..) => _ = navigator().push(Route::Call { case: view.case }),
            ("i", ..) if !desk.follows_only() => {
                _ = navigator().push(Route::PatientInformation { case: view.case })
            }
            ("t", Some(row), _) => act.call((row, Act::Take)),
            ("u", _, Some(row)) => act.call((row, Act::PutBack)),
            ("x", Some(row), _) | ("x", None, Some(row)) if row.family == Family::Remarks => {
                act.call((row, Act::Read));
            }
            ("x", Some(row), _) | ("x", None, Some(row)) => act.call((row, Act::Close)),
            ("Escape", ..) => _ = navigator().push(Route::Worklist {}),
            _ => return false,
        }
        true
    });
}
