//! The list of inpatients (R10, R16): what a hospital sees of its own, a centre of its cases, and its cost.

use domain::api::hospital::{InpatientRow, Inpatients};
use domain::api::outcome::OutcomeRecorded;
use domain::condition::Severity;
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::stay::Stay;
use domain::time::{Span, Time};
use functions::store::item::{Item, text};
use tests::people::{Filing, condition, jst, moves, outcome, stay, to_hospital};
use tests::{NURSE, STRANGER, World};

use crate::scene::{assert_same, raw};
use crate::table;

const HOSPITAL: &str = "shiokaze-staff-1";

async fn list(world: &World, who: &str, query: &str, now: Time) -> Inpatients {
    world.get(&world.staff(who, now), Operation::ListInpatients, query, now).await.ok()
}

async fn post(world: &World, who: &str, operation: Operation, body: &impl serde::Serialize, now: Time) {
    world.post(&world.staff(who, now), operation, body, now).await.ok::<serde_json::Value>();
}

async fn admitted(world: &World, stay: Stay) -> CaseId {
    let case = world.patient(Filing::default(), stay.from - Span::hours(12)).await.case;
    post(world, NURSE, Operation::MovePatient, &moves(&case, 1, stay.clone()), stay.from).await;
    case
}

fn ward(room: &str, from: Time) -> Stay {
    Stay { room: Some(room.to_owned()), ..to_hospital(from) }
}

/// A second hospital of the prefecture.
async fn other_hospital(world: &World) {
    let all = table::begins(world, "ORG#shiokaze-hospital").await;
    let mut profile = all.into_iter().find(|item| item["sk"] == text("PROFILE")).unwrap();
    let id = || text("misaki-hospital");
    profile.extend([("id".to_owned(), id())]);
    table::put(world, "ORG#misaki-hospital", "PROFILE", Item::clone(&profile)).await;
    table::put(world, "ORG#mizuho-pref", "CHILD#misaki-hospital", profile).await;
}

#[tokio::test]
async fn r10_the_hospital_enters_and_sees_how_its_inpatients_are() {
    let world = World::new().await;
    other_hospital(&world).await;
    let begun = jst("2026-01-05 10:00");
    let first = admitted(&world, ward("3東", begun)).await;
    let second = admitted(&world, ward("ICU", begun + Span::hours(1))).await;
    let elsewhere = stay(CareStatus::Hospitalized, Some("misaki-hospital"), begun);
    let elsewhere = admitted(&world, elsewhere).await;
    world.patient(Filing::default(), begun).await;
    let at = begun + Span::hours(3);
    let severe = condition(&second, Severity::Severe, at);
    post(&world, HOSPITAL, Operation::RecordCondition, &severe, at).await;

    let shown = list(&world, HOSPITAL, "", at).await;
    let row = |case: &CaseId| shown.rows.iter().find(|row| row.case == *case).unwrap().clone();
    assert_eq!((shown.rows.len(), shown.next.as_ref()), (2, None));
    let InpatientRow { label, care_status, room, admitted_at, stay, newest, .. } = row(&second);
    assert_eq!((label.unwrap().kana.as_str(), room.as_deref()), ("アオキ", Some("ICU")));
    // The severe condition is a stay of its own; the admission stays what it was.
    assert_eq!((care_status, stay), (CareStatus::HospitalizedSevere, 3));
    assert_eq!(admitted_at, begun + Span::hours(1));
    let newest = newest.unwrap();
    assert_eq!((newest.condition, newest.entered_at), (severe.condition, at));
    assert_eq!((row(&first).newest, row(&first).stay), (None, 2));

    // An older one that is entered late is not how the patient is now.
    let now = at + Span::hours(4);
    for (severity, hours) in [(Severity::Severe, 3), (Severity::ModerateTwo, 1)] {
        let condition = condition(&second, severity, at + Span::hours(hours));
        post(&world, NURSE, Operation::RecordCondition, &condition, now).await;
    }
    let again = list(&world, HOSPITAL, "organisation=shiokaze-hospital", now).await;
    assert_eq!(again.rows.len(), 2);
    let newest = again.rows.iter().find(|row| row.case == second).unwrap().newest.clone().unwrap();
    assert_eq!((newest.condition.severity, newest.condition.at), (Severity::Severe, at + Span::hours(3)));
    assert!(again.rows.iter().all(|row| row.case != elsewhere));
}

