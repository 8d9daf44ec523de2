//! From a row to a request.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::cell;
use super::columns::Holds;
use super::table::{Line, Table};
use crate::api::error::{FieldError, Problem};
use crate::api::filing::FileNotification;
use crate::api::work::Place;
use crate::form::{Condition, Context, Filled, Kind};
use crate::ids::{OrganisationId, RequestId};
use crate::notification::Notification;
use crate::placement::{CareStatus, Channel, Placement, Risk};
use crate::time::Date;

/// What a dry run needs to know besides the file.
#[derive(Clone, PartialEq)]
pub struct Setting {
    /// Who files.
    pub organisation: OrganisationId,
    /// Today in the rules' time zone.
    pub today: Date,
    /// Where people can be placed.
    pub places: Vec<Place>,
}

/// Longest id of a row, in characters.
const ROW_ID_AT_MOST: usize = 40;

const STATUSES: [(CareStatus, &[&str]); 2] = [
    (CareStatus::HomeIsolation, &["自宅療養", "自宅療養中", "自宅", "home_isolation", "Home"]),
    (CareStatus::HotelIsolation, &["宿泊療養", "宿泊療養中", "ホテル", "hotel_isolation", "Hotel"]),
];
/// Those that are not followed from the first day on: read, so that the error says why.
const OTHER_STATUSES: [(CareStatus, &[&str]); 5] = [
    (CareStatus::Arranging, &["調整中", "arranging"]),
    (CareStatus::WaitingAdmission, &["入院待機", "waiting_admission"]),
    (CareStatus::Hospitalized, &["入院中", "hospitalized"]),
    (CareStatus::HospitalizedSevere, &["入院中（重症）", "hospitalized_severe"]),
    (CareStatus::FacilityIsolation, &["社会福祉施設等療養", "社会福祉施設等療養中", "facility_isolation"]),
];
const RISKS: [(Risk, &[&str]); 2] =
    [(Risk::High, &["高リスク", "高", "high"]), (Risk::Standard, &["標準", "低リスク", "standard"])];
const CHANNELS: [(Channel, &[&str]); 4] = [
    (Channel::App, &["スマートフォン", "アプリ", "app"]),
    (Channel::StaffCall, &["職員が電話", "電話", "staff_call"]),
    (Channel::AutoCall, &["自動架電", "auto_call"]),
    (Channel::Facility, &["施設の職員が入力", "施設", "facility"]),
];

/// A row as far as it could be read.
pub(super) struct Read {
    /// The row's own id, if the file gives one.
    pub row_id: Option<String>,
    pub answers: Filled,
    pub placement: Placement,
    /// What is wrong, by the columns' codes.
    pub errors: Vec<FieldError>,
    /// What to look at again: rules of the form.
    pub warnings: Vec<FieldError>,
}

/// What the cells say, before the form is asked.
#[derive(Default)]
struct Cells {
    row_id: Option<String>,
    answers: Filled,
    parts: BTreeMap<(String, usize), Map<String, Value>>,
    placement: BTreeMap<&'static str, String>,
    errors: Vec<FieldError>,
}

/// Reads and checks a row.
pub(super) fn read(table: &Table, line: &Line, setting: &Setting) -> Read {
    let mut cells = read_cells(table, line, setting.today);
    let numbers = cells.join_parts();
    let placement = cells.placement(setting);
    let Cells { row_id, answers, mut errors, .. } = cells;
    let notification = Notification { form: table.form.id(), answers };
    let unread: Vec<String> = errors.iter().map(|error| error.field.clone()).collect();
    let checked = notification.check(&placement, setting.today).err().unwrap_or_default();
    let checked = checked.into_iter().map(|error| of_column(error, &numbers, &notification.answers));
    errors.extend(checked.filter(|error| !follows(table, error, &unread)));
    let context = Context { today: setting.today, waived: &[] };
    let warnings = table.form.check(&notification.answers, &context).warnings.into_iter();
    let warnings = warnings.map(|rule| FieldError::new(rule.field, Problem::AgainstRule).limit(rule.rule));
    Read { row_id, warnings: warnings.collect(), answers: notification.answers, placement, errors }
}

