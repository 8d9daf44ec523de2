//! From what was typed to what is sent, with the very check that the server makes.

use domain::api::error::{FieldError, Problem};
use domain::api::filing::FileNotification;
use domain::form::Filled;
use domain::ids::OrganisationId;
use domain::notification::{CaseType, Notification};
use domain::person::Sex;
use domain::placement::{CareStatus, Channel, Placement, Risk};
use domain::time::Date;
use ui::number;

use super::values::{OnsetKind, Unknown, Values};
use crate::era;

/// The form of this page.
const FORM: &str = "covid-19/light-2020-05-29";

/// Fields in the order of the form: an error leads to the first of them.
const ORDER: [&str; 15] = [
    "report_date",
    "case_type",
    "onset_date",
    "name",
    "name_kana",
    "sex",
    "birth_date",
    "estimated_age",
    "municipality",
    "phone",
    "care_status",
    "place",
    "room",
    "risk",
    "channel",
];

/// Days as they were understood.
pub struct Days {
    /// Report date.
    pub report: Option<Date>,
    /// Day of onset.
    pub onset: Option<Date>,
    /// Birth date.
    pub birth: Option<Date>,
}

impl Days {
    /// Reads the days of the form. A birth is never "the last 5/1", so it needs its year.
    pub fn of(values: &Values, today: Date) -> Self {
        Self {
            report: era::parse_recent(&values.report_date, today),
            onset: era::parse_recent(&values.onset, today),
            birth: era::parse(&values.birth_date),
        }
    }
}

/// The request, or every field that is wrong, in the order of the form.
pub fn read(
    values: &Values,
    organisation: OrganisationId,
    today: Date,
) -> Result<FileNotification, Vec<FieldError>> {
    let days = Days::of(values, today);
    let mut unread = Vec::new();
    let carrier = values.case_type == Some(CaseType::AsymptomaticCarrier);
    let mut answers = Filled::default();
    answers = with_day(answers, "report_date", days.report, &values.report_date, &mut unread);
    if values.unknown.contains(&Unknown::BirthDate) {
        answers = with_age(answers.with_unknown("birth_date"), &values.estimated_age, &mut unread);
    } else {
        answers = with_day(answers, "birth_date", days.birth, &values.birth_date, &mut unread);
    }
    if !carrier && values.onset_kind == Some(OnsetKind::Unknown) {
        answers = answers.with_unknown("onset_date");
    } else if !carrier {
        answers = with_day(answers, "onset_date", days.onset, &values.onset, &mut unread);
    }
    let sex = values.sex.map(|sex| match sex {
        Sex::Male => "male",
        Sex::Female => "female",
        Sex::Other => "other",
    });
    for (code, text) in [
        ("case_type", values.case_type.map_or("", CaseType::code)),
        ("name", &values.name),
        ("name_kana", &values.name_kana),
        ("sex", sex.unwrap_or_default()),
        ("municipality", &values.municipality),
        ("phone", &values.phone),
    ] {
        let unknown = match code {
            "name" | "name_kana" => values.unknown.contains(&Unknown::Name),
            "phone" => values.unknown.contains(&Unknown::Phone),
            _ => false,
        };
        if unknown {
            answers = answers.with_unknown(code);
        } else if !text.trim().is_empty() {
            answers = answers.with(code, text.trim());
        }
    }
    let care_status = chosen(values.care_status, "care_status", CareStatus::HomeIsolation, &mut unread);
    let in_hotel = care_status == CareStatus::HotelIsolation;
    let notification = Notification { form: FORM.to_owned(), answers };
    let placement = Placement {
        care_status,
        place: values.place.clone().filter(|_| in_hotel),
        room: Some(values.room.trim().to_owned()).filter(|room| in_hotel && !room.is_empty()),
        risk: chosen(values.risk, "risk", Risk::High, &mut unread),
        channel: chosen(values.channel, "channel", Channel::App, &mut unread),
        pregnant: values.pregnant && values.sex != Some(Sex::Male),
    };
    // What could not be read is told as that, and not as missing too.
    let checked = notification.check(Some(&placement), today).err().unwrap_or_default();
    let known = |error: &FieldError| unread.iter().all(|unread| unread.field != error.field);
    let mut errors: Vec<_> = checked.into_iter().filter(known).collect();
    errors.extend(unread);
    errors.sort_by_key(|error| ORDER.iter().position(|field| *field == error.field));
    if errors.is_empty() {
        Ok(FileNotification {
            request_id: values.request_id.clone(),
            organisation,
            on_behalf_of: None,
            notification,
            placement: Some(placement),
        })
    } else {
        Err(errors)
    }
}

