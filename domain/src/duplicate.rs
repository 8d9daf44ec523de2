//! Duplicates (名寄せ・重複; domain.md 6.5): two cases that may be of one person, and what a person decided
//! about them. The machine only proposes (design 2.5).
//!
//! A case that looks like another one owes a decision: a task of the family [`Family::Duplicate`], which
//! lists the other cases and ends with the last decision. *Merged*, both notifications describe one
//! illness: the one case is kept and counted, the other is a duplicate of it, and whoever has its entry
//! code is followed in the case that is kept. Every decision can be taken back.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::change::CaseChange;
use crate::find::{Token, normal};
use crate::ids::CaseId;
use crate::level::Level;
use crate::outcome::Outcome;
use crate::person::Identity;
use crate::placement::{CareStatus, CaseKind, Channel};
use crate::review::{NotificationState, Standing};
use crate::stay::{Refused, Stay};
use crate::symptoms::codes;
use crate::task::Owed;
use crate::time::Date;
use crate::work::Family;

/// Cases that one decision is owed about at most; more are people of one institution, not duplicates.
pub const CANDIDATES_AT_MOST: usize = 30;

/// Notifications with the same name and area are of one illness only if they are at most so many days apart.
pub const AREA_DAYS_AT_MOST: i64 = 14;

/// From so many days between two onsets on, it is another illness (R27).
pub const ANOTHER_ILLNESS_AFTER_DAYS: i64 = 90;

codes! {
    /// What a person decided about two cases.
    Linkage {
        /// 重複: one illness; the case is a duplicate of the other one.
        Merged = "merged",
        /// 同一人: two illnesses of one person (R27).
        SamePerson = "same_person",
        /// 別人
        Different = "different",
        /// The decision before was taken back: it is open again.
        Undone = "undone",
    }
}

codes! {
    /// Why two cases may be of one person.
    Likeness {
        /// Same name in kana and birth date.
        NameAndBirthDate = "name_and_birth_date",
        /// Same telephone number and birth date.
        PhoneAndBirthDate = "phone_and_birth_date",
        /// A name in kana that sounds alike, the same municipality, notified within 14 days.
        NameAndArea = "name_and_area",
    }
}

/// One of two notifications that are compared.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The person.
    pub identity: &'a Identity,
    /// When it was notified.
    pub notified: Date,
    /// 発病年月日
    pub onset: Option<Date>,
    /// When the case ended.
    pub ended: Option<Date>,
}

/// Why two notifications may be of one person, strongest first. Only what both know is compared.
pub fn likeness(one: &Side<'_>, other: &Side<'_>) -> Vec<Likeness> {
    let (a, b) = (one.identity, other.identity);
    let both = Token::of(a).intersection(&Token::of(b)).cloned().collect::<Vec<_>>();
    let born = both.iter().any(|token| matches!(token, Token::BirthDate(_)));
    let phone = both.iter().any(|token| matches!(token, Token::Phone(_)));
    let whole = |identity: &Identity| identity.name_kana.as_deref().map(normal::name);
    let name = whole(a).is_some_and(|name| !name.is_empty() && whole(b) == Some(name));
    let alike = both.iter().any(|token| matches!(token, Token::Alike(_)));
    let near = (one.notified - other.notified).num_days().abs() <= AREA_DAYS_AT_MOST;
    let holds = [
        (born && name, Likeness::NameAndBirthDate),
        (born && phone, Likeness::PhoneAndBirthDate),
        (alike && near, Likeness::NameAndArea),
    ];
    holds.into_iter().filter_map(|(holds, why)| holds.then_some(why)).collect()
}

/// What the machine proposes for two notifications that look alike: another illness of the same person if
/// the earlier case was over before the later one was notified or their onsets are far apart, else one case.
pub fn proposal(one: &Side<'_>, other: &Side<'_>) -> Linkage {
    let (first, second) = if one.notified <= other.notified { (one, other) } else { (other, one) };
    let was_over =
        first.ended.is_some_and(|ended| ended <= second.notified && first.notified < second.notified);
    let days = |(a, b): (Date, Date)| (a - b).num_days().abs();
    let far_apart =
        one.onset.zip(other.onset).map(days).is_some_and(|days| days > ANOTHER_ILLNESS_AFTER_DAYS);
    if was_over || far_apart { Linkage::SamePerson } else { Linkage::Merged }
}

/// What the newest decision about two cases is; open again is none.
pub fn newest(decisions: impl IntoIterator<Item = Linkage>) -> Option<Linkage> {
    decisions.into_iter().last().filter(|linkage| *linkage != Linkage::Undone)
}

/// Whether a case of this kind is one that another can be a duplicate of.
pub const fn counts(kind: CaseKind) -> bool {
    !matches!(kind, CaseKind::Duplicate | CaseKind::Withdrawn | CaseKind::RuledOut)
}

/// The level and the clock of a decision that is owed: like a caution.
const LEVEL: Level = Level::Caution;

