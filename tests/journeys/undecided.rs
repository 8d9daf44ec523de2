//! Placements that nobody decided and inpatients whose condition nobody entered become work, and stay so
//! until somebody did (R9, R10; design 6, "Work and its clocks").

use domain::api::error::{Code, Problem};
use domain::api::filing::FileNotification;
use domain::api::work::WorkRow;
use domain::condition::Severity;
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use serde_json::Value;
use tests::people::{Filing, close, condition, first_contact, harmless, jst, moves, outcome, stay, take};
use tests::people::{to_hospital, to_hotel};
use tests::{NURSE, World};

const HOSPITAL: &str = "shiokaze-staff-1";

fn begun() -> Time {
    jst("2026-01-05 10:00")
}

fn hour(hours: i64) -> Time {
    begun() + Span::hours(hours)
}

/// Files a case that is somewhere at 10:00; nowhere yet without a care status.
async fn filed(world: &World, care_status: Option<CareStatus>) -> CaseId {
    let filing = Filing { care_status: care_status.unwrap_or(CareStatus::Arranging), ..Filing::default() };
    let request = filing.request();
    let placement = request.placement.filter(|_| care_status.is_some()).map(|mut placement| {
        if care_status == Some(CareStatus::Hospitalized) {
            placement.place = Some("shiokaze-hospital".parse().unwrap());
        }
        placement
    });
    let request = FileNotification { placement, ..request };
    let case = CaseId::from(request.request_id.clone());
    post(world, NURSE, Operation::FileNotification, &request, begun()).await;
    case
}

async fn post<T: serde::Serialize>(world: &World, who: &str, operation: Operation, body: &T, at: Time) {
    world.post(&world.staff(who, at), operation, body, at).await.ok::<Value>();
}

/// The row of a family in the centre's list, after a sweep.
async fn row(world: &World, family: Family, at: Time) -> Option<WorkRow> {
    world.sweep(at).await;
    world.list(NURSE, at).await.into_iter().find(|row| row.family == family)
}

#[tokio::test]
async fn r09_an_undecided_placement_is_work_after_24_hours_also_if_nobody_named_one() {
    for care_status in [None, Some(CareStatus::Arranging)] {
        let world = World::new().await;
        filed(&world, care_status).await;
        assert_eq!(row(&world, Family::Placement, hour(24)).await, None);
        // The sweep did not run for three hours: the true time is kept beside its own.
        let late = hour(27);
        let opened = row(&world, Family::Placement, late).await.unwrap();
        assert_eq!((opened.level, opened.state), (Level::Caution, WorkState::Open));
        assert_eq!((opened.should_open_at, opened.opened_at), (hour(24), late));
        assert!(opened.due_at > late);
        world.tell().await;
        assert!(!world.told.notices().is_empty());
    }
}

#[tokio::test]
async fn r09_who_waits_for_a_bed_is_urgent_after_12_hours_and_the_bed_ends_it() {
    let world = World::new().await;
    let case = filed(&world, Some(CareStatus::WaitingAdmission)).await;
    assert_eq!(row(&world, Family::Placement, hour(12)).await, None);
    let at = hour(12) + Span::minutes(1);
    let opened = row(&world, Family::Placement, at).await.unwrap();
    assert_eq!((opened.level, opened.due_at), (Level::Urgent, at + Span::minutes(60)));
    post(&world, NURSE, Operation::MovePatient, &moves(&case, 1, to_hospital(at)), at).await;
    assert_eq!(row(&world, Family::Placement, hour(400)).await, None);
}

