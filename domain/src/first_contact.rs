//! The first contact sheet (初回連絡票): what a health centre asks when it reaches a patient for the
//! first time (R9, R13; domain.md 3.3, 3.4, 4.4, 4.6).
//!
//! Every answer may be absent: absent is "not asked", never "no". A later sheet replaces an earlier
//! one for whoever reads the case; none is ever changed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::condition::Severity;
use crate::ids::CaseId;
use crate::person::{is_kana, phone_digits};
use crate::placement::{Channel, Risk};
use crate::reading::too_long;
use crate::rules::WallClock;
use crate::symptoms::codes;
use crate::time::Date;

/// Longest name, in characters.
pub const NAME_AT_MOST: usize = 60;
/// Longest notes, in characters.
pub const NOTES_AT_MOST: usize = 500;
/// Longest reason of an override, in characters.
pub const REASON_AT_MOST: usize = 200;
/// Most members of a household: each linked one is two writes of one transaction.
pub const HOUSEHOLD_AT_MOST: usize = 10;
/// An onset of more than so many years ago is a typing mistake.
const ONSET_YEARS_AGO: u32 = 1;

codes! {
    /// 重症化のリスク因子となる疾患等, with the codes of the notification form (domain.md 2.2 no. 19, 4.4).
    RiskFactor {
        /// 悪性腫瘍
        Malignancy = "malignancy",
        /// 慢性閉塞性肺疾患
        Copd = "copd",
        /// 慢性腎臓病
        ChronicKidneyDisease = "chronic_kidney_disease",
        /// 高血圧
        Hypertension = "hypertension",
        /// 糖尿病
        Diabetes = "diabetes",
        /// 脂質異常症
        Dyslipidaemia = "dyslipidaemia",
        /// 肥満（BMI30以上）
        Obesity = "obesity",
        /// 喫煙歴
        Smoking = "smoking",
        /// その他
        Other = "other",
        /// A factor of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

codes! {
    /// What somebody is to the patient (続柄).
    Kin {
        /// 配偶者・パートナー
        Partner = "partner",
        /// 親
        Parent = "parent",
        /// 子
        Child = "child",
        /// 兄弟姉妹
        Sibling = "sibling",
        /// 祖父母
        Grandparent = "grandparent",
        /// 孫
        Grandchild = "grandchild",
        /// その他の親族
        Relative = "relative",
        /// 知人・同居人
        Friend = "friend",
        /// 職場・学校・施設
        Workplace = "workplace",
        /// その他
        Other = "other",
        /// A code of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

codes! {
    /// パルスオキシメーター: a lent one goes out and comes back (domain.md 4.6).
    Oximeter {
        /// None, and none was sent.
        Nothing = "none",
        /// On its way.
        Sent = "sent",
        /// The patient measures with it, or with an own one.
        InUse = "in_use",
        /// Back at the centre.
        Returned = "returned",
        /// A code of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

codes! {
    /// The language in which the patient is spoken to, as a language tag.
    Language {
        /// 日本語
        Japanese = "ja",
        /// English
        English = "en",
        /// 中文
        Chinese = "zh",
        /// 한국어
        Korean = "ko",
        /// Tiếng Việt
        Vietnamese = "vi",
        /// Filipino
        Filipino = "fil",
        /// Português
        Portuguese = "pt",
        /// Español
        Spanish = "es",
        /// नेपाली
        Nepali = "ne",
        /// Bahasa Indonesia
        Indonesian = "id",
        /// ไทย
        Thai = "th",
        /// မြန်မာ
        Burmese = "my",
        /// 手話: Japanese sign language.
        SignLanguage = "jsl",
        /// Any other; the notes say which.
        #[serde(other)]
        Other = "mul",
    }
}

/// When the illness began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Onset {
    /// On this day; not in the future.
    Date(Date),
    /// 不明
    Unknown,
    /// There are no symptoms.
    NoSymptoms,
}

/// Who is called if the patient cannot be reached (domain.md 4.6).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EmergencyContact {
    /// Name, at most 60 characters.
    pub name: String,
    /// What they are to the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Kin>,
    /// Telephone number.
    pub phone: String,
}

/// Between which times of day the patient would like to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CallHours {
    /// From, `HH:MM`.
    pub from: WallClock,
    /// To, `HH:MM`; later than `from`.
    pub to: WallClock,
}

/// Somebody with whom the patient lives.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HouseholdMember {
    /// Name in kana, at most 60 characters.
    pub name_kana: String,
    /// What they are to the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Kin>,
    /// Their own case, if they are a case of the same health centre: linked by a person, never merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
}

/// A risk class that a person set against the computed one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskOverride {
    /// The class.
    pub risk: Risk,
    /// Why, in words, at most 200 characters.
    pub reason: String,
}

/// What was asked at the first contact.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FirstContact {
    /// Who is called if the patient cannot be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_contact: Option<EmergencyContact>,
    /// Asked, and there is nobody: a silent patient is visited at once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_emergency_contact: bool,
    /// Whether the patient lives alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lives_alone: Option<bool>,
    /// Risk factors; an empty list says that there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_factors: Option<Vec<RiskFactor>>,
    /// Whether the immune system is weakened: transplant, medicine against rejection or cancer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immunocompromised: Option<bool>,
    /// Whether the patient is pregnant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pregnant: Option<bool>,
    /// Severity as the physician told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Where the oximeter is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oximeter: Option<Oximeter>,
    /// In which language the patient is spoken to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whether that needs an interpreter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<bool>,
    /// How check-ins come from now on; absent leaves it as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// When the illness began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset: Option<Onset>,
    /// Best hours for calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_hours: Option<CallHours>,
    /// With whom the patient lives, at most 10 people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub household: Vec<HouseholdMember>,
    /// Anything else, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// A risk class against the computed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_override: Option<RiskOverride>,
}

