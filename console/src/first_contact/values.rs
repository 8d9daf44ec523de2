//! What is typed into the sheet, and how it is read, with the very check that the server makes.

use std::collections::BTreeSet;

use domain::api::case::{CaseView, What};
use domain::api::error::{FieldError, Problem};
use domain::api::first_contact::RecordFirstContact;
use domain::condition::Severity;
use domain::first_contact::{CallHours, EmergencyContact, FirstContact, Onset, RiskFactor, RiskOverride};
use domain::form::Filled;
use domain::ids::RequestId;
use domain::json;
use domain::person::Sex;
use domain::placement::{Channel, Risk};
use domain::rules::WallClock;
use domain::time::Date;
use serde::{Deserialize, Serialize};

use crate::era;
use crate::moment::minute_of;

/// How the onset is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnsetKind {
    /// The day is known.
    Day,
    /// 不明
    Unknown,
    /// There are no symptoms.
    None,
}

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form was opened: a retry after a lost answer is the same request.
    pub request_id: RequestId,
    /// Number of the last sheet that the person has seen.
    pub seen: u32,
    /// Answers that are chosen, notes and household as they are typed.
    pub sheet: FirstContact,
    /// Whether there is an emergency contact; none if it was not asked.
    pub has_contact: Option<bool>,
    /// Who that is.
    pub contact: EmergencyContact,
    /// How the onset is told; none if it was not asked.
    pub onset_kind: Option<OnsetKind>,
    /// Day of the onset, in any notation.
    pub onset: String,
    /// Best hours for calls: from.
    pub from: String,
    /// Best hours for calls: to.
    pub to: String,
    /// The class against the computed one, if a person sets one.
    pub chosen_risk: Option<Risk>,
    /// Why.
    pub reason: String,
    /// Whether the patient was reached by this call.
    pub reached: bool,
    /// Answers that come from the notification and nobody has confirmed yet.
    pub unconfirmed: BTreeSet<String>,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The form as it opens: the newest sheet, else what the notification says.
    pub fn new(request_id: RequestId, view: &CaseView) -> Self {
        let mut values = Self {
            request_id,
            seen: 0,
            sheet: FirstContact::default(),
            has_contact: None,
            contact: EmergencyContact { name: String::new(), relation: None, phone: String::new() },
            onset_kind: None,
            onset: String::new(),
            from: String::new(),
            to: String::new(),
            chosen_risk: None,
            reason: String::new(),
            reached: view.first_contact.is_none(),
            unconfirmed: BTreeSet::new(),
            touched: false,
        };
        match &view.first_contact {
            Some(newest) => {
                values.seen = newest.n;
                values.take(&newest.sheet);
            }
            None => values.take_over_notification(view),
        }
        values.sheet.channel = values.sheet.channel.or(Some(view.channel));
        if view.identity.sex == Sex::Male {
            values.sheet.pregnant = Some(false);
        }
        values
    }

    /// Takes over a whole sheet.
    fn take(&mut self, sheet: &FirstContact) {
        self.sheet = sheet.clone();
        self.has_contact = match (&sheet.emergency_contact, sheet.no_emergency_contact) {
            (Some(_), _) => Some(true),
            (None, nobody) => nobody.then_some(false),
        };
        if let Some(contact) = &sheet.emergency_contact {
            self.contact = contact.clone();
        }
        self.onset_kind = sheet.onset.map(|onset| match onset {
            Onset::Date(_) => OnsetKind::Day,
            Onset::Unknown => OnsetKind::Unknown,
            Onset::NoSymptoms => OnsetKind::None,
        });
        if let Some(Onset::Date(day)) = sheet.onset {
            self.onset = day.to_string();
        }
        if let Some(CallHours { from, to }) = sheet.best_hours {
            (self.from, self.to) = (from.to_string(), to.to_string());
        }
        if let Some(RiskOverride { risk, reason }) = &sheet.risk_override {
            (self.chosen_risk, self.reason) = (Some(*risk), reason.clone());
        }
    }

    fn take_over_notification(&mut self, view: &CaseView) {
        let notified = view.timeline.iter().find_map(|entry| match &entry.what {
            What::Notified { notification, .. } => Some(&notification.answers),
            _ => None,
        });
        let Some(answers) = notified else { return };
        let yes_no = |code: &str| answers.values.get(code).and_then(serde_json::Value::as_bool);
        let severity = |code: &str| json::of(answers.values.get(code)?).ok();
        let is_carrier = answers.text("case_type") == Some("asymptomatic_carrier");
        let sheet = &mut self.sheet;
        sheet.risk_factors = factors(answers);
        sheet.immunocompromised = yes_no("immunocompromised");
        sheet.pregnant = yes_no("pregnant").or(view.personal.pregnant.then_some(true));
        sheet.severity = severity("severity").or(is_carrier.then_some(Severity::Asymptomatic));
        if let Some(day) = answers.date("onset_date") {
            (self.onset_kind, self.onset) = (Some(OnsetKind::Day), day.to_string());
        } else if answers.unknown.contains("onset_date") {
            self.onset_kind = Some(OnsetKind::Unknown);
        } else if is_carrier {
            self.onset_kind = Some(OnsetKind::None);
        }
        let prefilled = [
            ("risk_factors", self.sheet.risk_factors.is_some()),
            ("immunocompromised", self.sheet.immunocompromised.is_some()),
            ("pregnant", self.sheet.pregnant.is_some()),
            ("severity", self.sheet.severity.is_some()),
            ("onset", self.onset_kind.is_some()),
        ];
        let given = prefilled.into_iter().filter(|(_, given)| *given);
        self.unconfirmed = given.map(|(field, _)| field.to_owned()).collect();
    }

    /// The sheet as far as it can be read, and every field that is wrong.
    pub fn read(&self, today: Date) -> (FirstContact, Vec<FieldError>) {
        let mut unread = Vec::new();
        let mut sheet = self.sheet.clone();
        let trimmed = |text: &str| text.trim().to_owned();
        sheet.emergency_contact = (self.has_contact == Some(true)).then(|| EmergencyContact {
            name: trimmed(&self.contact.name),
            relation: self.contact.relation,
            phone: trimmed(&self.contact.phone),
        });
        sheet.no_emergency_contact = self.has_contact == Some(false);
        for member in &mut sheet.household {
            member.name_kana = trimmed(&member.name_kana);
        }
        sheet.notes = sheet.notes.map(|notes| trimmed(&notes)).filter(|notes| !notes.is_empty());
        sheet.onset = self.onset_kind.and_then(|kind| match kind {
            OnsetKind::Day => self.day(today, &mut unread),
            OnsetKind::Unknown => Some(Onset::Unknown),
            OnsetKind::None => Some(Onset::NoSymptoms),
        });
        sheet.best_hours = self.hours(&mut unread);
        sheet.risk_override =
            self.chosen_risk.map(|risk| RiskOverride { risk, reason: trimmed(&self.reason) });
        let mut errors = sheet.check(today);
        errors.extend(unread);
        (sheet, errors)
    }

    /// The request, or every field that is wrong.
    pub fn request(&self, view: &CaseView, today: Date) -> Result<RecordFirstContact, Vec<FieldError>> {
        let (sheet, mut errors) = self.read(today);
        if sheet.channel == Some(Channel::App) && view.identity.birth_date.is_none() {
            errors.push(FieldError::new("channel", Problem::NeedsBirthDate));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (request_id, case) = (self.request_id.clone(), view.case.clone());
        Ok(RecordFirstContact { request_id, case, seen: self.seen, sheet, reached: self.reached })
    }

    /// The day of the onset as it was understood.
    pub fn understood_onset(&self, today: Date) -> Option<Date> {
        era::parse_recent(&self.onset, today)
    }

    fn day(&self, today: Date, unread: &mut Vec<FieldError>) -> Option<Onset> {
        let day = self.understood_onset(today);
        if day.is_none() {
            unread.push(unreadable("onset", &self.onset));
        }
        day.map(Onset::Date)
    }

    fn hours(&self, unread: &mut Vec<FieldError>) -> Option<CallHours> {
        if self.from.trim().is_empty() && self.to.trim().is_empty() {
            return None;
        }
        let mut clock = |field, typed: &str| {
            let minute = minute_of(typed).and_then(WallClock::of);
            if minute.is_none() {
                unread.push(unreadable(field, typed));
            }
            minute
        };
        let (from, to) = (clock("best_hours.from", &self.from), clock("best_hours.to", &self.to));
        Some(CallHours { from: from?, to: to? })
    }
}

fn unreadable(field: &str, typed: &str) -> FieldError {
    let problem = if typed.trim().is_empty() { Problem::Missing } else { Problem::WrongType };
    FieldError::new(field, problem)
}

/// The risk factors of a notification; none if its form does not ask them.
fn factors(answers: &Filled) -> Option<Vec<RiskFactor>> {
    let codes: Vec<RiskFactor> =
        answers.entries::<String>("risk_factors")?.iter().filter_map(|code| known(code)).collect();
    Some(codes)
}

fn known(code: &str) -> Option<RiskFactor> {
    RiskFactor::ALL.iter().copied().find(|factor| factor.code() == code && *factor != RiskFactor::Unknown)
}
