//! A hotel's desk and its residents (R12; domain.md 6.2): whom it sees, what it may know, what it does, and
//! that the health centre sees the same.

use domain::api::case::{CaseView, What};
use domain::api::error::{Code, Problem};
use domain::api::following::FollowedPage;
use domain::api::work::{CloseReason, Closing, Reached, TakeWork, ToldCheckIn, WorkRow};
use domain::call::{CallResult, Finding};
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::time::Time;
use domain::work::{Family, WorkState};
use serde_json::Value;
use tests::people::{
    Filing, call, check_in, close, id, jst, moves, outcome, oxygen, stay, take, to_hotel, well,
};
use tests::{DESK, NURSE, Patient, World};

use crate::scene::{assert_same, raw};

/// Somebody in room 0712 of the hotel since yesterday.
async fn resident(world: &World) -> Patient<'_> {
    let now = jst("2026-01-04 16:00");
    let patient = world.patient(Filing::default(), now).await;
    world.spoken_to(&patient.case, now).await;
    let request = moves(&patient.case, 1, to_hotel(now));
    world.post(&world.staff(NURSE, now), Operation::MovePatient, &request, now).await.ok::<Value>();
    patient
}

async fn floor(world: &World, now: Time) -> FollowedPage {
    world.get(&world.staff(DESK, now), Operation::ListFollowed, "", now).await.ok()
}

async fn seen(world: &World, case: &CaseId, now: Time) -> CaseView {
    world.get(&world.staff(DESK, now), Operation::GetCase, &format!("case={case}"), now).await.ok()
}

