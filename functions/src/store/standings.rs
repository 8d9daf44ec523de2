//! How notifications stand, in the lists of those who look at them: the responsible centre and whoever
//! filed. One item for each, all alike; changed only in the transaction of the card, whose version
//! guards them.

use domain::card::Card;
use domain::ids::{CaseId, OrganisationId};
use domain::level::Level;
use domain::review::{NotificationState, Standing};
use domain::time::{Time, seconds};
use serde::Deserialize;

use super::item::{self, Item, binary, binary_of, text, text_of};
use super::work::attention_sk;
use super::worklist::shown;
use super::{Store, StoreError, Transaction, keys};

/// One notification of a list, as the index holds it.
#[derive(Clone, Debug)]
pub struct StandingRow {
    /// The case.
    pub case: CaseId,
    /// Until when something is to be done about it.
    pub due_at: Option<Time>,
    /// The rest.
    pub projected: Projected,
    /// The sealed label.
    pub label: Vec<u8>,
}

/// Projected attributes.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)] // as in `Standing`
pub struct Projected {
    #[serde(rename = "opened_at", with = "seconds")]
    pub submitted_at: Time,
    pub version: u32,
    pub filed_by: OrganisationId,
}

/// The standing among the items of a case: that of anybody, since all are alike.
pub fn standing_of(items: &[Item]) -> Result<Option<Standing>, StoreError> {
    let is_it = |item: &&Item| keys::standing_of(item::sort_key(item)).is_some();
    items.iter().find(is_it).cloned().map(item::read).transpose()
}

impl Transaction {
    /// Adds how the notification of a case stands, for everybody who looks at it. `due` is the level
    /// and the clock of what is to be done about it.
    pub fn standing(
        &mut self,
        store: &Store,
        card: &Card,
        label: &[u8],
        standing: &Standing,
        due: Option<(Level, Time)>,
    ) -> Result<(), StoreError> {
        let mut viewers = vec![&card.centre, &standing.filed_by];
        viewers.extend(&standing.on_behalf_of);
        viewers.sort_unstable();
        viewers.dedup();
        for viewer in viewers {
            let mut item = item::write(standing)?;
            let place = match due {
                Some((level, due_at)) => attention_sk(level, due_at),
                None => standing.submitted_at.to_string(),
            };
            item.insert("label".to_owned(), binary(label.to_vec()));
            item.insert("attention_pk".to_owned(), text(list(viewer, standing.state)));
            item.insert("attention_sk".to_owned(), text(place));
            self.put(store, keys::standing(&card.case, viewer), item)?;
        }
        Ok(())
    }
}

impl Store {
    /// One page of an organisation's notifications in a state, and where it goes on. What is still to
    /// be done comes in the order in which it is due, anything else newest first. None if `after` is
    /// not a place in this list.
    pub async fn notifications(
        &self,
        organisation: &OrganisationId,
        state: NotificationState,
        after: Option<&str>,
    ) -> Result<Option<(Vec<StandingRow>, Option<String>)>, StoreError> {
        let is_done = !matches!(state, NotificationState::Submitted | NotificationState::Returned);
        let page = self.attention(&list(organisation, state), after, is_done).await?;
        let rows = |items: Vec<Item>| items.into_iter().filter_map(|item| shown(row(item))).collect();
        Ok(page.map(|(items, next)| (rows(items), next)))
    }
}

/// The list of an organisation's notifications in a state.
fn list(organisation: &OrganisationId, state: NotificationState) -> String {
    format!("{organisation}#{}", state.code())
}

fn row(item: Item) -> Result<StandingRow, StoreError> {
    let broken = || StoreError::Other("a notification of a list has no case".to_owned());
    let case = text_of(&item, "pk").and_then(keys::case_of).ok_or_else(broken)?;
    let due = text_of(&item, "attention_sk").and_then(|sk| sk.split_once('#'));
    let due_at = due.and_then(|(_, due)| due.parse().ok());
    let label = binary_of(&item, "label").unwrap_or_default().to_vec();
    Ok(StandingRow { case, due_at, projected: item::read(item)?, label })
}
