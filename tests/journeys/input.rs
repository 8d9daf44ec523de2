//! Limits and bad input (design 6, 11): what is refused, how it is named, and what is kept.

use domain::api::check_in::CheckInReceived;
use domain::api::error::{Code, Hint, Problem};
use domain::operation::Operation;
use domain::time::Span;
use functions::seal::Place;
use functions::store::keys;
use http::header::RETRY_AFTER;
use local::engine::{Refusal, Verdict};
use serde_json::{Value, json};
use tests::people::{activation, check_in, id, jst, take, well};
use tests::{As, COLLEAGUE, NURSE, STRANGER};

use crate::scene::{POSTS, Scene, assert_same, bytes, now, raw, refused};

/// The same body with another value at a place.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    match body.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[last.parse::<usize>().unwrap()] = value,
        Value::Object(map) => drop(map.insert(last.to_owned(), value)),
        other => panic!("{pointer} leads through {other}"),
    }
    body
}

fn without(mut body: Value, pointer: &str) -> Value {
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(last).unwrap();
    body
}

#[tokio::test]
async fn a_wrong_type_is_named_with_its_path() {
    let scene = Scene::new().await;
    let cases = [
        (Operation::FileNotification, "/notification/form", json!(5)),
        (Operation::FileNotification, "/notification/answers/values", json!("2026-02-30")),
        (Operation::FileNotification, "/placement/pregnant", json!("no")),
        (Operation::FileNotification, "/organisation", json!("Not A Slug")),
        (Operation::ActivatePatient, "/birth_date", json!("1985-13-40")),
        (Operation::ActivatePatient, "/request_id", json!(7)),
        (Operation::SubmitCheckIn, "/answers/spo2", json!("98")),
        (Operation::SubmitCheckIn, "/answers/antipyretic_taken", json!(1)),
        (Operation::SubmitCheckIn, "/measured_at", json!("yesterday")),
        (Operation::SubmitCheckIn, "/id", json!("1")),
        (Operation::MovePatient, "/stay/from", json!("now")),
        (Operation::MovePatient, "/stay/place", json!("Not A Slug")),
        (Operation::MovePatient, "/seen", json!(-1)),
        (Operation::SearchCases, "/organisation", json!("Not A Slug")),
        (Operation::SearchCases, "/text", json!(19_840_501)),
        (Operation::TakeWork, "/in_hand", json!("yes")),
        (Operation::TakeWork, "/work", json!("silence-soon")),
        (Operation::FinishCall, "/check_in/answers/pulse", json!(true)),
        (Operation::FinishCall, "/next_step", json!(3)),
        (Operation::FinishCall, "/call_back_at", json!("at noon")),
        (Operation::RecordVisit, "/visited_at", json!("yesterday")),
        (Operation::RecordVisit, "/outcomes", json!("went_home")),
        (Operation::SubmitAutomatedCall, "/answered", json!("yes")),
        (Operation::RecordFirstContact, "/seen", json!(-1)),
        (Operation::RecordFirstContact, "/sheet/lives_alone", json!("yes")),
        (Operation::RecordFirstContact, "/sheet/onset", json!("yesterday")),
        (Operation::RecordFirstContact, "/reached", json!(1)),
        (Operation::AssignContractor, "/until", json!("2026-02-30")),
        (Operation::CloseWork, "/closing/watch_hours", json!(300)),
        (Operation::CloseWork, "/work/version", json!(-1)),
        (Operation::FileTestReport, "/day", json!("2026-02-30")),
        (Operation::FileTestReport, "/replaces", json!(-1)),
        (Operation::FileTestReport, "/counts/persons", json!(2.5)),
        (Operation::FileCapacity, "/day", json!("2026-02-30")),
        (Operation::FileCapacity, "/capacity/secured", json!(-1)),
        (Operation::FileCapacity, "/capacity/occupied", json!("11")),
        (Operation::PublishRules, "/changes", json!(["triage"])),
        (Operation::PublishRules, "/valid_from", json!("tomorrow")),
        (Operation::SetPersonalLimits, "/spo2_low_limit", json!(300)),
        (Operation::SetPersonalLimits, "/until", json!("2026-02-30")),
    ];
    for (operation, pointer, value) in cases {
        let (who, body) = scene.request(operation);
        let (code, fields) = scene.refusal(&who, operation, &bytes(&with(body, pointer, value))).await;
        let path = pointer[1..].replace('/', ".");
        assert_eq!((code, fields[0].problem), (Code::InvalidJson, Problem::WrongType), "{path}");
        assert_eq!(fields[0].field, path);
    }
    // Within lists the place is named too.
    let (who, body) = scene.request(Operation::FinishCall);
    let body = with(body, "/work/0/version", json!("one"));
    assert_eq!(scene.refusal(&who, Operation::FinishCall, &bytes(&body)).await.1[0].field, "work[0].version");
    let (who, body) = scene.request(Operation::FileTestReport);
    let body = with(body, "/counts/methods/0/tests", json!("three"));
    let (_, fields) = scene.refusal(&who, Operation::FileTestReport, &bytes(&body)).await;
    assert_eq!(fields[0].field, "counts.methods[0].tests");
    let (who, _) = scene.request(Operation::RefreshSession);
    assert_eq!(scene.refusal(&who, Operation::RefreshSession, b"7").await.0, Code::InvalidJson);
}

