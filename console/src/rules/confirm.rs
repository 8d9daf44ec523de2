//! Confirming: what changes, since when, and why, before it is published.

use dioxus::prelude::*;
use domain::api::rules::{PublishRules, RulesPublished};
use domain::operation::Operation;
use ui::api::Failure;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::value::in_words;
use super::words::full_name;
use crate::dialog::Dialog;
use crate::{calls, draft};

/// Shows the difference and publishes it.
#[component]
pub fn Confirm(
    /// What was asked.
    request: PublishRules,
    /// What it would come to.
    told: RulesPublished,
    /// The draft that is forgotten then.
    form: String,
    /// Called if it was refused after all.
    onrefused: EventHandler<Failure>,
    /// Called when the dialog is done with, with what is to be said if it was published.
    onclose: EventHandler<Option<String>>,
) -> Element {
    let mut sending = use_signal(|| false);
    let now = clock::now();
    let moment = |at| dates::moment(language(), at, now);
    let body = request.clone();
    let send = move |_| {
        if sending() {
            return;
        }
        sending.set(true);
        let (body, form) = (PublishRules { dry_run: false, ..body.clone() }, form.clone());
        spawn(async move {
            match calls::change::<RulesPublished>(Operation::PublishRules, &body).await {
                Ok(published) => {
                    draft::discard(&form);
                    let from = dates::moment(language(), published.valid_from, clock::now());
                    onclose(Some(tf("console.rules.done", &[("from", &from)])));
                }
                Err(why) => onrefused(why),
            }
        });
    };
    rsx! {
        Dialog { id: "rules-confirm", title: t("console.rules.confirm"), onclose: move |()| onclose(None),
            p {
                match told.valid_until {
                    None => tf("console.rules.counts_from", &[("from", &moment(told.valid_from))]),
                    Some(until) => tf("console.rules.counts_until", &[("from", &moment(told.valid_from)), ("until", &moment(until))]),
                }
            }
            p { {tf("console.rules.because", &[("reason", &request.reason)])} }
            if told.differs.is_empty() {
                p { class: "banner", {t("console.rules.no_difference")} }
            } else {
                table { class: "rules rules-difference",
                    thead {
                        tr {
                            th { scope: "col", {t("console.rules.rule")} }
                            th { scope: "col", {t("console.rules.was")} }
                            th { scope: "col", {t("console.rules.becomes")} }
                        }
                    }
                    tbody {
                        for one in &told.differs {
                            tr { key: "{one.path}",
                                th { scope: "row", {full_name(&one.path)} }
                                td { {in_words(&one.path, &one.was)} }
                                td { strong { {in_words(&one.path, &one.becomes)} } }
                            }
                        }
                    }
                }
            }
            p { class: "field-hint", {t("console.rules.past_stays")} }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", id: "rules-send", "aria-disabled": sending(), onclick: send,
                    {if sending() { t("console.sending") } else { t("console.rules.send") }}
                }
                button { class: "button", r#type: "button", onclick: move |_| onclose(None), {t("console.rules.back")} }
            }
        }
    }
}
