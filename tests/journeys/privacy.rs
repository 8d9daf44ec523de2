//! Identity is kept apart (design 2.11 and 7): nothing that a person is known by, and nothing that
//! somebody wrote, stands readable in the table, a notice or the log; reads of it leave a trace.

use std::io::Write;
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::first_contact::FirstContactRecorded;
use domain::api::release::Releases;
use domain::api::rules::{PublishRules, Rules};
use domain::api::search::CasesFound;
use domain::api::work::{FinishCall, ToldCheckIn, Worklist};
use domain::condition::Severity;
use domain::duplicate::Linkage;
use domain::first_contact::{EmergencyContact, HouseholdMember, RiskOverride};
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::Risk;
use domain::reading::Answers;
use functions::store::item::{Item, text_of};
use local::engine::{Refusal, Verdict};
use serde_json::json;
use tests::people::{
    Filing, activation, call, check_in, close, condition, date, decide, first_contact, harmless, id, jst,
    limits, moves, outcome, oxygen, publish, release, take, to_hospital, visit, well,
};
use tests::{As, NURSE, STRANGER, World};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::scene::{Scene, bytes, now, raw};
use crate::table;

const BORN: &str = "1911-03-07";

/// Everything that must not be readable anywhere, whole and in its parts.
const CANARIES: [&str; 39] = [
    "limits-reason-canary",
    "医師のカナリア",
    "rules-reason-canary",
    "禽野 啼一郎",
    // As it is hashed, so that it can be found.
    "禽野啼一郎",
    "禽野",
    "トリノナキイチロウ",
    "name トリノ",
    "啼一郎",
    "トリノ ナキイチロウ",
    "トリノ",
    "鬼無里郷三番",
    "080-5550-7391",
    "08055507391",
    BORN,
    "19110307",
    "remark-canary",
    "備考のカナリア",
    "told-canary",
    "call-note-canary",
    "電話のカナリア",
    "closing-note-canary",
    "move-note-canary",
    "condition-note-canary",
    "visit-note-canary",
    "受診先のカナリア",
    "緊急のカナリア",
    "070-5551-4482",
    "07055514482",
    "ドウキョノカナリア",
    "sheet-notes-canary",
    "override-canary",
    "票のカナリア",
    "outcome-note-canary",
    "pair-note-canary",
    "canary_field",
    "canary-value",
    "canary_answer",
    "canary-number-5817",
];

fn filing() -> FileNotification {
    let mut request = Filing::default().request();
    request.notification.answers = request
        .notification
        .answers
        .with("name", "禽野 啼一郎")
        .with("name_kana", "トリノ ナキイチロウ")
        .with("municipality", "鬼無里郷三番")
        .with("phone", "080-5550-7391")
        .with("birth_date", BORN);
    request
}

fn remarked(words: &str) -> Answers {
    let remarks = Some(words.to_owned());
    Answers { remarks, ..oxygen(93) }
}