impl CaseChange<'_> {
    /// Owes a decision about these cases, beside those about which one is owed already.
    pub fn owe_decision(&mut self, others: impl IntoIterator<Item = CaseId>, rings: bool) {
        let mut all = self.undecided();
        let before = all.len();
        for other in others {
            if !all.contains(&other) && all.len() < CANDIDATES_AT_MOST {
                all.push(other);
            }
        }
        if all.len() == before {
            return;
        }
        let due_at = self.rules.take_due(LEVEL, self.now);
        self.owe(Owed { family: Family::Duplicate, level: LEVEL, due_at, owner: None, rings });
        self.about(all);
    }

    /// A decision about another case was made: the task goes on about the rest, or is done.
    pub fn decided(&mut self, other: &CaseId) {
        let mut rest = self.undecided();
        rest.retain(|case| case != other);
        if rest.is_empty() {
            self.settle_task(Family::Duplicate);
        } else {
            self.about(rest);
        }
    }

    /// The cases about which a decision was owed last, also if the task is closed.
    pub fn once_undecided(&self) -> Vec<CaseId> {
        let task = self.tasks.iter().find(|task| task.family == Family::Duplicate);
        task.map(|task| task.others.clone()).unwrap_or_default()
    }

    /// The cases about which a decision is owed.
    pub fn undecided(&self) -> Vec<CaseId> {
        let task = self.tasks.iter().find(|task| task.family == Family::Duplicate);
        let open = task.filter(|_| self.open_work(Family::Duplicate).is_some());
        open.map(|task| task.others.clone()).unwrap_or_default()
    }

    fn about(&mut self, others: Vec<CaseId>) {
        self.touch(Family::Duplicate, |change| change.others.clone_from(&others));
        if let Some(task) = self.tasks.iter_mut().find(|task| task.family == Family::Duplicate) {
            task.others = others;
        }
    }

    /// The case becomes a duplicate of another one, which is kept: it ends, with all that it is owed, and
    /// is counted no more.
    ///
    /// # Errors
    /// `CaseEnded` if it counts no more. While an alert is open it is the case that is to be kept, because
    /// only a person who deals with it lowers an alert (design 2.5).
    pub fn merge(&mut self, standing: &Standing) -> Result<Standing, Refused> {
        if !counts(self.card.kind) {
            return Err(Refused::CaseEnded);
        }
        if Family::ALERTS.into_iter().any(|family| self.open_work(family).is_some()) {
            return Err(Refused::Fields(vec![FieldError::new("case", Problem::AlertOpen)]));
        }
        self.card.kind = CaseKind::Duplicate;
        for family in Family::TASKS {
            self.settle_task(family);
        }
        if self.card.ended_at.is_none() {
            self.card.care_status = CareStatus::Ended;
            self.card.ended_at = Some(self.now);
            self.card.outcome = Some(Outcome::Duplicate);
            self.card.expect(None);
            self.card.watch = None;
        }
        Ok(Standing { state: NotificationState::Duplicate, ..standing.clone() })
    }

    /// Takes a merge back: the case is again what its notification says, where it was last, and its first
    /// contact is owed from now on, and its review if it was not accepted when it was merged. The stay that
    /// begins, unless the case was over before.
    ///
    /// # Errors
    /// `CaseEnded` if it is no duplicate.
    pub fn part(
        &mut self,
        kind: CaseKind,
        last: Option<Stay>,
        standing: &Standing,
        was: NotificationState,
    ) -> Result<(Standing, Option<Stay>), Refused> {
        if self.card.kind != CaseKind::Duplicate {
            return Err(Refused::CaseEnded);
        }
        self.card.kind = kind;
        let state = if was == NotificationState::Accepted { was } else { NotificationState::Submitted };
        let standing = Standing { state, ..standing.clone() };
        let due_at = self.rules.take_due(LEVEL, self.now);
        let owed = |family| Owed { family, level: LEVEL, due_at, owner: None, rings: true };
        if state == NotificationState::Submitted {
            self.owe(owed(Family::Review));
        }
        let Some(last) = last.filter(|_| self.card.outcome == Some(Outcome::Duplicate)) else {
            return Ok((standing, None));
        };
        self.card.ended_at = None;
        self.card.outcome = None;
        let stay = Stay { from: self.now, ..last };
        let before = self.card.clone();
        self.card.place(self.rules, &stay, self.now);
        self.owe_after_move(&before);
        if stay.channel == Channel::None {
            // Nobody places people with a disease that is not followed.
            self.settle_task(Family::Placement);
        }
        self.release_of_reopened();
        let (level, due_at) = self.rules.first_contact_due(self.card.risk, self.now);
        self.owe(Owed { family: Family::FirstContact, level, due_at, owner: None, rings: true });
        if kind == CaseKind::Suspected {
            self.owe(owed(Family::TestResult));
        }
        Ok((standing, Some(stay)))
    }
}
