//! Judging a check-in (design 6, "Triage"): every reason that holds, and the highest of their levels.
//!
//! What came before is not read again: the card carries a [`Digest`] of it. A late arrival is
//! judged at its place in time by folding the earlier check-ins into a digest anew.

use serde::{Deserialize, Serialize};

use crate::ids::{CheckInId, packed};
use crate::level::{Level, letter};
use crate::reading::Reading;
use crate::rules::{Fall, RuleSet};
use crate::symptoms::{Symptom, codes};
use crate::time::{Date, Span, Time, maybe_seconds, seconds};

codes! {
    /// Why a check-in is not ok, in the order of the table of design 6. Silence has one reason of its own.
    Reason {
        /// Any of the 13 emergency symptoms.
        EmergencySymptom = "emergency_symptom",
        /// A warning sign of pregnancy.
        PregnancyWarning = "pregnancy_warning",
        /// SpO2 far below the low limit.
        Spo2Critical = "spo2_critical",
        /// SpO2 at or just below the low limit.
        Spo2Low = "spo2_low",
        /// SpO2 far below the baseline.
        Spo2FallSevere = "spo2_fall_severe",
        /// SpO2 just above the low limit.
        Spo2Reduced = "spo2_reduced",
        /// SpO2 below the baseline.
        Spo2Fall = "spo2_fall",
        /// Fever of an infant.
        InfantFever = "infant_fever",
        /// High fever.
        HighFever = "high_fever",
        /// Fever on the fourth day in a row.
        PersistentFever = "persistent_fever",
        /// Fever again after at least a day without.
        FeverReturned = "fever_returned",
        /// Breathless, and was not before.
        NewBreathlessness = "new_breathlessness",
        /// Breathless still, and nobody measured.
        BreathlessnessUnmeasured = "breathlessness_unmeasured",
        /// Cannot eat.
        CannotEat = "cannot_eat",
        /// No urine for half a day.
        NoUrineHalfDay = "no_urine_half_day",
        /// Slow pulse.
        PulseLow = "pulse_low",
        /// Fast pulse.
        PulseHigh = "pulse_high",
        /// No check-in came (R13).
        Missed = "missed",
        /// Two calls were not answered: the emergency contact is called (domain.md 4.6).
        CallEmergencyContact = "call_emergency_contact",
        /// A reason of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// What the card knows of the person that triage needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Personal {
    /// Age in months; absent counts as an adult.
    pub age_months: Option<u16>,
    /// Whether the person is pregnant.
    #[serde(default)]
    pub pregnant: bool,
    /// A physician's low limit of SpO2 in place of the rule set's.
    pub spo2_low_limit: Option<u8>,
    /// A physician's baseline of SpO2 in place of the computed one.
    pub spo2_baseline: Option<u8>,
    /// The last day on which the physician's limits count; without it they count until they are changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits_until: Option<Date>,
}

impl Personal {
    /// What counts on this day: limits whose time is over do not.
    #[must_use]
    pub fn on(mut self, day: Date) -> Self {
        if self.limits_until.is_some_and(|until| until < day) {
            (self.spo2_low_limit, self.spo2_baseline) = (None, None);
        }
        self
    }
}

/// A day as the card keeps it: days since 1970-01-01, two bytes less than any text.
mod maybe_day {
    use chrono::Datelike;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::time::Date;

    /// 1970-01-01, counted from the first day of the calendar.
    const EPOCH: i32 = 719_163;

    #[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)] // the form that serde asks for
    pub fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        day.map(|day| day.num_days_from_ce() - EPOCH).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        let days: Option<i32> = Option::deserialize(from)?;
        Ok(days.and_then(|days| Date::from_num_days_from_ce_opt(days.saturating_add(EPOCH))))
    }
}

/// The card's form of [`Personal`]: short names, nothing for what is not set.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Personal")]
pub(crate) struct ShortPersonal {
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    age_months: Option<u16>,
    #[serde(rename = "p", default)]
    pregnant: bool,
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    spo2_low_limit: Option<u8>,
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    spo2_baseline: Option<u8>,
    #[serde(rename = "u", default, with = "maybe_day", skip_serializing_if = "Option::is_none")]
    limits_until: Option<Date>,
}

impl Reason {
    /// The letter that stands for it on the card, the same for ever.
    const fn letter(self) -> char {
        match self {
            Self::EmergencySymptom => 'E',
            Self::PregnancyWarning => 'W',
            Self::Spo2Critical => 'C',
            Self::Spo2Low => 'L',
            Self::Spo2FallSevere => 'S',
            Self::Spo2Reduced => 'R',
            Self::Spo2Fall => 'F',
            Self::InfantFever => 'I',
            Self::HighFever => 'H',
            Self::PersistentFever => 'P',
            Self::FeverReturned => 'T',
            Self::NewBreathlessness => 'B',
            Self::BreathlessnessUnmeasured => 'N',
            Self::CannotEat => 'A',
            Self::NoUrineHalfDay => 'U',
            Self::PulseLow => 'D',
            Self::PulseHigh => 'Q',
            Self::Missed => 'M',
            Self::CallEmergencyContact => 'K',
            Self::Unknown => '?',
        }
    }
}

