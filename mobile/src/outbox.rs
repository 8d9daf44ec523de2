//! Check-ins that the server has not answered yet.
//!
//! Each is written to the browser's local storage under a key of its own before anything else
//! happens. Local storage, because its writes are synchronous: the check-in is kept when the call
//! returns, even if the tab is closed in the same moment; a database's promise might not have
//! been. A key of its own, because two open tabs then never overwrite each other's list; that
//! both may send the same check-in is harmless, since it carries its id.
//!
//! The outbox belongs to cases, not to sessions: signing in again finds it as it was.

use domain::api::check_in::SubmitCheckIn;
use domain::api::error::{ApiError, Code};
use domain::ids::{CaseId, CheckInId};
use domain::json;
use domain::time::Time;
use serde_json::Map;
use ui::api::Failure;
use ui::browser;

use crate::draft::Draft;

const STORED_UNDER: &str = "mimamori-check-in-";

/// A check-in that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Grows from entry to entry: the order of sending. Milliseconds since 1970.
    order: u64,
    /// Its id, made when it was typed.
    pub id: CheckInId,
    /// Whose it is.
    pub case: CaseId,
    /// When it was measured.
    pub measured_at: Time,
    /// The request as JSON. Kept, not made anew: a later version of this app might make another
    /// one of the same draft, and the same id with another body is refused.
    body: String,
    /// What was typed, to show and to correct.
    pub draft: Draft,
    /// Why the server will not take it as it is: it waits for the person, not for the network.
    pub refused: Option<ApiError>,
    /// Only in memory, because this browser's storage is full or switched off.
    pub unkept: bool,
}

/// What to do after a failed sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep it and try again later.
    Later,
    /// Keep it until the person has signed in again.
    SignIn,
    /// Keep it and show it to the person, who corrects or deletes it; go on with the next.
    Refused,
}

/// What a failure means for the check-in that was sent.
pub fn verdict(failure: &Failure) -> Verdict {
    match failure {
        Failure::Offline | Failure::Unexpected => Verdict::Later,
        Failure::Api(error, status) => match error.code {
            Code::Unauthenticated | Code::ActivationRefused => Verdict::SignIn,
            Code::Busy | Code::Internal => Verdict::Later,
            _ if *status >= 500 || *status == 429 => Verdict::Later,
            _ => Verdict::Refused,
        },
    }
}

impl Entry {
    /// A new entry behind all `others`.
    pub fn new(
        id: CheckInId,
        case: CaseId,
        draft: Draft,
        measured_at: Time,
        now_ms: u64,
        others: &[Self],
    ) -> Self {
        // A clock that was set back must not bring it before the others.
        let last = others.iter().map(|entry| entry.order).max().unwrap_or(0);
        let check_in = SubmitCheckIn {
            id: id.clone(),
            case: case.clone(),
            measured_at,
            client_now: measured_at,
            answers: draft.answers(),
            extra: Map::new(),
        };
        let body = serde_json::to_string(&check_in).unwrap_or_default();
        Self { order: now_ms.max(last + 1), id, case, measured_at, body, draft, refused: None, unkept: false }
    }

    /// The body of a sending at `now`: as it was made, with this phone's clock of now.
    pub fn stamped(&self, now: Time) -> String {
        // No text of a person's can look like this: inside of JSON its quotes are escaped.
        let stamp = |time: Time| ["\"client_now\":\"", &time.to_string(), "\""].concat();
        match self.body.split_once(&stamp(self.measured_at)) {
            Some((before, after)) => [before, &stamp(now), after].concat(),
            None => self.body.clone(),
        }
    }

    /// Writes it to this device; when this returns, it is kept or marked as not.
    pub fn keep(&mut self) {
        self.unkept = !browser::store(&self.key(), &self.to_text());
    }

    /// As it is stored: a field a line, the draft at the end.
    fn to_text(&self) -> String {
        let refused = self.refused.as_ref().and_then(|error| serde_json::to_string(error).ok());
        [
            &self.order.to_string(),
            self.id.as_str(),
            self.case.as_str(),
            &self.measured_at.to_string(),
            &refused.unwrap_or_default(),
            &self.body,
            &self.draft.to_text(),
        ]
        .join("\n")
    }

    fn from_text(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.splitn(7, '\n').collect();
        let [order, id, case, measured_at, refused, body, draft] = lines[..] else { return None };
        Some(Self {
            order: order.parse().ok()?,
            id: id.parse().ok()?,
            case: case.parse().ok()?,
            measured_at: measured_at.parse().ok()?,
            body: body.to_owned(),
            draft: Draft::from_text(draft)?,
            refused: json::read(refused).ok(),
            unkept: false,
        })
    }