fn read_cells(table: &Table, line: &Line, today: Date) -> Cells {
    let mut cells = Cells::default();
    for (i, raw) in line.cells.iter().enumerate() {
        let text = raw.trim();
        let Some(Some(column)) = table.columns.get(i) else {
            if !text.is_empty() {
                // Under no header: a comma too many, or one that should stand in quotation marks.
                let width = table.header.len().to_string();
                cells.errors.push(FieldError::new("", Problem::NotAsked).limit(width));
                break;
            }
            continue;
        };
        let code = column.code.as_str();
        let is_phone = matches!(column.holds, Holds::Field(field) if field.kind == Kind::Phone);
        let plus = is_phone && text.starts_with(['+', '＋']);
        if text.is_empty() {
            continue;
        }
        if cell::is_formula(raw) && !plus {
            cells.errors.push(FieldError::new(code, Problem::Formula));
            continue;
        }
        cells.take(&column.holds, code, text, today);
    }
    cells
}

impl Cells {
    fn take(&mut self, holds: &Holds, code: &str, text: &str, today: Date) {
        match *holds {
            Holds::RowId if text.chars().count() > ROW_ID_AT_MOST => {
                let error = FieldError::new(code, Problem::TooLong).limit(ROW_ID_AT_MOST.to_string());
                self.errors.push(error);
            }
            Holds::RowId => self.row_id = Some(text.to_owned()),
            Holds::Placement(field) => _ = self.placement.insert(field, text.to_owned()),
            Holds::Field(field) => {
                self.errors.extend(cell::read(field, text, today, &mut self.answers).err());
            }
            Holds::Part(field, n, part) => match cell::read_part(field, part, code, text, today) {
                Ok(value) => {
                    let entry = self.parts.entry((field.code.clone(), n)).or_default();
                    entry.insert(part.to_owned(), value);
                }
                Err(error) => self.errors.push(error),
            },
        }
    }

    /// Puts tests and doses together. Gives for each of these fields which numbers were used: the
    /// form counts entries, the file columns.
    fn join_parts(&mut self) -> BTreeMap<String, Vec<usize>> {
        let mut numbers = BTreeMap::<String, Vec<usize>>::new();
        let mut entries = BTreeMap::<String, Vec<Value>>::new();
        for ((field, n), mut entry) in std::mem::take(&mut self.parts) {
            if field == "tests" {
                for part in ["method", "specimen", "specimen_date"] {
                    let code = format!("{field}[{}].{part}", n + 1);
                    let is_known = self.errors.iter().any(|error| error.field == code);
                    if !entry.contains_key(part) && !is_known {
                        self.errors.push(FieldError::new(code, Problem::Missing));
                    }
                }
                entry.entry("positive").or_insert(Value::Null);
            }
            numbers.entry(field.clone()).or_default().push(n);
            entries.entry(field).or_default().push(Value::Object(entry));
        }
        self.answers.values.extend(entries.into_iter().map(|(field, list)| (field, Value::Array(list))));
        numbers
    }

    fn placement(&mut self, setting: &Setting) -> Placement {
        let status = self.word("care_status", &STATUSES, Some(&OTHER_STATUSES));
        if status.is_none() && !self.placement.contains_key("care_status") {
            self.errors.push(FieldError::new("care_status", Problem::Missing));
        }
        let place = self.placement.get("place").cloned().and_then(|text| self.place(&text, setting));
        let asked = self.answers.values.get("pregnant").and_then(Value::as_bool);
        let pregnant = self.placement.get("pregnant").map(|text| cell::yes_no("pregnant", text));
        let pregnant = match pregnant {
            Some(Err(error)) => {
                self.errors.push(error);
                false
            }
            Some(Ok(pregnant)) => pregnant,
            None => asked.unwrap_or_default(),
        };
        if pregnant && self.answers.text("sex") == Some("male") {
            self.errors.push(FieldError::new("pregnant", Problem::Contradiction));
        }
        Placement {
            // A stand-in for what could not be read: the row is wrong already.
            care_status: status.unwrap_or(CareStatus::HomeIsolation),
            place,
            room: self.placement.get("room").cloned(),
            // Not yet asked counts as high (design 6).
            risk: self.word("risk", &RISKS, None).unwrap_or(Risk::High),
            channel: self.word("channel", &CHANNELS, None).unwrap_or(Channel::App),
            pregnant,
        }
    }

