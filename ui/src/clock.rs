//! The one clock of an app: the device's own, moved by what the server says in a demo.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::{Span, Time};

static OFFSET_SECONDS: AtomicI64 = AtomicI64::new(0);

/// Now. Only in a browser.
#[allow(clippy::cast_possible_truncation)] // milliseconds since 1970 are far from the limits
pub fn now() -> Time {
    let device = Time::from_seconds((js_sys::Date::now() / 1000.0) as i64);
    device + Span::seconds(OFFSET_SECONDS.load(Ordering::Relaxed))
}

/// Takes over how far the server's clock was moved, in seconds; always 0 outside a demo.
pub fn set_offset(seconds: i64) {
    OFFSET_SECONDS.store(seconds, Ordering::Relaxed);
}
