//! The patient's check-in app: one screen with today's check-in, and one question at a time.

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

use dioxus::prelude::*;
use ui::{browser, texts};

use crate::flow::Step;
use crate::state::{DRAFT, SCREEN, Screen};

fn main() {
    texts::load(texts::PATIENT);
    dioxus::launch(App);
}

#[component]
fn App() -> Element {
    use_hook(events::listen);
    use_future(session::start);
    use_future(events::tick);
    use_effect(|| state::keep_draft(&DRAFT.read()));
    use_effect(|| {
        let focus = match *SCREEN.read() {
            Screen::Question(Step::Measure(_)) => screens::measure::INPUT,
            _ => parts::HEADING,
        };
        if let Some(window) = web_sys::window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
        browser::focus(focus);
    });
    rsx! {
        main { class: "app", {screen()} }
    }
}

fn screen() -> Element {
    match SCREEN() {
        Screen::Starting => rsx! { screens::starting::Starting {} },
        Screen::Activate => rsx! { screens::activate::Activate {} },
        Screen::Home => rsx! { screens::home::Home {} },
        Screen::Question(Step::Danger) => rsx! { screens::danger::Danger {} },
        Screen::Question(Step::Measure(measure)) => rsx! { screens::measure::MeasureValue { measure } },
        Screen::Question(Step::Symptoms) => rsx! { screens::symptoms::Symptoms {} },
        Screen::Question(Step::Antipyretic) => rsx! { screens::antipyretic::Antipyretic {} },
        Screen::Question(Step::Finish) => rsx! { screens::finish::Finish {} },
        Screen::Emergency(then) => rsx! { screens::emergency::Emergency { then } },
        Screen::Answer(id) => rsx! { screens::answer::Answer { id } },
    }
}
