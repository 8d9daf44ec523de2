//! The page: releases by date, chosen one by one or all that are fully known.

use dioxus::prelude::*;
use domain::api::release::ReleaseRow;
use domain::api::work::Membership;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use gloo_timers::future::TimeoutFuture;
use ui::dates;
use ui::texts::{t, tf};
use ui::wait::Waiting;

use super::batch::Batch;
use super::decide::Decide;
use super::file::use_file;
use super::row::{Row, is_ready};
use crate::calls;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::shell::{Failed, Missing};

/// How often the list is fetched while nobody decides.
const FRESH_MS: u32 = 60_000;

/// The releases of the organisation.
#[component]
pub fn Releases() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListReleases, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.release.not_allowed") }
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
    let mut chosen = use_signal(Vec::<CaseId>::new);
    let mut deciding = use_signal(|| None::<ReleaseRow>);
    let mut releasing = use_signal(|| None::<Vec<ReleaseRow>>);
    use_future(move || async move {
        loop {
            if deciding.peek().is_none() && releasing.peek().is_none() {
                file.load().await;
            }
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let rows = file.rows.read().clone();
    let at = *file.at.read();
    let ready: Vec<CaseId> =
        rows.iter().flatten().filter(|row| is_ready(row)).map(|row| row.case.clone()).collect();
    // What is no longer ready is no longer chosen.
    let picked: Vec<CaseId> = ready.iter().filter(|case| chosen.read().contains(case)).cloned().collect();
    let all = !ready.is_empty() && picked.len() == ready.len();
    let done = desk.done.read().as_ref().map(|done| done.text.clone());
    let release = {
        let (rows, picked) = (rows.clone(), picked.clone());
        move |_| {
            let these = rows.iter().flatten().filter(|row| picked.contains(&row.case)).cloned();
            desk.done.set(None);
            releasing.set(Some(these.collect()));
        }
    };
    rsx! {
        Heading { text: t("console.release.title"),
            if rows.is_some() {
                p { class: "freshness", {tf("console.list.at", &[("time", &dates::clock(at))])} }
            }
        }
        p { {t("console.release.intro")} }
        div { role: "status",
            if let Some(done) = done {
                p { class: "banner banner-ok", "{done}" }
            }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match rows.clone() {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.release.waiting_list") }
                }
            },
            Some(rows) if rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t("console.release.empty")} }
                    p { {t("console.release.empty_hint")} }
                }
            },
            Some(rows) => rsx! {
                div { class: "release-bar",
                    label { class: "option", r#for: "choose-all",
                        input {
                            id: "choose-all",
                            r#type: "checkbox",
                            checked: all,
                            disabled: ready.is_empty(),
                            onchange: {
                                let ready = ready.clone();
                                move |event: FormEvent| chosen.set(if event.checked() { ready.clone() } else { Vec::new() })
                            },
                        }
                        span { {tf("console.release.choose_all", &[("count", &ready.len().to_string())])} }
                    }
                    button {
                        class: "button button-main",
                        r#type: "button",
                        id: "release-chosen",
                        disabled: picked.is_empty(),
                        onclick: release,
                        {tf("console.release.release_chosen", &[("count", &picked.len().to_string())])}
                    }
                }
                table { class: "releases",
                    thead {
                        tr {
                            th { scope: "col", span { class: "visually-hidden", {t("console.release.choice")} } }
                            th { scope: "col", {t("console.inpatients.who")} }
                            th { scope: "col", {t("console.field.release_date")} }
                            th { scope: "col", {t("console.release.conditions")} }
                            th { scope: "col", span { class: "visually-hidden", {t("console.inpatients.acts")} } }
                        }
                    }
                    tbody {
                        for row in rows {
                            Row {
                                key: "{row.case}",
                                at,
                                chosen: picked.contains(&row.case),
                                onchoose: {
                                    let case = row.case.clone();
                                    move |on: bool| {
                                        let mut chosen = chosen.write();
                                        chosen.retain(|other| *other != case);
                                        chosen.extend(on.then(|| case.clone()));
                                    }
                                },
                                ondecide: {
                                    let row = row.clone();
                                    move |()| {
                                        desk.done.set(None);
                                        deciding.set(Some(row.clone()));
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
        if let Some(row) = deciding() {
            Decide {
                key: "{row.case}",
                row,
                onclose: move |_| {
                    deciding.set(None);
                    spawn(file.load());
                },
            }
        }
        if let Some(rows) = releasing() {
            Batch {
                rows,
                onclose: move |()| {
                    releasing.set(None);
                    chosen.set(Vec::new());
                    desk.refresh_soon();
                    spawn(file.load());
                },
            }
        }
    }
}
