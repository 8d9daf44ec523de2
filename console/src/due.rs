//! Clocks: until when something is to be dealt with, and how that stands now.

use chrono::Datelike;
use dioxus::prelude::*;
use domain::time::{Span, Time};
use gloo_timers::future::TimeoutFuture;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

/// The app's time, second by second.
#[derive(Clone, Copy)]
pub struct Now(Signal<Time>);

/// Starts the one clock of all pages.
pub fn use_now_provider() {
    let mut now = use_context_provider(|| Now(Signal::new(clock::now())));
    use_future(move || async move {
        loop {
            TimeoutFuture::new(1_000).await;
            now.0.set(clock::now());
        }
    });
}

/// Now. A component that calls this is drawn again every second: keep it small.
pub fn use_now() -> Time {
    use_context::<Now>().0()
}

/// A clock that runs: `17:15まで` and how long that is; overdue by word, shape and colour.
#[component]
pub fn Due(
    /// Until when.
    at: Time,
) -> Element {
    let now = use_now();
    let overdue = now > at;
    let soon = !overdue && at - now <= Span::minutes(15);
    rsx! {
        span { class: "due", class: if overdue { "due-over" }, class: if soon { "due-soon" },
            if overdue {
                svg { class: "due-sign", view_box: "0 0 24 24", "aria-hidden": "true",
                    path { d: "M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22z" }
                    path { class: "due-hands", d: "M12 6v6l4 3" }
                }
            }
            span { class: "due-left", {left(at, now)} }
            span { class: "due-at", {tf("console.due.until", &[("time", &moment(at, now))])} }
        }
    }
}

/// How long something has been so: `12分前から`.
#[component]
pub fn Since(
    /// Since when.
    at: Time,
) -> Element {
    let now = use_now();
    rsx! {
        {tf("console.since", &[("time", &moment(at, now))])}
    }
}

fn left(at: Time, now: Time) -> String {
    if at >= now && at - now < Span::minutes(1) {
        t("console.due.now").to_owned()
    } else {
        dates::countdown(language(), at, now)
    }
}

/// `11/19`, where there is little room.
pub fn short_day(at: Time) -> String {
    let day = dates::day_of(at);
    format!("{}/{}", day.month(), day.day())
}

/// The time of day, with its day if that is not today.
pub fn moment(at: Time, now: Time) -> String {
    if dates::day_of(at) == dates::day_of(now) {
        dates::clock(at)
    } else {
        dates::moment(language(), at, now)
    }
}
