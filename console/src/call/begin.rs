//! Opening the form: the case is fetched, and its work taken in hand if nobody has it.

use dioxus::prelude::*;
use domain::api::work::{SeenWork, WorkRow};
use domain::level::Level;
use domain::work::{Family, WorkState};
use ui::api::Failure;

use crate::case::CaseFile;
use crate::desk::Desk;
use crate::worklist::take;

/// The open work of the case as it was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Work in the caller's hand: the call is about it.
    pub mine: Vec<WorkRow>,
    /// Work in other hands: the call cannot end it.
    pub others: Vec<WorkRow>,
}

impl Seen {
    /// As the request states it.
    pub fn versions(&self) -> Vec<SeenWork> {
        self.mine.iter().map(|row| SeenWork { id: row.work.clone(), version: row.version }).collect()
    }

    /// Whether all of it is of the kind that may be watched (design 6: health cautions).
    pub fn can_watch(&self) -> bool {
        self.mine.iter().all(|row| row.family == Family::Health && row.level == Level::Caution)
    }
}

/// Whether a call is what the work asks for.
pub fn is_about_calls(row: &WorkRow) -> bool {
    row.work.is_alert() || matches!(row.family, Family::FirstContact | Family::CallBack | Family::CallDue)
}

/// Fetches the case and takes in hand what nobody has; what could not be taken is told.
pub async fn begin(file: CaseFile, desk: Desk, mut seen: Signal<Seen>) -> Result<(), Failure> {
    let Some(view) = file.load().await else { return Ok(()) };
    let me = desk.list.peek().as_ref().map(|list| list.organisation.member.clone());
    let mut found = Seen::default();
    let mut result = Ok(());
    // What a call cannot end is done elsewhere, and stays with whoever does it.
    for mut row in view.work.into_iter().filter(is_about_calls) {
        if row.state == WorkState::Open {
            match take::take(row.case.clone(), row.work.clone(), true).await {
                Ok(changed) => {
                    row = take::after(row, &changed, me.clone());
                    desk.put(row.clone());
                }
                Err(failure) => result = Err(failure),
            }
        }
        if row.mine { found.mine.push(row) } else { found.others.push(row) }
    }
    seen.set(found);
    result
}
