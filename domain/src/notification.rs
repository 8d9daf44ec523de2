//! A notification (発生届): which form, and what was filled in (domain.md 2).

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::form::{self, CASE_TYPE, Context, Filled, Form};
use crate::placement::{CareStatus, CaseKind, Channel, Placement};
use crate::reading::too_long;
use crate::stay::{ROOM_AT_MOST, is_isolation, place_kind};
use crate::time::Date;

/// What was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// Id of the form, for example `covid-19/light-2020-05-29`.
    pub form: String,
    /// What was filled in.
    pub answers: Filled,
}

impl Notification {
    /// What the case is, if this type of it is followed.
    pub fn case_kind(&self) -> Option<CaseKind> {
        self.kind_in(form::find(&self.form)?)
    }

    /// Whether the form says that the person is pregnant.
    pub fn says_pregnant(&self) -> bool {
        self.answers.chose("pregnant", &["true".to_owned()]) == Some(true)
    }

    /// Whether it is about somebody who has died: nobody is placed, called or asked to check in.
    pub fn is_of_dead(&self) -> bool {
        form::find(&self.form).is_some_and(|form| form.is_of_dead(&self.answers))
    }

    /// The day of the death, if it is about somebody who has died (domain.md 2.4 rule 6).
    pub fn died(&self) -> Option<Date> {
        self.answers.date(DEATH_DATE).filter(|_| self.is_of_dead())
    }

    fn kind_in(&self, form: &Form) -> Option<CaseKind> {
        form.type_of(&self.answers)?.case_kind
    }

    /// The form, if nothing keeps this from being filed with this placement; else every reason.
    ///
    /// # Errors
    /// The wrong fields in the order of the form; at the end those of the placement.
    pub fn check(
        &self,
        placement: Option<&Placement>,
        today: Date,
    ) -> Result<&'static Form, Vec<FieldError>> {
        let (form, mut errors) = self.check_form(today)?;
        match placement {
            Some(_) if !form.follow_up || self.is_of_dead() => {
                errors.push(FieldError::new("placement", Problem::NotAsked));
            }
            Some(placement) => {
                errors.extend(check_placement(placement, self.kind_in(form)));
                if placement.channel == Channel::App && self.answers.unknown.contains("birth_date") {
                    errors.push(FieldError::new("channel", Problem::NeedsBirthDate));
                }
            }
            None => {}
        }
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }

    /// The same for a further version of a notification, which places nobody.
    ///
    /// # Errors
    /// The wrong fields in the order of the form.
    pub fn check_again(&self, today: Date) -> Result<&'static Form, Vec<FieldError>> {
        let (form, errors) = self.check_form(today)?;
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }

    fn check_form(&self, today: Date) -> Result<(&'static Form, Vec<FieldError>), Vec<FieldError>> {
        let Some(form) = form::find(&self.form) else {
            return Err(vec![FieldError::new("form", Problem::DoesNotExist)]);
        };
        let mut errors = Vec::new();
        let reported = self.answers.date("report_date").unwrap_or(today);
        if !form.is_valid_on(reported) {
            errors.push(FieldError::new("form", Problem::NotInForce));
        }
        if form.field(CASE_TYPE).is_none() {
            // Counts are no case.
            errors.push(FieldError::new("form", Problem::NotFollowedHere));
        }
        errors.extend(form.check(&self.answers, &Context { today, waived: &[] }).errors);
        if self.answers.has(CASE_TYPE) && self.kind_in(form).is_none() && errors.is_empty() {
            // A type that this form knows and nobody follows.
            errors.push(FieldError::new(CASE_TYPE, Problem::NotFollowedHere));
        }
        Ok((form, errors))
    }
}

/// The field with the day of a death.
const DEATH_DATE: &str = "death_date";

fn check_placement(placement: &Placement, kind: Option<CaseKind>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let status = placement.care_status;
    if kind == Some(CaseKind::Suspected) && is_isolation(status) {
        errors.push(FieldError::new("care_status", Problem::NotForSuspected));
    } else if matches!(status, CareStatus::HospitalizedSevere | CareStatus::Ended | CareStatus::Unknown) {
        errors.push(FieldError::new("care_status", Problem::NotFollowedHere));
    }
    match (place_kind(status), &placement.place) {
        (None, Some(_)) => errors.push(FieldError::new("place", Problem::Contradiction)),
        (Some(_), None) => errors.push(FieldError::new("place", Problem::Missing)),
        _ => {}
    }
    if let Some(room) = &placement.room {
        errors.extend(too_long("room", room, ROOM_AT_MOST));
    }
    if placement.channel == Channel::None {
        errors.push(FieldError::new("channel", Problem::WrongType));
    }
    errors
}
