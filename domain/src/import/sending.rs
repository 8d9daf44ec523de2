//! Which rows are sent next, and what became of them. A stop, a dead network or a sign-in that ended
//! leaves every row either answered or to be sent again; sent again it is the same request.

use crate::api::error::{ApiError, Code};
use crate::api::filing::NotificationFiled;

/// How many requests are under way at once: more would not be faster, and others work too.
const AT_ONCE: usize = 4;

/// What became of a row.
#[derive(Clone, PartialEq, Eq)]
pub enum State {
    /// To be sent.
    Waiting,
    /// Sent, not answered yet.
    UnderWay,
    /// Filed in an earlier run; its entry code is not at hand.
    FiledBefore,
    /// Filed.
    Filed(NotificationFiled),
    /// Refused for itself; the others go on.
    Refused(ApiError),
}

/// How a request ended.
#[derive(Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Filed, now or by an earlier request of the same content.
    Filed(NotificationFiled),
    /// The row was refused.
    Refused(ApiError),
    /// No answer, or one that every row would get: all of them wait.
    Interrupted,
}

impl Outcome {
    /// What a refusal means for the other rows.
    pub fn of(error: ApiError) -> Self {
        match error.code {
            // Signed out, not allowed here, or too busy.
            Code::Unauthenticated | Code::NotFound | Code::Busy => Self::Interrupted,
            _ => Self::Refused(error),
        }
    }
}

/// How far the sending is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All rows.
    pub all: usize,
    /// Filed, now or before.
    pub filed: usize,
    /// Refused.
    pub refused: usize,
    /// Sent, not answered yet.
    pub under_way: usize,
}

impl Counts {
    /// Not sent yet.
    pub fn waiting(&self) -> usize {
        self.all - self.filed - self.refused - self.under_way
    }
}

/// The rows of a file while they are sent.
#[derive(Clone, Default, PartialEq)]
pub struct Sending {
    states: Vec<State>,
    counts: Counts,
    /// No row before this one waits.
    from: usize,
    is_going: bool,
}

impl Sending {
    /// Rows of which some were filed before. Nothing is sent until [`Self::go`].
    pub fn new(filed_before: impl Iterator<Item = bool>) -> Self {
        let state = |filed| if filed { State::FiledBefore } else { State::Waiting };
        let states: Vec<State> = filed_before.map(state).collect();
        let filed = states.iter().filter(|state| **state == State::FiledBefore).count();
        let counts = Counts { all: states.len(), filed, ..Counts::default() };
        Self { states, counts, from: 0, is_going: false }
    }

    /// What became of each row.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// How far it is.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether rows are being sent.
    pub fn is_going(&self) -> bool {
        self.is_going
    }

    /// Whether every row has its answer.
    pub fn is_done(&self) -> bool {
        self.counts.filed + self.counts.refused == self.counts.all
    }

    /// Begins, or goes on after a stop.
    pub fn go(&mut self) {
        self.is_going = !self.is_done();
    }

    /// Sends nothing more. What is under way is still answered.
    pub fn stop(&mut self) {
        self.is_going = false;
    }

    /// Sends what was refused once more: a hotel may be there by now.
    pub fn again(&mut self) {
        self.reset(|state| matches!(state, State::Refused(_)));
    }

    /// Sends what was filed before once more, for the entry codes: the answer is the same one.
    pub fn fetch_codes(&mut self) {
        self.reset(|state| *state == State::FiledBefore);
    }

    fn reset(&mut self, which: impl Fn(&State) -> bool) {
        for state in self.states.iter_mut().filter(|state| which(state)) {
            *state = State::Waiting;
        }
        let count = |of: fn(&State) -> bool| self.states.iter().filter(|state| of(state)).count();
        self.counts.filed = count(|state| matches!(state, State::Filed(_) | State::FiledBefore));
        self.counts.refused = count(|state| matches!(state, State::Refused(_)));
        self.from = 0;
        self.go();
    }

    /// The next row to send; it is under way from then on.
    pub fn take_next(&mut self) -> Option<usize> {
        if !self.is_going || self.counts.under_way >= AT_ONCE {
            return None;
        }
        let waits = |state: &State| *state == State::Waiting;
        let next = self.from + self.states.get(self.from..)?.iter().position(waits)?;
        *self.states.get_mut(next)? = State::UnderWay;
        self.counts.under_way += 1;
        self.from = next + 1;
        Some(next)
    }

    /// Takes in how a row's request ended.
    pub fn answered(&mut self, row: usize, outcome: Outcome) {
        let Some(state) = self.states.get_mut(row).filter(|state| **state == State::UnderWay) else { return };
        self.counts.under_way -= 1;
        match outcome {
            Outcome::Filed(filed) => {
                *state = State::Filed(filed);
                self.counts.filed += 1;
            }
            Outcome::Refused(error) => {
                *state = State::Refused(error);
                self.counts.refused += 1;
            }
            Outcome::Interrupted => {
                *state = State::Waiting;
                self.from = self.from.min(row);
                self.is_going = false;
            }
        }
        if self.is_done() {
            self.is_going = false;
        }
    }
}