/// Never what was told: it names people.
impl fmt::Debug for FirstContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstContact(…)")
    }
}

impl FirstContact {
    /// Every rule that does not hold, in the order in which it is asked.
    pub fn check(&self, today: Date) -> Vec<FieldError> {
        let mut errors = self.check_contact();
        let contradiction = |field: &str| FieldError::new(field, Problem::Contradiction);
        if self.lives_alone == Some(true) && !self.household.is_empty() {
            errors.push(contradiction("lives_alone"));
        }
        errors.extend(self.check_known());
        if let Some(Onset::Date(day)) = self.onset {
            errors.extend(check_onset(day, today));
        }
        if self.best_hours.is_some_and(|hours| hours.to <= hours.from) {
            errors.push(contradiction("best_hours.to"));
        }
        errors.extend(self.check_household());
        if let Some(notes) = &self.notes {
            errors.extend(too_long("notes", notes, NOTES_AT_MOST));
        }
        if let Some(RiskOverride { risk, reason }) = &self.risk_override {
            if *risk == Risk::Unknown {
                errors.push(FieldError::new("risk_override.risk", Problem::WrongType));
            }
            errors.extend(check_text("risk_override.reason", reason, REASON_AT_MOST));
        }
        errors
    }

    fn check_contact(&self) -> Vec<FieldError> {
        let Some(contact) = &self.emergency_contact else { return Vec::new() };
        let mut errors = Vec::new();
        if self.no_emergency_contact {
            errors.push(FieldError::new("no_emergency_contact", Problem::Contradiction));
        }
        errors.extend(check_text("emergency_contact.name", &contact.name, NAME_AT_MOST));
        if contact.relation == Some(Kin::Unknown) {
            errors.push(FieldError::new("emergency_contact.relation", Problem::WrongType));
        }
        if contact.phone.trim().is_empty() {
            errors.push(FieldError::new("emergency_contact.phone", Problem::Missing));
        } else if phone_digits(&contact.phone).is_none() {
            errors.push(FieldError::new("emergency_contact.phone", Problem::NotAPhone));
        }
        errors
    }

    /// Answers of a newer version are not answers that this one can act on.
    fn check_known(&self) -> Vec<FieldError> {
        let factors = self.risk_factors.iter().flatten();
        let unknown = [
            ("risk_factors", { factors }.any(|factor| *factor == RiskFactor::Unknown)),
            ("oximeter", self.oximeter == Some(Oximeter::Unknown)),
            ("channel", self.channel == Some(Channel::Unknown)),
        ];
        let wrong = unknown.into_iter().filter(|(_, is_unknown)| *is_unknown);
        wrong.map(|(field, _)| FieldError::new(field, Problem::WrongType)).collect()
    }

    fn check_household(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.household.len() > HOUSEHOLD_AT_MOST {
            let error = FieldError::new("household", Problem::TooMany);
            return vec![error.limit(HOUSEHOLD_AT_MOST.to_string())];
        }
        for (i, member) in self.household.iter().enumerate() {
            let name = format!("household[{i}].name_kana");
            errors.extend(check_text(&name, &member.name_kana, NAME_AT_MOST));
            if !member.name_kana.chars().all(is_kana) {
                errors.push(FieldError::new(name, Problem::NotKana));
            }
            if member.relation == Some(Kin::Unknown) {
                errors.push(FieldError::new(format!("household[{i}].relation"), Problem::WrongType));
            }
            let is_same = |other: &HouseholdMember| other.case == member.case;
            if member.case.is_some() && self.household[..i].iter().any(is_same) {
                errors.push(FieldError::new(format!("household[{i}].case"), Problem::Contradiction));
            }
        }
        errors
    }

    /// The cases of the household that are linked, with their places in it.
    pub fn linked(&self) -> impl Iterator<Item = (usize, &CaseId)> {
        self.household.iter().enumerate().filter_map(|(i, member)| Some((i, member.case.as_ref()?)))
    }
}

fn check_text(field: &str, text: &str, most: usize) -> Option<FieldError> {
    if text.trim().is_empty() {
        return Some(FieldError::new(field, Problem::Missing));
    }
    too_long(field, text, most)
}

fn check_onset(day: Date, today: Date) -> Option<FieldError> {
    let earliest = today.checked_sub_months(chrono::Months::new(12 * ONSET_YEARS_AGO)).unwrap_or(Date::MIN);
    if day > today {
        Some(FieldError::new("onset", Problem::InFuture).limit(today.to_string()))
    } else if day < earliest {
        Some(FieldError::new("onset", Problem::TooLongAgo).limit(ONSET_YEARS_AGO.to_string()))
    } else {
        None
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}
