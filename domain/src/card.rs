//! The case card: the state of a case on which every decision is made, in at most 1 KB (design 5).
//!
//! Its serde form is the stored one: short names, times as seconds. It is not a wire type.

use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, OrganisationId, PersonId, WorkId, packed};
use crate::outcome::Outcome;
use crate::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use crate::rules::RuleSet;
use crate::schedule::{Window, Windows};
use crate::time::{Time, maybe_seconds, seconds};
use crate::triage::{Digest, Personal, ShortPersonal};
use crate::work::{Family, Watch, Work};

/// The state of a case. Changed only under a condition on its `version`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The case; its key, so not repeated in the stored form.
    #[serde(skip, default = "no_case")]
    pub case: CaseId,
    /// What it is.
    #[serde(rename = "k")]
    pub kind: CaseKind,
    /// Whose case it is.
    #[serde(rename = "pe", with = "packed")]
    pub person: PersonId,
    /// Where the person is.
    #[serde(rename = "cs")]
    pub care_status: CareStatus,
    /// The hotel or facility.
    #[serde(rename = "place", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// The room there.
    #[serde(rename = "room", default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Since when the person is there.
    #[serde(rename = "pa", with = "seconds")]
    pub placed_at: Time,
    /// When the case ended.
    #[serde(rename = "ea", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Time>,
    /// The one responsible health centre (design 2.10).
    #[serde(rename = "ce")]
    pub centre: OrganisationId,
    /// The health centre that a transfer proposes.
    #[serde(rename = "pc", default, skip_serializing_if = "Option::is_none")]
    pub proposed_centre: Option<OrganisationId>,
    /// The prefecture.
    #[serde(rename = "pf")]
    pub prefecture: OrganisationId,
    /// The contractor to whom the case is assigned.
    #[serde(rename = "co", default, skip_serializing_if = "Option::is_none")]
    pub contractor: Option<OrganisationId>,
    /// Until when.
    #[serde(rename = "cu", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub contractor_until: Option<Time>,
    /// Risk class.
    #[serde(rename = "risk")]
    pub risk: Risk,
    /// How check-ins come.
    #[serde(rename = "ch")]
    pub channel: Channel,
    /// Age, pregnancy and personal limits.
    #[serde(rename = "me", with = "ShortPersonal")]
    pub personal: Personal,
    /// Issue number of the entry code.
    #[serde(rename = "is")]
    pub issue: u32,
    /// Rule set and version of the last decision.
    #[serde(rename = "ru")]
    pub rules: String,
    /// Raised to revoke every access token at once.
    #[serde(rename = "av")]
    pub access_version: u32,
    /// The condition of every change.
    #[serde(rename = "v")]
    pub version: u32,
    /// How many contact attempts there are; their numbers run in order.
    #[serde(rename = "nc", default)]
    pub contacts: u32,
    /// How many stays there are; their numbers run in order.
    #[serde(rename = "ns", default = "first")]
    pub stays: u32,
    /// How many conditions of an inpatient there are; their numbers run in order.
    #[serde(rename = "nk", default, skip_serializing_if = "is_zero")]
    pub conditions: u32,
    /// When the newest of them was true.
    #[serde(rename = "ka", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub condition_at: Option<Time>,
    /// Version of the person's identity.
    #[serde(rename = "in", default = "first", skip_serializing_if = "is_first")]
    pub identity: u32,
    /// The open health alert.
    #[serde(rename = "ah", default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Work>,
    /// The open silence alert.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<Work>,
    /// Cautions that are shown without an alert.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub watch: Option<Watch>,
    /// What triage needs to know of earlier check-ins.
    #[serde(rename = "d", default)]
    pub digest: Digest,
    /// From when on windows are neither answered nor settled: the next one is the first that is due at
    /// this time or later ([`Self::next_due`]). The end of the last one and not the due time of the next,
    /// so that a schedule which is changed in between leaves out none and adds none.
    #[serde(rename = "nw", default, with = "maybe_seconds", skip_serializing_if = "Option::is_none")]
    pub next_window: Option<Time>,
    /// Whether the counted window before that one was missed.
    #[serde(rename = "wm", default)]
    pub window_before_missed: bool,
    /// Whether the patient was reminded of that window.
    #[serde(rename = "rm", default, skip_serializing_if = "is_false")]
    pub reminded: bool,
    /// How the case ended.
    #[serde(rename = "o", default, with = "crate::outcome::short", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Whether a person is to decide on its release, so that a fever can take that back.
    #[serde(rename = "rp", default, skip_serializing_if = "is_false")]
    pub release_open: bool,
}

