//! What the cells of a row say, before the form is asked.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::cell;
use super::columns::Holds;
use super::row::Setting;
use super::table::{Line, Table};
use crate::api::error::{FieldError, Problem};
use crate::api::work::Place;
use crate::form::{Filled, Kind};
use crate::ids::OrganisationId;
use crate::placement::{CareStatus, Channel, Placement, Risk};
use crate::time::Date;

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

/// A row cell by cell.
#[derive(Default)]
pub(super) struct Cells {
    /// The row's own id.
    pub row_id: Option<String>,
    pub answers: Filled,
    parts: BTreeMap<(String, usize), Map<String, Value>>,
    placement: BTreeMap<&'static str, String>,
    /// What could not be read, by the columns' codes.
    pub errors: Vec<FieldError>,
}

impl Cells {
    /// Reads every cell.
    pub fn read(table: &Table, line: &Line, today: Date) -> Self {
        let mut cells = Self::default();
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
    pub fn join_parts(&mut self) -> BTreeMap<String, Vec<usize>> {
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

    /// Where the person is; what could not be read has a stand-in and an error.
    pub fn placement(&mut self, setting: &Setting) -> Placement {
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

    /// Nobody is placed: whatever says where is wrong.
    pub fn no_placement(&mut self) -> Option<Placement> {
        let filled = self.placement.keys().filter(|code| **code != "pregnant");
        self.errors.extend(filled.map(|code| FieldError::new(*code, Problem::NotAsked)));
        None
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
