//! What is on the screen before a person is signed in, and the start of it all.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use ui::texts::t;
use ui::wait::Waiting;

use super::provider::{Arrival, Provider, Trouble};
use super::{IDLE, SIGNED_OUT, depart, redirect_uri, session};
use crate::draft;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Starting,
    SignedIn,
    SignedOut,
    Idle,
    Trouble(Trouble),
}

static STATE: GlobalSignal<State> = Signal::global(|| State::Starting);
static OVER: GlobalSignal<bool> = Signal::global(|| false);

pub(super) fn say_trouble(trouble: Trouble) {
    *STATE.write() = State::Trouble(trouble);
}

pub(super) fn say_over() {
    *OVER.write() = true;
}

/// Shows the pages to who is signed in, and to nobody else.
#[component]
pub fn Gate(children: Element) -> Element {
    let arrival = use_context::<Arrival>();
    use_future(move || start(arrival.clone()));
    match STATE() {
        State::SignedIn => rsx! {
            if OVER() {
                SignInIsOver {}
            }
            {children}
        },
        State::Starting => rsx! {
            main { class: "door", Waiting { label: t("console.sign_in.waiting") } }
        },
        State::SignedOut => rsx! {
            Door { title: t("console.sign_in.signed_out"), text: t("console.sign_in.signed_out_text") }
        },
        State::Idle => rsx! {
            Door { title: t("console.sign_in.signed_out"), text: t("console.sign_in.idle_text") }
        },
        State::Trouble(trouble) => rsx! {
            Door {
                title: t("console.sign_in.trouble"),
                text: match trouble {
                    Trouble::Offline => t("console.sign_in.offline"),
                    Trouble::Refused => t("console.sign_in.refused"),
                    Trouble::Setup => t("console.sign_in.setup"),
                },
            }
        },
    }
}

#[component]
fn Door(title: &'static str, text: &'static str) -> Element {
    rsx! {
        main { class: "door",
            p { class: "door-app", {t("console.app")} }
            h1 { "{title}" }
            p { "{text}" }
            button { class: "button button-main", r#type: "button", onclick: move |_| try_again(), {t("console.sign_in.button")} }
        }
    }
}

/// Says that the sign-in has ended while a form is open.
#[component]
fn SignInIsOver() -> Element {
    rsx! {
        div { class: "banner banner-caution", role: "alert",
            p { {t("console.sign_in.over")} }
            button { class: "button", r#type: "button", onclick: move |_| session::renew(), {t("console.sign_in.over_button")} }
        }
    }
}

async fn start(arrival: Arrival) {
    let state = sign_in(arrival).await.unwrap_or_else(|trouble| Some(State::Trouble(trouble)));
    if let Some(state) = state {
        *STATE.write() = state;
    }
}

/// The state after the start; none while the page is being left for the provider.
async fn sign_in(arrival: Arrival) -> Result<Option<State>, Trouble> {
    let provider = Provider::find().await?;
    session::remember(provider.clone());
    if draft::read_once::<bool>(IDLE).is_some() {
        return Ok(Some(State::Idle));
    }
    if draft::read_once::<bool>(SIGNED_OUT).is_some() {
        return Ok(Some(State::SignedOut));
    }
    match arrival {
        Arrival::Code { code, verifier } => {
            session::begin(provider.exchange(&code, &verifier, &redirect_uri()).await?);
            Ok(Some(State::SignedIn))
        }
        Arrival::Refused => Err(Trouble::Refused),
        Arrival::Plain => {
            depart(&provider);
            Ok(None)
        }
    }
}

fn try_again() {
    *STATE.write() = State::Starting;
    spawn_forever(start(Arrival::Plain));
}
