//! Today's entries (R12): one row per patient who is followed, worst first, what was read by whom, and remarks
//! that nobody has read are owed a reading.

use domain::api::entries::{CaseRead, DayEntry, Entries, EntriesRead, EntryRow, MarkEntriesRead};
use domain::api::error::{Code, Problem};
use domain::api::work::WorkRow;
use domain::entries::Difference;
use domain::ids::{CaseId, RequestId};
use domain::level::Level;
use domain::operation::Operation;
use domain::reading::Answers;
use domain::rights::Role;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use functions::store::item::{Item, text};
use tests::people::{Filing, check_in, close, date, id, jst, moves, oxygen, take, to_hospital, well};
use tests::{Answer, CENTRE, COLLEAGUE, NURSE, Patient, STRANGER, World};

use crate::scene::{assert_same, bytes, raw};
use crate::table;

const TODAY: &str = "2026-01-06";

fn now() -> Time {
    jst("2026-01-06 08:05")
}

fn filed() -> Time {
    jst("2026-01-04 16:00")
}

fn saying(text: &str) -> Answers {
    Answers { remarks: Some(text.to_owned()), ..well() }
}

async fn page(world: &World, query: &str, at: Time) -> Entries {
    world.get(&world.staff(NURSE, at), Operation::ListEntries, query, at).await.ok()
}

async fn today(world: &World, at: Time) -> Vec<EntryRow> {
    page(world, "", at).await.rows
}

async fn row(world: &World, case: &CaseId, at: Time) -> EntryRow {
    today(world, at).await.into_iter().find(|row| row.case == *case).unwrap()
}

fn read(row: &EntryRow) -> CaseRead {
    let shown = row.entries.iter().chain(&row.before).chain(&row.unread);
    CaseRead {
        case: row.case.clone(),
        check_ins: shown.map(|entry| entry.id.clone()).collect(),
        remarks: row.remarks.clone(),
    }
}

fn mark(cases: Vec<CaseRead>) -> MarkEntriesRead {
    MarkEntriesRead { request_id: id(), organisation: CENTRE.parse().unwrap(), day: date(TODAY), cases }
}

async fn send(world: &World, subject: &str, request: &MarkEntriesRead, at: Time) -> Answer {
    world.post(&world.staff(subject, at), Operation::MarkEntriesRead, request, at).await
}

async fn remarks(world: &World, at: Time) -> Vec<WorkRow> {
    let mut rows = world.list(NURSE, at).await;
    rows.retain(|row| row.family == Family::Remarks);
    rows
}

/// A case whose phone is awake and which nothing else is owed.
async fn patient(world: &World) -> Patient<'_> {
    world.patient(Filing::default(), filed()).await
}

#[tokio::test]
async fn r12_the_days_entries_stand_worst_first_and_silence_is_never_fine() {
    let world = World::new().await;
    let (mut fine, mut low, mut worse) =
        (patient(&world).await, patient(&world).await, patient(&world).await);
    let silent = patient(&world).await.case;
    for (patient, answers) in [(&mut fine, well()), (&mut low, oxygen(94)), (&mut worse, oxygen(89))] {
        patient.checks_in(well(), jst("2026-01-05 08:00")).await;
        patient.checks_in(answers, jst("2026-01-06 07:30")).await;
    }
    let rows = today(&world, now()).await;
    let order: Vec<_> = rows.iter().map(|row| &row.case).collect();
    assert_eq!(order, [&worse.case, &low.case, &silent, &fine.case]);
    // Nobody who entered nothing is left out, and whoever did has the day before beside it.
    assert!(rows[2].entries.is_empty() && rows[2].before.is_none() && rows[2].alert.is_none());
    assert_eq!(rows[0].alert, Some(Level::Emergency));
    let [entry] = &rows[0].entries[..] else { panic!("{:?}", rows[0].entries) };
    assert_eq!((entry.level, entry.by.role), (Level::Emergency, Role::Patient));
    let before = rows[0].before.as_ref().unwrap();
    assert_eq!(before.effective_at, jst("2026-01-05 08:00"));
    assert!(Difference::between(&before.answers, &entry.answers).spo2.is_some_and(|fall| fall < 0));
    assert!(rows.iter().all(|row| row.label.is_some()));

    // The day before, the same people; who is in a hospital is on another list.
    let yesterday = page(&world, "day=2026-01-05", now()).await;
    assert_eq!(yesterday.rows.len(), 4);
    assert!(yesterday.rows.iter().all(|row| row.before.is_none()));
    let nurse = world.staff(NURSE, now());
    let admission = moves(&worse.case, 1, to_hospital(now()));
    world.post(&nurse, Operation::MovePatient, &admission, now()).await.ok::<serde_json::Value>();
    assert_eq!(today(&world, now()).await.len(), 3);
}

