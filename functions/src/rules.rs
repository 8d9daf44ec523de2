//! The rules in force where something is decided: what the authorities above a case or an organisation
//! published, composed by `domain/src/rules/compose.rs` and kept in the process for at most a minute.
//!
//! A version counts from two minutes after it was published at the earliest
//! ([`domain::api::rules::NOT_BEFORE`]), so everybody has read it before it decides anything, and two
//! functions never decide by different rules at the same moment.

use std::collections::HashMap;
use std::sync::Arc;

use domain::card::Card;
use domain::ids::OrganisationId;
use domain::rules::RuleSet;
use domain::rules::compose::Timeline;
use domain::time::{Span, Time};
use tokio::sync::Mutex;

use crate::App;
use crate::store::StoreError;

/// How long what was read is good for, by the clock of the calls: forward it moves also in a demonstration.
const GOOD_FOR: Span = Span::minutes(1);

/// The rules that were read, by health centre and prefecture.
#[derive(Default)]
pub struct RuleBook(Mutex<HashMap<(OrganisationId, OrganisationId), Kept>>);

struct Kept {
    read_at: Time,
    timeline: Arc<Timeline>,
}

impl RuleBook {
    /// Reads again what is asked for next: somebody published.
    pub async fn forget(&self) {
        self.0.lock().await.clear();
    }
}

impl App {
    /// The rules that decide about a case at `now`.
    pub async fn rules_of(&self, card: &Card, now: Time) -> Result<Arc<RuleSet>, StoreError> {
        self.rules_for(&card.centre, &card.prefecture, now).await
    }

    /// The rules that decide at `now` for an organisation of this prefecture.
    pub async fn rules_for(
        &self,
        organisation: &OrganisationId,
        prefecture: &OrganisationId,
        now: Time,
    ) -> Result<Arc<RuleSet>, StoreError> {
        // Held while they are read, so that many cases of one centre read them once.
        let mut book = self.rules.0.lock().await;
        let key = (organisation.clone(), prefecture.clone());
        if let Some(kept) = book.get(&key).filter(|kept| (now - kept.read_at).abs() < GOOD_FOR) {
            return Ok(Arc::clone(kept.timeline.at(now)));
        }
        let far = self.store.rule_versions(prefecture).await?;
        let near = match organisation == prefecture {
            true => Vec::new(),
            false => self.store.rule_versions(organisation).await?,
        };
        let timeline = Timeline::of(&[&versions(far), &versions(near)]);
        for (from, faults) in &timeline.broken {
            let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
            tracing::error!(%organisation, %from, ?fields, "published rules make no rule set and are left out");
        }
        let rules = Arc::clone(timeline.at(now));
        book.insert(key, Kept { read_at: now, timeline: Arc::new(timeline) });
        Ok(rules)
    }
}

/// What counts of what is stored.
pub fn versions(stored: Vec<crate::store::rules::StoredRules>) -> Vec<domain::rules::compose::Version> {
    stored.into_iter().map(|stored| stored.version).collect()
}
