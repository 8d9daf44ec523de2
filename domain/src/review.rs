//! Reviewing and revising a notification (R8, R24, R25; domain.md 1.9): it is accepted or returned,
//! corrected, notified anew, ruled out or withdrawn. Every version is kept.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::change::CaseChange;
use crate::duplicate;
use crate::form::{Filled, TestDone};
use crate::ids::OrganisationId;
use crate::level::Level;
use crate::notification::Notification;
use crate::outcome::Outcome;
use crate::placement::{CareStatus, CaseKind};
use crate::stay::{Refused, is_isolation};
use crate::symptoms::codes;
use crate::task::Owed;
use crate::time::{Time, seconds};
use crate::work::Family;

codes! {
    /// How a notification stands.
    NotificationState {
        /// 届出済み: the health centre has still to check it.
        Submitted = "submitted",
        /// 受理
        Accepted = "accepted",
        /// 差戻し: to be corrected by whoever filed it.
        Returned = "returned",
        /// 取り下げ
        Withdrawn = "withdrawn",
        /// 重複: checked, and a duplicate of a notification that is kept.
        Duplicate = "duplicate",
    }
}

codes! {
    /// What a further version of a notification is.
    Revision {
        /// 訂正: something in it was wrong or has changed.
        Correction = "correction",
        /// 改めて届出: a suspected case turned out positive (R24).
        Anew = "anew",
        /// A suspected case turned out negative (R25).
        RuledOut = "ruled_out",
    }
}

/// How the notification of a case stands. Changed only together with the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// How it stands.
    pub state: NotificationState,
    /// Its newest version, counted from 1.
    pub version: u32,
    /// When that was submitted.
    #[serde(rename = "opened_at", with = "seconds")]
    pub submitted_at: Time,
    /// Who filed it: owes corrections, and is told what became of it.
    pub filed_by: OrganisationId,
    /// The institution for which the health centre typed it (R16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
}

/// What a further version of a notification says, as far as it decides about the case.
pub struct Revised<'a> {
    /// What it is.
    pub revision: Revision,
    /// The checked form.
    pub notification: &'a Notification,
    /// Tests of the case that were entered beside the notification.
    pub tests: &'a [TestDone],
    /// Age in months, as far as it is known.
    pub age_months: Option<u16>,
}