#[tokio::test]
async fn r09_closing_an_undecided_placement_does_not_forget_it() {
    let world = World::new().await;
    let case = filed(&world, None).await;
    let first = row(&world, Family::Placement, hour(25)).await.unwrap();
    post(&world, NURSE, Operation::TakeWork, &take(&first), hour(25)).await;
    let mine = row(&world, Family::Placement, hour(25)).await.unwrap();
    assert_eq!(mine.state, WorkState::InHand);
    let closing = close(&mine);
    let nurse = world.staff(NURSE, hour(26));
    let answer = world.post(&nurse, Operation::CloseWork, &closing, hour(26)).await;
    let again = world.post(&nurse, Operation::CloseWork, &closing, hour(26)).await;
    assert_eq!((answer.status, &answer.body), (200, &again.body), "the same request again");
    assert_eq!(row(&world, Family::Placement, hour(50)).await, None);
    let again = row(&world, Family::Placement, hour(50) + Span::minutes(1)).await.unwrap();
    assert_eq!((again.state, again.should_open_at), (WorkState::Open, hour(50)));
    // What was seen before is not what is open now.
    let stale =
        world.post(&world.staff(NURSE, hour(51)), Operation::CloseWork, &close(&mine), hour(51)).await;
    assert_eq!(stale.code(), Code::HasNews);
    // A first contact sheet changes risk and channel, not where the patient is to be.
    let sheet = first_contact(&case, 0, harmless());
    post(&world, NURSE, Operation::RecordFirstContact, &sheet, hour(51)).await;
    assert!(row(&world, Family::Placement, hour(51)).await.is_some());
    post(&world, NURSE, Operation::MovePatient, &moves(&case, 2, to_hotel(hour(51))), hour(51)).await;
    assert_eq!(row(&world, Family::Placement, hour(200)).await, None);
    // Undecided again: a new clock from then.
    let open = moves(&case, 3, stay(CareStatus::Arranging, None, hour(201)));
    post(&world, NURSE, Operation::MovePatient, &open, hour(201)).await;
    assert_eq!(row(&world, Family::Placement, hour(225)).await, None);
    assert!(row(&world, Family::Placement, hour(226)).await.is_some());
}

#[tokio::test]
async fn r10_an_inpatient_without_a_condition_for_48_hours_is_work_until_one_is_entered() {
    let world = World::new().await;
    let case = filed(&world, Some(CareStatus::Hospitalized)).await;
    assert_eq!(row(&world, Family::Condition, hour(48)).await, None);
    let opened = row(&world, Family::Condition, hour(49)).await.unwrap();
    assert_eq!((opened.level, opened.should_open_at), (Level::Caution, hour(48)));
    // Nothing but the condition ends it.
    let refused =
        world.post(&world.staff(NURSE, hour(49)), Operation::CloseWork, &close(&opened), hour(49)).await;
    assert_eq!(refused.fields()[0].problem, Problem::EndsOtherwise);
    let mild = condition(&case, Severity::Mild, hour(50));
    post(&world, HOSPITAL, Operation::RecordCondition, &mild, hour(50)).await;
    assert_eq!(row(&world, Family::Condition, hour(98)).await, None);
    // Two days later it is owed again; a severe one is a stay of its own and counts the same.
    assert!(row(&world, Family::Condition, hour(99)).await.is_some());
    let severe = condition(&case, Severity::Severe, hour(99));
    post(&world, HOSPITAL, Operation::RecordCondition, &severe, hour(99)).await;
    assert_eq!(row(&world, Family::Condition, hour(147)).await, None);
    assert!(row(&world, Family::Condition, hour(148)).await.is_some());
    // Whoever has left the hospital has none.
    let ended = outcome(&case, 2, Outcome::Discharged, hour(148));
    post(&world, HOSPITAL, Operation::RecordOutcome, &ended, hour(148)).await;
    assert_eq!(row(&world, Family::Condition, hour(400)).await, None);
}

#[tokio::test]
async fn what_is_owed_about_a_placement_ends_with_the_case() {
    let world = World::new().await;
    let case = filed(&world, None).await;
    assert!(row(&world, Family::Placement, hour(25)).await.is_some());
    let ended = outcome(&case, 1, Outcome::Deceased, hour(25));
    post(&world, NURSE, Operation::RecordOutcome, &ended, hour(25)).await;
    assert!(world.list(NURSE, hour(25)).await.is_empty());
    let waiting = filed(&world, None).await;
    let ended = outcome(&waiting, 1, Outcome::Deceased, hour(26));
    post(&world, NURSE, Operation::RecordOutcome, &ended, hour(26)).await;
    assert_eq!(world.sweep(hour(400)).await.looked_at, 0);
}
