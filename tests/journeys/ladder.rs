//! What follows a flag until somebody has dealt with it: clocks, rings, night cover, reminders, the visit
//! (design 6, "Work and its clocks" and the missed ladder).

use domain::api::case::What;
use domain::api::work::{CloseReason, Closing, Hold, NextStep, Reached, TakeWork};
use domain::level::Level;
use domain::operation::Operation;
use domain::placement::CareStatus;
use domain::reminder::Reminded;
use domain::ringing::Audience;
use domain::time::{Span, Time};
use domain::triage::Reason;
use domain::work::{Family, WorkState};
use serde_json::Value;
use tests::people::{Filing, call, close, first_contact, harmless, jst, moves, oxygen, take, to_hotel, well};
use tests::{NURSE, Patient, World};

/// Who was told since the last look, in order.
struct Ear(usize);

impl Ear {
    async fn hears(&mut self, world: &World) -> Vec<(String, Audience)> {
        world.tell().await;
        let all = world.told.notices();
        let new = all[self.0..].iter().map(|notice| (notice.organisation.to_string(), notice.audience));
        let new = new.collect();
        self.0 = all.len();
        new
    }
}

fn centre(audience: Audience) -> (String, Audience) {
    ("aoba-hc".to_owned(), audience)
}

fn desk() -> (String, Audience) {
    ("mizuho-pref".to_owned(), Audience::Desk)
}

/// A patient to whom somebody has spoken, so that nothing but what the test is about is owed.
async fn followed(world: &World, filing: Filing, now: Time) -> Patient<'_> {
    let patient = world.patient(filing, now).await;
    world.spoken_to(&patient.case, now).await;
    patient
}

#[tokio::test]
async fn t03_the_ladder_of_a_high_risk_reminds_rings_and_goes_there() {
    let world = World::new().await;
    let mut ear = Ear(0);
    let patient = followed(&world, Filing::high_risk(), jst("2026-01-04 16:00")).await;

    // 09:30: a text message that tells nothing to whoever else looks at the phone.
    world.sweep(jst("2026-01-05 09:30:30")).await;
    assert!(ear.hears(&world).await.is_empty());
    let texts = world.told.texts();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].text.contains("見守り") && !texts[0].text.contains("アオキ"));
    world.sweep(jst("2026-01-05 09:45")).await;
    world.tell().await;
    assert_eq!(world.told.texts().len(), 1, "once a window");

    // 10:00: the alert. Nobody takes it, so it climbs.
    world.sweep(jst("2026-01-05 10:00:30")).await;
    assert_eq!(ear.hears(&world).await, [centre(Audience::Staff)]);
    for (at, heard) in [
        ("2026-01-05 11:00", vec![]),
        ("2026-01-05 11:01", vec![centre(Audience::Manager)]),
        ("2026-01-05 12:02", vec![centre(Audience::Manager), desk()]),
        ("2026-01-05 13:03", vec![centre(Audience::Staff), centre(Audience::Manager), desk()]),
    ] {
        world.sweep(jst(at)).await;
        assert_eq!(ear.hears(&world).await, heard, "{at}");
    }
    // Its clock stands: escalation never moves it.
    let row = world.work(jst("2026-01-05 13:03")).await.remove(0);
    assert_eq!(row.due_at, jst("2026-01-05 11:00:30"));
    assert_eq!(row.level, Level::Urgent);

    // 15:00: somebody has to go there.
    let now = jst("2026-01-05 15:00:30");
    world.sweep(now).await;
    let rows = world.list(NURSE, now).await;
    let visit = rows.iter().find(|row| row.family == Family::Visit).unwrap();
    assert_eq!((visit.level, visit.should_open_at), (Level::Urgent, jst("2026-01-05 15:00")));
    // One visit, however long the silence lasts.
    for hour in 16..22 {
        world.sweep(jst(&format!("2026-01-05 {hour}:05"))).await;
    }
    let rows = world.list(NURSE, now).await;
    assert_eq!(rows.iter().filter(|row| row.family == Family::Visit).count(), 1);
    let view = world.case(&patient.case, now).await;
    let reminded = view.timeline.iter().filter_map(|entry| match &entry.what {
        What::Reminded { due, state } => Some((*due, *state)),
        _ => None,
    });
    assert!(reminded.collect::<Vec<_>>().contains(&(jst("2026-01-05 09:00"), Reminded::Sent)));
}