async fn only(world: &World, subject: &str, now: Time) -> WorkRow {
    world.tell().await;
    let mut rows = world.list(subject, now).await;
    rows.retain(|row| row.family == Family::Health);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

#[tokio::test]
async fn the_desk_sees_its_residents_by_room_with_what_it_may_know() {
    let world = World::new().await;
    let mut patient = resident(&world).await;
    // Somebody at home is no resident.
    world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(well(), jst("2026-01-05 07:00")).await;
    let now = jst("2026-01-05 08:00");
    let page = floor(&world, now).await;
    assert_eq!(page.rows.len(), 1);
    let row = &page.rows[0];
    assert_eq!((&row.case, row.room.as_deref()), (&patient.case, Some("0712")));
    assert!(row.kana.is_some() && row.age_months.is_some() && row.until.is_none());
    let last = row.last.as_ref().unwrap();
    assert_eq!((last.at, last.level), (jst("2026-01-05 07:00"), Level::Ok));
    assert_eq!(row.next_due, Some(jst("2026-01-05 16:00")));
    assert!(row.alerts.is_empty());

    let view = seen(&world, &patient.case, now).await;
    assert!(view.identity.name.is_some() && view.identity.phone.is_some());
    assert_eq!((view.room.as_deref(), view.personal.age_months), (Some("0712"), row.age_months));
    // Not where they live, what they do, where they were infected, nor with what they were notified.
    assert_eq!((view.identity.municipality.as_str(), view.identity.birth_date), ("", None));
    for hidden in ["occupation", "residence_address", "current_location", "guardian_address", "memo"] {
        assert!(!view.identity.more.contains_key(hidden), "{hidden}");
    }
    assert!(view.entry_code.is_empty() && view.first_contact.is_none() && view.release.is_none());
    assert!(view.timeline.iter().any(|entry| matches!(entry.what, What::CheckedIn { .. })));
    assert!(!view.timeline.iter().any(|entry| matches!(
        entry.what,
        What::Notified { .. } | What::Tested { .. } | What::FirstContact { .. }
    )));
    // The centre still sees all of it.
    let all = world.case(&patient.case, now).await;
    assert!(!all.identity.municipality.is_empty() && !all.entry_code.is_empty());
    assert!(all.timeline.iter().any(|entry| matches!(entry.what, What::Notified { .. })));
}

#[tokio::test]
async fn who_has_an_alert_in_hand_is_the_same_for_desk_and_centre() {
    let world = World::new().await;
    let mut patient = resident(&world).await;
    patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
    let now = jst("2026-01-05 10:05");
    let row = only(&world, DESK, now).await;
    assert_eq!((row.state, row.due_at), (WorkState::Open, jst("2026-01-05 11:00")));
    world.post(&world.staff(DESK, now), Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    let centre = only(&world, NURSE, now).await;
    assert_eq!((centre.taken_by.as_deref(), centre.mine), (Some("港谷 恭平"), false));
    let desk = only(&world, DESK, now).await;
    assert_eq!((desk.taken_by.as_deref(), desk.mine), (Some("港谷 恭平"), true));
    let alert = &floor(&world, now).await.rows[0].alerts[0];
    assert_eq!((alert.taken_by.as_deref(), alert.mine), (Some("港谷 恭平"), true));
    // Nobody takes it out of another's hand.
    let nurse = world.staff(NURSE, now);
    let refused = world.post(&nurse, Operation::TakeWork, &take(&centre), now).await;
    assert_eq!(refused.code(), Code::AlreadyTaken);

    // Left to the centre, it rings there at once and keeps its clock.
    let told = world.told.notices().len();
    let left = TakeWork { in_hand: false, to_centre: true, ..take(&desk) };
    world.post(&world.staff(DESK, now), Operation::TakeWork, &left, now).await.ok::<Value>();
    let centre = only(&world, NURSE, now).await;
    assert_eq!((centre.state, centre.due_at), (WorkState::Open, row.due_at));
    assert!(world.told.notices()[told..].iter().any(|notice| notice.organisation.as_str() == "aoba-hc"));
    world.post(&nurse, Operation::TakeWork, &take(&centre), now).await.ok::<Value>();
    assert_eq!(only(&world, DESK, now).await.taken_by.as_deref(), Some("佐倉 みのり"));
    assert_eq!(floor(&world, now).await.rows[0].alerts[0].taken_by.as_deref(), Some("佐倉 みのり"));
}

#[tokio::test]
async fn the_desk_knocks_finishes_the_call_and_enters_a_check_in() {
    let world = World::new().await;
    let patient = resident(&world).await;
    // 07:00 was missed; at 09:00 somebody knocks.
    world.sweep(jst("2026-01-05 08:00:30")).await;
    world.sweep(jst("2026-01-05 09:01")).await;
    world.tell().await;
    let now = jst("2026-01-05 09:10");
    let rows = world.list(DESK, now).await;
    let silence = rows.iter().find(|row| row.family == Family::Silence).unwrap();
    let visit = rows.iter().find(|row| row.family == Family::Visit).unwrap();
    let mut form = call(&patient.case, &[silence, visit]);
    form.at_door = true;
    form.check_in = Some(ToldCheckIn { id: id(), answers: well() });
    form.closing = Some(Closing { reason: CloseReason::Fine, watch_hours: None });
    let desk = world.staff(DESK, now);
    world.post(&desk, Operation::FinishCall, &form, now).await.ok::<Value>();
    world.tell().await;
    assert!(world.list(DESK, now).await.is_empty() && world.list(NURSE, now).await.is_empty());
    let view = world.case(&patient.case, now).await;
    let door = view.timeline.iter().find_map(|entry| match &entry.what {
        What::Called { reached, at_door, .. } => Some((*reached, *at_door, entry.by.clone().unwrap())),
        _ => None,
    });
    let (reached, at_door, by) = door.unwrap();
    assert_eq!((reached, at_door, by.role.code()), (Reached::Patient, true, "hotel_desk"));
    assert_eq!(floor(&world, now).await.rows[0].last.as_ref().unwrap().level, Level::Ok);

    // A check-in by itself, for a resident without a telephone.
    let told = check_in(&patient.case, oxygen(91), jst("2026-01-05 16:05"));
    let now = jst("2026-01-05 16:05");
    world.post(&world.staff(DESK, now), Operation::SubmitCheckIn, &told, now).await.ok::<Value>();
    assert_eq!(only(&world, NURSE, now).await.level, Level::Urgent);
    let row = only(&world, DESK, now).await;
    world.post(&world.staff(DESK, now), Operation::CloseWork, &close(&row), now).await.ok::<Value>();
    assert!(world.work(now).await.is_empty());
}

#[tokio::test]
async fn where_a_patient_is_and_the_centres_own_work_stay_the_centres() {
    let world = World::new().await;
    let mut patient = resident(&world).await;
    patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
    let now = jst("2026-01-05 10:05");
    let row = only(&world, DESK, now).await;
    let desk = world.staff(DESK, now);
    let mut form = call(&patient.case, &[&row]);
    form.reached = Reached::Family;
    form.result = Some(CallResult {
        what: Finding::Died,
        at: Some(now),
        seen_stay: Some(2),
        place: None,
        language: None,
    });
    let refused = world.post(&desk, Operation::FinishCall, &form, now).await;
    let field = &refused.fields()[0];
    assert_eq!((field.field.as_str(), field.problem), ("result.what", Problem::AskCentre));
    // A review is no work of a desk, whatever its version.
    let other = WorkRow { work: domain::ids::WorkId::task(Family::Review), ..row };
    for (operation, body) in [
        (Operation::TakeWork, serde_json::to_value(take(&other)).unwrap()),
        (Operation::CloseWork, serde_json::to_value(close(&other)).unwrap()),
    ] {
        assert_eq!(world.post(&desk, operation, &body, now).await.code(), Code::NotFound);
    }
    let died = outcome(&patient.case, 2, Outcome::Deceased, now);
    assert_eq!(world.post(&desk, Operation::RecordOutcome, &died, now).await.code(), Code::NotFound);
}

#[tokio::test]
async fn after_they_left_there_is_nobody() {
    for ends in [false, true] {
        let world = World::new().await;
        let mut patient = resident(&world).await;
        patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
        let now = jst("2026-01-05 10:05");
        only(&world, DESK, now).await;
        let nurse = world.staff(NURSE, now);
        if ends {
            let lost = outcome(&patient.case, 2, Outcome::Lost, now);
            world.post(&nurse, Operation::RecordOutcome, &lost, now).await.ok::<Value>();
        } else {
            let home = moves(&patient.case, 2, stay(CareStatus::HomeIsolation, None, now));
            world.post(&nurse, Operation::MovePatient, &home, now).await.ok::<Value>();
        }
        world.tell().await;
        assert!(world.list(DESK, now).await.is_empty() && floor(&world, now).await.rows.is_empty());
        let get = async |case: &CaseId| {
            let query = format!("case={case}");
            raw(&world, &world.staff(DESK, now), Operation::GetCase, &query, Vec::new(), now).await
        };
        let gone = get(&patient.case).await;
        assert_eq!(gone.status(), 404);
        assert_same(&gone, &get(&id()).await);
    }
}
