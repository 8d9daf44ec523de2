//! Rule sets are dated data (design 2.8 and 6): thresholds, schedules and clocks come from
//! `domain/rules/<set>/<version>.json`, and every decision stores which version made it.

pub mod compose;
pub mod limits;

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::condition::Severity;
use crate::first_contact::RiskFactor;
use crate::json;
use crate::level::Level;
use crate::notification::Notification;
use crate::placement::{CareStatus, Risk};
use crate::risk::RiskRules;
use crate::time::{Span, Time};

/// A rule set in force for a time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Which authority's set, for example `default`.
    pub set: String,
    /// Version within the set: the day from which it was published.
    pub version: String,
    /// First moment at which it decides.
    pub valid_from: Time,
    /// First moment at which it no longer decides; open-ended without.
    pub valid_until: Option<Time>,
    /// Offset of the calendar days and due times, in minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Thresholds of triage.
    pub triage: Triage,
    /// Due times and the missed ladder by placement.
    pub schedules: Schedules,
    /// A window counts only if it is due at least so long after placement.
    first_window_after_minutes: i64,
    /// A phone's clock further off than this makes its times suspect.
    clock_suspect_minutes: i64,
    /// When a health centre is staffed by day.
    pub opening_hours: OpeningHours,
    /// How soon an alert is to be taken in hand.
    pub take: TakeClock,
    watch_at_most_hours: i64,
    #[serde(rename = "staff")]
    _staff: Apart,
    /// Ids of the versions that authorities published over the embedded set, the nearest last.
    #[serde(skip)]
    composed: Option<Arc<str>>,
    /// What only staff need, where it is not the embedded set's own.
    #[serde(skip)]
    own_staff: Option<Arc<StaffRules>>,
    /// The schedules of all times with the moment from which on each holds, ascending; none if there is
    /// only this one.
    #[serde(skip)]
    calendar: Option<Arc<[(Time, Schedules)]>>,
}

/// What only staff need. It is read apart, so that a phone does not carry the code for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffRules {
    /// What makes a risk high.
    pub risk: RiskRules,
    /// How soon a notification is to be checked.
    review: ReviewClock,
    first_contact_hours: i64,
    test_result_hours: i64,
    placement_hours: i64,
    bed_hours: i64,
    condition_hours: i64,
    hold_minutes: i64,
    unanswered_apart_minutes: i64,
    call_back_minutes: i64,
}

impl StaffRules {
    /// How long "call in progress" and "119 arranged" hold the clock of a result.
    pub const fn hold(&self) -> Span {
        Span::minutes(self.hold_minutes)
    }

    /// Two calls so far apart that nobody answered are followed by one to the emergency contact.
    pub const fn unanswered_apart(&self) -> Span {
        Span::minutes(self.unanswered_apart_minutes)
    }
}

/// A part of the file that stands there and is read by [`RuleSet::staff`].
#[derive(Clone, Debug, PartialEq, Eq)]
struct Apart;

impl<'de> Deserialize<'de> for Apart {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(from).map(|_| Self)
    }
}

/// Thresholds of the triage table; bounds are inclusive, temperatures in tenths of a degree.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // each field is the number of the row of the same name in design 6
pub struct Triage {
    pub spo2_low: u8,
    pub spo2_critical_below_low: u8,
    pub spo2_reduced_above_low: u8,
    pub spo2_fall_severe: Fall,
    pub spo2_fall: Fall,
    pub baseline_from: u8,
    pub fever_tenths: u16,
    pub high_fever_tenths: u16,
    pub infant_fever_tenths: u16,
    pub infant_under_months: u16,
    pub persistent_fever_days_before: u16,
    pub fever_gap_hours: i64,
    pub child_under_months: u16,
    pub pulse_from_months: u16,
    pub pulse_low: u16,
    pub pulse_high: u16,
}

/// A fall of SpO2 below the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fall {
    /// At least so many points below the baseline …
    pub points: u8,
    /// … and not higher than this.
    pub at_most: u8,
}

