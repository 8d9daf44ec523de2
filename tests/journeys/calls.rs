//! What a call brings with it, in the same transaction (R13; design 6, "Work and its clocks").

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::work::{FinishCall, NextStep, Reached, ToldCheckIn, WorkChanged, WorkRow};
use domain::call::{CallResult, Finding};
use domain::first_contact::Language;
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::review::Revision;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use tests::people::{Filing, call, close, correct, id, jst, moves, oxygen, stay, take, to_hotel, well};
use tests::{Answer, COLLEAGUE, NURSE, STRANGER, World};

async fn finish(world: &World, form: &FinishCall, now: Time) -> Answer {
    world.post(&world.staff(NURSE, now), Operation::FinishCall, form, now).await
}

async fn finished(world: &World, form: &FinishCall, now: Time) -> WorkChanged {
    finish(world, form, now).await.ok()
}

/// A finding of a call to the family.
fn found(case: &CaseId, rows: &[&WorkRow], what: Finding) -> FinishCall {
    let result = CallResult { what, at: None, seen_stay: None, place: None, language: None };
    FinishCall { reached: Reached::Family, result: Some(result), ..call(case, rows) }
}

fn nobody(case: &CaseId) -> FinishCall {
    FinishCall { reached: Reached::Nobody, next_step: NextStep::CallAgain, ..call(case, &[]) }
}

/// The row of a family in the nurse's list.
async fn row(world: &World, family: Family, now: Time) -> Option<WorkRow> {
    world.list(NURSE, now).await.into_iter().find(|row| row.family == family)
}

/// Somebody at high risk who missed 09:00, and the silence alert in the nurse's hand at 10:05.
async fn silent(world: &World) -> (CaseId, WorkRow, Time) {
    let case = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await.case.clone();
    world.sweep(jst("2026-01-05 10:01")).await;
    let now = jst("2026-01-05 10:05");
    let open = world.work(now).await.remove(0);
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &take(&open), now).await.ok::<WorkChanged>();
    (case, world.work(now).await.remove(0), now)
}

#[tokio::test]
async fn r13_who_is_in_hospital_gets_a_stay_and_the_schedule_stops() {
    let world = World::new().await;
    let (case, row, now) = silent(&world).await;
    let mut form = found(&case, &[&row], Finding::InHospital);
    form.closing = Some(close(&row).closing);
    let admitted = jst("2026-01-05 02:30");
    let result = form.result.as_mut().unwrap();
    (result.at, result.seen_stay) = (Some(admitted), Some(1));
    let changed = finished(&world, &form, now).await;
    assert_eq!(changed.work[0].state, WorkState::Closed);
    let view = world.case(&case, now).await;
    // The family did not know which one.
    assert_eq!((view.care_status, view.place.clone()), (CareStatus::Hospitalized, None));
    assert_eq!((view.placed_at, view.stay, view.next_due), (admitted, 2, None));
    let told = view.timeline.iter().find_map(|entry| match &entry.what {
        What::Called { result, reached, .. } => Some((result.clone()?.what, *reached)),
        _ => None,
    });
    assert_eq!(told, Some((Finding::InHospital, Reached::Family)));
    // The same request again appends nothing.
    let again = finish(&world, &form, now).await;
    assert_eq!(again.ok::<WorkChanged>(), changed);
    assert_eq!(world.case(&case, now).await.stay, 2);
    assert!(world.work(jst("2026-01-06 18:00")).await.is_empty());
    world.sweep(jst("2026-01-06 18:00")).await;
    assert!(world.work(jst("2026-01-06 18:00")).await.is_empty(), "nobody checks in from a hospital");
    // Who is there and how is asked by the task of every inpatient, and the name can be entered.
    world.sweep(jst("2026-01-07 03:00")).await;
    assert!(self::row(&world, Family::Condition, jst("2026-01-07 03:00")).await.is_some());
    let later = jst("2026-01-07 09:00");
    let named = moves(&case, 2, tests::people::to_hospital(later));
    let answer = world.post(&world.staff(NURSE, later), Operation::MovePatient, &named, later).await;
    answer.ok::<serde_json::Value>();
    assert_eq!(world.case(&case, later).await.place.unwrap().as_str(), "shiokaze-hospital");
}

