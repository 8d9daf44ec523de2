//! From the bytes of a file to text.

use super::FileProblem;

/// How a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a byte order mark.
    Utf8,
    /// As spreadsheets in Japan write it (Windows-31J).
    ShiftJis,
}

/// How the workbook of a spreadsheet begins: it is a ZIP file.
const WORKBOOK: &[u8] = b"PK\x03\x04";
const MARK: char = '\u{feff}';

/// The text of a file and how it was written. What is valid UTF-8 is read as that: text in `Shift_JIS`
/// that is not plain ASCII practically never is. `shift_jis` decodes the other encoding, or answers
/// none if a byte does not fit; a browser brings that decoder, so none is carried here.
///
/// # Errors
/// A workbook, or no text in one of the two encodings.
pub fn decode(
    bytes: &[u8],
    shift_jis: impl FnOnce(&[u8]) -> Option<String>,
) -> Result<(String, Encoding), FileProblem> {
    if bytes.starts_with(WORKBOOK) {
        return Err(FileProblem::Workbook);
    }
    let (text, encoding) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.strip_prefix(MARK).unwrap_or(text).to_owned(), Encoding::Utf8),
        Err(_) => (shift_jis(bytes).ok_or(FileProblem::NotText)?, Encoding::ShiftJis),
    };
    // UTF-16 has zeros and ISO-2022-JP escapes in what looks like ASCII.
    if text.contains(['\0', '\u{1b}']) {
        return Err(FileProblem::NotText);
    }
    Ok((text, encoding))
}