/// Files, activates, checks in, calls and closes, with a canary in every field that takes one. What
/// must not be found: the canaries and the secrets that were handed out.
async fn story(world: &World) -> Vec<String> {
    let mut secrets: Vec<String> = CANARIES.iter().map(ToString::to_string).collect();
    let nurse = world.staff(NURSE, now());
    let filed: NotificationFiled =
        world.post(&nurse, Operation::FileNotification, &filing(), now()).await.ok();
    secrets.push(filed.entry_code.clone());
    let activation = activation(&filed.entry_code, date(BORN));
    let answer = world.post(&As::default(), Operation::ActivatePatient, &activation, now()).await;
    secrets.push(answer.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned());
    let session: domain::api::session::Session = answer.ok();
    secrets.push(session.access_token.clone());
    let phone = As { token: Some(session.access_token), cookie: None };

    let mut body = json!(check_in(&filed.case, remarked("remark-canary 備考のカナリア"), now()));
    body["canary_field"] = json!("canary-value");
    body["answers"]["canary_answer"] = json!({ "deep": ["canary-number-5817"] });
    world.post(&phone, Operation::SubmitCheckIn, &body, now()).await.ok::<serde_json::Value>();
    world.tell().await;
    let row = world.work(now()).await.remove(0);
    world.post(&nurse, Operation::TakeWork, &take(&row), now()).await.ok::<serde_json::Value>();
    let row = world.work(now()).await.remove(0);
    let form = FinishCall {
        check_in: Some(ToldCheckIn { id: id(), answers: remarked("told-canary") }),
        note: Some("call-note-canary 電話のカナリア".to_owned()),
        ..call(&filed.case, &[&row])
    };
    world.post(&nurse, Operation::FinishCall, &form, now()).await.ok::<serde_json::Value>();
    let row = world.work(now()).await.remove(0);
    let mut closing = close(&row);
    closing.note = Some("closing-note-canary".to_owned());
    world.post(&nurse, Operation::CloseWork, &closing, now()).await.ok::<serde_json::Value>();
    // Found by what must not be readable.
    for text in ["トリノ ナキイチロウ", "禽野 19110307", "080-5550-7391", &filed.entry_code] {
        let search = json!({ "organisation": "aoba-hc", "text": text });
        let found: CasesFound = world.post(&nurse, Operation::SearchCases, &search, now()).await.ok();
        assert_eq!(found.hits.len(), 1, "{text}");
    }
    let mut limited = limits(&filed.case, Some(88), Some("2026-02-05"));
    limited.physician = "医師のカナリア".to_owned();
    limited.reason = "limits-reason-canary".to_owned();
    world.post(&nurse, Operation::SetPersonalLimits, &limited, now()).await.ok::<serde_json::Value>();
    let mut admission = moves(&filed.case, 1, to_hospital(now()));
    admission.note = Some("move-note-canary".to_owned());
    world.post(&nurse, Operation::MovePatient, &admission, now()).await.ok::<serde_json::Value>();
    let mut condition = condition(&filed.case, Severity::ModerateTwo, now());
    condition.note = Some("condition-note-canary".to_owned());
    world.post(&nurse, Operation::RecordCondition, &condition, now()).await.ok::<serde_json::Value>();
    let mut seen = visit(&filed.case, now());
    seen.institution_name = Some("受診先のカナリア".to_owned());
    seen.note = Some("visit-note-canary".to_owned());
    world.post(&nurse, Operation::RecordVisit, &seen, now()).await.ok::<serde_json::Value>();
    let mut sheet = first_contact(&filed.case, 0, harmless());
    sheet.sheet.emergency_contact = Some(EmergencyContact {
        name: "緊急のカナリア".to_owned(),
        relation: None,
        phone: "070-5551-4482".to_owned(),
    });
    sheet.sheet.household =
        vec![HouseholdMember {
            name_kana: "ドウキョノカナリア".to_owned(), relation: None, case: None
        }];
    sheet.sheet.notes = Some("sheet-notes-canary 票のカナリア".to_owned());
    sheet.sheet.risk_override = Some(RiskOverride { risk: Risk::High, reason: "override-canary".to_owned() });
    let recorded: FirstContactRecorded =
        world.post(&nurse, Operation::RecordFirstContact, &sheet, now()).await.ok();
    let mut discharge = outcome(&filed.case, recorded.stay, Outcome::Discharged, now());
    discharge.note = Some("outcome-note-canary".to_owned());
    world.post(&nurse, Operation::RecordOutcome, &discharge, now()).await.ok::<serde_json::Value>();
    // The same person once more: a decision is owed, and made.
    let again = FileNotification { request_id: id(), ..filing() };
    let again: NotificationFiled = world.post(&nurse, Operation::FileNotification, &again, now()).await.ok();
    secrets.push(again.entry_code);
    let mut pair = decide(&filed.case, &again.case, 0, Linkage::SamePerson);
    pair.note = Some("pair-note-canary".to_owned());
    world.post(&nurse, Operation::DecideDuplicate, &pair, now()).await.ok::<serde_json::Value>();
    let rules = PublishRules { reason: "rules-reason-canary".to_owned(), ..publish("aoba-hc", 0, json!({})) };
    let manager = world.staff("aoba-manager-1", now());
    world.post(&manager, Operation::PublishRules, &rules, now()).await.ok::<serde_json::Value>();
    let listed: Rules = world.get(&manager, Operation::ListRules, "", now()).await.ok();
    assert_eq!(listed.versions[0].reason.as_deref(), Some("rules-reason-canary"));
    // All of it can be read by those who may.
    let read = serde_json::to_string(&world.case(&filed.case, now()).await).unwrap();
    for written in [
        "禽野 啼一郎",
        "080-5550-7391",
        "備考のカナリア",
        "電話のカナリア",
        "closing-note-canary",
        "move-note-canary",
        "condition-note-canary",
        "visit-note-canary",
        "受診先のカナリア",
        "緊急のカナリア",
        "070-5551-4482",
        "ドウキョノカナリア",
        "票のカナリア",
        "override-canary",
        "outcome-note-canary",
        "pair-note-canary",
        "医師のカナリア",
        "limits-reason-canary",
    ] {
        assert!(read.contains(written), "{written}");
    }
    secrets
}

