//! Every rule of domain.md 2.4 on both sides of its bound, and the forms as they are published.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::published::read;
use super::*;
use crate::api::error::{FieldError, Problem};

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A form, what is filled in, and the day on which it is filed.
struct Desk {
    form: &'static Form,
    filled: Filled,
    today: Date,
    waived: Vec<String>,
}

impl Desk {
    /// A full notification with nothing wrong.
    fn full() -> Self {
        let test = json!({
            "method": "nucleic_acid_amplification", "specimen": "saliva",
            "specimen_date": "2022-01-09", "positive": true
        });
        let filled = Filled::default()
            .with("report_date", "2022-01-10")
            .with("case_type", "confirmed_patient")
            .with("physician_name", "久保 玲")
            .with("institution_name", "ひばり診療所")
            .with("institution_address", "青波市1-2")
            .with("institution_phone", "000-0000-0001")
            .with("name", "星野 あかり")
            .with("name_kana", "ホシノ アカリ")
            .with("sex", "female")
            .with("birth_date", "1984-05-01")
            .with("occupation", "会社員")
            .with("residence_address", "青波市3-4")
            .with("municipality", "青波市")
            .with("phone", "000-0000-0002")
            .with("symptoms", json!(["fever", "cough"]))
            .with("tests", json!([test]))
            .with("first_visit_date", "2022-01-09")
            .with("diagnosis_date", "2022-01-10")
            .with_unknown("estimated_infection_date")
            .with("onset_date", "2022-01-07")
            .with("route_certainty", "unknown")
            .with("area_certainty", "unknown")
            .with("vaccinated", "unknown")
            .with("hospitalized_at_report", false)
            .with("risk_factors", json!(["none"]))
            .with("immunocompromised", false)
            .with("hospitalization_needed", false);
        let form = find("covid-19/full-2021-11-01").unwrap();
        Self { form, filled, today: date("2022-01-10"), waived: Vec::new() }
    }

    fn light() -> Self {
        let form = find("covid-19/light-2020-05-29").unwrap();
        let mut desk = Self::full();
        desk.filled.values.retain(|code, _| form.field(code).is_some());
        desk.filled.unknown.clear();
        Self { form, ..desk }
    }

    fn with(mut self, code: &str, value: impl Into<Json>) -> Self {
        self.filled = self.filled.with(code, value);
        self
    }

    fn without(mut self, code: &str) -> Self {
        self.filled = self.filled.without(code);
        self
    }

    fn unknown(mut self, code: &str) -> Self {
        self.filled = self.filled.with_unknown(code);
        self
    }

    fn test(self, part: &str, value: impl Into<Json>) -> Self {
        let mut tests = self.filled.values["tests"].clone();
        tests[0][part] = value.into();
        self.with("tests", tests)
    }

    fn checked(&self) -> Checked {
        self.form.check(&self.filled, &Context { today: self.today, waived: &self.waived })
    }

    #[track_caller]
    fn passes(&self) {
        assert_eq!(self.checked().errors, []);
    }

    /// The only error is this rule.
    #[track_caller]
    fn breaks(&self, code: &str) {
        let rule = self.form.rule(code).unwrap_or_else(|| panic!("there is no rule {code}"));
        let error = FieldError::new(&rule.field, Problem::AgainstRule).limit(code);
        assert_eq!(self.checked().errors, [error]);
    }

    /// The only error is this problem.
    #[track_caller]
    fn fails(&self, field: &str, problem: Problem) {
        let errors: Vec<_> =
            self.checked().errors.into_iter().map(|error| (error.field, error.problem)).collect();
        assert_eq!(errors, [(field.to_owned(), problem)]);
    }

    #[track_caller]
    fn warns(&self, rules: &[&str]) {
        let checked = self.checked();
        assert_eq!(checked.errors, []);
        let warned: Vec<_> = checked.warnings.iter().map(|warning| warning.rule.as_str()).collect();
        assert_eq!(warned, rules);
    }
}

