//! Changing a case. Every change first settles what is overdue at `now` (design 2.3), with the
//! function that the sweep uses; then it applies what happened. The outcome, the card and what
//! became of its two alerts, is saved in one transaction.

use crate::api::error::{FieldError, Problem};
use crate::card::Card;
use crate::condition::Condition;
use crate::duplicate;
use crate::first_contact::{FirstContact, Onset};
use crate::ids::{CheckInId, OrganisationId, WorkId};
use crate::level::Level;
use crate::placement::{CareStatus, Channel, Risk};
use crate::reading::Reading;
use crate::risk::{RiskReason, risk};
use crate::rules::RuleSet;
use crate::schedule::Window;
use crate::stay::{Refused, Stay};
use crate::time::{Date, Span, Time};
use crate::triage::{Digest, Judgement, Place, Reason, judge};
use crate::work::{Family, Step, Taken, Task, Watch, Work, WorkChange, WorkState};

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

    /// Whether a check-in at this place arrives after a later one, so that the earlier ones are needed.
    pub fn arrives_late(&self, place: &Place) -> bool {
        !self.card.digest.is_next(place)
    }

    /// Takes in a check-in: judges it at its place in time, answers its window, and opens or joins the
    /// health alert. `earlier` holds all stored check-ins if it arrives late and is not read otherwise.
    /// `typed_by` is the subject of the member of staff who typed it in, if one did.
    pub fn check_in(
        &mut self,
        place: &Place,
        reading: &Reading,
        mut earlier: Vec<Earlier>,
        typed_by: Option<&str>,
    ) -> Judgement {
        let rules = self.rules;
        let judged = if self.arrives_late(place) {
            earlier.sort_by(|a, b| a.place.cmp(&b.place));
            let at = earlier.partition_point(|other| other.place < *place);
            let before = fold(rules, &earlier[..at]);
            let judged = judge(rules, &self.card.personal, &before, reading, place.effective);
            earlier
                .insert(at, Earlier { place: place.clone(), reading: reading.clone(), level: judged.level });
            self.card.digest = fold(rules, &earlier);
            judged
        } else {
            let judged = judge(rules, &self.card.personal, &self.card.digest, reading, place.effective);
            self.card.digest.push(rules, place.clone(), reading, judged.level);
            judged
        };
        if reading.is_complete() {
            self.answer(place.effective);
        }
        if self.is_alerting(&judged) {
            self.worsened(&place.id, &judged, typed_by);
        }
        let is_fever = reading.temperature_tenths.is_some_and(|tenths| tenths >= rules.triage.fever_tenths);
        if self.card.release_open && (is_fever || judged.level > Level::Ok) {
            self.reconsider_release();
        }
        judged
    }

    /// Takes in that a call reached the patient: stops the ladder of a silence alert, and stands for the
    /// check-in of those who are called by staff.
    pub fn reached_patient(&mut self) {
        let now = self.now;
        if self.card.channel == Channel::StaffCall {
            self.answer(now);
        } else {
            self.report_late(now);
        }
    }

    /// Counts a contact attempt; its number.
    pub const fn count_contact(&mut self) -> u32 {
        self.card.contacts += 1;
        self.card.contacts
    }

    /// Moves the person: a new stay closes the one before at its start; its number. `seen` is the number
    /// of the last stay that was looked at. Open alerts stay open.
    pub fn place(&mut self, stay: &Stay, seen: u32) -> Result<u32, Refused> {
        self.place_if(stay, seen, |_| true)
    }

    /// The same for a hospital that nobody could name: a call learns that somebody was admitted, and the
    /// name is entered when it is known.
    pub(crate) fn place_anywhere(&mut self, stay: &Stay, seen: u32) -> Result<u32, Refused> {
        self.place_if(stay, seen, |error| error.field != "place" || error.problem != Problem::Missing)
    }

    fn place_if(
        &mut self,
        stay: &Stay,
        seen: u32,
        counts: impl Fn(&FieldError) -> bool,
    ) -> Result<u32, Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        if self.card.stays != seen {
            return Err(Refused::HasNews);
        }
        let mut errors = stay.check(self.card.kind, &self.card.stay(), self.rules, self.now);
        errors.retain(counts);
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        let before = self.card.clone();
        let n = self.card.place(self.rules, stay, self.now);
        self.owe_after_move(&before);
        Ok(n)
    }

    /// Takes in how an inpatient is; its number, and the stay that begins with it if the newest severity
    /// is that of the other care status of an inpatient.
    pub fn condition(&mut self, condition: &Condition) -> Result<(u32, Option<Stay>), Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let current = self.card.stay();
        let errors = condition.check(&current, self.rules, self.now);
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        self.card.conditions += 1;
        let n = self.card.conditions;
        if self.card.condition_at.is_some_and(|newest| condition.at < newest) {
            return Ok((n, None));
        }
        self.card.condition_at = Some(condition.at);
        self.wait(Family::Condition, condition.at + self.rules.condition_after());
        let Some(care_status) = condition.severity.care_status() else { return Ok((n, None)) };
        if care_status == current.care_status {
            return Ok((n, None));
        }
        let stay = Stay { care_status, from: condition.at, ..current };
        self.card.place(self.rules, &stay, self.now);
        Ok((n, Some(stay)))
    }

    /// Takes in a first contact sheet: what it came to, and the stay that begins with it if the risk
    /// class or the channel changed (design 6: a change of risk is a new placement).
    pub fn first_contact(&mut self, sheet: &FirstContact) -> Result<Assessed, Refused> {
        if self.card.care_status == CareStatus::Ended || self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        let errors = sheet.check(self.now.day(self.rules.utc_offset_minutes));
        if !errors.is_empty() {
            return Err(Refused::Fields(errors));
        }
        let personal = &mut self.card.personal;
        let (computed, reasons) = risk(self.rules, personal.age_months, personal.pregnant, sheet);
        personal.pregnant = sheet.pregnant.unwrap_or(personal.pregnant);
        // The sheet may be the first to know the onset.
        if matches!(sheet.onset, Some(Onset::Date(_))) {
            self.reconsider_release();
        }
        let risk = sheet.risk_override.as_ref().map_or(computed, |chosen| chosen.risk);
        let current = self.card.stay();
        let channel = sheet.channel.unwrap_or(current.channel);
        if (risk, channel) == (current.risk, current.channel) {
            return Ok(Assessed { risk, reasons, stay: None });
        }
        // A stay may have been entered a few minutes ahead.
        let from = self.now.max(current.from);
        let stay = Stay { from, risk, channel, ..current };
        self.card.place(self.rules, &stay, self.now);
        Ok(Assessed { risk, reasons, stay: Some(stay) })
    }

    /// A physician's limits in place of earlier ones; they judge what comes from now on.
    pub const fn set_limits(&mut self, low: Option<u8>, baseline: Option<u8>, until: Option<Date>) {
        let personal = &mut self.card.personal;
        (personal.spo2_low_limit, personal.spo2_baseline) = (low, baseline);
        personal.limits_until = if low.is_some() || baseline.is_some() { until } else { None };
    }

    /// Refuses unless the work is open, unchanged since it was seen, and not in somebody else's hand.
    pub fn expect(&self, work: &WorkId, seen: u32, by: &str) -> Result<(), Refusal> {
        let (_, alert) = self.find(work)?;
        if alert.version != seen {
            return Err(Refusal::HasNews);
        }
        if alert.taken.as_ref().is_some_and(|taken| taken.by != by) {
            return Err(Refusal::TakenByOther);
        }
        Ok(())
    }

    /// Somebody takes work in hand. Taking it again changes nothing.
    pub fn take(&mut self, work: &WorkId, by: &str) -> Result<(), Refusal> {
        let (family, alert) = self.find(work)?;
        match &alert.taken {
            Some(taken) if taken.by != by => return Err(Refusal::TakenByOther),
            Some(_) => return Ok(()),
            None => {}
        }
        let taken = Taken { by: by.to_owned(), at: self.now };
        let result_due = self.rules.result_due(alert, self.now);
        self.touch(family, |change| {
            change.work.taken = Some(taken);
            change.result_due = Some(result_due);
        });
        Ok(())
    }

    /// Hands work to a colleague, who has it in hand from now on. What somebody else has in hand, only a
    /// manager hands on.
    pub fn hand_to(&mut self, work: &WorkId, by: &str, to: &str, manages: bool) -> Result<(), Refusal> {
        let (family, alert) = self.find(work)?;
        match &alert.taken {
            Some(taken) if taken.by == to => return Ok(()),
            Some(taken) if taken.by != by && !manages => return Err(Refusal::TakenByOther),
            Some(_) => self.touch(family, |change| change.work.taken = None),
            None => {}
        }
        self.take(work, to)
    }

    /// Puts work back for somebody else. What is overdue rings at once.
    pub fn put_back(&mut self, work: &WorkId, by: &str) -> Result<(), Refusal> {
        let (family, alert) = self.find(work)?;
        match &alert.taken {
            Some(taken) if taken.by != by => Err(Refusal::TakenByOther),
            Some(_) => {
                let is_overdue = alert.due_at <= self.now;
                self.touch(family, |change| {
                    change.work.taken = None;
                    change.rings |= is_overdue;
                });
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The person who has it in hand is gone: puts it back, and it rings anew.
    pub fn abandon(&mut self, work: &WorkId, by: &str) -> Result<(), Refusal> {
        let (family, alert) = self.find(work)?;
        let was_in_hand = alert.taken.is_some();
        self.put_back(work, by)?;
        if was_in_hand {
            self.touch(family, |change| change.rings = true);
        }
        Ok(())
    }

    /// Refuses unless a missed check-in came late and all is well: that may be closed in bulk (design 6).
    pub fn expect_fine(&self, work: &WorkId) -> Result<(), Refusal> {
        let (family, alert) = self.find(work)?;
        let last = self.card.digest.last.as_ref();
        let came = last.is_some_and(|last| {
            last.level == Level::Ok && alert.last_missed.is_some_and(|missed| last.place.effective > missed)
        });
        let fine = family == Family::Silence && alert.reported_late && came && self.card.health.is_none();
        if fine { Ok(()) } else { Err(Refusal::NotFine) }
    }

    /// A person closes work; a caution may be watched for a while with the `reasons` that it had.
    pub fn close(&mut self, work: &WorkId, watch: Option<(Span, Vec<Reason>)>) -> Result<(), Refusal> {
        if self.was_ended_here(work) {
            return Ok(());
        }
        let (family, alert) = self.find(work)?;
        // What is left over from a case that is none asks for nothing any more.
        let is_none = !duplicate::counts(self.card.kind);
        let ends_otherwise = matches!(
            family,
            Family::Review
                | Family::Correction
                | Family::TestResult
                | Family::Duplicate
                | Family::Condition
                | Family::Release
        );
        if ends_otherwise && !is_none {
            return Err(Refusal::EndsOtherwise);
        }
        if let Some((span, reasons)) = watch {
            if alert.level != Level::Caution || family != Family::Health {
                return Err(Refusal::NotACaution);
            }
            let until = self.now + span.min(self.rules.watch_at_most());
            self.card.watch = Some(Watch { until, reasons });
        }
        self.end_work(family);
        self.repeat(family);
        Ok(())
    }

    /// Whether this change itself has ended the work already: a call that reached the patient ends the visit
    /// that it was about.
    pub(crate) fn was_ended_here(&self, work: &WorkId) -> bool {
        self.changes.iter().any(|change| change.closed && change.work.id == *work)
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

    fn settle(&mut self) {
        let Some(windows) = self.card.windows(self.rules) else { return };
        while let Some(due) = self.card.next_window {
            let window = windows.first_due_from(due);
            if window.alert_at >= self.now {
                break;
            }
            if self.card.ended_at.is_some_and(|ended| window.due >= ended || window.alert_at >= ended) {
                self.card.expect(None);
                break;
            }
            self.miss(&window);
            self.card.window_before_missed = true;
            self.card.expect(Some(window.ends));
        }
    }

    fn miss(&mut self, window: &Window) {
        let windows = self.card.windows(self.rules);
        let Some(schedule) = windows.and_then(|windows| windows.schedule_at(window.due)) else { return };
        let silence = &schedule.silence;
        let level = if self.card.window_before_missed { silence.level_again } else { silence.level };
        let due_at = self.rules.take_due(level, self.now);
        let visit_at = window.due + silence.visit_after();
        match self.card.alert(Family::Silence) {
            None => {
                let alert = Work {
                    id: WorkId::silence(window.due),
                    level,
                    due_at,
                    taken: None,
                    version: 1,
                    last_missed: Some(window.due),
                    reported_late: false,
                    visit_at: Some(visit_at),
                    visit: false,
                };
                self.open(Family::Silence, alert, window.alert_at, vec![Reason::Missed], vec![window.due]);
            }
            Some(open) => {
                let level = level.max(open.level);
                let due_at = open.due_at.min(self.rules.take_due(level, self.now));
                // A ladder that had stopped starts again, so it must be heard again.
                let restarts = open.reported_late;
                let rings = level > open.level || restarts;
                self.touch(Family::Silence, |change| {
                    change.work.level = level;
                    change.work.due_at = due_at;
                    change.work.taken = None;
                    change.work.last_missed = Some(window.due);
                    change.work.reported_late = false;
                    if restarts {
                        change.work.visit_at = Some(visit_at);
                    }
                    change.missed.push(window.due);
                    change.rings |= rings;
                });
            }
        }
    }

    /// A complete check-in, or a call that stands for one, effective at this moment.
    fn answer(&mut self, effective: Time) {
        self.report_late(effective);
        let Some((windows, due)) = self.card.windows(self.rules).zip(self.card.next_window) else { return };
        let window = windows.first_due_from(due);
        if window.holds(effective) {
            self.card.window_before_missed = false;
            self.card.expect(Some(window.ends));
        }
    }

    fn report_late(&mut self, effective: Time) {
        let Some(open) = self.card.alert(Family::Silence) else { return };
        if open.reported_late || open.last_missed.is_some_and(|missed| effective <= missed) {
            return;
        }
        self.touch(Family::Silence, |change| {
            change.work.reported_late = true;
            change.work.visit_at = None;
            change.work.visit = false;
            // What this very report settled has nobody left to wake.
            change.rings = false;
        });
        self.settle_task(Family::Visit);
    }

    fn is_alerting(&self, judged: &Judgement) -> bool {
        let watched = judged.level == Level::Caution
            && self.card.watch.as_ref().is_some_and(|watch| {
                self.now <= watch.until && judged.reasons.iter().all(|reason| watch.reasons.contains(reason))
            });
        judged.level > Level::Ok && !watched
    }

    fn worsened(&mut self, check_in: &CheckInId, judged: &Judgement, typed_by: Option<&str>) {
        let due_at = self.rules.take_due(judged.level, self.now);
        match self.card.alert(Family::Health) {
            None => {
                let alert = Work {
                    id: WorkId::health(check_in),
                    level: judged.level,
                    due_at,
                    taken: None,
                    version: 1,
                    last_missed: None,
                    reported_late: false,
                    visit_at: None,
                    visit: false,
                };
                self.open(Family::Health, alert, self.now, judged.reasons.clone(), Vec::new());
            }
            Some(open) => {
                let level = judged.level.max(open.level);
                let due_at = open.due_at.min(self.rules.take_due(level, self.now));
                let taken = open.taken.as_ref();
                let typed_by_holder = taken.is_some_and(|taken| Some(taken.by.as_str()) == typed_by);
                let untaken = taken.is_some() && !typed_by_holder;
                let rings = (level > open.level && !typed_by_holder) || untaken;
                self.touch(Family::Health, |change| {
                    change.work.level = level;
                    change.work.due_at = due_at;
                    if untaken {
                        change.work.taken = None;
                    }
                    change.reasons.extend(&judged.reasons);
                    change.rings |= rings;
                });
            }
        }
    }

    fn find(&self, work: &WorkId) -> Result<(Family, &Work), Refusal> {
        let family = work.family();
        self.open_work(family)
            .filter(|open| open.id == *work)
            .map(|open| (family, open))
            .ok_or(Refusal::NotOpen)
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

fn fold(rules: &RuleSet, check_ins: &[Earlier]) -> Digest {
    let mut digest = Digest::default();
    for check_in in check_ins {
        digest.push(rules, check_in.place.clone(), &check_in.reading, check_in.level);
    }
    digest
}
