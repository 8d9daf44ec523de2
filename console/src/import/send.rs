//! Sending the rows, a few at a time, until all are answered, somebody stops it or something does.

use std::rc::Rc;

use dioxus::prelude::*;
use domain::api::filing::NotificationFiled;
use domain::import::{Outcome, Sending, State};
use domain::operation::Operation;
use ui::api::Failure;

use super::file::Checked;
use super::kept;
use crate::calls;

/// After so many answers the device keeps what is filed.
const KEEP_EVERY: usize = 10;

/// What the sending begins with: the rows that wait, or some once more.
pub type How = fn(&mut Sending);

/// A file on its way.
#[derive(Clone, Copy, PartialEq)]
pub struct Sender {
    /// What was checked.
    pub checked: Signal<Option<Rc<Checked>>>,
    /// What became of each of its rows.
    pub sending: Signal<Sending>,
    /// Why all rows wait.
    pub failure: Signal<Option<Failure>>,
    /// Whether anything was sent.
    pub is_begun: Signal<bool>,
}

impl Sender {
    /// Takes a file that was checked.
    pub fn take(mut self, checked: Checked) {
        let before = kept::read(&checked.hash);
        let is_filed = |id| before.contains(&kept::short(id));
        self.sending.set(Sending::new(checked.run.rows.iter().map(|row| is_filed(&row.request.request_id))));
        self.checked.set(Some(Rc::new(checked)));
        self.failure.set(None);
        self.is_begun.set(false);
    }

    /// Puts the file away.
    pub fn clear(mut self) {
        self.sending.set(Sending::default());
        self.checked.set(None);
        self.failure.set(None);
        self.is_begun.set(false);
    }

    /// Begins, goes on, or sends some once more.
    pub fn go(mut self, how: How) {
        self.failure.set(None);
        self.is_begun.set(true);
        self.sending.with_mut(how);
        self.pump();
    }

    /// Sends nothing more.
    pub fn stop(mut self) {
        self.sending.with_mut(Sending::stop);
        self.keep();
    }

    fn pump(mut self) {
        while let Some(row) = self.sending.with_mut(Sending::take_next) {
            spawn(async move {
                let outcome = self.send(row).await;
                self.sending.with_mut(|sending| sending.answered(row, outcome));
                let (is_going, counts) = {
                    let sending = self.sending.peek();
                    (sending.is_going(), sending.counts())
                };
                if !is_going || counts.filed.is_multiple_of(KEEP_EVERY) {
                    self.keep();
                }
                self.pump();
            });
        }
    }

    async fn send(mut self, row: usize) -> Outcome {
        let checked = self.checked.peek().clone();
        let Some(row) = checked.as_ref().and_then(|checked| checked.run.rows.get(row)) else {
            return Outcome::Interrupted;
        };
        let answer = calls::patiently::<NotificationFiled>(Operation::FileNotification, &row.request).await;
        let failure = match answer {
            Ok(filed) => return Outcome::Filed(filed),
            Err(failure) => failure,
        };
        if let Failure::Api(error, _) = &failure {
            let outcome = Outcome::of(error.clone());
            if outcome != Outcome::Interrupted {
                return outcome;
            }
        }
        self.failure.set(Some(failure));
        Outcome::Interrupted
    }

    fn keep(self) {
        let (checked, sending) = (self.checked.peek(), self.sending.peek());
        let Some(checked) = checked.as_ref() else { return };
        let filed = checked.run.rows.iter().zip(sending.states());
        let filed = filed.filter(|(_, state)| matches!(state, State::Filed(_) | State::FiledBefore));
        kept::write(&checked.hash, filed.map(|(row, _)| kept::short(&row.request.request_id)));
    }
}
