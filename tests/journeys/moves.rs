//! Moving patients (R9, R21; domain.md 5.3): stays, the schedule that follows them, and what is refused.

use domain::api::case::{CaseView, What};
use domain::api::error::{Code, Problem};
use domain::api::hospital::{ConditionRecorded, RecordCondition};
use domain::api::stay::{MovePatient, PatientMoved};
use domain::condition::Severity;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::placement::{CareStatus, Risk};
use domain::stay::Stay;
use domain::time::{Span, Time};
use domain::work::Family;
use functions::store::item::{number_of, sort_key};
use tests::people::{Filing, condition, jst, moves, oxygen, stay, to_hospital, to_hotel};
use tests::{COLLEAGUE, NURSE, STRANGER, World};

use crate::table;

async fn moved(world: &World, request: &MovePatient, now: Time) -> PatientMoved {
    world.post(&world.staff(NURSE, now), Operation::MovePatient, request, now).await.ok()
}

/// The stays of the timeline, oldest first: where, from, to.
fn stays(case: &CaseView) -> Vec<(CareStatus, Time, Option<Time>)> {
    let stays = case.timeline.iter().rev().filter_map(|entry| match &entry.what {
        What::Placed { care_status, to, .. } => Some((*care_status, entry.at, *to)),
        _ => None,
    });
    stays.collect()
}

/// Who stays with an organisation: the case and whether it has left.
async fn residents(world: &World, organisation: &str) -> Vec<(String, bool)> {
    let items = table::begins(world, &format!("ORG#{organisation}")).await;
    let residents = items.iter().filter_map(|item| {
        let case = sort_key(item).strip_prefix("CASE#resident#")?;
        Some((case.to_owned(), number_of(item, "left").is_some()))
    });
    residents.collect()
}

#[tokio::test]
async fn r09_the_centre_acts_by_where_the_patient_is() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let case = world.patient(Filing::default(), filed).await.case;
    let (hotel, hospital, home) = (jst("2026-01-05 10:00"), jst("2026-01-06 14:00"), jst("2026-01-10 11:00"));

    let answer = moved(&world, &moves(&case, 1, to_hotel(hotel)), hotel).await;
    assert_eq!((answer.stay, answer.next_due), (2, Some(jst("2026-01-05 16:00"))));
    assert_eq!(residents(&world, "minato-hotel").await, [(case.to_string(), false)]);

    let mut admission = moves(&case, 2, to_hospital(hospital));
    admission.note = Some("酸素が下がったため".to_owned());
    let answer = moved(&world, &admission, hospital + Span::minutes(30)).await;
    assert_eq!((answer.stay, answer.next_due), (3, None));
    assert_eq!(residents(&world, "minato-hotel").await, [(case.to_string(), true)]);
    assert_eq!(residents(&world, "shiokaze-hospital").await, [(case.to_string(), false)]);

    let answer = moved(&world, &moves(&case, 3, stay(CareStatus::HomeIsolation, None, home)), home).await;
    assert_eq!((answer.stay, answer.next_due), (4, Some(jst("2026-01-11 09:00"))));

    let view = world.case(&case, home).await;
    assert_eq!((view.care_status, view.place.as_ref(), view.stay), (CareStatus::HomeIsolation, None, 4));
    let expected = [
        (CareStatus::HomeIsolation, filed, Some(hotel)),
        (CareStatus::HotelIsolation, hotel, Some(hospital)),
        (CareStatus::Hospitalized, hospital, Some(home)),
        (CareStatus::HomeIsolation, home, None),
    ];
    assert_eq!(stays(&view), expected);
    // Who, when it was entered, and why.
    let entry = view.timeline.iter().find(|entry| entry.at == hospital).unwrap();
    assert_eq!(entry.by.as_ref().unwrap().name.as_deref(), Some("佐倉 みのり"));
    let What::Placed { entered_at, note, place, .. } = &entry.what else { panic!("{entry:?}") };
    assert_eq!(
        (*entered_at, note.as_deref()),
        (Some(hospital + Span::minutes(30)), Some("酸素が下がったため"))
    );
    assert_eq!(place.as_ref().unwrap().as_str(), "shiokaze-hospital");

    // Back to the hotel, where the case was before.
    let again = jst("2026-01-11 10:00");
    moved(&world, &moves(&case, 4, to_hotel(again)), again).await;
    assert_eq!(residents(&world, "minato-hotel").await, [(case.to_string(), false)]);
    assert_eq!(residents(&world, "shiokaze-hospital").await, [(case.to_string(), true)]);
}