#[tokio::test]
async fn a_missing_field_is_named_with_its_path() {
    let scene = Scene::new().await;
    for (operation, pointer) in [
        (Operation::FileNotification, "/request_id"),
        (Operation::FileNotification, "/notification/answers/values"),
        (Operation::FileNotification, "/placement/risk"),
        (Operation::ActivatePatient, "/birth_date"),
        (Operation::SubmitCheckIn, "/case"),
        (Operation::SubmitCheckIn, "/client_now"),
        (Operation::MovePatient, "/seen"),
        (Operation::MovePatient, "/stay/care_status"),
        (Operation::SearchCases, "/text"),
        (Operation::TakeWork, "/in_hand"),
        (Operation::FinishCall, "/reached"),
        (Operation::RecordVisit, "/outcomes"),
        (Operation::SubmitAutomatedCall, "/called_at"),
        (Operation::FinishCall, "/check_in/answers"),
        (Operation::RecordFirstContact, "/seen"),
        (Operation::RecordFirstContact, "/sheet"),
        (Operation::AssignContractor, "/case"),
        (Operation::CloseWork, "/closing/reason"),
        (Operation::FileTestReport, "/counts/persons"),
        (Operation::FileCapacity, "/capacity"),
        (Operation::PublishRules, "/changes"),
        (Operation::PublishRules, "/seen"),
        (Operation::SetPersonalLimits, "/physician"),
    ] {
        let (who, body) = scene.request(operation);
        let (code, fields) = scene.refusal(&who, operation, &bytes(&without(body, pointer))).await;
        let path = pointer[1..].replace('/', ".");
        assert_eq!((code, fields[0].problem), (Code::InvalidJson, Problem::Missing), "{path}");
        assert_eq!(fields[0].field, path);
    }
}

#[tokio::test]
async fn what_is_not_json_is_refused() {
    let scene = Scene::new().await;
    for operation in POSTS {
        let (who, body) = scene.request(operation);
        let whole = bytes(&body);
        let broken: [&[u8]; 6] = [b"", b"{", b"not json", b"\xff\xfe", &whole[..whole.len() - 1], b"{}{}"];
        for body in broken {
            let (code, _) = scene.refusal(&who, operation, body).await;
            assert_eq!(code, Code::InvalidJson, "{} {body:?}", operation.name());
        }
        // A whole request with something after it is no request.
        let (code, _) = scene.refusal(&who, operation, &[whole.as_slice(), b" x"].concat()).await;
        assert_eq!(code, Code::InvalidJson, "{}", operation.name());
    }
}

