//! Filing for review (R5–R9, R16, R17), accepting and returning, correcting, and withdrawing.

use crate::filing::full;
use crate::table;
use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::review::{
    AcceptNotification, CorrectNotification, NotificationChanged, NotificationView, Notifications,
};
use domain::api::search::{CasesFound, SearchCases};
use domain::api::work::Worklist;
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::placement::{CareStatus, CaseKind};
use domain::review::{NotificationState, Revision};
use domain::time::Time;
use domain::work::Family;
use serde_json::json;
use tests::people::{Filing, activation, close, correct, date, id, jst, oxygen, refuse};
use tests::{CENTRE, CLINIC, COLLEAGUE, NURSE, PHYSICIAN, STRANGER, World};

/// As a clinic files it: the health centre places.
pub fn of_clinic() -> FileNotification {
    let mut request = Filing::default().request();
    request.organisation = CLINIC.parse().unwrap();
    request.placement = None;
    request
}

pub async fn filed(world: &World, who: &str, request: &FileNotification, now: Time) -> NotificationFiled {
    world.post(&world.staff(who, now), Operation::FileNotification, request, now).await.ok()
}

fn accept(case: &CaseId, seen: u32) -> AcceptNotification {
    AcceptNotification { request_id: id(), case: case.clone(), seen }
}

async fn inbox(world: &World, who: &str, state: NotificationState, now: Time) -> Notifications {
    let query = format!("state={}", state.code());
    world.get(&world.staff(who, now), Operation::ListNotifications, &query, now).await.ok()
}

pub async fn view(world: &World, who: &str, case: &CaseId, now: Time) -> NotificationView {
    let query = format!("case={case}");
    world.get(&world.staff(who, now), Operation::GetNotification, &query, now).await.ok()
}

/// The family and clock of what an organisation owes.
async fn owed(world: &World, who: &str, now: Time) -> Vec<(Family, Level, Time)> {
    let rows = world.list(who, now).await.into_iter();
    rows.map(|row| (row.family, row.level, row.due_at)).collect()
}

async fn changed(
    world: &World,
    who: &str,
    operation: Operation,
    request: &impl serde::Serialize,
    now: Time,
) -> NotificationChanged {
    world.post(&world.staff(who, now), operation, request, now).await.ok()
}

#[tokio::test]
async fn r05_to_r09_a_clinic_files_the_nearest_centre_checks_and_places() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let request = of_clinic();
    let filed = filed(&world, PHYSICIAN, &request, now).await;
    // R6: the entry code is there before anybody has checked anything, and it opens the app.
    assert_eq!(filed.entry_code.len(), 18);
    // The numbers of the nearest centre stand on the slip, whoever prints it.
    for who in [NURSE, PHYSICIAN] {
        let list: Worklist = world.get(&world.staff(who, now), Operation::ListWorklist, "", now).await.ok();
        assert_eq!(list.contact.unwrap().night_phone, "000-0000-0102", "{who}");
    }
    let phone = activation(&filed.entry_code, date("1985-04-12"));
    let answer = world.post(&tests::As::default(), Operation::ActivatePatient, &phone, now).await;
    assert_eq!(answer.status, 200, "{}", answer.body);

    // R8: the nearest centre owes the review within two opening hours, and is told.
    let case = &filed.case;
    let expected = [
        // Nobody has asked about the risk yet.
        (Family::FirstContact, Level::Urgent, jst("2026-01-06 10:00")),
        (Family::Review, Level::Caution, jst("2026-01-05 12:00")),
    ];
    assert_eq!(owed(&world, NURSE, now).await, expected);
    world.tell().await;
    assert_eq!(world.told.notices().len(), 1);
    let view_of_case = world.case(case, now).await;
    assert_eq!(
        (view_of_case.care_status, view_of_case.notification),
        (CareStatus::Arranging, NotificationState::Submitted)
    );
    for who in [NURSE, PHYSICIAN] {
        let rows = inbox(&world, who, NotificationState::Submitted, now).await.rows;
        assert_eq!((rows.len(), rows[0].due_at), (1, Some(jst("2026-01-05 12:00"))), "{who}");
        assert_eq!((rows[0].filed_by.as_str(), &rows[0].case), ("ひばり内科クリニック", case), "{who}");
        assert_eq!(rows[0].label.as_ref().unwrap().kana, "アオキ", "{who}");
    }
    assert!(inbox(&world, STRANGER, NotificationState::Submitted, now).await.rows.is_empty());

    let later = jst("2026-01-05 11:00");
    let answer = changed(&world, NURSE, Operation::AcceptNotification, &accept(case, 1), later).await;
    assert_eq!((answer.state, answer.version), (NotificationState::Accepted, 1));
    assert_eq!(owed(&world, NURSE, later).await.len(), 1);
    // The clinic sees that it was accepted.
    assert!(inbox(&world, PHYSICIAN, NotificationState::Submitted, later).await.rows.is_empty());
    assert_eq!(inbox(&world, PHYSICIAN, NotificationState::Accepted, later).await.rows.len(), 1);
    assert_eq!(view(&world, PHYSICIAN, case, later).await.state, NotificationState::Accepted);
    let timeline = world.case(case, later).await.timeline;
    assert!(timeline.iter().any(|entry| entry.what == What::NotificationAccepted { version: 1 }));

    // Of two who decide the second is told.
    let colleague = world.staff(COLLEAGUE, later);
    let again = world.post(&colleague, Operation::ReturnNotification, &refuse(case, 1), later).await;
    assert_eq!(again.code(), Code::HasNews);
}

