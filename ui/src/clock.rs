//! The one clock of an app: the device's own, moved by what the server says in a demo.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::{Span, Time};

use crate::browser;

/// How far the clock was moved, in seconds; `UNREAD` until the device was asked.
static OFFSET_SECONDS: AtomicI64 = AtomicI64::new(UNREAD);
const UNREAD: i64 = i64::MIN;
/// Kept on the device, because an app that is opened without a network measures times, too.
const KEY: &str = "mimamori-clock";

/// Now. Only in a browser.
#[allow(clippy::cast_possible_truncation)] // milliseconds since 1970 are far from the limits
pub fn now() -> Time {
    let device = Time::from_seconds((js_sys::Date::now() / 1000.0) as i64);
    device + Span::seconds(offset())
}

/// Takes over how far the server's clock was moved, in seconds; always 0 outside a demo.
pub fn set_offset(seconds: i64) {
    if seconds == offset() {
        return;
    }
    OFFSET_SECONDS.store(seconds, Ordering::Relaxed);
    if seconds == 0 {
        browser::forget(KEY);
    } else {
        browser::store(KEY, &seconds.to_string());
    }
}

fn offset() -> i64 {
    let mut offset = OFFSET_SECONDS.load(Ordering::Relaxed);
    if offset == UNREAD {
        offset = browser::stored(KEY).and_then(|text| text.parse().ok()).unwrap_or(0);
        OFFSET_SECONDS.store(offset, Ordering::Relaxed);
    }
    offset
}
