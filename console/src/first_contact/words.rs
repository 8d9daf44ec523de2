//! Answers of a sheet in words.

use domain::first_contact::{FirstContact, Kin, Language, Onset, Oximeter, RiskFactor};
use domain::form::{self, Kind};
use domain::risk::RiskReason;
use domain::rules;
use ui::texts::{self, language, t, tf};
use ui::{clock, dates};

use crate::words;

/// The form whose words for risk factors are used.
const FORM: &str = "covid-19/full-2021-11-01";

/// Why the rule says high.
pub fn reasons(reasons: &[RiskReason]) -> String {
    let all: Vec<_> = reasons.iter().copied().map(reason).collect();
    words::list(all.iter().map(String::as_str))
}

fn reason(reason: RiskReason) -> String {
    let bounds = &rules::at(clock::now()).staff().risk;
    let years = match reason {
        RiskReason::Old => bounds.age_from_years,
        RiskReason::Young => bounds.age_under_years,
        _ => bounds.lives_alone_from_years,
    };
    tf(&["console.first_contact.reason.", reason.code()].concat(), &[("years", &years.to_string())])
}

/// A risk factor, as the notification form calls it.
pub fn factor(factor: RiskFactor) -> &'static str {
    let field = form::find(FORM).and_then(|form| form.field("risk_factors"));
    let Some(Kind::Many { values }) = field.map(|field| &field.kind) else { return factor.code() };
    let value = values.iter().find(|value| value.code == factor.code());
    value.map_or(t("console.other"), |value| match language() {
        texts::Language::Japanese => &value.ja,
        texts::Language::English => &value.en,
    })
}

/// What somebody is to the patient.
pub fn kin(kin: Kin) -> &'static str {
    t(&["console.first_contact.kin.", kin.code()].concat())
}

/// Where the oximeter is.
pub fn oximeter(oximeter: Oximeter) -> &'static str {
    t(&["console.first_contact.oximeter.", oximeter.code()].concat())
}

/// A language, by its own name.
pub fn spoken(language: Language) -> &'static str {
    match language {
        Language::Japanese => "日本語",
        Language::English => "English",
        Language::Chinese => "中文",
        Language::Korean => "한국어",
        Language::Vietnamese => "Tiếng Việt",
        Language::Filipino => "Filipino",
        Language::Portuguese => "Português",
        Language::Spanish => "Español",
        Language::Nepali => "नेपाली",
        Language::Indonesian => "Bahasa Indonesia",
        Language::Thai => "ไทย",
        Language::Burmese => "မြန်မာ",
        Language::SignLanguage => t("console.first_contact.sign_language"),
        Language::Other => t("console.other"),
    }
}

/// Yes, no, or not asked.
pub fn yes_no(answer: Option<bool>) -> &'static str {
    t(match answer {
        Some(true) => "console.yes",
        Some(false) => "console.no",
        None => "console.first_contact.not_asked",
    })
}

/// When the illness began.
pub fn onset(onset: Onset) -> String {
    match onset {
        Onset::Date(day) => dates::full_day(language(), day),
        Onset::Unknown => t("console.onset.unknown").to_owned(),
        Onset::NoSymptoms => t("console.first_contact.no_symptoms").to_owned(),
    }
}

/// Best hours for calls.
pub fn hours(sheet: &FirstContact) -> Option<String> {
    sheet.best_hours.map(|hours| format!("{}–{}", hours.from, hours.to))
}