/// Serde form of reasons on the card, a letter each.
pub(crate) mod letters {
    use super::{Deserialize, Reason};
    use serde::{Deserializer, Serializer};

    /// Writes the letters.
    pub fn serialize<S: Serializer>(reasons: &[Reason], to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&reasons.iter().map(|reason| reason.letter()).collect::<String>())
    }

    /// Reads the letters; an unknown one is left out, so that a watch mutes less, never more.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Reason>, D::Error> {
        let letters = String::deserialize(from)?;
        let reason = |letter| Reason::ALL.iter().copied().find(|reason| reason.letter() == letter);
        Ok(letters.chars().filter_map(reason).collect())
    }
}

/// A check-in's place in the order of time: effective time, then received time, then id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// When it was true.
    #[serde(rename = "e", with = "seconds")]
    pub effective: Time,
    /// When it arrived.
    #[serde(rename = "r", with = "seconds")]
    pub received: Time,
    /// Its id.
    #[serde(rename = "i", with = "packed")]
    pub id: CheckInId,
}

/// What triage needs to know of all earlier check-ins. Kept on the card in short names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The last check-in.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// The first three SpO2 values of at least the baseline's bound.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    first_spo2: Vec<u8>,
    /// The last reading with fever.
    #[serde(rename = "f", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    fever_at: Option<Time>,
    /// How many calendar days in a row have a fever, up to and with that reading's.
    #[serde(rename = "d", default)]
    fever_days: u16,
    /// The first reading without fever after it.
    #[serde(rename = "n", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    no_fever_at: Option<Time>,
    /// Breathlessness in the last answered symptom page.
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    breathless: Option<bool>,
}

/// The last check-in as the card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    /// When it was, and which.
    #[serde(flatten)]
    pub place: Place,
    /// What it was judged to be.
    #[serde(rename = "v", with = "letter")]
    pub level: Level,
    /// Body temperature in tenths.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub temperature_tenths: Option<u16>,
    /// Oxygen saturation in %.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub spo2: Option<u8>,
    /// Pulse per minute.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub pulse: Option<u16>,
}

/// What a check-in was judged to be, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The highest level of the reasons; ok without any.
    pub level: Level,
    /// Every reason that holds, in the table's order.
    pub reasons: Vec<Reason>,
}

impl Digest {
    /// Takes in the next check-in in the order of time.
    pub fn push(&mut self, rules: &RuleSet, place: Place, reading: &Reading, level: Level) {
        if let Some(spo2) = reading.spo2
            && spo2 >= rules.triage.baseline_from
            && self.first_spo2.len() < 3
        {
            self.first_spo2.push(spo2);
        }
        if let Some(tenths) = reading.temperature_tenths {
            if tenths >= rules.triage.fever_tenths {
                self.fever_days = 1 + self.fever_days_before(rules, place.effective);
                self.fever_at = Some(place.effective);
                self.no_fever_at = None;
            } else if self.fever_at.is_some() && self.no_fever_at.is_none() {
                self.no_fever_at = Some(place.effective);
            }
        }
        if let Some(breathless) = reading.breathless() {
            self.breathless = Some(breathless);
        }
        self.last = Some(Last {
            place,
            level,
            temperature_tenths: reading.temperature_tenths,
            spo2: reading.spo2,
            pulse: reading.pulse,
        });
    }

    /// Whether a check-in at this place comes after all that were taken in.
    pub fn is_next(&self, place: &Place) -> bool {
        self.last.as_ref().is_none_or(|last| last.place < *place)
    }

    /// How many days in a row before the day of `at` have a fever.
    fn fever_days_before(&self, rules: &RuleSet, at: Time) -> u16 {
        let Some(fever_at) = self.fever_at else { return 0 };
        let day = |time: Time| time.day(rules.utc_offset_minutes);
        match day(at).signed_duration_since(day(fever_at)).num_days() {
            0 => self.fever_days.saturating_sub(1),
            1 => self.fever_days,
            _ => 0,
        }
    }

    /// The person's usual SpO2, if enough is known.
    fn baseline(&self) -> Option<u8> {
        let mut values = self.first_spo2.clone();
        values.sort_unstable();
        match values[..] {
            [] => None,
            [only] => Some(only),
            [low, high] => Some(u8::midpoint(low, high)),
            [_, median, ..] => Some(median),
        }
    }
}