#[tokio::test]
async fn r13_a_hospital_that_is_named_must_be_one_of_the_prefecture() {
    let world = World::new().await;
    let (case, row, now) = silent(&world).await;
    let mut form = found(&case, &[&row], Finding::InHospital);
    let mut with = |place: &str, seen| {
        let result = form.result.as_mut().unwrap();
        (result.at, result.seen_stay) = (Some(now), Some(seen));
        result.place = Some(place.parse().unwrap());
        form.request_id = id();
        form.clone()
    };
    for place in ["minato-hotel", "no-such-place"] {
        let refused = finish(&world, &with(place, 1), now).await;
        assert_eq!(refused.fields()[0].field, "result.place", "{place}");
        assert_eq!(refused.fields()[0].problem, Problem::DoesNotExist);
    }
    assert_eq!(finish(&world, &with("shiokaze-hospital", 7), now).await.code(), Code::HasNews);
    finished(&world, &with("shiokaze-hospital", 1), now).await;
    let residents = crate::table::begins(&world, "ORG#shiokaze-hospital").await;
    let key = format!("CASE#resident#{case}");
    assert!(residents.iter().any(|item| functions::store::item::sort_key(item) == key));
    // Admitted already: what is new is entered as a move.
    // The first one kept the work in hand, so it is seen in a newer version now.
    let mut second = with("shiokaze-hospital", 2);
    second.work.clear();
    let again = finish(&world, &second, now).await;
    assert_eq!(
        (again.fields()[0].field.as_str(), again.fields()[0].problem),
        ("result.what", Problem::Unchanged)
    );
}

#[tokio::test]
async fn t22_a_death_that_the_family_tells_stops_everything_at_once() {
    let world = World::new().await;
    let (case, row, now) = silent(&world).await;
    // A call was promised, too.
    let promise = FinishCall { call_back_at: Some(now + Span::hours(1)), ..nobody(&case) };
    finished(&world, &promise, now).await;
    world.tell().await;
    let before = (world.told.notices().len(), world.told.texts().len());
    let died = jst("2026-01-05 04:00");
    let mut form = found(&case, &[&row], Finding::Died);
    let result = form.result.as_mut().unwrap();
    (result.at, result.seen_stay) = (Some(died), Some(1));
    let changed = finished(&world, &form, now).await;
    assert_eq!(changed.work[0].state, WorkState::Closed);
    let view = world.case(&case, now).await;
    assert_eq!((view.outcome, view.ended_at, view.next_due), (Some(Outcome::Deceased), Some(died), None));
    assert_eq!(view.care_status, CareStatus::Ended);
    assert!(view.work.is_empty() && world.list(NURSE, now).await.is_empty(), "{:?}", view.work);
    assert_eq!(finish(&world, &form, now).await.ok::<WorkChanged>(), changed, "the same request again");
    // Nothing rings, and nothing is sent to anybody's phone.
    for later in ["2026-01-05 15:00", "2026-01-05 16:01", "2026-01-06 12:00"] {
        assert_eq!(world.sweep(jst(later)).await.settled, 0, "{later}");
        world.tell().await;
    }
    assert_eq!((world.told.notices().len(), world.told.texts().len()), before);
    let ended = view.timeline.iter().filter(|entry| matches!(entry.what, What::Ended { .. })).count();
    assert_eq!(ended, 1);
    // Nothing can be promised to the dead.
    let promise = FinishCall { call_back_at: Some(now + Span::hours(1)), ..nobody(&case) };
    assert_eq!(finish(&world, &promise, now).await.code(), Code::CaseEnded);
    let wrong = FinishCall { reached: Reached::WrongNumber, ..nobody(&case) };
    finished(&world, &wrong, now).await;
    assert!(world.list(NURSE, now).await.is_empty(), "nor is their number looked for");
}

