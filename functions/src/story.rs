//! What happened in a case, told from its items: the timeline, and what else stands in them.

use std::cmp::Reverse;

use domain::api::case::{Actor, Entry, What};
use domain::api::first_contact::FirstContactView;
use domain::form;
use domain::ids::{CaseId, RequestId, WorkId};
use domain::notification::Notification;
use domain::reading::Answers;
use domain::review::{NotificationState, Standing};
use domain::rights::Role;
use domain::time::Time;
use domain::work::{Family, WorkState};
use serde_bytes::ByteBuf;

use crate::App;
use crate::error::Error;
use crate::operations::get_notification::unsealed;
use crate::operations::record_visit::NAME;
use crate::operations::set_personal_limits::LIMITS;
use crate::seal::Place;
use crate::store::check_ins::{StoredCheckIn, id_of};
use crate::store::events::{
    Detail, StoredCondition, StoredContact, StoredEvent, StoredNotification, StoredStay, StoredTest,
};
use crate::store::first_contact::{Links, StoredSheet};
use crate::store::item::{self, Item};
use crate::store::keys;
use crate::store::outcomes::StoredOutcome;
use crate::store::pairs::{Pairs, StoredPair};
use crate::store::reminders::StoredReminder;
use crate::store::visits::StoredVisit;
use crate::store::work::StoredWork;

/// The timeline in the making.
pub struct Story<'a> {
    app: &'a App,
    case: &'a CaseId,
    entries: Vec<Entry>,
    notifications: u32,
    /// The work that is open.
    pub work: Vec<(WorkId, StoredWork)>,
    /// How many devices are activated.
    pub devices: u32,
    /// Whether people with this disease check in.
    pub follows: bool,
    /// How the notification stands.
    pub standing: Option<NotificationState>,
    /// The newest first contact sheet.
    pub sheet: Option<FirstContactView>,
    /// The cases of the same household.
    pub links: Links,
    /// What was decided about this case and others.
    pub pairs: Pairs,
    /// The cases about which a decision is owed.
    pub undecided: Vec<CaseId>,
}

impl<'a> Story<'a> {
    /// Reads the story of a case that ended at this moment, if it did, from all its items but the card.
    pub fn of(app: &'a App, case: &'a CaseId, items: Vec<Item>, ended: Option<Time>) -> Result<Self, Error> {
        let mut story = Self {
            app,
            case,
            entries: Vec::new(),
            notifications: 0,
            work: Vec::new(),
            devices: 0,
            follows: false,
            standing: None,
            sheet: None,
            links: Links::default(),
            pairs: Pairs::default(),
            undecided: Vec::new(),
        };
        for item in items {
            story.tell(item)?;
        }
        if let Some(ended) = ended {
            story.close_stay(ended);
        }
        Ok(story)
    }

    /// All that happened, newest first.
    pub fn timeline(&self) -> Vec<Entry> {
        let mut timeline = self.entries.clone();
        timeline.sort_by_key(|entry| Reverse(place_in_story(entry)));
        timeline
    }