impl CaseChange<'_> {
    /// The health centre accepts version `seen`.
    ///
    /// # Errors
    /// `HasNews` if another version is the newest or somebody decided before; `CaseEnded`.
    pub fn accept(&mut self, standing: &Standing, seen: u32) -> Result<Standing, Refused> {
        expect_submitted(standing, seen)?;
        self.settle_task(Family::Review);
        Ok(Standing { state: NotificationState::Accepted, ..standing.clone() })
    }

    /// The health centre returns version `seen`: whoever filed it owes a correction.
    ///
    /// # Errors
    /// As of [`CaseChange::accept`].
    pub fn send_back(&mut self, standing: &Standing, seen: u32) -> Result<Standing, Refused> {
        expect_submitted(standing, seen)?;
        self.settle_task(Family::Review);
        self.owe(Owed {
            family: Family::Correction,
            level: Level::Caution,
            due_at: self.rules.take_due(Level::Caution, self.now),
            owner: Some(standing.filed_by.clone()),
            // A clinic has no topic; it sees the work when it looks.
            rings: false,
        });
        Ok(Standing { state: NotificationState::Returned, ..standing.clone() })
    }

    /// Takes in a further version. One of the health centre is accepted with it; any other has to be
    /// checked again.
    ///
    /// # Errors
    /// `HasNews` if `seen` is not the newest version, `CaseEnded`, or what the version contradicts.
    pub fn revise(
        &mut self,
        standing: &Standing,
        seen: u32,
        revised: &Revised<'_>,
        by_centre: bool,
    ) -> Result<Standing, Refused> {
        if standing.version != seen {
            return Err(Refused::HasNews);
        }
        let closed = !duplicate::counts(self.card.kind);
        if closed || (self.has_ended() && revised.revision != Revision::Correction) {
            return Err(Refused::CaseEnded);
        }
        let kind = self.kind_after(revised)?;
        self.card.kind = kind;
        if let Some(day) = revised.notification.died().filter(|_| self.card.was_filed_dead()) {
            self.card.end_as_filed(Time::at(day, 0, self.rules.utc_offset_minutes));
        }
        self.card.identity += 1;
        self.card.personal.age_months = revised.age_months;
        self.card.personal.pregnant |= revised.notification.says_pregnant();
        if revised.revision != Revision::Correction {
            self.settle_task(Family::TestResult);
        }
        self.settle_task(Family::Correction);
        self.release_of_revised(revised.notification);
        let state = self.checked_by(by_centre, revised.notification);
        if kind == CaseKind::RuledOut {
            self.end_as_no_case(by_centre);
        }
        Ok(Standing { state, version: seen + 1, submitted_at: self.now, ..standing.clone() })
    }

    /// Withdraws a notification that was a mistake. If it had been accepted, the health centre is to
    /// look at it.
    ///
    /// # Errors
    /// `HasNews` if `seen` is not the newest version; `CaseEnded`.
    pub fn withdraw(&mut self, standing: &Standing, seen: u32, by_centre: bool) -> Result<Standing, Refused> {
        if standing.version != seen {
            return Err(Refused::HasNews);
        }
        if !duplicate::counts(self.card.kind) {
            return Err(Refused::CaseEnded);
        }
        self.card.kind = CaseKind::Withdrawn;
        for family in [Family::Review, Family::Correction, Family::TestResult] {
            self.settle_task(family);
        }
        if !by_centre && standing.state == NotificationState::Accepted {
            let due_at = self.rules.take_due(Level::Caution, self.now);
            let (family, level) = (Family::Review, Level::Caution);
            self.owe(Owed { family, level, due_at, owner: None, rings: true });
        }
        self.end_as_no_case(by_centre);
        Ok(Standing { state: NotificationState::Withdrawn, ..standing.clone() })
    }

    /// A result came: as long as the case is suspected, somebody has to say what it means (R24, R25).
    pub fn tested(&mut self, positive: Option<bool>) {
        if self.card.kind == CaseKind::Suspected && positive.is_some() && !self.has_ended() {
            let (family, level) = (Family::TestResult, Level::Caution);
            let due_at = self.rules.take_due(level, self.now);
            self.owe(Owed { family, level, due_at, owner: None, rings: false });
        }
    }

    fn has_ended(&self) -> bool {
        self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some()
    }

    fn kind_after(&self, revised: &Revised<'_>) -> Result<CaseKind, Refused> {
        let wrong = |field: &str, problem| Err(Refused::Fields(vec![FieldError::new(field, problem)]));
        let was_suspected = self.card.kind == CaseKind::Suspected;
        let Some(kind) = revised.notification.case_kind() else {
            return wrong("case_type", Problem::NotFollowedHere);
        };
        let is_of_dead = revised.notification.is_of_dead();
        let has_died = self.card.outcome == Some(Outcome::Deceased);
        if (is_of_dead && !has_died) || (!is_of_dead && self.card.was_filed_dead()) {
            // A death is an outcome; and a case that ended as it was filed is not begun by a correction.
            return wrong("case_type", Problem::FiledOtherwise);
        }
        let is_suspected = kind == CaseKind::Suspected;
        match revised.revision {
            // The case is over: a post-mortem result only says of what the person died (T22).
            Revision::Correction if is_of_dead => Ok(kind),
            Revision::Correction if was_suspected && !is_suspected => {
                // R24: a positive result is notified anew, not corrected.
                wrong("case_type", Problem::NotifyAnew)
            }
            Revision::Correction if is_suspected && is_isolation(self.card.care_status) => {
                wrong("case_type", Problem::NotForSuspected)
            }
            Revision::Anew | Revision::RuledOut if !was_suspected => {
                wrong("revision", Problem::OnlyForSuspected)
            }
            Revision::Anew if is_suspected => wrong("case_type", Problem::OnlyForSuspected),
            Revision::Correction | Revision::Anew => Ok(kind),
            Revision::RuledOut => {
                let results = results(&revised.notification.answers, revised.tests);
                if !results.contains(&false) {
                    return wrong("tests", Problem::NeedsNegativeTest);
                }
                if results.contains(&true) {
                    return wrong("tests", Problem::Contradiction);
                }
                Ok(CaseKind::RuledOut)
            }
        }
    }

    fn checked_by(&mut self, centre: bool, notification: &Notification) -> NotificationState {
        if centre {
            self.settle_task(Family::Review);
            return NotificationState::Accepted;
        }
        let (level, due_at) = self.rules.review_due(notification, self.card.personal.pregnant, self.now);
        self.owe(Owed { family: Family::Review, level, due_at, owner: None, rings: true });
        NotificationState::Submitted
    }

    /// Ends a case that is none. Alerts that are open stay so unless the health centre itself decided:
    /// the person may be ill all the same.
    fn end_as_no_case(&mut self, by_centre: bool) {
        self.card.care_status = CareStatus::Ended;
        self.card.ended_at = self.card.ended_at.or(Some(self.now));
        self.card.expect(None);
        self.card.outcome = Some(match self.card.kind {
            CaseKind::RuledOut => Outcome::RuledOut,
            _ => Outcome::Withdrawn,
        });
        for family in
            [Family::FirstContact, Family::Duplicate, Family::Placement, Family::Condition, Family::Release]
        {
            self.settle_task(family);
        }
        if by_centre {
            self.close_all();
        }
    }
}

/// Refuses unless this version waits to be checked.
fn expect_submitted(standing: &Standing, seen: u32) -> Result<(), Refused> {
    match standing.state {
        NotificationState::Submitted if standing.version == seen => Ok(()),
        NotificationState::Withdrawn | NotificationState::Duplicate => Err(Refused::CaseEnded),
        _ => Err(Refused::HasNews),
    }
}

/// The results that are known of a case: those of the notification and those entered beside it.
fn results(answers: &Filled, beside: &[TestDone]) -> Vec<bool> {
    let filed = answers.entries::<TestDone>("tests").unwrap_or_default();
    filed.iter().chain(beside).filter_map(|test| test.positive).collect()
}