#[tokio::test]
async fn r16_the_centre_sees_its_cases_in_every_hospital_and_enters_for_one_without_access() {
    let world = World::new().await;
    other_hospital(&world).await;
    let begun = jst("2026-01-05 10:00");
    let here = admitted(&world, to_hospital(begun)).await;
    let there = admitted(&world, stay(CareStatus::Hospitalized, Some("misaki-hospital"), begun)).await;
    world.patient(Filing::default(), begun).await;
    let mild = condition(&there, Severity::Mild, begun);
    post(&world, NURSE, Operation::RecordCondition, &mild, begun).await;

    let now = begun + Span::minutes(1);
    let shown = list(&world, NURSE, "", now).await;
    let mut cases: Vec<_> = shown.rows.iter().map(|row| row.case.clone()).collect();
    let mut expected = [here, there.clone()];
    cases.sort();
    expected.sort();
    assert_eq!(cases, expected);
    assert_eq!(shown.hospitals.len(), 2);
    let row = shown.rows.iter().find(|row| row.case == there).unwrap();
    assert_eq!(row.place.as_ref().unwrap().as_str(), "misaki-hospital");
    assert_eq!(row.newest.as_ref().unwrap().condition, mild.condition);
    // Another centre's are not theirs.
    assert!(list(&world, STRANGER, "", now).await.rows.is_empty());
}

#[tokio::test]
async fn whose_condition_was_not_entered_for_two_days_stands_on_top() {
    let world = World::new().await;
    let begun = jst("2026-01-05 10:00");
    let hour = |hours| begun + Span::hours(hours);
    let fresh = admitted(&world, ward("1", begun)).await;
    let waiting = admitted(&world, ward("2", begun)).await;
    let never = admitted(&world, ward("3", begun)).await;
    for (case, at) in [(&fresh, hour(30)), (&waiting, hour(1))] {
        post(&world, HOSPITAL, Operation::RecordCondition, &condition(case, Severity::Mild, at), at).await;
    }
    let order = async |now: Time| {
        let rows = list(&world, HOSPITAL, "", now).await.rows;
        let rows = rows.into_iter().map(|row| (row.is_waiting(now), row.case));
        rows.collect::<Vec<_>>()
    };
    let calm = [(false, fresh.clone()), (false, waiting.clone()), (false, never.clone())];
    assert_eq!(order(hour(48)).await, calm);
    // The admission counts where nothing was entered since.
    assert_eq!(order(hour(50)).await, [(true, never), (true, waiting), (false, fresh)]);
}

#[tokio::test]
async fn who_left_is_in_no_list_and_who_returns_begins_anew() {
    let world = World::new().await;
    let begun = jst("2026-01-05 10:00");
    let hour = |hours| begun + Span::hours(hours);
    let case = admitted(&world, to_hospital(begun)).await;
    let mild = condition(&case, Severity::Mild, begun);
    post(&world, HOSPITAL, Operation::RecordCondition, &mild, begun).await;
    let home = moves(&case, 2, stay(CareStatus::HomeIsolation, None, hour(1)));
    post(&world, NURSE, Operation::MovePatient, &home, hour(1)).await;
    assert!(list(&world, HOSPITAL, "", hour(1)).await.rows.is_empty());
    assert!(list(&world, NURSE, "", hour(1)).await.rows.is_empty());

    post(&world, NURSE, Operation::MovePatient, &moves(&case, 3, to_hospital(hour(2))), hour(2)).await;
    let row = list(&world, HOSPITAL, "", hour(2)).await.rows.remove(0);
    assert_eq!((row.admitted_at, row.newest, row.stay), (hour(2), None, 4));
    let discharge = outcome(&case, 4, Outcome::Discharged, hour(3));
    let staff = world.staff(HOSPITAL, hour(3));
    world.post(&staff, Operation::RecordOutcome, &discharge, hour(3)).await.ok::<OutcomeRecorded>();
    assert!(list(&world, HOSPITAL, "", hour(3)).await.rows.is_empty());
    assert!(list(&world, NURSE, "", hour(3)).await.rows.is_empty());
}

