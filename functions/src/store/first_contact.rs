//! First contact sheets and the links between cases of a household. Both are appended and never
//! changed: the newest sheet holds, and of each link its newest fact.

use std::collections::BTreeMap;

use domain::first_contact::{EmergencyContact, FirstContact, HouseholdMember, Language, RiskOverride};
use domain::ids::{CaseId, RequestId};
use domain::placement::Risk;
use domain::rights::Role;
use domain::risk::RiskReason;
use domain::time::{Time, seconds};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::item::{self, Item};
use super::keys::Key;
use super::{Store, StoreError, Transaction, keys};
use crate::error::Error;
use crate::seal::Place;
use crate::secrets::Secrets;

const ATTRIBUTE: &str = "private";

/// A sheet as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredSheet {
    /// When it was recorded.
    #[serde(with = "seconds")]
    pub at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// The request that wrote it.
    pub request: RequestId,
    /// What was asked, without what names a person or is written in words.
    pub sheet: FirstContact,
    /// That, sealed.
    pub private: ByteBuf,
    /// The risk class that came of it, an override included.
    pub risk: Risk,
    /// Why the rule said high.
    pub reasons: Vec<RiskReason>,
    /// Rule set and version that decided.
    pub rules: String,
}

/// The parts of a sheet that are sealed.
#[derive(Default, Serialize, Deserialize)]
struct Private {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    emergency_contact: Option<EmergencyContact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    household: Vec<HouseholdMember>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    risk_override: Option<RiskOverride>,
}

/// A sheet in its two stored parts: what is plain, and the rest sealed for the item with this key.
pub fn seal(secrets: &Secrets, key: &Key, mut sheet: FirstContact) -> Result<(FirstContact, ByteBuf), Error> {
    let private = Private {
        emergency_contact: sheet.emergency_contact.take(),
        household: std::mem::take(&mut sheet.household),
        notes: sheet.notes.take(),
        risk_override: sheet.risk_override.take(),
    };
    let sealed = secrets.seal(Place { key: &key.logical(), attribute: ATTRIBUTE }, &private)?;
    Ok((sheet, ByteBuf::from(sealed)))
}

impl StoredSheet {
    /// The whole sheet of the item with this key.
    pub fn open(&self, secrets: &Secrets, key: &Key) -> Result<FirstContact, Error> {
        let place = Place { key: &key.logical(), attribute: ATTRIBUTE };
        let private: Private = secrets.open(place, &self.private)?;
        Ok(FirstContact {
            emergency_contact: private.emergency_contact,
            household: private.household,
            notes: private.notes,
            risk_override: private.risk_override,
            ..self.sheet.clone()
        })
    }
}

/// That a sheet names another case as one of its household, or no longer does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredLink {
    /// Since when.
    #[serde(with = "seconds")]
    pub at: Time,
    /// Who said so.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// Whether it is linked from now on.
    pub linked: bool,
}

/// The links of a case as far as they were read: the other case and whether this case's own sheet names
/// it or the other's. Items come in the order of their keys, so that the newest fact is the last.
#[derive(Default)]
pub struct Links(BTreeMap<(CaseId, bool), bool>);

impl Links {
    /// Takes in the link item with this sort key.
    pub fn read(&mut self, item: Item) -> Result<(), StoreError> {
        let link = keys::link_of(item::sort_key(&item));
        let link = link.ok_or_else(|| StoreError::Other("a link has no case".to_owned()))?;
        let stored: StoredLink = item::read(item)?;
        self.0.insert(link, stored.linked);
        Ok(())
    }

    /// The cases that this case's own newest sheet names.
    pub fn own(&self) -> impl Iterator<Item = &CaseId> {
        self.0.iter().filter(|((_, own), linked)| *own && **linked).map(|((other, _), _)| other)
    }

    /// Every linked case, and whether this case's own sheet names it.
    pub fn all(&self) -> BTreeMap<CaseId, bool> {
        let mut all = BTreeMap::new();
        for ((other, own), _) in self.0.iter().filter(|(_, linked)| **linked) {
            *all.entry(other.clone()).or_default() |= *own;
        }
        all
    }
}

impl Transaction {
    /// Adds a sheet.
    pub fn sheet(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        sheet: &StoredSheet,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::sheet(case, n), item::write(sheet)?)
    }

    /// Adds what sheet `n` of a case says about another one, to both.
    pub fn link(
        &mut self,
        store: &Store,
        case: &CaseId,
        n: u32,
        other: &CaseId,
        link: &StoredLink,
    ) -> Result<(), StoreError> {
        self.put_new(store, keys::link(case, other, true, n), item::write(link)?)?;
        self.put_new(store, keys::link(other, case, false, n), item::write(link)?)?;
        Ok(())
    }
}

impl Store {
    /// The number of a case's newest sheet; 0 without one. Strong.
    pub async fn newest_sheet(&self, case: &CaseId) -> Result<u32, StoreError> {
        let sheets = self.query(&keys::case(case), keys::SHEETS).await?;
        Ok(sheets.last().and_then(|item| keys::sheet_of(item::sort_key(item))).unwrap_or_default())
    }

    /// In which language the patient is spoken to, if the newest sheet says so. Strong.
    pub async fn spoken(&self, case: &CaseId) -> Result<Option<Language>, StoreError> {
        let mut sheets = self.query(&keys::case(case), keys::SHEETS).await?;
        let newest = sheets.pop().map(item::read::<StoredSheet>).transpose()?;
        Ok(newest.and_then(|stored| stored.sheet.language))
    }

    /// The links of a case. Strong.
    pub async fn links(&self, case: &CaseId) -> Result<Links, StoreError> {
        let mut links = Links::default();
        for item in self.query(&keys::case(case), keys::LINKS).await? {
            links.read(item)?;
        }
        Ok(links)
    }
}