#[test]
fn every_published_form_reads_and_names_only_what_exists() {
    let forms = read().unwrap();
    assert_eq!(forms.len(), 5);
    let ids: BTreeSet<String> = forms.iter().map(Form::id).collect();
    assert_eq!(ids.len(), forms.len());
    for form in &forms {
        let codes: BTreeSet<&str> = form.fields().map(|field| field.code.as_str()).collect();
        assert_eq!(codes.len(), form.fields().count(), "{}: a field stands there twice", form.id());
        for field in form.fields() {
            for named in field.applies.iter().flat_map(Condition::fields) {
                assert!(codes.contains(named), "{}: {} depends on {named}", form.id(), field.code);
            }
        }
    }
    // In the longest form of a disease every rule is evaluated.
    for form in forms
        .iter()
        .filter(|form| ["covid-19/full-2021-11-01", "measles/full-2020-05-29"].contains(&form.id().as_str()))
    {
        for rule in &form.rules {
            let named = rule.given.iter().chain(&rule.then).flat_map(Condition::fields);
            for field in named.chain([rule.field.as_str()]) {
                assert!(form.field(field).is_some(), "{}: {} names {field}", form.id(), rule.code);
            }
        }
    }
}

#[test]
fn the_version_in_force_goes_by_the_report_date() {
    let version = |day: &str| in_force("covid-19", "full", date(day)).map(|form| form.version.as_str());
    assert_eq!(version("2020-05-28"), None);
    assert_eq!(version("2020-05-29"), Some("2020-05-29"));
    assert_eq!(version("2021-10-31"), Some("2020-05-29"));
    assert_eq!(version("2021-11-01"), Some("2021-11-01"));
    let counts = |day: &str| in_force("covid-19", "counts", date(day)).is_some();
    assert!(!counts("2022-09-25") && counts("2022-09-26") && counts("2023-05-07") && !counts("2023-05-08"));
    // Vaccinations and severity were not asked yet.
    let first = find("covid-19/full-2020-05-29").unwrap();
    assert!(first.field("vaccinated").is_none() && first.field("severity").is_none());
    assert_eq!(first.fields().count() + 3, find("covid-19/full-2021-11-01").unwrap().fields().count());
}

#[test]
fn the_light_form_has_seven_items_and_skips_rules_on_what_it_lacks() {
    let desk = Desk::light();
    desk.passes();
    // The seven of domain.md 2.3: onset counts to the report date, kana to the name; an age stands for
    // a birth date that is unknown; and the dead have a day of death.
    assert_eq!(desk.form.fields().count(), 11);
    Desk::light().with("case_type", "deceased_confirmed").with("death_date", "2022-01-10").passes();
    Desk::light().with("onset_date", "2022-01-11").fails("onset_date", Problem::InFuture);
    Desk::light().with("symptoms", json!(["fever"])).fails("symptoms", Problem::NotAsked);
}

#[test]
fn rule_1_dates_run_from_birth_to_today() {
    Desk::full().passes();
    Desk::full().with("birth_date", "2022-01-09").with("guardian_name", "星野 葵").passes();
    let born = Desk::light().with("birth_date", "2022-01-10");
    born.passes();
    let mut late = Desk::full();
    late.today = date("2022-01-20");
    late.with("birth_date", "2022-01-10").with("guardian_name", "星野 葵").breaks("birth_before_visit");
    let mut late = Desk::light();
    late.today = date("2022-01-20");
    late.with("birth_date", "2022-01-11").breaks("birth_before_report");
    Desk::full().with("first_visit_date", "2022-01-10").passes();
    let mut late = Desk::full();
    late.today = date("2022-01-20");
    late.with("first_visit_date", "2022-01-11").breaks("visit_before_diagnosis");
    let mut late = Desk::full();
    late.today = date("2022-01-20");
    late.with("diagnosis_date", "2022-01-11").breaks("diagnosis_before_report");
    Desk::full().with("report_date", "2022-01-11").fails("report_date", Problem::InFuture);
}

