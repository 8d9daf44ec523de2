//! Medical care during isolation (R14): day, institution and what came of it.

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::visit::{RecordVisit, VisitOutcome, VisitRecorded};
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::time::{Span, Time};
use tests::people::{Filing, jst, outcome, visit};
use tests::{Answer, NURSE, PHYSICIAN, STRANGER, World};

async fn record(world: &World, who: &str, request: &RecordVisit, now: Time) -> Answer {
    world.post(&world.staff(who, now), Operation::RecordVisit, request, now).await
}

#[tokio::test]
async fn r14_a_visit_is_entered_and_stands_in_the_story() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case.clone();
    let (went, now) = (jst("2026-01-05 14:00"), jst("2026-01-05 17:00"));
    let mut request = visit(&case, went);
    request.note = Some("胸部レントゲンは異常なし".to_owned());
    let first: VisitRecorded = record(&world, NURSE, &request, now).await.ok();
    assert_eq!((&first.case, first.at), (&case, now));
    assert_eq!(record(&world, NURSE, &request, now + Span::minutes(1)).await.ok::<VisitRecorded>(), first);
    let view = world.case(&case, now).await;
    let visits: Vec<_> =
        view.timeline.iter().filter(|entry| matches!(entry.what, What::Visited { .. })).collect();
    assert_eq!((visits.len(), visits[0].at), (1, went));
    let told = What::Visited {
        institution: None,
        institution_name: Some("月浜内科".to_owned()),
        outcomes: vec![VisitOutcome::WentHome, VisitOutcome::Prescribed],
        entered_at: now,
        note: request.note.clone(),
    };
    assert_eq!(visits[0].what, told);
    // What came of it is a fact of the visit; where the patient is, a stay says.
    let mut admitted = visit(&case, jst("2026-01-05 15:00"));
    (admitted.institution, admitted.institution_name) = (Some("shiokaze-hospital".parse().unwrap()), None);
    admitted.outcomes = vec![VisitOutcome::Admitted];
    record(&world, NURSE, &admitted, now).await.ok::<VisitRecorded>();
    assert_eq!(world.case(&case, now).await.care_status, CareStatus::HomeIsolation);
    // The name of a practice stands in no item as text.
    for item in crate::table::begins(&world, &format!("CASE#{case}")).await {
        assert!(!format!("{item:?}").contains("月浜内科"));
    }
}

#[tokio::test]
async fn r14_what_cannot_be_is_refused_by_field() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case.clone();
    let now = jst("2026-01-05 17:00");
    let good = || visit(&case, jst("2026-01-05 14:00"));
    let wrong = async |request: RecordVisit| {
        let answer = record(&world, NURSE, &request, now).await;
        assert_eq!(answer.code(), Code::InvalidFields, "{}", answer.body);
        answer.fields().into_iter().map(|error| (error.field, error.problem)).collect::<Vec<_>>()
    };
    let is = |field: &str, problem| vec![(field.to_owned(), problem)];
    let nowhere = RecordVisit { institution_name: Some(" ".to_owned()), ..good() };
    assert_eq!(wrong(nowhere).await, is("institution", Problem::Missing));
    let both = RecordVisit { institution: Some("hibari-clinic".parse().unwrap()), ..good() };
    assert_eq!(wrong(both).await, is("institution_name", Problem::Contradiction));
    for place in ["minato-hotel", "no-such"] {
        let request =
            RecordVisit { institution: Some(place.parse().unwrap()), institution_name: None, ..good() };
        assert_eq!(wrong(request).await, is("institution", Problem::DoesNotExist));
    }
    let long = RecordVisit { institution_name: Some("院".repeat(61)), ..good() };
    assert_eq!(wrong(long).await, is("institution_name", Problem::TooLong));
    let nothing = RecordVisit { outcomes: Vec::new(), ..good() };
    assert_eq!(wrong(nothing).await, is("outcomes", Problem::Missing));
    let two = RecordVisit { outcomes: vec![VisitOutcome::WentHome, VisitOutcome::Admitted], ..good() };
    assert_eq!(wrong(two).await, is("outcomes", Problem::Contradiction));
    let other = RecordVisit { outcomes: vec![VisitOutcome::Other], note: None, ..good() };
    assert_eq!(wrong(other).await, is("note", Problem::Missing));
    let later = RecordVisit { visited_at: now + Span::hours(1), ..good() };
    assert_eq!(wrong(later).await, is("visited_at", Problem::InFuture));
    let ago = RecordVisit { visited_at: now - Span::hours(24 * 61), ..good() };
    assert_eq!(wrong(ago).await, is("visited_at", Problem::OutOfRange));
}

#[tokio::test]
async fn r14_only_the_centre_enters_and_what_was_before_the_end_also_after_it() {
    let world = World::new().await;
    let case = world.patient(Filing::default(), jst("2026-01-04 16:00")).await.case.clone();
    let now = jst("2026-01-06 10:00");
    let request = visit(&case, jst("2026-01-05 14:00"));
    for who in [STRANGER, PHYSICIAN, "mizuho-staff-1"] {
        assert_eq!(record(&world, who, &request, now).await.code(), Code::NotFound, "{who}");
    }
    let ended = outcome(&case, 1, Outcome::Released, jst("2026-01-06 09:00"));
    world
        .post(&world.staff(NURSE, now), Operation::RecordOutcome, &ended, now)
        .await
        .ok::<serde_json::Value>();
    record(&world, NURSE, &request, now).await.ok::<VisitRecorded>();
    let after = visit(&case, jst("2026-01-06 09:30"));
    assert_eq!(record(&world, NURSE, &after, now).await.code(), Code::CaseEnded);
}
