//! A contractor follows cases for a health centre, for a time (R12, R42; domain.md 6.2, 6.3 and T19).

use domain::api::case::{CaseView, What};
use domain::api::error::{Code, Problem};
use domain::api::following::{ContractorAssigned, FollowedPage};
use domain::api::work::{TakeWork, WorkRow};
use domain::ids::{CaseId, OrganisationId};
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::ringing::Audience;
use domain::time::{Span, Time};
use domain::work::{Family, WorkState};
use functions::store::work::StoredWork;
use serde_json::Value;
use tests::people::{Filing, assign, call, check_in, close, id, jst, outcome, oxygen, take, well};
use tests::{CONTRACTOR, NURSE, Patient, SUPPORTER, World};

use crate::scene::{assert_same, raw};
use crate::table;

/// Somebody at home to whom somebody has spoken.
async fn at_home(world: &World) -> Patient<'_> {
    since(world, jst("2026-01-04 16:00")).await
}

async fn since(world: &World, now: Time) -> Patient<'_> {
    let patient = world.patient(Filing::default(), now).await;
    world.spoken_to(&patient.case, now).await;
    patient
}

/// Assigns a case until the end of 7 January.
async fn assigned(world: &World, case: &CaseId, now: Time) {
    let request = assign(case, None, Some("2026-01-07"));
    let answer: ContractorAssigned =
        world.post(&world.staff(NURSE, now), Operation::AssignContractor, &request, now).await.ok();
    assert_eq!(answer.until, Some(jst("2026-01-08 00:00")));
}

async fn list(world: &World, subject: &str, now: Time) -> Vec<WorkRow> {
    world.tell().await;
    world.list(subject, now).await
}

async fn rung(world: &World, since: &mut usize) -> Vec<(String, Audience)> {
    world.tell().await;
    let all = world.told.notices();
    let new = all[*since..].iter().map(|notice| (notice.organisation.to_string(), notice.audience));
    let new = new.collect();
    *since = all.len();
    new
}

fn theirs(audience: Audience) -> (String, Audience) {
    (CONTRACTOR.to_owned(), audience)
}

async fn get(world: &World, case: &CaseId, now: Time) -> http::Response<bytes::Bytes> {
    let query = format!("case={case}");
    raw(world, &world.staff(SUPPORTER, now), Operation::GetCase, &query, Vec::new(), now).await
}

async fn followed(world: &World, now: Time) -> FollowedPage {
    world.get(&world.staff(SUPPORTER, now), Operation::ListFollowed, "", now).await.ok()
}

/// The clocks of a case's open alert: what people see, and when the sweep looks again.
async fn clocks(world: &World, case: &CaseId) -> (Time, Option<Time>) {
    let card = world.app.store.card(case).await.unwrap().unwrap().card;
    let id = card.health.as_ref().or(card.silence.as_ref()).unwrap().id.clone();
    let stored: StoredWork = world.app.store.work(case, &id).await.unwrap().unwrap();
    (stored.due_at, stored.wake_at)
}

#[tokio::test]
async fn a_contractor_rings_itself_and_the_centre_gets_what_escalates() {
    let world = World::new().await;
    let mut patient = at_home(&world).await;
    assigned(&world, &patient.case, jst("2026-01-04 17:00")).await;
    let mut since = 0;
    rung(&world, &mut since).await;
    patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
    assert_eq!(rung(&world, &mut since).await, [theirs(Audience::Staff)]);
    let rows = list(&world, SUPPORTER, jst("2026-01-05 10:05")).await;
    assert_eq!((rows.len(), &rows[0].label), (1, &None));
    assert!(rows[0].seen_as.as_ref().unwrap().age_band.is_some());
    // An hour later nobody has it in hand: now the centre hears of it too.
    world.sweep(jst("2026-01-05 11:01")).await;
    let centre = |audience| ("aoba-hc".to_owned(), audience);
    assert_eq!(rung(&world, &mut since).await, [centre(Audience::Staff), theirs(Audience::Manager)]);
    // Taken by the contractor, the centre sees by whom.
    let now = jst("2026-01-05 11:05");
    let supporter = world.staff(SUPPORTER, now);
    world.post(&supporter, Operation::TakeWork, &take(&rows[0]), now).await.ok::<Value>();
    assert_eq!(list(&world, NURSE, now).await[0].taken_by.as_deref(), Some("日向 さおり"));
    // A call, and the end of it, by the contractor.
    let row = list(&world, SUPPORTER, now).await.remove(0);
    let mut form = call(&patient.case, &[&row]);
    form.closing = Some(close(&row).closing);
    world.post(&supporter, Operation::FinishCall, &form, now).await.ok::<Value>();
    assert!(list(&world, SUPPORTER, now).await.is_empty() && list(&world, NURSE, now).await.is_empty());
}

