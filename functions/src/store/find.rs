//! Lookup items (design 5): by what a person can be found, as keyed hashes in the scope of one
//! health centre. Neither key nor item holds what was hashed, and the same person has other hashes
//! in another centre, so that one never learns of another's patients.
//!
//! They only propose: whoever reads them compares the card's centre and the identity, so an item
//! that is left over from an earlier identity or centre shows nothing. A corrected identity and a
//! transfer therefore only add items, for the new identity or the new centre.

use std::collections::{BTreeMap, BTreeSet};

use domain::find::{Token, normal};
use domain::ids::{CaseId, OrganisationId};
use domain::person::Identity;
use serde::Deserialize;

use super::item::{self, Item};
use super::{Store, StoreError, Transaction, keys, read_failed};
use crate::secrets::Secrets;

/// Items of a page: a full answer and one more, to know whether there is more.
const PAGE: i32 = 21;

/// Characters of a hash that are kept beside an item: enough to tell the few people of one item apart.
const SHORT: usize = 12;

/// Attribute of a guard: how many were filed.
const FILED: &str = "filed";

#[derive(Deserialize)]
struct Filed {
    filed: u32,
}

/// Attribute: the short hashes of everything by which the same person is found in this case.
const WITH: &str = "with";

/// The people born on one day in one centre, and how many of them had been filed when it was read.
pub struct Guard {
    key: keys::Key,
    filed: Option<u32>,
}

/// Hashes of tokens in one centre.
pub struct Scope<'a> {
    secrets: &'a Secrets,
    centre: &'a OrganisationId,
}

impl<'a> Scope<'a> {
    /// The scope of a centre.
    pub const fn of(secrets: &'a Secrets, centre: &'a OrganisationId) -> Self {
        Self { secrets, centre }
    }

    fn hash(&self, token: &Token) -> String {
        self.secrets.lookup(&format!("find {}", self.centre), &token.to_string())
    }

    fn short(&self, token: &Token) -> String {
        self.hash(token).chars().take(SHORT).collect()
    }
}

impl Transaction {
    /// Adds what this person is found by in this case: at most six items of two write units. What is
    /// there already is put again, so that a corrected identity needs no more than this.
    pub fn findable(
        &mut self,
        store: &Store,
        scope: &Scope<'_>,
        case: &CaseId,
        identity: &Identity,
    ) -> Result<(), StoreError> {
        let tokens = Token::of(identity);
        let with: Vec<String> = tokens.iter().map(|token| scope.short(token)).collect();
        for token in &tokens {
            let item = Item::from([(WITH.to_owned(), item::texts(&with))]);
            self.put(store, keys::find(scope.centre, &scope.hash(token), case), item)?;
        }
        Ok(())
    }
}

impl Transaction {
    /// Adds the condition that nobody born on the same day was filed since the guard was read.
    pub fn guard(&mut self, store: &Store, guard: &Guard) -> Result<usize, StoreError> {
        let filed = guard.filed.unwrap_or(0) + 1;
        let item = Item::from([(FILED.to_owned(), item::number(filed))]);
        match guard.filed {
            None => self.put_new(store, guard.key.clone(), item),
            Some(was) => self.replace(store, guard.key.clone(), item, FILED, was),
        }
    }
}

impl Store {
    /// The cases that look like this person, and the guard of those born on the same day. With each case,
    /// whether birth date and name or telephone are the same; else name and area sound alike. Strong.
    pub async fn alike(
        &self,
        scope: &Scope<'_>,
        identity: &Identity,
    ) -> Result<(BTreeMap<CaseId, bool>, Option<Guard>), StoreError> {
        let tokens = Token::of(identity);
        let mut found = BTreeMap::new();
        if let Some(alike) = tokens.iter().find(|token| matches!(token, Token::Alike(_))) {
            let items = self.query(&keys::find_pk(scope.centre, &scope.hash(alike)), "CASE#").await?;
            found.extend(
                items.iter().filter_map(|item| keys::case_of(item::sort_key(item))).map(|case| (case, false)),
            );
        }
        let Some(born) = tokens.iter().find(|token| matches!(token, Token::BirthDate(_))) else {
            return Ok((found, None));
        };
        let kana = identity.name_kana.as_deref().map(|kana| Token::Name(normal::name(kana)));
        let strong =
            tokens.iter().filter(|token| matches!(token, Token::Phone(_)) || Some(*token) == kana.as_ref());
        let strong: Vec<String> = strong.map(|token| scope.short(token)).collect();
        let key = keys::find_guard(scope.centre, &scope.hash(born));
        let mut filed = None;
        for item in self.query(&key.pk, "").await? {
            let with = item.get(WITH).and_then(|with| with.as_ss().ok());
            match keys::case_of(item::sort_key(&item)) {
                None => filed = Some(item::read::<Filed>(item)?.filed),
                Some(case) if with.is_some_and(|with| strong.iter().any(|one| with.contains(one))) => {
                    found.insert(case, true);
                }
                Some(_) => {}
            }
        }
        Ok((found, Some(Guard { key, filed })))
    }

    /// Whether this case was never found by one of the telephone numbers of an identity. Strong.
    pub async fn has_new_number(
        &self,
        scope: &Scope<'_>,
        case: &CaseId,
        identity: &Identity,
    ) -> Result<bool, StoreError> {
        for token in Token::of(identity).iter().filter(|token| matches!(token, Token::Phone(_))) {
            let key = keys::find(scope.centre, &scope.hash(token), case);
            if self.query(&key.pk, &key.sk).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A page of the cases that have the first token and, as far as the short hashes tell, all the
    /// others; and where to read on. Eventually consistent: what was filed this second may be missing.
    pub async fn found(
        &self,
        scope: &Scope<'_>,
        tokens: &BTreeSet<&Token>,
        start: Option<Item>,
    ) -> Result<(Vec<CaseId>, Option<Item>), StoreError> {
        let Some(rarest) = tokens.first() else { return Ok((Vec::new(), None)) };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", item::text(keys::find_pk(scope.centre, &scope.hash(rarest))))
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let all: Vec<String> = tokens.iter().map(|token| scope.short(token)).collect();
        let cases = answer
            .items
            .unwrap_or_default()
            .iter()
            .filter(|item| {
                let with = item.get(WITH).and_then(|with| with.as_ss().ok());
                with.is_some_and(|with| all.iter().all(|one| with.contains(one)))
            })
            .filter_map(|item| keys::case_of(item::sort_key(item)))
            .collect();
        Ok((cases, answer.last_evaluated_key))
    }
}
