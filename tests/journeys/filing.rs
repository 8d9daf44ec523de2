//! Notifications of every form through the real function (R5, R6, R21; domain.md 2).

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::work::Worklist;
use domain::form::Filled;
use domain::operation::Operation;
use domain::placement::Channel;
use functions::store::organisations::read_file;
use http::StatusCode;
use serde_json::{Value, json};
use tests::people::{Filing, activation, date, id, jst};
use tests::{As, NURSE, World};

use crate::scene::{bytes, raw, refused};

const ORGANISATIONS: &str = include_str!("../../infra/data/organisations.json");

/// A full notification with nothing wrong.
pub fn full() -> FileNotification {
    let mut request = Filing::default().request();
    let light = request.notification.answers;
    request.notification.form = "covid-19/full-2021-11-01".to_owned();
    request.notification.answers = light
        .with("physician_name", "久保 玲")
        .with("institution_name", "ひばり診療所")
        .with("institution_address", "青波市1-2")
        .with("institution_phone", "000-0000-0001")
        .with("occupation", "会社員")
        .with("residence_address", "青波市みどり町3-4")
        .with("symptoms", json!(["fever"]))
        .with(
            "tests",
            json!([{
                "method": "antigen_qualitative", "specimen": "nasal_swab",
                "specimen_date": "2026-01-03", "positive": true
            }]),
        )
        .with("first_visit_date", "2026-01-03")
        .with("diagnosis_date", "2026-01-03")
        .with_unknown("estimated_infection_date")
        .with("route_certainty", "unknown")
        .with("area_certainty", "unknown")
        .with("vaccinated", "unknown")
        .with("hospitalized_at_report", false)
        .with("risk_factors", json!(["none"]))
        .with("immunocompromised", false)
        .with("hospitalization_needed", false)
        .with("memo", "夜は電話に出られない");
    request
}

