//! Somebody who was dead when notified (domain.md 2.2 no. 1, 2.4 rule 6, 5.2): the case ends as it is
//! filed. It is checked and found, and nobody is called, placed or asked to check in.

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::filing::FileNotification;
use domain::api::review::{AcceptNotification, NotificationChanged};
use domain::api::search::{CasesFound, SearchCases};
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::{CareStatus, CaseKind, Channel};
use domain::review::{NotificationState, Revision};
use domain::time::{Span, Time};
use domain::work::Family;
use serde_json::json;
use tests::people::{activation, check_in, correct, date, first_contact, harmless, id, jst, moves, outcome};
use tests::people::{refuse, to_hotel, well};
use tests::{As, CENTRE, NURSE, PHYSICIAN, World};

use crate::reviews::{filed, of_clinic, view};

const DIED: &str = "2026-01-03";

/// As a clinic files somebody whose body it has examined.
fn of_dead(case_type: &str) -> FileNotification {
    let mut request = of_clinic();
    let answers = request.notification.answers;
    request.notification.answers =
        answers.with("name_kana", "アオキ ハナコ").with("case_type", case_type).with("death_date", DIED);
    request
}

async fn dead(world: &World, case_type: &str, now: Time) -> (FileNotification, CaseId) {
    let request = of_dead(case_type);
    let answer = filed(world, PHYSICIAN, &request, now).await;
    assert_eq!((answer.entry_code.as_str(), answer.first_due), ("", None));
    (request, answer.case)
}

#[tokio::test]
async fn the_case_of_a_dead_person_ends_as_it_is_filed() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let (request, case) = dead(&world, "deceased_confirmed", now).await;

    let story = world.case(&case, now).await;
    assert_eq!((story.kind, story.care_status), (CaseKind::Confirmed, CareStatus::Ended));
    assert_eq!((story.outcome, story.ended_at), (Some(Outcome::Deceased), Some(jst("2026-01-03 00:00"))));
    assert_eq!((story.channel, story.next_due, story.entry_code.as_str()), (Channel::None, None, ""));
    let told: Vec<_> = story.timeline.iter().map(|entry| (&entry.what, entry.at)).collect();
    assert!(matches!(told[0], (What::Notified { .. }, at) if at == now), "{told:?}");
    assert!(
        matches!(told[1], (What::Ended { outcome: Outcome::Deceased, .. }, at) if at == jst("2026-01-03 00:00"))
    );
    assert_eq!(told.len(), 2, "nobody was placed");

    // The review is owed all the same, and nothing else: no first contact, no result.
    let owed: Vec<_> = world.list(NURSE, now).await.into_iter().map(|row| (row.family, row.level)).collect();
    assert_eq!(owed, [(Family::Review, Level::Caution)]);
    let accept = AcceptNotification { request_id: id(), case: case.clone(), seen: 1 };
    let nurse = world.staff(NURSE, now);
    let accepted: NotificationChanged =
        world.post(&nurse, Operation::AcceptNotification, &accept, now).await.ok();
    assert_eq!(accepted.state, NotificationState::Accepted);
    assert!(world.list(NURSE, now).await.is_empty());
    // The clinic sees it, without a code to hand over.
    let seen = view(&world, PHYSICIAN, &case, now).await;
    assert_eq!((seen.state, seen.entry_code), (NotificationState::Accepted, None));

    // Found by name and birth date like everybody.
    let search = SearchCases {
        organisation: CENTRE.parse().unwrap(),
        text: "アオキ ハナコ 1985-04-12".to_owned(),
    };
    let found: CasesFound = world.post(&nurse, Operation::SearchCases, &search, now).await.ok();
    assert_eq!(
        found.hits.iter().map(|hit| (&hit.case, hit.care_status)).collect::<Vec<_>>(),
        [(&case, CareStatus::Ended)]
    );

    // A retry is the same case; months later nobody has been missed.
    assert_eq!(filed(&world, PHYSICIAN, &request, now).await.case, case);
    let later = now + Span::hours(24 * 60);
    world.sweep(later).await;
    assert!(world.list(NURSE, later).await.is_empty());
}

