//! What the sheet says, line by line. What nobody knows is said so: an empty line could mean that all is
//! well, or that nobody asked.

use domain::api::case::CaseView;
use domain::reading::Measure;
use ui::texts::{t, tf};

use super::about::About;
use crate::desk::Desk;
use crate::words;

/// From so many characters on, the sheet is printed in smaller letters, so that it stays one page.
const MUCH: usize = 900;

/// The name of a line, and what it says.
pub type Line = (String, String);

/// A part of the sheet.
#[derive(Clone, PartialEq)]
pub struct Part {
    /// Its heading.
    pub title: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The sheet.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// The parts above the table.
    pub parts: Vec<Part>,
    /// The newest check-ins, newest first: time, temperature, SpO2, pulse, level.
    pub readings: Vec<[String; 5]>,
    /// The limits against which they are judged.
    pub limits: String,
    /// The parts below the table.
    pub below: Vec<Part>,
}

/// The columns of the table.
pub fn columns() -> [&'static str; 5] {
    [
        t("console.summary.time"),
        words::measure(Measure::BodyTemperature),
        words::measure(Measure::Spo2),
        words::measure(Measure::Pulse),
        t("console.column.level"),
    ]
}

/// Everything that the sheet says of a case.
pub fn tell(view: &CaseView, desk: Desk) -> Told {
    let about = About::new(view);
    let part = |title: &'static str, lines: Vec<Line>| Part { title: t(title), lines };
    Told {
        parts: vec![
            part("console.summary.person", about.person()),
            part("console.summary.place", about.place(desk)),
            part("console.summary.illness", about.illness()),
            part("console.summary.now", about.state()),
        ],
        readings: about.readings(),
        limits: about.limits(),
        below: vec![
            part("console.summary.alerts", about.alerts()),
            part("console.summary.visits", about.visits(desk)),
            part("console.summary.centre", about.centre(desk)),
        ],
    }
}

impl Told {
    /// Whether there is more to say than one page of usual letters holds.
    pub fn is_much(&self) -> bool {
        let lines = self.parts.iter().chain(&self.below).flat_map(|part| &part.lines);
        lines.map(|(_, text)| text.chars().count()).sum::<usize>() > MUCH
    }

    /// The sheet as plain text.
    pub fn text(&self, title: &str) -> String {
        let mut lines = vec![title.to_owned()];
        let add = |lines: &mut Vec<String>, part: &Part| {
            lines.push(tf("console.summary.part", &[("title", part.title)]));
            lines.extend(part.lines.iter().map(|(name, text)| pair(name, text)));
        };
        self.parts.iter().for_each(|part| add(&mut lines, part));
        if !self.readings.is_empty() {
            lines.push(columns().join(" / "));
            lines.extend(self.readings.iter().map(|row| row.join(" / ")));
        }
        lines.push(self.limits.clone());
        self.below.iter().for_each(|part| add(&mut lines, part));
        lines.join("\n")
    }
}

fn pair(name: &str, text: &str) -> String {
    tf("console.timeline.pair", &[("name", name), ("value", text)])
}
