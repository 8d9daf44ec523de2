//! In whose hands work is: taken, handed on, put back, closed.

use super::{CaseChange, Refusal};
use crate::duplicate;
use crate::ids::WorkId;
use crate::level::Level;
use crate::time::Span;
use crate::triage::Reason;
use crate::work::{Family, Taken, Watch, Work};

impl CaseChange<'_> {
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

    fn find(&self, work: &WorkId) -> Result<(Family, &Work), Refusal> {
        let family = work.family();
        self.open_work(family)
            .filter(|open| open.id == *work)
            .map(|open| (family, open))
            .ok_or(Refusal::NotOpen)
    }
}