#[tokio::test]
async fn a_body_may_have_64_kb_and_not_a_byte_more() {
    for operation in POSTS {
        let scene = Scene::new().await;
        let (who, body) = scene.request(operation);
        // Spaces change the size of JSON and nothing else.
        let mut body = bytes(&body);
        body.resize(65_536 + 1, b' ');
        assert_eq!(scene.refusal(&who, operation, &body).await.0, Code::TooLarge);
        body.pop();
        let accepted = raw(&scene.world, &who, operation, "", body, now()).await;
        assert_eq!(accepted.status(), 200, "{}", operation.name());
    }
}

#[tokio::test]
async fn an_unknown_field_is_refused_by_name_and_nothing_is_written() {
    let scene = Scene::new().await;
    let before = scene.world.case(&scene.case, now()).await;
    for (operation, parent) in [
        (Operation::FileNotification, ""),
        (Operation::FileNotification, "/notification"),
        (Operation::FileNotification, "/notification/answers"),
        (Operation::FileNotification, "/placement"),
        (Operation::ActivatePatient, ""),
        (Operation::RefreshSession, ""),
        (Operation::MovePatient, ""),
        (Operation::MovePatient, "/stay"),
        (Operation::SearchCases, ""),
        (Operation::TakeWork, ""),
        (Operation::FinishCall, ""),
        (Operation::FinishCall, "/check_in"),
        (Operation::FinishCall, "/check_in/answers"),
        (Operation::FinishCall, "/closing"),
        (Operation::RecordVisit, ""),
        (Operation::SubmitAutomatedCall, ""),
        (Operation::RecordFirstContact, ""),
        (Operation::RecordFirstContact, "/sheet"),
        (Operation::AssignContractor, ""),
        (Operation::CloseWork, ""),
        (Operation::CloseWork, "/work"),
        (Operation::CloseWork, "/closing"),
        (Operation::FileTestReport, ""),
        (Operation::FileTestReport, "/counts"),
        (Operation::FileCapacity, ""),
        (Operation::FileCapacity, "/capacity"),
        (Operation::PublishRules, ""),
        (Operation::SetPersonalLimits, ""),
    ] {
        let (who, body) = scene.request(operation);
        let pointer = format!("{parent}/shoe_size");
        let (code, fields) = scene.refusal(&who, operation, &bytes(&with(body, &pointer, json!(42)))).await;
        let path = pointer[1..].replace('/', ".");
        assert_eq!(
            (code, fields[0].field.as_str()),
            (Code::UnknownField, path.as_str()),
            "{}",
            operation.name()
        );
    }
    assert_eq!(scene.world.case(&scene.case, now()).await, before);
}

#[tokio::test]
async fn a_check_in_keeps_what_a_newer_app_asked_sealed_with_it() {
    let scene = Scene::new().await;
    let (who, body) = scene.request(Operation::SubmitCheckIn);
    let body = with(with(body, "/device_model", json!({ "name": "P" })), "/answers/breath_rate", json!(16));
    let answer = scene.world.post(&who, Operation::SubmitCheckIn, &body, now()).await;
    let received: CheckInReceived = answer.ok();

    let stored = scene.world.app.store.check_in(&scene.case, &received.id).await.unwrap().unwrap();
    let key = keys::check_in(&scene.case, &received.id).logical();
    let place = Place { key: &key, attribute: "remarks" };
    let kept: Value = scene.world.app.secrets.open(place, &stored.remarks.unwrap()).unwrap();
    assert_eq!(kept["extra"], json!({ "device_model": { "name": "P" } }));
    assert_eq!(kept["answers"], json!({ "breath_rate": 16 }));
    // Part of what makes two sendings the same.
    let other = with(body, "/answers/breath_rate", json!(17));
    let (code, _) = scene.refusal(&who, Operation::SubmitCheckIn, &bytes(&other)).await;
    assert_eq!(code, Code::RequestIdReused);
}