#[tokio::test]
async fn r12_a_late_entry_of_an_earlier_day_stands_on_its_day_and_who_typed_it_is_told() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    patient.checks_in(well(), jst("2026-01-06 07:30")).await;
    // Measured yesterday, sent today, after today's.
    let late = check_in(&patient.case, oxygen(96), jst("2026-01-05 20:00"));
    let late = domain::api::check_in::SubmitCheckIn { client_now: now(), ..late };
    patient.sends(late, now()).await.ok::<serde_json::Value>();
    let typed = check_in(&patient.case, well(), now());
    world
        .post(&world.staff(NURSE, now()), Operation::SubmitCheckIn, &typed, now())
        .await
        .ok::<serde_json::Value>();
    let row = row(&world, &patient.case, now()).await;
    assert_eq!(row.entries.len(), 2, "today's, newest first");
    assert_eq!(row.entries[0].by.name.as_deref(), Some("佐倉 みのり"));
    assert_eq!(row.before.unwrap().effective_at, jst("2026-01-05 20:00"));
}

#[tokio::test]
async fn r12_read_down_to_here_is_kept_with_name_and_time_for_colleagues() {
    let world = World::new().await;
    let (mut one, mut other) = (patient(&world).await, patient(&world).await);
    one.checks_in(well(), jst("2026-01-06 07:30")).await;
    other.checks_in(well(), jst("2026-01-06 07:40")).await;
    let request = mark(vec![read(&row(&world, &one.case, now()).await)]);
    let answer: EntriesRead = send(&world, NURSE, &request, now()).await.ok();
    assert_eq!((answer.mark.by.as_str(), answer.mark.at), ("佐倉 みのり", now()));
    let seen: Entries =
        world.get(&world.staff(COLLEAGUE, now()), Operation::ListEntries, "", now()).await.ok();
    let by = |case: &CaseId| -> Option<String> {
        let row = seen.rows.iter().find(|row| row.case == *case).unwrap();
        row.entries[0].read.as_ref().map(|read| read.by.clone())
    };
    assert_eq!((by(&one.case).as_deref(), by(&other.case)), (Some("佐倉 みのり"), None));
    // Who reads it again later does not become the one who read it first.
    let later = now() + Span::minutes(10);
    let again = mark(request.cases.clone());
    send(&world, COLLEAGUE, &again, later).await.ok::<EntriesRead>();
    assert_eq!(row(&world, &one.case, later).await.entries[0].read, Some(answer.mark));
    // What comes after it is unread.
    one.checks_in(well(), later).await;
    let newest: Vec<DayEntry> = row(&world, &one.case, later).await.entries;
    assert!(newest[0].read.is_none() && newest[1].read.is_some());
}

#[tokio::test]
async fn r12_remarks_are_owed_a_reading_until_a_person_reads_or_closes_them() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    patient.checks_in(well(), jst("2026-01-06 07:00")).await;
    assert_eq!(remarks(&world, now()).await, [], "without remarks nothing is owed");
    patient.checks_in(saying("  "), jst("2026-01-06 07:10")).await;
    assert_eq!(remarks(&world, now()).await, [], "blanks are no remarks");
    patient.checks_in(saying("薬がなくなりそう"), jst("2026-01-06 07:30")).await;
    let owed = remarks(&world, now()).await;
    assert_eq!((owed.len(), owed[0].level, owed[0].due_at), (1, Level::Caution, jst("2026-01-06 17:15")));
    let shown = row(&world, &patient.case, now()).await;
    assert_eq!(shown.entries[0].answers.remarks.as_deref(), Some("薬がなくなりそう"));
    assert_eq!(shown.remarks.as_ref().map(|work| work.version), Some(owed[0].version));

    // A second one joins it and is heard; what was read before does not end what came after.
    let stale = mark(vec![read(&shown)]);
    patient.checks_in(saying("頭が痛い"), now()).await;
    let answer: EntriesRead = send(&world, NURSE, &stale, now()).await.ok();
    assert_eq!(answer.still_unread, [patient.case.clone()]);
    assert_eq!(remarks(&world, now()).await.len(), 1);
    let shown = row(&world, &patient.case, now()).await;
    let request = mark(vec![read(&shown)]);
    let answer: EntriesRead = send(&world, NURSE, &request, now()).await.ok();
    assert_eq!(answer.still_unread, Vec::<CaseId>::new());
    assert_eq!(remarks(&world, now()).await, []);
    assert!(row(&world, &patient.case, now()).await.remarks.is_none());

    // The next day it is owed anew; a person may also close it where the case is.
    let next = jst("2026-01-07 08:00");
    patient.checks_in(saying("よく眠れた"), next).await;
    let owed = remarks(&world, next).await.remove(0);
    let closing = close(&owed);
    world
        .post(&world.staff(NURSE, next), Operation::CloseWork, &closing, next)
        .await
        .ok::<serde_json::Value>();
    assert_eq!(remarks(&world, next).await, []);
}