#[tokio::test]
async fn a_list_is_read_by_whose_it_is_and_every_reading_is_kept() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    admitted(&world, to_hospital(now)).await;
    let read = async |who: &str, query: &str| {
        raw(&world, &world.staff(who, now), Operation::ListInpatients, query, Vec::new(), now).await
    };
    let missing = read(NURSE, "organisation=no-such-organisation").await;
    assert_eq!(missing.status(), 404);
    for (who, organisation) in [
        (NURSE, "shiokaze-hospital"),
        (HOSPITAL, "aoba-hc"),
        ("hibari-clinic-1", "hibari-clinic"),
        ("minato-desk-1", "minato-hotel"),
        ("mizuho-staff-1", "mizuho-pref"),
    ] {
        assert_same(&missing, &read(who, &format!("organisation={organisation}")).await);
    }
    assert_same(&missing, &read(HOSPITAL, "after=nowhere").await);
    assert_eq!(table::begins(&world, "AUDIT#shiokaze-hospital").await.len(), 0);
    list(&world, HOSPITAL, "", now).await;
    let entries = table::begins(&world, "AUDIT#shiokaze-hospital").await;
    assert_eq!(entries.len(), 1);
    // For whom the reader acted, who need not belong to the organisation in whose audit it stands.
    assert_eq!(entries[0]["organisation"].as_s().unwrap(), "shiokaze-hospital");
}

#[tokio::test]
async fn a_page_of_inpatients_costs_one_read_unit_a_row_however_many_were_there_before() {
    let world = World::new().await;
    let begun = jst("2026-01-05 10:00");
    for i in 0..52 {
        let case = admitted(&world, ward("3東", begun)).await;
        let mild = condition(&case, Severity::Mild, begun);
        post(&world, HOSPITAL, Operation::RecordCondition, &mild, begun).await;
        if i >= 50 {
            let discharge = outcome(&case, 2, Outcome::Discharged, begun);
            post(&world, HOSPITAL, Operation::RecordOutcome, &discharge, begun).await;
        }
    }
    let left = admitted(&world, ward("4西", begun)).await;
    for who in [HOSPITAL, NURSE] {
        let signed_in = world.staff(who, begun);
        world.engine.meter().reset();
        let page: Inpatients = world.get(&signed_in, Operation::ListInpatients, "", begun).await.ok();
        let usage = world.engine.meter().usage();
        println!("a page of inpatients ({who}): {} calls, {} read units", usage.calls(), usage.read_units());
        assert_eq!(page.rows.len(), 50);
        // The rows, who calls, the places of the prefecture, and the page of the index.
        assert!(usage.read_units() <= 50.0 + 12.0, "{} read units", usage.read_units());
        let after = page.next.unwrap();
        let last = list(&world, who, &format!("after={after}"), begun).await;
        assert_eq!((last.rows.len(), last.next), (1, None));
        let seen = page.rows.iter().chain(&last.rows).filter(|row| row.case == left).count();
        assert_eq!(seen, 1);
    }
    // A condition: who calls, card, the task that asks for it, and a transaction of event, condition, card,
    // the place's item and the task, which waits anew.
    let nurse = world.staff(NURSE, begun);
    let request = condition(&left, Severity::Mild, begun);
    world.engine.meter().reset();
    world.post(&nurse, Operation::RecordCondition, &request, begun).await.ok::<serde_json::Value>();
    let usage = world.engine.meter().usage();
    println!("a condition: {} calls, {} write units", usage.calls(), usage.write_units());
    assert!(usage.calls() <= 4 && usage.write_units() <= 12.0, "{}", usage.write_units());
}