/// A text as it may stand somewhere: plain, in hex, and in base64 at any place of a longer text.
fn disguises(text: &str) -> Vec<String> {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![text.to_owned(), hex.to_uppercase(), hex];
    for before in 0..3 {
        let padded = [&vec![0; before], text.as_bytes()].concat();
        // Only the characters that depend on nothing around the text.
        let (from, to) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            all.push(engine.encode(&padded)[from..to].to_owned());
        }
    }
    all
}

fn holds(hay: &[u8], secret: &str) -> bool {
    let hay = String::from_utf8_lossy(hay);
    disguises(secret).iter().any(|needle| hay.contains(needle.as_str()))
}

/// Every name and value of an attribute, each followed by a byte that no text holds.
fn gather(name: &str, value: &AttributeValue, hay: &mut Vec<u8>) {
    let mut add = |bytes: &[u8]| {
        hay.extend_from_slice(bytes);
        hay.push(0xFF);
    };
    add(name.as_bytes());
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => add(text.as_bytes()),
        AttributeValue::B(blob) => add(blob.as_ref()),
        AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => {
            texts.iter().for_each(|text| add(text.as_bytes()));
        }
        AttributeValue::M(map) => map.iter().for_each(|(name, value)| gather(name, value, hay)),
        AttributeValue::L(list) => list.iter().for_each(|value| gather("", value, hay)),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => {}
        other => panic!("{name} has an unexpected type: {other:?}"),
    }
}

fn assert_clean(item: &Item, secrets: &[String]) {
    let mut hay = Vec::new();
    item.iter().for_each(|(name, value)| gather(name, value, &mut hay));
    for secret in secrets {
        assert!(!holds(&hay, secret), "{secret} can be read in {:?} {:?}", item["pk"], item["sk"]);
    }
}

#[tokio::test]
async fn nothing_personal_can_be_read_in_the_table_or_in_a_notice() {
    let world = World::new().await;
    let secrets = story(&world).await;
    let items = table::scan(&world).await;
    assert!(items.len() > 30, "{} items", items.len());
    for kind in [
        "CARD",
        "CHECKIN#",
        "STAY#",
        "CONDITION#",
        "VISIT#",
        "PAIR#",
        "SHEET#",
        "WORK#",
        "EVENT#",
        "CONTACT#",
        "NOTIFICATION#",
        "IDENTITY#",
        "CODE",
        "RULES#",
    ] {
        assert!(items.iter().any(|item| text_of(item, "sk").unwrap().starts_with(kind)), "no {kind}");
    }
    assert!(items.iter().any(|item| text_of(item, "pk").unwrap().starts_with("FIND#")));
    items.iter().for_each(|item| assert_clean(item, &secrets));

    let notices = world.told.notices();
    assert!(!notices.is_empty());
    for notice in notices {
        let told = [notice.subject(), notice.message(), notice.link.clone(), notice.organisation.to_string()];
        for secret in &secrets {
            assert!(!holds(told.join("\n").as_bytes(), secret), "{secret}");
        }
    }
}

