//! What is typed into the form for a call, and what is sent of it.

use domain::api::error::{FieldError, Problem};
use domain::api::work::{CloseReason, Closing, FinishCall, NextStep, Reached, SeenWork, ToldCheckIn};
use domain::call::{CallResult, Finding};
use domain::first_contact::Language;
use domain::ids::{CaseId, CheckInId, OrganisationId, RequestId};
use domain::reading::{Answers, Measure, too_long};
use domain::rules;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::time::{Span, Time};
use serde::{Deserialize, Serialize};
use ui::number;

use super::household::MemberCall;
use crate::close::NOTE_AT_MOST;
use crate::moment::{Moment, minute_of};

/// Whether the call ends the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// It does.
    Close,
    /// The work stays in hand.
    Keep,
    /// A colleague takes it on.
    Hand,
}

/// What was said about the symptoms of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// Nobody asked.
    No,
    /// There are none.
    None,
    /// There are some.
    Some,
}

/// On how many days from today on a call can be promised.
pub const PROMISE_DAYS: u8 = 4;

/// The case as the form needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The case.
    pub case: CaseId,
    /// Number of the last stay on the screen.
    pub stay: u32,
    /// When it began.
    pub placed_at: Time,
    /// Now.
    pub now: Time,
}

/// The form, not yet checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form was opened: a retry after a lost answer is the same request.
    pub request_id: RequestId,
    /// The same for the check-in told on the phone.
    pub check_in_id: CheckInId,
    /// When the case was first looked at for this call: what is newer is news.
    pub since: Option<Time>,
    /// Who was reached.
    pub reached: Option<Reached>,
    /// Body temperature.
    pub temperature: String,
    /// Oxygen saturation.
    pub spo2: String,
    /// Pulse.
    pub pulse: String,
    /// What could not be measured.
    pub not_measured: Vec<Measure>,
    /// Whether symptoms were asked.
    pub asked: Asked,
    /// Ticked symptoms.
    pub symptoms: Vec<Symptom>,
    /// Ticked emergency symptoms.
    pub emergency: Vec<EmergencySymptom>,
    /// Ticked warning signs of pregnancy.
    pub pregnancy: Vec<PregnancySymptom>,
    /// Whether a medicine against fever was taken.
    pub antipyretic: Option<bool>,
    /// The result in words.
    pub note: String,
    /// What happens next.
    pub next_step: Option<NextStep>,
    /// Whether the work ends.
    pub end: Option<End>,
    /// Why it can end.
    pub reason: Option<CloseReason>,
    /// For how long a caution is watched.
    pub watch_hours: u8,
    /// Subject of the colleague who takes it on; empty for nobody.
    #[serde(default)]
    pub hand_to: String,
    /// Somebody stands at the patient's door.
    #[serde(default)]
    pub at_door: bool,
    /// What was found out about the patient.
    #[serde(default)]
    pub finding: Option<Finding>,
    /// When that was true.
    #[serde(default)]
    pub found_at: Moment,
    /// The hospital, if it is known.
    #[serde(default)]
    pub hospital: Option<OrganisationId>,
    /// The language.
    #[serde(default)]
    pub language: Option<Language>,
    /// In how many days another call was promised.
    #[serde(default)]
    pub promised_in: Option<u8>,
    /// At what time of that day.
    #[serde(default)]
    pub promised_clock: String,
    /// For whom else of the household the call was.
    #[serde(default)]
    pub household: Vec<MemberCall>,
}

impl Values {
    /// An empty form.
    pub fn new(request_id: RequestId, check_in_id: CheckInId) -> Self {
        Self {
            request_id,
            check_in_id,
            since: None,
            reached: None,
            temperature: String::new(),
            spo2: String::new(),
            pulse: String::new(),
            not_measured: Vec::new(),
            asked: Asked::No,
            symptoms: Vec::new(),
            emergency: Vec::new(),
            pregnancy: Vec::new(),
            antipyretic: None,
            note: String::new(),
            next_step: None,
            end: None,
            reason: None,
            watch_hours: 0,
            hand_to: String::new(),
            at_door: false,
            finding: None,
            found_at: Moment::default(),
            hospital: None,
            language: None,
            promised_in: None,
            promised_clock: String::new(),
            household: Vec::new(),
        }
    }

