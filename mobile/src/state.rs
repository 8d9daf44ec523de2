//! What the app knows, in signals that every screen reads. There is no router: the screen is
//! state like the rest, so that nothing about a patient ever stands in the address.

use dioxus::prelude::*;
use domain::api::check_in::CheckInReceived;
use domain::api::isolation::{MyCase, MyIsolation};
use domain::ids::{CaseId, CheckInId};
use domain::time::Time;
use domain::triage::Personal;
use ui::api::Failure;
use ui::{browser, clock};

use crate::draft::Draft;
use crate::flow::Step;
use crate::outbox::{self, Entry};

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// Nothing is known yet.
    Starting,
    /// Entry code and birth date.
    Activate,
    /// Today's check-in and what is known of the case.
    Home,
    /// A question of the check-in.
    Question(Step),
    /// "Call 119", and the question to which the person returns.
    Emergency(Step),
    /// What became of a check-in.
    Answer(CheckInId),
}

/// How this device stands with the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// Not asked yet.
    Unknown,
    /// The last call was answered.
    Good,
    /// The last call failed; it is tried again.
    Bad(Failure),
    /// The device is not, or no longer, activated.
    SignedOut,
}

/// What is on the screen.
pub static SCREEN: GlobalSignal<Screen> = Signal::global(|| Screen::Starting);
/// How this device stands with the server.
pub static LINK: GlobalSignal<Link> = Signal::global(|| Link::Unknown);
/// The cases as last seen; from the device until the server has answered.
pub static ISOLATION: GlobalSignal<Option<MyIsolation>> = Signal::global(cached_isolation);
/// The case on the screen.
pub static CASE: GlobalSignal<Option<CaseId>> = Signal::global(|| browser::stored(CASE_KEY)?.parse().ok());
/// Check-ins that the server has not answered.
pub static OUTBOX: GlobalSignal<Vec<Entry>> = Signal::global(|| outbox::waiting(&[]));
/// A sending is under way.
pub static SENDING: GlobalSignal<bool> = Signal::global(|| false);
/// Answers since the start, newest last.
pub static ANSWERS: GlobalSignal<Vec<CheckInReceived>> = Signal::global(Vec::new);
/// What is being typed.
pub static DRAFT: GlobalSignal<Draft> = Signal::global(kept_draft);
/// Now, as far as the screen is concerned; moved on every few seconds.
pub static NOW: GlobalSignal<Time> = Signal::global(clock::now);

// Health data, but no names, and only what this person's own screen shows.
const ISOLATION_KEY: &str = "mimamori-isolation";
const CASE_KEY: &str = "mimamori-case";
const DRAFT_KEY: &str = "mimamori-draft";

fn cached_isolation() -> Option<MyIsolation> {
    serde_json::from_str(&browser::stored(ISOLATION_KEY)?).ok()
}

/// Takes over the server's answer and keeps it, so that the app opens without a network.
pub fn set_isolation(isolation: MyIsolation) {
    if let Ok(json) = serde_json::to_string(&isolation) {
        browser::store(ISOLATION_KEY, &json);
    }
    *ISOLATION.write() = Some(isolation);
}

fn kept_draft() -> Draft {
    browser::stored(DRAFT_KEY).and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// Keeps what is being typed: a phone may end the app while its person looks for a thermometer.
pub fn keep_draft(draft: &Draft) {
    match serde_json::to_string(draft) {
        Ok(json) if draft.begun.is_some() => {
            browser::store(DRAFT_KEY, &json);
        }
        _ => browser::forget(DRAFT_KEY),
    }
}

/// Chooses the case on the screen, also for the next start.
pub fn choose_case(case: CaseId) {
    browser::store(CASE_KEY, case.as_str());
    *CASE.write() = Some(case);
}

/// The case on the screen: the chosen one; else the first that has not ended.
pub fn current_case() -> Option<MyCase> {
    let isolation = ISOLATION.read();
    let cases = &isolation.as_ref()?.cases;
    let chosen = CASE.read();
    let chosen = cases.iter().find(|case| Some(&case.case) == chosen.as_ref());
    chosen.or_else(|| cases.iter().find(|case| case.ended_at.is_none())).or(cases.first()).cloned()
}

/// What the phone knows of the person for judging.
pub fn personal() -> Personal {
    current_case().map(|case| case.personal).unwrap_or_default()
}

/// Looks at the outbox again: another tab may have changed it.
pub fn look_at_outbox() {
    let known = OUTBOX.peek().clone();
    let found = outbox::waiting(&known);
    if found != known {
        *OUTBOX.write() = found;
    }
}

/// Goes to a screen. The first step away from home leaves a mark in the browser's history, so
/// that the phone's own "back" leads back instead of out of the app.
pub fn show(screen: Screen) {
    let was_home = matches!(*SCREEN.peek(), Screen::Home | Screen::Starting);
    let goes_home = matches!(screen, Screen::Home);
    if was_home && !goes_home {
        crate::events::mark_history();
    } else if !was_home && goes_home {
        crate::events::unmark_history();
    }
    *NOW.write() = clock::now();
    *SCREEN.write() = screen;
}
