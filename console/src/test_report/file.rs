//! Fetching the reports.

use chrono::Days;
use dioxus::prelude::*;
use domain::api::test_report::{TestDay, TestReports};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::time::Date;
use ui::api::Failure;
use ui::{clock, dates};

use crate::calls;

/// How many days before today are shown, today included.
pub const SHOWN: u64 = 14;

/// The reports as they were last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// The reports; none before the first answer.
    pub reports: Signal<Option<TestReports>>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    organisation: Signal<OrganisationId>,
}

/// The file of an organisation, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        reports: use_signal(|| None),
        failure: use_signal(|| None),
        organisation: use_signal(|| organisation),
    }
}

impl File {
    /// Fetches the last days anew; what is on the screen stays if that fails.
    pub async fn load(mut self, clinic: Option<OrganisationId>) {
        let today = dates::day_of(clock::now());
        let from = today.checked_sub_days(Days::new(SHOWN - 1)).unwrap_or(today);
        match self.fetch(clinic.as_ref(), from, today).await {
            Ok(reports) => {
                self.failure.set(None);
                self.reports.set(Some(reports));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    /// Fetches what is filed of one day, which may be longer ago than what is shown.
    pub async fn day(self, clinic: Option<&OrganisationId>, day: Date) -> Result<Option<TestDay>, Failure> {
        Ok(self.fetch(clinic, day, day).await?.days.pop())
    }

    async fn fetch(
        self,
        clinic: Option<&OrganisationId>,
        from: Date,
        to: Date,
    ) -> Result<TestReports, Failure> {
        let (organisation, from, to) =
            (self.organisation.peek().to_string(), from.to_string(), to.to_string());
        let mut query = vec![("organisation", organisation.as_str()), ("from", &from), ("to", &to)];
        query.extend(clinic.map(|clinic| ("on_behalf_of", clinic.as_str())));
        calls::read(Operation::ListTestReports, &query).await
    }

    /// What is filed of a day, as far as it is shown.
    pub fn shown(&self, day: Date) -> Option<TestDay> {
        let reports = self.reports.read();
        reports.iter().flat_map(|reports| &reports.days).find(|filed| filed.day == day).cloned()
    }
}
