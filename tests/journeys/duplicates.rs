//! Two notifications of one person: proposed by the machine, decided by a person, and taken back
//! (domain.md 6.5; design 2.5).

use std::collections::{BTreeMap, BTreeSet};

use domain::api::error::{Code, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::isolation::MyIsolation;
use domain::api::review::NotificationChanged;
use domain::duplicate::{Linkage, counts};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::{CareStatus, CaseKind};
use domain::review::{NotificationState, Revision};
use domain::time::Time;
use domain::work::Family;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use tests::people::{
    Filing, check_in, close, correct, date, decide, id, jst, outcome, oxygen, pcr, refuse, well,
};
use tests::{COLLEAGUE, NURSE, PHYSICIAN, STRANGER, World, alerts};

use crate::reviews::{filed, of_clinic, view};

const BORN: &str = "1985-04-12";

/// A notification of the clinic about this person.
fn of(kana: &str, born: &str, phone: &str) -> FileNotification {
    let mut request = of_clinic();
    let answers = request.notification.answers;
    request.notification.answers =
        answers.with("name_kana", kana).with("birth_date", born).with("phone", phone);
    request
}

fn aoki() -> FileNotification {
    of("アオキ ハナコ", BORN, "000-1111-2222")
}

/// The same person as a health centre writes her down: no long marks, small kana large, another number.
fn aoki_again() -> FileNotification {
    let mut request = Filing::default().request();
    let answers = request.notification.answers;
    request.notification.answers =
        answers.with("name_kana", "ｱｵｷ ﾊﾅｺ").with("birth_date", BORN).with("phone", "000-3333-4444");
    request
}

/// The other cases about which a decision is owed for this one.
async fn owed(world: &World, case: &CaseId, now: Time) -> Vec<CaseId> {
    let view = world.case(case, now).await;
    let is_owed = view.work.iter().any(|row| row.family == Family::Duplicate);
    let open = view.counterparts.into_iter().filter(|one| one.linkage.is_none() && is_owed);
    open.map(|one| one.other).collect()
}

async fn decided(
    world: &World,
    case: &CaseId,
    other: &CaseId,
    seen: u32,
    linkage: Linkage,
    now: Time,
) -> tests::Answer {
    let body = decide(case, other, seen, linkage);
    world.post(&world.staff(NURSE, now), Operation::DecideDuplicate, &body, now).await
}

async fn kinds(world: &World, cases: [&CaseId; 2], now: Time) -> [CaseKind; 2] {
    [world.case(cases[0], now).await.kind, world.case(cases[1], now).await.kind]
}

#[tokio::test]
async fn who_is_filed_twice_owes_the_centre_one_decision() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, PHYSICIAN, &aoki(), now).await;
    assert!(owed(&world, &first.case, now).await.is_empty());
    let second = filed(&world, NURSE, &aoki_again(), now).await;
    assert_eq!(owed(&world, &second.case, now).await, std::slice::from_ref(&first.case));
    let rows = world.list(NURSE, now).await;
    let row = rows.iter().find(|row| row.family == Family::Duplicate).unwrap();
    assert_eq!((&row.case, row.due_at), (&second.case, jst("2026-01-05 17:15")));
    // It ends by a decision, not by being closed.
    let refused = world.post(&world.staff(NURSE, now), Operation::CloseWork, &close(row), now).await;
    assert_eq!(refused.fields()[0].problem, Problem::EndsOtherwise);
    // The clinic learns nothing of it.
    assert!(world.list(PHYSICIAN, now).await.iter().all(|row| row.family != Family::Duplicate));
}