#[tokio::test]
async fn what_is_not_yours_looks_like_what_does_not_exist() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let other = world.patient(tests::people::Filing::default(), now()).await;
    let stranger = world.staff(STRANGER, now());
    // The stranger's centre on this case; this patient on another's case; a phone in staff's operations.
    let calls = [
        (&stranger, Operation::SubmitCheckIn, &scene.case),
        (&stranger, Operation::MovePatient, &scene.case),
        (&stranger, Operation::TakeWork, &scene.case),
        (&stranger, Operation::FinishCall, &scene.case),
        (&stranger, Operation::RecordFirstContact, &scene.case),
        (&stranger, Operation::CloseWork, &scene.case),
        (&stranger, Operation::GetCase, &scene.case),
        (&scene.phone, Operation::SubmitCheckIn, &other.case),
        (&scene.phone, Operation::GetCase, &scene.case),
        (&scene.phone, Operation::MovePatient, &scene.case),
        (&scene.phone, Operation::TakeWork, &scene.case),
        (&scene.phone, Operation::FinishCall, &scene.case),
        (&scene.phone, Operation::RecordFirstContact, &scene.case),
        (&scene.phone, Operation::CloseWork, &scene.case),
        (&other.phone, Operation::SubmitCheckIn, &scene.case),
    ];
    for (who, operation, case) in calls {
        let send = async |case: &domain::ids::CaseId| {
            let (query, body) = match operation {
                Operation::GetCase => (format!("case={case}"), Vec::new()),
                _ => (String::new(), bytes(&with(scene.request(operation).1, "/case", json!(case)))),
            };
            raw(world, who, operation, &query, body, now()).await
        };
        let refusal = send(case).await;
        assert_eq!(refused(operation, &refusal).0, Code::NotFound, "{}", operation.name());
        assert_same(&refusal, &send(&id()).await);
    }
    // The nurse's own: only the id decides.
    let query = format!("case={}", id::<domain::ids::CaseId>());
    let missing = raw(world, &scene.nurse, Operation::GetCase, &query, Vec::new(), now()).await;
    assert_eq!(refused(Operation::GetCase, &missing).0, Code::NotFound);
}

/// The operations that change something, each with a change of its body.
const CHANGES: [(Operation, &str); 19] = [
    (Operation::FileNotification, "/notification/answers/values/phone"),
    (Operation::CorrectNotification, "/notification/answers/values/phone"),
    (Operation::WithdrawNotification, "/reason"),
    (Operation::DecideDuplicate, "/note"),
    (Operation::RecordTest, "/test/specimen_date"),
    (Operation::ActivatePatient, "/entry_code"),
    (Operation::SubmitCheckIn, "/answers/remarks"),
    (Operation::MovePatient, "/note"),
    (Operation::MarkEntriesRead, "/day"),
    (Operation::AssignContractor, "/until"),
    (Operation::TakeWork, "/in_hand"),
    (Operation::FinishCall, "/note"),
    (Operation::RecordVisit, "/note"),
    (Operation::RecordFirstContact, "/sheet/notes"),
    (Operation::CloseWork, "/note"),
    (Operation::FileTestReport, "/counts/methods/0/tests"),
    (Operation::FileCapacity, "/capacity/occupied"),
    (Operation::PublishRules, "/reason"),
    (Operation::SetPersonalLimits, "/reason"),
];

