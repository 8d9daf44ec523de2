//! The entry code as a link in a text message (R7, R17; design 7).

use domain::api::case::What;
use domain::api::error::{Code, Hint, Problem};
use domain::api::filing::NotificationFiled;
use domain::api::link::EntryLinkSent;
use domain::first_contact::{FirstContact, Language};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::review::Revision;
use domain::time::{Span, Time};
use serde_json::{Value, json};
use tests::people::{Filing, correct, first_contact, harmless, id, jst, outcome};
use tests::{Answer, CLINIC, NURSE, PHYSICIAN, STRANGER, World};

use crate::diseases::measles;
use crate::reviews::{filed, of_clinic};
use crate::table;

fn now() -> Time {
    jst("2026-01-05 10:00")
}

fn link(case: &CaseId) -> Value {
    json!({ "request_id": id::<RequestId>(), "case": case })
}

async fn send(world: &World, who: &str, body: &Value, at: Time) -> Answer {
    world.post(&world.staff(who, at), Operation::SendEntryLink, body, at).await
}

async fn sent(world: &World, who: &str, case: &CaseId, at: Time) -> EntryLinkSent {
    send(world, who, &link(case), at).await.ok()
}

/// A case of the centre whose patient has this number.
async fn with_phone(world: &World, phone: &str) -> NotificationFiled {
    let mut request = Filing::default().request();
    request.notification.answers = request.notification.answers.with("phone", phone);
    filed(world, NURSE, &request, now()).await
}

