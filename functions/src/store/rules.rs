//! Published rules, below the organisation whose they are: every version is appended and stays (design 2.8).

use domain::ids::OrganisationId;
use domain::rights::Role;
use domain::rules::compose::Version;
use domain::time::{Time, maybe_seconds, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::due::{self, OverdueRules};
use super::item::{self, Item, text};
use super::{Store, StoreError, Transaction, keys, other, read_failed};
use crate::auth::Allowed;

/// A published version, by whom, and why.
#[derive(Clone, Debug)]
pub struct StoredRules {
    /// 1 for the first of the organisation.
    pub n: u32,
    /// What counts, and from when until when.
    pub version: Version,
    /// When it was published.
    pub published_at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// Why, sealed.
    pub reason: ByteBuf,
}

/// The same as the table holds it.
#[derive(Serialize, Deserialize)]
struct Raw {
    id: String,
    #[serde(with = "seconds")]
    valid_from: Time,
    #[serde(default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    valid_until: Option<Time>,
    /// JSON, so that it stays as it was published.
    changes: String,
    #[serde(with = "seconds")]
    published_at: Time,
    role: Role,
    by: Option<String>,
    reason: ByteBuf,
}

/// What the audit keeps of a publication.
#[derive(Serialize)]
struct StoredPublication<'a> {
    operation: &'a str,
    subject: &'a str,
    name: &'a str,
    rules: &'a str,
}

impl Transaction {
    /// Adds a version, which must not exist yet. If it changes schedules, the sweep reckons the cases below
    /// anew at `reckon_at`.
    pub fn rules(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        stored: &StoredRules,
        reckon_at: Option<Time>,
    ) -> Result<usize, StoreError> {
        let raw = Raw {
            id: stored.version.id.clone(),
            valid_from: stored.version.valid_from,
            valid_until: stored.version.valid_until,
            changes: serde_json::to_string(&stored.version.changes).map_err(other)?,
            published_at: stored.published_at,
            role: stored.role,
            by: stored.by.clone(),
            reason: stored.reason.clone(),
        };
        let mut item = item::write(&raw)?;
        if let Some(reckon_at) = reckon_at {
            item.insert("due_shard".to_owned(), text(due::shard(&stored.version.id)));
            item.insert("wake_at".to_owned(), text(reckon_at));
        }
        self.put_new(store, keys::rules(organisation, stored.n), item)
    }

    /// Adds the audit entry of a publication.
    pub fn audit_rules(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        who: &Allowed,
        operation: &str,
        rules: &str,
        now: Time,
    ) -> Result<usize, StoreError> {
        let entry = StoredPublication {
            operation,
            subject: who.subject.as_deref().unwrap_or_default(),
            name: who.name.as_deref().unwrap_or_default(),
            rules,
        };
        self.put_new(store, keys::audit(organisation, now, rules), item::write(&entry)?)
    }
}

impl Store {
    /// The cases below follow the schedules of this version.
    pub async fn rules_reckoned(&self, published: &OverdueRules) -> Result<(), StoreError> {
        let key = keys::rules(&published.organisation, published.n).into_item(Item::new());
        let update = self.client.update_item().table_name(&self.table).set_key(Some(key));
        update.update_expression("REMOVE due_shard, wake_at").send().await.map_err(read_failed)?;
        Ok(())
    }

    /// Everything that an organisation published, in the order of publishing. Strong.
    pub async fn rule_versions(&self, organisation: &OrganisationId) -> Result<Vec<StoredRules>, StoreError> {
        let mut found = Vec::new();
        for stored in self.query(&keys::organisation(organisation), keys::RULES).await? {
            let broken = || other("published rules have no number");
            let n = keys::rules_of(item::sort_key(&stored)).ok_or_else(broken)?;
            let raw: Raw = item::read(stored)?;
            let version = Version {
                id: raw.id,
                valid_from: raw.valid_from,
                valid_until: raw.valid_until,
                changes: serde_json::from_str(&raw.changes).map_err(other)?,
            };
            let Raw { published_at, role, by, reason, .. } = raw;
            found.push(StoredRules { n, version, published_at, role, by, reason });
        }
        Ok(found)
    }
}
