//! "Read down to here".

use domain::api::entries::{CaseRead, EntriesRead, EntryRow, MarkEntriesRead};
use domain::entries::{CASES_AT_MOST, ENTRIES_AT_MOST};
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::time::Date;
use ui::api::Failure;

use crate::calls;

/// What marking came to: how many are marked, and whose remarks are still to be read.
#[derive(Default)]
pub struct Marked {
    /// How many patients.
    pub count: usize,
    /// Something arrived since, or a colleague has them in hand.
    pub still_unread: Vec<CaseId>,
}

/// Marks what these rows show as read, in as many requests as it takes.
pub async fn mark(organisation: &OrganisationId, day: Date, rows: &[EntryRow]) -> Result<Marked, Failure> {
    let read: Vec<CaseRead> = rows.iter().filter_map(read).collect();
    let mut marked = Marked::default();
    for cases in read.chunks(CASES_AT_MOST) {
        let (request_id, organisation) = (calls::new_id(), organisation.clone());
        let body = MarkEntriesRead { request_id, organisation, day, cases: cases.to_vec() };
        let answer: EntriesRead = calls::patiently(Operation::MarkEntriesRead, &body).await?;
        marked.count += cases.len() - answer.still_unread.len();
        marked.still_unread.extend(answer.still_unread);
    }
    Ok(marked)
}

/// What of a row is still to be read, if anything.
fn read(row: &EntryRow) -> Option<CaseRead> {
    if !row.is_unread() {
        return None;
    }
    let shown = row.entries.iter().chain(&row.unread).chain(&row.before);
    let check_ins: Vec<_> = shown.map(|entry| entry.id.clone()).take(ENTRIES_AT_MOST).collect();
    let remarks = row.remarks.clone();
    (!check_ins.is_empty()).then(|| CaseRead { case: row.case.clone(), check_ins, remarks })
}