#[tokio::test]
async fn only_people_who_look_alike_are_proposed() {
    for (kana, born, phone, days_later, proposed) in [
        ("アオキ ハナコ", BORN, "000-9999-0000", 60, true),
        // Twins at one telephone; somebody who took another name.
        ("アオキ タロウ", BORN, "000-1111-2222", 60, true),
        ("サトウ ハナコ", BORN, "０００ー１１１１ー２２２２", 60, true),
        ("アオキ タロウ", BORN, "000-9999-0000", 1, false),
        // A birth date that was mistyped: same area, and a name that sounds alike, for two weeks.
        ("アオギ ハナコー", "1985-04-21", "000-9999-0000", 14, true),
        ("アオギ ハナコー", "1985-04-21", "000-9999-0000", 15, false),
        ("アオヤ ハナコ", "1985-04-21", "000-9999-0000", 1, false),
    ] {
        let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
        let first = filed(&world, PHYSICIAN, &aoki(), now).await;
        let later = Time::from_seconds(now.seconds() + days_later * 86_400);
        let second = filed(&world, PHYSICIAN, &of(kana, born, phone), later).await;
        let expected: Vec<CaseId> = proposed.then_some(first.case).into_iter().collect();
        assert_eq!(owed(&world, &second.case, later).await, expected, "{kana} {born} {phone} +{days_later}");
    }
}

#[tokio::test]
async fn cases_of_another_disease_or_of_none_are_not_proposed() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, PHYSICIAN, &aoki(), now).await;
    let body = refuse(&first.case, 1);
    let answer = world.post(&world.staff(NURSE, now), Operation::WithdrawNotification, &body, now).await;
    assert_eq!(answer.status, 200);
    let second = filed(&world, PHYSICIAN, &aoki(), now).await;
    assert!(owed(&world, &second.case, now).await.is_empty());
    let mut measles = crate::diseases::measles();
    let answers = measles.notification.answers;
    measles.notification.answers = answers.with("name_kana", "アオキ ハナコ").with("birth_date", BORN);
    let measles = filed(&world, PHYSICIAN, &measles, now).await.case;
    assert!(owed(&world, &measles, now).await.is_empty());
}

#[tokio::test]
async fn merged_there_is_one_case_and_both_phones_report_to_it() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, NURSE, &aoki_again(), now).await;
    let second = filed(&world, PHYSICIAN, &aoki(), now).await;
    let (kept, gone) = (first.case.clone(), second.case.clone());
    let mut phone = world.activated(second.clone(), date(BORN), now).await;
    assert_eq!(phone.checks_in(well(), now).await.case, gone);

    let later = jst("2026-01-05 11:00");
    let merged: NotificationChanged = decided(&world, &gone, &kept, 0, Linkage::Merged, later).await.ok();
    assert_eq!((merged.state, merged.kind), (NotificationState::Duplicate, CaseKind::Duplicate));
    assert_eq!(kinds(&world, [&kept, &gone], later).await, [CaseKind::Confirmed, CaseKind::Duplicate]);
    // Nothing more is owed for it, and both notifications are there.
    assert!(world.list(NURSE, later).await.iter().all(|row| row.case != gone));
    assert_eq!(view(&world, PHYSICIAN, &gone, later).await.state, NotificationState::Duplicate);
    let story = world.case(&gone, later).await;
    assert_eq!((story.outcome, story.care_status), (Some(Outcome::Duplicate), CareStatus::Ended));
    assert_eq!(world.sweep(jst("2026-01-07 11:00")).await.settled, 1, "only the case that is kept misses");

    // The phone that was given the duplicate's code goes on; what it reports rings in the case that is kept.
    let evening = jst("2026-01-07 20:00");
    phone.checks_in(oxygen(91), evening).await;
    let story = world.case(&kept, evening).await;
    assert_eq!(alerts(&story).iter().filter(|row| row.family == Family::Health).count(), 1);
    assert!(alerts(&world.case(&gone, evening).await).is_empty());
    let awake = phone.awake(evening).await;
    let mine: MyIsolation = world.get(&awake, Operation::GetMyIsolation, "", evening).await.ok();
    assert_eq!((mine.cases.len(), &mine.cases[0].case, mine.cases[0].ended_at), (1, &gone, None));
    assert!(mine.cases[0].alert.is_some());
    // The same report again is the same report.
    let report = check_in(&gone, well(), evening);
    let answers = [phone.sends(report.clone(), evening).await, phone.sends(report, evening).await];
    assert_eq!((answers[0].status, &answers[0].body), (200, &answers[1].body));
    // A second phone can be activated with either code.
    world.activated(second, date(BORN), evening).await;
    // It does not open the case that is kept itself.
    let body = check_in(&kept, well(), evening);
    assert_eq!(phone.sends(body, evening).await.status, 404);
}

