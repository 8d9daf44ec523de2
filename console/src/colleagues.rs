//! To whom of the organisation work can be handed.

use dioxus::prelude::*;
use domain::api::desk::{Colleague, Colleagues};
use domain::operation::Operation;
use ui::api::Failure;
use ui::texts::t;

use crate::desk::Desk;
use crate::{calls, words};

/// Everybody else of the organisation; nobody until the answer is there.
pub fn use_colleagues(desk: Desk) -> Resource<Vec<Colleague>> {
    use_resource(move || async move {
        let list = desk.list.peek().as_ref().map(|list| list.organisation.id.to_string());
        let organisation = list.unwrap_or_default();
        let query = [("organisation", organisation.as_str())];
        let found: Result<Colleagues, Failure> = calls::read(Operation::ListColleagues, &query).await;
        let members = found.map(|found| found.members).unwrap_or_default();
        members.into_iter().filter(|one| !one.me).collect()
    })
}

/// Chooses one of them by subject; empty for nobody.
#[component]
pub fn ChooseColleague(
    /// Id of the list.
    id: &'static str,
    /// Everybody who can be chosen.
    all: Vec<Colleague>,
    /// Whose subject is chosen.
    chosen: String,
    /// Called with the subject that is chosen now.
    onchoose: EventHandler<String>,
) -> Element {
    rsx! {
        select { id, class: "field-input bulk-to", onchange: move |event| onchoose(event.value()),
            option { value: "", selected: chosen.is_empty(), {t("console.bulk.to")} }
            for one in all {
                option { key: "{one.subject}", value: "{one.subject}", selected: chosen == one.subject,
                    "{one.name} · {words::role(one.role)}"
                }
            }
        }
    }
}
