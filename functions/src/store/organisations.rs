//! Organisations and their members. They come from a data file
//! (`infra/data/organisations.json`) that the local server and the stack load.

use domain::api::isolation::CentreContact;
use domain::form::{self, Adopted};
use domain::ids::{CaseId, OrganisationId};
use domain::rights::Role;
use domain::ringing::Shift;
use domain::rules::OpeningHours;
use serde::{Deserialize, Serialize};

use domain::time::Time;

use super::item::{self, Item};
use super::system::Centre;
use super::{Store, StoreError, keys, other};
use crate::duty::duty;

/// An organisation as the data file describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is: `prefecture`, `health_centre`, `hotel`, `hospital`, `clinic`, `contractor`,
    /// `call_provider`.
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
    /// The nearest health centre (R8), to which a medical institution notifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<OrganisationId>,
    /// Who makes the automated calls of a health centre (R11), if somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_provider: Option<OrganisationId>,
    /// When it is staffed by day.
    pub hours: OpeningHours,
    /// Who answers otherwise. Whoever watches names somebody for every hour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub night_cover: Vec<Shift>,
    /// Whether it has a topic.
    pub watches: bool,
    /// Of a prefecture: the forms that it uses, and when. Of a disease that is not among them, every form
    /// in force by its own dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Adopted>,
    /// Its people.
    #[serde(default, skip_serializing)]
    pub members: Vec<FiledMember>,
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

impl Organisation {
    /// How patients reach it.
    pub fn contact(&self) -> CentreContact {
        CentreContact {
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            phone: self.phone.clone(),
            night_phone: self.night_phone.clone(),
        }
    }
}

impl Store {
    /// What a person who signed in is, where.
    pub async fn memberships(&self, subject: &str) -> Result<Vec<Member>, StoreError> {
        self.query(&keys::subject(subject), "ORG#").await?.into_iter().map(item::read).collect()
    }

    /// The people of an organisation with their subjects at the provider, in no order of names.
    pub async fn members(&self, id: &OrganisationId) -> Result<Vec<(String, Member)>, StoreError> {
        let mut members = Vec::new();
        for item in self.query(&keys::organisation(id), keys::MEMBERS).await? {
            let subject = keys::member_of(item::sort_key(&item)).map(str::to_owned);
            let subject = subject.ok_or_else(|| StoreError::Other("a member has no subject".to_owned()))?;
            members.push((subject, item::read(item)?));
        }
        Ok(members)
    }

    /// The subjects of an organisation's people.
    pub async fn subjects(&self, id: &OrganisationId) -> Result<Vec<String>, StoreError> {
        Ok(self.members(id).await?.into_iter().map(|(subject, _)| subject).collect())
    }

    /// An organisation.
    pub async fn organisation(&self, id: &OrganisationId) -> Result<Option<Organisation>, StoreError> {
        self.get(keys::profile(id)).await?.map(item::read).transpose()
    }

    /// Whether an organisation filed this case, or it was filed on its behalf.
    pub async fn has_filed(&self, id: &OrganisationId, case: &CaseId) -> Result<bool, StoreError> {
        Ok(self.get(keys::organisation_case(id, "filed", case)).await?.is_some())
    }

    /// The organisations of a prefecture, itself among them: one query gives a page all that it needs.
    pub async fn children(&self, prefecture: &OrganisationId) -> Result<Vec<Organisation>, StoreError> {
        self.query(&keys::organisation(prefecture), "CHILD#").await?.into_iter().map(item::read).collect()
    }

    /// Loads organisations and members, whose subjects are of this OIDC issuer. Loading again replaces.
    pub async fn load_organisations(&self, issuer: &str, all: &[Organisation]) -> Result<(), StoreError> {
        for organisation in all {
            let profile = item::write(organisation)?;
            self.put(keys::profile(&organisation.id), profile.clone()).await?;
            self.put(keys::child(&organisation.prefecture, &organisation.id), profile).await?;
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
        let watching = all.iter().filter(|one| one.watches && one.kind == "health_centre");
        let centre = |one: &Organisation| Centre { id: one.id.clone(), prefecture: one.prefecture.clone() };
        self.set_centres(watching.map(centre).collect()).await
    }
}

/// Reads the data file. A form that does not exist would leave a prefecture without any, a hole in the night
/// cover a patient without anybody.
pub fn read_file(json: &str) -> Result<Vec<Organisation>, StoreError> {
    let all: Vec<Organisation> = serde_json::from_str(json).map_err(other)?;
    for organisation in all.iter().filter(|organisation| organisation.watches) {
        if let Some(minute) = duty(organisation, Time::from_seconds(0)).uncovered() {
            return Err(other(format!("nobody answers for {} at {minute}", organisation.id)));
        }
    }
    let adopted = all.iter().flat_map(|organisation| &organisation.forms);
    match adopted.map(|adopted| &adopted.form).find(|id| form::find(id).is_none()) {
        Some(id) => Err(other(format!("there is no form {id}"))),
        None => Ok(all),
    }
}

impl super::Transaction {
    /// Adds a case to those that an organisation filed (`filed`).
    pub fn organisation_case(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        kind: &str,
        case: &CaseId,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::organisation_case(organisation, kind, case), Item::new())
    }
}
