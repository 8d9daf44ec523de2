//! What a dry run found: a table by row and column, and the same as a file.

use std::rc::Rc;

use dioxus::prelude::*;
use domain::import::{Encoding, Finding, write};
use ui::errors::problem_text;
use ui::texts::{language, t, tf};

use super::file::{Checked, download};
use crate::form::rule_text;

/// More than these nobody reads on a screen; all of them are in the file.
const SHOWN: usize = 100;

/// What is wrong with a cell, in words.
fn words(finding: &Finding) -> String {
    rule_text(None, &finding.error).unwrap_or_else(|| problem_text(language(), &finding.error))
}

fn column(finding: &Finding) -> String {
    if finding.column.is_empty() { t("console.import.whole_row").to_owned() } else { finding.column.clone() }
}

/// How the file was read, and what is wrong with it.
#[component]
pub fn Found(checked: ReadSignal<Rc<Checked>>) -> Element {
    let checked = checked.read();
    let run = &checked.run;
    let encoding = if checked.encoding == Encoding::ShiftJis { "Shift_JIS" } else { "UTF-8" };
    let counts = [
        ("name", checked.name.clone()),
        ("encoding", encoding.to_owned()),
        ("count", checked.count.to_string()),
        ("right", run.rows.len().to_string()),
        ("wrong", run.wrong.to_string()),
    ];
    let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
    let first = run.rows.first().map(|row| {
        let text = |code| row.request.notification.answers.text(code).unwrap_or_default().to_owned();
        let (row, name, kana) = (row.number.to_string(), text("name"), text("name_kana"));
        tf("console.import.first", &[("row", &row), ("name", &name), ("kana", &kana)])
    });
    let is_wrong = run.wrong > 0;
    rsx! {
        div { class: "banner", class: if is_wrong { "banner-caution" } else { "banner-ok" }, role: "status",
            p {
                {tf("console.import.read", &counts)}
                " "
                {tf(if is_wrong { "console.import.some_wrong" } else { "console.import.all_right" }, &counts)}
            }
        }
        // Characters read in the wrong encoding are seen here.
        if let Some(first) = first {
            p { class: "field-hint import-first", "{first}" }
        }
        if is_wrong {
            Findings { title: tf("console.import.errors", &[("count", &run.errors.len().to_string())]), findings: run.errors.clone() }
        }
        if !run.warnings.is_empty() {
            Findings { title: tf("console.import.warnings", &[("count", &run.warnings.len().to_string())]), findings: run.warnings.clone() }
        }
    }
}

#[component]
fn Findings(title: String, findings: Vec<Finding>) -> Element {
    let hidden = findings.len().saturating_sub(SHOWN);
    let all = findings.clone();
    rsx! {
        section { class: "import-findings",
            div { class: "heading",
                h2 { "{title}" }
                button { class: "button", r#type: "button", onclick: move |_| save(&all), {t("console.import.save_errors")} }
            }
            div { class: "import-table", tabindex: "0", role: "group", "aria-label": "{title}",
                table {
                    thead {
                        tr {
                            th { scope: "col", {t("console.import.row")} }
                            th { scope: "col", {t("console.import.cell")} }
                            th { scope: "col", {t("console.import.column")} }
                            th { scope: "col", {t("console.import.value")} }
                            th { scope: "col", {t("console.import.problem")} }
                        }
                    }
                    tbody {
                        for (i , finding) in findings.iter().take(SHOWN).enumerate() {
                            tr { key: "{i}",
                                th { scope: "row", "{finding.row}" }
                                td { {finding.cell.clone()} }
                                td { {column(finding)} }
                                td { class: "import-value", "{finding.value}" }
                                td { {words(finding)} }
                            }
                        }
                    }
                }
            }
            if hidden > 0 {
                p { class: "field-hint", {tf("console.import.hidden", &[("count", &hidden.to_string())])} }
            }
        }
    }
}

fn save(findings: &[Finding]) {
    let header = ["row", "cell", "column", "value", "problem"];
    let header = header.map(|name| t(&["console.import.", name].concat()).to_owned());
    let rows = findings.iter().map(|finding| {
        let cell = finding.cell.clone().unwrap_or_default();
        [finding.row.to_string(), cell, column(finding), finding.value.clone(), words(finding)]
    });
    let rows: Vec<_> = std::iter::once(header).chain(rows).collect();
    let text = write(rows.iter().map(|row| row.iter().map(String::as_str)));
    download("mimamori-import-errors.csv", &text);
}
