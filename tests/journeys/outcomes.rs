//! How cases end (R15; domain.md 5.3): what stops with it, who may, and what has to be entered first.

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::isolation::MyIsolation;
use domain::api::outcome::{OutcomeRecorded, RecordOutcome};
use domain::condition::Severity;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::stay::Stay;
use domain::time::{Span, Time};
use functions::store::item::{number_of, sort_key, text_of};
use tests::people::{Filing, check_in, condition, jst, moves, outcome, oxygen, to_hospital, to_hotel, well};
use tests::{Answer, COLLEAGUE, NURSE, STRANGER, World};

use crate::table;

const HOSPITAL: &str = "shiokaze-staff-1";

async fn enter(world: &World, who: &str, request: &RecordOutcome, now: Time) -> Answer {
    world.post(&world.staff(who, now), Operation::RecordOutcome, request, now).await
}

async fn move_to(world: &World, case: &CaseId, seen: u32, stay: Stay, now: Time) {
    let request = moves(case, seen, stay);
    world
        .post(&world.staff(NURSE, now), Operation::MovePatient, &request, now)
        .await
        .ok::<serde_json::Value>();
}

/// Whether somebody still stays with an organisation.
async fn stays(world: &World, organisation: &str, case: &CaseId) -> bool {
    let items = table::begins(world, &format!("ORG#{organisation}")).await;
    let item = items.iter().find(|item| sort_key(item) == format!("CASE#resident#{case}")).unwrap();
    assert_eq!(text_of(item, "roster_pk").is_some(), number_of(item, "left").is_none());
    number_of(item, "left").is_none()
}

/// The outcomes of the timeline, oldest first: what, when, by whom, the note.
async fn outcomes(
    world: &World,
    case: &CaseId,
    now: Time,
) -> Vec<(Outcome, Time, Option<String>, Option<String>)> {
    let view = world.case(case, now).await;
    let told = view.timeline.iter().rev().filter_map(|entry| match &entry.what {
        What::Ended { outcome, note, .. } => {
            Some((*outcome, entry.at, entry.by.as_ref()?.name.clone(), note.clone()))
        }
        _ => None,
    });
    told.collect()
}

#[tokio::test]
async fn r15_the_centre_enters_the_release_and_everything_stops() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let case = patient.case.clone();
    patient.checks_in(oxygen(94), jst("2026-01-05 08:00")).await;
    // A window that was missed and not settled yet, and an open health alert.
    let now = jst("2026-01-06 13:00");
    let mut request = outcome(&case, 1, Outcome::Released, jst("2026-01-06 12:30"));
    request.note = Some("解除基準を確認".to_owned());
    let answer: OutcomeRecorded = enter(&world, NURSE, &request, now).await.ok();
    assert_eq!((answer.number, answer.ended_at), (1, request.at));

    let view = world.case(&case, now).await;
    assert_eq!((view.care_status, view.ended_at), (CareStatus::Ended, Some(request.at)));
    assert_eq!((view.outcome, view.next_due), (Some(Outcome::Released), None));
    assert!(view.work.is_empty() && world.work(now).await.is_empty(), "alerts are closed with it");
    // What was overdue is told all the same.
    let missed = view
        .timeline
        .iter()
        .filter(|entry| matches!(&entry.what, What::AlertOpened { missed, .. } if !missed.is_empty()));
    assert_eq!(missed.count(), 1);
    let expected = (Outcome::Released, request.at, Some("佐倉 みのり".to_owned()), request.note.clone());
    assert_eq!(outcomes(&world, &case, now).await, [expected]);
    let last = view.timeline.iter().find_map(|entry| match &entry.what {
        What::Placed { to, .. } => Some(*to),
        _ => None,
    });
    assert_eq!(last, Some(Some(request.at)), "the end of the case is the end of the stay");

    // Nothing rings and nothing is expected any more.
    world.tell().await;
    assert!(world.told.notices().is_empty());
    for later in ["2026-01-07 12:01", "2026-01-09 12:01"] {
        assert_eq!(world.sweep(jst(later)).await.settled, 0, "{later}");
    }
    let phone = patient.awake(now).await;
    let mine: MyIsolation = world.get(&phone, Operation::GetMyIsolation, "", now).await.ok();
    assert_eq!((mine.cases[0].ended_at, mine.cases[0].window), (Some(request.at), None));
    assert!(mine.cases[0].alert.is_none() && mine.cases[0].check_ins.len() == 1);
}

