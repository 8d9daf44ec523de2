//! What is typed to move a patient, and how it is read, with the very check that the server makes.

use domain::api::case::CaseView;
use domain::api::error::{FieldError, Problem};
use domain::api::stay::MovePatient;
use domain::entry_code::half_width;
use domain::ids::{OrganisationId, RequestId};
use domain::placement::{CareStatus, Channel, Risk};
use domain::reading::too_long;
use domain::rules::RuleSet;
use domain::stay::{Stay, place_kind};
use domain::time::{Date, Span, Time};
use serde::{Deserialize, Serialize};

use crate::close::NOTE_AT_MOST;
use crate::era;

/// Fields in the order of the dialog: an error leads to the first of them.
const ORDER: [&str; 8] = ["care_status", "place", "room", "start_day", "from", "risk", "channel", "note"];

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the dialog is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// Number of the last stay that the person has seen.
    pub seen: u32,
    /// Where to.
    pub care_status: Option<CareStatus>,
    /// The hotel or hospital.
    pub place: Option<OrganisationId>,
    /// Room or ward.
    pub room: String,
    /// Day of the start, in any notation.
    pub day: String,
    /// Time of day of the start.
    pub clock: String,
    /// Risk class.
    pub risk: Risk,
    /// How check-ins come.
    pub channel: Channel,
    /// Why.
    pub note: String,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The dialog as it opens: everything as it is, from now on.
    pub fn new(request_id: RequestId, view: &CaseView, day: String, clock: String) -> Self {
        Self {
            request_id,
            seen: view.stay,
            care_status: None,
            place: None,
            room: String::new(),
            day,
            clock,
            risk: view.risk,
            channel: view.channel,
            note: String::new(),
            touched: false,
        }
    }

    /// The request, or every field that is wrong, in the order of the dialog.
    pub fn read(&self, view: &CaseView, rules: &RuleSet, now: Time) -> Result<MovePatient, Vec<FieldError>> {
        let mut unread = Vec::new();
        if self.care_status.is_none() {
            unread.push(FieldError::new("care_status", Problem::Missing));
        }
        let from = self.from(rules, now, view.placed_at, &mut unread);
        let care_status = self.care_status.unwrap_or(view.care_status);
        let named = place_kind(care_status).is_some();
        let stay = Stay {
            care_status,
            place: self.place.clone().filter(|_| named),
            room: Some(self.room.trim().to_owned()).filter(|room| named && !room.is_empty()),
            from,
            risk: self.risk,
            channel: self.channel,
        };
        // What could not be read was checked with a stand-in, whose errors mean nothing.
        let known = |error: &FieldError| unread.iter().all(|unread| unread.field != error.field);
        let checked = stay.check(view.kind, &current(view), rules, now);
        let mut errors: Vec<_> = checked.into_iter().filter(known).collect();
        errors.extend(unread);
        errors.extend(too_long("note", self.note.trim(), NOTE_AT_MOST));
        errors.sort_by_key(|error| ORDER.iter().position(|field| *field == error.field));
        if errors.is_empty() {
            let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
            let request_id = self.request_id.clone();
            Ok(MovePatient { request_id, case: view.case.clone(), seen: self.seen, stay, note })
        } else {
            Err(errors)
        }
    }

    fn from(&self, rules: &RuleSet, now: Time, placed_at: Time, unread: &mut Vec<FieldError>) -> Time {
        let offset = rules.utc_offset_minutes;
        let mut problem = |field, typed: &str| {
            let problem = if typed.trim().is_empty() { Problem::Missing } else { Problem::WrongType };
            unread.push(FieldError::new(field, problem));
        };
        let day = self.understood_day(now.day(offset));
        if day.is_none() {
            problem("start_day", &self.day);
        }
        let minute = minute_of(&self.clock);
        if minute.is_none() {
            problem("from", &self.clock);
        }
        let (Some(day), Some(minute)) = (day, minute) else { return now };
        let from = Time::at(day, minute, offset);
        // People type minutes: within the minute of the last start nothing lies before it.
        if from < placed_at && placed_at - from < Span::minutes(1) { placed_at } else { from }
    }

    /// The day as it was understood.
    pub fn understood_day(&self, today: Date) -> Option<Date> {
        era::parse_recent(&self.day, today)
    }
}

/// The current stay of a case.
fn current(view: &CaseView) -> Stay {
    Stay {
        care_status: view.care_status,
        place: view.place.clone(),
        room: view.room.clone(),
        from: view.placed_at,
        risk: view.risk,
        channel: view.channel,
    }
}

/// Minutes after midnight: `9:30`, `09：30`, `0930`, `9時30分`, `9時`. None if it is no time of a day.
pub fn minute_of(typed: &str) -> Option<u32> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    let plain = plain.trim_end_matches('分');
    let (hours, minutes) = match plain.split_once([':', '：', '時', '.']) {
        Some((hours, "")) if plain.ends_with('時') => (hours, "0"),
        Some(parts) => parts,
        None if matches!(plain.len(), 3 | 4) && plain.is_ascii() => plain.split_at(plain.len() - 2),
        None => return None,
    };
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_people_write_it() {
        for typed in ["9:30", "09:30", "０９：３０", "0930", "930", "9時30分", " 9:30 "] {
            assert_eq!(minute_of(typed), Some(570), "{typed}");
        }
        assert_eq!(minute_of("14時"), Some(14 * 60));
        assert_eq!(minute_of("0:00"), Some(0));
        for typed in ["", "24:00", "9:60", "9", "9:3:0", "99999", "ごご", "-1:00"] {
            assert_eq!(minute_of(typed), None, "{typed}");
        }
    }
}