#[tokio::test]
async fn a_contractor_may_know_name_age_telephone_and_risk_and_the_address_only_to_go_there() {
    let world = World::new().await;
    let patient = at_home(&world).await;
    let now = jst("2026-01-04 17:00");
    assigned(&world, &patient.case, now).await;
    let view = async |now| {
        let view = get(&world, &patient.case, now).await;
        assert_eq!(view.status(), 200);
        serde_json::from_slice::<CaseView>(view.body()).unwrap()
    };
    let seen = view(now).await;
    assert!(seen.identity.name.is_some() && seen.identity.phone.is_some());
    assert!(seen.identity.municipality.is_empty() && seen.identity.birth_date.is_none());
    assert!(!seen.identity.more.contains_key("residence_address") && seen.entry_code.is_empty());
    assert!(seen.timeline.iter().all(|entry| !matches!(entry.what, What::Notified { .. })));
    let page = followed(&world, now).await;
    assert_eq!((page.rows.len(), page.rows[0].until), (1, Some(jst("2026-01-08 00:00"))));
    // A day without a word: somebody goes there, and has to know where.
    for step in 0..15 {
        world.sweep(now + Span::hours(3 * step)).await;
    }
    let now = jst("2026-01-06 11:00");
    assert!(list(&world, SUPPORTER, now).await.iter().any(|row| row.family == Family::Visit));
    assert!(!view(now).await.identity.municipality.is_empty());
}

#[tokio::test]
async fn t19_a_case_that_is_not_assigned_is_not_there_and_the_attempt_leaves_a_trace() {
    let world = World::new().await;
    let (theirs, other) = (at_home(&world).await, at_home(&world).await);
    let now = jst("2026-01-05 10:00");
    assigned(&world, &theirs.case, now).await;
    let refused = get(&world, &other.case, now).await;
    assert_eq!(refused.status(), 404);
    assert_same(&refused, &get(&world, &id(), now).await);
    let trace = table::begins(&world, "AUDIT#hidamari-support#").await;
    let traced: Vec<&str> =
        trace.iter().filter_map(|item| item.get("case")?.as_s().ok()).map(String::as_str).collect();
    assert!(traced.contains(&other.case.as_str()), "{trace:?}");
    assert!(trace.iter().all(|item| item.get("refused").is_some()));
    // Neither by name, nor in its lists.
    let supporter = world.staff(SUPPORTER, now);
    let search = serde_json::json!({ "organisation": CONTRACTOR, "text": "アオキ" });
    assert_eq!(world.post(&supporter, Operation::SearchCases, &search, now).await.code(), Code::NotFound);
    let told = check_in(&other.case, well(), now);
    assert_eq!(world.post(&supporter, Operation::SubmitCheckIn, &told, now).await.code(), Code::NotFound);
    let told = check_in(&theirs.case, well(), now);
    world.post(&supporter, Operation::SubmitCheckIn, &told, now).await.ok::<Value>();
    assert_eq!(followed(&world, now).await.rows.len(), 1);
}

#[tokio::test]
async fn no_clock_moves_by_assigning_or_taking_back() {
    for overdue in [false, true] {
        let world = World::new().await;
        let mut patient = at_home(&world).await;
        patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
        let mut now = jst("2026-01-05 10:10");
        if overdue {
            now = jst("2026-01-05 11:10");
            world.sweep(now).await;
        }
        let mut since = 0;
        rung(&world, &mut since).await;
        let before = clocks(&world, &patient.case).await;
        assigned(&world, &patient.case, now).await;
        assert_eq!(clocks(&world, &patient.case).await, before);
        // Whose it is now hears it.
        assert!(rung(&world, &mut since).await.contains(&theirs(Audience::Staff)) || overdue);
        let row = list(&world, SUPPORTER, now).await.remove(0);
        assert_eq!((row.due_at, row.opened_at), (before.0, jst("2026-01-05 10:00")));
        let back = assign(&patient.case, Some(CONTRACTOR), None);
        world.post(&world.staff(NURSE, now), Operation::AssignContractor, &back, now).await.ok::<Value>();
        assert_eq!(clocks(&world, &patient.case).await, before);
        let heard = rung(&world, &mut since).await;
        assert!(heard.iter().any(|(who, _)| who == "aoba-hc"), "{heard:?}");
        assert!(list(&world, SUPPORTER, now).await.is_empty());
        assert_eq!(get(&world, &patient.case, now).await.status(), 404);
        assert!(followed(&world, now).await.rows.is_empty());
    }
}