#[tokio::test]
async fn results_that_contradict_the_rest_of_the_form_are_told_by_field() {
    let world = World::new().await;
    let (case, row, now) = silent(&world).await;
    let fields = async |form: FinishCall| {
        let answer = finish(&world, &form, now).await;
        assert_eq!(answer.code(), Code::InvalidFields);
        answer.fields().into_iter().map(|error| (error.field, error.problem)).collect::<Vec<_>>()
    };
    let is = |field: &str, problem| (field.to_owned(), problem);
    let died = found(&case, &[&row], Finding::Died);
    assert_eq!(
        fields(died.clone()).await,
        [is("result.at", Problem::Missing), is("result.seen_stay", Problem::Missing)]
    );
    let mut complete = died.clone();
    let result = complete.result.as_mut().unwrap();
    (result.at, result.seen_stay) = (Some(now), Some(1));
    let all = FinishCall {
        reached: Reached::Patient,
        check_in: Some(ToldCheckIn { id: id(), answers: well() }),
        closing: Some(close(&row).closing),
        call_back_at: Some(now + Span::hours(1)),
        ..complete.clone()
    };
    let expected = ["reached", "check_in", "closing", "call_back_at"];
    assert_eq!(fields(all).await, expected.map(|field| is(field, Problem::Contradiction)));
    let mut future = complete.clone();
    future.result.as_mut().unwrap().at = Some(now + Span::hours(2));
    assert_eq!(fields(future).await, [is("result.at", Problem::InFuture)]);
    let alone = FinishCall { reached: Reached::Nobody, ..complete.clone() };
    assert_eq!(fields(alone).await, [is("result", Problem::Contradiction)]);
    let language = found(&case, &[], Finding::Language);
    assert_eq!(fields(language).await, [is("result.language", Problem::Missing)]);
    let mut moved = found(&case, &[], Finding::Moved);
    moved.note = Some("  ".to_owned());
    assert_eq!(fields(moved).await, [is("note", Problem::Missing)]);
    let mut moved = found(&case, &[], Finding::Moved);
    moved.result.as_mut().unwrap().at = Some(now);
    assert_eq!(fields(moved).await, [is("result.at", Problem::NotAsked)]);
    for at in [now, now - Span::hours(1), now + Span::hours(24 * 8)] {
        let promise = FinishCall { call_back_at: Some(at), ..nobody(&case) };
        assert_eq!(fields(promise).await, [is("call_back_at", Problem::OutOfRange)]);
    }
    // A finding that this version does not know has a consequence that nobody would carry out.
    let mut unknown = serde_json::to_value(found(&case, &[], Finding::Moved)).unwrap();
    unknown["result"]["what"] = "abducted".into();
    let answer = world.post(&world.staff(NURSE, now), Operation::FinishCall, &unknown, now).await;
    assert_eq!(answer.fields()[0].field, "result.what");
    assert_eq!(world.case(&case, now).await.stay, 1);
}

#[tokio::test]
async fn r13_a_wrong_number_is_work_until_it_is_corrected_or_said_to_be_right() {
    let world = World::new().await;
    let filing = Filing::high_risk().request();
    let now = jst("2026-01-04 16:00");
    let nurse = world.staff(NURSE, now);
    let filed: domain::api::filing::NotificationFiled =
        world.post(&nurse, Operation::FileNotification, &filing, now).await.ok();
    let wrong = FinishCall { reached: Reached::WrongNumber, ..nobody(&filed.case) };
    let once = finished(&world, &wrong, now).await;
    assert_eq!(finish(&world, &wrong, now).await.ok::<WorkChanged>(), once);
    let open = row(&world, Family::Number, now).await.unwrap();
    assert_eq!(
        (open.level, open.state, open.due_at),
        (Level::Caution, WorkState::Open, jst("2026-01-05 12:00"))
    );
    // Another correction leaves it open, another number ends it.
    let mut notification = filing.notification.clone();
    notification.answers = notification.answers.with("onset_date", "2026-01-01");
    let correction = correct(&filed.case, 1, Revision::Correction, notification.clone());
    world.post(&nurse, Operation::CorrectNotification, &correction, now).await.ok::<serde_json::Value>();
    assert!(row(&world, Family::Number, now).await.is_some());
    notification.answers = notification.answers.with("phone", "000-1111-2222");
    let correction = correct(&filed.case, 2, Revision::Correction, notification);
    world.post(&nurse, Operation::CorrectNotification, &correction, now).await.ok::<serde_json::Value>();
    assert!(row(&world, Family::Number, now).await.is_none());
    // Wrong again: it opens again, and a person says that it is right.
    finished(&world, &FinishCall { request_id: id(), ..wrong }, now).await;
    let open = row(&world, Family::Number, now).await.unwrap();
    world.post(&nurse, Operation::CloseWork, &close(&open), now).await.ok::<WorkChanged>();
    assert!(row(&world, Family::Number, now).await.is_none());
}

