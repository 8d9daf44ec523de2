//! The check-ins of the last seven days.

use dioxus::prelude::*;
use domain::api::isolation::MyCheckIn;
use ui::level::LevelBadge;
use ui::texts::t;

use crate::parts::moment;

/// The list, newest first.
#[component]
pub fn Past(
    /// The check-ins.
    check_ins: Vec<MyCheckIn>,
) -> Element {
    rsx! {
        section { class: "past", "aria-labelledby": "past",
            h2 { id: "past", class: "card-title", {t("patient.past.title")} }
            if check_ins.is_empty() {
                p { class: "soft", {t("patient.past.none")} }
            }
            ul { class: "past-list",
                for check_in in check_ins {
                    li { key: "{check_in.id}",
                        span { class: "past-time", {moment(check_in.effective_at)} }
                        LevelBadge { level: check_in.level }
                        span { class: "past-values", {values(&check_in)} }
                    }
                }
            }
        }
    }
}

fn values(check_in: &MyCheckIn) -> String {
    let temperature = check_in.temperature_tenths.map(|tenths| format!("{}.{}", tenths / 10, tenths % 10));
    let parts = [
        ("body_temperature", temperature),
        ("spo2", check_in.spo2.map(|value| value.to_string())),
        ("pulse", check_in.pulse.map(|value| value.to_string())),
    ];
    let part = |(code, value): (&str, Option<String>)| {
        let label = t(&["patient.measure.", code, ".short"].concat());
        let unit = t(&["patient.measure.", code, ".unit"].concat());
        value.map(|value| [label, "\u{a0}", &value, "\u{a0}", unit].concat())
    };
    let parts: Vec<String> = parts.into_iter().filter_map(part).collect();
    parts.join(t("patient.list_between"))
}
