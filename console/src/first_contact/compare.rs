//! Somebody else's newer sheet beside what is typed, with what differs marked. Nothing typed is lost.

use dioxus::prelude::*;
use domain::api::first_contact::FirstContactView;
use domain::first_contact::FirstContact;
use domain::time::Time;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::page::Editing;
use super::words::{factor, hours, kin, onset, oximeter, spoken, yes_no};
use crate::words;

/// The newer sheet and what is typed, question by question.
#[component]
pub fn Compare(
    editing: Editing,
    newest: Box<FirstContactView>,
    now: Time,
    /// Called with the number of the sheet when the person has seen it.
    onseen: EventHandler<u32>,
) -> Element {
    let (mine, _) = editing.values.read().read(dates::day_of(clock::now()));
    let n = newest.n;
    let name = newest.by.name.clone().unwrap_or_default();
    let time = dates::moment(language(), newest.at, now);
    let pairs: Vec<_> = told(&newest.sheet).into_iter().zip(told(&mine)).collect();
    rsx! {
        section { class: "banner banner-caution compare", id: "compare", tabindex: "-1",
            h2 { {tf("console.first_contact.news", &[("name", &name), ("time", &time)])} }
            p { {t("console.first_contact.news_text")} }
            table {
                thead {
                    tr {
                        th { scope: "col", {t("console.first_contact.question")} }
                        th { scope: "col", {t("console.first_contact.theirs")} }
                        th { scope: "col", {t("console.first_contact.mine")} }
                    }
                }
                tbody {
                    for ((key , theirs) , (_ , mine)) in pairs {
                        tr { key: "{key}", class: if theirs != mine { "differs" },
                            th { scope: "row",
                                {t(key)}
                                if theirs != mine {
                                    span { class: "tag", {t("console.first_contact.differs")} }
                                }
                            }
                            td { "{theirs}" }
                            td { "{mine}" }
                        }
                    }
                }
            }
            if editing.values.read().seen < n {
                button { class: "button", r#type: "button", onclick: move |_| onseen(n), {t("console.first_contact.seen")} }
            }
        }
    }
}

/// Every answer of a sheet in words, in the order of the form.
pub fn told(sheet: &FirstContact) -> Vec<(&'static str, String)> {
    let not_asked = || t("console.first_contact.not_asked").to_owned();
    let contact = match &sheet.emergency_contact {
        Some(contact) => [contact.name.as_str(), contact.relation.map_or("", kin), &contact.phone].join(" "),
        None if sheet.no_emergency_contact => t("console.first_contact.contact_no").to_owned(),
        None => not_asked(),
    };
    let factors = sheet.risk_factors.as_ref().map(|factors| {
        if factors.is_empty() {
            t("console.first_contact.no_factors").to_owned()
        } else {
            words::list(factors.iter().copied().map(factor))
        }
    });
    let household = sheet.household.iter().map(|member| {
        let linked = if member.case.is_some() { t("console.first_contact.is_case") } else { "" };
        [member.name_kana.as_str(), member.relation.map_or("", kin), linked].join(" ")
    });
    let risk =
        sheet.risk_override.as_ref().map(|chosen| [words::risk(chosen.risk), &chosen.reason].join(" "));
    vec![
        ("console.field.lives_alone", yes_no(sheet.lives_alone).to_owned()),
        ("console.field.risk_factors", factors.unwrap_or_else(not_asked)),
        ("console.field.immunocompromised", yes_no(sheet.immunocompromised).to_owned()),
        ("console.field.pregnant", yes_no(sheet.pregnant).to_owned()),
        (
            "console.field.severity",
            sheet.severity.map_or_else(not_asked, |it| words::severity(it).to_owned()),
        ),
        ("console.field.onset", sheet.onset.map_or_else(not_asked, onset)),
        ("console.field.oximeter", sheet.oximeter.map_or_else(not_asked, |it| oximeter(it).to_owned())),
        ("console.field.channel", sheet.channel.map_or_else(not_asked, |it| words::channel(it).to_owned())),
        ("console.field.no_emergency_contact", contact),
        ("console.field.best_hours", hours(sheet).unwrap_or_else(not_asked)),
        ("console.field.language", sheet.language.map_or_else(not_asked, |it| spoken(it).to_owned())),
        ("console.first_contact.interpreter", yes_no(sheet.interpreter).to_owned()),
        ("console.field.household", household.collect::<Vec<_>>().join(" / ")),
        ("console.field.notes", sheet.notes.clone().unwrap_or_default()),
        ("console.first_contact.override", risk.unwrap_or_default()),
    ]
}
