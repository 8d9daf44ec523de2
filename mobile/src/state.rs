//! What the app knows. One value, one component: every screen is a function of [`App`], and
//! whatever happens goes through [`change`]. There is no router: nothing about a patient ever
//! stands in the address.

use std::cell::Cell;

use dioxus::prelude::*;
use domain::api::check_in::CheckInReceived;
use domain::api::isolation::{MyCase, MyIsolation};
use domain::ids::{CaseId, CheckInId};
use domain::json;
use domain::reading::Measure;
use domain::time::Time;
use domain::triage::Personal;
use ui::api::Failure;
use ui::{browser, clock};

use crate::draft::Draft;
use crate::events;
use crate::flow::Step;
use crate::outbox::{self, Entry};
use crate::screens::activate::Form;

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

/// What the app knows.
pub struct App {
    /// What is on the screen.
    pub screen: Screen,
    /// How this device stands with the server.
    pub link: Link,
    /// The cases as last seen; from the device until the server has answered.
    pub isolation: Option<MyIsolation>,
    /// The case that the person chose.
    pub chosen: Option<CaseId>,
    /// Check-ins that the server has not answered.
    pub outbox: Vec<Entry>,
    /// A sending is under way.
    pub sending: bool,
    /// Failed sendings in a row.
    pub failures: u32,
    /// What was sent since the start and what was answered, newest last.
    pub answers: Vec<(Draft, CheckInReceived)>,
    /// What is being typed.
    pub draft: Draft,
    /// The value whose input was left or confirmed, and that by now is known to be wrong or right.
    pub left: Option<Measure>,
    /// The refused check-in that is deleted if the person says so once more.
    pub to_delete: Option<CheckInId>,
    /// The form of activation.
    pub form: Form,
    /// Now, as far as the screen is concerned; moved on every few seconds.
    pub now: Time,
}

static APP: GlobalSignal<App> = Signal::global(App::from_device);

thread_local! {
    static ARRIVED: Cell<bool> = const { Cell::new(true) };
}

// Health data, but no names, and only what this person's own screen shows.
const ISOLATION_KEY: &str = "mimamori-isolation";
const CASE_KEY: &str = "mimamori-case";
const DRAFT_KEY: &str = "mimamori-draft";

impl App {
    fn from_device() -> Self {
        let isolation = browser::stored(ISOLATION_KEY);
        let draft = browser::stored(DRAFT_KEY);
        Self {
            screen: Screen::Starting,
            link: Link::Unknown,
            isolation: isolation.and_then(|text| json::read(&text).ok()),
            chosen: browser::stored(CASE_KEY).and_then(|case| case.parse().ok()),
            outbox: outbox::waiting(&[]),
            sending: false,
            failures: 0,
            answers: Vec::new(),
            draft: draft.and_then(|text| Draft::from_text(&text)).unwrap_or_default(),
            left: None,
            to_delete: None,
            form: Form::default(),
            now: clock::now(),
        }
    }

    /// The case on the screen: the chosen one; else the first that has not ended.
    pub fn case(&self) -> Option<&MyCase> {
        let cases = &self.isolation.as_ref()?.cases;
        let chosen = cases.iter().find(|case| Some(&case.case) == self.chosen.as_ref());
        chosen.or_else(|| cases.iter().find(|case| case.ended_at.is_none())).or(cases.first())
    }

    /// What the phone knows of the person for judging.
    pub fn personal(&self) -> Personal {
        self.case().map(|case| case.personal).unwrap_or_default()
    }

    /// Looks at the outbox again: another tab may have changed it.
    pub fn look_at_outbox(&mut self) {
        self.outbox = outbox::waiting(&self.outbox);
    }
}

/// What the app knows, for the one component; it follows every change.
pub fn app() -> ReadSignalGuard {
    APP.read()
}

/// A look at what the app knows.
pub type ReadSignalGuard = ReadableRef<'static, Signal<App>>;

/// Something of what the app knows, for what happens. Nothing may be changed meanwhile.
pub fn get<R>(read: impl FnOnce(&App) -> R) -> R {
    read(&APP.peek())
}

/// Changes what the app knows.
pub fn change(change: impl FnOnce(&mut App)) {
    change(&mut APP.write());
}

/// Changes what is being typed and keeps it on this device: a phone may end the app while its
/// person looks for a thermometer.
pub fn edit(change_draft: impl FnOnce(&mut Draft)) {
    change(|app| change_draft(&mut app.draft));
    get(|app| {
        if app.draft.begun.is_some() {
            browser::store(DRAFT_KEY, &app.draft.to_text());
        } else {
            browser::forget(DRAFT_KEY);
        }
    });
}

/// Takes over the server's answer and keeps it, so that the app opens without a network.
pub fn set_isolation(json: &str, isolation: MyIsolation) {
    browser::store(ISOLATION_KEY, json);
    change(|app| app.isolation = Some(isolation));
}

/// Chooses the case on the screen, also for the next start.
pub fn choose_case(case: CaseId) {
    browser::store(CASE_KEY, case.as_str());
    change(|app| app.chosen = Some(case));
}

/// Goes to a screen. The first step away from home leaves a mark in the browser's history, so
/// that the phone's own "back" leads back instead of out of the app.
pub fn show(screen: Screen) {
    let was_home = get(|app| matches!(app.screen, Screen::Home | Screen::Starting));
    let goes_home = screen == Screen::Home;
    if was_home && !goes_home {
        events::mark_history();
    } else if !was_home && goes_home {
        events::unmark_history();
    }
    put(screen);
}

/// Puts a screen on the screen and leaves the history alone.
pub fn put(screen: Screen) {
    ARRIVED.set(true);
    change(|app| {
        app.now = clock::now();
        app.screen = screen;
    });
}

/// Whether the screen has changed since this was last asked.
pub fn has_arrived() -> bool {
    ARRIVED.take()
}