#[tokio::test]
async fn t03_two_calls_without_an_answer_ask_for_the_emergency_contact_or_for_a_visit() {
    for with_contact in [true, false] {
        let world = World::new().await;
        let placed = jst("2026-01-04 16:00");
        let patient = world.patient(Filing::high_risk(), placed).await;
        if with_contact {
            let mut sheet = harmless();
            sheet.lives_alone = Some(true);
            sheet.no_emergency_contact = false;
            sheet.emergency_contact = Some(domain::first_contact::EmergencyContact {
                name: "青木 春子".to_owned(),
                relation: None,
                phone: "090-0000-0002".to_owned(),
            });
            let nurse = world.staff(NURSE, placed);
            let request = first_contact(&patient.case, 0, sheet);
            world.post(&nurse, Operation::RecordFirstContact, &request, placed).await.ok::<Value>();
        }
        world.sweep(jst("2026-01-05 10:00:30")).await;
        for (at, asks) in
            [("2026-01-05 10:15", false), ("2026-01-05 11:10", false), ("2026-01-05 11:15", true)]
        {
            let now = jst(at);
            let row = world.work(now).await.remove(0);
            let mut request = call(&patient.case, &[&row]);
            request.reached = Reached::Nobody;
            request.next_step = NextStep::CallAgain;
            world.post(&world.staff(NURSE, now), Operation::FinishCall, &request, now).await.ok::<Value>();
            let rows = world.list(NURSE, now).await;
            let silence = rows.iter().find(|row| row.family == Family::Silence).unwrap();
            let visit = rows.iter().any(|row| row.family == Family::Visit);
            assert_eq!(silence.reasons.contains(&Reason::CallEmergencyContact), asks && with_contact, "{at}");
            assert_eq!(visit, asks && !with_contact, "{at}");
        }
    }
}

#[tokio::test]
async fn t04_the_phone_is_off_for_two_days_and_a_visit_finds_the_patient_well() {
    let world = World::new().await;
    let patient = followed(&world, Filing::high_risk(), jst("2026-01-04 16:00")).await;
    let mut now = jst("2026-01-05 08:00");
    let end = jst("2026-01-07 08:00");
    while now < end {
        world.sweep(now).await;
        now = now + Span::minutes(60);
    }
    let rows = world.list(NURSE, now).await;
    assert_eq!(rows.len(), 2, "{rows:#?}");
    let silence = rows.iter().find(|row| row.family == Family::Silence).unwrap();
    let visit = rows.iter().find(|row| row.family == Family::Visit).unwrap();
    assert_eq!(silence.missed, 4);
    assert_eq!(world.case(&patient.case, now).await.care_status, CareStatus::HomeIsolation);

    // At the door, both are dealt with in one form.
    let mut found = call(&patient.case, &[silence, visit]);
    found.note = Some("訪問。本人は元気で、電話の電源が切れていた".to_owned());
    found.closing = Some(Closing { reason: CloseReason::Fine, watch_hours: None });
    world.post(&world.staff(NURSE, now), Operation::FinishCall, &found, now).await.ok::<Value>();
    assert!(world.list(NURSE, now).await.is_empty());
    let view = world.case(&patient.case, now).await;
    assert_eq!(view.care_status, CareStatus::HomeIsolation);
    // What was missed stays missed: nothing was invented for those days.
    assert!(!view.timeline.iter().any(|entry| matches!(entry.what, What::CheckedIn { .. })));
    assert!(
        view.timeline
            .iter()
            .any(|entry| matches!(&entry.what, What::Called { reached: Reached::Patient, .. }))
    );
}

#[tokio::test]
async fn whoever_reports_late_stops_the_ladder_and_its_visit() {
    let world = World::new().await;
    let mut ear = Ear(0);
    let mut patient = followed(&world, Filing::high_risk(), jst("2026-01-04 16:00")).await;
    world.sweep(jst("2026-01-05 10:00:30")).await;
    world.sweep(jst("2026-01-05 15:00:30")).await;
    ear.hears(&world).await;
    patient.checks_in(well(), jst("2026-01-05 15:10")).await;
    let rows = world.list(NURSE, jst("2026-01-05 15:10")).await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0].reported_late);
    // It is to be looked at, and nobody is woken for it.
    for at in ["2026-01-05 16:15", "2026-01-05 17:16", "2026-01-05 23:00", "2026-01-06 08:59"] {
        world.sweep(jst(at)).await;
        assert!(ear.hears(&world).await.is_empty(), "{at}");
    }
}