#[tokio::test]
async fn r05_a_full_notification_is_filed_and_what_identifies_the_person_is_kept_apart() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let nurse = world.staff(NURSE, now);
    let filed: NotificationFiled = world.post(&nurse, Operation::FileNotification, &full(), now).await.ok();
    // R6: the code is there at the same moment.
    assert_eq!(filed.entry_code.len(), 18);

    let case = world.case(&filed.case, now).await;
    assert_eq!(case.identity.more["residence_address"], "青波市みどり町3-4");
    assert_eq!(case.identity.more["memo"], "夜は電話に出られない");
    let told = case.timeline.iter().find_map(|entry| match &entry.what {
        What::Notified { notification, .. } => Some(notification),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!(told.form, "covid-19/full-2021-11-01");
    assert_eq!(told.answers.values["symptoms"], json!(["fever"]));
    assert!(told.answers.unknown.contains("estimated_infection_date"));
    for code in ["name", "birth_date", "phone", "residence_address", "memo"] {
        assert!(!told.answers.has(code), "{code}");
    }
}

#[tokio::test]
async fn a_person_of_whom_little_is_known_is_filed_all_the_same() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let nurse = world.staff(NURSE, now);
    let mut request = Filing::default().request();
    for code in ["name", "name_kana", "birth_date", "phone"] {
        request.notification.answers = request.notification.answers.with_unknown(code);
    }
    let refusal = raw(&world, &nurse, Operation::FileNotification, "", bytes(&json!(request)), now).await;
    let (code, fields) = refused(Operation::FileNotification, &refusal);
    assert_eq!((code, fields[0].field.as_str()), (Code::InvalidFields, "estimated_age"));

    // The app is opened with the birth date.
    request.notification.answers = request.notification.answers.with("estimated_age", 70);
    let refusal = raw(&world, &nurse, Operation::FileNotification, "", bytes(&json!(request)), now).await;
    let (_, fields) = refused(Operation::FileNotification, &refusal);
    assert_eq!((fields[0].field.as_str(), fields[0].problem), ("channel", Problem::NeedsBirthDate));

    request.placement.as_mut().unwrap().channel = Channel::StaffCall;
    let filed: NotificationFiled = world.post(&nurse, Operation::FileNotification, &request, now).await.ok();
    let case = world.case(&filed.case, now).await;
    assert_eq!((case.identity.name, case.identity.birth_date), (None, None));
    assert_eq!(case.personal.age_months, Some(840));
    // Nobody guesses a birth date that is not known.
    let attempt = json!(activation(&filed.entry_code, date("1985-04-12")));
    let attempt = raw(&world, &As::default(), Operation::ActivatePatient, "", bytes(&attempt), now).await;
    assert_eq!(attempt.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_the_form_does_not_allow_is_named_and_nothing_is_filed() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let nurse = world.staff(NURSE, now);
    let refusal = async |form: &str, edit: &dyn Fn(Filled) -> Filled| {
        let mut request = Filing::default().request();
        request.request_id = id();
        form.clone_into(&mut request.notification.form);
        request.notification.answers = edit(request.notification.answers);
        let answer = raw(&world, &nurse, Operation::FileNotification, "", bytes(&json!(request)), now).await;
        let (code, fields) = refused(Operation::FileNotification, &answer);
        assert_eq!(code, Code::InvalidFields);
        fields.into_iter().map(|error| (error.field, error.problem, error.limit)).collect::<Vec<_>>()
    };
    let light = "covid-19/light-2020-05-29";
    let early =
        refusal(light, &|answers| answers.with("onset_date", "2026-01-04").with("report_date", "2026-01-03"));
    let broken = ("onset_date".to_owned(), Problem::AgainstRule, Some("onset_before_report".to_owned()));
    assert_eq!(early.await, [broken]);
    let unasked = refusal(light, &|answers| answers.with("shoe_size", 42)).await;
    assert_eq!(unasked, [("shoe_size".to_owned(), Problem::NotAsked, None)]);
    let missing = refusal(light, &|answers| answers.without("phone")).await;
    assert_eq!(missing, [("phone".to_owned(), Problem::Missing, None)]);
    let dead = refusal(light, &|answers| answers.with("case_type", "deceased_confirmed")).await;
    let unplaced = ("placement".to_owned(), Problem::NotAsked, None);
    assert_eq!(dead, [("death_date".to_owned(), Problem::Missing, None), unplaced]);

    let problem_of_form = |fields: Vec<(String, Problem, Option<String>)>| {
        fields
            .into_iter()
            .filter(|(field, ..)| field == "form")
            .map(|(_, problem, _)| problem)
            .collect::<Vec<_>>()
    };
    let as_is = |answers: Filled| answers;
    assert_eq!(problem_of_form(refusal("covid-19/full", &as_is).await), [Problem::DoesNotExist]);
    assert_eq!(problem_of_form(refusal("covid-19/full-2020-05-29", &as_is).await), [Problem::NotInForce]);
    // Nobody with measles checks in, so nobody is placed for it.
    let measles = refusal("measles/full-2020-05-29", &as_is).await;
    assert!(measles.contains(&("placement".to_owned(), Problem::NotAsked, None)), "{measles:?}");
    // Counts are no case.
    let counts = problem_of_form(refusal("covid-19/counts-2022-09-26", &as_is).await);
    assert!(counts.contains(&Problem::NotFollowedHere), "{counts:?}");
}

#[tokio::test]
async fn a_prefecture_files_the_forms_that_it_has_adopted() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let nurse = world.staff(NURSE, now);
    let worklist = async || -> Worklist { world.get(&nurse, Operation::ListWorklist, "", now).await.ok() };
    assert_eq!(worklist().await.forms, [], "every form in force");

    let adopted = json!([{ "form": "covid-19/full-2021-11-01", "from": "2026-01-04" }]);
    let mut file: Value = serde_json::from_str(ORGANISATIONS).unwrap();
    let prefecture = file.as_array_mut().unwrap().iter_mut().find(|own| own["id"] == "mizuho-pref").unwrap();
    prefecture["forms"] = adopted.clone();
    prefecture["members"] = json!([]);
    let prefecture = read_file(&json!([prefecture]).to_string()).unwrap();
    world.app.store.load_organisations("", &prefecture).await.unwrap();
    assert_eq!(json!(worklist().await.forms), adopted);

    let light = Filing::default().request();
    let refusal = raw(&world, &nurse, Operation::FileNotification, "", bytes(&json!(light)), now).await;
    let (code, fields) = refused(Operation::FileNotification, &refusal);
    assert_eq!((code, fields[0].field.as_str()), (Code::InvalidFields, "form"));
    assert_eq!(fields[0].problem, Problem::NotInForce);
    let filed = world.post(&nurse, Operation::FileNotification, &full(), now).await;
    filed.ok::<NotificationFiled>();
    // The same form a day too early.
    let early = |answers: Filled| {
        let day = |answers: Filled, code: &str| answers.with(code, "2026-01-03");
        day(day(answers, "report_date"), "onset_date")
    };
    let mut request = full();
    request.notification.answers = early(request.notification.answers);
    let refusal = raw(&world, &nurse, Operation::FileNotification, "", bytes(&json!(request)), now).await;
    let (_, fields) = refused(Operation::FileNotification, &refusal);
    assert_eq!((fields[0].field.as_str(), fields[0].problem), ("form", Problem::NotInForce));

    assert!(
        read_file(&ORGANISATIONS.replacen(
            "\"area\"",
            "\"forms\": [{\"form\": \"x/y\", \"from\": \"2026-01-04\"}], \"area\"",
            1
        ))
        .is_err()
    );
}
