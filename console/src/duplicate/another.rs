//! Comparing with a case that the machine did not propose.

use dioxus::prelude::*;
use domain::api::search::{CasesFound, SearchCases};
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};

use crate::{calls, people, words};

/// Looks for the other case.
#[component]
pub fn Another(
    /// In whose cases is looked.
    organisation: OrganisationId,
    /// The case itself.
    not: CaseId,
    /// Called with the case to compare with.
    onpick: EventHandler<CaseId>,
) -> Element {
    let mut text = use_signal(String::new);
    let mut found = use_signal(|| None::<Result<CasesFound, Failure>>);
    let look = move |event: FormEvent| {
        event.prevent_default();
        let request = SearchCases { organisation: organisation.clone(), text: text.peek().clone() };
        spawn(async move { found.set(Some(calls::ask(Operation::SearchCases, &request).await)) });
    };
    rsx! {
        section { class: "card pair",
            h2 { {t("console.duplicate.another")} }
            form { class: "buttons", autocomplete: "off", onsubmit: look,
                label { class: "visually-hidden", r#for: "another", {t("console.find.label")} }
                input {
                    id: "another",
                    class: "field-input",
                    r#type: "text",
                    autocomplete: "off",
                    placeholder: t("console.find.placeholder"),
                    value: text,
                    oninput: move |event| text.set(event.value()),
                }
                button { class: "button", r#type: "submit", {t("console.find.button")} }
            }
            div { role: "status",
                match found() {
                    None => rsx! {},
                    Some(Err(failure)) => rsx! {
                        p { class: "banner banner-wrong", {failure_text(language(), &failure)} }
                    },
                    Some(Ok(hits)) => {
                        let hits: Vec<_> = hits.hits.into_iter().filter(|hit| hit.case != not).collect();
                        rsx! {
                            if hits.is_empty() {
                                p { {t("console.find.none")} }
                            }
                            for hit in hits {
                                p { key: "{hit.case}",
                                    {people::name(hit.name.as_deref())}
                                    " {hit.municipality} "
                                    span { class: "tag", {words::care_status(hit.care_status)} }
                                    " "
                                    button {
                                        class: "button",
                                        r#type: "button",
                                        "aria-label": tf("console.duplicate.pick_of", &[("who", &people::name(hit.name.as_deref()))]),
                                        onclick: move |_| {
                                            onpick(hit.case.clone());
                                            found.set(None);
                                            text.set(String::new());
                                        },
                                        {t("console.duplicate.pick")}
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