#[tokio::test]
async fn in_hand_it_is_quiet_until_the_result_is_overdue() {
    let world = World::new().await;
    let mut ear = Ear(0);
    let mut patient = followed(&world, Filing::default(), jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(90), jst("2026-01-05 10:00")).await;
    assert_eq!(ear.hears(&world).await, [centre(Audience::Staff)]);
    let now = jst("2026-01-05 10:05");
    let nurse = world.staff(NURSE, now);
    let row = world.work(now).await.remove(0);
    world.post(&nurse, Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    let row = world.work(now).await.remove(0);
    assert_eq!(row.result_due, Some(jst("2026-01-05 10:20")));
    // Its first clock has passed, but somebody has it.
    world.sweep(jst("2026-01-05 10:16")).await;
    assert!(ear.hears(&world).await.is_empty());

    // 119 is arranged: half an hour for a result.
    let now = jst("2026-01-05 10:18");
    let hold = TakeWork { hold: Some(Hold::AmbulanceArranged), ..take(&row) };
    world.post(&nurse, Operation::TakeWork, &hold, now).await.ok::<Value>();
    world.sweep(jst("2026-01-05 10:47")).await;
    assert!(ear.hears(&world).await.is_empty());
    world.sweep(jst("2026-01-05 10:49")).await;
    assert_eq!(ear.hears(&world).await, [centre(Audience::Manager)]);

    // A result that keeps the work begins the ladder anew, for one span.
    let now = jst("2026-01-05 10:50");
    let row = world.work(now).await.remove(0);
    world.post(&nurse, Operation::FinishCall, &call(&patient.case, &[&row]), now).await.ok::<Value>();
    world.sweep(jst("2026-01-05 11:04")).await;
    assert!(ear.hears(&world).await.is_empty());
    world.sweep(jst("2026-01-05 11:06")).await;
    assert_eq!(ear.hears(&world).await, [centre(Audience::Manager)]);

    // Put back, what is overdue rings at once.
    let now = jst("2026-01-05 11:10");
    let back = TakeWork { in_hand: false, ..take(&row) };
    world.post(&nurse, Operation::TakeWork, &back, now).await.ok::<Value>();
    assert_eq!(ear.hears(&world).await, [centre(Audience::Manager)]);
    let row = world.work(now).await.remove(0);
    assert_eq!((row.state, row.result_due), (WorkState::Open, None));

    // Closed, it never rings again.
    world.post(&nurse, Operation::CloseWork, &close(&row), now).await.ok::<Value>();
    for minutes in 1..40 {
        world.sweep(now + Span::minutes(minutes * 5)).await;
    }
    assert!(ear.hears(&world).await.is_empty());
}

#[tokio::test]
async fn overdue_cautions_are_one_digest_to_the_manager() {
    let world = World::new().await;
    let mut ear = Ear(0);
    for _ in 0..6 {
        let mut patient = followed(&world, Filing::default(), jst("2026-01-04 16:00")).await;
        patient.checks_in(oxygen(95), jst("2026-01-05 09:00")).await;
    }
    ear.hears(&world).await;
    world.sweep(jst("2026-01-05 17:15:30")).await;
    assert_eq!(ear.hears(&world).await, [centre(Audience::Manager)]);
    assert_eq!(world.told.notices().last().unwrap().counts.values().sum::<usize>(), 6);
    // The next one at noon, not every hour of the night.
    for hour in 18..24 {
        world.sweep(jst(&format!("2026-01-05 {hour}:30"))).await;
    }
    assert!(ear.hears(&world).await.is_empty());
}

#[tokio::test]
async fn a_hotels_desk_hears_first_and_sees_rooms_not_names() {
    let world = World::new().await;
    let mut ear = Ear(0);
    let now = jst("2026-01-04 16:00");
    let patient = followed(&world, Filing::default(), now).await;
    let request = moves(&patient.case, 1, to_hotel(now));
    world.post(&world.staff(NURSE, now), Operation::MovePatient, &request, now).await.ok::<Value>();
    world.sweep(jst("2026-01-05 08:00:30")).await;
    assert_eq!(ear.hears(&world).await, [("minato-hotel".to_owned(), Audience::Staff)]);
    let rows = world.list("minato-desk-1", jst("2026-01-05 08:01")).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].family, &rows[0].label), (Family::Silence, &None));
    let about = rows[0].seen_as.as_ref().unwrap();
    assert_eq!((about.room.as_deref(), about.owner.as_str()), (Some("0712"), "aoba-hc"));
    assert!(patient.case.as_str().starts_with(&about.number));
    // What the desk leaves is the centre's too, and after two hours somebody knocks at the door.
    world.sweep(jst("2026-01-05 09:01")).await;
    let heard = ear.hears(&world).await;
    let hotel = |audience| ("minato-hotel".to_owned(), audience);
    assert_eq!(heard, [centre(Audience::Staff), hotel(Audience::Staff), hotel(Audience::Manager)]);
    assert!(world.list(NURSE, jst("2026-01-05 09:02")).await.iter().any(|row| row.family == Family::Visit));

    // Taken by the centre, the desk sees who; gone home, it sees nothing more.
    let now = jst("2026-01-05 09:05");
    let row = world.work(now).await.remove(0);
    world.post(&world.staff(NURSE, now), Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    world.tell().await;
    let rows = world.list("minato-desk-1", now).await;
    let silence = rows.iter().find(|row| row.family == Family::Silence).unwrap();
    assert_eq!(silence.taken_by.as_deref(), Some("佐倉 みのり"));
    let home = tests::people::stay(CareStatus::HomeIsolation, None, now);
    world
        .post(&world.staff(NURSE, now), Operation::MovePatient, &moves(&patient.case, 2, home), now)
        .await
        .ok::<Value>();
    world.tell().await;
    let rows = world.list("minato-desk-1", now).await;
    assert!(rows.iter().all(|row| row.family != Family::Silence), "{rows:?}");
}

