//! Fetching a day.

use chrono::Days;
use dioxus::prelude::*;
use domain::api::capacity::{Capacities, CapacityVersion};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::Date;
use ui::api::Failure;
use ui::{clock, dates};

use crate::calls;

/// The day as it was last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// What is known of it; none before the first answer.
    pub shown: Signal<Option<Capacities>>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    /// The day that is asked for.
    pub day: Signal<Date>,
    organisation: Signal<OrganisationId>,
}

/// The file of an organisation; today, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        shown: use_signal(|| None),
        failure: use_signal(|| None),
        day: use_signal(|| dates::day_of(clock::now())),
        organisation: use_signal(|| organisation),
    }
}

impl File {
    /// Fetches the day anew; what is on the screen stays if that fails.
    pub async fn load(mut self) {
        let day = *self.day.peek();
        let fetched = self.fetch(day).await;
        // The answer about a day that was left meanwhile is nobody's.
        if day != *self.day.peek() {
            return;
        }
        match fetched {
            Ok(shown) => {
                self.failure.set(None);
                self.shown.set(Some(shown));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Goes to another day.
    pub fn go(mut self, day: Date) {
        self.day.set(day);
        self.shown.set(None);
        spawn(self.load());
    }

    /// What an institution entered for a day, if anything.
    pub async fn of(
        self,
        institution: &OrganisationId,
        day: Date,
    ) -> Result<Option<CapacityVersion>, Failure> {
        let rows = self.fetch(day).await?.rows;
        Ok(rows.into_iter().find(|row| row.institution.id == *institution).and_then(|row| row.latest))
    }

    /// What it entered for the day before the one that is shown.
    pub async fn before(self, institution: &OrganisationId) -> Result<Option<CapacityVersion>, Failure> {
        let day = *self.day.peek();
        self.of(institution, day.checked_sub_days(Days::new(1)).unwrap_or(day)).await
    }

    async fn fetch(self, day: Date) -> Result<Capacities, Failure> {
        let (organisation, day) = (self.organisation.peek().to_string(), day.to_string());
        calls::read(Operation::ListCapacity, &[("organisation", &organisation), ("day", &day)]).await
    }
}
