//! Tells a story to the functions, step by step.

use anyhow::{Context, Result};
use domain::api::calls::AutomatedCallTaken;
use domain::api::check_in::{CheckInReceived, SubmitCheckIn};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::first_contact::FirstContactRecorded;
use domain::api::hospital::{ConditionRecorded, RecordCondition};
use domain::api::outcome::{OutcomeRecorded, RecordOutcome};
use domain::api::session::{ActivatePatient, Session};
use domain::api::stay::{MovePatient, PatientMoved};
use domain::condition::{Condition, Severity};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::Channel;
use domain::time::Time;
use functions::patient::{self, Access};

use super::calls::post;
use super::keys;
use super::round;
use super::story::{Step, Story};
use crate::machine::Machine;

/// Who enters at the hospital.
const HOSPITAL_STAFF: &str = "shiokaze-staff-1";
/// The machine that rings people up.
const PROVIDER: &str = "kodama-calls-1";

/// A case on its way through its story.
pub(super) struct Case {
    pub story: Story,
    /// Steps that have happened.
    pub done: usize,
    pub entry_code: String,
    access: Option<Access>,
    /// Number of the last stay.
    stays: u32,
}

impl Case {
    /// A case that nobody has filed yet.
    pub fn new(story: Story) -> Self {
        Self { story, done: 0, entry_code: String::new(), access: None, stays: 1 }
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
        let hospital = || machine.issuer.token(HOSPITAL_STAFF, now).context("a hospital's token");
        let staff = || machine.issuer.token(person.centre.nurse, now).context("a nurse's token");
        match step {
            Step::File => {
                let request = FileNotification {
                    request_id: self.story.id.parse()?,
                    organisation: person.centre.id.parse()?,
                    notification: person.notification.clone(),
                    on_behalf_of: None,
                    same_person_as: None,
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
            Step::CheckIn { id, answers } if person.placement.channel == Channel::AutoCall => {
                let token = machine.issuer.token(PROVIDER, now).context("the provider's token")?;
                let request = keys::call(id.as_str(), &self.story.id, answers, now)?;
                let _: AutomatedCallTaken =
                    post(app, Operation::SubmitAutomatedCall, Some(&token), &request, now).await?;
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
                let recorded: FirstContactRecorded =
                    post(app, Operation::RecordFirstContact, Some(&staff()?), request, now).await?;
                self.stays = recorded.stay;
            }
            Step::Move { id, stay } => {
                let request = MovePatient {
                    request_id: id.parse()?,
                    case: self.story.id.parse()?,
                    seen: self.stays,
                    stay: (**stay).clone(),
                    note: Some("酸素飽和度の低下のため入院".to_owned()),
                };
                let moved: PatientMoved =
                    post(app, Operation::MovePatient, Some(&staff()?), &request, now).await?;
                self.stays = moved.stay;
            }
            Step::Condition { id, severity } => {
                let severe = *severity == Severity::Severe;
                let oxygen = severe || *severity == Severity::ModerateTwo;
                let condition =
                    Condition { at: now, severity: *severity, oxygen, ventilator: severe, ecmo: false };
                let case = self.story.id.parse()?;
                let request = RecordCondition { request_id: id.parse()?, case, condition, note: None };
                let recorded: ConditionRecorded =
                    post(app, Operation::RecordCondition, Some(&hospital()?), &request, now).await?;
                self.stays = recorded.stay;
            }
            Step::End { id, outcome } => {
                let token = match outcome {
                    Outcome::Discharged | Outcome::Deceased => hospital()?,
                    _ => staff()?,
                };
                let request = RecordOutcome {
                    request_id: id.parse()?,
                    case: self.story.id.parse()?,
                    seen: self.stays,
                    outcome: *outcome,
                    at: now,
                    note: None,
                };
                let _: OutcomeRecorded =
                    post(app, Operation::RecordOutcome, Some(&token), &request, now).await?;
            }
            Step::Take { id } => {
                round::take_case(machine, person.centre, &self.story.id, id, now).await?;
            }
        }
        Ok(())
    }
}
