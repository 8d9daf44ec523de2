//! The page: everybody who is followed, a hotel's by floor and room, and what is to be done.

use dioxus::prelude::*;
use domain::api::following::Followed;
use domain::api::work::Membership;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use domain::time::Time;
use gloo_timers::future::TimeoutFuture;
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, dates};

use super::file::{File, floors, is_late, use_file};
use super::person::{Person, id_of};
use crate::desk::use_desk;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::{Failed, Missing};
use crate::shortcuts::use_shortcuts;
use crate::worklist::take;

/// How often it is fetched.
const FRESH_MS: u32 = 15_000;

/// Whom the organisation follows.
#[component]
pub fn Following() -> Element {
    let desk = use_desk();
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListFollowed, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.following.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

#[component]
fn Page(here: Membership) -> Element {
    let file = use_file(here.id.clone());
    let acting = use_signal(|| false);
    let trouble = use_signal(|| None::<Failure>);
    use_future(move || async move {
        loop {
            file.load().await;
            TimeoutFuture::new(FRESH_MS).await;
        }
    });
    let act = use_act(file, acting, trouble);
    use_keys(file, act);
    let in_hotel = here.role == Role::HotelDesk;
    let rows = file.rows.read().clone();
    let at = *file.at.read();
    rsx! {
        Heading { text: t(if in_hotel { "console.following.residents" } else { "console.following.assigned" }),
            if let Some(rows) = &rows {
                p { class: "freshness",
                    {tf("console.following.count", &[("count", &rows.len().to_string())])}
                    " "
                    {tf("console.list.at", &[("time", &dates::clock(at))])}
                }
            }
        }
        if let Some(rows) = &rows {
            {summary(rows, at)}
        }
        if let Some(failure) = trouble() {
            p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
        }
        if let Some(failure) = file.failure.read().clone() {
            Failed { failure, onretry: move |()| _ = spawn(file.load()) }
        }
        match rows {
            None => rsx! {
                if file.failure.read().is_none() {
                    Waiting { label: t("console.following.waiting") }
                }
            },
            Some(rows) if rows.is_empty() => rsx! {
                div { class: "empty",
                    h2 { {t(if in_hotel { "console.following.nobody_here" } else { "console.following.none_assigned" })} }
                    p { {t(if in_hotel { "console.following.nobody_here_text" } else { "console.following.none_assigned_text" })} }
                }
            },
            Some(rows) => rsx! {
                for (place , (floor , people)) in floors(&rows).into_iter().enumerate() {
                    section { key: "{place}", class: "floor",
                        if in_hotel {
                            h2 { class: "floor-name",
                                match floor {
                                    Some(floor) => tf("console.following.floor", &[("floor", &floor.to_string())]),
                                    None => t("console.following.no_floor").to_owned(),
                                }
                                " "
                                small { {tf("console.following.count", &[("count", &people.len().to_string())])} }
                            }
                        }
                        ul { class: "floor-rooms",
                            for row in people {
                                Person { key: "{row.case}", acting: acting(), onact: act, row }
                            }
                        }
                    }
                }
            },
        }
    }
}

/// How many need somebody, and how many have not entered what is due.
fn summary(rows: &[Followed], at: Time) -> Element {
    let open = rows.iter().filter(|row| row.alerts.iter().any(|alert| alert.taken_by.is_none())).count();
    let late = rows.iter().filter(|row| is_late(row, at)).count();
    rsx! {
        p { class: "floor-summary", role: "status",
            strong { {tf("console.following.open", &[("count", &open.to_string())])} }
            " "
            span { {tf("console.following.late", &[("count", &late.to_string())])} }
        }
    }
}

/// Takes the worst alert of somebody in hand, or puts it back if it is mine.
fn use_act(file: File, acting: Signal<bool>, trouble: Signal<Option<Failure>>) -> Callback<Followed> {
    let desk = use_desk();
    use_callback(move |row: Followed| {
        let (mut acting, mut trouble) = (acting, trouble);
        let Some(alert) = row.alerts.into_iter().next() else { return };
        if *acting.peek() {
            return;
        }
        acting.set(true);
        trouble.set(None);
        spawn(async move {
            if let Err(failure) = take::take(row.case, alert.work, !alert.mine).await {
                trouble.set(Some(failure));
            }
            file.load().await;
            desk.refresh_soon();
            acting.set(false);
        });
    })
}

/// The keys of the worklist: up and down, take, call.
fn use_keys(file: File, act: Callback<Followed>) {
    let mut at = use_signal(|| None::<usize>);
    use_shortcuts(move |key| {
        let rows = file.rows.peek().clone().unwrap_or_default();
        let here = at.peek().filter(|at| *at < rows.len());
        let row = here.map(|at| rows[at].clone());
        match (key.as_str(), row) {
            ("j" | "ArrowDown" | "k" | "ArrowUp", _) if !rows.is_empty() => {
                let last = rows.len() - 1;
                let forward = matches!(key.as_str(), "j" | "ArrowDown");
                let to = match here {
                    None => 0,
                    Some(at) if forward => (at + 1).min(last),
                    Some(at) => at.saturating_sub(1),
                };
                at.set(Some(to));
                browser::focus(&id_of(&rows[to].case));
            }
            ("t", Some(row)) if row.alerts.first().is_some_and(|alert| alert.taken_by.is_none()) => {
                act.call(row)
            }
            ("u", Some(row)) if row.alerts.first().is_some_and(|alert| alert.mine) => act.call(row),
            ("c", Some(row)) => _ = navigator().push(Route::Call { case: row.case }),
            _ => return false,
        }
        true
    });
}