#[test]
fn rule_2_the_supporting_specimen_was_taken_before_the_diagnosis() {
    Desk::full().test("specimen_date", "2022-01-10").passes();
    let mut desk = Desk::full().test("specimen_date", "2022-01-10").with("diagnosis_date", "2022-01-09");
    desk.breaks("specimen_before_diagnosis");
    // A further test that supports nothing may come later.
    let mut tests = desk.filled.values["tests"].clone();
    tests[0]["positive"] = json!(false);
    let mut second = tests[0].clone();
    second["positive"] = json!(true);
    second["specimen_date"] = json!("2022-01-09");
    desk = desk.with("tests", json!([tests[0], second]));
    desk.passes();
    Desk::full().test("specimen_date", "2022-01-11").fails("tests.0.specimen_date", Problem::InFuture);
}

#[test]
fn rule_3_a_carrier_has_neither_symptom_nor_onset() {
    let carrier = || Desk::full().with("case_type", "asymptomatic_carrier").without("onset_date");
    carrier().with("symptoms", json!(["none"])).passes();
    carrier().breaks("carrier_has_no_symptom");
    carrier()
        .with("symptoms", json!(["none"]))
        .with("onset_date", "2022-01-07")
        .fails("onset_date", Problem::NotAsked);
    carrier().with("symptoms", json!(["none"])).unknown("onset_date").fails("onset_date", Problem::NotAsked);
}

#[test]
fn rule_4_a_confirmed_case_has_symptoms_onset_and_a_positive_test() {
    Desk::full().with("symptoms", json!(["none"])).passes();
    Desk::full().without("symptoms").fails("symptoms", Problem::Missing);
    Desk::full().with("symptoms", json!([])).fails("symptoms", Problem::Missing);
    Desk::full().with("symptoms", json!(["none", "fever"])).fails("symptoms", Problem::Contradiction);
    Desk::full().unknown("onset_date").passes();
    Desk::full().without("onset_date").fails("onset_date", Problem::Missing);
    let negative = || Desk::full().test("positive", false);
    negative().breaks("confirmed_by_test");
    Desk::full().without("tests").breaks("confirmed_by_test");
    // みなし陽性, where the prefecture allows it.
    let waived = vec!["clinical_diagnosis".to_owned()];
    Desk { waived: waived.clone(), ..negative() }.passes();
    Desk { waived, ..Desk::full().without("tests") }.passes();
}

#[test]
fn rule_5_a_suspected_case_needs_admission() {
    let suspected = || Desk::full().with("case_type", "suspected_patient").without("tests");
    suspected().breaks("suspected_needs_admission");
    suspected().with("hospitalization_needed", true).passes();
    // The rule is dated: by then there was another kind of suspected case.
    let mut later = suspected().with("report_date", "2022-01-24");
    later.today = date("2022-01-24");
    later.passes();
}

/// What nobody asks about somebody who has died.
const OF_THE_LIVING: [&str; 3] = ["first_visit_date", "hospitalized_at_report", "hospitalization_needed"];

fn dead() -> Desk {
    OF_THE_LIVING
        .iter()
        .fold(Desk::full(), |desk, code| desk.without(code))
        .with("case_type", "deceased_confirmed")
}

#[test]
fn rule_6_the_dead_have_a_day_of_death_and_nobody_else() {
    dead().fails("death_date", Problem::Missing);
    dead().with("death_date", "2022-01-10").passes();
    dead()
        .with("death_date", "2022-01-10")
        .with("diagnosis_date", "2022-01-09")
        .breaks("death_before_diagnosis");
    Desk::full().with("death_date", "2022-01-10").fails("death_date", Problem::NotAsked);
    // The short form asks for the day too, and has the report to hold it against.
    let short = || Desk::light().with("case_type", "deceased_suspected");
    short().fails("death_date", Problem::Missing);
    short().with("death_date", "2022-01-10").passes();
    let reported = || short().with("report_date", "2022-01-09").with("onset_date", "2022-01-05");
    reported().with("death_date", "2022-01-09").passes();
    reported().with("death_date", "2022-01-10").breaks("death_before_report");
    short().with("birth_date", "2022-01-08").with("death_date", "2022-01-08").passes();
    short().with("birth_date", "2022-01-08").with("death_date", "2022-01-07").breaks("birth_before_death");
}