    /// Nothing has been typed.
    pub fn is_blank(&self) -> bool {
        let new = Self::new(self.request_id.clone(), self.check_in_id.clone());
        Self { since: None, ..self.clone() } == new
    }

    /// Whether somebody was there to be asked.
    pub const fn somebody_answered(&self) -> bool {
        matches!(self.reached, Some(Reached::Patient | Reached::Family | Reached::EmergencyContact))
    }

    /// What was found out, if somebody was there to tell it.
    pub fn found(&self) -> Option<Finding> {
        self.finding.filter(|_| self.somebody_answered())
    }

    /// Whether the case ends with this call, and everything with it.
    pub fn is_death(&self) -> bool {
        self.found() == Some(Finding::Died)
    }

    /// Who takes the work on, if the call does not end it.
    pub fn hands_to(&self) -> Option<String> {
        let hands = self.end == Some(End::Hand) && !self.is_death();
        hands.then(|| self.hand_to.clone())
    }

    /// The request, or every field that is wrong, in the order of the form. `can_watch` says whether
    /// all of the work is of the kind that may be watched.
    pub fn read(
        &self,
        about: &About,
        work: Vec<SeenWork>,
        can_watch: bool,
    ) -> Result<FinishCall, Vec<FieldError>> {
        let rules = rules::at(about.now);
        let mut errors = Vec::new();
        let mut missing = |field| errors.push(FieldError::new(field, Problem::Missing));
        if self.reached.is_none() {
            missing("reached");
        }
        if self.next_step.is_none() {
            missing("next_step");
        }
        let has_work = !work.is_empty() && !self.is_death();
        if has_work && self.end.is_none() {
            missing("end");
        }
        let closes = has_work && self.end == Some(End::Close);
        if closes && self.reason.is_none() {
            missing("reason");
        }
        if has_work && self.end == Some(End::Hand) && self.hand_to.is_empty() {
            missing("hand_to");
        }
        // "Other" without a word tells the next one nothing.
        if closes && self.reason == Some(CloseReason::Other) && self.note.trim().is_empty() {
            missing("note");
        }
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        let check_in = self.told().unwrap_or_else(|wrong| {
            errors.extend(wrong);
            None
        });
        let result = self.result(about, &mut errors);
        let call_back_at = self.promised(about, &mut errors);
        const ORDER: [&str; 16] = [
            "reached",
            "body_temperature",
            "spo2",
            "pulse",
            "what",
            "at_day",
            "at",
            "place",
            "language",
            "note",
            "next_step",
            "call_back_at",
            "end",
            "reason",
            "watch_hours",
            "hand_to",
        ];
        errors.sort_by_key(|error| ORDER.iter().position(|field| *field == error.field));
        let (Some(reached), Some(next_step), true) = (self.reached, self.next_step, errors.is_empty()) else {
            return Err(errors);
        };
        let request = FinishCall {
            request_id: self.request_id.clone(),
            case: about.case.clone(),
            work,
            reached,
            check_in,
            note: Some(self.note.trim().to_owned()).filter(|note| !note.is_empty()),
            next_step,
            closing: self.reason.filter(|_| closes).map(|reason| Closing {
                reason,
                watch_hours: Some(self.watch_hours).filter(|hours| can_watch && *hours > 0),
            }),
            result,
            call_back_at,
            at_door: self.at_door,
        };
        let wrong = request.check_result(rules, about.now);
        if wrong.is_empty() { Ok(request) } else { Err(wrong) }
    }

    /// What was found out, as the request says it.
    fn result(&self, about: &About, errors: &mut Vec<FieldError>) -> Option<CallResult> {
        let what = self.found()?;
        let offset = rules::at(about.now).utc_offset_minutes;
        let has_time = matches!(what, Finding::InHospital | Finding::Died);
        let at = has_time
            .then(|| self.found_at.read(["at_day", "at"], offset, about.now, about.placed_at, errors));
        Some(CallResult {
            what,
            at,
            seen_stay: has_time.then_some(about.stay),
            place: self.hospital.clone().filter(|_| what == Finding::InHospital),
            language: self.language.filter(|_| what == Finding::Language),
        })
    }

