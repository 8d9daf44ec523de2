//! Worked scenarios of the domain (domain.md section 9), as far as the rule set `default` has them.
//! Where the two differ, the rule set holds.

use domain::api::case::What;
use domain::api::error::{Hint, Problem};
use domain::level::Level;
use domain::operation::Operation;
use domain::placement::Risk;
use domain::reading::Answers;
use domain::time::{Span, Time};
use domain::triage::Reason;
use domain::work::{Family, WorkState};
use tests::people::{Filing, check_in, close, jst, oxygen, take, well};
use tests::{NURSE, World};

/// 72 years old, but called once a day.
fn elderly() -> Filing {
    Filing { risk: Risk::Standard, ..Filing::high_risk() }
}

#[tokio::test]
async fn t01_oxygen_falls_over_three_days() {
    let world = World::new().await;
    let mut patient = world.patient(elderly(), jst("2026-01-04 16:00")).await;

    let third = patient.checks_in(oxygen(97), jst("2026-01-05 08:50")).await;
    assert_eq!((third.level, third.call_by), (Level::Ok, None));

    let fourth = patient.checks_in(oxygen(94), jst("2026-01-06 08:40")).await;
    assert_eq!(fourth.level, Level::Caution);
    assert_eq!(fourth.reasons, [Reason::Spo2Reduced, Reason::Spo2Fall]);
    // A caution opened before 15:00 is due at closing.
    assert_eq!(fourth.call_by, Some(jst("2026-01-06 17:15")));
    let row = world.work(jst("2026-01-06 10:00")).await.remove(0);
    world
        .post(
            &world.staff(NURSE, jst("2026-01-06 10:00")),
            Operation::CloseWork,
            &close(&row),
            jst("2026-01-06 10:00"),
        )
        .await
        .ok::<serde_json::Value>();

    let fifth = patient.checks_in(oxygen(92), jst("2026-01-07 08:45")).await;
    assert_eq!(fifth.level, Level::Urgent);
    assert_eq!(fifth.call_by, Some(jst("2026-01-07 09:45")));
    let case = world.case(&patient.case, jst("2026-01-07 09:00")).await;
    let alerts = tests::alerts(&case);
    assert_eq!((alerts.len(), alerts[0].level), (1, Level::Urgent));
    // Only a person changes where the patient is.
    assert_eq!(case.care_status, domain::placement::CareStatus::HomeIsolation);
}

#[tokio::test]
async fn t02_a_better_value_does_not_close_the_alert() {
    let world = World::new().await;
    let mut patient = world.patient(elderly(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(97), jst("2026-01-05 08:50")).await;
    let bad = patient.checks_in(oxygen(92), jst("2026-01-06 08:45")).await;
    let again = patient.checks_in(oxygen(97), jst("2026-01-06 08:47")).await;
    assert_eq!((bad.level, again.level), (Level::Urgent, Level::Ok));
    // The patient is still told when somebody calls, and nothing was lowered.
    assert_eq!(again.call_by, Some(jst("2026-01-06 09:45")));
    assert_eq!(again.work, None);

    let now = jst("2026-01-06 09:00");
    let rows = world.work(now).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].level, rows[0].state), (Level::Urgent, WorkState::Open));
    let case = world.case(&patient.case, now).await;
    let values: Vec<Option<f64>> = case
        .timeline
        .iter()
        .filter_map(|entry| match &entry.what {
            What::CheckedIn { answers, .. } => Some(answers.spo2),
            _ => None,
        })
        .collect();
    assert_eq!(values, [Some(97.0), Some(92.0), Some(97.0)]);
}

#[tokio::test]
async fn t03_high_risk_misses_the_morning() {
    let world = World::new().await;
    let patient = world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
    // The alert opens an hour after the due time, not at it.
    world.sweep(jst("2026-01-05 10:00")).await;
    assert!(world.work(jst("2026-01-05 10:00")).await.is_empty());

    let swept = world.sweep(jst("2026-01-05 10:00:01")).await;
    assert_eq!((swept.settled, swept.skipped, swept.finished), (1, 0, true));
    let rows = world.work(jst("2026-01-05 10:01")).await;
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.family, row.level, row.missed), (Family::Silence, Level::Urgent, 1));
    assert_eq!(row.work.as_str(), "silence-2026-01-05T00:00:00Z");
    assert_eq!(row.should_open_at, jst("2026-01-05 10:00"));
    assert_eq!(row.label.as_ref().unwrap().kana, "アオキ");

    world.tell().await;
    assert_eq!(world.told.notices().len(), 1);

    let now = jst("2026-01-05 10:05");
    let nurse = world.staff(NURSE, now);
    world.post(&nurse, Operation::TakeWork, &take(row), now).await.ok::<serde_json::Value>();
    let row = world.work(now).await.remove(0);
    assert_eq!((row.state, row.mine), (WorkState::InHand, true));
    assert_eq!(row.case, patient.case);
}