    /// Takes in one item of the case.
    fn tell(&mut self, item: Item) -> Result<(), Error> {
        let sk = item::sort_key(&item).to_owned();
        match sk.split('#').next().unwrap_or_default() {
            "NOTIFICATION" => self.notified(item::read(item)?),
            "TEST" => self.tested(item::read(item)?),
            "STANDING" => self.standing = Some(item::read::<Standing>(item)?.state),
            "STAY" => self.placed(item::read(item)?)?,
            "CONDITION" => self.was(item::read(item)?)?,
            "OUTCOME" => self.ended(item::read(item)?)?,
            "CHECKIN" => self.checked_in(item)?,
            "WORK" => self.opened(item)?,
            "REMINDER" => self.reminded(&sk, item::read(item)?),
            "CONTACT" => self.called(item::read(item)?)?,
            "VISIT" => self.visited(item::read(item)?)?,
            "SHEET" => self.asked(&sk, item::read(item)?)?,
            "LINK" => self.links.read(item)?,
            "PAIR" => self.decided(item)?,
            "EVENT" => self.event(&sk, item::read(item)?)?,
            "DEVICE" => self.devices += 1,
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, at: Time, by: Option<(Role, Option<String>)>, what: What) {
        let by = by.map(|(role, name)| Actor { role, name });
        self.entries.push(Entry { at, by, what });
    }

    fn reminded(&mut self, sk: &str, stored: StoredReminder) {
        if let Some(due) = keys::reminder_of(sk) {
            self.add(stored.at.unwrap_or(due), None, What::Reminded { due, state: stored.state });
        }
    }

    fn notified(&mut self, stored: StoredNotification) {
        let notification = Box::new(Notification { form: stored.form, answers: stored.answers });
        self.notifications += 1;
        self.follows |= form::find(&notification.form).is_some_and(|form| form.follow_up);
        let what = What::Notified {
            notification,
            version: self.notifications,
            revision: stored.revision,
            organisation: stored.organisation,
            on_behalf_of: stored.on_behalf_of,
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
    }

    fn tested(&mut self, stored: StoredTest) {
        self.add(stored.at, Some((stored.role, stored.by)), What::Tested { test: stored.test });
    }

    fn placed(&mut self, stored: StoredStay) -> Result<(), Error> {
        // Stays come in the order of their numbers: each closes the one before.
        self.close_stay(stored.from);
        let note = match &stored.request {
            Some(request) => {
                let key = keys::event(self.case, request).logical();
                self.unseal(&key, "note", stored.note.as_ref())?
            }
            None => None,
        };
        let what = What::Placed {
            care_status: stored.care_status,
            place: stored.place,
            room: stored.room,
            risk: stored.risk,
            channel: stored.channel,
            to: None,
            entered_at: stored.entered_at,
            note,
        };
        self.add(stored.from, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn was(&mut self, stored: StoredCondition) -> Result<(), Error> {
        let key = keys::event(self.case, &stored.request).logical();
        let what = What::Condition {
            severity: stored.condition.severity,
            oxygen: stored.condition.oxygen,
            ventilator: stored.condition.ventilator,
            ecmo: stored.condition.ecmo,
            entered_at: stored.entered_at,
            note: self.unseal(&key, "note", stored.note.as_ref())?,
        };
        self.add(stored.condition.at, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn ended(&mut self, stored: StoredOutcome) -> Result<(), Error> {
        let key = keys::event(self.case, &stored.request).logical();
        let what = What::Ended {
            outcome: stored.outcome,
            entered_at: stored.entered_at,
            note: self.unseal(&key, "note", stored.note.as_ref())?,
            release_date: stored.release_date,
            assessed: stored.assessed.map(Box::new),
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
        Ok(())
    }

    /// Ends the last stay that was told.
    fn close_stay(&mut self, at: Time) {
        let stays = self.entries.iter_mut().rev().filter_map(|entry| match &mut entry.what {
            What::Placed { to, .. } => Some(to),
            _ => None,
        });
        if let Some(to) = { stays }.next() {
            *to = Some(at);
        }
    }

    fn checked_in(&mut self, item: Item) -> Result<(), Error> {
        let id = id_of(&item).ok_or_else(|| Error::Internal("a check-in has no id".to_owned()))?;
        let stored: StoredCheckIn = item::read(item)?;
        let key = keys::check_in(self.case, &id).logical();
        let remarks = self.unseal::<serde_json::Value>(&key, "remarks", stored.remarks.as_ref())?;
        let remarks = remarks.as_ref().and_then(|sealed| sealed.get("remarks")?.as_str()).map(str::to_owned);
        let what = What::CheckedIn {
            id,
            answers: Box::new(answers(stored.reading, remarks)),
            measured_at: stored.measured,
            effective_at: stored.effective,
            clock_suspect: stored.clock_suspect,
            level: stored.level,
            reasons: stored.reasons,
            rules: stored.rules,
        };
        self.add(stored.received, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn opened(&mut self, item: Item) -> Result<(), Error> {
        let id = keys::work_of(item::sort_key(&item))
            .ok_or_else(|| Error::Internal("work has no id".to_owned()))?;
        let mut stored: StoredWork = item::read(item)?;
        if !id.is_alert() {
            if stored.family == Family::Duplicate && stored.state != WorkState::Closed {
                self.undecided.clone_from(&stored.others);
            }
            // What was filed, returned or entered tells itself what is owed for it.
            if matches!(stored.state, WorkState::Open | WorkState::InHand) {
                self.work.push((id, stored));
            }
            return Ok(());
        }
        stored.reasons.sort_unstable();
        stored.missed.sort_unstable();
        let what = What::AlertOpened {
            work: id.clone(),
            family: stored.family,
            level: stored.level,
            reasons: stored.reasons.clone(),
            should_open_at: stored.should_open_at,
            missed: stored.missed.iter().map(|seconds| Time::from_seconds(*seconds)).collect(),
            rings: stored.ring,
        };
        self.add(stored.opened_at, None, what);
        if stored.state != WorkState::Closed {
            self.work.push((id, stored));
        }
        Ok(())
    }

    fn called(&mut self, stored: StoredContact) -> Result<(), Error> {
        let key = keys::event(self.case, &stored.request).logical();
        let (closed, kept) =
            if stored.reason.is_some() { (stored.work, Vec::new()) } else { (Vec::new(), stored.work) };
        let what = What::Called {
            reached: stored.reached,
            next_step: stored.next_step,
            note: self.unseal(&key, "note", stored.note.as_ref())?,
            closed,
            kept,
            reason: stored.reason,
            result: stored.result,
            call_back_at: stored.call_back_at,
            at_door: stored.at_door,
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn visited(&mut self, stored: StoredVisit) -> Result<(), Error> {
        let key = keys::event(self.case, &stored.request).logical();
        let what = What::Visited {
            institution: stored.institution,
            institution_name: self.unseal(&key, NAME, stored.institution_name.as_ref())?,
            outcomes: stored.outcomes,
            entered_at: stored.entered_at,
            note: self.unseal(&key, "note", stored.note.as_ref())?,
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn decided(&mut self, item: Item) -> Result<(), Error> {
        let stored: StoredPair = item::read(item.clone())?;
        let other = keys::pair_of(item::sort_key(&item));
        let other = other.ok_or_else(|| Error::Internal("a decision has no other case".to_owned()))?;
        let key = keys::event(&stored.case, &stored.request).logical();
        let what = What::Linked {
            other,
            linkage: stored.linkage,
            is_duplicate: stored.case == *self.case,
            note: self.unseal(&key, "note", stored.note.as_ref())?,
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
        Ok(self.pairs.read(item)?)
    }

    fn asked(&mut self, sk: &str, stored: StoredSheet) -> Result<(), Error> {
        let n = keys::sheet_of(sk).ok_or_else(|| Error::Internal("a sheet has no number".to_owned()))?;
        let sheet = stored.open(&self.app.secrets, &keys::sheet(self.case, n))?;
        let what = What::FirstContact {
            n,
            risk: stored.risk,
            reasons: stored.reasons.clone(),
            override_reason: sheet.risk_override.as_ref().map(|chosen| chosen.reason.clone()),
        };
        self.add(stored.at, Some((stored.role, stored.by.clone())), what);
        // Sheets come in the order of their numbers.
        self.sheet = Some(FirstContactView {
            n,
            at: stored.at,
            by: Actor { role: stored.role, name: stored.by },
            sheet,
            risk: stored.risk,
            reasons: stored.reasons,
            rules: stored.rules,
        });
        Ok(())
    }

    fn event(&mut self, sk: &str, stored: StoredEvent) -> Result<(), Error> {
        let what = match stored.detail {
            // The fact items of the same transaction tell it.
            None => return Ok(()),
            Some(Detail::Taken { work }) => What::Taken { work },
            Some(Detail::Handed { work, to }) => What::Handed { work, to },
            Some(Detail::PutBack { work }) => What::PutBack { work },
            Some(Detail::Assigned { to, until }) => What::Assigned { to, until },
            Some(Detail::Activated) => What::Activated,
            Some(Detail::EntryLinkSent) => What::EntryLinkSent,
            Some(Detail::ReleaseLater { note }) => {
                let key = keys::event(self.case, &request_of(sk)?).logical();
                What::ReleaseLater { note: self.unseal(&key, "note", Some(&note))? }
            }
            Some(Detail::LimitsSet { low, baseline, until, note }) => {
                let key = keys::event(self.case, &request_of(sk)?).logical();
                let (physician, reason) = self.unseal(&key, LIMITS, Some(&note))?.unwrap_or_default();
                What::LimitsSet { spo2_low_limit: low, spo2_baseline: baseline, until, physician, reason }
            }
            Some(Detail::Accepted { version }) => What::NotificationAccepted { version },
            Some(Detail::Returned { version, reason }) => {
                let reason = unsealed(self.app, self.case, &request_of(sk)?, &reason)?;
                What::NotificationReturned { version, reason }
            }
            Some(Detail::Withdrawn { version, reason }) => {
                let reason = unsealed(self.app, self.case, &request_of(sk)?, &reason)?;
                What::NotificationWithdrawn { version, reason }
            }
            Some(Detail::Closed { work, reason, note }) => {
                let key = keys::event(self.case, &request_of(sk)?).logical();
                What::Closed { work, reason, note: self.unseal(&key, "note", note.as_ref())? }
            }
        };
        self.add(stored.at, Some((stored.role, stored.by)), what);
        Ok(())
    }

    fn unseal<T: serde::de::DeserializeOwned>(
        &self,
        key: &str,
        attribute: &str,
        sealed: Option<&ByteBuf>,
    ) -> Result<Option<T>, Error> {
        sealed.map(|sealed| self.app.secrets.open(Place { key, attribute }, sealed)).transpose()
    }
}

/// The request of an event's sort key.
fn request_of(sk: &str) -> Result<RequestId, Error> {
    let request = sk.strip_prefix("EVENT#").and_then(|id| id.parse().ok());
    request.ok_or_else(|| Error::Internal("an event has no id".to_owned()))
}

/// Sorts oldest first; what happened within one second in the order in which one thing leads to the next.
fn place_in_story(entry: &Entry) -> (Time, u8, Time) {
    let (step, effective) = match &entry.what {
        What::Notified { .. } => (0, entry.at),
        What::Placed { .. } | What::Condition { .. } | What::Visited { .. } | What::Tested { .. } => {
            (1, entry.at)
        }
        What::NotificationAccepted { .. }
        | What::NotificationReturned { .. }
        | What::NotificationWithdrawn { .. }
        | What::Linked { .. } => (1, entry.at),
        What::Activated
        | What::EntryLinkSent
        | What::Reminded { .. }
        | What::LimitsSet { .. }
        | What::Assigned { .. } => (2, entry.at),
        What::CheckedIn { effective_at, .. } => (3, *effective_at),
        What::AlertOpened { .. } => (4, entry.at),
        What::Taken { .. } | What::Handed { .. } => (5, entry.at),
        What::Called { .. } | What::FirstContact { .. } => (6, entry.at),
        What::PutBack { .. } => (7, entry.at),
        What::Closed { .. } | What::ReleaseLater { .. } | What::Unknown => (8, entry.at),
        What::Ended { .. } => (9, entry.at),
    };
    (entry.at, step, effective)
}

/// What was entered, as it goes over the wire.
pub fn answers(reading: domain::reading::Reading, remarks: Option<String>) -> Answers {
    Answers {
        body_temperature: reading.temperature_tenths.map(|tenths| f64::from(tenths) / 10.0),
        spo2: reading.spo2.map(f64::from),
        pulse: reading.pulse.map(f64::from),
        could_not_measure: reading.could_not_measure.into_iter().collect(),
        symptoms: reading.symptoms.map(|ticked| ticked.into_iter().collect()),
        emergency_symptoms: reading.emergency_symptoms.into_iter().collect(),
        pregnancy_symptoms: reading.pregnancy_symptoms.into_iter().collect(),
        antipyretic_taken: reading.antipyretic_taken,
        remarks,
        extra: serde_json::Map::new(),
    }
}
