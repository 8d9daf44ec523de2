//! Work that is no alert: a review, a correction, a first contact, a result that is awaited (design 6,
//! "Work and its clocks"). A case has at most one item of each family; it opens again when it is owed
//! again. The card knows nothing of it, so a change that is about it reads it first.

use crate::call_due::call_window;
use crate::card::Card;
use crate::change::CaseChange;
use crate::ids::{OrganisationId, WorkId};
use crate::level::Level;
use crate::placement::CareStatus;
use crate::rules::RuleSet;
use crate::stay::is_hospital;
use crate::time::{Span, Time};
use crate::work::{Family, Step, Task, Work, WorkChange, WorkState};

/// Work that is owed from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What about.
    pub family: Family,
    /// How much it matters.
    pub level: Level,
    /// Until when.
    pub due_at: Time,
    /// Who owes it, if it is not the responsible centre.
    pub owner: Option<OrganisationId>,
    /// Whether somebody is to be told. What an organisation makes for itself does not ring.
    pub rings: bool,
}

impl Owed {
    /// The item of a case that has none of this family yet.
    pub fn first(self, now: Time) -> WorkChange {
        let mut opened = change(self.family, None, 1, now);
        self.fill(&mut opened);
        opened
    }

    fn fill(self, change: &mut WorkChange) {
        change.opens = true;
        change.closed = false;
        change.waits_until = None;
        change.work.level = self.level;
        change.work.due_at = self.due_at;
        change.work.taken = None;
        change.owner = self.owner;
        change.rings = self.rings;
    }
}

/// The item of a task that nobody sees until its time has come.
pub fn waiting(family: Family, until: Time) -> WorkChange {
    WorkChange { waits_until: Some(until), ..change(family, None, 1, until) }
}

/// The tasks that wait from the first stay of a new case on: the placement if it is not decided, the
/// condition of an inpatient, the daily call of somebody whom staff call. `placed` says whether the health centre places cases of this disease.
pub fn at_filing(rules: &RuleSet, card: &Card, placed: bool) -> Vec<WorkChange> {
    let placement = undecided_for(rules, card.care_status).filter(|_| placed);
    let condition = is_hospital(card.care_status).then(|| rules.condition_after());
    let families = [(Family::Placement, placement), (Family::Condition, condition)];
    let call = call_window(rules, card).map(|window| waiting(Family::CallDue, window.due));
    families
        .into_iter()
        .filter_map(|(family, after)| Some(waiting(family, card.placed_at + after?)))
        .chain(call)
        .collect()
}

/// How long a placement may be undecided in this care status, or a bed be waited for; none where the
/// patient is placed (design 6).
pub fn undecided_for(rules: &RuleSet, status: CareStatus) -> Option<Span> {
    match status {
        CareStatus::Arranging => Some(rules.placement_after()),
        CareStatus::WaitingAdmission => Some(rules.bed_after()),
        _ => None,
    }
}

fn change(family: Family, was: Option<u32>, version: u32, at: Time) -> WorkChange {
    WorkChange {
        family,
        work: Work {
            id: WorkId::task(family),
            level: Level::Caution,
            due_at: at,
            taken: None,
            version,
            last_missed: None,
            reported_late: false,
            visit_at: None,
            visit: false,
        },
        was,
        opens: false,
        waits_until: None,
        owner: None,
        should_open_at: at,
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
    }
}