fn with_day(
    answers: Filled,
    field: &str,
    read: Option<Date>,
    typed: &str,
    unread: &mut Vec<FieldError>,
) -> Filled {
    match read {
        Some(day) => answers.with(field, day.to_string()),
        None if typed.trim().is_empty() => answers,
        None => {
            unread.push(FieldError::new(field, Problem::WrongType));
            answers
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the form bounds it
fn with_age(answers: Filled, typed: &str, unread: &mut Vec<FieldError>) -> Filled {
    const FIELD: &str = "estimated_age";
    match number::parse(typed.trim().trim_end_matches('歳')) {
        _ if typed.trim().is_empty() => answers,
        Some(age) if age.fract() == 0.0 => answers.with(FIELD, age as u64),
        _ => {
            unread.push(FieldError::new(FIELD, Problem::WrongType));
            answers
        }
    }
}

fn chosen<T>(chosen: Option<T>, field: &str, stand_in: T, unread: &mut Vec<FieldError>) -> T {
    chosen.unwrap_or_else(|| {
        unread.push(FieldError::new(field, Problem::Missing));
        stand_in
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2020-10-20";

    fn filled() -> Values {
        let request_id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
        Values {
            case_type: Some(CaseType::ConfirmedPatient),
            onset: "10/18".into(),
            name: " 青木 花 ".into(),
            name_kana: "あおき はな".into(),
            sex: Some(Sex::Female),
            birth_date: "Ｓ２３．５．１".into(),
            municipality: "青波市".into(),
            phone: "０９０-0000-0001".into(),
            care_status: Some(CareStatus::HomeIsolation),
            ..Values::new(request_id, TODAY.into())
        }
    }

    fn read_on(values: &Values) -> Result<FileNotification, Vec<FieldError>> {
        read(values, "aoba-hc".parse().unwrap(), TODAY.parse().unwrap())
    }

    fn problems(values: &Values) -> Vec<(String, Problem)> {
        read_on(values).unwrap_err().into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn a_filled_form_is_sent_as_meant() {
        let sent = read_on(&filled()).unwrap();
        let answers = &sent.notification.answers;
        assert_eq!(answers.text("birth_date"), Some("1948-05-01"));
        assert_eq!(answers.text("onset_date"), Some("2020-10-18"));
        assert_eq!(answers.text("name"), Some("青木 花"));
        let placement = sent.placement.unwrap();
        assert_eq!((placement.place, placement.room), (None, None));
    }

    #[test]
    fn an_empty_form_names_every_field_once_and_in_order() {
        let request_id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
        let problems = problems(&Values::new(request_id, TODAY.into()));
        let fields: Vec<_> = problems.iter().map(|(field, _)| field.as_str()).collect();
        let phone_and_kana = [
            "case_type",
            "onset_date",
            "name",
            "name_kana",
            "sex",
            "birth_date",
            "municipality",
            "phone",
            "care_status",
        ];
        assert_eq!(fields, phone_and_kana);
    }

    #[test]
    fn a_hotel_needs_a_place_and_home_drops_it() {
        let hotel = Values { care_status: Some(CareStatus::HotelIsolation), ..filled() };
        assert_eq!(problems(&hotel), [("place".to_owned(), Problem::Missing)]);
        let hotel = Values { place: Some("minato-hotel".parse().unwrap()), room: " 305 ".into(), ..hotel };
        assert_eq!(read_on(&hotel).unwrap().placement.unwrap().room.as_deref(), Some("305"));
        let home = Values { care_status: Some(CareStatus::HomeIsolation), ..hotel };
        assert_eq!(read_on(&home).unwrap().placement.unwrap().place, None);
    }

    #[test]
    fn a_carrier_has_no_onset_whatever_was_typed_before() {
        let carrier = Values { case_type: Some(CaseType::AsymptomaticCarrier), ..filled() };
        let answers = read_on(&carrier).unwrap().notification.answers;
        assert!(!answers.has("onset_date") && answers.unknown.is_empty());
        let unknown = Values { onset_kind: Some(OnsetKind::Unknown), onset: String::new(), ..filled() };
        assert!(read_on(&unknown).unwrap().notification.answers.unknown.contains("onset_date"));
    }

    #[test]
    fn what_is_unknown_is_sent_as_unknown_whatever_was_typed_before() {
        let all = [Unknown::Name, Unknown::BirthDate, Unknown::Phone];
        let unknown = Values { unknown: all.into(), channel: Some(Channel::StaffCall), ..filled() };
        assert_eq!(problems(&unknown), [("estimated_age".to_owned(), Problem::Missing)]);
        let guessed = Values { estimated_age: "７０歳".into(), ..unknown.clone() };
        let answers = read_on(&guessed).unwrap().notification.answers;
        assert_eq!(answers.whole("estimated_age"), Some(70));
        assert!(
            ["name", "name_kana", "birth_date", "phone"].iter().all(|code| answers.unknown.contains(*code))
        );
        let words = Values { estimated_age: "若い".into(), ..unknown };
        assert_eq!(problems(&words), [("estimated_age".to_owned(), Problem::WrongType)]);
    }

    #[test]
    fn days_that_cannot_be_are_refused() {
        let tomorrow = Values { report_date: "10/21".into(), ..filled() };
        assert_eq!(problems(&tomorrow), [("report_date".to_owned(), Problem::InFuture)]);
        let late = Values { report_date: "10/17".into(), ..filled() };
        assert_eq!(problems(&late), [("onset_date".to_owned(), Problem::AgainstRule)]);
        let nonsense = Values { birth_date: "昭和70年1月1日".into(), ..filled() };
        assert_eq!(problems(&nonsense), [("birth_date".to_owned(), Problem::WrongType)]);
    }
}