#[tokio::test]
async fn a_merge_that_was_wrong_is_taken_back_and_nobody_is_forgotten() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, NURSE, &aoki_again(), now).await;
    let second = filed(
        &world,
        NURSE,
        &Filing { care_status: CareStatus::HotelIsolation, ..Filing::default() }.request(),
        now,
    )
    .await;
    let (kept, gone) = (first.case, second.case.clone());
    let mut phone = world.activated(second, date(BORN), now).await;
    decided(&world, &gone, &kept, 0, Linkage::Merged, now).await.ok::<Value>();
    let noon = jst("2026-01-05 12:00");
    phone.checks_in(well(), noon).await;

    // Only the duplicate takes it back, and nothing else is decided before.
    for (case, other, linkage, field) in [
        (&kept, &gone, Linkage::Undone, "case"),
        (&gone, &kept, Linkage::Different, "linkage"),
        (&gone, &kept, Linkage::Merged, "linkage"),
    ] {
        let refused = decided(&world, case, other, 1, linkage, noon).await;
        assert_eq!(refused.fields()[0].field, field);
    }
    let undone: NotificationChanged = decided(&world, &gone, &kept, 1, Linkage::Undone, noon).await.ok();
    assert_eq!(
        (undone.kind, undone.state, undone.care_status),
        (CaseKind::Confirmed, NotificationState::Accepted, CareStatus::HotelIsolation)
    );
    let story = world.case(&gone, noon).await;
    assert_eq!((story.ended_at, story.outcome, story.room.as_deref()), (None, None, Some("0712")));
    let families: BTreeSet<Family> = story.work.iter().map(|row| row.family).collect();
    assert_eq!(families, BTreeSet::from([Family::FirstContact, Family::Duplicate]));
    assert_eq!(owed(&world, &gone, noon).await, std::slice::from_ref(&kept));
    // The schedule goes on, and the phone reports to its own case again.
    assert_eq!(story.next_due, Some(jst("2026-01-05 16:00")));
    let evening = jst("2026-01-05 16:10");
    phone.checks_in(oxygen(91), evening).await;
    assert_eq!(alerts(&world.case(&gone, evening).await).len(), 1);
    assert!(alerts(&world.case(&kept, evening).await).is_empty());
    // Different after all: the pair is decided.
    decided(&world, &gone, &kept, 2, Linkage::Different, evening).await.ok::<Value>();
    assert!(owed(&world, &gone, evening).await.is_empty());
}

