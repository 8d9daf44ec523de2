//! The page: the inpatients, those whose condition is to be entered on top.

use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use gloo_timers::future::TimeoutFuture;
use ui::texts::{t, tf};
use ui::wait::Waiting;
use ui::{browser, dates};

use super::file::use_file;
use super::row::Row;
use crate::calls;
use crate::desk::use_desk;
use crate::ending::{End, Ending};
use crate::page::Heading;
use crate::shell::{Failed, Missing};

/// How often the list is fetched while nobody enters something.
const FRESH_MS: u32 = 60_000;

/// The inpatients of the organisation.
#[component]
pub fn Inpatients() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListInpatients, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.inpatients.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let mut desk = use_desk();
    let file = use_file(here.id.clone());
    let mut open = use_signal(|| None::<CaseId>);
    let mut ending = use_signal(|| None::<CaseId>);
    use_future(move || async move {
        loop {
            if open.peek().is_none() && ending.peek().is_none() {
                file.load().await;
            }
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let of_centre = here.role != Role::HospitalStaff;
    let rows = file.rows.read().clone();
    let at = *file.at.read();
    let waiting = rows.iter().flatten().filter(|row| row.is_waiting(at)).count();
    let ended =
        ending().and_then(|case| rows.iter().flatten().find(|row| row.case == case).map(Ending::of_row));
    let done = desk.done.read().as_ref().map(|done| done.text.clone());
    rsx! {
        Heading { text: t("console.inpatients.title"),
            if rows.is_some() {
                p { class: "freshness", {tf("console.list.at", &[("time", &dates::clock(at))])} }
            }
        }
        div { role: "status",
            if let Some(done) = done {
                p { class: "banner banner-ok", "{done}" }
            }
            if waiting > 0 {
                p { class: "banner banner-caution", {tf("console.inpatients.to_enter", &[("count", &waiting.to_string())])} }
            }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match rows {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.inpatients.waiting_list") }
                }
            },
            Some(rows) if rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t("console.inpatients.empty")} }
                    p { {t(if of_centre { "console.inpatients.empty_centre" } else { "console.inpatients.empty_hospital" })} }
                }
            },
            Some(rows) => rsx! {
                table { class: "inpatients",
                    thead {
                        tr {
                            th { scope: "col", {t("console.inpatients.who")} }
                            th { scope: "col", {t("console.inpatients.where")} }
                            th { scope: "col", {t("console.inpatients.admitted")} }
                            th { scope: "col", {t("console.inpatients.condition")} }
                            th { scope: "col", {t("console.inpatients.at")} }
                            th { scope: "col", span { class: "visually-hidden", {t("console.inpatients.acts")} } }
                        }
                    }
                    tbody {
                        for row in rows {
                            Row {
                                key: "{row.case}",
                                at,
                                of_centre,
                                open: open.read().as_ref() == Some(&row.case),
                                onopen: {
                                    let case = row.case.clone();
                                    move |()| {
                                        desk.done.set(None);
                                        open.set(Some(case.clone()));
                                    }
                                },
                                onentered: {
                                    let case = row.case.clone();
                                    move |entered| {
                                        open.set(None);
                                        browser::focus(&format!("enter-{case}"));
                                        if entered {
                                            spawn(file.load());
                                        }
                                    }
                                },
                                onend: {
                                    let case = row.case.clone();
                                    move |()| {
                                        desk.done.set(None);
                                        ending.set(Some(case.clone()));
                                    }
                                },
                                row,
                            }
                        }
                    }
                }
                if *file.has_more.read() {
                    button { class: "button more", r#type: "button", onclick: move |_| file.more(), {t("console.inpatients.more")} }
                }
            },
        }
        if let Some(ended) = ended {
            End {
                key: "{ended.case}",
                ending: ended,
                onnews: move |()| _ = spawn(file.load()),
                onclose: move |is_ended| {
                    ending.set(None);
                    if is_ended {
                        spawn(file.load());
                    }
                },
            }
        }
    }
}
