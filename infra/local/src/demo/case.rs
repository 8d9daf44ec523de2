//! Tells a story to the functions, step by step.

use anyhow::{Context, Result};
use domain::api::check_in::{CheckInReceived, SubmitCheckIn};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::first_contact::FirstContactRecorded;
use domain::api::session::{ActivatePatient, Session};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::time::Time;
use functions::patient::{self, Access};

use super::calls::post;
use super::round;
use super::story::{Step, Story};
use crate::machine::Machine;

/// A case on its way through its story.
pub(super) struct Case {
    pub story: Story,
    /// Steps that have happened.
    pub done: usize,
    pub entry_code: String,
    access: Option<Access>,
}

impl Case {
    /// A case that nobody has filed yet.
    pub fn new(story: Story) -> Self {
        Self { story, done: 0, entry_code: String::new(), access: None }
    }

    /// Whether a step lies before `until`.
    pub fn is_due(&self, until: Time) -> bool {
        self.story.steps.get(self.done).is_some_and(|(time, _)| *time < until)
    }

    /// Takes every step that lies before `until`.
    ///
    /// # Errors
    /// If a function refuses one.
    pub async fn advance(&mut self, machine: &Machine, until: Time) -> Result<()> {
        while self.is_due(until) {
            self.step(machine).await?;
            self.done += 1;
        }
        Ok(())
    }

    async fn step(&mut self, machine: &Machine) -> Result<()> {
        let (app, person) = (&machine.app, &self.story.person);
        let Some((now, step)) = self.story.steps.get(self.done) else {
            return Ok(());
        };
        let now = *now;
        let staff = || machine.issuer.token(person.centre.nurse, now).context("a nurse's token");
        match step {
            Step::File => {
                let request = FileNotification {
                    request_id: self.story.id.parse()?,
                    organisation: person.centre.id.parse()?,
                    notification: person.notification.clone(),
                    on_behalf_of: None,
                    placement: Some(person.placement.clone()),
                };
                let filed: NotificationFiled =
                    post(app, Operation::FileNotification, Some(&staff()?), &request, now).await?;
                self.entry_code = filed.entry_code;
            }
            Step::Activate { id } => {
                let request = ActivatePatient {
                    request_id: id.parse()?,
                    entry_code: self.entry_code.clone(),
                    birth_date: person.birth_date,
                };
                let session: Session = post(app, Operation::ActivatePatient, None, &request, now).await?;
                let cases = patient::verify(&app.secrets, &session.access_token, now).unwrap_or_default();
                self.access = cases.into_iter().next();
            }
            Step::CheckIn { id, answers } => {
                let case: CaseId = self.story.id.parse()?;
                // As a device that asked for a new access token a moment ago; who has no device tells
                // the nurse on the telephone.
                let token = match &self.access {
                    Some(access) => {
                        patient::access_token(&app.secrets, "demo", std::slice::from_ref(access), now)?
                    }
                    None => staff()?,
                };
                let request = SubmitCheckIn {
                    id: id.clone(),
                    case,
                    measured_at: now,
                    client_now: now,
                    answers: (**answers).clone(),
                    extra: serde_json::Map::new(),
                };
                let _: CheckInReceived =
                    post(app, Operation::SubmitCheckIn, Some(&token), &request, now).await?;
            }
            Step::FirstContact { request } => {
                let _: FirstContactRecorded =
                    post(app, Operation::RecordFirstContact, Some(&staff()?), request, now).await?;
            }
            Step::Take { id } => {
                round::take_case(machine, person.centre, &self.story.id, id, now).await?;
            }
        }
        Ok(())
    }
}