#[tokio::test]
async fn r15_a_hotel_and_a_hospital_know_that_somebody_has_left() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let (hotel, hospital) = (
        world
            .patient(Filing { care_status: CareStatus::HotelIsolation, ..Filing::default() }, filed)
            .await
            .case,
        world.patient(Filing::default(), filed).await.case,
    );
    let now = jst("2026-01-05 10:00");
    move_to(&world, &hospital, 1, to_hospital(now), now).await;
    assert!(
        stays(&world, "minato-hotel", &hotel).await && stays(&world, "shiokaze-hospital", &hospital).await
    );
    let end = jst("2026-01-12 10:00");
    enter(&world, NURSE, &outcome(&hotel, 1, Outcome::Released, end), end).await.ok::<OutcomeRecorded>();
    enter(&world, HOSPITAL, &outcome(&hospital, 2, Outcome::Discharged, end), end)
        .await
        .ok::<OutcomeRecorded>();
    assert!(
        !stays(&world, "minato-hotel", &hotel).await && !stays(&world, "shiokaze-hospital", &hospital).await
    );
    assert_eq!(outcomes(&world, &hospital, end).await[0].2.as_deref(), Some("汐見 桂"));
}

#[tokio::test]
async fn t22_a_death_at_home_stops_everything_and_the_familys_phone_shows_nothing_of_it() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(90), jst("2026-01-09 20:00")).await;
    let now = jst("2026-01-10 07:00");
    let death = outcome(&patient.case, 1, Outcome::Deceased, jst("2026-01-10 04:20"));
    enter(&world, NURSE, &death, now).await.ok::<OutcomeRecorded>();
    world.tell().await;
    assert!(world.told.notices().is_empty() && world.work(now).await.is_empty());
    assert_eq!(world.sweep(jst("2026-01-10 10:01")).await.settled, 0);

    let phone = patient.awake(now).await;
    let mine: MyIsolation = world.get(&phone, Operation::GetMyIsolation, "", now).await.ok();
    let shown = &mine.cases[0];
    assert_eq!((shown.care_status, shown.ended_at), (CareStatus::Ended, Some(death.at)));
    assert!(shown.window.is_none() && shown.alert.is_none() && shown.check_ins.is_empty());
    // Not even what was measured before.
    let before = check_in(&patient.case, well(), jst("2026-01-10 03:00"));
    assert_eq!(patient.sends(before, now).await.code(), Code::CaseEnded);
}

#[tokio::test]
async fn what_was_measured_before_a_release_is_judged_after_it() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let end = jst("2026-01-10 10:00");
    let release = outcome(&patient.case, 1, Outcome::Released, end);
    enter(&world, NURSE, &release, end).await.ok::<OutcomeRecorded>();
    let now = end + Span::hours(2);
    let mut late = check_in(&patient.case, oxygen(92), end - Span::hours(1));
    late.client_now = now;
    assert_eq!(patient.sends(late, now).await.status, 200);
    // Nobody is forgotten: it was bad, so somebody has to look.
    assert_eq!(world.work(now).await.len(), 1);
    let mut after = check_in(&patient.case, oxygen(92), end);
    after.client_now = now;
    assert_eq!(patient.sends(after, now).await.code(), Code::CaseEnded);
}

#[tokio::test]
async fn a_death_after_the_release_is_linked_to_the_case() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let (end, now) = (jst("2026-01-14 10:00"), jst("2026-01-20 09:00"));
    enter(&world, NURSE, &outcome(&case, 1, Outcome::Released, end), end).await.ok::<OutcomeRecorded>();

    let early = outcome(&case, 1, Outcome::Deceased, end - Span::minutes(1));
    let refused = enter(&world, NURSE, &early, now).await.fields().remove(0);
    assert_eq!((refused.field.as_str(), refused.problem), ("at", Problem::BeforeEnd));
    assert_eq!(refused.limit.as_deref(), Some("2026-01-14 10:00"));
    let death = outcome(&case, 1, Outcome::Deceased, jst("2026-01-19 22:00"));
    let answer: OutcomeRecorded = enter(&world, NURSE, &death, now).await.ok();
    assert_eq!((answer.number, answer.ended_at), (2, end));
    let told: Vec<_> = outcomes(&world, &case, now).await.into_iter().map(|told| (told.0, told.1)).collect();
    assert_eq!(told, [(Outcome::Released, end), (Outcome::Deceased, death.at)]);
    // Nobody dies twice, and nobody is released after that.
    for again in [Outcome::Deceased, Outcome::Released, Outcome::Lost] {
        let answer = enter(&world, NURSE, &outcome(&case, 1, again, now), now).await;
        assert_eq!(answer.code(), Code::CaseEnded, "{again:?}");
    }
}