/// The schedule of each kind of placement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Schedules {
    pub home_standard: Schedule,
    pub home_high: Schedule,
    pub hotel: Schedule,
    pub facility: Schedule,
}

/// When check-ins are due in a day and what their absence means.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Due times of a day, ascending.
    pub due: Vec<WallClock>,
    /// The alert of a missed window.
    pub silence: SilenceRule,
}

/// When a missed window becomes an alert, and how bad it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SilenceRule {
    after_minutes: i64,
    sms_after_minutes: i64,
    visit_after_minutes: i64,
    /// Level of a first missed window.
    pub level: Level,
    /// Level when the window before was missed too.
    pub level_again: Level,
}

impl SilenceRule {
    /// From the due time to the alert.
    pub const fn after(&self) -> Span {
        Span::minutes(self.after_minutes)
    }

    /// From the due time to the text message that reminds the patient.
    pub const fn remind_after(&self) -> Span {
        Span::minutes(self.sms_after_minutes)
    }

    /// From the due time of the first missed window to the visit, or the knock at a hotel's door.
    pub const fn visit_after(&self) -> Span {
        Span::minutes(self.visit_after_minutes)
    }
}

/// Opening hours of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OpeningHours {
    pub opens: WallClock,
    pub closes: WallClock,
}

/// How soon an alert of each level is to be taken in hand (design 6, "Work and its clocks").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeClock {
    emergency_minutes: i64,
    urgent_minutes: i64,
    caution: CautionClock,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct CautionClock {
    opened_before: WallClock,
    same_day: WallClock,
    next_day: WallClock,
}

/// How soon a notification is to be checked (design 6): in so much opening time, or at any hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewClock {
    opening_minutes: i64,
    urgent_minutes: i64,
    urgent_spo2_at_most: u64,
}

/// A time of day, `HH:MM`, kept as minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
#[serde(try_from = "String", into = "String")]
pub struct WallClock(u32);

impl WallClock {
    /// So many minutes after midnight; none if a day has fewer.
    pub const fn of(minutes: u32) -> Option<Self> {
        if minutes < 24 * 60 { Some(Self(minutes)) } else { None }
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> u32 {
        self.0
    }
}

impl TryFrom<String> for WallClock {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const FORM: &str = "a time of day is HH:MM";
        let (hours, minutes) = text.split_once(':').ok_or(FORM)?;
        let hours: u32 = hours.parse().map_err(|_| FORM)?;
        let minutes: u32 = minutes.parse().map_err(|_| FORM)?;
        if text.len() == 5 && hours < 24 && minutes < 60 { Ok(Self(hours * 60 + minutes)) } else { Err(FORM) }
    }
}

impl fmt::Display for WallClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<WallClock> for String {
    fn from(time: WallClock) -> Self {
        time.to_string()
    }
}

impl RuleSet {
    /// As every decision stores it: the ids of what authorities published, joined by `+`, the nearest
    /// last; of the embedded set alone `<set>/<version>`.
    pub fn id(&self) -> String {
        self.composed.as_deref().map_or_else(|| self.embedded(), str::to_owned)
    }

    /// The embedded set on which it stands, `<set>/<version>`.
    pub fn embedded(&self) -> String {
        format!("{}/{}", self.set, self.version)
    }

    /// The schedule of a placement, or none where nobody checks in (hospital, ended).
    pub fn schedule(&self, status: CareStatus, risk: Risk) -> Option<&Schedule> {
        Self::schedule_of(&self.schedules, status, risk)
    }

    /// The schedule of a placement on the day that begins at this moment. It holds for whole days, so that
    /// a change of the rules neither cuts a window in two nor leaves out or adds one: a day keeps the
    /// schedule with which it began.
    pub fn schedule_on(&self, status: CareStatus, risk: Risk, day_begins: Time) -> Option<&Schedule> {
        let all = self.calendar.as_deref().unwrap_or_default();
        let on_that_day = all.iter().rev().find(|(from, _)| *from <= day_begins).or(all.first());
        Self::schedule_of(on_that_day.map_or(&self.schedules, |(_, schedules)| schedules), status, risk)
    }

