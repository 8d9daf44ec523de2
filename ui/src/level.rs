//! The four levels as both apps show them: a word, a shape and a colour, so that none of the
//! three has to be seen alone (design 9).

use dioxus::prelude::*;
use domain::level::Level;

use crate::texts::t;

/// The code of a level, in texts and class names.
pub const fn code(level: Level) -> &'static str {
    match level {
        Level::Ok => "ok",
        Level::Caution => "caution",
        Level::Urgent => "urgent",
        Level::Emergency => "emergency",
        Level::Unknown => "unknown",
    }
}

/// The shape in a square of 24: circle, triangle, diamond, octagon.
const fn shape(level: Level) -> &'static str {
    match level {
        Level::Ok => "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z",
        Level::Caution => "M12 2 23 21H1z",
        Level::Urgent => "M12 1 23 12 12 23 1 12z",
        Level::Emergency | Level::Unknown => "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z",
    }
}

/// A tick where all is well, an exclamation mark else.
const fn sign(level: Level) -> &'static str {
    match level {
        Level::Ok => "m7 12.5 3.5 3.5L17 9",
        Level::Caution => "M12 9v5.500M12 17.500v.500",
        _ => "M12 6.500v6.500M12 17v.500",
    }
}

/// A level as word, shape and colour.
#[component]
pub fn LevelBadge(
    /// How bad it is.
    level: Level,
) -> Element {
    badge(level)
}

/// The same without the machinery of a component, which is what an app of few bytes uses.
pub fn badge(level: Level) -> Element {
    let code = code(level);
    let word = ["shared.level.", code].concat();
    rsx! {
        span { class: "level level-{code}",
            svg { class: "level-shape level-shape-{code}", view_box: "0 0 24 24", "aria-hidden": "true",
                path { class: "level-shape-body", d: shape(level) }
                path { class: "level-shape-sign", d: sign(level) }
            }
            span { {t(&word)} }
        }
    }
}
