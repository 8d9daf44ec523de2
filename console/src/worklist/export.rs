//! The rows on the screen as CSV: what this person may see of them, and nothing that was not listed.
//! Reading the list was audited already.

use domain::api::work::WorkRow;
use domain::import::write;
use domain::time::Time;
use ui::level::code;
use ui::texts::t;
use ui::{clock, dates};

use super::row::{state, why};
use crate::import::download;
use crate::people;

/// Hands the rows to the person as a file.
pub fn save(rows: &[WorkRow]) {
    let header = [
        "console.import.case",
        "console.field.name_kana",
        "console.export.age",
        "console.field.municipality",
        "console.column.level",
        "console.column.why",
        "console.export.opened",
        "console.export.due",
        "console.column.state",
    ];
    let rows: Vec<_> =
        std::iter::once(header.map(|key| t(key).to_owned())).chain(rows.iter().map(line)).collect();
    let today = dates::day_of(clock::now());
    let text = write(rows.iter().map(|row| row.iter().map(String::as_str)));
    download(&format!("mimamori-list-{today}.csv"), &text);
}

fn line(row: &WorkRow) -> [String; 9] {
    let label = row.label.as_ref();
    [
        people::number(&row.case),
        label.map(|label| label.kana.clone()).unwrap_or_default(),
        label.and_then(|label| label.age_months).map(people::age).unwrap_or_default(),
        label.map(|label| label.area.clone()).unwrap_or_default(),
        t(&["shared.level.", code(row.level)].concat()).to_owned(),
        why(row),
        moment(row.opened_at),
        moment(row.due_at),
        state(row),
    ]
}

/// `2026-01-05 9:05`: a file is read on other days too.
fn moment(at: Time) -> String {
    [dates::day_of(at).to_string(), dates::clock(at)].join(" ")
}
