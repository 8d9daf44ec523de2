//! The patient's check-in app: one screen with today's check-in, and one question at a time.
//!
//! Small matters here: a phone on a bad line waits for every byte. So there is one component and
//! one state; the screens are plain functions, which cost a fraction of a component each.

mod advice;
mod birth_date;
mod check_in;
mod draft;
mod entry_link;
mod events;
mod flow;
mod outbox;
mod parts;
mod screens;
mod sending;
mod session;
mod state;
mod today;
mod words;

use dioxus::prelude::*;
use ui::{browser, texts};

use crate::flow::Step;
use crate::state::{App, Screen};

fn main() {
    texts::load(texts::PATIENT);
    dioxus::launch(Root);
}

#[component]
fn Root() -> Element {
    use_hook(events::listen);
    use_future(session::start);
    use_future(events::tick);
    use_effect(focus_on_arrival);
    let app = state::app();
    rsx! {
        main { class: "app", {screen(&app)} }
    }
}

fn screen(app: &App) -> Element {
    match &app.screen {
        Screen::Starting => screens::starting::starting(app),
        Screen::Activate => screens::activate::activate(app),
        Screen::Home => screens::home::home(app),
        Screen::Question(Step::Danger) => screens::danger::danger(app),
        Screen::Question(Step::Measure(measure)) => screens::measure::measure(app, *measure),
        Screen::Question(Step::Symptoms) => screens::symptoms::symptoms(app),
        Screen::Question(Step::Antipyretic) => screens::antipyretic::antipyretic(app),
        Screen::Question(Step::Finish) => screens::finish::finish(app),
        Screen::Emergency(then) => screens::emergency::emergency(app, *then),
        Screen::Answer(id) => screens::answer::answer(app, id),
    }
}

/// A new screen begins at its top, with the focus on its heading or its one input.
fn focus_on_arrival() {
    let screen = state::app().screen.clone();
    if !state::has_arrived() {
        return;
    }
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    browser::focus(match screen {
        Screen::Question(Step::Measure(_)) => screens::measure::INPUT,
        _ => parts::HEADING,
    });
}
