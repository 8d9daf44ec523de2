//! From the answers and the placement to what is sent.

use domain::api::error::{FieldError, Problem};
use domain::api::filing::FileNotification;
use domain::form::Adopted;
use domain::ids::OrganisationId;
use domain::notification::Notification;
use domain::placement::{CareStatus, Channel, Placement, Risk};
use domain::stay::place_kind;
use domain::time::Date;

use super::read::Reading;
use super::values::{Placing, REPORT_DATE, Values};

/// Code of the field that some forms have and the placement needs too.
pub const PREGNANT: &str = "pregnant";

/// Who files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Their organisation.
    pub organisation: OrganisationId,
    /// Whether they say where the person is placed: a health centre does, a clinic does not.
    pub places: bool,
    /// The forms that their prefecture has adopted.
    pub adopted: Vec<Adopted>,
}

/// The request, or everything that is wrong, in the order of the form.
///
/// # Errors
/// The fields, and what is wrong with each.
pub fn request(
    reading: &Reading,
    values: &Values,
    desk: &Desk,
    today: Date,
) -> Result<FileNotification, Vec<FieldError>> {
    let mut errors = Vec::new();
    let form = reading.form;
    let reported = reading.answers.date(REPORT_DATE).unwrap_or(today);
    let notification = Notification { form: form.id(), answers: reading.answers.clone() };
    let mut unplaced = Vec::new();
    let placement =
        asks_placement(reading, desk).then(|| placement(&values.placing, reading, &mut unplaced)).flatten();
    if !form.is_in_force(&desk.adopted, reported) {
        errors.push(FieldError::new("form", Problem::NotInForce));
    }
    // The form's own fields were read with their places on the screen.
    errors.extend(reading.errors.iter().cloned());
    let told = |error: &FieldError| {
        let code = error.field.split('.').next().unwrap_or_default();
        errors.iter().chain(&unplaced).any(|other| other.field.split('.').next() == Some(code))
    };
    let checked = notification.check(placement.as_ref(), today).err().unwrap_or_default();
    let more: Vec<_> = checked.into_iter().filter(|error| !told(error)).collect();
    errors.extend(more);
    errors.extend(unplaced);
    if errors.is_empty() {
        let organisation = desk.organisation.clone();
        Ok(FileNotification {
            request_id: values.request_id.clone(),
            organisation,
            on_behalf_of: values.on_behalf_of.clone().filter(|_| desk.places),
            same_person_as: values.same_person_as.clone().filter(|_| desk.places),
            notification,
            placement,
        })
    } else {
        Err(errors)
    }
}

/// Whether the form has a part about the placement.
pub fn asks_placement(reading: &Reading, desk: &Desk) -> bool {
    reading.form.follow_up && desk.places && !reading.form.is_of_dead(&reading.answers)
}

/// Where the person is placed; none while that is to be decided.
fn placement(placing: &Placing, reading: &Reading, errors: &mut Vec<FieldError>) -> Option<Placement> {
    if placing.care_status == Some(CareStatus::Arranging) {
        return None;
    }
    let care_status = chosen(placing.care_status, "care_status", CareStatus::HomeIsolation, errors);
    let has_place = place_kind(care_status).is_some();
    Some(Placement {
        care_status,
        place: placing.place.clone().filter(|_| has_place),
        room: Some(placing.room.trim().to_owned()).filter(|room| has_place && !room.is_empty()),
        risk: chosen(placing.risk, "risk", Risk::High, errors),
        channel: chosen(placing.channel, "channel", Channel::App, errors),
        pregnant: is_pregnant(placing, reading),
    })
}

/// Whether the person is pregnant: as the form says, else as the placement says.
pub fn is_pregnant(placing: &Placing, reading: &Reading) -> bool {
    let answers = &reading.answers;
    match reading.form.field(PREGNANT) {
        Some(_) => answers.chose(PREGNANT, &["true".to_owned()]) == Some(true),
        None => placing.pregnant && answers.text("sex") != Some("male"),
    }
}

fn chosen<T>(chosen: Option<T>, field: &str, stand_in: T, errors: &mut Vec<FieldError>) -> T {
    chosen.unwrap_or_else(|| {
        errors.push(FieldError::new(field, Problem::Missing));
        stand_in
    })
}
