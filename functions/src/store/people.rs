//! Persons: identities by version, sealed whole and bound to their key.

use domain::ids::{CaseId, PersonId};
use domain::person::Identity;

use super::item::{Item, binary, binary_of};
use super::{Store, StoreError, Transaction, keys};
use crate::error::Error;
use crate::seal::Place;
use crate::secrets::Secrets;

const ATTRIBUTE: &str = "identity";

impl Transaction {
    /// Adds a case to those of a person.
    pub fn case_of_person(
        &mut self,
        store: &Store,
        person: &PersonId,
        case: &CaseId,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::person_case(person, case), Item::new())
    }

    /// Adds a version of a person's identity.
    pub fn identity(
        &mut self,
        store: &Store,
        secrets: &Secrets,
        person: &PersonId,
        n: u32,
        identity: &Identity,
    ) -> Result<(), Error> {
        let key = keys::identity(person, n);
        let sealed = secrets.seal(Place { key: &key.logical(), attribute: ATTRIBUTE }, identity)?;
        self.put_new(store, key, Item::from([(ATTRIBUTE.to_owned(), binary(sealed))]))?;
        Ok(())
    }
}

impl Store {
    /// A version of a person's identity. Whoever reads it writes an audit entry first.
    pub async fn identity(&self, secrets: &Secrets, person: &PersonId, n: u32) -> Result<Identity, Error> {
        let item = self.get(keys::identity(person, n)).await?;
        open(secrets, person, n, item)
    }

    /// The same for half the price: a version never changes, so only one of this second is missing at
    /// first and then read strongly. Whoever reads it writes an audit entry first.
    pub async fn settled_identity(
        &self,
        secrets: &Secrets,
        person: &PersonId,
        n: u32,
    ) -> Result<Identity, Error> {
        match self.get_settled(keys::identity(person, n)).await? {
            None => self.identity(secrets, person, n).await,
            item => open(secrets, person, n, item),
        }
    }
}

fn open(secrets: &Secrets, person: &PersonId, n: u32, item: Option<Item>) -> Result<Identity, Error> {
    let logical = keys::identity(person, n).logical();
    let missing = || StoreError::Other("an identity is missing".to_owned());
    let item = item.ok_or_else(missing)?;
    let sealed = binary_of(&item, ATTRIBUTE).ok_or_else(missing)?;
    secrets.open(Place { key: &logical, attribute: ATTRIBUTE }, sealed)
}
