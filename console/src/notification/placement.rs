//! Where the person is and how they are followed.

use dioxus::prelude::*;
use domain::person::age_months;
use domain::placement::{CareStatus, Channel, Risk};
use domain::stay::place_kind;
use ui::errors::field_name;
use ui::field::Field;
use ui::texts::{language, t};
use ui::{clock, dates};

use super::page::Editing;
use super::read::{BIRTH_DATE, Reading};
use super::send::{PREGNANT, is_pregnant};
use super::values::{Placing, Values};
use crate::desk::{Desk, use_desk};
use crate::form::{Choice, Pick, Tick};
use crate::{people, words};

/// Ages that alone make a risk high, in months: 65 years and more, under 2 years (design 6).
const HIGH_FROM: u32 = 65 * 12;
const HIGH_UNDER: u32 = 2 * 12;

/// The placement part of the form.
#[component]
pub fn PlacementPart(editing: Editing) -> Element {
    let desk = use_desk();
    let values = editing.values.read();
    let placing = &values.placing;
    let status = |status: CareStatus| {
        let is_undecided = status == CareStatus::Arranging;
        let words =
            if is_undecided { t("console.notification.undecided") } else { words::care_status(status) };
        (status, words.to_owned())
    };
    let statuses = [
        CareStatus::HomeIsolation,
        CareStatus::HotelIsolation,
        CareStatus::Hospitalized,
        CareStatus::Arranging,
    ];
    let is_undecided = placing.care_status == Some(CareStatus::Arranging);
    rsx! {
        section { class: "form-part", id: "placement", tabindex: "-1",
            h2 { {t("console.notification.placement")} }
            div { class: "answers",
                div { class: "answer answer-wide",
                    Choice {
                        name: "care_status",
                        legend: t("console.field.care_status"),
                        required: true,
                        options: statuses.map(status).to_vec(),
                        chosen: placing.care_status,
                        onchoose: move |chosen| editing.change(|values| {
                            let placing = &mut values.placing;
                            if placing.care_status.and_then(place_kind) != place_kind(chosen) {
                                placing.place = None;
                            }
                            placing.care_status = Some(chosen);
                        }),
                        error: editing.error("care_status").or_else(|| editing.error("placement")),
                    }
                }
                if let Some(kind) = placing.care_status.and_then(place_kind) {
                    {whereabouts(editing, desk, kind)}
                }
                if !is_undecided {
                    {following(editing)}
                }
            }
        }
    }
}

/// The hotel or the hospital, and the room there.
fn whereabouts(editing: Editing, desk: Desk, kind: &'static str) -> Element {
    let values = editing.values.read();
    let list = desk.list.read();
    let is_hospital = kind == "hospital";
    let places = list.iter().flat_map(|list| if is_hospital { &list.hospitals } else { &list.hotels });
    rsx! {
        Pick {
            id: "place",
            label: t("console.field.place"),
            options: places.map(|place| (place.id.to_string(), people::place(place))).collect::<Vec<_>>(),
            chosen: values.placing.place.as_ref().map(ToString::to_string).unwrap_or_default(),
            onchoose: move |chosen: String| editing.change(|values| values.placing.place = chosen.parse().ok()),
            error: editing.error("place"),
        }
        Field {
            id: "room",
            label: field_name(language(), "room"),
            value: values.placing.room.as_str(),
            oninput: move |typed| editing.change(|values: &mut Values| values.placing.room = typed),
            onleave: move |()| editing.leave("room"),
            error: editing.error("room"),
            hint: t("console.notification.room_hint"),
        }
    }
}

fn following(editing: Editing) -> Element {
    let values = editing.values.read();
    let reading = editing.reading.read();
    let placing = &values.placing;
    let risks = [Risk::High, Risk::Standard];
    let channels = [Channel::App, Channel::StaffCall, Channel::AutoCall, Channel::Facility];
    let asks_pregnant = reading.form.field(PREGNANT).is_none() && reading.answers.text("sex") != Some("male");
    rsx! {
        div { class: "answer",
            Choice {
                name: "risk",
                legend: t("console.field.risk"),
                hint: t("console.notification.risk_hint"),
                options: risks.map(|risk| (risk, words::risk(risk).to_owned())).to_vec(),
                chosen: placing.risk,
                onchoose: move |chosen| editing.change(|values| values.placing.risk = Some(chosen)),
                error: editing.error("risk"),
            }
            if placing.risk == Some(Risk::Standard) && is_high(placing, &reading) {
                p { class: "banner banner-caution", role: "status", {t("console.notification.is_high")} }
            }
            if asks_pregnant {
                Tick {
                    id: PREGNANT,
                    label: t("console.notification.pregnant"),
                    ticked: placing.pregnant,
                    onchange: move |ticked| editing.change(|values| values.placing.pregnant = ticked),
                }
            }
        }
        div { class: "answer",
            Choice {
                name: "channel",
                legend: t("console.field.channel"),
                options: channels.map(|channel| (channel, words::channel(channel).to_owned())).to_vec(),
                chosen: placing.channel,
                onchoose: move |chosen| editing.change(|values| values.placing.channel = Some(chosen)),
                error: editing.error("channel"),
            }
        }
    }
}

/// Whether what is typed makes the risk high by itself. Only said, not enforced: staff decide.
fn is_high(placing: &Placing, reading: &Reading) -> bool {
    let today = dates::day_of(clock::now());
    let birth = reading.answers.date(BIRTH_DATE).filter(|birth| *birth <= today);
    let age = birth.map(|birth| age_months(birth, today));
    is_pregnant(placing, reading) || age.is_some_and(|months| !(HIGH_UNDER..HIGH_FROM).contains(&months))
}