#[tokio::test]
async fn admission_stops_the_schedule_and_step_down_restarts_it() {
    let world = World::new().await;
    let case = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await.case;
    world.spoken_to(&case, jst("2026-01-04 17:00")).await;
    let admitted = jst("2026-01-05 08:00");
    moved(&world, &moves(&case, 1, to_hospital(admitted)), admitted).await;
    // No check-in is missed; after two days only the condition that nobody entered is asked for.
    for (day, settled) in [("2026-01-05 10:01", 0), ("2026-01-06 10:01", 0), ("2026-01-08 16:01", 1)] {
        assert_eq!(world.sweep(jst(day)).await.settled, settled, "{day}");
    }
    assert!(world.work(jst("2026-01-08 16:01")).await.is_empty());

    let down = jst("2026-01-09 08:00");
    let home = Stay { risk: Risk::High, ..stay(CareStatus::HomeIsolation, None, down) };
    let answer = moved(&world, &moves(&case, 2, home), down).await;
    // 09:00 is less than four hours away.
    assert_eq!(answer.next_due, Some(jst("2026-01-09 15:00")));
    assert_eq!(world.sweep(jst("2026-01-09 15:29")).await.settled, 0);
    // The reminder, the alert.
    for at in ["2026-01-09 15:31", "2026-01-09 16:01"] {
        assert_eq!(world.sweep(jst(at)).await.settled, 1, "{at}");
    }
    let row = world.work(jst("2026-01-09 16:01")).await.remove(0);
    assert_eq!((row.family, row.should_open_at), (Family::Silence, jst("2026-01-09 16:00")));
}

#[tokio::test]
async fn a_move_settles_what_is_overdue_and_leaves_alerts_open() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(92), jst("2026-01-04 17:00")).await;
    // The sweep did not run: 09:00 was missed at 12:00.
    let now = jst("2026-01-05 13:00");
    moved(&world, &moves(&patient.case, 1, to_hospital(now)), now).await;
    let mut families: Vec<_> = world.work(now).await.into_iter().map(|row| row.family).collect();
    families.sort_unstable();
    assert_eq!(families, [Family::Health, Family::Silence]);
    let view = world.case(&patient.case, now).await;
    assert_eq!((view.care_status, tests::alerts(&view).len()), (CareStatus::Hospitalized, 2));
}

#[tokio::test]
async fn of_two_who_move_at_once_the_second_is_told() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let now = jst("2026-01-05 10:00");
    let (nurse, colleague) = (world.staff(NURSE, now), world.staff(COLLEAGUE, now));
    let (to_hotel, to_hospital) = (moves(&case, 1, to_hotel(now)), moves(&case, 1, to_hospital(now)));
    let (one, other) = tokio::join!(
        world.post(&nurse, Operation::MovePatient, &to_hotel, now),
        world.post(&colleague, Operation::MovePatient, &to_hospital, now),
    );
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    let won: PatientMoved = won.ok();
    assert_eq!((won.stay, lost.code()), (2, Code::HasNews));
    let view = world.case(&case, now).await;
    assert_eq!((view.stay, stays(&view).len()), (2, 2));
    // The loser looks again and decides anew.
    let status = view.care_status;
    let next = if status == CareStatus::HotelIsolation { &to_hospital } else { &to_hotel };
    let next = moves(&case, view.stay, next.stay.clone());
    assert_eq!(moved(&world, &next, now + Span::minutes(1)).await.stay, 3);
}

/// The code and, where fields are wrong, field, problem and limit.
async fn refusal(world: &World, case: &CaseId, stay: Stay, now: Time) -> (Code, Vec<(String, Problem)>) {
    let request = moves(case, 1, stay);
    let answer = world.post(&world.staff(NURSE, now), Operation::MovePatient, &request, now).await;
    let fields = answer.fields().into_iter().map(|field| (field.field, field.problem));
    (answer.code(), fields.collect())
}

