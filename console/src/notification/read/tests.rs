use domain::form;
use domain::placement::{CareStatus, Channel};

use super::*;
use crate::notification::send::{Desk, request};

const TODAY: &str = "2022-01-10";
const LIGHT: &str = "covid-19/light-2020-05-29";
const FULL: &str = "covid-19/full-2021-11-01";
const MEASLES: &str = "measles/full-2020-05-29";

fn today() -> Date {
    TODAY.parse().unwrap()
}

fn new(form: &str) -> Values {
    let request_id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
    Values::new(request_id, form.to_owned(), TODAY.to_owned())
}

fn with(mut values: Values, texts: &[(&str, &str)]) -> Values {
    for (code, text) in texts {
        values.set_text(code, (*text).to_owned());
    }
    values
}

fn light() -> Values {
    let mut values = with(
        new(LIGHT),
        &[
            ("case_type", "confirmed_patient"),
            ("onset_date", "1/8"),
            ("name", " 青木 花 "),
            ("name_kana", "あおき はな"),
            ("sex", "female"),
            ("birth_date", "Ｓ２３．５．１"),
            ("municipality", "青波市"),
            ("phone", "０９０-0000-0001"),
        ],
    );
    values.placing.care_status = Some(CareStatus::HomeIsolation);
    values
}

/// What the light form asks, and all that the full one asks besides.
fn full() -> Values {
    let mut values = with(
        light(),
        &[
            ("physician_name", "久保 玲"),
            ("institution_name", "ひばり診療所"),
            ("institution_address", "青波市1-2"),
            ("institution_phone", "000-0000-0001"),
            ("occupation", "会社員"),
            ("residence_address", "青波市みどり町3-4"),
            ("first_visit_date", "令和4年1月9日"),
            ("diagnosis_date", "R4.1.9"),
            ("route_certainty", "unknown"),
            ("area_certainty", "unknown"),
            ("vaccinated", "unknown"),
            ("hospitalized_at_report", "false"),
            ("immunocompromised", "false"),
            ("hospitalization_needed", "false"),
        ],
    );
    FULL.clone_into(&mut values.form);
    values.unknown.insert("estimated_infection_date".to_owned());
    values.set_one_of_many("symptoms", "fever", true);
    values.set_one_of_many("risk_factors", "none", true);
    test(&mut values, 0, ["antigen_qualitative", "nasal_swab", "１／９", "positive"]);
    values
}

fn test(values: &mut Values, index: usize, parts: [&str; 4]) {
    for (part, typed) in ["method", "specimen", "specimen_date", "result"].into_iter().zip(parts) {
        values.set_part("tests", index, part, typed.to_owned());
    }
}

fn reading(values: &Values) -> Reading {
    Reading::of(form::find(&values.form).unwrap(), values, today())
}

fn desk() -> Desk {
    Desk { organisation: "aoba-hc".parse().unwrap(), places: true, adopted: Vec::new() }
}

fn problems(values: &Values) -> Vec<(String, Problem)> {
    let errors = request(&reading(values), values, &desk(), today()).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.field, error.problem)).collect()
}

fn wrong(field: &str, problem: Problem) -> [(String, Problem); 1] {
    [(field.to_owned(), problem)]
}

#[test]
fn a_filled_form_is_sent_as_meant() {
    let sent = request(&reading(&light()), &light(), &desk(), today()).unwrap();
    let answers = &sent.notification.answers;
    assert_eq!(answers.text("birth_date"), Some("1948-05-01"));
    assert_eq!(answers.text("onset_date"), Some("2022-01-08"));
    assert_eq!(answers.text("name"), Some("青木 花"));
    let placement = sent.placement.unwrap();
    assert_eq!((placement.place, placement.room), (None, None));
}