#[tokio::test]
async fn a_household_with_one_phone_gets_one_message() {
    let world = World::new().await;
    for _ in 0..3 {
        let filing = Filing { phone: Some("090-0000-7777".to_owned()), ..Filing::high_risk() };
        followed(&world, filing, jst("2026-01-04 16:00")).await;
    }
    world.sweep(jst("2026-01-05 09:31")).await;
    world.tell().await;
    assert_eq!(world.told.texts().len(), 1);
}

#[tokio::test]
async fn nobody_is_reminded_after_the_end_or_of_what_has_arrived() {
    let world = World::new().await;
    let now = jst("2026-01-04 16:00");
    let mut here = followed(&world, Filing::high_risk(), now).await;
    let gone = followed(&world, Filing::high_risk(), now).await;
    here.checks_in(well(), jst("2026-01-05 09:31")).await;
    let died =
        tests::people::outcome(&gone.case, 1, domain::outcome::Outcome::Deceased, jst("2026-01-05 09:20"));
    let nurse = world.staff(NURSE, jst("2026-01-05 09:32"));
    world.post(&nurse, Operation::RecordOutcome, &died, jst("2026-01-05 09:32")).await.ok::<Value>();
    world.sweep(jst("2026-01-05 09:33")).await;
    world.tell().await;
    assert!(world.told.texts().is_empty(), "{:?}", world.told.texts());
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_is_shown_to_staff_and_stops_nothing() {
    let world = World::new().await;
    let filing = Filing { phone: Some("03-0000-0001".to_owned()), ..Filing::high_risk() };
    let patient = followed(&world, filing, jst("2026-01-04 16:00")).await;
    world.sweep(jst("2026-01-05 09:31")).await;
    world.tell().await;
    world.sweep(jst("2026-01-05 10:01")).await;
    let view = world.case(&patient.case, jst("2026-01-05 10:01")).await;
    let shown = view
        .timeline
        .iter()
        .any(|entry| matches!(entry.what, What::Reminded { state: Reminded::NoNumber, .. }));
    assert!(shown);
    assert_eq!(tests::alerts(&view).len(), 1);
}
