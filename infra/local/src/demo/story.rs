//! What a patient does, minute by minute, from the notification until now.

use domain::api::first_contact::RecordFirstContact;
use domain::condition::Severity;
use domain::ids::CheckInId;
use domain::outcome::Outcome;
use domain::placement::{CareStatus, Channel};
use domain::reading::Answers;
use domain::rules;
use domain::schedule::Windows;
use domain::stay::Stay;
use domain::time::{Span, Time};

use super::course::Course;
use super::dice::Dice;
use super::people::{JST_MINUTES, Person, Sketch};

/// The hospital that takes in.
const HOSPITAL: &str = "shiokaze-hospital";

/// A patient and everything that happens to them.
pub(super) struct Story {
    /// The client's id of the notification, which becomes the case's.
    pub id: String,
    pub person: Person,
    /// In order of time.
    pub steps: Vec<(Time, Step)>,
    /// Shown on the demo page, in Japanese and English.
    pub shown: Option<(&'static str, &'static str)>,
    /// What is wrong is left for the visitor instead of being seen to by the demo's nurses.
    pub left_open: bool,
}

/// One thing that happens.
pub(super) enum Step {
    /// The case is filed.
    File,
    /// The patient opens the app with the entry code.
    Activate {
        /// The client's id.
        id: String,
    },
    /// A check-in is sent.
    CheckIn {
        /// The client's id.
        id: CheckInId,
        /// What was typed.
        answers: Box<Answers>,
    },
    /// The centre's nurse writes the first contact sheet.
    FirstContact {
        /// What she writes.
        request: Box<RecordFirstContact>,
    },
    /// The centre's nurse moves the patient.
    Move {
        /// The client's id.
        id: String,
        /// Where to.
        stay: Box<Stay>,
    },
    /// The hospital enters how the patient is.
    Condition {
        /// The client's id.
        id: String,
        /// How ill.
        severity: Severity,
    },
    /// The case ends; the centre or the hospital enters it.
    End {
        /// The client's id.
        id: String,
        /// How.
        outcome: Outcome,
    },
    /// The centre's nurse takes the open alert in hand.
    Take {
        /// The client's id.
        id: String,
    },
}

/// What differs from a life with a check-in in every window.
#[derive(Default)]
pub(super) struct Turn {
    /// No check-in from here on.
    pub silent_since: Option<Time>,
    /// Further check-ins, which nobody but the visitor sees to.
    pub check_ins: Vec<(Time, Answers)>,
    /// When a nurse takes what came of them in hand.
    pub taken_at: Option<Time>,
    /// Shown on the demo page.
    pub shown: Option<(&'static str, &'static str)>,
    /// When the patient was admitted; how they were from then on.
    pub admitted: Option<(Time, Vec<(Time, Severity)>)>,
    /// The health centre's provider of automated calls rings them up.
    pub called: bool,
    /// When and how the case ended.
    pub ended: Option<(Time, Outcome)>,
}

impl Story {
    /// The story of a person, with a check-in in almost every window.
    pub fn new(dice: &mut Dice, number: usize, sketch: Sketch, turn: Turn, now: Time) -> Self {
        let mut person = sketch.person(dice, number);
        if turn.called {
            person.placement.channel = Channel::AutoCall;
        }
        let left_open = turn.silent_since.is_some() || !turn.check_ins.is_empty();
        let course = match sketch.ill_for {
            None => Course::None,
            // What is to be seen in these cases is written down, not thrown.
            Some(_) if left_open => Course::Mild,
            Some(_) => Course::random(dice, sketch.age_months / 12),
        };
        let mut story = Self { id: dice.uuid(), person, steps: Vec::new(), shown: turn.shown, left_open };
        let filed_at = sketch.filed_at;
        story.steps.push((filed_at, Step::File));
        if story.person.placement.channel == Channel::App {
            let id = dice.uuid();
            story.steps.push((filed_at + Span::minutes(dice.between(10, 60)), Step::Activate { id }));
        }
        // Until what is written down begins, nothing else is to be seen in these cases.
        let begins = turn.check_ins.first().map(|(time, _)| *time - Span::minutes(20));
        let admitted = turn.admitted.as_ref().map(|(time, _)| *time);
        let over = admitted.or(turn.ended.map(|(time, _)| time));
        let until = turn.silent_since.or(begins).or(over).unwrap_or(now);
        let reliable = left_open || turn.shown.is_some() || over.is_some();
        let usual = dice.between(97, 98);
        for time in story.times(dice, until, reliable) {
            let answers = course.answers(dice, story.day(time), usual);
            story.check_in(dice, time, answers);
        }
        for (time, answers) in turn.check_ins {
            story.check_in(dice, time, answers);
        }
        if let Some(time) = turn.taken_at {
            story.steps.push((time, Step::Take { id: dice.uuid() }));
        }
        if let Some((time, conditions)) = turn.admitted {
            story.admit(dice, time, conditions);
        }
        if let Some((time, outcome)) = turn.ended {
            story.steps.push((time, Step::End { id: dice.uuid(), outcome }));
        }
        story.steps.sort_by_key(|(time, _)| *time);
        story
    }

    /// When this patient checks in: in time for every window, if `reliable`, else for nearly every one,
    /// sometimes late, sometimes not.
    fn times(&self, dice: &mut Dice, until: Time, reliable: bool) -> Vec<Time> {
        let rules = rules::at(self.person.filed_at);
        let placement = &self.person.placement;
        let Some(windows) = Windows::new(rules, placement.care_status, placement.risk) else {
            return Vec::new();
        };
        let mut window = windows.first_due_from(self.person.filed_at + rules.first_window_after());
        let mut times = Vec::new();
        if dice.percent(30) {
            // The first try, right after opening the app.
            times.push(self.person.filed_at + Span::minutes(65));
        }
        while window.due - Span::minutes(100) < until {
            match if reliable { 100 } else { dice.between(1, 100) } {
                1..=2 => {}
                3..=5 => times.push(window.alert_at + Span::minutes(dice.between(5, 90))),
                _ => times.push(window.due - Span::minutes(dice.between(5, 100))),
            }
            window = windows.after(window);
        }
        times.retain(|time| *time < until);
        times
    }

    fn check_in(&mut self, dice: &mut Dice, time: Time, answers: Answers) {
        if let Ok(id) = dice.uuid().parse() {
            self.steps.push((time, Step::CheckIn { id, answers: Box::new(answers) }));
        }
    }

    fn admit(&mut self, dice: &mut Dice, time: Time, conditions: Vec<(Time, Severity)>) {
        let stay = Stay {
            care_status: CareStatus::Hospitalized,
            place: HOSPITAL.parse().ok(),
            room: Some(format!("{}号室", 300 + dice.between(1, 24))),
            from: time,
            risk: self.person.placement.risk,
            channel: self.person.placement.channel,
        };
        self.steps.push((time, Step::Move { id: dice.uuid(), stay: Box::new(stay) }));
        for (time, severity) in conditions {
            self.steps.push((time, Step::Condition { id: dice.uuid(), severity }));
        }
    }

    /// Days since the first symptom.
    fn day(&self, time: Time) -> i64 {
        (time.day(JST_MINUTES) - self.person.ill_since).num_days()
    }
}