#[test]
fn the_dead_are_not_asked_what_only_the_living_can_be() {
    let dead = || dead().with("death_date", "2022-01-10");
    for code in ["hospitalized_at_report", "hospitalization_needed", "telemedicine_diagnosis"] {
        dead().with(code, false).fails(code, Problem::NotAsked);
    }
    dead().with("first_visit_date", "2022-01-10").fails("first_visit_date", Problem::NotAsked);
    dead().with("severity", "severe").fails("severity", Problem::NotAsked);
    dead().with("spo2_room_air", 90).fails("spo2_room_air", Problem::NotAsked);
    // Symptoms, tests, causes and illnesses before are asked of both.
    dead().without("symptoms").fails("symptoms", Problem::Missing);
    dead().without("risk_factors").fails("risk_factors", Problem::Missing);
    // Of this disease only if a test says so; suspected also without.
    dead().without("tests").breaks("confirmed_by_test");
    dead().with("case_type", "deceased_suspected").without("tests").passes();
    assert!(dead().form.is_of_dead(&dead().filled) && !Desk::full().form.is_of_dead(&Desk::full().filled));
}

#[test]
fn rule_7_onset_is_before_the_report_but_may_follow_the_diagnosis() {
    Desk::full().with("diagnosis_date", "2022-01-09").with("onset_date", "2022-01-10").passes();
    let mut desk = Desk::full().with("onset_date", "2022-01-11");
    desk.today = date("2022-01-20");
    desk.breaks("onset_before_report");
}

#[test]
fn rule_8_infection_comes_before_onset_or_specimen() {
    let infected = |day: &str| {
        let mut desk = Desk::full();
        desk.filled.unknown.remove("estimated_infection_date");
        desk.with("estimated_infection_date", day)
    };
    infected("2022-01-07").passes();
    infected("2022-01-08").breaks("infection_before_onset");
    infected("2022-01-09").unknown("onset_date").passes();
    infected("2022-01-10").unknown("onset_date").breaks("infection_before_specimen");
}

#[test]
fn rule_9_journeys_and_doses_are_in_order() {
    let abroad = |departure: &str, back: &str| {
        let desk = Desk::full().with("area_country", "フランス");
        desk.with("travel_departure_date", departure).with("travel_return_date", back)
    };
    abroad("2022-01-03", "2022-01-03").passes();
    abroad("2022-01-04", "2022-01-03").breaks("departure_before_return");
    abroad("2022-01-03", "2022-01-11").fails("travel_return_date", Problem::InFuture);
    let doses = |days: &[&str]| {
        let doses: Vec<Json> = days.iter().map(|day| json!({ "date": day })).collect();
        Desk::full().with("vaccinated", "yes").with("vaccinations", doses)
    };
    doses(&["2021-06-01", "2021-06-22"]).passes();
    doses(&["2021-06-22", "2021-06-01"]).fails("vaccinations", Problem::NotInOrder);
    doses(&["2021-06-01", "2021-06-01"]).fails("vaccinations", Problem::NotInOrder);
    doses(&["2021-06-01", "2022-01-11"]).fails("vaccinations", Problem::InFuture);
    doses(&["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"]).fails("vaccinations", Problem::TooMany);
    Desk::full().with("vaccinations", json!([])).fails("vaccinations", Problem::NotAsked);
}

#[test]
fn rule_10_who_is_in_hospital_was_admitted_before_the_report() {
    let admitted = || Desk::full().with("hospitalized_at_report", true);
    admitted().fails("admission_date", Problem::Missing);
    admitted().with("admission_date", "2022-01-10").passes();
    let mut desk = admitted().with("admission_date", "2022-01-11");
    desk.today = date("2022-01-20");
    desk.breaks("admission_before_report");
    Desk::full().with("admission_date", "2022-01-10").fails("admission_date", Problem::NotAsked);
}