#[tokio::test]
async fn a_wrong_move_is_refused_by_field_and_changes_nothing() {
    let world = World::new().await;
    let begun = jst("2026-01-04 16:00");
    let case = world.patient(Filing::default(), begun).await.case;
    let now = jst("2026-01-05 10:00");
    let before = world.case(&case, now).await;
    let to = |status, place| stay(status, place, now);
    let hotel = to_hotel(now);
    let wrong = [
        (to(CareStatus::HospitalizedSevere, Some("shiokaze-hospital")), "care_status", Problem::CannotFollow),
        (to(CareStatus::Ended, None), "care_status", Problem::CannotFollow),
        (to(CareStatus::HomeIsolation, None), "care_status", Problem::Unchanged),
        (to(CareStatus::HotelIsolation, None), "place", Problem::Missing),
        (to(CareStatus::HotelIsolation, Some("no-such-hotel")), "place", Problem::DoesNotExist),
        (to(CareStatus::HotelIsolation, Some("shiokaze-hospital")), "place", Problem::DoesNotExist),
        (to(CareStatus::Hospitalized, Some("minato-hotel")), "place", Problem::DoesNotExist),
        (to(CareStatus::Hospitalized, None), "place", Problem::Missing),
        (to(CareStatus::Arranging, Some("minato-hotel")), "place", Problem::Contradiction),
        (Stay { room: Some("0".repeat(11)), ..hotel.clone() }, "room", Problem::TooLong),
        (Stay { from: begun - Span::minutes(1), ..hotel.clone() }, "from", Problem::BeforeStay),
        (Stay { from: now + Span::minutes(6), ..hotel.clone() }, "from", Problem::InFuture),
    ];
    for (stay, field, problem) in wrong {
        let found = refusal(&world, &case, stay.clone(), now).await;
        assert_eq!(found, (Code::InvalidFields, vec![(field.to_owned(), problem)]), "{stay:?}");
    }
    assert_eq!(world.case(&case, now).await, before);
    // Both sides of the bounds: the start of the stay before, five minutes ahead, ten characters.
    let edge = Stay { room: Some("0".repeat(10)), from: begun, ..hotel };
    moved(&world, &moves(&case, 1, edge), now).await;
}

#[tokio::test]
async fn an_ended_case_takes_no_stay_and_a_stranger_no_part_in_it() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let now = jst("2026-01-05 10:00");
    let request = moves(&case, 1, to_hotel(now));
    for who in [STRANGER, "shiokaze-staff-1", "minato-desk-1", "mizuho-staff-1"] {
        let answer = world.post(&world.staff(who, now), Operation::MovePatient, &request, now).await;
        assert_eq!(answer.code(), Code::NotFound, "{who}");
    }
    let mut stored = world.app.store.card(&case).await.unwrap().unwrap();
    stored.card.ended_at = Some(now);
    table::put_card(&world, &stored).await;
    let answer = world.post(&world.staff(NURSE, now), Operation::MovePatient, &request, now).await;
    assert_eq!(answer.code(), Code::CaseEnded);
}

/// The member of staff of the hospital.
const HOSPITAL: &str = "shiokaze-staff-1";

async fn inpatient(world: &World, admitted: Time) -> CaseId {
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    moved(world, &moves(&case, 1, to_hospital(admitted)), admitted).await;
    case
}

