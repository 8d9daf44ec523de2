//! Who the person is, where, and whom to call.

use dioxus::prelude::ReadableExt;
use domain::api::case::{CaseView, What};
use domain::first_contact::FirstContact;
use domain::form::{self, Form};
use domain::notification::Notification;
use domain::time::Time;
use ui::texts::{language, t, tf};
use ui::{dates, texts};

use super::told::Line;
use crate::case::whereabouts;
use crate::desk::Desk;
use crate::first_contact::words::{kin, spoken, yes_no};
use crate::{notice, people, words};

/// What is known of a case, where it was found.
pub struct About<'a> {
    /// The case.
    pub view: &'a CaseView,
    /// The newest version of the notification, without what identifies the person.
    pub notified: Option<&'a Notification>,
    /// Its form.
    pub form: Option<&'static Form>,
    /// The newest first contact sheet.
    pub sheet: Option<&'a FirstContact>,
}

impl<'a> About<'a> {
    /// Of this case.
    pub fn new(view: &'a CaseView) -> Self {
        let versions = view.timeline.iter().filter_map(|entry| match &entry.what {
            What::Notified { notification, version, .. } => Some((*version, notification.as_ref())),
            _ => None,
        });
        let notified = versions.max_by_key(|(version, _)| *version).map(|(_, notification)| notification);
        Self {
            view,
            notified,
            form: notified.and_then(|notified| form::find(&notified.form)),
            sheet: view.first_contact.as_ref().map(|newest| &newest.sheet),
        }
    }

    /// What stands where a value is missing: whether it was asked and nobody knew, or not entered.
    pub fn missing(&self, code: &str) -> String {
        let unknown = self.notified.is_some_and(|notified| notified.answers.unknown.contains(code));
        t(if unknown { "console.summary.unknown" } else { "console.summary.not_entered" }).to_owned()
    }

    /// A value, or why there is none.
    pub fn or_missing(&self, code: &str, value: Option<String>) -> String {
        value.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| self.missing(code))
    }

    /// What identifies the person beside what every form asks.
    fn more(&self, code: &str) -> Option<String> {
        self.view.identity.more.get(code)?.as_str().map(str::to_owned)
    }

    /// An answer of the notification in the words of its form.
    pub fn answered(&self, code: &str) -> Option<String> {
        let answers = &self.notified?.answers;
        answers.has(code).then(|| notice::answer(self.form?.field(code)?, answers)).flatten()
    }

    /// What the first contact sheet says, else the notification with a word that it is from there.
    pub fn asked(&self, sheet: Option<String>, code: &str) -> String {
        let notified = || {
            let text = self.answered(code)?;
            Some(tf("console.summary.from_notification", &[("text", &text)]))
        };
        self.or_missing(code, sheet.or_else(notified))
    }

    /// Who it is.
    pub fn person(&self) -> Vec<Line> {
        let who = &self.view.identity;
        let months = who.age_months(dates::day_of(self.view.now));
        let estimated = who.birth_date.is_none();
        let age = months
            .map(people::age)
            .map(|age| if estimated { tf("console.summary.estimated", &[("age", &age)]) } else { age });
        let born = who.birth_date.map(people::birth_date);
        let pregnant = match (self.view.personal.pregnant, self.sheet.and_then(|sheet| sheet.pregnant)) {
            (true, _) => t("console.case.pregnant").to_owned(),
            (_, sheet) => self.asked(sheet.map(|_| yes_no(sheet).to_owned()), "pregnant"),
        };
        vec![
            line("console.field.name", self.or_missing("name", who.name.clone())),
            line("console.field.name_kana", self.or_missing("name_kana", who.name_kana.clone())),
            line("console.summary.sex", words::sex(who.sex)),
            line("console.export.age", self.or_missing("birth_date", age)),
            line("shared.field.birth_date", self.or_missing("birth_date", born)),
            line("console.field.pregnant", pregnant),
            line("console.field.language", self.speaks()),
        ]
    }

    fn speaks(&self) -> String {
        let spoken = self.sheet.and_then(|sheet| sheet.language).map(spoken);
        let interpreter = match self.sheet.and_then(|sheet| sheet.interpreter) {
            Some(true) => t("console.summary.interpreter"),
            Some(false) => t("console.summary.no_interpreter"),
            None => t("console.summary.interpreter_not_asked"),
        };
        words::list([spoken.unwrap_or(t("console.summary.not_entered")), interpreter].into_iter())
    }

    /// Where they are, and whom to call.
    pub fn place(&self, desk: Desk) -> Vec<Line> {
        let (view, who) = (self.view, &self.view.identity);
        let is_at = whereabouts(desk, view.care_status, view.place.as_ref(), view.room.as_deref());
        let outcome = view.outcome.map(words::outcome);
        let is_at =
            outcome.map_or(is_at.clone(), |outcome| words::list([is_at.as_str(), outcome].into_iter()));
        let location = match self.more("current_location") {
            Some(street) => [who.municipality.as_str(), &street].join(" "),
            None => {
                let missing = self.missing("current_location");
                tf("console.summary.no_street", &[("place", &who.municipality), ("missing", &missing)])
            }
        };
        let contact = match self.sheet.map(|sheet| (&sheet.emergency_contact, sheet.no_emergency_contact)) {
            Some((Some(contact), _)) => {
                [contact.name.as_str(), contact.relation.map_or("", kin), &contact.phone].join(" ")
            }
            Some((None, true)) => t("console.first_contact.contact_no").to_owned(),
            _ => t("console.summary.not_entered").to_owned(),
        };
        let mut lines = vec![
            line("console.summary.is_at", is_at),
            line("console.summary.location", location),
            line(
                "console.summary.address",
                self.or_missing("residence_address", self.more("residence_address")),
            ),
            line("console.field.phone", self.or_missing("phone", who.phone.clone())),
            line("console.field.no_emergency_contact", contact),
        ];
        let guardian = [self.more("guardian_name"), self.more("guardian_phone")];
        let guardian: Vec<_> = guardian.into_iter().flatten().collect();
        if !guardian.is_empty() {
            lines.push(line("console.summary.guardian", guardian.join(" ")));
        }
        lines
    }

    /// The responsible centre, and who made this sheet.
    pub fn centre(&self, desk: Desk) -> Vec<Line> {
        let list = desk.list.read();
        // What this person's desk shows is of the organisation at which they sit.
        let here = list.as_ref().filter(|list| list.organisation.id == self.view.centre);
        let contact = here.and_then(|list| list.contact.as_ref());
        let missing = || t("console.summary.not_entered").to_owned();
        let name = contact.map(|contact| match language() {
            texts::Language::English if !contact.name_en.is_empty() => contact.name_en.clone(),
            _ => contact.name.clone(),
        });
        let by = here.map_or_else(missing, |list| list.organisation.member.clone());
        let now = self.view.now;
        let made = [moment(now), by].join(" ");
        vec![
            line("console.field.organisation", name.unwrap_or_else(|| self.view.centre.to_string())),
            line("console.summary.by_day", contact.map_or_else(missing, |contact| contact.phone.clone())),
            line(
                "console.summary.at_night",
                contact.map_or_else(missing, |contact| contact.night_phone.clone()),
            ),
            line("console.import.case", people::number(&self.view.case)),
            line("console.summary.made", made),
        ]
    }
}

/// A line of the sheet.
pub fn line(name: &str, text: impl Into<String>) -> Line {
    (t(name).to_owned(), text.into())
}

/// A day with its year and the time: paper is read on other days too.
pub fn moment(at: Time) -> String {
    [dates::full_day(language(), dates::day_of(at)), dates::clock(at)].join(" ")
}
