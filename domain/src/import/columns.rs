//! Which columns a form has in a file, and what they may be called.

use crate::form::{Field, Form, Kind, Words};

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// The row's own id.
    RowId,
    /// A field of the form.
    Field(&'static Field),
    /// A part of the n-th test or dose.
    Part(&'static Field, usize, &'static str),
    /// Something of the placement, by the name of its field.
    Placement(&'static str),
}

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its code: the name of the field in the request, `tests[1].method` for a part of an entry.
    pub code: String,
    /// What it may be called besides.
    names: Vec<String>,
    pub holds: Holds,
}

/// The columns of the placement: field, Japanese, English. The names are those of the notification page.
const PLACEMENT: [(&str, &str, &str); 6] = [
    ("care_status", "療養の場所", "Place of care"),
    ("place", "施設", "Facility"),
    ("room", "部屋番号", "Room"),
    ("risk", "リスク区分", "Risk"),
    ("channel", "健康観察の方法", "How check-ins come"),
    ("pregnant", "妊娠", "Pregnant"),
];
/// Further names: what the pages and slips call a field where the form is wordier.
const ALSO: [(&str, &str); 4] =
    [("report_date", "報告日"), ("onset_date", "発病日"), ("case_type", "類型"), ("municipality", "所在地")];

/// The parts of a test and of a dose: field, Japanese, English.
const TEST: [(&str, &str, &str); 4] = [
    ("method", "方法", "method"),
    ("specimen", "検体", "specimen"),
    ("specimen_date", "採取日", "specimen date"),
    ("positive", "結果", "positive"),
];
const DOSE: [(&str, &str, &str); 2] = [("date", "接種日", "date"), ("maker", "メーカー", "maker")];

/// Every column that a file of this form may have, in the order of the form.
pub(super) fn of(form: &'static Form) -> Vec<Column> {
    let row_id = Column { code: "row_id".to_owned(), names: vec!["行ID".to_owned()], holds: Holds::RowId };
    let mut columns = vec![row_id];
    for field in form.fields() {
        let (most, parts): (usize, &[(&'static str, &str, &str)]) = match &field.kind {
            Kind::Tests { at_most, .. } => (*at_most, &TEST),
            Kind::Vaccinations { at_most } => (*at_most, &DOSE),
            _ => (0, &[]),
        };
        if most == 0 {
            columns.push(of_field(field));
        }
        for n in 1..=most {
            columns.extend(parts.iter().map(|(part, ja, en)| Column {
                code: format!("{}[{n}].{part}", field.code),
                names: vec![format!("{}{n} {ja}", field.label.ja), format!("{} {n} {en}", field.label.en)],
                holds: Holds::Part(field, n - 1, part),
            }));
        }
    }
    for (code, ja, en) in PLACEMENT {
        // A form that asks for pregnancy itself has that column already.
        if form.field(code).is_none() {
            let names = vec![ja.to_owned(), en.to_owned()];
            columns.push(Column { code: code.to_owned(), names, holds: Holds::Placement(code) });
        }
    }
    columns
}

fn of_field(field: &'static Field) -> Column {
    let Words { ja, en } = field.label.clone();
    let also = ALSO.iter().filter(|(code, _)| *code == field.code).map(|(_, name)| (*name).to_owned());
    let names = [ja, en].into_iter().chain(also).collect();
    Column { code: field.code.clone(), names, holds: Holds::Field(field) }
}

impl Column {
    /// Whether a header of this text is this column.
    pub fn is(&self, header: &str) -> bool {
        plain(&self.code) == header || self.names.iter().any(|name| plain(name) == header)
    }

    /// Whether every file must have it: what is required of everybody.
    pub fn is_required(&self) -> bool {
        match self.holds {
            Holds::Field(field) => field.required && field.applies.is_empty(),
            Holds::Placement(field) => field == "care_status",
            Holds::RowId | Holds::Part(..) => false,
        }
    }

    /// What it is called in a new file.
    pub fn title(&self) -> &str {
        self.names.first().map_or(&self.code, String::as_str)
    }
}

/// A text without what people vary: width, case, spaces, kinds of brackets.
pub(super) fn plain(text: &str) -> String {
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - u32::from('！') + u32::from('!')).unwrap_or(c),
        other => other,
    };
    text.chars().map(half).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
