//! The page of the sheet: shown as it is printed, with its keys.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::api::error::Code;
use domain::ids::CaseId;
use ui::texts::t;
use ui::wait::Waiting;

use super::told::{Part, columns, tell};
use crate::case::use_case_file;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::paper::{copy, print};
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::use_shortcuts;

/// Patient information for an ambulance and a hospital.
#[component]
pub fn PatientInformation(case: CaseId) -> Element {
    rsx! {
        // As in `Case`.
        for case in [case] {
            Page { key: "{case}", case }
        }
    }
}

#[component]
fn Page(case: CaseId) -> Element {
    let file = use_case_file(case.clone());
    let load = use_callback(move |()| _ = spawn(async move { _ = file.load().await }));
    use_hook(|| load(()));
    match (file.view.read().clone(), file.failure.read().clone()) {
        (Some(view), _) => rsx! {
            Sheet { view }
        },
        (None, Some(failure)) if failure.code() == Some(Code::NotFound) => rsx! {
            Missing { text: t("console.case.missing") }
        },
        (None, Some(failure)) => rsx! {
            Failed { failure, onretry: move |()| load(()) }
            Link { class: "button", to: Route::Case { case }, {t("console.call.to_case")} }
        },
        (None, None) => rsx! {
            Waiting { label: t("console.case.waiting") }
        },
    }
}

#[component]
fn Sheet(view: CaseView) -> Element {
    let desk = use_desk();
    let case = view.case.clone();
    let copied = use_signal(|| None::<bool>);
    let told = use_memo(use_reactive!(|view| tell(&view, desk)));
    let as_text = move || copy(told.peek().text(t("console.summary.heading")), copied);
    let back = case.clone();
    use_shortcuts(move |key| {
        match key.as_str() {
            "c" => as_text(),
            "p" => print(),
            "Escape" => _ = navigator().push(Route::Case { case: back.clone() }),
            _ => return false,
        }
        true
    });
    let told = told.read();
    rsx! {
        Heading { text: t("console.summary.title"),
            button { class: "button button-main", r#type: "button", onclick: move |_| print(),
                {t("console.slip.print")}
                span { class: "for-keyboard", " (p)" }
            }
            button { class: "button", r#type: "button", onclick: move |_| as_text(),
                {t("console.summary.copy")}
                span { class: "for-keyboard", " (c)" }
            }
            span { role: "status",
                match copied() {
                    Some(true) => t("console.slip.copied"),
                    Some(false) => t("console.summary.not_copied"),
                    None => "",
                }
            }
            Link { class: "plain back", to: Route::Case { case }, {t("console.call.to_case")} }
        }
        article { class: "summary", class: if told.is_much() { "summary-much" },
            p { class: "summary-title", {t("console.summary.heading")} }
            for part in told.parts.iter() {
                Lines { key: "{part.title}", part: part.clone() }
            }
            if !told.readings.is_empty() {
                table { class: "summary-readings",
                    thead {
                        tr {
                            for column in columns() {
                                th { key: "{column}", scope: "col", {column} }
                            }
                        }
                    }
                    tbody {
                        for (i , row) in told.readings.iter().enumerate() {
                            tr { key: "{i}",
                                for (j , cell) in row.iter().enumerate() {
                                    td { key: "{j}", "{cell}" }
                                }
                            }
                        }
                    }
                }
            }
            p { class: "summary-limits", "{told.limits}" }
            for part in told.below.iter() {
                Lines { key: "{part.title}", part: part.clone() }
            }
        }
    }
}

#[component]
fn Lines(part: Part) -> Element {
    rsx! {
        section { class: "summary-part",
            h2 { {part.title} }
            dl {
                for (i , (name , text)) in part.lines.iter().enumerate() {
                    div { key: "{i}", class: if text.chars().count() > 24 { "summary-wide" },
                        dt { "{name}" }
                        dd { "{text}" }
                    }
                }
            }
        }
    }
}
