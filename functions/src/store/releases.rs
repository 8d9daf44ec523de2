//! Releases on which a person is to decide, and the facts on which they are decided.
//!
//! An open task `WORK#release` stands in the index `roster` too, by its clock, so that a list of releases
//! reads nothing of the other work of its organisation.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::api::work::Reached;
use domain::change::Earlier;
use domain::first_contact::Onset;
use domain::form::{Filled, TestDone};
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::release::Facts;
use domain::rules::RuleSet;
use domain::time::Time;
use domain::triage::Place;
use domain::work::Family;
use futures::future::try_join_all;

use super::check_ins::{StoredCheckIn, id_of};
use super::events::{StoredCondition, StoredContact, StoredNotification, StoredTest};
use super::first_contact::StoredSheet;
use super::item::{self, Item, text, text_of};
use super::work::StoredWork;
use super::{Store, StoreError, keys, other, read_failed};

/// Rows of a page: each is a decision that is computed anew.
const PAGE: i32 = 25;

/// What the sort keys of the facts begin with, each kind in the order of its numbers.
pub const FACTS: [&str; 7] =
    ["CHECKIN#", "CONDITION#", "CONTACT#", "NOTIFICATION#", keys::SHEETS, "TEST#", "WORK#silence-"];

/// The list's part of the index `roster`.
const LIST: &str = "release#";

/// Adds the index attributes of a release that is open.
pub(super) fn stand_in_list(item: &mut Item, owner: &OrganisationId, case: &CaseId, due_at: Time) {
    item.insert("roster_pk".to_owned(), text(owner));
    item.insert("roster_sk".to_owned(), text(format_args!("{LIST}{due_at}#{case}")));
}

/// What these items of a case tell of its release; others may be among them.
pub fn facts(rules: &RuleSet, items: &[Item]) -> Result<Facts, StoreError> {
    let mut facts = Facts::default();
    let mut sheet_onset = None;
    for item in items {
        let sk = item::sort_key(item);
        let read = || item.clone();
        match sk.split('#').next().unwrap_or_default() {
            "CHECKIN" => {
                let id = id_of(item).ok_or_else(|| other("a check-in has no id"))?;
                let stored: StoredCheckIn = item::read(read())?;
                let place = Place { effective: stored.effective, received: stored.received, id };
                facts.check_ins.push(Earlier { place, reading: stored.reading, level: stored.level });
            }
            "CONDITION" => {
                let stored: StoredCondition = item::read(read())?;
                facts.ventilated |= stored.condition.ventilator || stored.condition.ecmo;
            }
            "CONTACT" => {
                let stored: StoredContact = item::read(read())?;
                facts.reached.extend((stored.reached == Reached::Patient).then_some(stored.at));
            }
            "NOTIFICATION" => {
                let stored: StoredNotification = item::read(read())?;
                facts.filed = facts.filed.or_else(|| Some(stored.at.day(rules.utc_offset_minutes)));
                notified(&mut facts, &stored.answers);
            }
            "SHEET" => {
                sheet_onset = match item::read::<StoredSheet>(read())?.sheet.onset {
                    Some(Onset::Date(day)) => Some(day),
                    _ => None,
                };
            }
            "TEST" => tested(&mut facts, &item::read::<StoredTest>(read())?.test),
            "WORK" if keys::work_of(sk).is_some_and(|work| work.family() == Family::Silence) => {
                let stored: StoredWork = item::read(read())?;
                facts.missed.extend(stored.missed.into_iter().map(Time::from_seconds));
            }
            _ => {}
        }
    }
    facts.onset = facts.onset.or(sheet_onset);
    Ok(facts)
}

/// What a notification tells; of the onset the newest decides.
pub fn notified(facts: &mut Facts, answers: &Filled) {
    facts.onset = answers.date("onset_date");
    for test in answers.entries::<TestDone>("tests").unwrap_or_default() {
        tested(facts, &test);
    }
}

fn tested(facts: &mut Facts, test: &TestDone) {
    if test.positive == Some(true) {
        let day = test.specimen_date;
        facts.specimen = Some(facts.specimen.map_or(day, |first| first.min(day)));
    }
}

impl Store {
    /// The facts of a case. Strong.
    pub async fn release_facts(&self, rules: &RuleSet, case: &CaseId) -> Result<Facts, StoreError> {
        let pk = keys::case(case);
        let items = try_join_all(FACTS.iter().map(|begins| self.query(&pk, begins))).await?;
        facts(rules, &items.concat())
    }

    /// One page of the cases on whose release somebody of an organisation is to decide, in the order of
    /// their clocks, and where it goes on. None if `after` is not a place in this list.
    pub async fn releases(
        &self,
        owner: &OrganisationId,
        after: Option<&str>,
    ) -> Result<Option<(Vec<CaseId>, Option<String>)>, StoreError> {
        let start = match after.map(|cursor| start(owner, cursor)) {
            Some(None) => return Ok(None),
            Some(start) => start,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("roster")
            .key_condition_expression("roster_pk = :roster AND begins_with(roster_sk, :begins)")
            .expression_attribute_values(":roster", text(owner))
            .expression_attribute_values(":begins", text(LIST))
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let next = answer.last_evaluated_key.as_ref().and_then(|key| text_of(key, "roster_sk"));
        let next = next.map(|place| URL_SAFE_NO_PAD.encode(place));
        let items = answer.items.unwrap_or_default();
        let cases = items.iter().filter_map(|item| text_of(item, "pk").and_then(keys::case_of));
        Ok(Some((cases.collect(), next)))
    }
}

/// The key after which a page begins. The list is the caller's, whatever the cursor says.
fn start(owner: &OrganisationId, cursor: &str) -> Option<Item> {
    let place = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let case: CaseId = place.strip_prefix(LIST)?.split_once('#')?.1.parse().ok()?;
    let item = Item::from([("roster_pk".to_owned(), text(owner)), ("roster_sk".to_owned(), text(place))]);
    Some(keys::work(&case, &WorkId::task(Family::Release)).into_item(item))
}
