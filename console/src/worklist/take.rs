//! Taking work in hand and putting it back.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::work::{TakeWork, WorkChanged, WorkRow};
use domain::ids::{CaseId, WorkId};
use domain::operation::Operation;
use domain::work::WorkState;
use ui::api::Failure;

use crate::calls;
use crate::desk::Desk;

/// Takes work in hand, or puts it back.
pub async fn take(case: CaseId, work: WorkId, in_hand: bool) -> Result<WorkChanged, Failure> {
    let body = TakeWork {
        request_id: calls::new_id(),
        case,
        work,
        in_hand,
        hold: None,
        to: None,
        gone: false,
        to_centre: false,
    };
    calls::change(Operation::TakeWork, &body).await
}

/// The same for a row of the list, which shows it at once.
pub async fn take_row(desk: Desk, row: WorkRow, in_hand: bool) -> Result<(), Failure> {
    let result = take(row.case.clone(), row.work.clone(), in_hand).await;
    match &result {
        Ok(changed) => {
            let me = desk.list.peek().as_ref().map(|list| list.organisation.member.clone());
            desk.put(after(row, changed, me));
            desk.refresh_soon();
        }
        // The list is older than what the server knows.
        Err(failure) if failure.code().is_some_and(|code| code != Code::Busy) => desk.refresh_soon(),
        Err(_) => {}
    }
    result.map(|_| ())
}

/// Leaves work to the health centre, which hears it at once.
pub async fn leave(desk: Desk, row: WorkRow) -> Result<(), Failure> {
    let body = TakeWork {
        request_id: calls::new_id(),
        case: row.case.clone(),
        work: row.work.clone(),
        in_hand: false,
        hold: None,
        to: None,
        gone: false,
        to_centre: true,
    };
    let changed: WorkChanged = calls::change(Operation::TakeWork, &body).await?;
    desk.put(after(row, &changed, None));
    desk.refresh_soon();
    Ok(())
}

/// The row after the change.
pub fn after(mut row: WorkRow, changed: &WorkChanged, me: Option<String>) -> WorkRow {
    if let Some(standing) = changed.work.iter().find(|standing| standing.id == row.work) {
        row.state = standing.state;
        row.version = standing.version;
        row.mine = standing.state == WorkState::InHand;
        row.taken_by = me.filter(|_| row.mine);
    }
    row
}