#[tokio::test]
async fn the_same_request_again_gets_the_same_answer_and_another_with_its_id_a_conflict() {
    for (operation, pointer) in CHANGES {
        let scene = Scene::new().await;
        let (who, body) = scene.request(operation);
        let send = async |body: &Value, at| raw(&scene.world, &who, operation, "", bytes(body), at).await;
        let first = send(&body, now()).await;
        assert_eq!(first.status(), 200, "{}", operation.name());
        // A session names the time at which it is given; every other answer is the stored one.
        let later = if operation == Operation::ActivatePatient { now() } else { now() + Span::minutes(2) };
        assert_same(&first, &send(&body, later).await);

        let value = match operation {
            Operation::FileNotification | Operation::CorrectNotification => json!("000-0000-9002"),
            Operation::RecordTest => json!("2026-01-03"),
            Operation::ActivatePatient => json!(format!(" {}", scene.entry_code)),
            Operation::MarkEntriesRead => json!("2026-01-04"),
            Operation::AssignContractor => json!("2026-01-13"),
            Operation::TakeWork => json!(false),
            Operation::FileTestReport | Operation::FileCapacity => json!(4),
            _ => json!("something else"),
        };
        let conflict = send(&with(body.clone(), pointer, value), later).await;
        assert_eq!(refused(operation, &conflict).0, Code::RequestIdReused, "{}", operation.name());
        // The conflict changed nothing.
        assert_same(&first, &send(&body, later).await);
    }
}

#[tokio::test]
async fn the_phones_clock_at_sending_is_not_part_of_the_request() {
    let scene = Scene::new().await;
    let (who, body) = scene.request(Operation::SubmitCheckIn);
    let send = async |body: &Value| {
        raw(&scene.world, &who, Operation::SubmitCheckIn, "", bytes(body), now() + Span::minutes(3)).await
    };
    let first = send(&body).await;
    assert_same(&first, &send(&with(body, "/client_now", json!(now() + Span::minutes(3)))).await);
}

#[tokio::test]
async fn the_id_of_a_told_check_in_belongs_to_one_call() {
    let scene = Scene::new().await;
    let (who, body) = scene.request(Operation::FinishCall);
    let body = without(with(body, "/work", json!([])), "/closing");
    scene.world.post(&who, Operation::FinishCall, &body, now()).await.ok::<Value>();
    let again = with(body, "/request_id", json!(id::<domain::ids::RequestId>()));
    let (code, _) = scene.refusal(&who, Operation::FinishCall, &bytes(&again)).await;
    assert_eq!(code, Code::RequestIdReused);
}

#[tokio::test]
async fn the_id_of_an_activation_belongs_to_one_case() {
    let scene = Scene::new().await;
    let other = scene.world.patient(tests::people::Filing::default(), now()).await;
    let (who, body) = scene.request(Operation::ActivatePatient);
    scene.world.post(&who, Operation::ActivatePatient, &body, now()).await.ok::<Value>();
    let elsewhere = with(body, "/entry_code", json!(other.entry_code));
    let (code, _) = scene.refusal(&who, Operation::ActivatePatient, &bytes(&elsewhere)).await;
    assert_eq!(code, Code::RequestIdReused);
}

#[tokio::test]
async fn every_limit_of_a_check_in_holds_on_both_sides() {
    let scene = Scene::new().await;
    let send = async |field: &str, value: Value| {
        let body = with(scene.request(Operation::SubmitCheckIn).1, &format!("/answers/{field}"), value);
        raw(&scene.world, &scene.phone, Operation::SubmitCheckIn, "", bytes(&body), now()).await
    };
    let remarks = |length| json!("熱".repeat(length));
    let good = [
        ("body_temperature", [json!(33.0), json!(45.0), json!(36.6)]),
        ("spo2", [json!(50), json!(100), json!(98.0)]),
        ("pulse", [json!(30), json!(250), json!(70)]),
        ("remarks", [remarks(500), remarks(0), Value::Null]),
    ];
    for (field, values) in good {
        for value in values {
            assert_eq!(send(field, value.clone()).await.status(), 200, "{field} {value}");
        }
    }
    let (out, temperature) = (Problem::OutOfRange, "body_temperature");
    let bad = [
        (temperature, json!(32.9), out, "33.0–45.0", None),
        (temperature, json!(45.1), out, "33.0–45.0", None),
        (temperature, json!(36.55), Problem::TooManyDecimals, "33.0–45.0", None),
        (temperature, json!(98), out, "33.0–45.0", Some(Hint::FahrenheitOrSpo2)),
        (temperature, json!(365), out, "33.0–45.0", Some(Hint::DecimalPoint)),
        ("spo2", json!(49), out, "50–100", Some(Hint::ReadAgain)),
        ("spo2", json!(101), out, "50–100", Some(Hint::ReadAgain)),
        ("spo2", json!(97.5), Problem::NotWhole, "50–100", Some(Hint::ReadAgain)),
        ("spo2", json!(0), out, "50–100", Some(Hint::CouldNotMeasure)),
        ("spo2", json!(36.5), out, "50–100", Some(Hint::FieldsExchanged)),
        ("pulse", json!(29), out, "30–250", None),
        ("pulse", json!(251), out, "30–250", None),
        ("pulse", json!(70.5), Problem::NotWhole, "30–250", None),
        ("remarks", remarks(501), Problem::TooLong, "500", None),
    ];
    for (field, value, problem, limit, hint) in bad {
        let (code, fields) = refused(Operation::SubmitCheckIn, &send(field, value.clone()).await);
        assert_eq!(code, Code::InvalidFields, "{field} {value}");
        assert_eq!((fields[0].field.as_str(), fields[0].problem), (field, problem), "{value}");
        assert_eq!((fields[0].limit.as_deref(), fields[0].hint), (Some(limit), hint), "{field} {value}");
    }
}