#[tokio::test]
async fn r07_and_r17_the_link_goes_to_the_patients_phone_and_tells_of_no_illness() {
    let world = World::new().await;
    let case = with_phone(&world, "090-0000-0001").await;
    let answer = sent(&world, NURSE, &case.case, now()).await;
    assert_eq!((answer.at, answer.sent_today), (now(), 1));
    let texts = world.told.texts();
    assert_eq!((texts.len(), texts[0].phone.as_str()), (1, "+819000000001"));
    let text = &texts[0].text;
    // Nobody has asked for the language yet: Japanese, and a line of English.
    assert!(text.contains("生年月日") && text.contains("date of birth"), "{text}");
    // In the fragment, which no server sees; never in path or query.
    assert!(text.ends_with(&format!("https://mimamori.invalid/#{}", case.entry_code)), "{text}");
    for private in ["アオキ", "青木", "コロナ", "感染", "保健所", "1985"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
    // Who and when, not the number.
    let story = world.case(&case.case, now()).await;
    let entry = story.timeline.iter().find(|entry| entry.what == What::EntryLinkSent).unwrap();
    assert_eq!(entry.by.as_ref().unwrap().name, answer.by.name);
    for item in table::scan(&world).await {
        let stored = format!("{item:?}");
        assert!(!stored.contains("9000000001") && !stored.contains(&case.entry_code), "{stored}");
    }
    // It reads an identity.
    let audit = table::scan(&world).await.into_iter().map(|item| format!("{item:?}"));
    assert_eq!(audit.filter(|item| item.contains("AUDIT#") && item.contains("send-entry-link")).count(), 1);
}

#[tokio::test]
async fn the_newest_number_and_the_language_that_was_asked_are_used() {
    let world = World::new().await;
    let request = Filing::default().request();
    let case = filed(&world, NURSE, &request, now()).await.case;
    let nurse = world.staff(NURSE, now());
    let sheet = FirstContact { language: Some(Language::Vietnamese), ..harmless() };
    let recorded = first_contact(&case, 0, sheet);
    assert_eq!(world.post(&nurse, Operation::RecordFirstContact, &recorded, now()).await.status, 200);
    let mut newer = request.notification.clone();
    newer.answers = newer.answers.with("phone", "+84 90 000 0001");
    let version = correct(&case, 1, Revision::Correction, newer);
    assert_eq!(world.post(&nurse, Operation::CorrectNotification, &version, now()).await.status, 200);

    sent(&world, NURSE, &case, now()).await;
    let texts = world.told.texts();
    assert_eq!(texts[0].phone, "+84900000001");
    assert!(texts[0].text.contains("ngày sinh") && !texts[0].text.contains("生年月日"), "{}", texts[0].text);
}

#[tokio::test]
async fn who_filed_sends_to_own_patients_and_nobody_else() {
    let world = World::new().await;
    let own = filed(&world, PHYSICIAN, &of_clinic(), now()).await.case;
    assert_eq!(sent(&world, PHYSICIAN, &own, now()).await.sent_today, 1);
    let others = with_phone(&world, "090-0000-0001").await.case;
    for (who, case) in [(PHYSICIAN, &others), (STRANGER, &own)] {
        assert_eq!(send(&world, who, &link(case), now()).await.code(), Code::NotFound, "{who}");
    }
    // Filed by the centre for the clinic: that is the clinic's patient too (R16).
    let mut request = Filing::default().request();
    request.on_behalf_of = Some(CLINIC.parse().unwrap());
    let for_clinic = filed(&world, NURSE, &request, now()).await.case;
    sent(&world, PHYSICIAN, &for_clinic, now()).await;
    assert_eq!(world.told.texts().len(), 2);
}

#[tokio::test]
async fn three_a_day_and_a_repetition_is_none() {
    let world = World::new().await;
    let case = with_phone(&world, "090-0000-0001").await.case;
    let first = link(&case);
    let answer: EntryLinkSent = send(&world, NURSE, &first, now()).await.ok();
    let later = now() + Span::minutes(1);
    let again: EntryLinkSent = send(&world, NURSE, &first, later).await.ok();
    assert_eq!((again, world.told.texts().len()), (answer, 1), "the same request is sent once");
    let mut other = first.clone();
    other["case"] = json!(with_phone(&world, "090-0000-0002").await.case);
    assert_eq!(send(&world, NURSE, &other, later).await.status, 200, "an id counts within its case");

    assert_eq!(sent(&world, NURSE, &case, later).await.sent_today, 2);
    // Until the last minute of the day in Japan; then the count begins anew.
    let evening = jst("2026-01-05 23:59");
    assert_eq!(sent(&world, NURSE, &case, evening).await.sent_today, 3);
    let fourth = send(&world, NURSE, &link(&case), evening).await;
    assert_eq!((fourth.status, fourth.code()), (429, Code::TooManyMessages));
    assert_eq!(world.told.texts().len(), 4);
    assert_eq!(sent(&world, NURSE, &case, jst("2026-01-06 00:00")).await.sent_today, 1);
}

#[tokio::test]
async fn what_cannot_get_a_message_is_said_with_what_to_do() {
    let world = World::new().await;
    let refusal = async |case: &CaseId| {
        let fields = send(&world, NURSE, &link(case), now()).await.fields();
        (fields[0].field.clone(), fields[0].problem, fields[0].hint)
    };
    let landline = with_phone(&world, "03-0000-0001").await.case;
    assert_eq!(refusal(&landline).await, ("phone".to_owned(), Problem::NotMobile, Some(Hint::PrintSlip)));
    let mut request = Filing::default().request();
    request.notification.answers = request.notification.answers.with_unknown("phone");
    let unknown = filed(&world, NURSE, &request, now()).await.case;
    assert_eq!(refusal(&unknown).await, ("phone".to_owned(), Problem::Missing, Some(Hint::PrintSlip)));
    // Nobody with measles checks in: there is no code.
    let measles = filed(&world, PHYSICIAN, &measles(), now()).await.case;
    assert_eq!(refusal(&measles).await, ("case".to_owned(), Problem::NotFollowedHere, None));

    let ended = with_phone(&world, "090-0000-0001").await.case;
    let released = outcome(&ended, 1, Outcome::Released, now());
    let nurse = world.staff(NURSE, now());
    assert_eq!(world.post(&nurse, Operation::RecordOutcome, &released, now()).await.status, 200);
    assert_eq!(send(&world, NURSE, &link(&ended), now()).await.code(), Code::CaseEnded);
    assert!(world.told.texts().is_empty());
}

#[tokio::test]
async fn a_message_that_the_network_did_not_take_is_not_recorded_and_can_be_sent_again() {
    let world = World::new().await;
    let case = with_phone(&world, "090-0000-0001").await.case;
    let request = link(&case);
    world.told.set_broken(true);
    for _ in 0..4 {
        let refused = send(&world, NURSE, &request, now()).await;
        assert_eq!((refused.status, refused.code()), (502, Code::NotSent));
    }
    let story = world.case(&case, now()).await;
    assert!(story.timeline.iter().all(|entry| entry.what != What::EntryLinkSent));
    world.told.set_broken(false);
    let answer: EntryLinkSent = send(&world, NURSE, &request, now()).await.ok();
    assert_eq!((answer.sent_today, world.told.texts().len()), (1, 1));
}
