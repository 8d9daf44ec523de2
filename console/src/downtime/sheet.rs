//! The file: the list as it is printed, and the page around it that opens it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::api::downtime::{DowntimeRow, OpenAlert};
use domain::level::Level;
use domain::reading::Measure;
use domain::time::Time;
use serde_json::json;
use sha2::{Digest, Sha256};
use ui::dates;
use ui::level::code;
use ui::texts::{language, t, tf};

use super::cipher::{ROUNDS, Sealed};
use crate::case::{symptoms, value, whereabouts};
use crate::desk::Desk;
use crate::due::short_day;
use crate::{people, words};

const FILE: &str = include_str!("file.html");
const SCRIPT: &str = include_str!("open.js");

/// Columns that are written by hand.
const BY_HAND: [&str; 4] = [
    "console.downtime.called_at",
    "console.downtime.told",
    "console.downtime.next_step",
    "console.downtime.by",
];

/// What people typed, as a page may show it.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Whoever is to be called first on top: the worst alert, then the next check-in that is due.
pub fn sort(rows: &mut [DowntimeRow]) {
    rows.sort_by_key(|row| {
        let worst = row.alerts.iter().map(|alert| alert.level.rank()).min().unwrap_or(u8::MAX);
        let due = row.alerts.iter().map(|alert| alert.due_at).min();
        (worst, due.or(row.next_due).is_none(), due.or(row.next_due), row.case.clone())
    });
}

/// The list: everything that is encrypted. `by` is who saved it, for `organisation`.
pub fn list(rows: &[DowntimeRow], desk: Desk, organisation: &str, by: &str, now: Time) -> String {
    let at = [dates::full_day(language(), dates::day_of(now)), dates::clock(now)].join(" ");
    let count = rows.len().to_string();
    let made = tf("console.downtime.made", &[("time", &at), ("who", by), ("count", &count)]);
    let heading = [organisation, t("console.downtime.title")].join(" ");
    let columns = [
        "console.inpatients.who",
        "console.downtime.where",
        "console.downtime.last",
        "console.downtime.open",
    ];
    let head: String = columns
        .iter()
        .chain(&BY_HAND)
        .map(|key| format!("<th scope=\"col\">{}</th>", escape(t(key))))
        .collect();
    let body: String = rows.iter().map(|row| self::row(row, desk)).collect();
    format!(
        "<h1>{}</h1><p>{}</p><p>{}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
        escape(&heading),
        escape(&made),
        escape(t("console.downtime.how")),
    )
}

fn row(row: &DowntimeRow, desk: Desk) -> String {
    let name = row.name.clone().unwrap_or_else(|| people::number(&row.case));
    let age = row.age_months.map(people::age).unwrap_or_default();
    let kana = [row.name_kana.clone().unwrap_or_default(), age].join(" ");
    let phone = row.phone.clone().unwrap_or_else(|| t("console.case.phone_unknown").to_owned());
    let pregnant = row.pregnant.then(|| t("console.case.pregnant").to_owned());
    let due: Vec<String> = row.due_times.iter().map(ToString::to_string).collect();
    let due = words::list(due.iter().map(String::as_str));
    let next = row.next_due.map(|at| tf("console.downtime.next", &[("time", &moment(at))]));
    let place = [
        Some(whereabouts(desk, row.care_status, row.place.as_ref(), row.room.as_deref())),
        Some(words::list([words::risk(row.risk), words::channel(row.channel)].into_iter())),
        pregnant,
        (!due.is_empty()).then(|| tf("console.downtime.due", &[("times", &due)])),
        next,
    ];
    let cells = [
        [paragraph("big", &name), paragraph("", kana.trim()), paragraph("phone", &phone)].concat(),
        place.iter().flatten().map(|line| paragraph("", line)).collect(),
        last(row),
        row.alerts.iter().map(alert).collect(),
    ];
    let told: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
    format!("<tr>{told}{}</tr>", "<td class=\"write\"></td>".repeat(BY_HAND.len()))
}

fn paragraph(class: &str, text: &str) -> String {
    format!("<p class=\"{class}\">{}</p>", escape(text))
}

fn last(row: &DowntimeRow) -> String {
    let Some(last) = &row.last else { return paragraph("", t("console.case.no_check_in")) };
    let measured = [Measure::BodyTemperature, Measure::Spo2, Measure::Pulse];
    let measured =
        measured.map(|measure| [words::measure(measure), &value(&last.answers, measure)].join(" "));
    let head = [moment(last.effective_at), level(last.level).to_owned()].join(" ");
    let mut lines = vec![paragraph("big", &head)];
    lines.extend(measured.iter().map(|line| paragraph("", line)));
    lines.push(paragraph("", &symptoms(&last.answers)));
    if !last.reasons.is_empty() {
        lines.push(paragraph("", &words::reasons(&last.reasons)));
    }
    lines.concat()
}

fn alert(open: &OpenAlert) -> String {
    let due = tf("console.downtime.until", &[("time", &moment(open.due_at))]);
    let what = [level(open.level), words::family(open.family)].join(" ");
    let taken = if open.in_hand { t("console.downtime.in_hand") } else { "" };
    [paragraph("big", &what), paragraph("", &due), paragraph("", taken)].concat()
}

/// A day and a time: paper is read on other days too, so there is no "today" on it.
fn moment(at: Time) -> String {
    [short_day(at), dates::clock(at)].join(" ")
}

fn level(level: Level) -> &'static str {
    t(&["shared.level.", code(level)].concat())
}

/// The file around what is encrypted. What it says before it is opened names nobody.
pub fn file(sealed: &Sealed, organisation: &str) -> String {
    let sealed = json!({
        "salt": sealed.salt,
        "nonce": sealed.nonce,
        "rounds": ROUNDS,
        "text": sealed.text,
        "wrong": t("console.downtime.wrong"),
    });
    let hash = STANDARD.encode(Sha256::digest(SCRIPT));
    let title = [organisation, t("console.downtime.title")].join(" ");
    let places = [
        ("{language}", language().code().to_owned()),
        ("{script_hash}", hash),
        ("{title}", escape(&title)),
        ("{about}", escape(t("console.downtime.about_file"))),
        ("{passphrase}", escape(t("console.downtime.passphrase"))),
        ("{go}", escape(t("console.downtime.open_file"))),
        ("{print}", escape(t("console.slip.print"))),
        // No name of a tag can end the element early.
        ("{sealed}", sealed.to_string().replace('<', "\\u003c")),
        ("{script}", SCRIPT.to_owned()),
    ];
    places.iter().fold(FILE.to_owned(), |file, (place, text)| file.replace(place, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_is_text_and_no_page() {
        assert_eq!(escape("<b a=\"1\" c='2'>&"), "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
    }
}