#[test]
fn rule_11_men_are_not_pregnant_and_0_is_no_oxygen_saturation() {
    Desk::full().with("pregnant", true).passes();
    Desk::full().with("pregnant", false).with("sex", "male").passes();
    Desk::full().with("pregnant", true).with("sex", "male").breaks("men_are_not_pregnant");
    for (spo2, passes) in [(0, false), (49, false), (50, true), (100, true), (101, false)] {
        let desk = Desk::full().with("spo2_room_air", spo2);
        if passes { desk.passes() } else { desk.fails("spo2_room_air", Problem::OutOfRange) }
    }
    Desk::full().with("spo2_room_air", 97.5).fails("spo2_room_air", Problem::NotWhole);
}

#[test]
fn rule_12_the_specimen_fits_the_method() {
    Desk::full().test("method", "antigen_quantitative").passes();
    Desk::full().test("method", "antigen_qualitative").fails("tests.0.specimen", Problem::NotOfThisMethod);
    Desk::full().test("method", "antigen_qualitative").test("specimen", "nasal_swab").passes();
    Desk::full().test("method", "crystal_ball").fails("tests.0.method", Problem::WrongType);
    Desk::full().test("specimen", "tea").fails("tests.0.specimen", Problem::NotOfThisMethod);
}

#[test]
fn rule_13_minors_have_a_guardian_and_the_age_of_majority_is_dated() {
    let born = |birth: &str| Desk::full().with("birth_date", birth);
    born("2002-01-10").passes();
    born("2002-01-11").fails("guardian_name", Problem::Missing);
    born("2002-01-11").with("guardian_name", "星野 葵").passes();
    born("2002-01-11").unknown("guardian_name").passes();
    born("2002-01-10").with("guardian_name", "星野 葵").fails("guardian_name", Problem::NotAsked);
    // 18 since 1 April 2022.
    let diagnosed = |day: &str, birth: &str| {
        let mut desk = born(birth).with("diagnosis_date", day).with("report_date", day);
        desk.today = date(day);
        desk
    };
    diagnosed("2022-03-31", "2004-03-31").fails("guardian_name", Problem::Missing);
    diagnosed("2022-04-01", "2004-04-01").passes();
    diagnosed("2022-04-01", "2004-04-02").fails("guardian_name", Problem::Missing);
}

#[test]
fn soft_rules_warn_and_let_through() {
    Desk::full().warns(&[]);
    Desk::full().with("onset_date", "2021-12-27").warns(&[]);
    Desk::full().with("onset_date", "2021-12-26").warns(&["long_onset"]);
    Desk::full().with("birth_date", "1911-01-11").warns(&[]);
    Desk::full().with("birth_date", "1911-01-10").warns(&["very_old"]);
    let severe =
        |severity: &str, spo2: u32| Desk::full().with("severity", severity).with("spo2_room_air", spo2);
    severe("mild", 96).warns(&[]);
    severe("mild", 95).warns(&["mild_with_low_spo2"]);
    severe("moderate_1", 95).warns(&[]);
    severe("moderate_1", 94).warns(&[]);
    severe("moderate_1", 96).warns(&["moderate_1_spo2"]);
    severe("moderate_1", 93).warns(&["moderate_1_spo2"]);
    severe("moderate_2", 93).warns(&[]);
    severe("moderate_2", 94).warns(&["moderate_2_spo2"]);
}