    fn schedule_of(s: &Schedules, status: CareStatus, risk: Risk) -> Option<&Schedule> {
        match status {
            CareStatus::HomeIsolation | CareStatus::Arranging => match risk {
                Risk::Standard => Some(&s.home_standard),
                Risk::High | Risk::Unknown => Some(&s.home_high),
            },
            CareStatus::WaitingAdmission | CareStatus::Unknown => Some(&s.home_high),
            CareStatus::HotelIsolation => Some(&s.hotel),
            CareStatus::FacilityIsolation => Some(&s.facility),
            CareStatus::Hospitalized | CareStatus::HospitalizedSevere | CareStatus::Ended => None,
        }
    }

    /// The clock of an alert of this level that opened at `opened_at`: when it is to be in hand.
    pub fn take_due(&self, level: Level, opened_at: Time) -> Time {
        match level {
            Level::Emergency | Level::Unknown => opened_at + Span::minutes(self.take.emergency_minutes),
            Level::Urgent => opened_at + Span::minutes(self.take.urgent_minutes),
            Level::Caution | Level::Ok => {
                let clock = self.take.caution;
                let today = opened_at.day(self.utc_offset_minutes);
                if opened_at < Time::at(today, clock.opened_before.0, self.utc_offset_minutes) {
                    Time::at(today, clock.same_day.0, self.utc_offset_minutes)
                } else {
                    let tomorrow = today.succ_opt().unwrap_or(today);
                    Time::at(tomorrow, clock.next_day.0, self.utc_offset_minutes)
                }
            }
        }
    }

    /// What only staff need of this set.
    ///
    /// # Panics
    ///
    /// Never: the published sets are embedded and a test reads each of them.
    pub fn staff(&self) -> &StaffRules {
        static SETS: OnceLock<Vec<(String, StaffRules)>> = OnceLock::new();
        if let Some(own) = &self.own_staff {
            return own;
        }
        let sets = SETS.get_or_init(|| PUBLISHED.iter().filter_map(|json| parse_staff(json).ok()).collect());
        let id = self.embedded();
        &sets.iter().find(|(set, _)| *set == id).unwrap_or(&sets[0]).1
    }

    /// Level and clock of the review of a notification that arrives at `now`.
    pub fn review_due(&self, notification: &Notification, pregnant: bool, now: Time) -> (Level, Time) {
        let answers = &notification.answers;
        let yes = |code: &str| answers.chose(code, &["true".to_owned()]) == Some(true);
        let low = answers
            .whole("spo2_room_air")
            .is_some_and(|spo2| spo2 <= self.staff().review.urgent_spo2_at_most);
        let urgent = pregnant || low || yes("hospitalization_needed") || notification.says_pregnant();
        // Nobody is in danger any more of whom the physician says that they have died.
        if urgent && !notification.is_of_dead() {
            (Level::Urgent, now + Span::minutes(self.staff().review.urgent_minutes))
        } else {
            (Level::Caution, self.opening_time_from(now, Span::minutes(self.staff().review.opening_minutes)))
        }
    }

    /// Until when the health centre is to have spoken to a patient who was filed at `now`.
    pub fn first_contact_due(&self, risk: Risk, now: Time) -> (Level, Time) {
        let level = match risk {
            Risk::Standard => Level::Caution,
            Risk::High | Risk::Unknown => Level::Urgent,
        };
        (level, now + Span::hours(self.staff().first_contact_hours))
    }

    /// How long the result of a suspected case may take.
    pub fn test_result_after(&self) -> Span {
        Span::hours(self.staff().test_result_hours)
    }

    /// How long a placement may be undecided.
    pub fn placement_after(&self) -> Span {
        Span::hours(self.staff().placement_hours)
    }

    /// How long somebody may wait for a bed.
    pub fn bed_after(&self) -> Span {
        Span::hours(self.staff().bed_hours)
    }

