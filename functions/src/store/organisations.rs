//! Organisations and their members. They come from a data file
//! (`infra/data/organisations.json`) that the local server and the stack load.

use domain::ids::OrganisationId;
use domain::rights::Role;
use serde::{Deserialize, Serialize};

use super::item::{self, Item};
use super::{Store, StoreError, keys, other};

/// An organisation as the data file describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is: `prefecture`, `health_centre`, `hotel`, `hospital`, `clinic`.
    pub kind: String,
    /// Its name in Japanese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// Municipalities that it serves.
    pub area: Vec<String>,
    /// Its prefecture; a prefecture names itself.
    pub prefecture: OrganisationId,
    /// By day.
    pub phone: String,
    /// At night and on holidays.
    pub night_phone: String,
    /// When it is staffed by day.
    pub hours: Hours,
    /// Whether it has a topic.
    pub watches: bool,
    /// Its people.
    #[serde(default, skip_serializing)]
    pub members: Vec<FiledMember>,
}

/// Opening hours, `HH:MM`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Hours {
    pub opens: String,
    pub closes: String,
}

/// A member as the data file describes one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiledMember {
    /// Subject at the OIDC provider.
    pub subject: String,
    /// Name in Japanese.
    pub name: String,
    /// Name in English.
    pub name_en: Option<String>,
    /// Role in the organisation.
    pub role: Role,
}

/// What a person is in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its prefecture.
    pub prefecture: OrganisationId,
    /// Its name in Japanese.
    pub organisation_name: String,
    /// Its name in English.
    pub organisation_name_en: String,
    /// The person's role there.
    pub role: Role,
    /// The person's name.
    pub name: String,
}

impl Store {
    /// What a person who signed in is, where.
    pub async fn memberships(&self, subject: &str) -> Result<Vec<Member>, StoreError> {
        self.query(&keys::subject(subject), "ORG#").await?.into_iter().map(item::read).collect()
    }

    /// An organisation.
    pub async fn organisation(&self, id: &OrganisationId) -> Result<Option<Organisation>, StoreError> {
        self.get(keys::profile(id)).await?.map(item::read).transpose()
    }

    /// The organisations of a prefecture.
    pub async fn children(&self, prefecture: &OrganisationId) -> Result<Vec<Organisation>, StoreError> {
        self.query(&keys::organisation(prefecture), "CHILD#").await?.into_iter().map(item::read).collect()
    }

    /// Loads organisations and members, whose subjects are of this OIDC issuer. Loading again replaces.
    pub async fn load_organisations(&self, issuer: &str, all: &[Organisation]) -> Result<(), StoreError> {
        for organisation in all {
            let profile = item::write(organisation)?;
            self.put(keys::profile(&organisation.id), profile.clone()).await?;
            if organisation.prefecture != organisation.id {
                self.put(keys::child(&organisation.prefecture, &organisation.id), profile).await?;
            }
            for filed in &organisation.members {
                let member = Member {
                    organisation: organisation.id.clone(),
                    prefecture: organisation.prefecture.clone(),
                    organisation_name: organisation.name.clone(),
                    organisation_name_en: organisation.name_en.clone(),
                    role: filed.role,
                    name: filed.name.clone(),
                };
                let subject = crate::staff::subject(issuer, &filed.subject);
                let item = item::write(&member)?;
                self.put(keys::member(&organisation.id, &subject), item.clone()).await?;
                self.put(keys::membership(&subject, &organisation.id), item).await?;
            }
        }
        Ok(())
    }
}

/// Reads the data file.
pub fn read_file(json: &str) -> Result<Vec<Organisation>, StoreError> {
    serde_json::from_str(json).map_err(other)
}

impl super::Transaction {
    /// Adds a case to those that an organisation filed (`filed`).
    pub fn organisation_case(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        kind: &str,
        case: &domain::ids::CaseId,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::organisation_case(organisation, kind, case), Item::new())
    }
}
