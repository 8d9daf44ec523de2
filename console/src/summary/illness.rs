//! How ill the person is: what is known of the illness, the last check-ins, and what is open.

use domain::api::case::What;
use domain::reading::Measure;
use domain::rules;
use ui::dates;
use ui::level::code;
use ui::texts::{language, t, tf};

use super::about::{About, line, moment};
use super::told::Line;
use crate::case::{Shown, check_ins, describe, symptoms, value};
use crate::desk::Desk;
use crate::due::short_day;
use crate::first_contact::words::{factor, onset, oximeter, reasons, yes_no};
use crate::{notice, words};

/// Check-ins that fit on the sheet; the newest ones.
const READINGS: usize = 6;
/// Open work that fits on the sheet; the worst.
const ALERTS: usize = 6;
/// Visits to a doctor that fit on the sheet; the newest ones.
const VISITS: usize = 3;
/// Longest remarks and notes of a sheet that must stay one page, in characters.
const WORDS: usize = 200;

impl About<'_> {
    /// What they have, since when, and what makes it worse.
    pub fn illness(&self) -> Vec<Line> {
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
                let at = moment(entry.at);
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

    /// How they were last.
    pub fn state(&self) -> Vec<Line> {
        let all = check_ins(&self.view.timeline);
        let Some(last) = all.first() else {
            return vec![line("console.case.last", t("console.case.no_check_in"))];
        };
        let mut said =
            vec![moment(last.effective_at), t(&["shared.level.", code(last.level)].concat()).to_owned()];
        if !last.reasons.is_empty() {
            said.push(words::reasons(last.reasons));
        }
        let said = words::list(said.iter().map(String::as_str));
        let remarks = last.answers.remarks.as_deref();
        let mut lines =
            vec![line("console.case.last", said), line("shared.field.symptoms", symptoms(last.answers))];
        lines.extend(remarks.map(|remarks| line("shared.field.remarks", cut(remarks))));
        lines
    }

    /// Visits to a doctor since the case began (R14), the newest ones.
    pub fn visits(&self, desk: Desk) -> Vec<Line> {
        let told = self.view.timeline.iter().filter_map(|entry| match &entry.what {
            What::Visited { institution, institution_name, outcomes, note, .. } => {
                let known = institution.as_ref().map(|place| desk.place_name(place));
                let place = known.or_else(|| institution_name.clone());
                let outcomes = words::list(outcomes.iter().map(|outcome| words::visit_outcome(*outcome)));
                let said = [place, Some(outcomes), note.as_deref().map(cut)];
                let said: Vec<_> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
                Some((moment(entry.at), words::list(said.iter().map(String::as_str))))
            }
            _ => None,
        });
        match told.take(VISITS).collect::<Vec<_>>() {
            none if none.is_empty() => vec![line("console.summary.visits", t("console.summary.no_visit"))],
            visits => visits,
        }
    }

    /// The newest check-ins.
    pub fn readings(&self) -> Vec<[String; 5]> {
        let all = check_ins(&self.view.timeline);
        let row = |shown: &Shown<'_>| {
            [
                [short_day(shown.effective_at), dates::clock(shown.effective_at)].join(" "),
                value(shown.answers, Measure::BodyTemperature),
                value(shown.answers, Measure::Spo2),
                value(shown.answers, Measure::Pulse),
                t(&["shared.level.", code(shown.level)].concat()).to_owned(),
            ]
        };
        all.iter().take(READINGS).map(row).collect()
    }

    /// The limits against which they were judged.
    pub fn limits(&self) -> String {
        let triage = &rules::at(self.view.now).triage;
        let personal = self.view.personal.on(dates::day_of(self.view.now));
        let low = personal.spo2_low_limit.unwrap_or(triage.spo2_low);
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

    /// What is open.
    pub fn alerts(&self) -> Vec<Line> {
        let work = &self.view.work;
        if work.is_empty() {
            return vec![line("console.summary.open", t("console.summary.none_open"))];
        }
        let mut lines: Vec<_> = work
            .iter()
            .take(ALERTS)
            .map(|row| {
                let since = moment(row.opened_at);
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
}

/// The first words of a long text, and a sign that there are more.
fn cut(text: &str) -> String {
    let short: String = text.chars().take(WORDS).collect();
    if short.len() < text.len() { tf("console.summary.cut", &[("text", &short)]) } else { short }
}