#[tokio::test]
async fn what_would_leave_somebody_unfollowed_is_refused() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let mut patient = world.patient(Filing::default(), now).await;
    let (one, other) = (patient.case.clone(), filed(&world, NURSE, &aoki_again(), now).await.case);
    patient.checks_in(oxygen(91), now).await;
    let problem = async |case, other, linkage| {
        let refused = decided(&world, case, other, 0, linkage, now).await;
        let field = refused.fields().remove(0);
        (field.field, field.problem)
    };
    // Only a person who deals with it lowers an alert.
    assert_eq!(problem(&one, &other, Linkage::Merged).await, ("case".to_owned(), Problem::AlertOpen));
    assert_eq!(problem(&one, &one, Linkage::Merged).await, ("other".to_owned(), Problem::Contradiction));
    let nobody = id();
    assert_eq!(problem(&one, &nobody, Linkage::Different).await, ("other".to_owned(), Problem::DoesNotExist));
    assert_eq!(problem(&one, &other, Linkage::Undone).await, ("linkage".to_owned(), Problem::Contradiction));
    // The other way round it can be merged; then the case that is kept cannot be withdrawn.
    decided(&world, &other, &one, 0, Linkage::Merged, now).await.ok::<Value>();
    let body = refuse(&one, 1);
    let answer = world.post(&world.staff(NURSE, now), Operation::WithdrawNotification, &body, now).await;
    assert_eq!(answer.fields()[0].problem, Problem::HasDuplicates);
    // Nobody is merged into a case that is over, or that is itself a duplicate.
    let third = filed(&world, NURSE, &Filing::default().request(), now).await.case;
    assert_eq!(
        problem(&third, &other, Linkage::Merged).await,
        ("other".to_owned(), Problem::AlreadyDuplicate)
    );
    let fourth = filed(&world, NURSE, &Filing::default().request(), now).await.case;
    let released = outcome(&fourth, 1, Outcome::Released, now);
    world.post(&world.staff(NURSE, now), Operation::RecordOutcome, &released, now).await.ok::<Value>();
    assert_eq!(problem(&third, &fourth, Linkage::Merged).await, ("other".to_owned(), Problem::CaseIsOver));
    assert_eq!(decided(&world, &fourth, &third, 0, Linkage::Merged, now).await.status, 200);
}

/// Three alike, of which the last two were filed by the clinic.
async fn three(world: &World, now: Time) -> [CaseId; 3] {
    [
        filed(world, NURSE, &aoki_again(), now).await.case,
        filed(world, PHYSICIAN, &aoki(), now).await.case,
        filed(world, PHYSICIAN, &aoki(), now).await.case,
    ]
}

fn sorted<const N: usize>(cases: [&CaseId; N]) -> Vec<CaseId> {
    BTreeSet::from(cases).into_iter().cloned().collect()
}

#[tokio::test]
async fn what_a_duplicate_owed_is_owed_by_the_case_that_is_kept_and_by_itself_if_it_is_taken_back() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let [a, b, c] = three(&world, now).await;
    assert_eq!(owed(&world, &c, now).await, sorted([&a, &b]));
    decided(&world, &b, &a, 0, Linkage::Different, now).await.ok::<Value>();
    // B was compared with A, and with C it still has to be.
    decided(&world, &c, &a, 0, Linkage::Merged, now).await.ok::<Value>();
    assert!(owed(&world, &a, now).await.is_empty());
    // Who is filed meanwhile is compared with the duplicate too, because it may come back.
    let d = filed(&world, PHYSICIAN, &of("アオキ タロウ", BORN, "000-1111-2222"), now).await.case;
    assert_eq!(owed(&world, &d, now).await, sorted([&b, &c]));
    decided(&world, &c, &a, 1, Linkage::Undone, now).await.ok::<Value>();
    assert_eq!(owed(&world, &c, now).await, sorted([&a, &b]));
    // Kept, A owes what C owed and A has not decided.
    decided(&world, &b, &a, 1, Linkage::Undone, now).await.ok::<Value>();
    decided(&world, &c, &a, 2, Linkage::Merged, now).await.ok::<Value>();
    assert_eq!(owed(&world, &a, now).await, [b]);
}

#[tokio::test]
async fn a_death_stays_in_the_case_that_counts() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let [a, b, _] = three(&world, now).await;
    let dies = async |case: &CaseId| {
        let body = outcome(case, 1, Outcome::Deceased, now);
        world.post(&world.staff(NURSE, now), Operation::RecordOutcome, &body, now).await
    };
    assert_eq!(dies(&b).await.status, 200);
    let refused = decided(&world, &b, &a, 0, Linkage::Merged, now).await;
    assert_eq!(refused.fields()[0].problem, Problem::DeathFirst);
    assert_eq!(dies(&a).await.status, 200);
    decided(&world, &b, &a, 0, Linkage::Merged, now).await.ok::<Value>();
    // Nothing more is entered for a duplicate.
    assert_eq!(dies(&b).await.code(), Code::CaseEnded);
}