#[tokio::test]
async fn an_urgent_review_is_due_in_an_hour_at_any_time() {
    let world = World::new().await;
    let night = jst("2026-01-05 23:30");
    let mut request = of_clinic();
    request.notification = full().notification;
    let calm = request.clone();
    filed(&world, PHYSICIAN, &calm, night).await;
    let due = |rows: Vec<(Family, Level, Time)>| -> Vec<_> {
        rows.into_iter().filter(|row| row.0 == Family::Review).map(|row| (row.1, row.2)).collect()
    };
    assert_eq!(due(owed(&world, NURSE, night).await), [(Level::Caution, jst("2026-01-06 10:30"))]);
    for (field, value) in [("spo2_room_air", json!(93)), ("hospitalization_needed", json!(true))] {
        let world = World::new().await;
        let mut request = request.clone();
        request.request_id = id();
        request.notification.answers = request.notification.answers.with(field, value);
        filed(&world, PHYSICIAN, &request, night).await;
        let expected = [(Level::Urgent, jst("2026-01-06 00:30"))];
        assert_eq!(due(owed(&world, NURSE, night).await), expected, "{field}");
    }
}

#[tokio::test]
async fn a_returned_notification_is_owed_by_the_clinic_until_it_is_corrected() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let request = of_clinic();
    let filed = filed(&world, PHYSICIAN, &request, now).await;
    let case = &filed.case;
    changed(&world, NURSE, Operation::ReturnNotification, &refuse(case, 1), now).await;
    assert_eq!(
        owed(&world, PHYSICIAN, now).await,
        [(Family::Correction, Level::Caution, jst("2026-01-05 17:15"))]
    );
    assert!(owed(&world, NURSE, now).await.iter().all(|row| row.0 == Family::FirstContact));
    let seen = view(&world, PHYSICIAN, case, now).await;
    assert_eq!((seen.state, seen.versions.len()), (NotificationState::Returned, 1));
    assert_eq!(seen.remarks[0].reason, "生年月日を確認してください");
    // The form as it was filed, the person included, is there to be corrected.
    assert_eq!(seen.versions[0].answers, request.notification.answers);

    let later = jst("2026-01-05 11:00");
    let mut right = request.notification.clone();
    right.answers = right.answers.with("birth_date", "1958-04-12").with("name_kana", "アオノ ハナコ");
    let correction = correct(case, 1, Revision::Correction, right.clone());
    let answer = changed(&world, PHYSICIAN, Operation::CorrectNotification, &correction, later).await;
    assert_eq!((answer.state, answer.version), (NotificationState::Submitted, 2));
    assert!(owed(&world, PHYSICIAN, later).await.is_empty());
    // The same request again is the same version.
    let again = changed(&world, PHYSICIAN, Operation::CorrectNotification, &correction, later).await;
    assert_eq!(again, answer);

    // The centre has to look at it again, under the new label.
    let rows = world.list(NURSE, later).await;
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let label = row.label.as_ref().unwrap();
        assert_eq!((label.kana.as_str(), label.age_months), ("アオノ", Some(812)), "{:?}", row.family);
    }
    let both = view(&world, NURSE, case, later).await;
    assert_eq!(both.versions.len(), 2);
    assert_eq!(both.versions[0].answers, request.notification.answers);
    assert_eq!(both.versions[1].answers, right.answers);
    assert_eq!(both.versions[1].revision, Some(Revision::Correction));

    // Everything follows the correction: identity, search, and the birth date that opens the app.
    assert_eq!(world.case(case, later).await.identity.name_kana.as_deref(), Some("アオノ ハナコ"));
    let found = async |text: &str| -> usize {
        let request = SearchCases { organisation: CENTRE.parse().unwrap(), text: text.to_owned() };
        let nurse = world.staff(NURSE, later);
        let found: CasesFound = world.post(&nurse, Operation::SearchCases, &request, later).await.ok();
        found.hits.len()
    };
    assert_eq!((found("アオノ").await, found("アオキ").await), (1, 0));
    let opens = async |birth: &str| {
        let activation = activation(&filed.entry_code, date(birth));
        world.post(&tests::As::default(), Operation::ActivatePatient, &activation, later).await.status
    };
    assert_eq!((opens("1985-04-12").await, opens("1958-04-12").await), (401, 200));
}