#[tokio::test]
async fn a_note_has_500_characters_at_most() {
    for operation in [Operation::MovePatient, Operation::FinishCall, Operation::CloseWork] {
        let scene = Scene::new().await;
        let (who, body) = scene.request(operation);
        let note = |length| with(body.clone(), "/note", json!("声".repeat(length)));
        let (code, fields) = scene.refusal(&who, operation, &bytes(&note(501))).await;
        assert_eq!((code, fields[0].field.as_str()), (Code::InvalidFields, "note"));
        assert_eq!((fields[0].problem, fields[0].limit.as_deref()), (Problem::TooLong, Some("500")));
        scene.world.post(&who, operation, &note(500), now()).await.ok::<Value>();
    }
}

#[tokio::test]
async fn the_codes_that_any_operation_can_give_are_documented() {
    let scene = Scene::new().await;
    let http = || Operation::ALL.iter().copied().filter(|operation| operation.method().is_some());
    let request = |operation: Operation| {
        if operation.method() == Some("POST") {
            let (who, body) = scene.request(operation);
            return (who, bytes(&body));
        }
        let who = if operation == Operation::GetMyIsolation { &scene.phone } else { &scene.nurse };
        (who.clone(), Vec::new())
    };
    let forged = As { token: Some("a.b.c".to_owned()), cookie: None };
    for operation in http() {
        let (_, body) = request(operation);
        assert_eq!(scene.refusal(&forged, operation, &body).await.0, Code::Unauthenticated);
        if operation != Operation::ActivatePatient {
            let nobody = As::default();
            assert_eq!(scene.refusal(&nobody, operation, &body).await.0, Code::Unauthenticated);
        }
    }
    scene.world.engine.set_hook(|_| Verdict::Refuse(Refusal::Throttled));
    for operation in http() {
        let (who, body) = request(operation);
        let query = scene.query(operation);
        let busy = raw(&scene.world, &who, operation, &query, body, now()).await;
        assert_eq!(refused(operation, &busy).0, Code::Busy, "{}", operation.name());
        assert!(busy.headers().contains_key(RETRY_AFTER));
    }
    scene.world.engine.clear_hook();
}

