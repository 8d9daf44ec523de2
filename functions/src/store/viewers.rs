//! Viewer copies: the same work in another organisation's list – a hotel's, a prefecture's – with number,
//! age band and room in place of the label (design 5). A copy is made of the work item whenever the stream
//! tells that it changed, so it may be a moment behind and never disagrees for long.

use domain::card::Card;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::work::WorkState;

use super::item::{self, Item, number, text};
use super::work::{StoredWork, attention_pk, attention_sk};
use super::{Store, StoreError, keys, other};

/// Rows of a list that hold no label say instead whom they are about.
const YEARS_OF_A_BAND: u16 = 10;

impl Store {
    /// Writes how work stands into the list of another organisation; out of it once it is closed.
    pub async fn show(
        &self,
        card: &Card,
        work: &WorkId,
        stored: &StoredWork,
        viewer: &OrganisationId,
    ) -> Result<(), StoreError> {
        let mut item = Item::from([("state".to_owned(), text(stored.state.code()))]);
        let has_left = stored.hotel.as_ref() == Some(viewer) && card.place.as_ref() != Some(viewer);
        if matches!(stored.state, WorkState::Open | WorkState::InHand) && !has_left {
            item.extend([
                ("attention_pk".to_owned(), text(attention_pk(viewer))),
                ("attention_sk".to_owned(), text(attention_sk(stored.level, stored.due_at))),
                ("opened_at".to_owned(), number(stored.opened_at.seconds())),
                ("should_open_at".to_owned(), number(stored.should_open_at.seconds())),
                ("version".to_owned(), number(stored.version)),
                ("missed_count".to_owned(), number(stored.missed_count)),
                ("owned_by".to_owned(), text(&stored.owner)),
            ]);
            let late = aws_sdk_dynamodb::types::AttributeValue::Bool(stored.reported_late);
            item.insert("reported_late".to_owned(), late);
            if !stored.reasons.is_empty() {
                let codes = stored.reasons.iter().map(|reason| reason.code().to_owned()).collect();
                item.insert("reasons".to_owned(), aws_sdk_dynamodb::types::AttributeValue::Ss(codes));
            }
            let room = card.room.clone().filter(|_| card.place.as_ref() == Some(viewer));
            for (name, value) in [
                ("taken_by", stored.taken_by.clone()),
                ("taken_name", stored.taken_name.clone()),
                ("room", room),
            ] {
                item.extend(value.map(|value| (name.to_owned(), text(value))));
            }
            if let Some(due) = stored.result_due {
                item.insert("result_due".to_owned(), number(due.seconds()));
            }
            if let Some(months) = card.personal.age_months {
                item.insert("age_band".to_owned(), number(age_band(months)));
            }
        }
        self.put(keys::seen(&card.case, work, viewer), item).await
    }

    /// Takes work out of the list of an organisation that sees it no more.
    pub async fn hide(
        &self,
        case: &CaseId,
        work: &WorkId,
        viewer: &OrganisationId,
    ) -> Result<(), StoreError> {
        let item = Item::from([("state".to_owned(), text(WorkState::Closed.code()))]);
        self.put(keys::seen(case, work, viewer), item).await
    }
}

/// The decade of an age: 40 for whoever is 40 to 49.
fn age_band(months: u16) -> u16 {
    months / 12 / YEARS_OF_A_BAND * YEARS_OF_A_BAND
}

/// What a row of another organisation's list says instead of a label.
pub fn about(item: &Item) -> Result<Option<domain::api::work::SeenAs>, StoreError> {
    let Some((case, _)) =
        super::item::text_of(item, "pk").and_then(keys::case_of).zip(keys::seen_of(item::sort_key(item)))
    else {
        return Ok(None);
    };
    #[derive(serde::Deserialize)]
    struct Row {
        owned_by: OrganisationId,
        room: Option<String>,
        age_band: Option<u16>,
    }
    let row: Row = serde_dynamo::from_item(item.clone()).map_err(other)?;
    let number = case.as_str().chars().take(8).collect();
    Ok(Some(domain::api::work::SeenAs {
        number,
        owner: row.owned_by,
        room: row.room,
        age_band: row.age_band,
    }))
}
