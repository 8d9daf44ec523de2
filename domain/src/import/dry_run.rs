//! All rows of a file: which can be filed, and everything that is wrong with the others.

use std::collections::HashMap;

use super::row::{self, Read, Setting};
use super::table::{Line, Table, letters};
use crate::api::error::{FieldError, Problem};
use crate::api::filing::FileNotification;
use crate::ids::RequestId;
use crate::person::phone_digits;

/// Most characters of a cell that a finding shows.
const SHOWN: usize = 20;

/// A row that can be filed.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// Its number as a spreadsheet shows it.
    pub number: u32,
    /// Its own id; without one its number stands for it.
    pub row_id: Option<String>,
    /// What to send.
    pub request: FileNotification,
}

/// Something that is wrong or odd with a row.
#[derive(Clone, PartialEq)]
pub struct Finding {
    /// Number of the row as a spreadsheet shows it.
    pub row: u32,
    /// `D12`; none if the file has no such column.
    pub cell: Option<String>,
    /// The column's header as written; its code if the file lacks it; empty for the row as a whole.
    pub column: String,
    /// The cell, shortened.
    pub value: String,
    /// What it is, at the code of the column.
    pub error: FieldError,
}

/// The rows that were looked at so far.
#[derive(Clone, Default, PartialEq)]
pub struct DryRun {
    /// Those that can be filed, in the order of the file.
    pub rows: Vec<Row>,
    /// What keeps the others from being filed.
    pub errors: Vec<Finding>,
    /// What to look at again in rows that can be filed.
    pub warnings: Vec<Finding>,
    /// How many rows have an error.
    pub wrong: usize,
    row_ids: HashMap<String, u32>,
    persons: HashMap<String, u32>,
    requests: HashMap<RequestId, u32>,
}

impl DryRun {
    /// Looks at every row.
    pub fn of(table: &Table, setting: &Setting) -> Self {
        let mut run = Self::default();
        table.lines.iter().for_each(|line| run.take(table, line, setting));
        run
    }

    /// Looks at a row. Files are long: a page that stays alive takes a few at a time.
    pub fn take(&mut self, table: &Table, line: &Line, setting: &Setting) {
        let mut read = row::read(table, line, setting);
        self.find_doubles(&mut read, line.number);
        let request = if read.errors.is_empty() { row::request(table, setting, &read) } else { None };
        if let Some(request) = &request {
            let before = *self.requests.entry(request.request_id.clone()).or_insert(line.number);
            if before != line.number {
                // Two unknown people may look alike: then ids of their own tell them apart.
                read.errors.push(repeated("row_id", before));
            }
        }
        match request {
            Some(request) if read.errors.is_empty() => {
                self.warnings.extend(read.warnings.into_iter().map(|odd| finding(table, line, odd)));
                self.rows.push(Row { number: line.number, row_id: read.row_id, request });
            }
            None if read.errors.is_empty() => read.errors.push(FieldError::new("", Problem::WrongType)),
            _ => {}
        }
        self.wrong += usize::from(!read.errors.is_empty());
        self.errors.extend(read.errors.into_iter().map(|error| finding(table, line, error)));
    }

    fn find_doubles(&mut self, read: &mut Read, number: u32) {
        let first = |known: &mut HashMap<String, u32>, key: String| {
            let before = *known.entry(key).or_insert(number);
            (before != number).then_some(before)
        };
        if let Some(before) = read.row_id.clone().and_then(|id| first(&mut self.row_ids, id)) {
            read.errors.push(repeated("row_id", before));
        } else if read.errors.is_empty()
            && let Some(before) = person(read).and_then(|key| first(&mut self.persons, key))
        {
            read.errors.push(repeated("name_kana", before));
        }
    }
}

fn repeated(column: &str, row: u32) -> FieldError {
    FieldError::new(column, Problem::Repeated).limit(row.to_string())
}

/// Kana, birth date and telephone in one spelling: twins differ in the first.
fn person(read: &Read) -> Option<String> {
    let kana = one_spelling(read.answers.text("name_kana")?);
    let phone = phone_digits(read.answers.text("phone")?)?;
    Some([&kana, read.answers.text("birth_date")?, &phone].join(" "))
}

/// Kana as katakana of full width, without spaces. The spelling of `find`, for kana alone: that one needs
/// tables of all of Unicode, which would make the console a fifth larger.
fn one_spelling(kana: &str) -> String {
    // In the order of the half-width block, from U+FF66 on.
    const FULL: &str = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";
    let mut spelt: Vec<char> = Vec::new();
    for c in kana.chars().filter(|c| !c.is_whitespace() && !matches!(c, '・' | '･')) {
        let code = u32::from(c);
        let marked = |step| spelt.last().and_then(|last| char::from_u32(u32::from(*last) + step));
        let (c, joins) = match c {
            'ぁ'..='ゖ' => (char::from_u32(code + 0x60), false),
            'ｦ'..='ﾝ' => (FULL.chars().nth((code - 0xff66) as usize), false),
            // A mark of its own belongs to the kana before it, whose marked forms follow it.
            'ﾞ' => (marked(1), true),
            'ﾟ' => (marked(2), true),
            other => (Some(other), false),
        };
        if joins {
            spelt.pop();
        }
        spelt.extend(c);
    }
    spelt.into_iter().collect()
}

fn finding(table: &Table, line: &Line, error: FieldError) -> Finding {
    let place = table.place_of(&error.field);
    let text = place.and_then(|place| line.cells.get(place)).unwrap_or_default().trim();
    let mut value: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        value.push('…');
    }
    Finding {
        row: line.number,
        cell: place.map(|place| format!("{}{}", letters(place), line.number)),
        column: place.and_then(|place| table.header.get(place)).unwrap_or(&error.field).trim().to_owned(),
        value,
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::normal;

    #[test]
    fn kana_in_every_width_is_one_spelling() {
        for kana in ["ワタナベ ジュンコ", "わたなべ じゅんこ", "ﾜﾀﾅﾍﾞ　ｼﾞｭﾝｺ", "ワタナベ・ジュンコ"]
        {
            assert_eq!(one_spelling(kana), "ワタナベジュンコ", "{kana}");
            assert_eq!(normal::name(kana), normal::name("ワタナベ ジュンコ"), "{kana}");
        }
        assert_eq!(one_spelling("ﾊﾟｰﾙ"), "パール");
    }
}