#[tokio::test]
async fn the_codes_of_single_operations_are_documented() {
    let scene = Scene::new().await;
    let send = async |who: &As, operation, body: &Value| scene.refusal(who, operation, &bytes(body)).await.0;
    let world = &scene.world;
    // Somebody else has it in hand.
    let colleague = world.staff(COLLEAGUE, now());
    world.post(&colleague, Operation::TakeWork, &take(&scene.row), now()).await.ok::<Value>();
    let held = scene.world.work(now()).await.remove(0).version;
    for (operation, version) in [
        (Operation::TakeWork, ""),
        (Operation::FinishCall, "/work/0/version"),
        (Operation::CloseWork, "/work/version"),
    ] {
        let (who, body) = scene.request(operation);
        if !version.is_empty() {
            // Seen before it was taken.
            assert_eq!(send(&who, operation, &body).await, Code::HasNews);
        }
        let body = if version.is_empty() { body } else { with(body, version, json!(held)) };
        assert_eq!(send(&who, operation, &body).await, Code::AlreadyTaken);
    }
    // Closed by its holder.
    let (_, body) = scene.request(Operation::CloseWork);
    let body = with(body, "/work/version", json!(held));
    world.post(&colleague, Operation::CloseWork, &body, now()).await.ok::<Value>();
    for operation in [Operation::TakeWork, Operation::FinishCall, Operation::CloseWork] {
        let (who, body) = scene.request(operation);
        assert_eq!(send(&who, operation, &body).await, Code::AlreadyClosed, "{}", operation.name());
    }
    // Work that never was.
    for (operation, work) in [
        (Operation::TakeWork, "/work"),
        (Operation::FinishCall, "/work/0/id"),
        (Operation::CloseWork, "/work/id"),
    ] {
        let (who, body) = scene.request(operation);
        let body = with(body, work, json!("silence-2026-01-01T00:00:00Z"));
        assert_eq!(send(&who, operation, &body).await, Code::NotFound, "{}", operation.name());
    }
    // A wrong birth date; a code that is none.
    let wrong =
        serde_json::to_value(activation(&scene.entry_code, tests::people::date("1999-01-01"))).unwrap();
    assert_eq!(send(&As::default(), Operation::ActivatePatient, &wrong).await, Code::ActivationRefused);
    let none = with(wrong, "/entry_code", json!("123"));
    assert_eq!(send(&As::default(), Operation::ActivatePatient, &none).await, Code::InvalidFields);
    // Queries that are none.
    for (operation, query) in [
        (Operation::GetCase, ""),
        (Operation::GetCase, "case=x"),
        (Operation::ListWorklist, "organisation=X"),
        (Operation::ListInpatients, "organisation=X"),
        (Operation::ListFollowed, "organisation=X"),
        (Operation::ListCalls, "organisation=X"),
        (Operation::ListDowntime, "organisation=X"),
        (Operation::ListEntries, "day=2026-01-06"),
        (Operation::ListColleagues, "organisation=X"),
        (Operation::ListClosedWork, ""),
        (Operation::ListClosedWork, "since=2025-12-01T00:00:00Z"),
        (Operation::ListReleases, "organisation=X"),
        (Operation::ListTestReports, "from=2026-01-01"),
        (Operation::ListCapacity, "day=2026-01-32"),
        (Operation::ListCapacity, "day=2026-01-06"),
        (Operation::ListTestReports, "from=2026-01-01&to=2026-13-01"),
        (Operation::ListTestReports, "from=2026-01-02&to=2026-01-01"),
        (Operation::ListTestReports, "from=2026-01-01&to=2026-03-04"),
    ] {
        let answer = raw(world, &scene.nurse, operation, query, Vec::new(), now()).await;
        assert_eq!(refused(operation, &answer).0, Code::InvalidFields);
    }
    for query in ["organisation=no-such", "after=nonsense"] {
        let answer = raw(world, &scene.nurse, Operation::ListWorklist, query, Vec::new(), now()).await;
        assert_eq!(refused(Operation::ListWorklist, &answer).0, Code::NotFound);
    }
}

