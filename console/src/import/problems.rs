//! Why a file cannot be read, in words.

use domain::import::{BYTES_AT_MOST, FileProblem, ROWS_AT_MOST};
use ui::texts::{t, tf};

/// What is wrong and what to do.
pub fn words(problem: &FileProblem) -> String {
    let megabytes = (BYTES_AT_MOST / 1_000_000).to_string();
    match problem {
        FileProblem::TooLarge => tf("console.import.too_large", &[("limit", &megabytes)]),
        FileProblem::Workbook => t("console.import.workbook").to_owned(),
        FileProblem::NotText => t("console.import.not_text").to_owned(),
        FileProblem::Empty => t("console.import.empty").to_owned(),
        FileProblem::TooManyRows => {
            tf("console.import.too_many_rows", &[("limit", &ROWS_AT_MOST.to_string())])
        }
        FileProblem::OpenQuote { row } => tf("console.import.open_quote", &[("row", &row.to_string())]),
        FileProblem::UnknownColumn { cell, name } => {
            tf("console.import.unknown_column", &[("cell", cell), ("name", name)])
        }
        FileProblem::AmbiguousColumn { cell, name, codes } => {
            let codes = codes.join(" / ");
            tf("console.import.ambiguous_column", &[("cell", cell), ("name", name), ("codes", &codes)])
        }
        FileProblem::RepeatedColumn { cell, name } => {
            tf("console.import.repeated_column", &[("cell", cell), ("name", name)])
        }
        FileProblem::MissingColumn { name, code } => {
            tf("console.import.missing_column", &[("name", name), ("code", code)])
        }
    }
}
