//! Assigning a case to a contractor for a time (R12, R42; design 6, "Work and its clocks").
//!
//! The responsible centre stays responsible and owns the work; the contractor sees it too, is rung first,
//! and does it. So nothing that goes from hand to hand gets another clock: not by assigning, not by handing
//! on, not by the end of the assignment.

use chrono::Days;

use crate::api::error::{FieldError, Problem};
use crate::change::{CaseChange, Refusal};
use crate::ids::{OrganisationId, WorkId};
use crate::rights::Role;
use crate::stay::Refused;
use crate::time::{Date, Time};
use crate::work::{Family, Step};

/// How many days ahead an assignment may end: longer ones are renewed by a person.
pub const DAYS_AT_MOST: u64 = 60;

impl CaseChange<'_> {
    /// Assigns the case up to and with a day, or changes until when. `seen` is whose it was when it was looked at;
    /// `theirs` are the subjects of that contractor's people, whose work is put back.
    pub fn assign(
        &mut self,
        contractor: OrganisationId,
        last_day: Date,
        seen: Option<&OrganisationId>,
        theirs: &[String],
    ) -> Result<(), Refused> {
        self.expect_assigned(seen)?;
        let offset = self.rules.utc_offset_minutes;
        let today = self.now.day(offset);
        let latest = today + Days::new(DAYS_AT_MOST);
        if last_day < today || last_day > latest {
            let error = FieldError::new("until", Problem::OutOfRange).limit(format!("{today}–{latest}"));
            return Err(Refused::Fields(vec![error]));
        }
        if self.card.contractor.as_ref() != Some(&contractor) {
            self.unassign(theirs);
            self.card.contractor = Some(contractor);
            self.hand_on(&[]);
        }
        self.card.contractor_until = Some(Time::at(last_day + Days::new(1), 0, offset));
        Ok(())
    }

    /// Takes the case back. `seen` and `theirs` as in [`Self::assign`].
    pub fn take_back(&mut self, seen: &OrganisationId, theirs: &[String]) -> Result<(), Refused> {
        self.expect_assigned(Some(seen))?;
        self.unassign(theirs);
        Ok(())
    }

    /// Whether the time of an assignment is over that nobody has ended yet.
    pub fn assignment_is_over(&self) -> bool {
        self.card.contractor.is_some() && self.card.contractor_until.is_some_and(|until| until <= self.now)
    }

    /// Ends an assignment whose time is over; needs every task that a contractor sees.
    pub fn end_assignment(&mut self, theirs: &[String]) {
        if self.assignment_is_over() {
            self.unassign(theirs);
        }
    }

    /// Whoever follows the patient for the centre leaves work to it: puts it back, and it rings one step
    /// higher, where the centre hears it. Its clock keeps running.
    pub fn leave_to_centre(&mut self, work: &WorkId, by: &str) -> Result<(), Refusal> {
        let family = work.family();
        let stood = self.changes.iter().all(|change| change.family != family);
        self.put_back(work, by)?;
        self.open_work(family).filter(|open| open.id == *work).ok_or(Refusal::NotOpen)?;
        self.touch(family, |change| {
            change.rings = true;
            change.step = Step::Climbs;
            change.handed_on |= stood;
        });
        Ok(())
    }

    /// What a contractor has left goes back to the centre, and rings there.
    pub(crate) fn unassign(&mut self, theirs: &[String]) {
        let Some(contractor) = self.card.contractor.take() else { return };
        self.card.contractor_until = None;
        self.left.push(contractor.clone());
        self.unassigned = Some(contractor);
        self.hand_on(theirs);
    }

    fn expect_assigned(&self, seen: Option<&OrganisationId>) -> Result<(), Refused> {
        if self.card.ended_at.is_some() {
            return Err(Refused::CaseEnded);
        }
        if self.card.contractor.as_ref() != seen {
            return Err(Refused::HasNews);
        }
        Ok(())
    }

    /// Open work gets other eyes. Whoever has it in hand keeps it, except for those who see it no more.
    fn hand_on(&mut self, theirs: &[String]) {
        for family in Family::ALL.iter().filter(|family| family.is_seen_by(Role::ContractorStaff)) {
            // What this very change opens has no time to look again yet.
            let stood = self.changes.iter().all(|change| change.family != *family);
            self.touch(*family, |change| {
                change.work.taken = change.work.taken.take().filter(|taken| !theirs.contains(&taken.by));
                change.rings |= change.work.taken.is_none();
                change.handed_on |= stood;
            });
        }
    }
}