    fn word<T: Copy>(
        &mut self,
        code: &'static str,
        words: &[(T, &[&str])],
        also: Option<&[(T, &[&str])]>,
    ) -> Option<T> {
        let text = self.placement.get(code)?;
        let more = also.and_then(|also| cell::word(code, text, also).ok());
        match cell::word(code, text, words) {
            Ok(value) => Some(value),
            Err(_) if more.is_some() => more,
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn place(&mut self, text: &str, setting: &Setting) -> Option<OrganisationId> {
        let names = |place: &&Place| [place.id.as_str(), &place.name, &place.name_en].contains(&text);
        let found = setting.places.iter().find(names).map(|place| place.id.clone());
        if found.is_none() {
            self.errors.push(FieldError::new("place", Problem::DoesNotExist));
        }
        found
    }
}

/// An error of the form at its column.
fn of_column(mut error: FieldError, numbers: &BTreeMap<String, Vec<usize>>, answers: &Filled) -> FieldError {
    if error.field == "form" {
        // Which version is in force goes by the day of the report.
        "report_date".clone_into(&mut error.field);
    }
    let path: Vec<&str> = error.field.split('.').collect();
    if let [field, n, part] = path[..] {
        let number = n.parse().ok().and_then(|n: usize| numbers.get(field)?.get(n).copied());
        error.field = format!("{field}[{}].{part}", number.unwrap_or_default() + 1);
    }
    if error.problem == Problem::NotAPhone {
        // Spreadsheets drop the first 0 of what they take for a number.
        let digits = answers.text(&error.field).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
        if let Some(digits) = digits.filter(|digits| (9..=10).contains(&digits.len())) {
            error.suggestion = Some(format!("0{digits}"));
        }
    }
    error
}

/// Whether an error only follows from a cell that could not be read: one mistake is told once.
fn follows(table: &Table, error: &FieldError, unread: &[String]) -> bool {
    let is_unread = |code: &str| unread.iter().any(|field| field.split('[').next() == Some(code));
    if is_unread(&error.field) || unread.contains(&error.field) {
        return true;
    }
    let placed = ["place", "room"].contains(&error.field.as_str()) && is_unread("care_status");
    let depends = table
        .form
        .field(&error.field)
        .is_some_and(|field| field.applies.iter().flat_map(Condition::fields).any(is_unread));
    placed || (depends && matches!(error.problem, Problem::Missing | Problem::NotAsked))
}

/// The id of a row's request: the same whoever sends the same content, so that nothing is filed
/// twice after a stop, a reload or a second import. Rows that say the same are told apart by their ids.
pub(super) fn request_id(
    organisation: &OrganisationId,
    row_id: Option<&str>,
    notification: &Notification,
    placement: &Placement,
) -> Option<RequestId> {
    let content = serde_json::to_string(&(organisation, row_id, notification, placement)).ok()?;
    let hash = Sha256::digest(["mimamori import 1 ", &content].concat());
    let mut bytes = <[u8; 16]>::try_from(hash.get(..16)?).ok()?;
    // A UUID of version 8 (RFC 9562 5.8): made in a way of one's own.
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-").parse().ok()
}

/// The request of a row that was read without an error.
pub(super) fn request(table: &Table, setting: &Setting, read: &Read) -> Option<FileNotification> {
    let notification = Notification { form: table.form.id(), answers: read.answers.clone() };
    let organisation = setting.organisation.clone();
    let request_id = request_id(&organisation, read.row_id.as_deref(), &notification, &read.placement)?;
    Some(FileNotification { request_id, organisation, notification, placement: read.placement.clone() })
}