#[tokio::test]
async fn there_is_no_code_for_the_app_and_nothing_more_is_taken_in() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let (_, case) = dead(&world, "deceased_confirmed", now).await;
    let nurse = world.staff(NURSE, now);
    // The code that the case would have had opens what an unknown code opens: nothing.
    let code = world.app.secrets.entry_code(&case, 1);
    let phone = activation(code.digits(), date("1985-04-12"));
    let answer = world.post(&As::default(), Operation::ActivatePatient, &phone, now).await;
    assert_eq!(answer.code(), Code::ActivationRefused);

    let refused = async |operation, body: serde_json::Value| {
        let answer = world.post(&nurse, operation, &body, now).await;
        assert_eq!(answer.code(), Code::CaseEnded, "{}", Operation::name(operation));
    };
    refused(Operation::SubmitCheckIn, json!(check_in(&case, well(), now))).await;
    refused(Operation::MovePatient, json!(moves(&case, 0, to_hotel(now)))).await;
    refused(Operation::RecordFirstContact, json!(first_contact(&case, 0, harmless()))).await;
    refused(Operation::RecordOutcome, json!(outcome(&case, 0, Outcome::Deceased, now))).await;
    refused(Operation::SendEntryLink, json!({ "request_id": id::<CaseId>(), "case": case })).await;
}

#[tokio::test]
async fn t22_a_post_mortem_result_corrects_the_type_and_a_day_of_death() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let (request, case) = dead(&world, "deceased_suspected", now).await;
    let story = world.case(&case, now).await;
    assert_eq!((story.kind, story.work.len()), (CaseKind::Suspected, 1), "no result is waited for");

    let physician = world.staff(PHYSICIAN, now);
    let mut corrected = request.notification.clone();
    corrected.answers =
        corrected.answers.with("case_type", "deceased_confirmed").with("death_date", "2026-01-02");
    let version = correct(&case, 1, Revision::Correction, corrected.clone());
    let later = jst("2026-01-05 15:00");
    let changed: NotificationChanged =
        world.post(&physician, Operation::CorrectNotification, &version, later).await.ok();
    assert_eq!((changed.version, changed.kind), (2, CaseKind::Confirmed));
    let story = world.case(&case, later).await;
    assert_eq!((story.ended_at, story.outcome), (Some(jst("2026-01-02 00:00")), Some(Outcome::Deceased)));
    let deaths = story.timeline.iter().filter(|entry| matches!(entry.what, What::Ended { .. }));
    assert_eq!(deaths.count(), 2, "the first day stays told");

    // Whether the person was dead is not corrected: withdrawn, and filed again.
    corrected.answers = corrected.answers.with("case_type", "confirmed_patient").without("death_date");
    let alive = correct(&case, 2, Revision::Correction, corrected);
    let answer = world.post(&physician, Operation::CorrectNotification, &alive, later).await;
    assert_eq!(answer.fields()[0].problem, Problem::FiledOtherwise);
    let withdrawn: NotificationChanged =
        world.post(&physician, Operation::WithdrawNotification, &refuse(&case, 2), later).await.ok();
    assert_eq!((withdrawn.state, withdrawn.kind), (NotificationState::Withdrawn, CaseKind::Withdrawn));
}

#[tokio::test]
async fn a_living_patient_becomes_no_dead_one_by_a_correction() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let request = of_clinic();
    let case = filed(&world, PHYSICIAN, &request, now).await.case;
    let physician = world.staff(PHYSICIAN, now);
    let version = correct(&case, 1, Revision::Correction, of_dead("deceased_confirmed").notification);
    let answer = world.post(&physician, Operation::CorrectNotification, &version, now).await;
    assert_eq!(answer.fields()[0].problem, Problem::FiledOtherwise);
    // After the death was entered as an outcome the notification may say so.
    let nurse = world.staff(NURSE, now);
    let died = outcome(&case, 1, Outcome::Deceased, now);
    assert_eq!(world.post(&nurse, Operation::RecordOutcome, &died, now).await.status, 200);
    let changed: NotificationChanged =
        world.post(&physician, Operation::CorrectNotification, &version, now).await.ok();
    assert_eq!((changed.version, changed.care_status), (2, CareStatus::Ended));
    assert_eq!(world.case(&case, now).await.ended_at, Some(now), "the outcome says when");
}