impl CaseChange<'_> {
    /// Owes work from now on. What is open already keeps the worse level and the earlier clock, and is
    /// to be taken in hand anew.
    pub fn owe(&mut self, owed: Owed) {
        let family = owed.family;
        if self.open_work(family).is_some() {
            self.touch(family, |change| {
                change.work.level = change.work.level.max(owed.level);
                change.work.due_at = change.work.due_at.min(owed.due_at);
                change.work.taken = None;
                change.rings |= owed.rings;
            });
            return;
        }
        let opened = self.begin_task(family);
        owed.fill(opened);
        let work = opened.work.clone();
        self.mirror_task(family, Some(work));
    }

    /// The work is done: closes what is open, forgets what waits.
    pub fn settle_task(&mut self, family: Family) {
        if self.open_work(family).is_some() {
            self.end_work(family);
        } else if self.tasks.iter().any(|task| task.family == family && task.state == WorkState::Waiting) {
            self.begin_task(family).closed = true;
            self.mirror_task(family, None);
        }
    }

    /// The patient was moved from `before`: whatever the new stay decides is settled, and what it leaves
    /// undecided waits from its start on. Another room, risk or channel decides nothing.
    pub(crate) fn owe_after_move(&mut self, before: &Card) {
        let (was, is) = (before.care_status, self.card.care_status);
        let from = self.card.placed_at;
        self.release_after_move(was);
        if was != is {
            match undecided_for(self.rules, is) {
                Some(after) => self.wait(Family::Placement, from + after),
                None => self.settle_task(Family::Placement),
            }
        }
        if before.place != self.card.place {
            // A hotel's desk sees the alerts of its residents, and no others.
            self.left.extend(before.place.clone());
            for family in [Family::Health, Family::Silence, Family::Visit] {
                self.touch(family, |_| {});
            }
        }
        if !is_hospital(is) {
            self.settle_task(Family::Condition);
        } else if !is_hospital(was) || before.place != self.card.place {
            self.wait(Family::Condition, from + self.rules.condition_after());
        }
    }

    /// A person closed this task. What is still undecided waits anew from now on (design 6, "repeating").
    pub(crate) fn repeat(&mut self, family: Family) {
        let after = undecided_for(self.rules, self.card.care_status);
        if let Some(after) = after.filter(|_| family == Family::Placement && self.card.ended_at.is_none()) {
            self.wait(family, self.now + after);
        }
    }

    /// A task waits from now on, whether it was open, waited for another time, or never was.
    pub(crate) fn wait(&mut self, family: Family, until: Time) {
        let change = self.begin_task(family);
        change.opens = true;
        change.closed = false;
        change.waits_until = Some(until);
        change.should_open_at = until;
        change.rings = false;
        change.work.level = Level::Caution;
        change.work.due_at = until;
        change.work.taken = None;
        let work = change.work.clone();
        let waits =
            Task { family, state: WorkState::Waiting, wake_at: Some(until), work, others: Vec::new() };
        match self.tasks.iter_mut().find(|task| task.family == family) {
            Some(task) => *task = waits,
            None => self.tasks.push(waits),
        }
    }

    /// Opens waiting tasks whose time has come.
    pub(crate) fn wake_tasks(&mut self) {
        for at in 0..self.tasks.len() {
            let Task { family, state, wake_at, .. } = self.tasks[at];
            if family == Family::Release {
                // Its time to be looked at has come: see `CaseChange::look_at_release`.
                continue;
            }
            let Some(due) = wake_at.filter(|due| state == WorkState::Waiting && *due < self.now) else {
                continue;
            };
            let waits_for_bed =
                family == Family::Placement && self.card.care_status == CareStatus::WaitingAdmission;
            let level = if waits_for_bed { Level::Urgent } else { Level::Caution };
            let owed = if family == Family::CallDue {
                // A window that is over is an alert by now; the task moves on with the next one.
                let window = call_window(self.rules, &self.card).filter(|window| window.due == due);
                let Some(window) = window else { continue };
                Owed { family, level, due_at: window.alert_at, owner: None, rings: false }
            } else {
                let due_at = self.rules.take_due(level, self.now);
                Owed { family, level, due_at, owner: None, rings: true }
            };
            self.owe(owed);
            if let Some(change) = self.changes.iter_mut().find(|change| change.family == family) {
                change.should_open_at = due;
            }
        }
    }

    /// A change of a task that is not open, under the condition on its item.
    fn begin_task(&mut self, family: Family) -> &mut WorkChange {
        let at = self.changes.iter().position(|change| change.family == family).unwrap_or_else(|| {
            let was = self.tasks.iter().find(|task| task.family == family).map(|task| task.work.version);
            self.changes.push(change(family, was, was.unwrap_or(0) + 1, self.now));
            self.changes.len() - 1
        });
        &mut self.changes[at]
    }

    pub(crate) fn mirror_task(&mut self, family: Family, work: Option<Work>) {
        let task = self.tasks.iter_mut().find(|task| task.family == family);
        match (task, work) {
            (Some(task), Some(work)) => {
                task.state = work.state();
                task.wake_at = None;
                task.work = work;
            }
            (Some(task), None) => {
                task.state = WorkState::Closed;
                task.wake_at = None;
            }
            (None, Some(work)) => {
                let state = work.state();
                self.tasks.push(Task { family, state, wake_at: None, work, others: Vec::new() });
            }
            (None, None) => {}
        }
    }
}
