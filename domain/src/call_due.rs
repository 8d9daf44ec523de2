//! People whom staff call every day (design 6): when a call is due, quiet work opens for whoever has time,
//! due by the time of the alert. Silence is only what no contact attempt answered by then.
//!
//! The task waits for the due time of the next window, as other tasks wait: with a `wake_at` of its own.
//! So every change of such a case knows it, and moves it on with the window.

use crate::card::Card;
use crate::change::CaseChange;
use crate::placement::Channel;
use crate::rules::RuleSet;
use crate::schedule::Window;
use crate::work::{Family, WorkState};

/// The window for which the patient of this card is to be called next; none if staff do not call.
pub fn call_window(rules: &RuleSet, card: &Card) -> Option<Window> {
    let windows = card.windows(rules).filter(|_| card.channel == Channel::StaffCall)?;
    Some(windows.first_due_from(card.next_window?))
}

impl CaseChange<'_> {
    /// Keeps the task in step with the next window. What a person closed stays closed until then: the alert
    /// comes all the same.
    pub(crate) fn plan_call(&mut self) {
        let Some(window) = call_window(self.rules, &self.card) else {
            // Its clock ends with it: called by staff again, it is not what somebody has closed.
            let now = self.now;
            self.touch(Family::CallDue, |change| change.work.due_at = now);
            return self.settle_task(Family::CallDue);
        };
        let planned = self.tasks.iter().find(|task| task.family == Family::CallDue);
        let in_step = planned.is_some_and(|task| match task.state {
            WorkState::Waiting => task.wake_at == Some(window.due),
            WorkState::Open | WorkState::InHand | WorkState::Closed => task.work.due_at == window.alert_at,
        });
        if !in_step {
            self.wait(Family::CallDue, window.due);
        }
    }
}
