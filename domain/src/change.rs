//! Changing a case. Every change first settles what is overdue at `now` (design 2.3), with the
//! function that the sweep uses; then it applies what happened. The outcome, the card and what
//! became of its two alerts, is saved in one transaction.

mod entries;
mod hands;
mod stays;

use crate::card::Card;
use crate::ids::OrganisationId;
use crate::level::Level;
use crate::placement::Risk;
use crate::reading::Reading;
use crate::risk::RiskReason;
use crate::rules::RuleSet;
use crate::stay::Stay;
use crate::time::Time;
use crate::triage::{Place, Reason};
use crate::work::{Family, Step, Task, Work, WorkChange, WorkState};

/// A case that is being changed at one moment.
pub struct CaseChange<'a> {
    pub(crate) rules: &'a RuleSet,
    pub(crate) now: Time,
    pub(crate) card: Card,
    was: u32,
    pub(crate) tasks: Vec<Task>,
    pub(crate) changes: Vec<WorkChange>,
    /// Who saw its work and does no more.
    pub(crate) left: Vec<OrganisationId>,
    pub(crate) unassigned: Option<OrganisationId>,
}

/// What is to be saved, all or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// The card after the change, its version raised by one.
    pub card: Card,
    /// The card's version before.
    pub was: u32,
    /// When the sweep has to look again.
    pub wake_at: Option<Time>,
    /// The patient is reminded of the window that is due then.
    pub reminds: Option<Time>,
    /// What became of its work, alerts first.
    pub work: Vec<WorkChange>,
    /// The work that is open after it, as far as it is known.
    pub open: Vec<Work>,
    /// The contractor to whom the case is assigned no more.
    pub unassigned: Option<OrganisationId>,
}

/// An earlier check-in, as a late arrival needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Its place in the order of time.
    pub place: Place,
    /// What was read.
    pub reading: Reading,
    /// What it was judged to be; never judged again.
    pub level: Level,
}

/// What a first contact sheet comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// The risk class, an override included.
    pub risk: Risk,
    /// Why the rule says high; empty says standard.
    pub reasons: Vec<RiskReason>,
    /// The stay that begins with it, if one does.
    pub stay: Option<Stay>,
}

/// Why a change of work is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not open (any more).
    NotOpen,
    /// News arrived since the version that was seen.
    HasNews,
    /// Somebody else has it in hand.
    TakenByOther,
    /// Only a caution can be watched.
    NotACaution,
    /// It ends by doing what it asks for.
    EndsOtherwise,
    /// It is to be looked at by itself.
    NotFine,
}

impl<'a> CaseChange<'a> {
    /// Begins a change and settles what is overdue: every window whose alert time lies before `now`.
    pub fn begin(rules: &'a RuleSet, card: Card, now: Time) -> Self {
        Self::begin_with(rules, card, Vec::new(), now)
    }

    /// The same for a change that is also about these tasks; those whose time has come open.
    pub fn begin_with(rules: &'a RuleSet, card: Card, tasks: Vec<Task>, now: Time) -> Self {
        let was = card.version;
        let (changes, left) = (Vec::new(), Vec::new());
        let mut change = Self { rules, now, card, was, tasks, changes, left, unassigned: None };
        change.settle();
        change.wake_tasks();
        change
    }

    /// The card as it stands now.
    pub const fn card(&self) -> &Card {
        &self.card
    }

    /// The rules that decide.
    pub const fn rules(&self) -> &'a RuleSet {
        self.rules
    }

    /// Ends the change.
    pub fn finish(mut self) -> Changed {
        self.plan_call();
        if self.card.ended_at.is_some() {
            self.unassign(&[]);
        }
        let reminds = self.remind();
        self.look_again();
        self.card.version = self.was + 1;
        self.changes.sort_by_key(|change| change.family);
        for change in &mut self.changes {
            change.left.clone_from(&self.left);
        }
        let open = Family::ALL.iter().filter_map(|family| self.open_work(*family)).cloned().collect();
        self.card.rules = self.rules.id();
        Changed {
            wake_at: self.card.wake_at(self.rules),
            reminds,
            card: self.card,
            was: self.was,
            open,
            work: self.changes,
            unassigned: self.unassigned,
        }
    }

    /// A person ended the case, and what was open with it: nobody is told of it any more. A notification
    /// is checked and corrected all the same.
    pub(crate) fn close_all(&mut self) {
        for family in Family::ALERTS {
            self.touch(family, |change| change.rings = false);
            self.end_work(family);
        }
        for family in Family::TASKS.into_iter().filter(|family| family.ends_with_case()) {
            self.settle_task(family);
        }
    }

    /// The open work of a family.
    pub(crate) fn open_work(&self, family: Family) -> Option<&Work> {
        let is_open = |task: &&Task| matches!(task.state, WorkState::Open | WorkState::InHand);
        let task = || self.tasks.iter().find(|task| task.family == family).filter(is_open);
        self.card.alert(family).or_else(|| task().map(|task| &task.work))
    }

    fn open(
        &mut self,
        family: Family,
        alert: Work,
        should_open_at: Time,
        reasons: Vec<Reason>,
        missed: Vec<Time>,
    ) {
        self.mirror(family, Some(alert.clone()));
        self.changes.push(WorkChange {
            family,
            work: alert,
            was: None,
            opens: true,
            waits_until: None,
            owner: None,
            should_open_at,
            reasons,
            missed,
            others: Vec::new(),
            rings: true,
            step: Step::Stays,
            result_due: None,
            wake_at: None,
            closed: false,
            handed_on: false,
            left: Vec::new(),
        });
    }

    /// Changes open work, in its mirror and in what is to be saved; its version rises once a change.
    pub(crate) fn touch(&mut self, family: Family, edit: impl FnOnce(&mut WorkChange)) {
        let Some(work) = self.open_work(family).cloned() else { return };
        let at = self.changes.iter().position(|change| change.family == family).unwrap_or_else(|| {
            let was = work.version;
            self.changes.push(WorkChange {
                family,
                work: Work { version: was + 1, ..work },
                was: Some(was),
                opens: false,
                waits_until: None,
                owner: None,
                should_open_at: self.now,
                reasons: Vec::new(),
                missed: Vec::new(),
                others: Vec::new(),
                rings: false,
                step: Step::Stays,
                result_due: None,
                wake_at: None,
                closed: false,
                handed_on: false,
                left: Vec::new(),
            });
            self.changes.len() - 1
        });
        let change = &mut self.changes[at];
        edit(change);
        let after = change.work.clone();
        self.mirror(family, Some(after));
    }

    /// Closes open work.
    pub(crate) fn end_work(&mut self, family: Family) {
        self.touch(family, |change| change.closed = true);
        self.mirror(family, None);
    }

    /// What later parts of this change see of the work.
    fn mirror(&mut self, family: Family, work: Option<Work>) {
        match family {
            Family::Health => self.card.health = work,
            Family::Silence => self.card.silence = work,
            _ => self.mirror_task(family, work),
        }
    }
}