#[tokio::test]
async fn r13_a_language_is_work_for_an_interpreter_and_a_removal_a_placement_to_decide() {
    let world = World::new().await;
    let (case, _, now) = silent(&world).await;
    let mut form = found(&case, &[], Finding::Language);
    form.reached = Reached::Patient;
    form.result.as_mut().unwrap().language = Some(Language::Vietnamese);
    finished(&world, &form, now).await;
    let open = row(&world, Family::Interpreter, now).await.unwrap();
    assert_eq!((open.level, open.state), (Level::Caution, WorkState::Open));
    let told = world.case(&case, now).await.timeline.into_iter().find_map(|entry| match entry.what {
        What::Called { result, .. } => result?.language,
        _ => None,
    });
    assert_eq!(told, Some(Language::Vietnamese));
    world.post(&world.staff(NURSE, now), Operation::CloseWork, &close(&open), now).await.ok::<WorkChanged>();

    finished(&world, &found(&case, &[], Finding::Moved), now).await;
    let open = row(&world, Family::Placement, now).await.unwrap();
    assert_eq!((open.level, open.state), (Level::Caution, WorkState::Open));
    assert_eq!(world.case(&case, now).await.care_status, CareStatus::HomeIsolation, "until somebody decides");
    let request = moves(&case, 1, to_hotel(now));
    world
        .post(&world.staff(NURSE, now), Operation::MovePatient, &request, now)
        .await
        .ok::<serde_json::Value>();
    assert!(row(&world, Family::Placement, now).await.is_none());
    // Where nothing is decided by a move, a person closes it, and it does not come back by itself.
    finished(&world, &found(&case, &[], Finding::Moved), now).await;
    let open = row(&world, Family::Placement, now).await.unwrap();
    world.post(&world.staff(NURSE, now), Operation::CloseWork, &close(&open), now).await.ok::<WorkChanged>();
    let back = moves(&case, 2, stay(CareStatus::HomeIsolation, None, now));
    world.post(&world.staff(NURSE, now), Operation::MovePatient, &back, now).await.ok::<serde_json::Value>();
    assert!(row(&world, Family::Placement, now + Span::hours(30)).await.is_none());
}

#[tokio::test]
async fn t04_who_reached_the_family_has_not_seen_the_patient() {
    let world = World::new().await;
    let (case, row, now) = silent(&world).await;
    for (minutes, reached) in [(0, Reached::Family), (1, Reached::EmergencyContact), (2, Reached::Nobody)] {
        let at = now + Span::minutes(minutes);
        let seen = world.work(at).await.remove(0);
        finished(&world, &FinishCall { reached, ..call(&case, &[&seen]) }, at).await;
    }
    let after = world.work(now).await.remove(0);
    assert_eq!((after.work.clone(), after.reported_late, after.state), (row.work, false, WorkState::InHand));
    // The next window is missed as well, and joins it.
    world.sweep(jst("2026-01-05 16:01")).await;
    let later = world.work(jst("2026-01-05 16:02")).await.remove(0);
    assert_eq!((later.missed, later.reported_late), (2, false));
    // Every attempt is kept with its number, in order.
    let timeline = world.case(&case, now).await.timeline;
    let reached = timeline.into_iter().rev().filter_map(|entry| match entry.what {
        What::Called { reached, .. } => Some(reached),
        _ => None,
    });
    assert_eq!(reached.collect::<Vec<_>>(), [Reached::Family, Reached::EmergencyContact, Reached::Nobody]);
    let contacts = crate::table::begins(&world, &format!("CASE#{case}")).await;
    let numbers: Vec<_> = contacts
        .iter()
        .map(functions::store::item::sort_key)
        .filter(|sk| sk.starts_with("CONTACT#"))
        .collect();
    assert_eq!(numbers, ["CONTACT#000001", "CONTACT#000002", "CONTACT#000003"]);
    // Seen at last.
    finished(&world, &call(&case, &[]), jst("2026-01-05 16:10")).await;
    assert!(world.work(jst("2026-01-05 16:10")).await[0].reported_late);
}

