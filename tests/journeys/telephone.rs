//! People without a smartphone (R11, "or other means"): staff call them, or an automated call does.

use domain::api::calls::{AutomatedCallTaken, CallList, CallRow, SubmitAutomatedCall};
use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::work::{FinishCall, NextStep, Reached, WorkChanged, WorkRow};
use domain::ids::CaseId;
use domain::keypad::Pressed;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::{CareStatus, Channel, Risk};
use domain::rights::Role;
use domain::time::{Span, Time};
use domain::triage::Reason;
use domain::work::{Family, WorkState};
use tests::people::{Filing, call, close, first_contact, harmless, id, jst, moves, outcome, stay, take};
use tests::{Answer, NURSE, STRANGER, World};

const PROVIDER: &str = "kodama-calls-1";

/// Somebody whom staff call, filed on the afternoon before.
async fn called(world: &World, risk: Risk) -> CaseId {
    let filing = Filing { channel: Channel::StaffCall, risk, ..Filing::default() };
    world.patient(filing, jst("2026-01-04 16:00")).await.case.clone()
}

async fn due(world: &World, now: Time) -> Option<WorkRow> {
    world.sweep(now).await;
    world.list(NURSE, now).await.into_iter().find(|row| row.family == Family::CallDue)
}

async fn finish(world: &World, form: &FinishCall, now: Time) {
    world.post(&world.staff(NURSE, now), Operation::FinishCall, form, now).await.ok::<WorkChanged>();
}

fn nobody(case: &CaseId) -> FinishCall {
    FinishCall { reached: Reached::Nobody, next_step: NextStep::CallAgain, ..call(case, &[]) }
}

#[tokio::test]
async fn r11_the_due_time_opens_a_quiet_call_and_the_alert_time_silence() {
    let world = World::new().await;
    let case = called(&world, Risk::Standard).await;
    world.tell().await;
    let told = world.told.notices().len();
    assert_eq!(due(&world, jst("2026-01-05 09:00")).await, None);
    let open = due(&world, jst("2026-01-05 09:01")).await.unwrap();
    assert_eq!((open.level, open.state), (Level::Caution, WorkState::Open));
    assert_eq!((open.should_open_at, open.due_at), (jst("2026-01-05 09:00"), jst("2026-01-05 12:00")));
    world.tell().await;
    assert_eq!(world.told.notices().len(), told, "nobody is rung up to make a call of the day");
    // An attempt that reached nobody answers nothing.
    finish(&world, &nobody(&case), jst("2026-01-05 10:00")).await;
    assert_eq!(due(&world, jst("2026-01-05 12:00")).await.unwrap().due_at, open.due_at);
    // By the alert's time it is silence, which rings; the call of the day has become that.
    assert_eq!(due(&world, jst("2026-01-05 12:01")).await, None);
    let silence = world.work(jst("2026-01-05 12:01")).await.remove(0);
    assert_eq!((silence.family, silence.should_open_at), (Family::Silence, jst("2026-01-05 12:00")));
    world.tell().await;
    assert!(world.told.notices().len() > told);
    // The next morning there is a call again, and this one reaches.
    let next = due(&world, jst("2026-01-06 09:01")).await.unwrap();
    assert_eq!(next.should_open_at, jst("2026-01-06 09:00"));
    finish(&world, &call(&case, &[]), jst("2026-01-06 09:20")).await;
    assert_eq!(due(&world, jst("2026-01-06 12:01")).await, None);
    assert!(world.work(jst("2026-01-06 12:01")).await[0].reported_late);
    assert!(due(&world, jst("2026-01-07 09:01")).await.is_some());
}

