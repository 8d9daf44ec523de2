//! What whoever follows a patient for the health centre may know of a case (domain.md 6.2): a hotel's desk
//! name, room, age and contact; a contractor name, age, telephone and risk, and the address only while
//! somebody has to go there. Neither sees the notification, occupation, routes, tests or the household.

use crate::api::case::{CaseView, Entry, What};
use crate::person::Identity;
use crate::review::NotificationState;
use crate::rights::Role;
use crate::work::Family;

/// Codes of the form's fields that say how somebody is reached.
const CONTACT: [&str; 3] = ["residence_phone", "guardian_name", "guardian_phone"];
/// Codes of those that say where somebody is.
const ADDRESS: [&str; 2] = ["current_location", "residence_address"];

impl CaseView {
    /// The case as somebody in this role may see it; the responsible centre sees all of it.
    #[must_use]
    pub fn seen_by(self, role: Role) -> Self {
        if !matches!(role, Role::HotelDesk | Role::ContractorStaff) {
            return self;
        }
        let goes_there =
            role == Role::ContractorStaff && self.work.iter().any(|row| row.family == Family::Visit);
        let mut view = Self {
            identity: contact(self.identity, goes_there),
            entry_code: String::new(),
            devices: 0,
            notification: NotificationState::Accepted,
            first_contact: None,
            linked: Vec::new(),
            counterparts: Vec::new(),
            release: None,
            room: self.room.filter(|_| role == Role::HotelDesk),
            ..self
        };
        view.work.retain(|row| row.family.is_seen_by(role));
        for row in &mut view.work {
            row.label = None;
        }
        view.timeline = view.timeline.into_iter().filter_map(|entry| told(entry, role)).collect();
        view
    }
}

/// Who it is and how to reach them; where they are only for whoever goes there.
fn contact(identity: Identity, goes_there: bool) -> Identity {
    let is_shown = |code: &str| CONTACT.contains(&code) || (goes_there && ADDRESS.contains(&code));
    Identity {
        birth_date: None,
        municipality: if goes_there { identity.municipality } else { String::new() },
        more: identity.more.into_iter().filter(|(code, _)| is_shown(code)).collect(),
        ..identity
    }
}

/// An entry of the timeline, if it is about following; what it says of anything else is left out.
fn told(entry: Entry, role: Role) -> Option<Entry> {
    let what = match entry.what {
        What::Placed { care_status, place, room, risk, channel, to, entered_at, .. } => {
            let room = room.filter(|_| role == Role::HotelDesk);
            What::Placed { care_status, place, room, risk, channel, to, entered_at, note: None }
        }
        What::Ended { outcome, entered_at, .. } => {
            What::Ended { outcome, entered_at, note: None, release_date: None, assessed: None }
        }
        What::AlertOpened { ref work, .. }
        | What::Taken { ref work }
        | What::Handed { ref work, .. }
        | What::PutBack { ref work }
        | What::Closed { ref work, .. }
            if !work.family().is_seen_by(role) =>
        {
            return None;
        }
        what @ (What::CheckedIn { .. }
        | What::AlertOpened { .. }
        | What::Taken { .. }
        | What::Handed { .. }
        | What::PutBack { .. }
        | What::Closed { .. }
        | What::Called { .. }
        | What::Reminded { .. }
        | What::Activated
        | What::Assigned { .. }) => what,
        _ => return None,
    };
    Some(Entry { what, ..entry })
}