#[tokio::test]
async fn of_two_who_correct_the_second_is_told_and_sees_the_difference() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let request = Filing::default().request();
    let case = filed(&world, NURSE, &request, now).await.case;
    let version = |field: &str, value: &str| -> CorrectNotification {
        let mut notification = request.notification.clone();
        notification.answers = notification.answers.with(field, value);
        correct(&case, 1, Revision::Correction, notification)
    };
    let (mine, theirs) = (version("phone", "000-0000-9002"), version("municipality", "月浜町"));
    let (nurse, colleague) = (world.staff(NURSE, now), world.staff(COLLEAGUE, now));
    let (one, other) = tokio::join!(
        world.post(&nurse, Operation::CorrectNotification, &mine, now),
        world.post(&colleague, Operation::CorrectNotification, &theirs, now),
    );
    let mut codes = [one.status, other.status];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
    let lost = if one.status == 200 { other } else { one };
    assert_eq!(lost.code(), Code::HasNews);
    let now_there = view(&world, NURSE, &case, now).await.versions;
    assert_eq!(now_there.len(), 2);
    let differs: Vec<&String> = now_there[1]
        .answers
        .values
        .iter()
        .filter(|(code, value)| now_there[0].answers.values.get(*code) != Some(value))
        .map(|(code, _)| code)
        .collect();
    assert!(differs == ["phone"] || differs == ["municipality"], "{differs:?}");
}

/// The organisation whose member sent a request, and the institution on whose behalf, as its event says.
async fn acted_for(world: &World, request: &str) -> (Option<String>, Option<String>) {
    let mut items = table::scan(world).await.into_iter();
    let event = items.find(|item| item["sk"].as_s().unwrap() == &format!("EVENT#{request}")).unwrap();
    let named = |name: &str| event.get(name).map(|id| id.as_s().unwrap().clone());
    (named("organisation"), named("on_behalf_of"))
}