#[test]
fn an_empty_form_names_every_field_once_and_in_order() {
    let codes = |values: &Values| problems(values).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let asked =
        ["case_type", "name", "name_kana", "sex", "birth_date", "municipality", "phone", "onset_date"];
    assert_eq!(codes(&new(LIGHT)), [&asked[..], &["care_status"]].concat());
    // A rule does not say again what is missing anyway, and what does not apply is not asked.
    let full = codes(&new(FULL));
    assert!(
        ["symptoms", "risk_factors", "hospitalization_needed"]
            .iter()
            .all(|code| full.contains(&(*code).to_owned()))
    );
    for code in ["tests", "death_date", "admission_date", "guardian_name", "report_date"] {
        assert!(!full.contains(&code.to_owned()), "{code}");
    }
}

#[test]
fn every_form_of_a_person_can_be_filled_in() {
    assert_eq!(problems(&full()), []);
    let answers = reading(&full()).answers;
    assert_eq!(answers.text("first_visit_date"), Some("2022-01-09"));
    let done = json!([{
        "method": "antigen_qualitative", "specimen": "nasal_swab", "specimen_date": "2022-01-09", "positive": true
    }]);
    assert_eq!(answers.values["tests"], done);

    // Measles: what both ask is kept, what it chooses otherwise is asked anew.
    let mut measles = full();
    MEASLES.clone_into(&mut measles.form);
    let known = reading(&measles).errors.into_iter().map(|error| error.field).collect::<Vec<_>>();
    assert_eq!(known, ["case_type", "tests.0.method"]);
    measles.set_text("case_type", "clinical".to_owned());
    measles.set_one_of_many("symptoms", "rash", true);
    measles.entries.clear();
    assert_eq!(reading(&measles).errors, []);
    // And nothing that it does not ask is sent.
    assert!(!reading(&measles).answers.has("risk_factors"));
    FULL.clone_into(&mut measles.form);
    assert!(reading(&measles).answers.has("risk_factors"), "found again on the way back");
}

#[test]
fn fields_come_and_go_with_what_is_typed() {
    let asks = |values: &Values, code: &str| reading(values).asked.contains(code);
    assert!(!asks(&full(), "symptoms_other") && !asks(&full(), "guardian_name"));
    let mut other = full();
    other.set_one_of_many("symptoms", "other", true);
    assert_eq!(problems(&other), wrong("symptoms_other", Problem::Missing));
    let child = with(full(), &[("birth_date", "平成30年4月1日")]);
    assert_eq!(problems(&child), wrong("guardian_name", Problem::Missing));
    let carrier = with(light(), &[("case_type", "asymptomatic_carrier")]);
    assert!(!asks(&carrier, "onset_date") && !reading(&carrier).answers.has("onset_date"));
    // What was typed before is not sent, and does not keep other fields on the screen.
    let abroad = with(full(), &[("area_country", "フランス"), ("travel_return_date", "そのうち")]);
    assert_eq!(problems(&abroad), wrong("travel_return_date", Problem::WrongType));
    assert_eq!(problems(&with(abroad, &[("area_country", "")])), []);
}

#[test]
fn what_is_unknown_is_sent_as_unknown_whatever_was_typed_before() {
    let mut values = light();
    values.unknown.extend(["name", "name_kana", "birth_date", "phone", "sex"].map(str::to_owned));
    values.placing.channel = Some(Channel::StaffCall);
    assert_eq!(problems(&values), wrong("estimated_age", Problem::Missing));
    let answers = reading(&with(values.clone(), &[("estimated_age", "７０歳")])).answers;
    assert_eq!(answers.whole("estimated_age"), Some(70));
    assert!(["name", "name_kana", "birth_date", "phone"].iter().all(|code| answers.unknown.contains(*code)));
    assert_eq!(answers.text("sex"), Some("female"), "it cannot be unknown");
    let words = with(values.clone(), &[("estimated_age", "若い")]);
    assert_eq!(problems(&words), wrong("estimated_age", Problem::WrongType));
    let half = with(values, &[("estimated_age", "70.5")]);
    assert_eq!(problems(&half), wrong("estimated_age", Problem::NotWhole));
}