#[tokio::test]
async fn r12_remarks_that_come_with_an_alert_are_read_with_it_and_staff_read_what_they_type() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    let ill = |text: &str| Answers { remarks: Some(text.to_owned()), ..oxygen(94) };
    patient.checks_in(ill("息が苦しい"), jst("2026-01-06 07:30")).await;
    patient.checks_in(ill("まだ苦しい"), jst("2026-01-06 07:40")).await;
    assert_eq!(remarks(&world, now()).await, [], "opened the alert, and joined it");
    let typed = check_in(&patient.case, saying("電話で聞いた"), now());
    let nurse = world.staff(NURSE, now());
    world.post(&nurse, Operation::SubmitCheckIn, &typed, now()).await.ok::<serde_json::Value>();
    assert_eq!(remarks(&world, now()).await, [], "typed by who has read it");
    // The alert is open, but this one is fine and does not join it.
    patient.checks_in(saying("楽になった"), now()).await;
    assert_eq!(remarks(&world, now()).await.len(), 1);
}

#[tokio::test]
async fn r12_remarks_of_an_earlier_day_are_shown_as_long_as_nobody_has_read_them() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    patient.checks_in(saying("土曜のこと"), jst("2026-01-04 20:00")).await;
    patient.checks_in(well(), jst("2026-01-05 08:00")).await;
    patient.checks_in(well(), jst("2026-01-06 07:30")).await;
    let shown = row(&world, &patient.case, now()).await;
    let unread: Vec<_> = shown.unread.iter().map(|entry| entry.answers.remarks.as_deref()).collect();
    assert_eq!(unread, [Some("土曜のこと")]);
    send(&world, NURSE, &mark(vec![read(&shown)]), now()).await.ok::<EntriesRead>();
    assert_eq!(row(&world, &patient.case, now()).await.unread, []);
}

#[tokio::test]
async fn r12_what_a_colleague_has_in_hand_stays_theirs_and_a_repetition_answers_the_same() {
    let world = World::new().await;
    let (mut one, mut other) = (patient(&world).await, patient(&world).await);
    one.checks_in(saying("ひとつ"), jst("2026-01-06 07:30")).await;
    other.checks_in(saying("ふたつ"), jst("2026-01-06 07:30")).await;
    let of_other = remarks(&world, now()).await.into_iter().find(|row| row.case == other.case).unwrap();
    let colleague = world.staff(COLLEAGUE, now());
    world.post(&colleague, Operation::TakeWork, &take(&of_other), now()).await.ok::<serde_json::Value>();
    let rows = today(&world, now()).await;
    let request = mark(rows.iter().map(read).collect());
    let first = send(&world, NURSE, &request, now()).await;
    // Of many, the one that cannot end does not keep the others.
    assert_eq!(first.body["still_unread"], serde_json::json!([other.case]));
    let left = remarks(&world, now()).await;
    assert_eq!((left.len(), left[0].state), (1, WorkState::InHand));
    let again = send(&world, NURSE, &request, now() + Span::minutes(5)).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let another = MarkEntriesRead { day: date("2026-01-05"), ..request };
    assert_eq!(send(&world, NURSE, &another, now()).await.code(), Code::RequestIdReused);
}