#[tokio::test]
async fn the_reason_of_a_release_cannot_be_read() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    for day in 5..=9 {
        patient.checks_in(well(), jst(&format!("2026-01-{day:02} 09:00"))).await;
    }
    let case = patient.case.clone();
    let reasons = ["put-off-canary 延期のカナリア", "release-note-canary 解除のカナリア"];
    // Put off on the day, asked again a day later, and released then.
    for (moment, reason) in ["2026-01-10 09:10", "2026-01-11 12:00"].into_iter().zip(reasons) {
        let now = jst(moment);
        world.sweep(now).await;
        let nurse = world.staff(NURSE, now);
        let list: Releases = world.get(&nurse, Operation::ListReleases, "", now).await.ok();
        let released = (reason == reasons[1]).then_some("2026-01-10");
        let request = release(&case, list.rows[0].version, released, Some(reason));
        world.post(&nurse, Operation::ConfirmRelease, &request, now).await.ok::<serde_json::Value>();
        if released.is_none() {
            patient.checks_in(well(), jst("2026-01-10 09:30")).await;
        }
    }
    let read = serde_json::to_string(&world.case(&case, jst("2026-01-11 12:20")).await).unwrap();
    let secrets: Vec<String> =
        reasons.iter().flat_map(|reason| reason.split(' ')).map(str::to_owned).collect();
    for reason in reasons {
        assert!(read.contains(reason), "{reason} is shown to those who may read it");
    }
    table::scan(&world).await.iter().for_each(|item| assert_clean(item, &secrets));
}

