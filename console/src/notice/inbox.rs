//! The list of notifications, one state at a time.

use dioxus::prelude::*;
use domain::api::review::{NotificationRow, Notifications};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::review::NotificationState;
use domain::rights::{Relation, may};
use ui::api::Failure;
use ui::texts::{t, tf};
use ui::wait::Waiting;

use super::export;
use crate::desk::use_desk;
use crate::due::{Due, moment, use_now};
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::{calls, people, words};

/// The notifications of the organisation.
#[component]
pub fn Inbox() -> Element {
    let desk = use_desk();
    let here = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match here {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListNotifications, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.notification.not_allowed") }
        },
        // Of another organisation it begins anew.
        Some(here) => rsx! {
            for organisation in [here.id] {
                List { key: "{organisation}", organisation }
            }
        },
    }
}

/// What was fetched of one state, page by page.
#[derive(Clone, PartialEq)]
struct Fetched {
    state: NotificationState,
    rows: Vec<NotificationRow>,
    next: Option<String>,
}

#[component]
fn List(organisation: OrganisationId) -> Element {
    let mut state = use_signal(|| NotificationState::Submitted);
    let mut fetched = use_signal(|| None::<Fetched>);
    let mut failure = use_signal(|| None::<Failure>);
    let fetch = use_callback(move |more: bool| {
        let (wanted, organisation) = (*state.peek(), organisation.clone());
        let before = fetched.peek().clone().filter(|before| more && before.state == wanted);
        spawn(async move {
            let after = before.as_ref().and_then(|before| before.next.clone());
            let mut query = vec![("organisation", organisation.as_str()), ("state", wanted.code())];
            query.extend(after.as_deref().map(|after| ("after", after)));
            let result: Result<Notifications, Failure> =
                calls::read(Operation::ListNotifications, &query).await;
            // Somebody may have chosen another state meanwhile.
            if *state.peek() != wanted {
                return;
            }
            match result {
                Ok(page) => {
                    let mut rows = before.map(|before| before.rows).unwrap_or_default();
                    rows.extend(page.rows);
                    fetched.set(Some(Fetched { state: wanted, rows, next: page.next }));
                    failure.set(None);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    use_effect(move || {
        state();
        fetch(false);
    });
    let shown = fetched().filter(|fetched| fetched.state == state());
    rsx! {
        Heading { text: t("console.inbox.title"),
            Link { class: "button button-main", to: Route::Notification {}, {t("console.notification.title")} }
            if let Some(shown) = shown.clone().filter(|shown| !shown.rows.is_empty()) {
                button { class: "button", r#type: "button", onclick: move |_| export::save(shown.state, &shown.rows), {t("console.export.button")} }
            }
        }
        div { class: "tabs", role: "group", "aria-label": t("console.inbox.states"),
            for one in NotificationState::ALL.iter().copied() {
                button {
                    key: "{one.code()}",
                    class: "button",
                    r#type: "button",
                    "aria-pressed": one == state(),
                    onclick: move |_| state.set(one),
                    {words::notification_state(one)}
                }
            }
        }
        if let Some(why) = failure() {
            Failed { failure: why, onretry: move |()| fetch(false) }
        }
        match shown {
            None if failure().is_some() => rsx! {},
            None => rsx! {
                Waiting { label: t("console.list.waiting") }
            },
            Some(shown) if shown.rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t(&["console.inbox.none.", state().code()].concat())} }
                }
            },
            Some(shown) => rsx! {
                ul { class: "inbox",
                    for row in shown.rows {
                        Row { key: "{row.case}", row }
                    }
                }
                if shown.next.is_some() {
                    button { class: "button more", r#type: "button", onclick: move |_| fetch(true), {t("console.list.more")} }
                }
            },
        }
    }
}

#[component]
fn Row(row: NotificationRow) -> Element {
    let now = use_now();
    let who = row.label.as_ref().map_or_else(|| people::number(&row.case), people::label);
    let at = moment(row.submitted_at, now);
    rsx! {
        li { class: "inbox-row",
            Link { class: "row-link", to: Route::Notice { case: row.case.clone() },
                span { class: "who-kana", "{who}" }
            }
            span { class: "inbox-by", {tf("console.inbox.by", &[("who", &row.filed_by), ("time", &at)])} }
            if row.version > 1 {
                span { class: "tag", {tf("console.inbox.version", &[("version", &row.version.to_string())])} }
            }
            if let Some(due) = row.due_at {
                Due { at: due }
            }
        }
    }
}
