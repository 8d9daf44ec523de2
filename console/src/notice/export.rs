//! The notifications on the screen as CSV: what this person may see of them, and nothing that was not
//! listed. Reading the list was audited already.

use domain::api::review::NotificationRow;
use domain::import::write;
use domain::review::NotificationState;
use domain::time::Time;
use ui::texts::t;
use ui::{clock, dates};

use crate::import::download;
use crate::{people, words};

/// Hands the rows, all in this state, to the person as a file.
pub fn save(state: NotificationState, rows: &[NotificationRow]) {
    let header = [
        "console.import.case",
        "console.field.name_kana",
        "console.export.age",
        "console.field.municipality",
        "console.column.state",
        "console.export.version",
        "console.export.submitted",
        "console.export.filed_by",
        "console.export.due",
    ];
    let line = |row: &NotificationRow| line(state, row);
    let rows: Vec<_> =
        std::iter::once(header.map(|key| t(key).to_owned())).chain(rows.iter().map(line)).collect();
    let today = dates::day_of(clock::now());
    let text = write(rows.iter().map(|row| row.iter().map(String::as_str)));
    download(&format!("mimamori-notifications-{}-{today}.csv", state.code()), &text);
}

fn line(state: NotificationState, row: &NotificationRow) -> [String; 9] {
    let label = row.label.as_ref();
    [
        people::number(&row.case),
        label.map(|label| label.kana.clone()).unwrap_or_default(),
        label.and_then(|label| label.age_months).map(people::age).unwrap_or_default(),
        label.map(|label| label.area.clone()).unwrap_or_default(),
        words::notification_state(state).to_owned(),
        row.version.to_string(),
        moment(row.submitted_at),
        row.filed_by.clone(),
        row.due_at.map(moment).unwrap_or_default(),
    ]
}

/// `2026-01-05 9:05`: a file is read on other days too.
fn moment(at: Time) -> String {
    [dates::day_of(at).to_string(), dates::clock(at)].join(" ")
}