#[tokio::test]
async fn a_merge_is_not_taken_back_over_an_alert_that_nobody_dealt_with() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let kept = filed(&world, PHYSICIAN, &aoki(), now).await.case;
    let gone = filed(&world, NURSE, &aoki_again(), now).await;
    let mut phone = world.activated(gone.clone(), date(BORN), now).await;
    decided(&world, &gone.case, &kept, 0, Linkage::Merged, now).await.ok::<Value>();
    phone.checks_in(oxygen(90), now).await;
    let refused = decided(&world, &gone.case, &kept, 1, Linkage::Undone, now).await;
    let field = refused.fields().remove(0);
    assert_eq!((field.field.as_str(), field.problem), ("other", Problem::AlertOpen));
    // The clinic that filed the case that is kept learns nothing of the other one.
    let body = refuse(&kept, 1);
    let answer = world.post(&world.staff(PHYSICIAN, now), Operation::WithdrawNotification, &body, now).await;
    assert_eq!(answer.fields()[0].problem, Problem::AskCentre);
    // What is entered for the duplicate would be seen by nobody.
    let test = pcr(&gone.case, "2026-01-04", Some(true));
    let answer = world.post(&world.staff(NURSE, now), Operation::RecordTest, &test, now).await;
    assert_eq!(answer.code(), Code::CaseEnded);
}

#[tokio::test]
async fn a_re_infection_that_is_filed_twice_owes_a_decision() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, NURSE, &aoki_again(), now).await.case;
    let body = outcome(&first, 1, Outcome::Released, now);
    world.post(&world.staff(NURSE, now), Operation::RecordOutcome, &body, now).await.ok::<Value>();
    let again = || FileNotification { same_person_as: Some(first.clone()), ..aoki_again() };
    let second = filed(&world, NURSE, &again(), now).await.case;
    assert!(owed(&world, &second, now).await.is_empty());
    let third = filed(&world, NURSE, &again(), now).await.case;
    assert_eq!(owed(&world, &third, now).await, [second]);
}

#[tokio::test]
async fn of_two_who_decide_the_second_is_told() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, PHYSICIAN, &aoki(), now).await.case;
    let second = filed(&world, PHYSICIAN, &aoki(), now).await.case;
    let colleague = world.staff(COLLEAGUE, now);
    let one = decided(&world, &second, &first, 0, Linkage::Different, now);
    let body = decide(&first, &second, 0, Linkage::Merged);
    let other = world.post(&colleague, Operation::DecideDuplicate, &body, now);
    let (one, other) = futures::join!(one, other);
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    assert_eq!((won.status, lost.code()), (200, Code::HasNews));
    // Whose patients they are not gets no answer.
    let body = decide(&second, &first, 1, Linkage::Undone);
    for who in [STRANGER, PHYSICIAN] {
        let answer = world.post(&world.staff(who, now), Operation::DecideDuplicate, &body, now).await;
        assert_eq!(answer.status, 404);
    }
}

#[tokio::test]
async fn filed_in_the_same_second_one_of_them_sees_the_other() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    for number in 0..10 {
        let born = format!("1985-04-{:02}", number + 1);
        let request = || of("アオキ ハナコ", &born, &format!("000-0000-{number:04}"));
        let (one, other) = (request(), request());
        let (one, other): (NotificationFiled, NotificationFiled) =
            futures::join!(filed(&world, PHYSICIAN, &one, now), filed(&world, PHYSICIAN, &other, now));
        let owes = [owed(&world, &one.case, now).await, owed(&world, &other.case, now).await];
        assert!(owes[0].contains(&other.case) || owes[1].contains(&one.case), "{number}: {owes:?}");
    }
}