#[test]
fn what_is_unknown_is_said_so() {
    for code in ["name", "name_kana", "phone", "residence_address"] {
        Desk::full().unknown(code).passes();
        Desk::full().without(code).fails(code, Problem::Missing);
    }
    Desk::full().unknown("birth_date").fails("estimated_age", Problem::Missing);
    Desk::full().unknown("birth_date").with("estimated_age", 70).passes();
    Desk::full().with("estimated_age", 70).fails("estimated_age", Problem::NotAsked);
    Desk::full().unknown("report_date").fails("report_date", Problem::Missing);
    let mut both = Desk::full();
    both.filled.unknown.insert("name".to_owned());
    both.fails("name", Problem::Contradiction);
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_at_its_field() {
    for (code, value, problem) in [
        ("report_date", json!("10.1.2022"), Problem::WrongType),
        ("report_date", json!(20_220_110), Problem::WrongType),
        ("birth_date", json!("1884-05-01"), Problem::TooLongAgo),
        ("sex", json!("f"), Problem::WrongType),
        ("name", json!("  "), Problem::Missing),
        ("name", json!("あ".repeat(61)), Problem::TooLong),
        ("name_kana", json!("Hoshino"), Problem::NotKana),
        ("phone", json!("12"), Problem::NotAPhone),
        ("symptoms", json!("fever"), Problem::WrongType),
        ("symptoms", json!(["fever", "boredom"]), Problem::WrongType),
        ("immunocompromised", json!("no"), Problem::WrongType),
        ("spo2_room_air", json!("97"), Problem::WrongType),
        ("tests", json!([{ "method": "virus_isolation" }]), Problem::WrongType),
    ] {
        Desk::full().with(code, value).fails(code, problem);
    }
    let field = |code: &str| Desk::full().form.field(code).unwrap();
    assert!(field("name").identity && !field("symptoms").identity);
}

#[test]
fn a_second_disease_is_a_data_file() {
    let form = find("measles/full-2020-05-29").unwrap();
    assert!(!form.follow_up);
    let tests = json!([{ "method": "igm_antibody", "specimen": "serum", "specimen_date": "2022-01-09", "positive": true }]);
    let filled = Filled::default()
        .with("report_date", "2022-01-10")
        .with("case_type", "laboratory_confirmed")
        .with("physician_name", "久保 玲")
        .with("institution_name", "ひばり診療所")
        .with("institution_address", "青波市1-2")
        .with("institution_phone", "000-0000-0001")
        .with("name", "星野 あかり")
        .with("name_kana", "ホシノ アカリ")
        .with("sex", "female")
        .with("birth_date", "1984-05-01")
        .with("occupation", "会社員")
        .with("residence_address", "青波市3-4")
        .with("municipality", "青波市")
        .with("phone", "000-0000-0002")
        .with("symptoms", json!(["fever", "rash"]))
        .with("tests", tests)
        .with("first_visit_date", "2022-01-09")
        .with("diagnosis_date", "2022-01-10")
        .with("onset_date", "2022-01-07");
    let desk = || Desk { form, filled: filled.clone(), today: date("2022-01-10"), waived: Vec::new() };
    desk().passes();
    desk().without("tests").breaks("confirmed_by_test");
    desk().without("tests").with("case_type", "clinical").passes();
    desk().with("symptoms", json!(["fever"])).with("case_type", "clinical").breaks("clinical_signs");
}

#[test]
fn a_prefecture_that_names_no_form_of_a_disease_uses_all_that_are_in_force() {
    let ids = |adopted: &[Adopted], day: &str| {
        offered(adopted, day.parse().unwrap()).into_iter().map(Form::id).collect::<Vec<_>>()
    };
    let (light, measles) = ("covid-19/light-2020-05-29", "measles/full-2020-05-29");
    // The shortest first; numbers of persons are no form of a person.
    assert_eq!(ids(&[], "2021-10-31"), [light, "covid-19/full-2020-05-29", measles]);
    assert_eq!(ids(&[], "2022-10-01"), [light, "covid-19/full-2021-11-01", measles]);
    assert_eq!(ids(&[], "2020-05-28"), [""; 0]);

    let adopted = |form: &str, from: &str, until: Option<&str>| Adopted {
        form: form.to_owned(),
        from: from.parse().unwrap(),
        until: until.map(|until| until.parse().unwrap()),
    };
    // It changed over a month late, for some days with no form at all, and never took the light one.
    let full = "covid-19/full-2021-11-01";
    let own = [adopted(full, "2021-12-01", Some("2022-09-26"))];
    assert_eq!(ids(&own, "2021-11-30"), [measles]);
    assert_eq!(ids(&own, "2021-12-01"), [full, measles]);
    assert_eq!(ids(&own, "2022-09-25"), [full, measles]);
    assert_eq!(ids(&own, "2022-09-26"), [measles]);
    // What is not published by then cannot be adopted.
    assert_eq!(ids(&[adopted(full, "2021-10-01", None)], "2021-10-31"), [measles]);
}
