//! From text to columns and rows.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::ROWS_AT_MOST;
use super::columns::{self, Column, plain};
use crate::form::Form;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// Larger than [`super::BYTES_AT_MOST`].
    TooLarge,
    /// A spreadsheet's own file instead of CSV.
    Workbook,
    /// Neither UTF-8 nor `Shift_JIS`.
    NotText,
    /// No row below the header.
    Empty,
    /// More rows than [`ROWS_AT_MOST`].
    TooManyRows,
    /// The quotation mark that begins in this row has no end.
    OpenQuote {
        /// As the spreadsheet counts.
        row: u32,
    },
    /// The form has no such column.
    UnknownColumn {
        /// `C1`
        cell: String,
        /// As written.
        name: String,
    },
    /// Two columns of the form are called so; their codes tell them apart.
    AmbiguousColumn {
        /// `C1`
        cell: String,
        /// As written.
        name: String,
        /// The codes.
        codes: Vec<String>,
    },
    /// The column is there already.
    RepeatedColumn {
        /// `C1`
        cell: String,
        /// As written.
        name: String,
    },
    /// A column that every file must have.
    MissingColumn {
        /// What it is called.
        name: String,
        /// Its code.
        code: String,
    },
}

/// A row of the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number as a spreadsheet shows it; the header is row 1.
    pub number: u32,
    /// Its cells.
    pub(super) cells: StringRecord,
}

/// A file whose columns are understood.
#[derive(Clone)]
pub struct Table {
    pub(super) form: &'static Form,
    /// By place; none under an empty header.
    pub(super) columns: Vec<Option<Column>>,
    /// The header as written.
    pub(super) header: StringRecord,
    /// The rows below the header that are not empty.
    pub lines: Vec<Line>,
}

impl Table {
    /// Reads a file of a form.
    ///
    /// # Errors
    /// Everything that is wrong with its shape and its header.
    pub fn read(text: &str, form: &'static Form) -> Result<Self, Vec<FileProblem>> {
        let mut lines = split(text).map_err(|problem| vec![problem])?.into_iter();
        let header = lines.next().ok_or_else(|| vec![FileProblem::Empty])?.cells;
        let (columns, problems) = understand(&header, &columns::of(form));
        if !problems.is_empty() {
            return Err(problems);
        }
        let lines: Vec<_> = lines.filter(|line| line.cells.iter().any(|cell| !cell.is_empty())).collect();
        match lines.len() {
            0 => Err(vec![FileProblem::Empty]),
            many if many > ROWS_AT_MOST => Err(vec![FileProblem::TooManyRows]),
            _ => Ok(Self { form, columns, header, lines }),
        }
    }

    /// Where the column of this code stands.
    pub(super) fn place_of(&self, code: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.as_ref().is_some_and(|column| column.code == code))
    }
}

fn split(text: &str) -> Result<Vec<Line>, FileProblem> {
    let first = text.lines().next().unwrap_or_default();
    // What a spreadsheet calls "text" has tabs.
    let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(Trim::None)
        .from_reader(text.as_bytes());
    let (mut lines, mut number) = (Vec::new(), 0);
    loop {
        let mut cells = StringRecord::new();
        let from = at(&reader);
        match reader.read_record(&mut cells) {
            Ok(true) => {}
            Ok(false) => return Ok(lines),
            // Text is read, not bytes, and rows may differ in length: nothing else can be wrong.
            Err(_) => return Err(FileProblem::NotText),
        }
        let raw = text.get(from..at(&reader)).unwrap_or_default();
        // The reader passes over empty lines, which a spreadsheet counts.
        number += 1 + empty_lines(raw, from > 0 && text.as_bytes().get(from - 1) == Some(&b'\r'));
        let is_last = at(&reader) >= text.len();
        if is_last && raw.matches('"').count() % 2 == 1 {
            return Err(FileProblem::OpenQuote { row: number });
        }
        if lines.len() > ROWS_AT_MOST {
            return Err(FileProblem::TooManyRows);
        }
        lines.push(Line { number, cells });
    }
}

fn at(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// Empty lines before the first cell. The reader may leave the second half of CR LF to the next row.
fn empty_lines(raw: &str, after_cr: bool) -> u32 {
    let raw = if after_cr { raw.strip_prefix('\n').unwrap_or(raw) } else { raw };
    let blank = &raw[..raw.len() - raw.trim_start_matches(['\r', '\n']).len()];
    let ends = blank.replace("\r\n", "\n").len();
    u32::try_from(ends).unwrap_or(u32::MAX)
}

fn understand(header: &StringRecord, known: &[Column]) -> (Vec<Option<Column>>, Vec<FileProblem>) {
    let (mut columns, mut problems) = (Vec::<Option<Column>>::new(), Vec::new());
    for (i, written) in header.iter().enumerate() {
        let (cell, name) = (format!("{}1", letters(i)), written.trim().to_owned());
        let wanted = plain(written);
        let code_is = known.iter().filter(|column| plain(&column.code) == wanted);
        let mut found: Vec<&Column> = code_is.collect();
        if found.is_empty() {
            found = known.iter().filter(|column| column.is(&wanted)).collect();
        }
        let taken = |column: &Column| columns.iter().flatten().any(|other| other.code == column.code);
        let column = match found[..] {
            _ if wanted.is_empty() => None,
            [] => {
                problems.push(FileProblem::UnknownColumn { cell, name });
                None
            }
            [column] if taken(column) => {
                problems.push(FileProblem::RepeatedColumn { cell, name });
                None
            }
            [column] => Some(column.clone()),
            _ => {
                let codes = found.iter().map(|column| column.code.clone()).collect();
                problems.push(FileProblem::AmbiguousColumn { cell, name, codes });
                None
            }
        };
        columns.push(column);
    }
    let is_there = |column: &Column| columns.iter().flatten().any(|other| other.code == column.code);
    for column in known.iter().filter(|column| column.is_required() && !is_there(column)) {
        let (name, code) = (column.title().to_owned(), column.code.clone());
        problems.push(FileProblem::MissingColumn { name, code });
    }
    (columns, problems)
}

/// How a spreadsheet names a column: A, B … Z, AA.
pub(super) fn letters(place: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(place % 26).unwrap_or_default());
    if place < 26 { letter.to_string() } else { format!("{}{letter}", letters(place / 26 - 1)) }
}
