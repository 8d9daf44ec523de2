//! The check-ins of the last seven days.

use dioxus::prelude::*;
use domain::api::isolation::MyCheckIn;
use ui::level::badge;
use ui::texts::t;

use crate::parts::moment;
use crate::state::App;

/// The list, newest first.
pub fn past(app: &App, check_ins: &[MyCheckIn]) -> Element {
    rsx! {
        section { class: "past", "aria-labelledby": "past",
            h2 { id: "past", class: "card-title", {t("patient.past.title")} }
            if check_ins.is_empty() {
                p { class: "soft", {t("patient.past.none")} }
            }
            ul { class: "past-list",
                for check_in in check_ins {
                    li { key: "{check_in.id}",
                        span { class: "past-time", {moment(app, check_in.effective_at)} }
                        {badge(check_in.level)}
                        span { class: "past-values", {values(check_in)} }
                    }
                }
            }
        }
    }
}

fn values(check_in: &MyCheckIn) -> String {
    let tenths = check_in.temperature_tenths;
    let temperature = tenths.map(|tenths| [(tenths / 10).to_string(), (tenths % 10).to_string()].join("."));
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
    let mut parts: Vec<String> = parts.into_iter().filter_map(part).collect();
    if parts.is_empty() {
        // An emergency told by its signs alone: the values come with the rest.
        let reasons = check_in.reasons.iter();
        parts = reasons.map(|reason| t(&["patient.reason.", reason.code()].concat()).to_owned()).collect();
    }
    parts.join(t("patient.list_between"))
}