    /// Removes it from this device.
    pub fn forget(&self) {
        browser::forget(&self.key());
    }

    fn key(&self) -> String {
        [STORED_UNDER, self.id.as_str()].concat()
    }
}

/// All that waits on this device, oldest first, with those of `known` that could not be kept.
pub fn waiting(known: &[Entry]) -> Vec<Entry> {
    let unkept = known.iter().filter(|entry| entry.unkept).cloned();
    in_order(read(&browser::stored_under(STORED_UNDER)).chain(unkept))
}

/// What does not read is left alone: a newer version of this app may have written it.
fn read(stored: &[(String, String)]) -> impl Iterator<Item = Entry> {
    stored.iter().filter_map(|(_, text)| Entry::from_text(text))
}

fn in_order(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut sorted: Vec<Entry> = Vec::new();
    for entry in entries {
        let place = sorted.iter().position(|other| (entry.order, &entry.id) < (other.order, &other.id));
        sorted.insert(place.unwrap_or(sorted.len()), entry);
    }
    sorted
}

/// The next to send: the oldest that the server has not refused.
pub fn next(entries: &[Entry]) -> Option<&Entry> {
    entries.iter().find(|entry| entry.refused.is_none())
}

/// How long to wait after so many failures in a row, in milliseconds: 15 s, doubling up to 4 min.
pub fn pause_ms(failures: u32) -> u32 {
    15_000 << failures.saturating_sub(1).min(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn entry(n: u8, now_ms: u64, others: &[Entry]) -> Entry {
        let id = format!("6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c{n:02}").parse().unwrap();
        let case = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1cff".parse().unwrap();
        let remarks = "\"client_now\":\"2026-01-02T00:00:00Z\" \\".to_owned();
        let draft = Draft { spo2: "97".into(), remarks, ..Draft::default() };
        Entry::new(id, case, draft, time("2026-01-02T00:00:00Z"), now_ms, others)
    }

    fn api(code: Code) -> Failure {
        let error = ApiError { code, message: String::new(), fields: Vec::new(), holder: None };
        Failure::Api(error, code.status())
    }

    #[test]
    fn the_order_of_typing_survives_storage_and_a_clock_that_was_set_back() {
        let first = entry(9, 5_000, &[]);
        let second = entry(3, 4_000, std::slice::from_ref(&first));
        let third = entry(1, 9_000, &[first.clone(), second.clone()]);
        let stored = [&third, &first, &second].map(|e| (e.key(), e.to_text()));
        let mut stored = stored.to_vec();
        stored.push(("mimamori-check-in-x".into(), "{\"order\":1}".into()));
        let entries = in_order(read(&stored));
        assert_eq!(entries, [first.clone(), second, third]);
        assert_eq!(next(&entries), Some(&first));
    }

    #[test]
    fn a_refused_one_does_not_hold_back_the_next() {
        let mut first = entry(1, 1, &[]);
        let second = entry(2, 2, std::slice::from_ref(&first));
        let Failure::Api(error, _) = api(Code::RequestIdReused) else { unreachable!() };
        first.refused = Some(error);
        assert_eq!(Entry::from_text(&first.to_text()).as_ref(), Some(&first));
        assert_eq!(next(&[first, second.clone()]), Some(&second));
    }

    #[test]
    fn only_the_phone_s_clock_changes_from_sending_to_sending() {
        let entry = entry(1, 1, &[]);
        let sent = |now: &str| serde_json::from_str::<SubmitCheckIn>(&entry.stamped(time(now))).unwrap();
        let (one, two) = (sent("2026-01-02T00:01:00Z"), sent("2026-01-02T09:00:00Z"));
        assert_eq!(two.client_now, time("2026-01-02T09:00:00Z"));
        assert_eq!(two.answers, entry.draft.answers());
        assert_eq!(SubmitCheckIn { client_now: one.client_now, ..two }, one);
    }

    #[test]
    fn what_a_failure_means() {
        for failure in [Failure::Offline, Failure::Unexpected, api(Code::Busy), api(Code::Internal)] {
            assert_eq!(verdict(&failure), Verdict::Later, "{failure:?}");
        }
        assert_eq!(verdict(&api(Code::Unauthenticated)), Verdict::SignIn);
        for code in
            [Code::RequestIdReused, Code::InvalidFields, Code::NotFound, Code::CaseEnded, Code::TooLarge]
        {
            assert_eq!(verdict(&api(code)), Verdict::Refused, "{code:?}");
        }
    }

    #[test]
    fn pauses_grow_and_end() {
        assert_eq!([0, 1, 2, 5, 50].map(pause_ms), [15_000, 15_000, 30_000, 240_000, 240_000]);
    }
}