/// Judges a check-in that was effective at `at` against what came before it.
pub fn judge(
    rules: &RuleSet,
    personal: &Personal,
    before: &Digest,
    reading: &Reading,
    at: Time,
) -> Judgement {
    let personal = &personal.on(at.day(rules.utc_offset_minutes));
    let mut found = Findings::default();
    emergencies(&mut found, personal, reading);
    oxygen(&mut found, rules, personal, before, reading);
    fever(&mut found, rules, personal, before, reading, at);
    breath_and_intake(&mut found, rules, personal, before, reading);
    pulse(&mut found, rules, personal, reading);
    let level = found.0.iter().map(|(_, level)| *level).max().unwrap_or(Level::Ok);
    let holds = |reason: &&Reason| found.0.iter().any(|(other, _)| other == *reason);
    let reasons = Reason::ALL.iter().filter(holds).copied().collect();
    Judgement { level, reasons }
}

#[derive(Default)]
struct Findings(Vec<(Reason, Level)>);

impl Findings {
    fn add(&mut self, holds: bool, reason: Reason, level: Level) {
        if holds {
            self.0.push((reason, level));
        }
    }
}

fn emergencies(found: &mut Findings, personal: &Personal, reading: &Reading) {
    found.add(!reading.emergency_symptoms.is_empty(), Reason::EmergencySymptom, Level::Emergency);
    let warned = personal.pregnant && !reading.pregnancy_symptoms.is_empty();
    found.add(warned, Reason::PregnancyWarning, Level::Emergency);
}

fn oxygen(found: &mut Findings, rules: &RuleSet, personal: &Personal, before: &Digest, reading: &Reading) {
    let Some(spo2) = reading.spo2 else { return };
    let t = &rules.triage;
    let low = personal.spo2_low_limit.unwrap_or(t.spo2_low);
    let critical = low.saturating_sub(t.spo2_critical_below_low);
    found.add(spo2 <= critical, Reason::Spo2Critical, Level::Emergency);
    found.add(spo2 > critical && spo2 <= low, Reason::Spo2Low, Level::Urgent);
    found.add(spo2 > low && spo2 <= low + t.spo2_reduced_above_low, Reason::Spo2Reduced, Level::Caution);
    if let Some(baseline) = personal.spo2_baseline.or_else(|| before.baseline()) {
        let fell = |fall: Fall| baseline.saturating_sub(spo2) >= fall.points && spo2 <= fall.at_most;
        let severe = fell(t.spo2_fall_severe);
        found.add(severe, Reason::Spo2FallSevere, Level::Urgent);
        found.add(!severe && fell(t.spo2_fall), Reason::Spo2Fall, Level::Caution);
    }
}

fn fever(
    found: &mut Findings,
    rules: &RuleSet,
    personal: &Personal,
    before: &Digest,
    reading: &Reading,
    at: Time,
) {
    let Some(tenths) = reading.temperature_tenths else { return };
    let t = &rules.triage;
    let infant = personal.age_months.is_some_and(|months| months < t.infant_under_months);
    found.add(infant && tenths >= t.infant_fever_tenths, Reason::InfantFever, Level::Urgent);
    found.add(tenths >= t.high_fever_tenths, Reason::HighFever, Level::Caution);
    if tenths < t.fever_tenths {
        return;
    }
    let days = before.fever_days_before(rules, at);
    found.add(days >= t.persistent_fever_days_before, Reason::PersistentFever, Level::Caution);
    let gap = Span::hours(t.fever_gap_hours);
    let returned = before.no_fever_at.is_some_and(|since| at - since >= gap);
    found.add(returned, Reason::FeverReturned, Level::Caution);
}

fn breath_and_intake(
    found: &mut Findings,
    rules: &RuleSet,
    personal: &Personal,
    before: &Digest,
    reading: &Reading,
) {
    let breathless = reading.breathless() == Some(true);
    let new = before.breathless != Some(true);
    found.add(breathless && new, Reason::NewBreathlessness, Level::Caution);
    found.add(breathless && !new && reading.spo2.is_none(), Reason::BreathlessnessUnmeasured, Level::Caution);
    let child = personal.age_months.is_some_and(|months| months < rules.triage.child_under_months);
    let level = if child { Level::Urgent } else { Level::Caution };
    found.add(reading.has(Symptom::CannotEat), Reason::CannotEat, level);
    found.add(reading.has(Symptom::NoUrineHalfDay), Reason::NoUrineHalfDay, level);
}

fn pulse(found: &mut Findings, rules: &RuleSet, personal: &Personal, reading: &Reading) {
    let t = &rules.triage;
    let counts = personal.age_months.is_none_or(|months| months >= t.pulse_from_months);
    let Some(pulse) = reading.pulse.filter(|_| counts) else { return };
    found.add(pulse <= t.pulse_low, Reason::PulseLow, Level::Caution);
    found.add(pulse >= t.pulse_high, Reason::PulseHigh, Level::Caution);
}