#[tokio::test]
async fn events_out_of_order_are_refused_with_what_to_do() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let (admitted, now) = (jst("2026-01-06 14:00"), jst("2026-01-08 10:00"));
    let wrong = async |seen: u32, what: Outcome, at: Time| {
        let error = enter(&world, NURSE, &outcome(&case, seen, what, at), now).await.fields().remove(0);
        (error.field, error.problem)
    };
    let field = |name: &str, problem: Problem| (name.to_owned(), problem);
    // Discharged, and no admission was entered.
    assert_eq!(wrong(1, Outcome::Discharged, now).await, field("outcome", Problem::NotAnInpatient));
    assert_eq!(wrong(1, Outcome::Lost, now + Span::minutes(6)).await, field("at", Problem::InFuture));
    for what in [Outcome::RuledOut, Outcome::Withdrawn, Outcome::TransferredOut, Outcome::Unknown] {
        assert_eq!(wrong(1, what, now).await, field("outcome", Problem::WrongType));
    }
    move_to(&world, &case, 1, to_hospital(admitted), now).await;
    // Died before the admission that is entered; released from a hospital bed.
    assert_eq!(
        wrong(2, Outcome::Deceased, admitted - Span::minutes(1)).await,
        field("at", Problem::BeforeStay)
    );
    for what in [Outcome::Released, Outcome::Lost] {
        assert_eq!(wrong(2, what, now).await, field("outcome", Problem::StillInHospital));
    }
    assert_eq!(world.case(&case, now).await.ended_at, None, "nothing was changed");
    // After the end nothing more.
    let discharge = outcome(&case, 2, Outcome::Discharged, now);
    enter(&world, NURSE, &discharge, now).await.ok::<OutcomeRecorded>();
    let nurse = world.staff(NURSE, now);
    let hotel = moves(&case, 2, to_hotel(now));
    assert_eq!(world.post(&nurse, Operation::MovePatient, &hotel, now).await.code(), Code::CaseEnded);
    let mild = condition(&case, Severity::Mild, now);
    assert_eq!(world.post(&nurse, Operation::RecordCondition, &mild, now).await.code(), Code::CaseEnded);
}

#[tokio::test]
async fn a_hospital_enters_discharge_and_death_of_its_inpatients_only() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let at_home = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    move_to(&world, &case, 1, to_hospital(now), now).await;
    let death = |case: &CaseId, seen| outcome(case, seen, Outcome::Deceased, now);
    assert_eq!(enter(&world, HOSPITAL, &death(&at_home, 1), now).await.code(), Code::NotFound);
    for who in [STRANGER, "minato-desk-1", "hibari-clinic-1", "mizuho-staff-1"] {
        assert_eq!(enter(&world, who, &death(&case, 2), now).await.code(), Code::NotFound, "{who}");
    }
    for what in [Outcome::Released, Outcome::Lost] {
        let answer = enter(&world, HOSPITAL, &outcome(&case, 2, what, now), now).await;
        assert_eq!(answer.code(), Code::NotFound, "{what:?}");
    }
    let discharge = outcome(&case, 2, Outcome::Discharged, now);
    let first = enter(&world, HOSPITAL, &discharge, now).await;
    // The answer was lost, and the stay is over by now: still the same answer.
    let again = enter(&world, HOSPITAL, &discharge, now + Span::minutes(1)).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    // What comes after the stay is the centre's.
    assert_eq!(enter(&world, HOSPITAL, &death(&case, 2), now).await.code(), Code::CaseEnded);
    let other = RecordOutcome { note: Some("別".to_owned()), ..discharge };
    assert_eq!(enter(&world, HOSPITAL, &other, now).await.code(), Code::RequestIdReused);
}

#[tokio::test]
async fn of_two_who_end_a_case_or_move_at_once_the_second_is_told() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let now = jst("2026-01-05 10:00");
    let (release, death) = (outcome(&case, 1, Outcome::Released, now), outcome(&case, 1, Outcome::Lost, now));
    let (one, other) =
        tokio::join!(enter(&world, NURSE, &release, now), enter(&world, COLLEAGUE, &death, now));
    let lost = if one.status == 200 { other } else { one };
    assert_eq!(lost.code(), Code::CaseEnded);
    assert_eq!(outcomes(&world, &case, now).await.len(), 1);

    let moved = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    move_to(&world, &moved, 1, to_hotel(now), now).await;
    let stale = outcome(&moved, 1, Outcome::Released, now);
    assert_eq!(enter(&world, NURSE, &stale, now).await.code(), Code::HasNews);
}
