//! Fetching the list.

use dioxus::prelude::*;
use domain::api::calls::{CallList, CallRow};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::placement::Risk;
use domain::time::Time;
use ui::api::Failure;
use ui::clock;

use crate::calls;

/// The calls as they were last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// The rows; none before the first answer.
    pub rows: Signal<Option<Vec<CallRow>>>,
    /// When they were fetched.
    pub at: Signal<Time>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    organisation: Signal<OrganisationId>,
}

/// The file of an organisation, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        rows: use_signal(|| None),
        at: use_signal(clock::now),
        failure: use_signal(|| None),
        organisation: use_signal(|| organisation),
    }
}

impl File {
    /// Fetches the list anew; what is on the screen stays if that fails.
    pub async fn load(mut self) {
        match self.fetch().await {
            Ok(rows) => {
                self.failure.set(None);
                self.at.set(clock::now());
                self.rows.set(Some(rows));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Every page: half a list of calls is worse than none.
    async fn fetch(self) -> Result<Vec<CallRow>, Failure> {
        let organisation = self.organisation.peek().to_string();
        let (mut rows, mut after): (Vec<CallRow>, _) = (Vec::new(), None::<String>);
        loop {
            let mut query = vec![("organisation", organisation.as_str())];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: CallList = calls::read(Operation::ListCalls, &query).await?;
            // Somebody who moves between two pages must not stand there twice.
            let new: Vec<_> =
                page.rows.into_iter().filter(|row| rows.iter().all(|old| old.case != row.case)).collect();
            rows.extend(new);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        rows.sort_by_key(|row| (row.due, row.risk == Risk::Standard));
        Ok(rows)
    }
}