    /// How long a condition is taken for how an inpatient is.
    pub fn condition_after(&self) -> Span {
        Span::hours(self.staff().condition_hours)
    }

    /// How long after the promised time a call-back is late.
    pub fn call_back_after(&self) -> Span {
        Span::minutes(self.staff().call_back_minutes)
    }

    /// The moment at which so much opening time has passed.
    fn opening_time_from(&self, from: Time, span: Span) -> Time {
        let mut left = span;
        let mut at = from;
        loop {
            let day = at.day(self.utc_offset_minutes);
            let opens = Time::at(day, self.opening_hours.opens.0, self.utc_offset_minutes);
            let closes = Time::at(day, self.opening_hours.closes.0, self.utc_offset_minutes);
            let begins = at.max(opens);
            if begins + left <= closes {
                return begins + left;
            }
            if begins < closes {
                left = Span::seconds(left.as_seconds() - (closes - begins).as_seconds());
            }
            let tomorrow = day.succ_opt().unwrap_or(day);
            at = Time::at(tomorrow, self.opening_hours.opens.0, self.utc_offset_minutes);
        }
    }

    /// From placement to the first due time that counts, at least.
    pub const fn first_window_after(&self) -> Span {
        Span::minutes(self.first_window_after_minutes)
    }

    /// How far off a phone's clock may be.
    pub const fn clock_tolerance(&self) -> Span {
        Span::minutes(self.clock_suspect_minutes)
    }

    /// The longest time for which a closed caution may be watched.
    pub const fn watch_at_most(&self) -> Span {
        Span::hours(self.watch_at_most_hours)
    }

    fn check(&self) -> Result<(), String> {
        match self.faults().first() {
            None => Ok(()),
            Some(fault) => Err(format!("{}: {}: {}", self.id(), fault.field, fault.problem.code())),
        }
    }

    /// What its values mean to each other: the fields that contradict others, with what they may be.
    fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut contradicts = |field: &str| faults.push(FieldError::new(field, Problem::Contradiction));
        if self.opening_hours.opens >= self.opening_hours.closes {
            contradicts("opening_hours.closes");
        }
        if self.triage.fever_tenths >= self.triage.high_fever_tenths {
            contradicts("triage.high_fever_tenths");
        }
        if self.triage.spo2_fall.points >= self.triage.spo2_fall_severe.points {
            contradicts("triage.spo2_fall_severe.points");
        }
        if self.take.emergency_minutes > self.take.urgent_minutes {
            contradicts("take.urgent_minutes");
        }
        let caution = self.take.caution;
        if caution.opened_before > caution.same_day {
            contradicts("take.caution.same_day");
        }
        let s = &self.schedules;
        let named = [
            ("home_standard", &s.home_standard),
            ("home_high", &s.home_high),
            ("hotel", &s.hotel),
            ("facility", &s.facility),
        ];
        for (name, schedule) in named {
            faults.extend(schedule.fault(name));
        }
        faults
    }
}

impl Schedule {
    fn fault(&self, name: &str) -> Option<FieldError> {
        if self.due.is_empty() || !self.due.is_sorted_by(|a, b| a < b) {
            return Some(FieldError::new(format!("schedules.{name}.due"), Problem::NotInOrder));
        }
        // Settling walks windows in order, so a window must be decided before the next begins.
        let left = self.due.iter().enumerate().map(|(i, due)| {
            let end = self.due.get(i + 1).map_or(24 * 60, |next| u32::midpoint(due.0, next.0));
            i64::from(end) - i64::from(due.0)
        });
        let least = left.min().unwrap_or_default();
        if self.silence.after_minutes >= least {
            let field = format!("schedules.{name}.silence.after_minutes");
            return Some(FieldError::new(field, Problem::OutOfRange).limit(format!("–{}", least - 1)));
        }
        // A reminder comes before the alert, a visit after it.
        let silence = &self.silence;
        let wrong = [
            ("sms_after_minutes", silence.sms_after_minutes >= silence.after_minutes),
            ("visit_after_minutes", silence.visit_after_minutes <= silence.after_minutes),
        ];
        let (field, _) = wrong.into_iter().find(|(_, is_wrong)| *is_wrong)?;
        Some(FieldError::new(format!("schedules.{name}.silence.{field}"), Problem::Contradiction))
    }
}