#[tokio::test]
async fn a_corrected_name_is_compared_too_and_what_was_decided_stays() {
    let (world, now) = (World::new().await, jst("2026-01-05 10:00"));
    let first = filed(&world, PHYSICIAN, &aoki(), now).await.case;
    let request = of("アオヤマ ジロウ", "1990-01-01", "000-7777-8888");
    let second = filed(&world, PHYSICIAN, &request, now).await.case;
    assert!(owed(&world, &second, now).await.is_empty());
    let body = correct(&second, 1, Revision::Correction, aoki().notification);
    world.post(&world.staff(PHYSICIAN, now), Operation::CorrectNotification, &body, now).await.ok::<Value>();
    assert_eq!(owed(&world, &second, now).await, std::slice::from_ref(&first));
    decided(&world, &second, &first, 0, Linkage::Different, now).await.ok::<Value>();
    let body = correct(&second, 2, Revision::Correction, aoki().notification);
    world.post(&world.staff(PHYSICIAN, now), Operation::CorrectNotification, &body, now).await.ok::<Value>();
    assert!(owed(&world, &second, now).await.is_empty());
}

#[tokio::test]
async fn t08_a_re_infection_that_a_clinic_files_is_linked_and_both_are_counted() {
    let (world, now) = (World::new().await, jst("2026-08-10 10:00"));
    let first = filed(&world, NURSE, &aoki_again(), now).await.case;
    let released = jst("2026-08-20 10:00");
    let body = outcome(&first, 1, Outcome::Released, released);
    world.post(&world.staff(NURSE, released), Operation::RecordOutcome, &body, released).await.ok::<Value>();
    let november = jst("2026-11-06 10:00");
    let second = filed(&world, PHYSICIAN, &aoki(), november).await.case;
    assert_eq!(owed(&world, &second, november).await, std::slice::from_ref(&first));
    decided(&world, &second, &first, 0, Linkage::SamePerson, november).await.ok::<Value>();
    assert_eq!(kinds(&world, [&first, &second], november).await, [CaseKind::Confirmed; 2]);
    for (case, other) in [(&first, &second), (&second, &first)] {
        let counterparts = world.case(case, november).await.counterparts;
        assert_eq!((&counterparts[0].other, counterparts[0].linkage), (other, Some(Linkage::SamePerson)));
    }
}

/// Two of the people who are filed at random, three of whom look alike.
const PEOPLE: [(&str, &str, &str); 5] = [
    ("アオキ ハナコ", "1985-04-12", "000-0000-0001"),
    ("ｱｵｷ ﾊﾅｺ", "1985-04-12", "000-0000-0002"),
    ("サトウ ハナコ", "1985-04-12", "000-0000-0001"),
    ("サトウ ジロウ", "1990-01-01", "000-0000-0003"),
    ("スズキ イチロウ", "1990-01-01", "000-0000-0004"),
];

fn look_alike(one: usize, other: usize) -> bool {
    let ((a, b, c), (d, e, f)) = (PEOPLE[one], PEOPLE[other]);
    let name = domain::find::normal::name;
    b == e && (name(a) == name(d) || c == f)
}