impl Card {
    /// The card of a case that is placed at `now`.
    #[allow(clippy::too_many_arguments)] // what a new case is made of
    pub fn open(
        rules: &RuleSet,
        case: CaseId,
        person: PersonId,
        kind: CaseKind,
        centre: OrganisationId,
        prefecture: OrganisationId,
        placement: &Placement,
        age_months: Option<u16>,
        now: Time,
    ) -> Self {
        let mut card = Self {
            case,
            kind,
            person,
            care_status: placement.care_status,
            place: placement.place.clone(),
            room: placement.room.clone(),
            placed_at: now,
            ended_at: None,
            centre,
            proposed_centre: None,
            prefecture,
            contractor: None,
            contractor_until: None,
            risk: placement.risk,
            channel: placement.channel,
            personal: Personal { age_months, pregnant: placement.pregnant, ..Personal::default() },
            issue: 1,
            rules: rules.id(),
            access_version: 1,
            version: 1,
            contacts: 0,
            stays: first(),
            conditions: 0,
            identity: first(),
            condition_at: None,
            health: None,
            silence: None,
            watch: None,
            digest: Digest::default(),
            next_window: None,
            window_before_missed: false,
            reminded: false,
            outcome: None,
            release_open: false,
        };
        card.next_window = card.windows(rules).map(|_| now + rules.first_window_after());
        card
    }

    /// The same of somebody who was dead when notified: it ends with its filing, without a stay. A form
    /// knows only the day, which begins at `died`.
    pub fn end_as_filed(&mut self, died: Time) {
        self.care_status = CareStatus::Ended;
        self.outcome = Some(Outcome::Deceased);
        self.placed_at = died;
        self.ended_at = Some(died);
        self.stays = 0;
        self.next_window = None;
    }

    /// Whether the person was dead when notified.
    pub const fn was_filed_dead(&self) -> bool {
        self.stays == 0
    }

    /// The windows of its placement, if it has a schedule.
    pub fn windows<'a>(&self, rules: &'a RuleSet) -> Option<Windows<'a>> {
        if self.channel == Channel::None {
            return None;
        }
        Windows::new(rules, self.care_status, self.risk)
    }

    /// The next window that is neither answered nor settled.
    pub fn next(&self, rules: &RuleSet) -> Option<Window> {
        Some(self.windows(rules)?.first_due_from(self.next_window?))
    }

    /// When the next check-in is due.
    pub fn next_due(&self, rules: &RuleSet) -> Option<Time> {
        self.next(rules).map(|window| window.due)
    }

    /// The time to look again (design 2.1): when the patient is reminded of the next window, then when its
    /// alert opens. Index attribute of `due`.
    ///
    /// Also when an assignment ends: what the contractor leaves open is the centre's from then on.
    pub fn wake_at(&self, rules: &RuleSet) -> Option<Time> {
        let window = self.next(rules);
        let to_remind = self.is_to_be_reminded();
        let window = window.map(|window| if to_remind { window.remind_at } else { window.alert_at });
        let assigned = self.contractor.as_ref().and(self.contractor_until);
        window.into_iter().chain(assigned).min()
    }

    /// The contractor who may see and do something at this moment: not after the assignment's time, nor
    /// after the end of the case (domain.md 6.3).
    pub fn assigned_to(&self, now: Time) -> Option<&OrganisationId> {
        let lasts = self.ended_at.is_none() && self.contractor_until.is_none_or(|until| now < until);
        self.contractor.as_ref().filter(|_| lasts)
    }

    /// Whether a text message of the next window is still to be sent: only to whoever checks in by phone.
    pub fn is_to_be_reminded(&self) -> bool {
        self.channel == Channel::App && !self.reminded
    }

    /// Expects a check-in in the first window that is due from then on, or none any more.
    pub(crate) const fn expect(&mut self, from: Option<Time>) {
        self.next_window = from;
        self.reminded = false;
    }

    /// Open tasks that the card knows of: a change reads them, because it may settle them.
    pub fn known_tasks(&self) -> Vec<WorkId> {
        let visit = self.silence.as_ref().is_some_and(|silence| silence.visit);
        // Every change of somebody whom staff call moves the daily call on.
        let call = self.channel == Channel::StaffCall;
        // A fever takes a proposed release back in the same transaction.
        let release = self.release_open;
        let families = [(visit, Family::Visit), (call, Family::CallDue), (release, Family::Release)];
        families.into_iter().filter(|(known, _)| *known).map(|(_, family)| WorkId::task(family)).collect()
    }

    /// The open alert of a family; other work is not on the card.
    pub const fn alert(&self, family: Family) -> Option<&Work> {
        match family {
            Family::Health => self.health.as_ref(),
            Family::Silence => self.silence.as_ref(),
            _ => None,
        }
    }
}

impl Card {
    /// The stored form knows the case from its key.
    #[must_use]
    pub fn of(self, case: CaseId) -> Self {
        Self { case, ..self }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_first(number: &u32) -> bool {
    *number == 1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A case is filed with its first stay and its first identity.
const fn first() -> u32 {
    1
}

fn no_case() -> CaseId {
    // Replaced by `of` as soon as the item is read; never seen by a rule.
    "00000000-0000-0000-0000-000000000000".parse().unwrap_or_else(|_| unreachable!())
}