#[tokio::test]
async fn r11_a_call_before_the_due_time_answers_and_every_window_has_its_call() {
    let world = World::new().await;
    let case = called(&world, Risk::High).await;
    finish(&world, &call(&case, &[]), jst("2026-01-05 08:40")).await;
    assert_eq!(due(&world, jst("2026-01-05 09:05")).await, None);
    let second = due(&world, jst("2026-01-05 15:01")).await.unwrap();
    assert_eq!(second.due_at, jst("2026-01-05 16:00"));
    // In hand and called: done. The same form may name it.
    let now = jst("2026-01-05 15:10");
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &take(&second), now).await.ok::<WorkChanged>();
    let mine = due(&world, now).await.unwrap();
    assert_eq!(mine.state, WorkState::InHand);
    finish(&world, &call(&case, &[&mine]), now).await;
    assert_eq!(due(&world, jst("2026-01-05 16:01")).await, None);
    assert!(world.work(jst("2026-01-05 16:01")).await.is_empty());
    // Closed by hand without a call: silence is noticed all the same.
    let open = due(&world, jst("2026-01-06 09:01")).await.unwrap();
    let now = jst("2026-01-06 09:05");
    world.post(&world.staff(NURSE, now), Operation::CloseWork, &close(&open), now).await.ok::<WorkChanged>();
    assert_eq!(due(&world, jst("2026-01-06 09:30")).await, None);
    assert_eq!(due(&world, jst("2026-01-06 10:01")).await, None);
    assert_eq!(world.work(jst("2026-01-06 10:01")).await[0].family, Family::Silence);
    assert!(due(&world, jst("2026-01-06 15:01")).await.is_some());
}

#[tokio::test]
async fn r11_after_an_outage_what_is_over_is_silence_and_nothing_is_called_twice() {
    let world = World::new().await;
    called(&world, Risk::High).await;
    // The sweep did not run for six hours.
    assert_eq!(due(&world, jst("2026-01-05 14:00")).await, None);
    let silence = world.work(jst("2026-01-05 14:00")).await.remove(0);
    assert_eq!((silence.should_open_at, silence.missed), (jst("2026-01-05 10:00"), 1));
    assert_eq!(due(&world, jst("2026-01-05 15:02")).await.unwrap().due_at, jst("2026-01-05 16:00"));
    assert_eq!(world.sweep(jst("2026-01-05 15:03")).await.settled, 0);
}

#[tokio::test]
async fn r11_the_calls_follow_channel_place_and_end() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case.clone();
    assert_eq!(due(&world, jst("2026-01-05 09:01")).await, None);
    let post = async |operation, body: serde_json::Value, now: Time| {
        world.post(&world.staff(NURSE, now), operation, &body, now).await.ok::<serde_json::Value>();
    };
    // Nobody has a smartphone after all.
    let mut sheet = first_contact(&case, 0, harmless());
    sheet.sheet.channel = Some(Channel::StaffCall);
    let now = jst("2026-01-05 09:10");
    post(Operation::RecordFirstContact, serde_json::to_value(&sheet).unwrap(), now).await;
    assert!(due(&world, jst("2026-01-05 09:12")).await.is_some(), "the window of this morning is unanswered");
    // With a smartphone again: no calls.
    let app = stay(CareStatus::HomeIsolation, None, jst("2026-01-05 09:20"));
    post(
        Operation::MovePatient,
        serde_json::to_value(moves(&case, 2, app)).unwrap(),
        jst("2026-01-05 09:20"),
    )
    .await;
    assert_eq!(due(&world, jst("2026-01-05 09:22")).await, None);
    let mut back = stay(CareStatus::HomeIsolation, None, jst("2026-01-05 10:00"));
    back.channel = Channel::StaffCall;
    post(
        Operation::MovePatient,
        serde_json::to_value(moves(&case, 3, back)).unwrap(),
        jst("2026-01-05 10:00"),
    )
    .await;
    assert!(due(&world, jst("2026-01-05 10:02")).await.is_some());
    // In a hospital nobody is called, and a case that ended is not either.
    let hospital = tests::people::to_hospital(jst("2026-01-05 10:30"));
    post(
        Operation::MovePatient,
        serde_json::to_value(moves(&case, 4, hospital)).unwrap(),
        jst("2026-01-05 10:30"),
    )
    .await;
    assert_eq!(due(&world, jst("2026-01-05 12:30")).await, None);
    let other = called(&world, Risk::Standard).await;
    assert!(due(&world, jst("2026-01-05 09:01")).await.is_some());
    let now = jst("2026-01-05 10:00");
    let ended = outcome(&other, 1, Outcome::Deceased, now);
    post(Operation::RecordOutcome, serde_json::to_value(ended).unwrap(), now).await;
    assert_eq!(due(&world, jst("2026-01-06 09:01")).await, None);
}