/// Must show of the property: whatever is done in whatever order, no two cases that count are of people who
/// look alike without a decision or one that is owed; a duplicate always leads to a case that counts.
#[tokio::test]
async fn no_two_active_cases_of_one_person_without_a_decision() {
    for seed in 0..4 {
        let world = World::new().await;
        let mut random = StdRng::seed_from_u64(seed);
        let mut cases: Vec<(CaseId, usize, u32)> = Vec::new();
        let mut now = jst("2026-01-05 10:00");
        for step in 1..=24 {
            now = Time::from_seconds(now.seconds() + 60);
            let pick = |random: &mut StdRng| random.random_range(0..cases.len());
            match random.random_range(0..10) {
                _ if cases.len() < 2 => file(&world, &mut cases, &mut random, now).await,
                0..2 => file(&world, &mut cases, &mut random, now).await,
                2 => {
                    let (at, person) = (pick(&mut random), random.random_range(0..PEOPLE.len()));
                    let (kana, born, phone) = PEOPLE[person];
                    let (case, _, version) = cases[at].clone();
                    let notification = of(kana, born, phone).notification;
                    let body = correct(&case, version, Revision::Correction, notification);
                    let nurse = world.staff(NURSE, now);
                    if world.post(&nurse, Operation::CorrectNotification, &body, now).await.status == 200 {
                        cases[at] = (case, person, version + 1);
                    }
                }
                3 => {
                    let (case, _, version) = cases[pick(&mut random)].clone();
                    let body = refuse(&case, version);
                    world.post(&world.staff(NURSE, now), Operation::WithdrawNotification, &body, now).await;
                }
                4 => {
                    let case = cases[pick(&mut random)].0.clone();
                    let body = outcome(&case, 1, Outcome::Lost, now);
                    world.post(&world.staff(NURSE, now), Operation::RecordOutcome, &body, now).await;
                }
                _ => {
                    let (one, other) = (pick(&mut random), pick(&mut random));
                    let (one, other) = (&cases[one].0, &cases[other].0);
                    let known = world.case(one, now).await.counterparts;
                    let seen =
                        known.iter().find(|pair| pair.other == *other).map_or(0, |pair| pair.decisions);
                    let linkage = Linkage::ALL[random.random_range(0..Linkage::ALL.len())];
                    decided(&world, one, other, seen, linkage, now).await;
                }
            }
            if step % 3 == 0 {
                holds(&world, &cases, now, seed).await;
            }
        }
    }
}

async fn file(world: &World, cases: &mut Vec<(CaseId, usize, u32)>, random: &mut StdRng, now: Time) {
    let person = random.random_range(0..PEOPLE.len());
    let (kana, born, phone) = PEOPLE[person];
    let case = filed(world, PHYSICIAN, &of(kana, born, phone), now).await.case;
    cases.push((case, person, 1));
}

async fn holds(world: &World, cases: &[(CaseId, usize, u32)], now: Time, seed: u64) {
    let mut views = BTreeMap::new();
    for (case, ..) in cases {
        views.insert(case.clone(), world.case(case, now).await);
    }
    for (at, (one, person, _)) in cases.iter().enumerate() {
        let view = &views[one];
        if view.kind == CaseKind::Duplicate {
            let kept = view
                .counterparts
                .iter()
                .find(|pair| pair.is_duplicate && pair.linkage == Some(Linkage::Merged));
            let kept = kept.unwrap_or_else(|| panic!("seed {seed}: {one} is a duplicate of nothing"));
            assert!(
                matches!(views[&kept.other].kind, CaseKind::Confirmed | CaseKind::Duplicate),
                "seed {seed}: {one} leads to a case that is none"
            );
        }
        for (other, other_person, _) in &cases[at + 1..] {
            let both_count = counts(view.kind) && counts(views[other].kind);
            if !both_count || !look_alike(*person, *other_person) {
                continue;
            }
            let decided = view.counterparts.iter().any(|pair| pair.other == *other && pair.linkage.is_some());
            let owes = |from: &CaseId, about: &CaseId| {
                let is_owed = views[from].work.iter().any(|row| row.family == Family::Duplicate);
                is_owed
                    && views[from]
                        .counterparts
                        .iter()
                        .any(|pair| pair.other == *about && pair.linkage.is_none())
            };
            assert!(
                decided || owes(one, other) || owes(other, one),
                "seed {seed}: {one} and {other} are of one person, and nobody has to decide"
            );
        }
    }
}