#[test]
fn a_wrong_test_is_named_where_it_stands() {
    let mut values = full();
    // The second one is empty and counts for nothing.
    test(&mut values, 2, ["antigen_qualitative", "saliva", "1/9", "pending"]);
    assert_eq!(problems(&values), wrong("tests.2.specimen", Problem::NotOfThisMethod));
    test(&mut values, 2, ["antigen_quantitative", "saliva", "きのう", "pending"]);
    assert_eq!(problems(&values), wrong("tests.2.specimen_date", Problem::WrongType));
    test(&mut values, 2, ["antigen_quantitative", "saliva", "1/9", ""]);
    assert_eq!(problems(&values), wrong("tests.2.result", Problem::Missing));
    values.remove_entry("tests", 2);
    assert_eq!(problems(&values), []);
    test(&mut values, 0, ["antigen_qualitative", "nasal_swab", "1/9", "negative"]);
    assert_eq!(problems(&values), wrong("tests", Problem::AgainstRule));
}

#[test]
fn a_dose_of_which_nothing_is_known_is_a_dose() {
    let mut values = with(full(), &[("vaccinated", "yes")]);
    values.add_entries("vaccinations", 2);
    values.set_part("vaccinations", 1, "date", "令和3年7月1日".to_owned());
    assert_eq!(reading(&values).answers.values["vaccinations"], json!([{}, { "date": "2021-07-01" }]));
    values.set_part("vaccinations", 0, "date", "R3.8.1".to_owned());
    assert_eq!(problems(&values), wrong("vaccinations", Problem::NotInOrder));
}

#[test]
fn days_that_cannot_be_are_refused() {
    let tomorrow = with(light(), &[("report_date", "1/11")]);
    assert_eq!(problems(&tomorrow), wrong("report_date", Problem::InFuture));
    let late = with(light(), &[("report_date", "1/7")]);
    assert_eq!(problems(&late), wrong("onset_date", Problem::AgainstRule));
    let nonsense = with(light(), &[("birth_date", "昭和70年1月1日")]);
    assert_eq!(problems(&nonsense), wrong("birth_date", Problem::WrongType));
    let no_year = with(light(), &[("birth_date", "5/1")]);
    assert_eq!(problems(&no_year), wrong("birth_date", Problem::WrongType));
}

#[test]
fn what_is_odd_is_said_and_can_be_filed() {
    let odd = with(full(), &[("severity", "mild"), ("spo2_room_air", "９５％")]);
    let warnings: Vec<_> = reading(&odd).warnings.into_iter().map(|warning| warning.rule).collect();
    assert_eq!((warnings, problems(&odd)), (vec!["mild_with_low_spo2".to_owned()], Vec::new()));
    assert_eq!(reading(&with(odd, &[("spo2_room_air", "96")])).warnings, []);
}

#[test]
fn a_hotel_needs_a_place_and_home_drops_it() {
    let mut hotel = light();
    hotel.placing.care_status = Some(CareStatus::HotelIsolation);
    assert_eq!(problems(&hotel), wrong("place", Problem::Missing));
    hotel.placing.place = Some("minato-hotel".parse().unwrap());
    hotel.placing.room = " 305 ".to_owned();
    let placed =
        |values: &Values| request(&reading(values), values, &desk(), today()).unwrap().placement.unwrap();
    assert_eq!(placed(&hotel).room.as_deref(), Some("305"));
    hotel.placing.care_status = Some(CareStatus::HomeIsolation);
    assert_eq!((placed(&hotel).place, placed(&hotel).room), (None, None));
}

#[test]
fn a_form_that_the_prefecture_has_not_adopted_says_so() {
    let adopted =
        [FULL].map(|form| domain::form::Adopted { form: form.to_owned(), from: today(), until: None });
    let desk = Desk { adopted: adopted.to_vec(), ..desk() };
    let errors = request(&reading(&light()), &light(), &desk, today()).unwrap_err();
    assert_eq!(errors, [FieldError::new("form", Problem::NotInForce)]);
    assert!(request(&reading(&full()), &full(), &desk, today()).is_ok());
}

#[test]
fn a_new_form_is_blank_whichever_it_is() {
    assert!(new(LIGHT).is_blank() && new(FULL).is_blank());
    assert!(!with(new(LIGHT), &[("name", "青")]).is_blank());
    assert!(with(new(LIGHT), &[("name", "")]).is_blank());
}