#[tokio::test]
async fn t21_r16_r17_the_health_centre_types_a_fax_for_a_clinic_without_access() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let mut request = Filing::default().request();
    request.on_behalf_of = Some(CLINIC.parse().unwrap());
    request.notification = full().notification;
    request.notification.answers = request.notification.answers.with("birth_date", "2025-08-01");
    // A minor has a guardian.
    let nurse = world.staff(NURSE, now);
    let refusal = world.post(&nurse, Operation::FileNotification, &request, now).await;
    assert!(refusal.fields().iter().any(|field| field.field == "guardian_name"), "{:?}", refusal.fields());
    request.notification.answers = request
        .notification
        .answers
        .clone()
        .with("guardian_name", "青木 月子")
        .with("guardian_address", "青波市港町一丁目2番3号")
        .with("guardian_phone", "000-0000-9003");
    let filed = filed(&world, NURSE, &request, now).await;
    // R17: the centre has the code to pass on.
    assert_eq!(filed.entry_code.len(), 18);
    let case = world.case(&filed.case, now).await;
    assert_eq!((case.notification, case.personal.age_months), (NotificationState::Accepted, Some(5)));
    let told = case.timeline.iter().find_map(|entry| match &entry.what {
        What::Notified { on_behalf_of, organisation, .. } => Some((on_behalf_of, organisation)),
        _ => None,
    });
    let (on_behalf_of, organisation) = told.unwrap();
    assert_eq!(on_behalf_of.as_ref().unwrap().as_str(), CLINIC);
    assert_eq!(organisation.as_ref().unwrap().as_str(), CENTRE);
    // Should it get access one day, it finds its own patients.
    let seen = view(&world, PHYSICIAN, &filed.case, now).await;
    assert_eq!(seen.versions[0].answers.text("guardian_name"), Some("青木 月子"));

    // The events say who acted for whom; what the clinic says by itself is on nobody's behalf.
    let by_centre = (Some(CENTRE.to_owned()), Some(CLINIC.to_owned()));
    assert_eq!(acted_for(&world, request.request_id.as_str()).await, by_centre);
    let by_itself = (Some(CLINIC.to_owned()), None);
    let corrections = [(NURSE, 1, "000-0000-9005", &by_centre), (PHYSICIAN, 2, "000-0000-9006", &by_itself)];
    for (subject, seen, phone, expected) in corrections {
        let mut notification = request.notification.clone();
        notification.answers = notification.answers.with("phone", phone);
        let correction = correct(&filed.case, seen, Revision::Correction, notification);
        changed(&world, subject, Operation::CorrectNotification, &correction, now).await;
        assert_eq!(acted_for(&world, correction.request_id.as_str()).await, *expected, "{subject}");
    }
    let told = world.case(&filed.case, now).await.timeline.into_iter().filter_map(|entry| match entry.what {
        What::Notified { on_behalf_of, .. } => Some(on_behalf_of.map(|institution| institution.to_string())),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [by_centre.1.clone(), by_centre.1, None]);

    for (institution, problem) in [("minato-hotel", Problem::DoesNotExist), ("nobody", Problem::DoesNotExist)]
    {
        request.request_id = id();
        request.on_behalf_of = Some(institution.parse().unwrap());
        let refusal = world.post(&nurse, Operation::FileNotification, &request, now).await;
        let fields = refusal.fields();
        assert_eq!((fields[0].field.as_str(), fields[0].problem), ("on_behalf_of", problem), "{institution}");
    }
}

#[tokio::test]
async fn a_clinic_neither_places_nor_acts_for_another() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let mut request = of_clinic();
    request.placement = Filing::default().request().placement;
    request.on_behalf_of = Some(CLINIC.parse().unwrap());
    let answer = world.post(&world.staff(PHYSICIAN, now), Operation::FileNotification, &request, now).await;
    let fields: Vec<_> = answer.fields().into_iter().map(|field| (field.field, field.problem)).collect();
    let expected =
        [("placement".to_owned(), Problem::NotAsked), ("on_behalf_of".to_owned(), Problem::NotAsked)];
    assert_eq!(fields, expected);
}

