//! Fetching who is followed: all pages, because a floor is looked at as a whole.

use dioxus::prelude::*;
use domain::api::following::{Followed, FollowedPage};
use domain::ids::OrganisationId;
use domain::level::Level;
use domain::operation::Operation;
use domain::room;
use domain::time::Time;
use ui::api::Failure;
use ui::clock;

use crate::calls;

/// Who is followed, as it was last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// Everybody, by room; none before the first answer.
    pub rows: Signal<Option<Vec<Followed>>>,
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
    /// Fetches everybody anew; what is on the screen stays if that fails.
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

    /// Every page: whoever is left out is forgotten.
    async fn fetch(self) -> Result<Vec<Followed>, Failure> {
        let organisation = self.organisation.peek().to_string();
        let (mut rows, mut after): (Vec<Followed>, _) = (Vec::new(), None::<String>);
        loop {
            let mut query = vec![("organisation", organisation.as_str())];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: FollowedPage = calls::read(Operation::ListFollowed, &query).await?;
            let new = page.rows.into_iter().filter(|row| rows.iter().all(|old| old.case != row.case));
            let new: Vec<_> = new.collect();
            rows.extend(new);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        rows.sort_by_cached_key(|row| (room::place(row.room.as_deref()), row.kana.clone()));
        Ok(rows)
    }
}

/// The floors in order, each with its people; rooms without a floor stand last, under none.
pub fn floors(rows: &[Followed]) -> Vec<(Option<u16>, Vec<Followed>)> {
    let mut floors: Vec<(Option<u16>, Vec<Followed>)> = Vec::new();
    for row in rows {
        let floor = row.room.as_deref().and_then(room::floor);
        match floors.last_mut() {
            Some((same, people)) if *same == floor => people.push(row.clone()),
            _ => floors.push((floor, vec![row.clone()])),
        }
    }
    floors
}

/// How somebody is: the worst alert, else the last entry; nothing is known of who has entered nothing.
pub fn level(row: &Followed) -> Option<Level> {
    row.alerts.first().map(|alert| alert.level).or_else(|| row.last.as_ref().map(|last| last.level))
}

/// Whether the next entry should have come by now.
pub fn is_late(row: &Followed, now: Time) -> bool {
    row.next_due.is_some_and(|due| due < now)
}
