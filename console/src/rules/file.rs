//! Fetching the rules.

use dioxus::prelude::*;
use domain::api::rules::Rules;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use ui::api::Failure;

use super::words::place;
use crate::calls;

/// The rules as they were last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct File {
    /// What counts and what was published; none before the first answer.
    pub rules: Signal<Option<Rules>>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    organisation: Signal<OrganisationId>,
}

/// The file of an organisation, empty until somebody loads it.
pub fn use_file(organisation: OrganisationId) -> File {
    File {
        rules: use_signal(|| None),
        failure: use_signal(|| None),
        organisation: use_signal(|| organisation),
    }
}

impl File {
    /// Fetches them anew; what is on the screen stays if that fails.
    pub async fn load(mut self) {
        let organisation = self.organisation.peek().to_string();
        match calls::read::<Rules>(Operation::ListRules, &[("organisation", &organisation)]).await {
            Ok(mut rules) => {
                rules.values.sort_by_key(|value| place(&value.path));
                self.failure.set(None);
                self.rules.set(Some(rules));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }
}
