//! CSV that a spreadsheet opens: UTF-8 with a byte order mark, CR LF, and no cell that it would run.

use super::cell::is_formula;
use super::columns;
use crate::form::Form;
use crate::time::Date;

/// A file of these rows, the header first.
pub fn write<'a, R>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = &'a str>,
{
    let mut text = String::from('\u{feff}');
    for row in rows {
        for (i, cell) in row.into_iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            write_cell(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

fn write_cell(text: &mut String, cell: &str) {
    // The apostrophe makes it text; with the quotation marks no separator inside can end the cell.
    let neutral = if is_formula(cell) { "'" } else { "" };
    if neutral.is_empty() && !cell.contains(['"', ',', ';', '\t', '\r', '\n']) && cell.trim() == cell {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(neutral);
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

/// A file to begin with: the columns of a form, and an example that can be filed today.
pub fn template(form: &'static Form, today: Date) -> String {
    const EXAMPLE: [(&str, &str); 11] = [
        ("row_id", "例1"),
        ("case_type", "患者（確定例）"),
        ("name", "見本 花子"),
        ("name_kana", "ミホン ハナコ"),
        ("sex", "女"),
        ("birth_date", "昭和39年5月1日"),
        ("municipality", "見本市"),
        ("phone", "000-0000-0000"),
        ("care_status", "自宅療養"),
        ("risk", "高リスク"),
        ("channel", "スマートフォン"),
    ];
    let today = today.to_string();
    let columns = columns::of(form);
    // Codes where a name would not say which column it is.
    let is_alone =
        |title: &str| columns.iter().filter(|column| column.is(&columns::plain(title))).count() == 1;
    let title = |column: &'_ columns::Column| {
        let title = column.title();
        if is_alone(title) { title.to_owned() } else { column.code.clone() }
    };
    let example = |code: &str| match code {
        "report_date" | "onset_date" => today.clone(),
        _ => EXAMPLE.iter().find(|(known, _)| *known == code).map_or("", |(_, text)| text).to_owned(),
    };
    let header: Vec<String> = columns.iter().map(title).collect();
    let row: Vec<String> = columns.iter().map(|column| example(&column.code)).collect();
    write([header.iter().map(String::as_str), row.iter().map(String::as_str)])
}
