//! Whether the person is known already: a case that is still open may be the same one, a case that is over
//! may be an earlier one of the same person (R27; domain.md 6.5). A person decides, never the machine.

use dioxus::prelude::*;
use domain::api::search::{CasesFound, Hit, SearchCases};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::placement::CareStatus;
use ui::api::Failure;
use ui::texts::{t, tf};

use super::page::Editing;
use crate::form::Tick;
use crate::route::Route;
use crate::{calls, people, words};

/// The cases of somebody with this name and birth date, as soon as both are typed.
#[component]
pub fn Known(editing: Editing, organisation: OrganisationId) -> Element {
    let mut hits = use_signal(Vec::<Hit>::new);
    // Only what was understood is looked for, and only when it changes.
    let sought = use_memo(move || {
        let reading = editing.reading.read();
        let (name, birth) = (reading.answers.text("name_kana")?, reading.answers.text("birth_date")?);
        Some([name, birth].join(" "))
    });
    use_effect(move || {
        let sought = sought();
        let organisation = organisation.clone();
        spawn(async move {
            let Some(text) = sought.clone() else { return hits.set(Vec::new()) };
            let request = SearchCases { organisation, text };
            let found: Result<CasesFound, Failure> = calls::ask(Operation::SearchCases, &request).await;
            // Whoever cannot search now can file all the same; the answer may be to what was typed before.
            if sought_is(&sought, editing) {
                hits.set(found.map(|found| found.hits).unwrap_or_default());
            }
        });
    });
    let chosen = editing.values.read().same_person_as.clone();
    rsx! {
        div { role: "status",
            for hit in hits() {
                div { key: "{hit.case}", class: "banner banner-caution",
                    p {
                        {tf("console.known.found", &[("who", &people::name(hit.name.as_deref())), ("area", &hit.municipality)])}
                        " "
                        span { class: "tag", {words::care_status(hit.care_status)} }
                        " "
                        Link { to: Route::Case { case: hit.case.clone() }, new_tab: true, {t("console.notification.open_case")} }
                    }
                    if hit.care_status == CareStatus::Ended {
                        Tick {
                            id: "known-{hit.case}",
                            label: t("console.known.same"),
                            ticked: chosen.as_ref() == Some(&hit.case),
                            onchange: {
                                let case = hit.case.clone();
                                move |ticked: bool| {
                                    let case = case.clone();
                                    editing.change(|values| values.same_person_as = ticked.then_some(case));
                                }
                            },
                        }
                    } else {
                        p { {t("console.known.open")} }
                    }
                }
            }
        }
    }
}

/// Whether this is still what is typed.
fn sought_is(sought: &Option<String>, editing: Editing) -> bool {
    let reading = editing.reading.peek();
    let typed = reading.answers.text("name_kana").zip(reading.answers.text("birth_date"));
    typed.map(|(name, birth)| [name, birth].join(" ")) == *sought
}