#[tokio::test]
async fn the_codes_of_a_case_that_ended_or_broke_are_documented() {
    let scene = Scene::new().await;
    let mut stored = scene.world.app.store.card(&scene.case).await.unwrap().unwrap();
    stored.card.ended_at = Some(now());
    crate::table::put_card(&scene.world, &stored).await;
    for operation in [
        Operation::SubmitCheckIn,
        Operation::MovePatient,
        Operation::RecordOutcome,
        Operation::FinishCall,
        Operation::RecordVisit,
        Operation::RecordFirstContact,
        Operation::AssignContractor,
        Operation::SetPersonalLimits,
    ] {
        let (who, body) = scene.request(operation);
        let (code, _) = scene.refusal(&who, operation, &bytes(&body)).await;
        assert_eq!(code, Code::CaseEnded, "{}", operation.name());
    }
    // What was measured before the end is still taken in.
    let earlier = check_in(&scene.case, well(), jst("2026-01-05 08:04"));
    scene.world.post(&scene.phone, Operation::SubmitCheckIn, &earlier, now()).await.ok::<Value>();

    crate::table::remove(&scene.world, &format!("CASE#{}", scene.case), "CARD", "me").await;
    for operation in Operation::ALL.iter().filter(|operation| operation.method().is_some()) {
        let (who, body) = match operation {
            Operation::FileNotification | Operation::ListWorklist | Operation::ListNotifications => continue,
            // They touch no case.
            Operation::FileTestReport | Operation::ListTestReports => continue,
            Operation::FileCapacity | Operation::ListCapacity => continue,
            Operation::MarkEntriesRead | Operation::ListColleagues | Operation::ListClosedWork => continue,
            Operation::PublishRules | Operation::ListRules => continue,
            // No case of the scene is in a hospital, in a hotel or assigned.
            Operation::ListInpatients | Operation::ListCalls | Operation::ListReleases => continue,
            Operation::ListFollowed => continue,
            Operation::GetCase
            | Operation::GetNotification
            | Operation::ListEntries
            | Operation::ListDowntime => (scene.nurse.clone(), Value::Null),
            Operation::GetMyIsolation => (scene.phone.clone(), Value::Null),
            other => scene.request(*other),
        };
        assert_eq!(scene.refusal(&who, *operation, &bytes(&body)).await.0, Code::Internal);
    }
}

#[test]
fn the_checked_in_openapi_document_is_fresh() {
    let fresh = serde_json::to_string_pretty(&functions::openapi::document()).unwrap();
    let checked_in = include_str!("../../functions/openapi.json");
    assert!(
        checked_in.trim_end() == fresh,
        "functions/openapi.json is stale; renew it with `cargo xtask openapi`"
    );
}

/// Every code on the wire is lower case: a capital letter is a name of the source that stands in the
/// document in place of its code.
#[test]
fn the_openapi_document_lists_the_codes_that_go_over_the_wire() {
    let document: Value = serde_json::from_str(include_str!("../../functions/openapi.json")).unwrap();
    let mut values = Vec::new();
    let mut rest = vec![&document];
    while let Some(part) = rest.pop() {
        match part {
            Value::Array(parts) => rest.extend(parts),
            Value::Object(parts) => {
                let listed = parts.get("enum").and_then(Value::as_array).into_iter().flatten();
                values.extend(listed.chain(parts.get("const")).filter_map(Value::as_str));
                rest.extend(parts.values());
            }
            _ => {}
        }
    }
    assert!(values.contains(&"not_kana") && values.contains(&"em_pale_face"), "{values:?}");
    let named: Vec<_> = values.iter().filter(|value| value.chars().any(char::is_uppercase)).collect();
    assert!(named.is_empty(), "{named:?}");
}

#[tokio::test]
async fn a_nurse_may_type_in_for_a_patient_under_the_same_limits() {
    let scene = Scene::new().await;
    let nurse = scene.world.staff(NURSE, now());
    let mut request = check_in(&scene.case, well(), now());
    request.answers.spo2 = Some(101.0);
    let refused = scene.world.post(&nurse, Operation::SubmitCheckIn, &request, now()).await;
    assert_eq!((refused.code(), refused.fields()[0].field.as_str()), (Code::InvalidFields, "spo2"));
    request.answers.spo2 = Some(100.0);
    scene.world.post(&nurse, Operation::SubmitCheckIn, &request, now()).await.ok::<CheckInReceived>();
}
