//! Fetching the list.

use dioxus::prelude::*;
use domain::api::release::{ReleaseRow, Releases};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::Time;
use ui::api::Failure;
use ui::clock;

use crate::calls;

/// The releases as they were last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// The rows of all pages that were asked for, by release date; none before the first answer.
    pub rows: Signal<Option<Vec<ReleaseRow>>>,
    /// There are more.
    pub has_more: Signal<bool>,
    /// When they were fetched.
    pub at: Signal<Time>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    organisation: Signal<OrganisationId>,
    pages: Signal<usize>,
}

/// The file of an organisation, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        rows: use_signal(|| None),
        has_more: use_signal(|| false),
        at: use_signal(clock::now),
        failure: use_signal(|| None),
        organisation: use_signal(|| organisation),
        pages: use_signal(|| 1),
    }
}

impl File {
    /// Fetches the pages anew; what is on the screen stays if that fails.
    pub async fn load(mut self) {
        match self.fetch().await {
            Ok((rows, more)) => {
                self.failure.set(None);
                self.has_more.set(more);
                self.at.set(clock::now());
                self.rows.set(Some(rows));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Fetches one page more, now and from now on.
    pub fn more(mut self) {
        self.pages += 1;
        spawn(self.load());
    }

    async fn fetch(self) -> Result<(Vec<ReleaseRow>, bool), Failure> {
        let organisation = self.organisation.peek().to_string();
        let (mut rows, mut after): (Vec<ReleaseRow>, _) = (Vec::new(), None::<String>);
        let pages = *self.pages.peek();
        for _ in 0..pages {
            let mut query = vec![("organisation", organisation.as_str())];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: Releases = calls::read(Operation::ListReleases, &query).await?;
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok((rows, after.is_some()))
    }
}
