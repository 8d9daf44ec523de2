//! The page: what counts here and whose it is, what was published, and a further version.

use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use ui::dates;
use ui::texts::{t, tf};
use ui::wait::Waiting;

use super::file::use_file;
use super::publish::Publish;
use super::shown::{Authorities, History, Sections};
use crate::calls;
use crate::desk::use_desk;
use crate::page::Heading;
use crate::shell::{Failed, Missing};

/// The rules of the organisation.
#[component]
pub fn JudgementRules() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListRules, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.rules.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let file = use_file(here.id.clone());
    let mut publishing = use_signal(|| false);
    let mut done = use_signal(|| None::<String>);
    use_future(move || file.load());
    let rules = file.rules.read().clone();
    let may_publish = may(Operation::PublishRules, here.role, Relation::OwnOrganisation);
    rsx! {
        Heading { text: t("console.rules.title"),
            if let Some(rules) = &rules {
                p { class: "freshness", {tf("console.list.at", &[("time", &dates::clock(rules.now))])} }
            }
            if may_publish && rules.is_some() && !publishing() {
                button {
                    class: "button",
                    r#type: "button",
                    id: "rules-publish",
                    onclick: move |_| {
                        done.set(None);
                        publishing.set(true);
                    },
                    {t("console.rules.publish")}
                }
            }
        }
        p { {t("console.rules.intro")} }
        div { role: "status",
            if let Some(done) = done() {
                p { class: "banner banner-ok", "{done}" }
            }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match rules {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.rules.waiting") }
                }
            },
            Some(rules) => rsx! {
                if publishing() {
                    Publish {
                        rules: rules.clone(),
                        onnews: move |()| _ = spawn(file.load()),
                        onclose: move |published: Option<String>| {
                            publishing.set(false);
                            if published.is_some() {
                                done.set(published);
                                spawn(file.load());
                            }
                        },
                    }
                }
                Authorities { rules: rules.clone() }
                Sections { rules: rules.clone() }
                History { rules }
            },
        }
    }
}