#[tokio::test]
async fn r10_the_hospital_enters_how_the_patient_is_and_severity_decides_the_status() {
    let world = World::new().await;
    let admitted = jst("2026-01-05 10:00");
    let case = inpatient(&world, admitted).await;
    let hour = |hours| admitted + Span::hours(hours);
    let enter = async |severity, at: Time, now: Time| -> ConditionRecorded {
        let mut request = condition(&case, severity, at);
        request.note = Some("経過良好".to_owned()).filter(|_| severity == Severity::Mild);
        world.post(&world.staff(HOSPITAL, now), Operation::RecordCondition, &request, now).await.ok()
    };
    let first = enter(Severity::ModerateTwo, hour(1), hour(1)).await;
    assert_eq!((first.condition, first.care_status, first.stay), (1, CareStatus::Hospitalized, 2));
    let second = enter(Severity::Severe, hour(5), hour(6)).await;
    assert_eq!((second.condition, second.care_status, second.stay), (2, CareStatus::HospitalizedSevere, 3));
    // The same again is no new stay, and nobody knowing changes nothing.
    assert_eq!(enter(Severity::Severe, hour(7), hour(7)).await.stay, 3);
    assert_eq!(enter(Severity::Unknown, hour(8), hour(8)).await.care_status, CareStatus::HospitalizedSevere);
    // Entered late: older than the newest, so it is kept and decides nothing.
    assert_eq!(
        enter(Severity::ModerateTwo, hour(6), hour(9)).await.care_status,
        CareStatus::HospitalizedSevere
    );
    let better = enter(Severity::Mild, hour(48), hour(48)).await;
    assert_eq!((better.condition, better.care_status, better.stay), (6, CareStatus::Hospitalized, 4));

    let view = world.case(&case, hour(49)).await;
    let expected = [
        (CareStatus::HomeIsolation, jst("2026-01-04 16:00"), Some(admitted)),
        (CareStatus::Hospitalized, admitted, Some(hour(5))),
        (CareStatus::HospitalizedSevere, hour(5), Some(hour(48))),
        (CareStatus::Hospitalized, hour(48), None),
    ];
    assert_eq!(stays(&view), expected);
    assert_eq!(view.place.as_ref().unwrap().as_str(), "shiokaze-hospital");
    let told = view.timeline.iter().find(|entry| matches!(entry.what, What::Condition { .. })).unwrap();
    assert_eq!((told.at, told.by.as_ref().unwrap().name.as_deref()), (hour(48), Some("汐見 桂")));
    let What::Condition { severity, note, .. } = &told.what else { panic!("{told:?}") };
    assert_eq!((*severity, note.as_deref()), (Severity::Mild, Some("経過良好")));
    // From severe nobody goes home; after that they do.
    let home = stay(CareStatus::HomeIsolation, None, hour(50));
    assert_eq!(moved(&world, &moves(&case, 4, home), hour(50)).await.stay, 5);
}

#[tokio::test]
async fn r16_the_centre_enters_for_a_hospital_without_access() {
    let world = World::new().await;
    let admitted = jst("2026-01-05 10:00");
    let case = inpatient(&world, admitted).await;
    let request = condition(&case, Severity::ModerateOne, admitted);
    let nurse = world.staff(NURSE, admitted);
    let first = world.post(&nurse, Operation::RecordCondition, &request, admitted).await;
    let again = world.post(&nurse, Operation::RecordCondition, &request, admitted + Span::minutes(1)).await;
    // Lost and sent again: one condition.
    assert_eq!((first.status, &first.body), (200, &again.body));
    let other = RecordCondition { note: Some("別".to_owned()), ..request };
    let reused = world.post(&nurse, Operation::RecordCondition, &other, admitted).await;
    assert_eq!(reused.code(), Code::RequestIdReused);
}

#[tokio::test]
async fn a_hospital_enters_for_its_own_inpatients_only_and_within_the_limits() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let at_home = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case;
    let case = inpatient(&world, now).await;
    let post = async |who: &str, request: &RecordCondition| {
        world.post(&world.staff(who, now), Operation::RecordCondition, request, now).await
    };
    // Not there: somebody at home, seen from the hospital; the hospital's patient, seen by strangers.
    assert_eq!(post(HOSPITAL, &condition(&at_home, Severity::Mild, now)).await.code(), Code::NotFound);
    for who in [STRANGER, "minato-desk-1", "hibari-clinic-1"] {
        assert_eq!(post(who, &condition(&case, Severity::Mild, now)).await.code(), Code::NotFound, "{who}");
    }
    let mut ventilated = condition(&case, Severity::ModerateTwo, now);
    ventilated.condition.ventilator = true;
    let wrong = [
        (NURSE, condition(&at_home, Severity::Mild, now), "case", Problem::NotAnInpatient),
        (HOSPITAL, ventilated, "severity", Problem::Contradiction),
        (HOSPITAL, condition(&case, Severity::Mild, now - Span::seconds(1)), "at", Problem::BeforeStay),
        (HOSPITAL, condition(&case, Severity::Mild, now + Span::seconds(301)), "at", Problem::InFuture),
    ];
    for (who, request, field, problem) in wrong {
        let answer = post(who, &request).await;
        assert_eq!(answer.code(), Code::InvalidFields);
        let fields = answer.fields();
        assert_eq!((fields[0].field.as_str(), fields[0].problem), (field, problem));
    }
    // Gone home, it is no longer the hospital's.
    let later = now + Span::hours(1);
    moved(&world, &moves(&case, 2, stay(CareStatus::HomeIsolation, None, later)), later).await;
    let gone = condition(&case, Severity::Mild, later);
    let answer = world.post(&world.staff(HOSPITAL, later), Operation::RecordCondition, &gone, later).await;
    assert_eq!(answer.code(), Code::NotFound);
}