#[tokio::test]
async fn a_promised_call_is_visible_with_its_clock_until_it_reached() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let case = patient.case.clone();
    patient.checks_in(oxygen(93), jst("2026-01-05 08:00")).await;
    let now = jst("2026-01-05 08:10");
    let promised = jst("2026-01-05 11:00");
    let form = FinishCall { call_back_at: Some(promised), ..nobody(&case) };
    let once = finished(&world, &form, now).await;
    let open = row(&world, Family::CallBack, now).await.unwrap();
    // The level of its alert, and half an hour after the promised time.
    assert_eq!(
        (open.level, open.state, open.due_at),
        (Level::Urgent, WorkState::Open, jst("2026-01-05 11:30"))
    );
    assert_eq!(domain::call::promised_at(domain::rules::at(now), open.due_at), promised);
    assert_eq!(finish(&world, &form, now).await.ok::<WorkChanged>(), once);
    let told = world.case(&case, now).await.timeline.into_iter().find_map(|entry| match entry.what {
        What::Called { call_back_at, .. } => call_back_at,
        _ => None,
    });
    assert_eq!(told, Some(promised));
    // In hand, called, nobody answers: it stays, and a new promise moves it to a later time too.
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &take(&open), now).await.ok::<WorkChanged>();
    let mine = row(&world, Family::CallBack, now).await.unwrap();
    let about = FinishCall { reached: Reached::Nobody, ..call(&case, &[&mine]) };
    finished(&world, &about, promised).await;
    let kept = row(&world, Family::CallBack, promised).await.unwrap();
    assert_eq!((kept.state, kept.due_at), (WorkState::InHand, open.due_at));
    let later = jst("2026-01-05 14:00");
    let again = FinishCall { call_back_at: Some(later), request_id: id(), ..about };
    let again = FinishCall { work: call(&case, &[&kept]).work, ..again };
    finished(&world, &again, promised).await;
    let moved = row(&world, Family::CallBack, promised).await.unwrap();
    assert_eq!((moved.state, moved.due_at), (WorkState::Open, jst("2026-01-05 14:30")));
    // Somebody else keeps the promise.
    let reached = call(&case, &[]);
    world
        .post(&world.staff(COLLEAGUE, later), Operation::FinishCall, &reached, later)
        .await
        .ok::<WorkChanged>();
    assert!(row(&world, Family::CallBack, later).await.is_none());
    // Reached, and promised once more in the same call; without an alert it is a caution.
    let alert = row(&world, Family::Health, later).await.unwrap();
    world
        .post(&world.staff(NURSE, later), Operation::CloseWork, &close(&alert), later)
        .await
        .ok::<WorkChanged>();
    let tomorrow = jst("2026-01-06 10:00");
    finished(&world, &FinishCall { call_back_at: Some(tomorrow), ..call(&case, &[]) }, later).await;
    let open = row(&world, Family::CallBack, later).await.unwrap();
    assert_eq!((open.level, open.due_at), (Level::Caution, jst("2026-01-06 10:30")));
    // A person may close it without a call.
    world
        .post(&world.staff(NURSE, later), Operation::CloseWork, &close(&open), later)
        .await
        .ok::<WorkChanged>();
    assert!(row(&world, Family::CallBack, later).await.is_none());
}

#[tokio::test]
async fn another_centres_nurse_finds_out_nothing() {
    let world = World::new().await;
    let (case, _, now) = silent(&world).await;
    let mut form = found(&case, &[], Finding::Died);
    let result = form.result.as_mut().unwrap();
    (result.at, result.seen_stay) = (Some(now), Some(1));
    let stranger = world.staff(STRANGER, now);
    assert_eq!(world.post(&stranger, Operation::FinishCall, &form, now).await.code(), Code::NotFound);
    assert_eq!(world.case(&case, now).await.outcome, None);
}
