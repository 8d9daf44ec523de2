//! The dialog about one release: released on a day, or not yet; with a reason where something is unknown.

use dioxus::prelude::*;
use domain::api::error::{FieldError, Problem};
use domain::api::release::{ConfirmRelease, ReleaseDecision, ReleaseRow};
use domain::ids::RequestId;
use domain::operation::Operation;
use domain::reading::too_long;
use domain::release::Verdict;
use domain::time::Date;
use serde::{Deserialize, Serialize};
use ui::errors::field_text;
use ui::texts::{language, t, tf};
use ui::{clock, dates};

use super::conditions::Conditions;
use super::row::who;
use crate::calls;
use crate::close::NOTE_AT_MOST;
use crate::desk::{Done, use_desk};
use crate::dialog::Dialog;
use crate::draft::use_draft;
use crate::form::{Choice, Note};
use crate::sending::{Buttons, Refusal, use_sending};

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Decided {
    NotYet,
    On(Date),
}

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Values {
    request_id: RequestId,
    decided: Option<Decided>,
    note: String,
}

impl Values {
    fn read(&self, row: &ReleaseRow) -> Result<ConfirmRelease, Vec<FieldError>> {
        let wrong = |field: &str| FieldError::new(field, Problem::Missing);
        let mut errors = Vec::new();
        errors.extend(self.decided.is_none().then(|| wrong("decision")));
        let by_hand = row.assessment.verdict != Verdict::Ready || self.decided == Some(Decided::NotYet);
        errors.extend((by_hand && self.note.trim().is_empty()).then(|| wrong("note")));
        errors.extend(too_long("note", &self.note, NOTE_AT_MOST));
        let Some(decided) = self.decided.filter(|_| errors.is_empty()) else { return Err(errors) };
        let (decision, release_date) = match decided {
            Decided::NotYet => (ReleaseDecision::NotYet, None),
            Decided::On(day) => (ReleaseDecision::Released, Some(day)),
        };
        Ok(ConfirmRelease {
            request_id: self.request_id.clone(),
            case: row.case.clone(),
            seen: row.version,
            decision,
            release_date,
            note: Some(self.note.clone()).filter(|note| !note.trim().is_empty()),
        })
    }
}

/// The days on which somebody can be released now.
fn days(row: &ReleaseRow, today: Date) -> Vec<Date> {
    let assessed = &row.assessment;
    match assessed.verdict {
        Verdict::Ready => assessed.release_date.into_iter().collect(),
        Verdict::ByHand => {
            let earliest = assessed.earliest.filter(|earliest| *earliest < today);
            earliest.into_iter().chain([today]).collect()
        }
        Verdict::NotYet | Verdict::Unknown => Vec::new(),
    }
}

/// Asks what is decided about one release.
#[component]
pub fn Decide(
    /// The release as it is on the screen.
    row: ReleaseRow,
    /// Called when the dialog is done with; whether something was decided.
    onclose: EventHandler<bool>,
) -> Element {
    let mut desk = use_desk();
    let form = use_hook(|| format!("release-{}", row.case));
    let new = || Values { request_id: calls::new_id(), decided: None, note: String::new() };
    let is_blank = |values: &Values| values.decided.is_none() && values.note.is_empty();
    let mut values = use_draft(&form, new, is_blank).values;
    let mut sending = use_sending("release-", &form, onclose);
    let shown = row.clone();
    let send = move |()| {
        let Some(body) = sending.begin(values.peek().read(&shown)) else { return };
        let who = who(&shown);
        spawn(async move {
            if sending.send(Operation::ConfirmRelease, &body).await.is_ok() {
                let key = match body.decision {
                    ReleaseDecision::Released => "console.release.done",
                    _ => "console.release.put_off",
                };
                desk.done.set(Some(Done::new(tf(key, &[("who", &who)]))));
                desk.refresh_soon();
                sending.close();
            } else {
                // Another press after a refusal is another request.
                values.with_mut(|values| values.request_id = calls::new_id());
            }
        });
    };
    let typed = values();
    let today = dates::day_of(clock::now());
    let on = |day: Date| {
        let text = dates::full_day(language(), day);
        (Decided::On(day), tf("console.release.release_on", &[("day", &text)]))
    };
    let mut options: Vec<_> = days(&row, today).into_iter().map(on).collect();
    options.push((Decided::NotYet, t("console.release.later").to_owned()));
    let refused: Vec<String> = sending
        .errors()
        .iter()
        .filter(|error| error.field.starts_with("conditions."))
        .map(|error| field_text(language(), error))
        .collect();
    let hint = match row.assessment.verdict {
        Verdict::Ready => "console.release.note_hint",
        _ => "console.release.note_needed",
    };
    rsx! {
        Dialog { id: "release", title: t("console.release.decide"), onclose: move |()| sending.cancel(),
            p { class: "who-kana", {who(&row)} }
            Refusal { sending }
            for text in refused {
                p { class: "banner banner-wrong", "{text}" }
            }
            Conditions { assessment: row.assessment.clone() }
            Choice {
                name: "release-decision",
                legend: t("console.field.decision"),
                options,
                chosen: typed.decided,
                onchoose: move |decided| values.with_mut(|values| values.decided = Some(decided)),
                error: sending.wrong("decision").or(sending.wrong("release_date")),
                required: true,
            }
            Note {
                id: "release-note",
                label: t("console.field.reason"),
                hint: t(hint),
                value: typed.note.clone(),
                at_most: NOTE_AT_MOST,
                oninput: move |text: String| values.with_mut(|values| values.note.clone_from(&text)),
                error: sending.wrong("note"),
            }
            p { class: "banner banner-caution", {t("console.release.final")} }
            Buttons { sending, label: t("console.release.send"), onsend: send }
        }
    }
}