async fn list(world: &World, who: &str, now: Time) -> Vec<CallRow> {
    let list: CallList = world.get(&world.staff(who, now), Operation::ListCalls, "", now).await.ok();
    assert_eq!((list.now, list.next), (now, None));
    list.rows
}

#[tokio::test]
async fn r11_the_morning_list_names_whom_nobody_has_called_yet() {
    let world = World::new().await;
    let standard = called(&world, Risk::Standard).await;
    let high = called(&world, Risk::High).await;
    world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let morning = jst("2026-01-05 08:30");
    let rows = list(&world, NURSE, morning).await;
    let cases: Vec<_> = rows.iter().map(|row| row.case.clone()).collect();
    assert_eq!(cases, [high.clone(), standard.clone()], "the high risk first, and nobody with the app");
    assert_eq!((rows[0].due, rows[0].until), (jst("2026-01-05 09:00"), jst("2026-01-05 10:00")));
    assert_eq!((rows[1].until, rows[1].alert), (jst("2026-01-05 12:00"), None));
    assert!(rows.iter().all(|row| row.label.as_ref().is_some_and(|label| label.kana.contains("アオキ"))));
    // Who was called is not on it until the next call is due.
    finish(&world, &call(&high, &[]), jst("2026-01-05 09:10")).await;
    finish(&world, &call(&standard, &[]), jst("2026-01-05 09:15")).await;
    let rows = list(&world, NURSE, jst("2026-01-05 09:20")).await;
    assert_eq!((rows.len(), rows[0].due), (1, jst("2026-01-05 15:00")));
    // Who was silent stays on it with the alert.
    world.sweep(jst("2026-01-05 16:01")).await;
    let rows = list(&world, NURSE, jst("2026-01-05 16:05")).await;
    assert_eq!((rows[0].due, rows[0].alert), (jst("2026-01-05 15:00"), Some(Level::Urgent)));
    assert!(list(&world, STRANGER, jst("2026-01-05 16:05")).await.is_empty());
    let stranger = world.staff(STRANGER, morning);
    let refused = world.get(&stranger, Operation::ListCalls, "organisation=aoba-hc", morning);
    assert_eq!(refused.await.code(), Code::NotFound);
    let nonsense =
        world.get(&world.staff(NURSE, morning), Operation::ListCalls, "after=nonsense", morning).await;
    assert_eq!(nonsense.code(), Code::NotFound);
    // Whose labels were read is kept.
    let audit = crate::table::begins(&world, "AUDIT#aoba-hc#2026-01-04").await;
    let operation = |item: &functions::store::item::Item| {
        functions::store::item::text_of(item, "operation").map(str::to_owned)
    };
    assert!(audit.iter().any(|item| operation(item).as_deref() == Some("list-calls")));
}

/// An automated call that somebody answered, to this case.
fn automated(case: &CaseId, keys: &[(&str, &str)], completed: bool, at: Time) -> SubmitAutomatedCall {
    let pressed = |(question, keys): &(&str, &str)| Pressed {
        question: (*question).to_owned(),
        keys: (*keys).to_owned(),
    };
    SubmitAutomatedCall {
        request_id: id(),
        case: case.clone(),
        called_at: at,
        answered: true,
        completed,
        keys: keys.iter().map(pressed).collect(),
    }
}