#[test]
fn the_search_sees_through_every_disguise() {
    let found = |text: &str| holds(text.as_bytes(), "禽野 啼一郎");
    assert!(found("x 禽野 啼一郎 y") && !found("禽野"));
    for before in ["", "a", "ab", "abc"] {
        assert!(found(&STANDARD_NO_PAD.encode(format!("{before}禽野 啼一郎 and more"))));
        assert!(found(&URL_SAFE_NO_PAD.encode(format!("{before}禽野 啼一郎"))));
    }
    assert!(found(&"禽野 啼一郎".bytes().map(|byte| format!("{byte:02x}")).collect::<String>()));
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_personal_is_logged_or_echoed_whatever_goes_wrong() {
    let log = Log::default();
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(log.clone());
    let only = Targets::new().with_target("functions", LevelFilter::TRACE);
    let _guard = tracing_subscriber::registry().with(layer.with_filter(only)).set_default();

    let world = World::new().await;
    let secrets = story(&world).await;
    let nurse = world.staff(NURSE, now());
    let filed: NotificationFiled =
        world.post(&nurse, Operation::FileNotification, &filing(), now()).await.ok();
    let case = table::begins(&world, &format!("CASE#{}", filed.case)).await;
    let person = table::begins(&world, "PERSON#").await;
    let mut answers = Vec::new();
    let mut send = async |operation: Operation, query: &str, body: serde_json::Value| {
        let body = if body.is_null() { Vec::new() } else { bytes(&body) };
        answers.push(raw(&world, &nurse, operation, query, body, now()).await);
    };

    // Wrong in every way, with canaries where the mistake is.
    let mut wrong = json!(filing());
    wrong["notification"]["answers"]["values"]["birth_date"] = json!("08055507391");
    send(Operation::FileNotification, "", wrong).await;
    let mut wrong = json!(filing());
    wrong["notification"]["answers"]["values"]["name"] = json!({ "禽野 啼一郎": 1 });
    send(Operation::FileNotification, "", wrong).await;
    let mut wrong = json!(filing());
    wrong["notification"]["answers"]["values"]["name_kana"] = json!("禽野 啼一郎".repeat(20));
    wrong["notification"]["answers"]["values"]["phone"] = json!("080-5550-7391-0");
    send(Operation::FileNotification, "", wrong).await;
    let mut wrong = json!(filing());
    wrong["placement"]["pregnant"] = json!("禽野 啼一郎");
    send(Operation::FileNotification, "", wrong).await;
    let mut wrong = json!(check_in(&filed.case, oxygen(94), now()));
    wrong["answers"]["spo2"] = json!("remark-canary");
    send(Operation::SubmitCheckIn, "", wrong).await;
    let mut wrong = json!(check_in(&filed.case, remarked(&"remark-canary".repeat(50)), now()));
    send(Operation::SubmitCheckIn, "", wrong.clone()).await;
    wrong["answers"]["remarks"] = json!(["remark-canary"]);
    send(Operation::SubmitCheckIn, "", wrong).await;
    for text in ["禽野 啼一郎 0805555", "080-5550-7391-0", &"トリノ ナキイチロウ".repeat(20), BORN]
    {
        send(Operation::SearchCases, "", json!({ "organisation": "aoba-hc", "text": text })).await;
    }
    send(Operation::SearchCases, "", json!({ "organisation": "aoba-hc", "text": ["禽野 啼一郎"] })).await;
    // Items that cannot be read, sealed values that do not open.
    for (pk, sk, attribute) in case.iter().chain(&person).flat_map(|item| {
        let (pk, sk) = (text_of(item, "pk").unwrap(), text_of(item, "sk").unwrap());
        item.keys().filter(|name| !["pk", "sk"].contains(&name.as_str())).map(move |name| (pk, sk, name))
    }) {
        if attribute.ends_with("_pk") || attribute.ends_with("_sk") || attribute == "due_shard" {
            continue;
        }
        let original = case
            .iter()
            .chain(&person)
            .find(|item| text_of(item, "pk") == Some(pk) && text_of(item, "sk") == Some(sk));
        let broken = AttributeValue::S("禽野 啼一郎".to_owned());
        table::set(&world, pk, sk, attribute, broken).await;
        send(Operation::GetCase, &format!("case={}", filed.case), serde_json::Value::Null).await;
        if sk == "CARD" {
            send(Operation::SubmitCheckIn, "", json!(check_in(&filed.case, oxygen(90), now()))).await;
        }
        table::put(&world, pk, sk, original.unwrap().clone()).await;
    }
    // An unreadable card in the sweep, a label that does not open in the list, a database that fails.
    send(Operation::SubmitCheckIn, "", json!(check_in(&filed.case, oxygen(90), now()))).await;
    let (pk, broken) = (format!("CASE#{}", filed.case), AttributeValue::S("禽野 啼一郎".to_owned()));
    let row = world.work(now()).await.remove(0);
    table::set(&world, &pk, &format!("WORK#{}", row.work), "label", broken.clone()).await;
    send(Operation::ListWorklist, "", serde_json::Value::Null).await;
    table::set(&world, &pk, "CARD", "me", broken).await;
    assert_eq!(world.sweep(jst("2026-01-09 12:00")).await.skipped, 1);
    world.engine.set_hook(|target| match target.operation.as_str() {
        "Query" => Verdict::Pass,
        _ => Verdict::Refuse(Refusal::ServerError),
    });
    send(Operation::FileNotification, "", json!(filing())).await;
    send(Operation::GetCase, &format!("case={}", filed.case), serde_json::Value::Null).await;
    world.engine.clear_hook();

    let logged = log.0.lock().unwrap().clone();
    assert!(String::from_utf8_lossy(&logged).contains("functions::"), "nothing was logged");
    for secret in &secrets {
        assert!(!holds(&logged, secret), "{secret} was logged");
        for answer in answers.iter().filter(|answer| answer.status() != 200) {
            assert!(!holds(answer.body(), secret), "{secret} was echoed: {answer:?}");
        }
    }
    assert!(answers.iter().any(|answer| answer.status() == 500));
}

#[tokio::test]
async fn a_label_opens_for_the_owner_of_the_row_only() {
    let scene = Scene::new().await;
    let world = &scene.world;
    assert_eq!(scene.row.label.as_ref().unwrap().kana, "アオキ");
    let cursor = json!({
        "pk": format!("CASE#{}", scene.case),
        "sk": format!("WORK#{}", scene.row.work),
        "attention_sk": "0#2020-01-01T00:00:00Z",
    });
    let cursor = format!("after={}", URL_SAFE_NO_PAD.encode(cursor.to_string()));
    for other in [STRANGER, "minato-desk-1", "hibari-clinic-1", "mizuho-staff-1"] {
        let who = world.staff(other, now());
        for query in ["", &cursor] {
            let list: Worklist = world.get(&who, Operation::ListWorklist, query, now()).await.ok();
            assert!(list.rows.is_empty(), "{other} sees {:?}", list.rows);
        }
        let foreign = world.get(&who, Operation::ListWorklist, "organisation=aoba-hc", now()).await;
        assert_eq!(foreign.status, 404, "{other}");
    }
}

#[tokio::test]
async fn a_label_that_was_copied_to_another_case_does_not_open_there() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let mut other = world.patient(Filing::default(), now()).await;
    other.checks_in(oxygen(93), now()).await;
    let rows = world.work(now()).await;
    assert!(rows.iter().all(|row| row.label.is_some()) && rows.len() == 2);
    let from = table::begins(world, &format!("CASE#{}", scene.case)).await;
    let label = from.iter().find(|item| text_of(item, "sk") == Some("CARD")).unwrap()["label"].clone();
    let (pk, sk) = (format!("CASE#{}", other.case), format!("WORK#{}", rows[0].work));
    table::set(world, &pk, &sk, "label", label).await;
    let rows = world.work(now()).await;
    // The work is shown all the same.
    assert_eq!((rows[0].case.clone(), rows[0].label.clone()), (other.case.clone(), None));
    assert!(rows[1].label.is_some());
}

