//! Where the person is and how they are followed.

use dioxus::prelude::*;
use domain::person::{Sex, age_months};
use domain::placement::{CareStatus, Channel, Risk};
use ui::texts::t;
use ui::{clock, dates};

use super::page::{Editing, Line};
use super::read::Days;
use super::values::{Text, Values};
use crate::desk::use_desk;
use crate::form::{Choice, Tick};
use crate::{people, words};

/// Ages that alone make a risk high, in months: 65 years and more, under 2 years (design 6).
const HIGH_FROM: u32 = 65 * 12;
const HIGH_UNDER: u32 = 2 * 12;

/// The placement part of the form.
#[component]
pub fn PlacementPart(editing: Editing) -> Element {
    let desk = use_desk();
    let values = editing.values.read();
    let in_hotel = values.care_status == Some(CareStatus::HotelIsolation);
    let hotels: Vec<_> = desk
        .list
        .read()
        .iter()
        .flat_map(|list| &list.hotels)
        .map(|hotel| (hotel.id.clone(), people::place(hotel)))
        .collect();
    let statuses = [CareStatus::HomeIsolation, CareStatus::HotelIsolation];
    let risks = [Risk::High, Risk::Standard];
    let channels = [Channel::App, Channel::StaffCall, Channel::AutoCall, Channel::Facility];
    rsx! {
        section { class: "form-part",
            h2 { {t("console.notification.placement")} }
            Choice {
                name: "care_status",
                legend: t("console.field.care_status"),
                options: statuses.map(|status| (status, words::care_status(status).to_owned())).to_vec(),
                chosen: values.care_status,
                onchoose: move |chosen| editing.change(|values| values.care_status = Some(chosen)),
                error: editing.error("care_status"),
            }
            if in_hotel {
                div { class: "field", class: if editing.error("place").is_some() { "field-wrong" },
                    label { class: "field-label", r#for: "place", {t("console.field.place")} }
                    select {
                        id: "place",
                        class: "field-input",
                        "aria-describedby": "place-error",
                        onchange: move |event| editing.change(|values| values.place = event.value().parse().ok()),
                        option { value: "", selected: values.place.is_none(), {t("console.form.choose")} }
                        for (id , name) in hotels {
                            option { key: "{id}", value: "{id}", selected: values.place.as_ref() == Some(&id), "{name}" }
                        }
                    }
                    ui::field::FieldError { id: "place-error", error: editing.error("place") }
                }
                Line { editing, field: Text::Room, hint: t("console.notification.room_hint") }
            }
            Choice {
                name: "risk",
                legend: t("console.field.risk"),
                hint: t("console.notification.risk_hint"),
                options: risks.map(|risk| (risk, words::risk(risk).to_owned())).to_vec(),
                chosen: values.risk,
                onchoose: move |chosen| editing.change(|values| values.risk = Some(chosen)),
                error: editing.error("risk"),
            }
            if values.risk == Some(Risk::Standard) && is_high(&values) {
                p { class: "banner banner-caution", role: "status", {t("console.notification.is_high")} }
            }
            if values.sex != Some(Sex::Male) {
                Tick {
                    id: "pregnant",
                    label: t("console.notification.pregnant"),
                    ticked: values.pregnant,
                    onchange: move |ticked| editing.change(|values| values.pregnant = ticked),
                }
            }
            Choice {
                name: "channel",
                legend: t("console.field.channel"),
                options: channels.map(|channel| (channel, words::channel(channel).to_owned())).to_vec(),
                chosen: values.channel,
                onchoose: move |chosen| editing.change(|values| values.channel = Some(chosen)),
                error: editing.error("channel"),
            }
        }
    }
}

/// Whether what is typed makes the risk high by itself. Only said, not enforced: staff decide.
fn is_high(values: &Values) -> bool {
    let today = dates::day_of(clock::now());
    let age = Days::of(values, today).birth.map(|birth| age_months(birth, today));
    values.pregnant || age.is_some_and(|months| !(HIGH_UNDER..HIGH_FROM).contains(&months))
}
