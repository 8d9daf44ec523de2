//! Fetching all that is open and what was closed since, within bounds that the page tells.

use domain::api::desk::{ClosedRow, ClosedWork};
use domain::api::work::{WorkRow, Worklist};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::Time;
use ui::api::Failure;

use crate::calls;
use crate::worklist::selection::Key;

/// Most pages of 50 that are read of each list: a shift does not hand over more by hand.
const PAGES: usize = 20;

/// Both lists.
#[derive(Clone, PartialEq)]
pub struct Shift {
    /// Open work, worst first.
    pub open: Vec<WorkRow>,
    /// What was closed since, newest first.
    pub closed: Vec<ClosedRow>,
    /// One of the lists is longer than what was read of it.
    pub has_more: bool,
}

/// Reads both lists.
pub async fn fetch(organisation: &OrganisationId, since: Time) -> Result<Shift, Failure> {
    let mut shift = Shift { open: Vec::new(), closed: Vec::new(), has_more: false };
    let since = since.to_string();
    let mut after: Option<String> = None;
    for _ in 0..PAGES {
        let mut query = vec![("organisation", organisation.as_str())];
        query.extend(after.as_deref().map(|after| ("after", after)));
        let page: Worklist = calls::read(Operation::ListWorklist, &query).await?;
        let is_new = |row: &WorkRow| shift.open.iter().all(|old| Key::of(old) != Key::of(row));
        let new: Vec<_> = page.rows.into_iter().filter(is_new).collect();
        shift.open.extend(new);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    shift.has_more = after.is_some();
    after = None;
    for _ in 0..PAGES {
        let mut query = vec![("organisation", organisation.as_str()), ("since", since.as_str())];
        query.extend(after.as_deref().map(|after| ("after", after)));
        let page: ClosedWork = calls::read(Operation::ListClosedWork, &query).await?;
        shift.closed.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    shift.has_more |= after.is_some();
    Ok(shift)
}
