//! What the sheet says, line by line. What nobody knows is said so: an empty line could mean that all is
//! well, or that nobody asked.

use dioxus::prelude::ReadableExt;
use domain::api::case::{CaseView, What};
use domain::first_contact::FirstContact;
use domain::form::{self, Form};
use domain::notification::Notification;
use domain::reading::{Answers, Measure};
use domain::rules;
use ui::level::code;
use ui::texts::{language, t, tf};
use ui::{dates, texts};

use crate::case::{check_ins, describe, symptoms, value, whereabouts};
use crate::desk::Desk;
use crate::first_contact::words::{factor, kin, onset, oximeter, reasons, spoken, yes_no};
use crate::{notice, people, words};

/// Check-ins that fit on the sheet; the newest ones.
const READINGS: usize = 6;
/// Open work that fits on the sheet; the worst.
const ALERTS: usize = 6;
/// Longest remarks and notes of a sheet that must stay one page, in characters.
const WORDS: usize = 300;

/// The name of a line, and what it says.
pub type Line = (String, String);

/// A part of the sheet.
#[derive(Clone, PartialEq)]
pub struct Part {
    /// Its heading.
    pub title: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The sheet.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// The parts above the table.
    pub parts: Vec<Part>,
    /// The newest check-ins, newest first: time, temperature, SpO2, pulse, level.
    pub readings: Vec<[String; 5]>,
    /// The limits against which they are judged.
    pub limits: String,
    /// The parts below the table.
    pub below: Vec<Part>,
}

/// The columns of the table.
pub fn columns() -> [&'static str; 5] {
    [
        t("console.summary.time"),
        words::measure(Measure::BodyTemperature),
        words::measure(Measure::Spo2),
        words::measure(Measure::Pulse),
        t("console.column.level"),
    ]
}

/// Everything that the sheet says of a case.
pub fn tell(view: &CaseView, desk: Desk) -> Told {
    let about = About::new(view);
    let part = |title: &'static str, lines: Vec<Line>| Part { title: t(title), lines };
    Told {
        parts: vec![
            part("console.summary.person", about.person()),
            part("console.summary.place", about.place(desk)),
            part("console.summary.illness", about.illness()),
            part("console.summary.now", about.state()),
        ],
        readings: about.readings(),
        limits: about.limits(),
        below: vec![
            part("console.summary.alerts", about.alerts()),
            part("console.summary.centre", about.centre(desk)),
        ],
    }
}

impl Told {
    /// The sheet as plain text.
    pub fn text(&self, title: &str) -> String {
        let mut lines = vec![title.to_owned()];
        let add = |lines: &mut Vec<String>, part: &Part| {
            lines.push(tf("console.summary.part", &[("title", part.title)]));
            lines.extend(part.lines.iter().map(|(name, text)| pair(name, text)));
        };
        self.parts.iter().for_each(|part| add(&mut lines, part));
        if !self.readings.is_empty() {
            lines.push(columns().join(" / "));
            lines.extend(self.readings.iter().map(|row| row.join(" / ")));
        }
        lines.push(self.limits.clone());
        self.below.iter().for_each(|part| add(&mut lines, part));
        lines.join("\n")
    }
}

fn pair(name: &str, text: &str) -> String {
    tf("console.timeline.pair", &[("name", name), ("value", text)])
}

fn line(name: &str, text: impl Into<String>) -> Line {
    (t(name).to_owned(), text.into())
}

/// The first words of a long text, and a sign that there are more.
fn cut(text: &str) -> String {
    let short: String = text.chars().take(WORDS).collect();
    if short.len() < text.len() { tf("console.summary.cut", &[("text", &short)]) } else { short }
}

/// What is known of a case, where it was found.
struct About<'a> {
    view: &'a CaseView,
    /// The newest version of the notification, without what identifies the person.
    notified: Option<&'a Notification>,
    form: Option<&'static Form>,
    sheet: Option<&'a FirstContact>,
    last: Option<&'a Answers>,
}

