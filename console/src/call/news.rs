//! What happened since the form was opened: it must be seen before the work is closed.

use dioxus::prelude::*;
use domain::api::case::{CaseView, Entry, What};
use domain::time::Time;
use ui::texts::t;

use crate::case::Happened;

/// Entries newer than `since`, without the taking in hand that opening the form itself does.
pub fn news(view: &CaseView, since: Time) -> Vec<Entry> {
    let is_news = |entry: &&Entry| {
        entry.at > since
            && !matches!(entry.what, What::Taken { .. } | What::Handed { .. } | What::PutBack { .. })
    };
    view.timeline.iter().filter(is_news).cloned().collect()
}

/// Shows the news, if there is any.
#[component]
pub fn News(view: CaseView, since: Option<Time>) -> Element {
    let entries = since.map(|since| news(&view, since)).unwrap_or_default();
    rsx! {
        div { role: "alert",
            if !entries.is_empty() {
                section { class: "banner banner-caution news", id: "news", tabindex: "-1",
                    h2 { {t("console.call.news")} }
                    p { {t("console.call.news_text")} }
                    ol { class: "timeline-list",
                        for (i , entry) in entries.into_iter().enumerate() {
                            Happened { key: "{i}", entry }
                        }
                    }
                }
            }
        }
    }
}