/// What an operation asked of the database, in order: operation and partition.
async fn asked(scene: &Scene, who: &As, operation: Operation, refuse: bool) -> (u16, Vec<(String, String)>) {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = calls.clone();
    scene.world.engine.set_hook(move |target| {
        let json = target.json();
        let pk = ["Key", "Item"].iter().find_map(|part| json[part]["pk"]["S"].as_str());
        seen.lock().unwrap().push((target.operation.clone(), pk.unwrap_or_default().to_owned()));
        if refuse && target.operation == "PutItem" {
            Verdict::Refuse(Refusal::ServerError)
        } else {
            Verdict::Pass
        }
    });
    let query = scene.query(operation);
    let answer = raw(&scene.world, who, operation, &query, Vec::new(), now()).await;
    scene.world.engine.clear_hook();
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert_eq!(body.contains("アオキ"), answer.status() == 200, "{body}");
    (answer.status().as_u16(), calls.lock().unwrap().clone())
}

#[tokio::test]
async fn a_read_of_an_identity_is_written_down_before_it_is_answered() {
    let scene = Scene::new().await;
    let (_, calls) = asked(&scene, &scene.nurse, Operation::GetCase, false).await;
    let place = |kind: &str| calls.iter().position(|(_, pk)| pk.starts_with(kind)).unwrap();
    assert!(place("AUDIT#aoba-hc#2026-01-04") < place("PERSON#"), "{calls:?}");
    let (_, calls) = asked(&scene, &scene.nurse, Operation::ListWorklist, false).await;
    assert!(calls.iter().any(|(_, pk)| pk.starts_with("AUDIT#aoba-hc#")), "{calls:?}");

    let mut entries = table::begins(&scene.world, "AUDIT#").await;
    // The scene itself looked at the list once.
    assert_eq!(entries.len(), 3);
    entries.retain(|entry| entry.contains_key("case"));
    let case = &entries[0];
    assert_eq!(text_of(case, "operation"), Some("get-case"));
    assert_eq!(text_of(case, "case"), Some(scene.case.as_str()));
    assert_eq!((text_of(case, "subject"), text_of(case, "name")), (Some(NURSE), Some("佐倉 みのり")));
    assert!(text_of(case, "sk").unwrap().starts_with("2026-01-04T23:05:00Z#"));
    let lists = table::begins(&scene.world, "AUDIT#").await;
    let list = lists.iter().find(|entry| text_of(entry, "operation") == Some("list-worklist")).unwrap();
    // The alert and the first contact of two cases.
    assert_eq!(list["rows"], AttributeValue::N("3".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_answered() {
    let scene = Scene::new().await;
    for operation in [Operation::GetCase, Operation::ListWorklist] {
        let (status, calls) = asked(&scene, &scene.nurse, operation, true).await;
        assert_eq!(status, 503, "{}", operation.name());
        assert!(!calls.iter().any(|(_, pk)| pk.starts_with("PERSON#")), "{calls:?}");
    }
}

#[tokio::test]
async fn whoever_may_not_read_leaves_the_identity_unread() {
    let scene = Scene::new().await;
    let before = table::begins(&scene.world, "AUDIT#").await.len();
    for who in [scene.world.staff(STRANGER, now()), scene.phone.clone(), As::default()] {
        let (status, calls) = asked(&scene, &who, Operation::GetCase, false).await;
        assert!(matches!(status, 401 | 404));
        assert!(!calls.iter().any(|(_, pk)| pk.starts_with("PERSON#")), "{calls:?}");
    }
    // No read is written down, but the stranger's attempt is (domain.md T19), in the stranger's own centre.
    let after = table::begins(&scene.world, "AUDIT#").await;
    let refused: Vec<_> = after.iter().filter(|entry| entry.contains_key("refused")).collect();
    assert_eq!((after.len(), refused.len()), (before + 1, 1));
    assert!(refused[0]["pk"].as_s().unwrap().starts_with("AUDIT#wakakusa-hc#"));
}
