//! From a row to a request.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::cells::Cells;
use super::table::{Line, Table};
use crate::api::error::{FieldError, Problem};
use crate::api::filing::FileNotification;
use crate::api::work::Place;
use crate::form::{Condition, Context, Filled};
use crate::ids::{OrganisationId, RequestId};
use crate::notification::Notification;
use crate::placement::Placement;
use crate::time::Date;

/// What a dry run needs to know besides the file.
#[derive(Clone, PartialEq)]
pub struct Setting {
    /// Who files.
    pub organisation: OrganisationId,
    /// The organisation's import key.
    pub key: String,
    /// Today in the rules' time zone.
    pub today: Date,
    /// Where people can be placed.
    pub places: Vec<Place>,
}

/// A row as far as it could be read.
pub(super) struct Read {
    /// The row's own id, if the file gives one.
    pub row_id: Option<String>,
    pub answers: Filled,
    /// Where the person is; none of a disease that is not followed, and of the dead.
    pub placement: Option<Placement>,
    /// What is wrong, by the columns' codes.
    pub errors: Vec<FieldError>,
    /// What to look at again: rules of the form.
    pub warnings: Vec<FieldError>,
}

/// Reads and checks a row.
pub(super) fn read(table: &Table, line: &Line, setting: &Setting) -> Read {
    let mut cells = Cells::read(table, line, setting.today);
    let numbers = cells.join_parts();
    let is_placed = table.form.follow_up && !table.form.is_of_dead(&cells.answers);
    let placement = if is_placed { Some(cells.placement(setting)) } else { cells.no_placement() };
    let Cells { row_id, answers, mut errors, .. } = cells;
    let notification = Notification { form: table.form.id(), answers };
    let unread: Vec<String> = errors.iter().map(|error| error.field.clone()).collect();
    let checked = notification.check(placement.as_ref(), setting.today).err().unwrap_or_default();
    let checked = checked.into_iter().map(|error| of_column(error, &numbers, &notification.answers));
    errors.extend(checked.filter(|error| !follows(table, error, &unread)));
    let context = Context { today: setting.today, waived: &[] };
    let warnings = table.form.check(&notification.answers, &context).warnings.into_iter();
    let warnings = warnings.map(|rule| FieldError::new(rule.field, Problem::AgainstRule).limit(rule.rule));
    Read { row_id, warnings: warnings.collect(), answers: notification.answers, placement, errors }
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
/// It becomes the id of the case, which stands in addresses and logs: without the key nobody can tell
/// from it, by trying names, whose case it is (design 2.11).
pub(super) fn request_id(
    key: &str,
    organisation: &OrganisationId,
    row_id: Option<&str>,
    notification: &Notification,
    placement: Option<&Placement>,
) -> Option<RequestId> {
    let content = serde_json::to_string(&(organisation, row_id, notification, placement)).ok()?;
    let hash = Sha256::digest(["mimamori import 1 ", key, " ", &content].concat());
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
    let request_id = request_id(
        &setting.key,
        &organisation,
        read.row_id.as_deref(),
        &notification,
        read.placement.as_ref(),
    )?;
    Some(FileNotification {
        request_id,
        organisation,
        on_behalf_of: None,
        same_person_as: None,
        notification,
        placement: read.placement.clone(),
    })
}