impl<'a> About<'a> {
    fn new(view: &'a CaseView) -> Self {
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
            last: check_ins(&view.timeline).first().map(|shown| shown.answers),
        }
    }

    /// What stands where a value is missing: whether it was asked and nobody knew, or not entered.
    fn missing(&self, code: &str) -> String {
        let unknown = self.notified.is_some_and(|notified| notified.answers.unknown.contains(code));
        t(if unknown { "console.summary.unknown" } else { "console.summary.not_entered" }).to_owned()
    }

    fn or_missing(&self, code: &str, value: Option<String>) -> String {
        value.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| self.missing(code))
    }

    /// What identifies the person beside what every form asks.
    fn more(&self, code: &str) -> Option<String> {
        self.view.identity.more.get(code)?.as_str().map(str::to_owned)
    }

    /// An answer of the notification in the words of its form.
    fn answered(&self, code: &str) -> Option<String> {
        let answers = &self.notified?.answers;
        answers.has(code).then(|| notice::answer(self.form?.field(code)?, answers)).flatten()
    }

    /// What the first contact sheet says, else the notification with a word that it is from there.
    fn asked(&self, sheet: Option<String>, code: &str) -> String {
        let notified = || {
            let text = self.answered(code)?;
            Some(tf("console.summary.from_notification", &[("text", &text)]))
        };
        self.or_missing(code, sheet.or_else(notified))
    }

    fn person(&self) -> Vec<Line> {
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

    fn place(&self, desk: Desk) -> Vec<Line> {
        let (view, who) = (self.view, &self.view.identity);
        let is_at = whereabouts(desk, view.care_status, view.place.as_ref(), view.room.as_deref());
        let outcome = view.outcome.map(words::outcome);
        let is_at =
            outcome.map_or(is_at.clone(), |outcome| words::list([is_at.as_str(), outcome].into_iter()));
        let street = self.more("current_location").unwrap_or_else(|| self.missing("current_location"));
        let contact = match self.sheet.map(|sheet| (&sheet.emergency_contact, sheet.no_emergency_contact)) {
            Some((Some(contact), _)) => {
                [contact.name.as_str(), contact.relation.map_or("", kin), &contact.phone].join(" ")
            }
            Some((None, true)) => t("console.first_contact.contact_no").to_owned(),
            _ => t("console.summary.not_entered").to_owned(),
        };
        let mut lines = vec![
            line("console.summary.is_at", is_at),
            line("console.summary.location", [who.municipality.as_str(), &street].join(" ")),
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

    fn illness(&self) -> Vec<Line> {
        let (view, sheet) = (self.view, self.sheet);
        let day = |code: &str| {
            let day = self.notified.and_then(|notified| notified.answers.date(code));
            day.map(|day| dates::full_day(language(), day))
        };
        let disease = self.form.map(|form| words::said(&form.disease_name).to_owned());
        let kind = self.notified.and_then(words::case_type).unwrap_or_else(|| words::case_kind(view.kind));
        let disease = disease.map(|disease| words::list([disease.as_str(), kind].into_iter()));
        let began = sheet.and_then(|sheet| sheet.onset).map(onset).or_else(|| day("onset_date"));
        let severity = sheet.and_then(|sheet| sheet.severity).map(|it| words::severity(it).to_owned());
        let factors = sheet.and_then(|sheet| sheet.risk_factors.as_ref()).map(|factors| {
            if factors.is_empty() {
                t("console.first_contact.no_factors").to_owned()
            } else {
                words::list(factors.iter().copied().map(factor))
            }
        });
        let immunity = sheet.and_then(|sheet| sheet.immunocompromised);
        let tests = view.timeline.iter().find_map(|entry| match &entry.what {
            What::Tested { test } => Some(notice::test(test)),
            _ => None,
        });
        let measures = sheet.and_then(|sheet| sheet.oximeter).map(|it| oximeter(it).to_owned());
        vec![
            line("console.summary.disease", self.or_missing("case_type", disease)),
            line("console.field.onset", self.or_missing("onset_date", began)),
            line("console.summary.diagnosed", self.or_missing("diagnosis_date", day("diagnosis_date"))),
            line("console.summary.test", self.or_missing("tests", tests.or_else(|| self.answered("tests")))),
            line(
                "console.field.severity",
                self.condition().unwrap_or_else(|| self.asked(severity, "severity")),
            ),
            line("console.field.risk", self.risk()),
            line("console.field.risk_factors", self.asked(factors, "risk_factors")),
            line(
                "console.field.immunocompromised",
                self.asked(immunity.map(|_| yes_no(immunity).to_owned()), "immunocompromised"),
            ),
            line("console.field.oximeter", self.or_missing("oximeter", measures)),
            line("console.summary.vaccinated", self.or_missing("vaccinated", self.answered("vaccinated"))),
            // No form asks for them; whoever treats the patient must not take the silence for "none".
            line("console.summary.allergies", t("console.summary.not_asked")),
            line(
                "console.field.notes",
                sheet.and_then(|sheet| sheet.notes.as_deref()).map_or_else(|| self.missing("notes"), cut),
            ),
        ]
    }

    /// How an inpatient was last: severity, treatment, when.
    fn condition(&self) -> Option<String> {
        self.view.timeline.iter().find_map(|entry| match &entry.what {
            What::Condition { severity, oxygen, ventilator, ecmo, .. } => {
                let given = [
                    (*oxygen, "console.treatment.oxygen"),
                    (*ventilator, "console.treatment.ventilator"),
                    (*ecmo, "console.treatment.ecmo"),
                ];
                let given = given.into_iter().filter(|(given, _)| *given).map(|(_, key)| t(key));
                let at = dates::moment(language(), entry.at, self.view.now);
                let all = [words::severity(*severity)].into_iter().chain(given);
                Some(format!("{} ({at})", words::list(all)))
            }
            _ => None,
        })
    }

    fn risk(&self) -> String {
        let class = words::risk(self.view.risk);
        let why = match &self.view.first_contact {
            Some(newest) => match &newest.sheet.risk_override {
                Some(chosen) => cut(&chosen.reason),
                None if newest.reasons.is_empty() => return class.to_owned(),
                None => reasons(&newest.reasons),
            },
            None => t("console.summary.no_sheet").to_owned(),
        };
        format!("{class} ({why})")
    }

    fn state(&self) -> Vec<Line> {
        let all = check_ins(&self.view.timeline);
        let Some(last) = all.first() else {
            return vec![line("console.case.last", t("console.case.no_check_in"))];
        };
        let mut said = vec![
            dates::moment(language(), last.effective_at, self.view.now),
            t(&["shared.level.", code(last.level)].concat()).to_owned(),
        ];
        if !last.reasons.is_empty() {
            said.push(words::reasons(last.reasons));
        }
        let said = words::list(said.iter().map(String::as_str));
        let remarks = self.last.and_then(|answers| answers.remarks.as_deref());
        let mut lines =
            vec![line("console.case.last", said), line("shared.field.symptoms", symptoms(last.answers))];
        lines.extend(remarks.map(|remarks| line("shared.field.remarks", cut(remarks))));
        lines
    }

    fn readings(&self) -> Vec<[String; 5]> {
        let all = check_ins(&self.view.timeline);
        let row = |shown: &crate::case::Shown<'_>| {
            [
                dates::moment(language(), shown.effective_at, self.view.now),
                value(shown.answers, Measure::BodyTemperature),
                value(shown.answers, Measure::Spo2),
                value(shown.answers, Measure::Pulse),
                t(&["shared.level.", code(shown.level)].concat()).to_owned(),
            ]
        };
        all.iter().take(READINGS).map(row).collect()
    }

    fn limits(&self) -> String {
        let triage = &rules::at(self.view.now).triage;
        let low = self.view.personal.spo2_low_limit.unwrap_or(triage.spo2_low);
        let critical = low.saturating_sub(triage.spo2_critical_below_low);
        let degrees = |tenths: u16| format!("{:.1}", f64::from(tenths) / 10.0);
        tf(
            "console.summary.limits",
            &[
                ("low", &low.to_string()),
                ("critical", &critical.to_string()),
                ("fever", &degrees(triage.fever_tenths)),
                ("high", &degrees(triage.high_fever_tenths)),
            ],
        )
    }

    fn alerts(&self) -> Vec<Line> {
        let work = &self.view.work;
        if work.is_empty() {
            return vec![line("console.summary.open", t("console.summary.none_open"))];
        }
        let mut lines: Vec<_> = work
            .iter()
            .take(ALERTS)
            .map(|row| {
                let since = dates::moment(language(), row.opened_at, self.view.now);
                line("console.summary.open", format!("{} ({since})", describe(row)))
            })
            .collect();
        if let Some(rest) = work.len().checked_sub(ALERTS).filter(|rest| *rest > 0) {
            lines.push(line(
                "console.summary.open",
                tf("console.summary.more", &[("count", &rest.to_string())]),
            ));
        }
        lines
    }

    fn centre(&self, desk: Desk) -> Vec<Line> {
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
        let made = [dates::full_day(language(), dates::day_of(now)), dates::clock(now), by].join(" ");
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
