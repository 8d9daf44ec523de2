//! The page: a passphrase, typed twice, and the file.

use dioxus::prelude::*;
use domain::api::downtime::{DowntimeList, DowntimeRow};
use domain::api::work::Membership;
use domain::operation::Operation;
use domain::rights::{Relation, may};
use ui::api::Failure;
use ui::errors::failure_text;
use ui::field::Field;
use ui::texts::{language, t, tf};
use ui::wait::Waiting;
use ui::{browser, clock, dates};

use super::{cipher, sheet};
use crate::desk::{Desk, use_desk};
use crate::page::Heading;
use crate::paper::save_as;
use crate::shell::Missing;
use crate::{calls, people};

/// Fewest characters of a passphrase: several words.
const PASSPHRASE_FROM: usize = 12;

/// Saves everybody who is followed for when the system is down.
#[component]
pub fn Downtime() -> Element {
    let desk = use_desk();
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        Some(here) if !may(Operation::ListDowntime, here.role, Relation::OwnOrganisation) => rsx! {
            Missing { text: t("console.downtime.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

/// What became of it.
#[derive(Clone, PartialEq)]
enum State {
    Waits,
    Loading(usize),
    Encrypting,
    Saved(usize),
    Failed(Failure),
    /// The browser cannot encrypt.
    NoCipher,
}

#[component]
fn Page(here: Membership) -> Element {
    let desk = use_desk();
    // In memory only: a passphrase is no draft.
    let mut passphrase = use_signal(String::new);
    let mut again = use_signal(String::new);
    let mut pressed = use_signal(|| false);
    let state = use_signal(|| State::Waits);
    let short = passphrase.read().chars().count() < PASSPHRASE_FROM;
    let differs = *passphrase.read() != *again.read();
    let is_on = matches!(state(), State::Loading(_) | State::Encrypting);
    let save = move |_| {
        if is_on {
            return;
        }
        pressed.set(true);
        if short || differs {
            return browser::focus(if short { "downtime-passphrase" } else { "downtime-again" });
        }
        let (here, typed) = (here.clone(), passphrase.peek().clone());
        spawn(async move {
            save(desk, here, typed, state).await;
            if matches!(*state.peek(), State::Saved(_)) {
                passphrase.set(String::new());
                again.set(String::new());
                pressed.set(false);
            }
        });
    };
    let wrong = |is_wrong: bool, key: &str| {
        (pressed() && is_wrong).then(|| tf(key, &[("count", &PASSPHRASE_FROM.to_string())]))
    };
    rsx! {
        Heading { text: t("console.downtime.title") }
        p { {t("console.downtime.intro")} }
        p { {t("console.downtime.care")} }
        div { role: "status",
            match state() {
                State::Waits | State::Failed(_) | State::NoCipher => rsx! {},
                State::Loading(count) => rsx! { p { {tf("console.downtime.loading", &[("count", &count.to_string())])} } },
                State::Encrypting => rsx! { p { {t("console.downtime.encrypting")} } },
                State::Saved(count) => rsx! { p { class: "banner banner-ok", {tf("console.downtime.saved", &[("count", &count.to_string())])} } },
            }
        }
        match state() {
            State::Failed(failure) => rsx! { p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} } },
            State::NoCipher => rsx! { p { class: "banner banner-wrong", role: "alert", {t("console.downtime.no_cipher")} } },
            _ => rsx! {},
        }
        form { class: "downtime-form", onsubmit: move |event| event.prevent_default(),
            Field {
                id: "downtime-passphrase",
                kind: "password",
                autocomplete: "new-password",
                label: t("console.downtime.passphrase"),
                hint: tf("console.downtime.passphrase_hint", &[("count", &PASSPHRASE_FROM.to_string())]),
                value: passphrase(),
                oninput: move |text| passphrase.set(text),
                error: wrong(short, "console.downtime.too_short"),
            }
            Field {
                id: "downtime-again",
                kind: "password",
                autocomplete: "new-password",
                label: t("console.downtime.again"),
                value: again(),
                oninput: move |text| again.set(text),
                error: wrong(!short && differs, "console.downtime.differs"),
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "submit", id: "downtime-save", "aria-disabled": is_on, onclick: save,
                    {t("console.downtime.save")}
                }
            }
        }
    }
}

/// Fetches everybody, encrypts the list and hands the file to the browser.
async fn save(desk: Desk, here: Membership, passphrase: String, mut state: Signal<State>) {
    state.set(State::Loading(0));
    let mut rows = match fetch(&here, state).await {
        Ok(rows) => rows,
        Err(failure) => return state.set(State::Failed(failure)),
    };
    state.set(State::Encrypting);
    sheet::sort(&mut rows);
    let (now, name) = (clock::now(), people::organisation(&here));
    let list = sheet::list(&rows, desk, &name, &here.member, now);
    let Some(sealed) = cipher::seal(&list, &passphrase).await else { return state.set(State::NoCipher) };
    let at = dates::clock(now).replace(':', "");
    let file = format!("mimamori-downtime-{}-{at:0>4}.html", dates::day_of(now));
    save_as(&file, "text/html", &sheet::file(&sealed, &name));
    state.set(State::Saved(rows.len()));
}

/// All pages. Half a list looks like a whole one, so it is all or nothing.
async fn fetch(here: &Membership, mut state: Signal<State>) -> Result<Vec<DowntimeRow>, Failure> {
    let organisation = here.id.to_string();
    let (mut rows, mut after) = (Vec::new(), None::<String>);
    loop {
        let mut query = vec![("organisation", organisation.as_str())];
        query.extend(after.as_deref().map(|after| ("after", after)));
        let page: DowntimeList = calls::read(Operation::ListDowntime, &query).await?;
        rows.extend(page.rows);
        state.set(State::Loading(rows.len()));
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}