    /// When another call was promised.
    fn promised(&self, about: &About, errors: &mut Vec<FieldError>) -> Option<Time> {
        let days = self.promised_in.filter(|_| !self.is_death())?;
        let Some(minute) = minute_of(&self.promised_clock) else {
            let empty = self.promised_clock.trim().is_empty();
            let problem = if empty { Problem::Missing } else { Problem::WrongType };
            errors.push(FieldError::new("call_back_at", problem));
            return None;
        };
        let offset = rules::at(about.now).utc_offset_minutes;
        let day = (about.now + Span::hours(24 * i64::from(days))).day(offset);
        Some(Time::at(day, minute, offset))
    }

    /// What was told on the phone; none if nothing was.
    fn told(&self) -> Result<Option<ToldCheckIn>, Vec<FieldError>> {
        if !self.somebody_answered() || self.is_death() {
            return Ok(None);
        }
        let mut errors = Vec::new();
        let mut value = |measure: Measure| {
            let typed = self.typed(measure).trim();
            if typed.is_empty() {
                return None;
            }
            let value = number::parse(typed);
            if value.is_none() {
                errors.push(FieldError::new(measure.code(), Problem::WrongType));
            }
            value
        };
        let answers = Answers {
            body_temperature: value(Measure::BodyTemperature),
            spo2: value(Measure::Spo2),
            pulse: value(Measure::Pulse),
            could_not_measure: self.not_measured.clone(),
            symptoms: match self.asked {
                Asked::No => None,
                Asked::None => Some(Vec::new()),
                Asked::Some => Some(self.symptoms.clone()),
            },
            emergency_symptoms: self.emergency.clone(),
            pregnancy_symptoms: self.pregnancy.clone(),
            antipyretic_taken: self.antipyretic,
            ..Answers::default()
        };
        if let Err(wrong) = answers.check() {
            errors.extend(wrong);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let check_in = ToldCheckIn { id: self.check_in_id.clone(), answers };
        Ok((check_in.answers != Answers::default()).then_some(check_in))
    }

    /// What was typed as a value.
    pub fn typed(&self, measure: Measure) -> &str {
        match measure {
            Measure::BodyTemperature => &self.temperature,
            Measure::Spo2 => &self.spo2,
            Measure::Pulse => &self.pulse,
        }
    }

    /// Takes in what was typed as a value.
    pub fn set_typed(&mut self, measure: Measure, typed: String) {
        *match measure {
            Measure::BodyTemperature => &mut self.temperature,
            Measure::Spo2 => &mut self.spo2,
            Measure::Pulse => &mut self.pulse,
        } = typed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";

    fn new() -> Values {
        Values::new(ID.parse().unwrap(), ID.parse().unwrap())
    }

    fn work() -> Vec<SeenWork> {
        vec![SeenWork { id: format!("health-{ID}").parse().unwrap(), version: 3 }]
    }

    fn read(values: &Values, work: Vec<SeenWork>) -> Result<FinishCall, Vec<String>> {
        let fields = |errors: Vec<FieldError>| errors.into_iter().map(|error| error.field).collect();
        values.read(&about(), work, true).map_err(fields)
    }

    fn about() -> About {
        let now = "2026-01-05T10:00:00+09:00".parse().unwrap();
        About { case: ID.parse().unwrap(), stay: 2, placed_at: now - Span::hours(20), now }
    }

    fn reached() -> Values {
        Values {
            reached: Some(Reached::Patient),
            next_step: Some(NextStep::Continue),
            end: Some(End::Keep),
            ..new()
        }
    }

    #[test]
    fn an_empty_form_names_what_is_missing() {
        assert_eq!(read(&new(), work()).unwrap_err(), ["reached", "next_step", "end"]);
        // Without open work there is nothing to close or keep.
        assert_eq!(read(&new(), Vec::new()).unwrap_err(), ["reached", "next_step"]);
    }

    #[test]
    fn nothing_told_is_no_check_in() {
        let call = read(&reached(), work()).unwrap();
        assert_eq!((call.check_in, call.closing, call.note), (None, None, None));
        assert_eq!(call.work[0].version, 3);
    }

    #[test]
    fn what_was_told_is_checked_like_a_patients_own() {
        let values = Values { temperature: "３８．２".into(), spo2: "9.7".into(), ..reached() };
        assert_eq!(read(&values, work()).unwrap_err(), ["spo2"]);
        let values = Values { spo2: "92".into(), asked: Asked::None, ..values };
        let told = read(&values, work()).unwrap().check_in.unwrap().answers;
        assert_eq!(
            (told.body_temperature, told.spo2, told.symptoms),
            (Some(38.2), Some(92.0), Some(Vec::new()))
        );
    }

    #[test]
    fn nobody_reached_told_nothing() {
        let values = Values { reached: Some(Reached::Nobody), spo2: "nonsense".into(), ..reached() };
        assert_eq!(read(&values, work()).unwrap().check_in, None);
    }

    #[test]
    fn closing_needs_a_reason_and_other_a_word() {
        let values = Values { end: Some(End::Close), watch_hours: 24, ..reached() };
        assert_eq!(read(&values, work()).unwrap_err(), ["reason"]);
        let values = Values { reason: Some(CloseReason::Other), ..values };
        assert_eq!(read(&values, work()).unwrap_err(), ["note"]);
        let values = Values { note: " 転居 ".into(), ..values };
        let call = read(&values, work()).unwrap();
        assert_eq!(call.closing.unwrap().watch_hours, Some(24));
        assert_eq!(call.note.as_deref(), Some("転居"));
        // Without work there is nothing that a reason could close.
        assert_eq!(read(&values, Vec::new()).unwrap().closing, None);
    }

    #[test]
    fn handing_on_needs_a_colleague_and_closes_nothing() {
        let values = Values { end: Some(End::Hand), reason: Some(CloseReason::Fine), ..reached() };
        assert_eq!(read(&values, work()).unwrap_err(), ["hand_to"]);
        let values = Values { hand_to: "aoba-nurse-2".into(), ..values };
        assert_eq!(read(&values, work()).unwrap().closing, None);
    }

    #[test]
    fn a_finding_asks_for_what_its_consequence_needs() {
        let family = Values { reached: Some(Reached::Family), ..reached() };
        let hospital = Values { finding: Some(Finding::InHospital), ..family.clone() };
        assert_eq!(read(&hospital, work()).unwrap_err(), ["at_day", "at"]);
        let found_at = Moment { day: "2026-01-05".into(), clock: "2:30".into() };
        let result =
            read(&Values { found_at: found_at.clone(), ..hospital }, work()).unwrap().result.unwrap();
        let at = "2026-01-05T02:30:00+09:00".parse().unwrap();
        assert_eq!((result.at, result.seen_stay, result.place), (Some(at), Some(2), None));
        let language = Values { finding: Some(Finding::Language), ..family.clone() };
        assert_eq!(read(&language, work()).unwrap_err(), ["result.language"]);
        // Nobody has to be asked for the end of the work of somebody who has died.
        let died = Values { finding: Some(Finding::Died), found_at, end: None, spo2: "90".into(), ..family };
        let call = read(&died, work()).unwrap();
        assert_eq!((call.check_in, call.closing, call.work.len()), (None, None, 1));
        // And who is reached has not.
        let alive = Values { reached: Some(Reached::Patient), ..died };
        assert_eq!(read(&alive, work()).unwrap_err(), ["reached"]);
        let nobody = Values { reached: Some(Reached::Nobody), end: Some(End::Keep), ..alive };
        assert_eq!(read(&nobody, work()).unwrap().result, None);
    }

    #[test]
    fn a_promise_is_a_time_of_one_of_the_next_days() {
        let promise = Values { promised_in: Some(1), promised_clock: "１４：３０".into(), ..reached() };
        let at = "2026-01-06T14:30:00+09:00".parse().unwrap();
        assert_eq!(read(&promise, work()).unwrap().call_back_at, Some(at));
        let none = Values { promised_clock: " ".into(), ..promise.clone() };
        assert_eq!(read(&none, work()).unwrap_err(), ["call_back_at"]);
        let past = Values { promised_in: Some(0), promised_clock: "9:00".into(), ..promise };
        assert_eq!(read(&past, work()).unwrap_err(), ["call_back_at"]);
    }
}
