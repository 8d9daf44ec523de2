//! What a hospital or a hotel has entered for today, beside the choice of it.

use dioxus::prelude::*;
use domain::api::capacity::Capacities;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use ui::texts::{t, tf};

use crate::calls;
use crate::desk::use_desk;

/// How many beds or rooms are free there today. What is not known is said; without an answer of the
/// server nothing is.
#[component]
pub fn Today(place: ReadSignal<OrganisationId>) -> Element {
    let desk = use_desk();
    let today = use_resource(move || async move {
        let organisation = desk.list.peek().as_ref().map(|list| list.organisation.id.to_string())?;
        let query = [("organisation", organisation.as_str())];
        calls::read::<Capacities>(Operation::ListCapacity, &query).await.ok()
    });
    let today = today.read();
    let row =
        today.iter().flatten().flat_map(|day| &day.rows).find(|row| row.institution.id == *place.read());
    let text = row.map(|row| match &row.latest {
        None => t("console.capacity.today_missing").to_owned(),
        Some(latest) => {
            let shown = |figure: Option<u32>| {
                figure.map_or_else(|| t("console.capacity.not_known").to_owned(), |figure| figure.to_string())
            };
            let capacity = &latest.capacity;
            tf(
                "console.capacity.today",
                &[
                    ("free", &shown(capacity.free())),
                    ("usable", &shown(capacity.usable)),
                    ("occupied", &shown(capacity.occupied)),
                ],
            )
        }
    });
    rsx! {
        div { role: "status",
            if let Some(text) = text {
                p { class: "field-hint", "{text}" }
            }
        }
    }
}