async fn submit(world: &World, who: &str, call: &SubmitAutomatedCall, now: Time) -> Answer {
    world.post(&world.staff(who, now), Operation::SubmitAutomatedCall, call, now).await
}

/// An 84-year-old who is called by a machine.
async fn robot(world: &World) -> CaseId {
    let filing = Filing { channel: Channel::AutoCall, ..Filing::high_risk() };
    world.patient(filing, jst("2026-01-04 16:00")).await.case.clone()
}

#[tokio::test]
async fn t20_breathless_is_pressed_and_the_patient_hangs_up() {
    let world = World::new().await;
    let case = robot(&world).await;
    let now = jst("2026-01-05 08:45");
    let keys = [("body_temperature", "368#"), ("breathlessness", "1")];
    let request = automated(&case, &keys, false, jst("2026-01-05 08:44"));
    let taken: AutomatedCallTaken = submit(&world, PROVIDER, &request, now).await.ok();
    assert_eq!((&taken.request_id, taken.at), (&request.request_id, now));
    let row = world.work(now).await.remove(0);
    assert_eq!(
        (row.family, row.level, row.reasons),
        (Family::Health, Level::Caution, vec![Reason::NewBreathlessness])
    );
    let entry = world.case(&case, now).await.timeline.into_iter().find_map(|entry| match entry.what {
        What::CheckedIn { level, effective_at, .. } => Some((entry.by.unwrap(), level, effective_at)),
        _ => None,
    });
    let (by, level, effective) = entry.unwrap();
    assert_eq!((by.role, level, effective), (Role::CallProvider, Level::Caution, request.called_at));
    // The same again is the same; with other keys it is refused.
    assert_eq!(submit(&world, PROVIDER, &request, now).await.ok::<AutomatedCallTaken>(), taken);
    let other = SubmitAutomatedCall { completed: true, ..request };
    assert_eq!(submit(&world, PROVIDER, &other, now).await.code(), Code::RequestIdReused);
    // It answered no window: silence is noticed at ten.
    world.sweep(jst("2026-01-05 10:01")).await;
    let families: Vec<_> = world.work(jst("2026-01-05 10:01")).await.iter().map(|row| row.family).collect();
    assert!(families.contains(&Family::Silence), "{families:?}");
}

#[tokio::test]
async fn r11_a_whole_automated_call_is_a_check_in() {
    let world = World::new().await;
    let case = robot(&world).await;
    let now = jst("2026-01-05 08:45");
    let keys = [("body_temperature", "36*5#"), ("spo2", "97#"), ("breathlessness", "2"), ("cough", "1")];
    submit(&world, PROVIDER, &automated(&case, &keys, true, now), now).await.ok::<AutomatedCallTaken>();
    world.sweep(jst("2026-01-05 10:01")).await;
    assert!(world.work(jst("2026-01-05 10:01")).await.is_empty());
    // An emergency is one however it is told.
    let at = jst("2026-01-05 14:50");
    submit(&world, PROVIDER, &automated(&case, &[("spo2", "88#")], false, at), at)
        .await
        .ok::<AutomatedCallTaken>();
    assert_eq!(world.work(at).await[0].level, Level::Emergency);
}

