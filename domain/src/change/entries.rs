//! What comes in and what stays away: check-ins, calls that reached the patient, and missed windows.

use super::{CaseChange, Earlier};
use crate::ids::{CheckInId, WorkId};
use crate::level::Level;
use crate::placement::Channel;
use crate::reading::Reading;
use crate::rules::RuleSet;
use crate::schedule::Window;
use crate::time::Time;
use crate::triage::{Digest, Judgement, Place, Reason, judge};
use crate::work::{Family, Work};

impl CaseChange<'_> {
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

    /// Misses every window whose alert time is over.
    pub(super) fn settle(&mut self) {
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
}

fn fold(rules: &RuleSet, check_ins: &[Earlier]) -> Digest {
    let mut digest = Digest::default();
    for check_in in check_ins {
        digest.push(rules, check_in.place.clone(), &check_in.reading, check_in.level);
    }
    digest
}