#[tokio::test]
async fn t03_low_risk_misses_the_morning() {
    let world = World::new().await;
    world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    world.sweep(jst("2026-01-05 12:00")).await;
    assert!(world.work(jst("2026-01-05 12:00")).await.is_empty());
    world.sweep(jst("2026-01-05 12:01")).await;
    let row = world.work(jst("2026-01-05 12:01")).await.remove(0);
    assert_eq!((row.level, row.due_at), (Level::Caution, jst("2026-01-05 17:15")));
}

#[tokio::test]
async fn t11_measured_in_the_morning_received_at_night() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 06:00")).await;
    patient.checks_in(oxygen(98), jst("2026-01-04 08:00")).await;
    world.sweep(jst("2026-01-05 12:01")).await;
    // A value of the evening has arrived already.
    patient.checks_in(oxygen(96), jst("2026-01-05 18:00")).await;

    let now = jst("2026-01-05 20:10");
    let mut late = check_in(&patient.case, oxygen(91), jst("2026-01-05 08:30"));
    late.client_now = now;
    let answer: domain::api::check_in::CheckInReceived = patient.sends(late, now).await.ok();
    assert_eq!(answer.level, Level::Urgent);
    assert_eq!(answer.reasons, [Reason::Spo2Low, Reason::Spo2FallSevere]);
    assert_eq!(answer.effective_at, jst("2026-01-05 08:30"));
    assert_eq!(answer.call_by, Some(jst("2026-01-05 21:10")));

    let rows = world.work(now).await;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].family, rows[0].opened_at), (Family::Health, now));
    // The window of the morning stays missed; the evening's entry had reported late.
    assert_eq!((rows[1].family, rows[1].reported_late), (Family::Silence, true));
}

#[tokio::test]
async fn t12_the_same_check_in_twice_and_a_clock_that_is_a_day_ahead() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let now = jst("2026-01-05 08:30");
    let tomorrow = now + Span::hours(24);
    let mut request = check_in(&patient.case, oxygen(94), tomorrow - Span::minutes(10));
    request.client_now = tomorrow;

    let first: serde_json::Value = patient.sends(request.clone(), now).await.ok();
    assert_eq!(first["clock_suspect"], true);
    assert_eq!(first["effective_at"], (now - Span::minutes(10)).to_string());
    // The phone tries again with its clock stamped anew.
    request.client_now = tomorrow + Span::minutes(3);
    let second: serde_json::Value = patient.sends(request, now + Span::minutes(3)).await.ok();
    assert_eq!(first, second);

    let case = world.case(&patient.case, now + Span::minutes(5)).await;
    let check_ins = case.timeline.iter().filter(|entry| matches!(entry.what, What::CheckedIn { .. })).count();
    assert_eq!((check_ins, tests::alerts(&case).len()), (1, 1));
}

#[tokio::test]
async fn t12_measured_in_the_future_on_a_right_clock() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let now = jst("2026-01-05 08:30");
    let mut request = check_in(&patient.case, well(), now + Span::hours(24));
    request.client_now = now;
    let answer: domain::api::check_in::CheckInReceived = patient.sends(request, now).await.ok();
    // Never later than it arrived, and the value is not refused.
    assert_eq!((answer.effective_at, answer.clock_suspect), (now, false));
}

#[tokio::test]
async fn t13_fahrenheit_or_exchanged_fields() {
    let field = refused(Answers { body_temperature: Some(98.0), ..well() }).await;
    assert_eq!((field.field.as_str(), field.problem), ("body_temperature", Problem::OutOfRange));
    assert_eq!(field.limit.as_deref(), Some("33.0–45.0"));
    assert_eq!((field.hint, field.suggestion.as_deref()), (Some(Hint::FahrenheitOrSpo2), Some("36.7")));

    let field = refused(Answers { body_temperature: Some(98.0), spo2: Some(36.0), ..well() }).await;
    assert_eq!(field.hint, Some(Hint::FieldsExchanged));
}

#[tokio::test]
async fn t14_oxygen_mistyped() {
    for (typed, problem) in
        [(9.7, Problem::OutOfRange), (970.0, Problem::OutOfRange), (97.5, Problem::NotWhole)]
    {
        let field = refused(Answers { spo2: Some(typed), ..well() }).await;
        assert_eq!((field.field.as_str(), field.problem), ("spo2", problem), "{typed}");
        assert_eq!(field.limit.as_deref(), Some("50–100"));
    }
    let field = refused(Answers { spo2: Some(0.0), ..well() }).await;
    assert_eq!(field.hint, Some(Hint::CouldNotMeasure));
}

/// The field that is refused; nothing is stored of such a check-in.
async fn refused(answers: Answers) -> domain::api::error::FieldError {
    let world = World::new().await;
    let now: Time = jst("2026-01-05 08:30");
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let answer = patient.sends(check_in(&patient.case, answers, now), now).await;
    assert_eq!(answer.code(), domain::api::error::Code::InvalidFields);
    let case = world.case(&patient.case, now).await;
    assert!(!case.timeline.iter().any(|entry| matches!(entry.what, What::CheckedIn { .. })));
    answer.fields().remove(0)
}