#[tokio::test]
async fn r13_an_automated_call_that_nobody_answers_is_an_attempt_and_no_contact() {
    let world = World::new().await;
    let case = robot(&world).await;
    let at = jst("2026-01-05 09:05");
    let missed = SubmitAutomatedCall { answered: false, ..automated(&case, &[], false, at) };
    for _ in 0..2 {
        submit(&world, PROVIDER, &missed, at).await.ok::<AutomatedCallTaken>();
    }
    let attempts: Vec<_> = world
        .case(&case, at)
        .await
        .timeline
        .into_iter()
        .filter_map(|entry| match entry.what {
            What::Called { reached, .. } => Some((reached, entry.by.unwrap().role)),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [(Reached::Nobody, Role::CallProvider)]);
    // Nor is one whom somebody answered without a word.
    let silent = automated(&case, &[], false, at + Span::minutes(5));
    submit(&world, PROVIDER, &silent, at + Span::minutes(5)).await.ok::<AutomatedCallTaken>();
    world.sweep(jst("2026-01-05 10:01")).await;
    let silence = world.work(jst("2026-01-05 10:01")).await.remove(0);
    assert_eq!((silence.family, silence.reported_late), (Family::Silence, false));
    let again = SubmitAutomatedCall { request_id: id(), called_at: jst("2026-01-05 10:10"), ..missed };
    submit(&world, PROVIDER, &again, jst("2026-01-05 10:10")).await.ok::<AutomatedCallTaken>();
    assert!(!world.work(jst("2026-01-05 10:11")).await[0].reported_late);
}

#[tokio::test]
async fn a_provider_enters_for_those_it_calls_and_sees_nobody() {
    let world = World::new().await;
    let (case, now) = (robot(&world).await, jst("2026-01-05 08:45"));
    let app = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case.clone();
    let keys = [("spo2", "97#")];
    // Who checks in by the app, and who does not exist, look the same.
    let refused = submit(&world, PROVIDER, &automated(&app, &keys, false, now), now).await;
    let missing = submit(&world, PROVIDER, &automated(&id(), &keys, false, now), now).await;
    assert_eq!((refused.code(), &refused.body), (Code::NotFound, &missing.body));
    // Nor may anybody else enter so.
    for who in [NURSE, STRANGER, "minato-desk-1"] {
        assert_eq!(
            submit(&world, who, &automated(&case, &keys, false, now), now).await.code(),
            Code::NotFound
        );
    }
    let provider = world.staff(PROVIDER, now);
    for (operation, query) in [
        (Operation::GetCase, format!("case={case}")),
        (Operation::ListWorklist, String::new()),
        (Operation::ListCalls, String::new()),
    ] {
        assert_eq!(world.get(&provider, operation, &query, now).await.code(), Code::NotFound);
    }
    // A centre that names another provider has its calls made by that one.
    let mut centre = world.app.store.organisation(&"aoba-hc".parse().unwrap()).await.unwrap().unwrap();
    centre.call_provider = None;
    let profile = functions::store::item::write(&centre).unwrap();
    crate::table::put(&world, "ORG#aoba-hc", "PROFILE", profile).await;
    assert_eq!(
        submit(&world, PROVIDER, &automated(&case, &keys, false, now), now).await.code(),
        Code::NotFound
    );
}

#[tokio::test]
async fn what_a_machine_cannot_have_heard_is_refused_by_field() {
    let world = World::new().await;
    let (case, now) = (robot(&world).await, jst("2026-01-05 08:45"));
    let wrong = async |request: SubmitAutomatedCall| {
        let answer = submit(&world, PROVIDER, &request, now).await;
        assert_eq!(answer.code(), Code::InvalidFields);
        let error = answer.fields().remove(0);
        (error.field, error.problem)
    };
    let is = |field: &str, problem| (field.to_owned(), problem);
    let heard = |keys: &[(&str, &str)]| automated(&case, keys, false, now);
    assert_eq!(wrong(heard(&[("spo2", "970#")])).await, is("keys[0].keys", Problem::OutOfRange));
    assert_eq!(wrong(heard(&[("mood", "1")])).await, is("keys[0].question", Problem::NotAChoice));
    let future = automated(&case, &[("spo2", "97")], false, now + Span::hours(1));
    assert_eq!(wrong(future).await, is("called_at", Problem::InFuture));
    let nobody = SubmitAutomatedCall { answered: false, ..heard(&[("spo2", "97")]) };
    assert_eq!(wrong(nobody).await, is("answered", Problem::Contradiction));
    let whole = automated(&case, &[("spo2", "97")], true, now);
    assert_eq!(wrong(whole).await, is("completed", Problem::Contradiction));
    assert!(world.work(now).await.is_empty());
}