#[tokio::test]
async fn access_ends_by_itself_and_what_was_in_hand_goes_back_with_its_clock() {
    let world = World::new().await;
    let mut patient = since(&world, jst("2026-01-06 16:00")).await;
    assigned(&world, &patient.case, jst("2026-01-06 17:00")).await;
    patient.checks_in(well(), jst("2026-01-07 09:00")).await;
    patient.checks_in(oxygen(95), jst("2026-01-07 23:50")).await;
    let now = jst("2026-01-07 23:55");
    let row = list(&world, SUPPORTER, now).await.remove(0);
    assert_eq!(row.level, Level::Caution);
    world.post(&world.staff(SUPPORTER, now), Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    let before = clocks(&world, &patient.case).await;
    assert_eq!(get(&world, &patient.case, now).await.status(), 200);

    // Midnight: not a second longer, whether the sweep has run or not.
    let now = jst("2026-01-08 00:00");
    assert_eq!(get(&world, &patient.case, now).await.status(), 404);
    let supporter = world.staff(SUPPORTER, now);
    assert_eq!(world.post(&supporter, Operation::CloseWork, &close(&row), now).await.code(), Code::NotFound);
    assert!(followed(&world, now).await.rows.is_empty());
    let now = jst("2026-01-08 00:01");
    assert_eq!(world.sweep(now).await.settled, 1);
    assert!(list(&world, SUPPORTER, now).await.is_empty());
    let back = list(&world, NURSE, now).await.remove(0);
    assert_eq!((back.state, back.due_at), (WorkState::Open, row.due_at));
    assert_eq!(clocks(&world, &patient.case).await, before);
    let card = world.app.store.card(&patient.case).await.unwrap().unwrap().card;
    assert_eq!((card.contractor, card.contractor_until), (None, None));
    // The sweep has nothing more to do with it before the next window.
    assert_eq!(world.sweep(jst("2026-01-08 00:02")).await.looked_at, 0);
}

#[tokio::test]
async fn a_check_in_between_the_end_and_the_sweep_belongs_to_the_centre() {
    let world = World::new().await;
    let mut patient = since(&world, jst("2026-01-06 16:00")).await;
    assigned(&world, &patient.case, jst("2026-01-06 17:00")).await;
    patient.checks_in(oxygen(94), jst("2026-01-07 09:00")).await;
    assert_eq!(list(&world, SUPPORTER, jst("2026-01-07 09:01")).await.len(), 1);
    // The sweep did not run; the patient gets worse.
    patient.checks_in(oxygen(91), jst("2026-01-08 00:10")).await;
    let mut so_far = world.told.notices().len();
    let heard = rung(&world, &mut so_far).await;
    assert!(heard.iter().all(|(who, _)| who != CONTRACTOR) && !heard.is_empty(), "{heard:?}");
    world.sweep(jst("2026-01-08 00:20")).await;
    assert!(list(&world, SUPPORTER, jst("2026-01-08 00:20")).await.is_empty());
}

#[tokio::test]
async fn a_case_goes_from_one_contractor_to_another_and_ends_for_both() {
    let world = World::new().await;
    let second: OrganisationId = "minato-support".parse().unwrap();
    let first = world.app.store.organisation(&CONTRACTOR.parse().unwrap()).await.unwrap().unwrap();
    let other = functions::store::organisations::Organisation { id: second.clone(), ..first };
    world.app.store.load_organisations("http://issuer.invalid/oidc", &[other]).await.unwrap();
    let mut patient = at_home(&world).await;
    let now = jst("2026-01-05 10:05");
    assigned(&world, &patient.case, jst("2026-01-05 09:00")).await;
    patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
    let row = list(&world, SUPPORTER, now).await.remove(0);
    world.post(&world.staff(SUPPORTER, now), Operation::TakeWork, &take(&row), now).await.ok::<Value>();
    let before = clocks(&world, &patient.case).await;

    let nurse = world.staff(NURSE, now);
    let moved = assign(&patient.case, Some(CONTRACTOR), Some("2026-01-09"));
    let moved = domain::api::following::AssignContractor { contractor: Some(second.clone()), ..moved };
    world.post(&nurse, Operation::AssignContractor, &moved, now).await.ok::<Value>();
    assert!(list(&world, SUPPORTER, now).await.is_empty());
    assert_eq!(get(&world, &patient.case, now).await.status(), 404);
    let open = world.app.store.worklist(&second, None).await.unwrap().unwrap().0;
    assert_eq!((open.len(), open[0].projected.taken_by.as_ref()), (1, None));
    assert_eq!(clocks(&world, &patient.case).await, before);

    // Who still has the page of before on the screen is told so.
    let stale = assign(&patient.case, Some(CONTRACTOR), None);
    assert_eq!(world.post(&nurse, Operation::AssignContractor, &stale, now).await.code(), Code::HasNews);
    let died = outcome(&patient.case, 1, Outcome::Deceased, now);
    world.post(&nurse, Operation::RecordOutcome, &died, now).await.ok::<Value>();
    world.tell().await;
    assert!(world.app.store.worklist(&second, None).await.unwrap().unwrap().0.is_empty());
    let card = world.app.store.card(&patient.case).await.unwrap().unwrap().card;
    assert_eq!(card.contractor, None);
    let late = assign(&patient.case, None, Some("2026-01-09"));
    let gone = world.post(&nurse, Operation::AssignContractor, &late, now).await;
    assert_eq!(gone.code(), Code::CaseEnded);
}

#[tokio::test]
async fn what_cannot_be_assigned_is_refused_with_its_field() {
    let world = World::new().await;
    let patient = at_home(&world).await;
    let now = jst("2026-01-05 10:05");
    let nurse = world.staff(NURSE, now);
    let good = assign(&patient.case, None, Some("2026-01-07"));
    type Assign = domain::api::following::AssignContractor;
    for (wrong, field, problem, limit) in [
        (Assign { until: None, ..good.clone() }, "until", Problem::Missing, None),
        (Assign { contractor: None, ..good.clone() }, "until", Problem::Contradiction, None),
        (Assign { contractor: None, until: None, ..good.clone() }, "contractor", Problem::Missing, None),
        (
            Assign { contractor: Some("minato-hotel".parse().unwrap()), ..good.clone() },
            "contractor",
            Problem::DoesNotExist,
            None,
        ),
        (
            assign(&patient.case, None, Some("2026-01-04")),
            "until",
            Problem::OutOfRange,
            Some("2026-01-05–2026-03-06"),
        ),
        (
            assign(&patient.case, None, Some("2026-03-07")),
            "until",
            Problem::OutOfRange,
            Some("2026-01-05–2026-03-06"),
        ),
    ] {
        let wrong = Assign { request_id: id(), ..wrong };
        let answer = world.post(&nurse, Operation::AssignContractor, &wrong, now).await;
        assert_eq!(answer.code(), Code::InvalidFields, "{}", answer.body);
        let error = &answer.fields()[0];
        assert_eq!((error.field.as_str(), error.problem, error.limit.as_deref()), (field, problem, limit));
    }
    // The last day that is possible is; today, too.
    for (seen, day) in [(None, "2026-03-06"), (Some(CONTRACTOR), "2026-01-05")] {
        let request = assign(&patient.case, seen, Some(day));
        world.post(&nurse, Operation::AssignContractor, &request, now).await.ok::<Value>();
    }
}

#[tokio::test]
async fn a_colleague_of_the_contractor_takes_over_and_nobody_else() {
    let world = World::new().await;
    let mut patient = at_home(&world).await;
    assigned(&world, &patient.case, jst("2026-01-05 09:00")).await;
    patient.checks_in(oxygen(92), jst("2026-01-05 10:00")).await;
    let now = jst("2026-01-05 10:05");
    let row = list(&world, SUPPORTER, now).await.remove(0);
    let supporter = world.staff(SUPPORTER, now);
    let to = |subject: &str| TakeWork { to: Some(subject.to_owned()), ..take(&row) };
    world.post(&supporter, Operation::TakeWork, &to("hidamari-support-2"), now).await.ok::<Value>();
    assert_eq!(list(&world, NURSE, now).await[0].taken_by.as_deref(), Some("木漏 健"));
    let nurse = world.post(&supporter, Operation::TakeWork, &to(NURSE), now).await;
    assert_eq!(nurse.fields()[0].problem, Problem::DoesNotExist);
}
