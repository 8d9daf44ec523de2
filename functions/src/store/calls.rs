//! Cases that staff call, of a health centre: its active cases in the index `roster`, which carries how
//! check-ins come. A page looks at so many cases and returns those that are called.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::{CaseId, OrganisationId};

use super::item::{Item, text, text_of};
use super::{Store, StoreError, keys, read_failed};

/// Cases that one page looks at.
const LOOKED_AT: i32 = 1_000;

impl Store {
    /// One page of cases, and where it goes on. None if `after` is not a place in this list.
    pub async fn staff_calls(
        &self,
        centre: &OrganisationId,
        after: Option<&str>,
    ) -> Result<Option<(Vec<CaseId>, Option<String>)>, StoreError> {
        let start = match after.map(|cursor| start(centre, cursor)) {
            Some(None) => return Ok(None),
            Some(start) => start,
            None => None,
        };
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("roster")
            .key_condition_expression("roster_pk = :centre")
            .filter_expression("ch = :staff")
            .expression_attribute_values(":centre", text(centre))
            .expression_attribute_values(":staff", text("staff_call"))
            .limit(LOOKED_AT)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(read_failed)?;
        let place = |item: &Item| text_of(item, "roster_sk").map(str::to_owned);
        let next = answer.last_evaluated_key.as_ref().and_then(place);
        let items = answer.items.unwrap_or_default();
        let cases = items.iter().filter_map(|item| keys::roster_case(text_of(item, "roster_sk")?));
        Ok(Some((cases.collect(), next.map(|place| URL_SAFE_NO_PAD.encode(place)))))
    }
}

/// The key after which a page begins. The list is the caller's, whatever the cursor says.
fn start(centre: &OrganisationId, cursor: &str) -> Option<Item> {
    let place = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let key = keys::card(&keys::roster_case(&place)?);
    let item = Item::from([("roster_pk".to_owned(), text(centre)), ("roster_sk".to_owned(), text(place))]);
    Some(key.into_item(item))
}