#[tokio::test]
async fn r12_nobody_reads_or_marks_for_a_centre_that_is_not_theirs() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    patient.checks_in(saying("ひとつ"), jst("2026-01-06 07:30")).await;
    let row = row(&world, &patient.case, now()).await;
    let request = mark(vec![read(&row)]);
    let body = |request: &MarkEntriesRead| bytes(&serde_json::to_value(request).unwrap());
    let nowhere = MarkEntriesRead { organisation: "no-such".parse().unwrap(), ..request.clone() };
    let stranger = world.staff(STRANGER, now());
    let op = Operation::MarkEntriesRead;
    let missing = raw(&world, &stranger, op, "", body(&nowhere), now()).await;
    assert_eq!(missing.status(), 404);
    for who in [&stranger, &world.staff("minato-desk-1", now()), &world.staff("hibari-clinic-1", now())] {
        assert_same(&missing, &raw(&world, who, op, "", body(&request), now()).await);
        let list = raw(&world, who, Operation::ListEntries, "organisation=aoba-hc", Vec::new(), now()).await;
        assert_same(&missing, &list);
    }
    // For their own centre they may, and of another's case nothing ends: it looks as if it were not there.
    let theirs = MarkEntriesRead { organisation: "wakakusa-hc".parse().unwrap(), ..request.clone() };
    let answer: EntriesRead = send(&world, STRANGER, &theirs, now()).await.ok();
    let no_such = CaseRead { case: id(), ..read(&row) };
    let unknown = MarkEntriesRead { request_id: id::<RequestId>(), cases: vec![no_such.clone()], ..theirs };
    let of_none: EntriesRead = send(&world, STRANGER, &unknown, now()).await.ok();
    assert_eq!((answer.still_unread, of_none.still_unread), (vec![patient.case.clone()], vec![no_such.case]));
    assert_eq!(remarks(&world, now()).await.len(), 1);
    let mine: Entries = world.get(&stranger, Operation::ListEntries, "", now()).await.ok();
    assert_eq!(mine.rows, []);
}

#[tokio::test]
async fn r12_a_mark_beyond_its_limits_is_refused_with_field_and_limit() {
    let world = World::new().await;
    let one = CaseRead { case: id(), check_ins: vec![id()], remarks: None };
    let many = (0..51).map(|_| CaseRead { case: id(), ..one.clone() }).collect();
    let long = CaseRead { check_ins: (0..21).map(|_| id()).collect(), ..one.clone() };
    let health = domain::api::work::SeenWork { id: "review".parse().unwrap(), version: 1 };
    let other = CaseRead { remarks: Some(health), ..one.clone() };
    for (request, field, problem, limit) in [
        (mark(Vec::new()), "cases", Problem::OutOfRange, Some("1–50")),
        (mark(many), "cases", Problem::OutOfRange, Some("1–50")),
        (mark(vec![long]), "cases[0].check_ins", Problem::OutOfRange, Some("1–20")),
        (mark(vec![other]), "cases[0].remarks.id", Problem::NotAChoice, None),
        (
            MarkEntriesRead { day: date("2026-01-07"), ..mark(vec![one]) },
            "day",
            Problem::InFuture,
            Some(TODAY),
        ),
    ] {
        let refused = send(&world, NURSE, &request, now()).await;
        assert_eq!(refused.code(), Code::InvalidFields);
        let error = refused.fields().remove(0);
        assert_eq!((error.field.as_str(), error.problem, error.limit.as_deref()), (field, problem, limit));
    }
    assert_eq!(table::begins(&world, "ORG#aoba-hc").await.iter().filter(|item| is_mark(item)).count(), 0);
}

fn is_mark(item: &Item) -> bool {
    item["sk"].as_s().is_ok_and(|sk| sk.starts_with("READ#") || sk.starts_with("EVENT#"))
}

/// What is read is audited once a page, and a broken page cursor is no page.
#[tokio::test]
async fn r12_pages_end_and_each_is_audited_once() {
    let world = World::new().await;
    for _ in 0..27 {
        patient(&world).await;
    }
    let first = page(&world, "", now()).await;
    assert_eq!(first.rows.len(), 25);
    let second = page(&world, &format!("after={}", first.next.unwrap()), now()).await;
    assert_eq!((second.rows.len(), second.next.is_some()), (2, false));
    let all: std::collections::BTreeSet<_> =
        first.rows.iter().chain(&second.rows).map(|row| row.case.clone()).collect();
    assert_eq!(all.len(), 27);
    let audited = table::begins(&world, "AUDIT#aoba-hc").await;
    let of_list = audited.iter().filter(|item| item["operation"] == text("list-entries"));
    assert_eq!(of_list.count(), 2);
    let nonsense = world.get(&world.staff(NURSE, now()), Operation::ListEntries, "after=x", now()).await;
    assert_eq!(nonsense.code(), Code::NotFound);
}
