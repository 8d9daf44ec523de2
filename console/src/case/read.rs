//! Marking the remarks of a patient as read, from the case: what was on the screen, and no more.

use domain::api::case::{CaseView, What};
use domain::api::entries::{CaseRead, EntriesRead, MarkEntriesRead};
use domain::api::work::{SeenWork, WorkRow};
use domain::entries::ENTRIES_AT_MOST;
use domain::operation::Operation;
use ui::api::Failure;
use ui::{clock, dates};

use crate::calls;

/// Marks the newest check-ins of the case as read, which ends the work. False if something arrived since.
pub async fn mark(view: &CaseView, row: &WorkRow) -> Result<bool, Failure> {
    let check_ins = view.timeline.iter().filter_map(|entry| match &entry.what {
        What::CheckedIn { id, .. } => Some(id.clone()),
        _ => None,
    });
    let body = MarkEntriesRead {
        request_id: calls::new_id(),
        organisation: view.centre.clone(),
        day: dates::day_of(clock::now()),
        cases: vec![CaseRead {
            case: view.case.clone(),
            check_ins: check_ins.take(ENTRIES_AT_MOST).collect(),
            remarks: Some(SeenWork { id: row.work.clone(), version: row.version }),
        }],
    };
    let read: EntriesRead = calls::change(Operation::MarkEntriesRead, &body).await?;
    Ok(read.still_unread.is_empty())
}
