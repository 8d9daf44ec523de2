//! What stands around every page: who is signed in and for which organisation, where one can go,
//! and what is wrong with the connection.

use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::ids::OrganisationId;
use domain::level::Level;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use ui::api::Failure;
use ui::level::LevelBadge;
use ui::texts::{Language, language, set_language, t};

use crate::desk::{Desk, List, use_desk, use_fresh_list};
use crate::due::use_now_provider;
use crate::find::SearchBox;
use crate::idle::use_idle;
use crate::page::Heading;
use crate::route::Route;
use crate::{calls, draft, people, sign_in};

/// The frame of all pages.
#[component]
pub fn Shell() -> Element {
    use_now_provider();
    let desk = use_desk();
    use_fresh_list(desk);
    use_idle(desk);
    rsx! {
        a { class: "skip", href: "#main-part", {t("console.skip")} }
        Header { desk }
        Connection { desk }
        div { class: "visually-hidden", role: "alert", {desk.alarm} }
        main { id: "main-part", class: "page", Outlet::<Route> {} }
    }
}

#[component]
fn Header(desk: Desk) -> Element {
    let list = desk.list.read();
    let is_for = |operation| {
        list.as_ref().is_some_and(|list| may(operation, list.organisation.role, Relation::OwnOrganisation))
    };
    let files = is_for(Operation::FileNotification);
    let treats = is_for(Operation::ListInpatients);
    let in_hotel = list.as_ref().is_some_and(|list| list.organisation.role == Role::HotelDesk);
    let followed = if in_hotel { "console.following.residents" } else { "console.following.assigned" };
    let offers = is_for(Operation::ListCapacity);
    let reports = is_for(Operation::ListTestReports);
    let searched = list
        .as_ref()
        .map(|list| &list.organisation)
        .filter(|here| may(Operation::SearchCases, here.role, Relation::OwnOrganisation));
    let searched = searched.map(|here| here.id.clone());
    let emergencies = desk.emergencies();
    rsx! {
        header { class: "header",
            p { class: "header-app", {t("console.app")} }
            nav { class: "header-places", "aria-label": t("console.nav"),
                Link { to: Route::Worklist {}, active_class: "here",
                    {t("console.list.title")}
                    // Also who fills in a form sees that an emergency has come in.
                    if emergencies > 0 {
                        span { class: "header-emergencies", LevelBadge { level: Level::Emergency } "{emergencies}" }
                    }
                }
                if is_for(Operation::ListFollowed) {
                    Link { to: Route::Following {}, active_class: "here", {t(followed)} }
                }
                if is_for(Operation::ListEntries) {
                    Link { to: Route::TodaysEntries {}, active_class: "here", {t("console.entries.title")} }
                }
                if is_for(Operation::ListClosedWork) {
                    Link { to: Route::HandOver {}, active_class: "here", {t("console.handover.title")} }
                }
                if is_for(Operation::ListNotifications) {
                    Link { to: Route::Inbox {}, active_class: "here", {t("console.inbox.title")} }
                }
                if files {
                    Link { to: Route::Notification {}, active_class: "here", {t("console.notification.title")} }
                }
                if is_for(Operation::ListCalls) {
                    Link { to: Route::DailyCalls {}, active_class: "here", {t("console.daily.title")} }
                }
                if is_for(Operation::ListReleases) {
                    Link { to: Route::Releases {}, active_class: "here", {t("console.release.title")} }
                }
                if treats {
                    Link { to: Route::Inpatients {}, active_class: "here", {t("console.inpatients.title")} }
                }
                if offers {
                    Link { to: Route::Capacity {}, active_class: "here", {t("console.capacity.title")} }
                }
                if is_for(Operation::ListRules) {
                    Link { to: Route::JudgementRules {}, active_class: "here", {t("console.rules.title")} }
                }
                if reports {
                    Link { to: Route::Tests {}, active_class: "here", {t("console.tests.title")} }
                }
            }
            // Of another organisation it begins anew.
            for organisation in searched {
                SearchBox { key: "{organisation}", organisation }
            }
            div { class: "header-person",
                if let Some(list) = list.as_ref() {
                    Organisation { desk, list: list.clone() }
                }
                LanguageButton {}
                button { class: "plain", r#type: "button", onclick: move |_| leave(), {t("console.sign_out")} }
            }
        }
    }
}

/// Signing out forgets what is typed and not sent, since the desk may be shared; so it asks first.
fn leave() {
    let asks = draft::is_kept() && web_sys::window().is_some();
    let agreed = |window: web_sys::Window| window.confirm_with_message(t("console.sign_out_drafts"));
    if !asks || web_sys::window().and_then(|window| agreed(window).ok()) == Some(true) {
        sign_in::leave();
    }
}

#[component]
fn Organisation(desk: Desk, list: List) -> Element {
    let here = list.organisation.clone();
    rsx! {
        if list.memberships.len() > 1 {
            label { class: "visually-hidden", r#for: "organisation", {t("console.organisation")} }
            select {
                id: "organisation",
                class: "header-organisation",
                onchange: move |event| {
                    if let Ok(id) = event.value().parse::<OrganisationId>() {
                        desk.switch(id);
                    }
                },
                for Membership { id , .. } in &list.memberships {
                    option { key: "{id}", value: "{id}", selected: *id == here.id,
                        {list.memberships.iter().find(|other| other.id == *id).map(people::organisation)}
                    }
                }
            }
        } else {
            span { class: "header-organisation", {people::organisation(&here)} }
        }
        span { class: "header-member", "{here.member}" }
    }
}

/// Changes to the other language; its name stands in itself.
#[component]
fn LanguageButton() -> Element {
    let other = if language() == Language::Japanese { Language::English } else { Language::Japanese };
    let name = if other == Language::English { "English" } else { "日本語" };
    rsx! {
        button { class: "plain", r#type: "button", lang: other.code(), onclick: move |_| set_language(other), {name} }
    }
}

/// What is wrong between here and the server, as long as it is.
#[component]
fn Connection(desk: Desk) -> Element {
    let offline = desk.failure.read().as_ref() == Some(&Failure::Offline);
    rsx! {
        div { role: "status",
            if offline {
                p { class: "banner banner-wrong", {t("console.offline")} }
            } else if calls::is_waiting() {
                p { class: "banner banner-caution", {t("console.busy")} }
            }
        }
    }
}

/// An address without a page.
#[component]
pub fn NotThere(rest: Vec<String>) -> Element {
    let _ = rest;
    rsx! {
        Missing { text: t("console.no_page") }
    }
}

/// Something that is not there, or not for this person: both look the same.
#[component]
pub fn Missing(text: &'static str) -> Element {
    rsx! {
        Heading { text: t("console.missing") }
        p { "{text}" }
        Link { class: "button button-main", to: Route::Worklist {}, {t("console.to_list")} }
    }
}

/// Something failed that should not have: what, and the way out.
#[component]
pub fn Failed(
    /// Why.
    failure: Failure,
    /// Tries again.
    onretry: EventHandler<()>,
) -> Element {
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            p { {ui::errors::failure_text(language(), &failure)} }
            button { class: "button", r#type: "button", onclick: move |_| onretry(()), {t("console.try_again")} }
        }
    }
}
