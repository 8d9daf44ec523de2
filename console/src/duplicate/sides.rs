//! Two notifications side by side: what differs first, then what is the same.

use dioxus::prelude::*;
use domain::api::case::{CaseView, What};
use domain::api::review::NotificationView;
use domain::duplicate::{Likeness, Linkage, Side, likeness, proposal};
use domain::form::Filled;
use domain::operation::Operation;
use domain::time::Date;
use ui::api::Failure;
use ui::dates;
use ui::texts::{language, t};

use crate::calls;
use crate::case::whereabouts;
use crate::desk::{Desk, use_desk};
use crate::notice::{self, Said};
use crate::words;

/// A case and its notification.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    /// The case.
    pub case: CaseView,
    /// Its notification with all versions.
    pub notice: NotificationView,
}

impl Sheet {
    /// Fetches the notification of a case, and the case.
    pub async fn load(case: &domain::ids::CaseId) -> Result<Self, Failure> {
        let query = case.to_string();
        let case = calls::read(Operation::GetCase, &[("case", &query)]).await?;
        let notice = calls::read(Operation::GetNotification, &[("case", &query)]).await?;
        Ok(Self { case, notice })
    }

    /// When it was first notified.
    pub fn notified(&self) -> Date {
        self.notice
            .versions
            .first()
            .map_or_else(|| dates::day_of(self.case.now), |first| dates::day_of(first.at))
    }

    fn filled(&self) -> Option<(&str, &Filled)> {
        self.notice.versions.last().map(|newest| (newest.form.as_str(), &newest.answers))
    }

    fn side(&self) -> Side<'_> {
        Side {
            identity: &self.case.identity,
            notified: self.notified(),
            onset: self.filled().and_then(|(_, filled)| filled.date("onset_date")),
            ended: self.case.ended_at.map(dates::day_of),
        }
    }

    /// How the case stands, beside what was filed.
    fn state(&self, desk: Desk) -> Vec<(&'static str, String)> {
        let case = &self.case;
        let newest = case.timeline.iter().find(|entry| matches!(entry.what, What::CheckedIn { .. }));
        let newest = newest.map(|entry| dates::moment(language(), entry.at, case.now));
        let alerts = case.work.iter().filter(|row| row.work.is_alert()).count();
        let care = whereabouts(desk, case.care_status, case.place.as_ref(), case.room.as_deref());
        vec![
            (t("console.duplicate.notified"), dates::full_day(language(), self.notified())),
            (t("console.duplicate.state"), words::notification_state(self.notice.state).to_owned()),
            (t("console.duplicate.kind"), words::case_kind(case.kind).to_owned()),
            (t("console.duplicate.care"), care),
            (
                t("console.duplicate.check_in"),
                newest.unwrap_or_else(|| t("console.duplicate.no_check_in").to_owned()),
            ),
            (t("console.duplicate.alerts"), alerts.to_string()),
        ]
    }
}

/// Why two look alike, and what the machine proposes.
pub fn judged(one: &Sheet, other: &Sheet) -> (Vec<Likeness>, Linkage) {
    let (a, b) = (one.side(), other.side());
    (likeness(&a, &b), proposal(&a, &b))
}

/// What each says to one question.
type Row = (String, [String; 2]);

/// The answers of both, by the order of their forms: what identifies the person, and the rest.
fn answers(one: &Sheet, other: &Sheet) -> [Vec<Row>; 2] {
    let mut identity: Vec<Row> = Vec::new();
    let mut rest: Vec<Row> = Vec::new();
    for (place, sheet) in [one, other].into_iter().enumerate() {
        let said = sheet.filled().map(|(form, filled)| notice::said(form, filled)).unwrap_or_default();
        for Said { label, text, identifies } in said {
            let rows = if identifies { &mut identity } else { &mut rest };
            match rows.iter_mut().find(|(known, _)| *known == label) {
                Some((_, texts)) => texts[place] = text,
                None => {
                    let mut texts = <[String; 2]>::default();
                    texts[place] = text;
                    rows.push((label, texts));
                }
            }
        }
    }
    [identity, rest]
}

/// The comparison.
#[component]
pub fn Sides(one: Sheet, other: Sheet) -> Element {
    let desk = use_desk();
    let states = one.state(desk).into_iter().zip(other.state(desk));
    let states: Vec<Row> = states.map(|((label, a), (_, b))| (label.to_owned(), [a, b])).collect();
    let [identity, rest] = answers(&one, &other);
    let (same, differs): (Vec<Row>, Vec<Row>) = rest.into_iter().partition(|(_, [a, b])| a == b);
    rsx! {
        table { class: "sides",
            thead {
                tr {
                    th { scope: "col", {t("console.duplicate.question")} }
                    th { scope: "col", {t("console.duplicate.this")} }
                    th { scope: "col", {t("console.duplicate.other")} }
                }
            }
            Rows { rows: identity }
            Rows { rows: states }
            Rows { rows: differs }
        }
        if !same.is_empty() {
            details { class: "sides-same",
                summary { {t("console.duplicate.same_answers")} }
                table { class: "sides",
                    Rows { rows: same }
                }
            }
        }
    }
}

#[component]
fn Rows(rows: Vec<Row>) -> Element {
    rsx! {
        tbody {
            for (label , [one , other]) in rows {
                tr { key: "{label}", class: if one != other { "changed" },
                    th { scope: "row",
                        "{label}"
                        if one != other {
                            span { class: "tag", {t("console.duplicate.differs")} }
                        }
                    }
                    td { {shown(&one)} }
                    td { {shown(&other)} }
                }
            }
        }
    }
}

/// What was not answered says so.
fn shown(text: &str) -> &str {
    if text.is_empty() { t("console.duplicate.no_answer") } else { text }
}