/// The rule sets that come with the code, oldest first.
const PUBLISHED: &[&str] = &[include_str!("../rules/default/2020-10-14.json")];

fn published() -> &'static [RuleSet] {
    static SETS: OnceLock<Vec<RuleSet>> = OnceLock::new();
    SETS.get_or_init(|| PUBLISHED.iter().filter_map(|json| parse(json).ok()).collect())
}

fn parse(text: &str) -> Result<RuleSet, String> {
    let rules: RuleSet = json::read(text).map_err(|error| error.to_string())?;
    rules.check()?;
    Ok(rules)
}

/// What is wrong with a file that could be read; none if it could not.
fn faults_of(text: &str) -> Option<Vec<FieldError>> {
    json::read::<RuleSet>(text).ok().map(|rules| rules.faults())
}

fn parse_staff(text: &str) -> Result<(String, StaffRules), String> {
    #[derive(Deserialize)]
    struct Whole {
        set: String,
        version: String,
        staff: StaffRules,
    }
    let Whole { set, version, staff } = json::read(text).map_err(|error| error.to_string())?;
    let id = format!("{set}/{version}");
    if staff.risk.factors.contains(&RiskFactor::Unknown) || staff.risk.severities.contains(&Severity::Unknown)
    {
        return Err(format!("{id}: nobody knows what an unknown risk factor is"));
    }
    Ok((id, staff))
}

/// The default rule set in force at `now`; before the first one, the first.
///
/// # Panics
///
/// Never: the published sets are embedded and a test reads each of them.
pub fn at(now: Time) -> &'static RuleSet {
    let sets = published();
    sets.iter()
        .rev()
        .find(|set| set.valid_from <= now && set.valid_until.is_none_or(|until| now < until))
        .unwrap_or(&sets[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_published_rule_set_reads() {
        for json in PUBLISHED {
            parse(json).unwrap();
            parse_staff(json).unwrap();
        }
        assert_eq!(at("2026-01-01T00:00:00Z".parse().unwrap()).id(), "default/2020-10-14");
    }

    #[test]
    fn an_alert_after_its_window_is_refused() {
        let json = PUBLISHED[0].replace("\"after_minutes\": 60", "\"after_minutes\": 600");
        let refused = parse(&json).unwrap_err();
        assert!(refused.contains("schedules.home_high.silence.after_minutes: out_of_range"), "{refused}");
    }

    #[test]
    fn a_review_is_due_in_opening_time() {
        let rules = at(Time::from_seconds(0));
        let due = |from: &str| rules.opening_time_from(from.parse().unwrap(), Span::hours(2)).to_string();
        assert_eq!(due("2026-01-05T10:00:00+09:00"), "2026-01-05T03:00:00Z");
        assert_eq!(due("2026-01-05T15:15:00+09:00"), "2026-01-05T08:15:00Z");
        // One hour is left of the day, the other is the first of the next.
        assert_eq!(due("2026-01-05T16:15:00+09:00"), "2026-01-06T00:30:00Z");
        assert_eq!(due("2026-01-05T23:00:00+09:00"), "2026-01-06T01:30:00Z");
        assert_eq!(due("2026-01-05T03:00:00+09:00"), "2026-01-05T01:30:00Z");
    }

    #[test]
    fn the_clock_of_a_caution_ends_the_same_day_or_at_noon() {
        let rules = at(Time::from_seconds(0));
        let due = |opened: &str| rules.take_due(Level::Caution, opened.parse().unwrap()).to_string();
        assert_eq!(due("2026-01-05T14:59:59+09:00"), "2026-01-05T08:15:00Z");
        assert_eq!(due("2026-01-05T15:00:00+09:00"), "2026-01-06T03:00:00Z");
    }
}