#[tokio::test]
async fn t18_a_hospital_withdraws_a_notification_of_the_wrong_patient() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    const HOSPITAL: &str = "shiokaze-staff-1";
    let mut request = of_clinic();
    request.organisation = "shiokaze-hospital".parse().unwrap();
    let case = filed(&world, HOSPITAL, &request, now).await.case;
    changed(&world, NURSE, Operation::AcceptNotification, &accept(&case, 1), now).await;

    let later = jst("2026-01-05 15:00");
    let answer = changed(&world, HOSPITAL, Operation::WithdrawNotification, &refuse(&case, 1), later).await;
    let expected = (NotificationState::Withdrawn, CaseKind::Withdrawn, CareStatus::Ended);
    assert_eq!((answer.state, answer.kind, answer.care_status), expected);
    // It is kept, with the reason, and the centre looks at what it had accepted.
    assert_eq!(view(&world, NURSE, &case, later).await.remarks[0].state, NotificationState::Withdrawn);
    assert_eq!(world.case(&case, later).await.kind, CaseKind::Withdrawn);
    let rows = world.list(NURSE, later).await;
    assert_eq!(rows.iter().map(|row| row.family).collect::<Vec<_>>(), [Family::Review]);
    let nurse = world.staff(NURSE, later);
    let closed = world.post(&nurse, Operation::CloseWork, &close(&rows[0]), later).await;
    assert_eq!(closed.status, 200, "{}", closed.body);
    assert!(world.list(NURSE, later).await.is_empty());
    // Nothing further is made of it.
    for operation in [Operation::WithdrawNotification, Operation::ReturnNotification] {
        let answer = world.post(&nurse, operation, &refuse(&case, 1), later).await;
        assert_eq!(answer.code(), Code::CaseEnded, "{}", operation.name());
    }
    assert_eq!(world.sweep(jst("2026-01-07 12:00")).await.settled, 0);
}

#[tokio::test]
async fn a_clinic_that_withdraws_lowers_no_alert() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let filed = filed(&world, PHYSICIAN, &of_clinic(), now).await;
    let case = filed.case.clone();
    let mut phone = world.activated(filed, date("1985-04-12"), now).await;
    phone.checks_in(oxygen(92), jst("2026-01-05 10:30")).await;
    let later = jst("2026-01-05 11:00");
    changed(&world, PHYSICIAN, Operation::WithdrawNotification, &refuse(&case, 1), later).await;
    let rows = world.work(later).await;
    assert_eq!((rows.len(), rows[0].family, rows[0].level), (1, Family::Health, Level::Urgent));
}

#[tokio::test]
async fn a_review_ends_by_a_decision_and_not_otherwise() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    filed(&world, PHYSICIAN, &of_clinic(), now).await;
    let rows = world.list(NURSE, now).await;
    let review = rows.iter().find(|row| row.family == Family::Review).unwrap();
    let answer = world.post(&world.staff(NURSE, now), Operation::CloseWork, &close(review), now).await;
    let fields = answer.fields();
    assert_eq!((fields[0].field.as_str(), fields[0].problem), ("work", Problem::EndsOtherwise));
}

#[tokio::test]
async fn a_reason_is_needed_and_bounded() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let case = filed(&world, PHYSICIAN, &of_clinic(), now).await.case;
    for (reason, problem) in [(" ".to_owned(), Problem::Missing), ("あ".repeat(501), Problem::TooLong)] {
        let request = domain::api::review::RefuseNotification { reason, ..refuse(&case, 1) };
        let answer = world.post(&world.staff(NURSE, now), Operation::ReturnNotification, &request, now).await;
        assert_eq!(answer.fields()[0].problem, problem);
    }
    let most = domain::api::review::RefuseNotification { reason: "あ".repeat(500), ..refuse(&case, 1) };
    let answer = world.post(&world.staff(NURSE, now), Operation::ReturnNotification, &most, now).await;
    assert_eq!(answer.status, 200);
}
