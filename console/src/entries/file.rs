//! Fetching the day, page by page. Who is worst stands on top of the whole only when every page is there, so
//! they are fetched one after the other, and the list says how far it is.

use dioxus::prelude::*;
use domain::api::entries::{Entries, EntryRow};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::{Date, Time};
use ui::api::Failure;
use ui::clock;

use crate::calls;

/// Most pages of 25 that are fetched at once: more is asked for by a button.
const PAGES: usize = 20;

/// The entries as they were last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// The rows so far, worst first; none before the first answer.
    pub rows: Signal<Option<Vec<EntryRow>>>,
    /// The day; the server's today before one is chosen.
    pub day: Signal<Option<Date>>,
    /// Where it goes on, if there is more.
    pub next: Signal<Option<String>>,
    /// Pages are on their way.
    pub fetching: Signal<bool>,
    /// When the first page was fetched.
    pub at: Signal<Time>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    organisation: Signal<OrganisationId>,
}

/// The file of an organisation, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        rows: use_signal(|| None),
        day: use_signal(|| None),
        next: use_signal(|| None),
        fetching: use_signal(|| false),
        at: use_signal(clock::now),
        failure: use_signal(|| None),
        organisation: use_signal(|| organisation),
    }
}

impl File {
    /// Fetches the day anew; what is on the screen stays until the last page is there, or if that fails.
    pub async fn load(mut self) {
        if *self.fetching.peek() {
            return;
        }
        // Looked at before the wait: what is read in the call itself stays borrowed until the answer.
        let is_first = self.rows.peek().is_none();
        self.fetch(Vec::new(), None, is_first).await;
        self.at.set(clock::now());
    }

    /// Fetches the next pages.
    pub async fn more(self) {
        if *self.fetching.peek() {
            return;
        }
        let rows = self.rows.peek().clone().unwrap_or_default();
        let next = self.next.peek().clone();
        self.fetch(rows, next, true).await;
    }

    /// Another day.
    pub fn choose(mut self, day: Date) {
        self.day.set(Some(day));
        self.rows.set(None);
        self.next.set(None);
        spawn(self.load());
    }

    async fn fetch(mut self, mut rows: Vec<EntryRow>, mut after: Option<String>, shows_parts: bool) {
        self.fetching.set(true);
        let organisation = self.organisation.peek().to_string();
        for _ in 0..PAGES {
            let day = (*self.day.peek()).map(|day| day.to_string());
            let mut query = vec![("organisation", organisation.as_str())];
            query.extend(day.as_deref().map(|day| ("day", day)));
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: Result<Entries, Failure> = calls::read(Operation::ListEntries, &query).await;
            let page = match page {
                Ok(page) => page,
                Err(failure) => {
                    self.failure.set(Some(failure));
                    self.fetching.set(false);
                    return;
                }
            };
            self.day.set(Some(page.day));
            // Who moved between two pages must not stand there twice.
            rows.retain(|old| page.rows.iter().all(|new| new.case != old.case));
            rows.extend(page.rows);
            rows.sort_by_cached_key(EntryRow::place_in_list);
            after = page.next;
            if shows_parts {
                self.rows.set(Some(rows.clone()));
            }
            if after.is_none() {
                break;
            }
        }
        self.failure.set(None);
        self.next.set(after);
        self.rows.set(Some(rows));
        self.fetching.set(false);
    }
}
