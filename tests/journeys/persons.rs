//! One person, several cases (R27, R28; T8).

use domain::api::error::Problem;
use domain::api::filing::FileNotification;
use domain::api::search::{CasesFound, SearchCases};
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use functions::store::item::sort_key;
use tests::people::{Filing, id, jst, outcome};
use tests::{CENTRE, NURSE, STRANGER, World};

use crate::reviews::filed;
use crate::table;

fn aoki() -> FileNotification {
    let mut request = Filing::default().request();
    let answers = request.notification.answers;
    request.notification.answers = answers.with("name", "青木 花子").with("name_kana", "アオキ ハナコ");
    request
}

fn again(earlier: &domain::ids::CaseId) -> FileNotification {
    let mut request = aoki();
    request.notification.answers =
        request.notification.answers.with("report_date", "2026-11-06").with("onset_date", "2026-11-05");
    request.same_person_as = Some(earlier.clone());
    request
}

#[tokio::test]
async fn t08_r27_r28_a_re_infection_is_a_new_case_of_the_same_person() {
    let world = World::new().await;
    let (august, november) = (jst("2026-08-10 10:00"), jst("2026-11-06 10:00"));
    let mut first = aoki();
    first.notification.answers =
        first.notification.answers.with("report_date", "2026-08-10").with("onset_date", "2026-08-08");
    let first = filed(&world, NURSE, &first, august).await;
    // What is not over goes on: it takes no second case beside it.
    let nurse = world.staff(NURSE, november);
    let refusal = world.post(&nurse, Operation::FileNotification, &again(&first.case), november).await;
    let fields = refusal.fields();
    assert_eq!((fields[0].field.as_str(), fields[0].problem), ("same_person_as", Problem::CaseOpen));

    let released = jst("2026-08-20 10:00");
    let end = outcome(&first.case, 1, Outcome::Released, released);
    let answer = world.post(&world.staff(NURSE, released), Operation::RecordOutcome, &end, released).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let before = world.case(&first.case, november).await;

    let second = filed(&world, NURSE, &again(&first.case), november).await;
    assert_ne!((&second.case, &second.entry_code), (&first.case, &first.entry_code));
    // One person with two cases and an identity for each notification; the earlier case is as it was.
    let people = table::begins(&world, "PERSON#").await;
    let cases = people.iter().filter(|item| sort_key(item).starts_with("CASE#")).count();
    let identities = people.iter().filter(|item| sort_key(item).starts_with("IDENTITY#")).count();
    let persons: std::collections::BTreeSet<_> =
        people.iter().map(|item| item["pk"].as_s().unwrap()).collect();
    assert_eq!((persons.len(), cases, identities), (1, 2, 2));
    let after = world.case(&first.case, november).await;
    assert_eq!(
        (after.timeline, after.identity, after.ended_at),
        (before.timeline, before.identity, before.ended_at)
    );
    assert_eq!(world.case(&second.case, november).await.care_status, CareStatus::HomeIsolation);

    let search =
        SearchCases { organisation: CENTRE.parse().unwrap(), text: "アオキ ハナコ".to_owned() };
    let found: CasesFound = world.post(&nurse, Operation::SearchCases, &search, november).await.ok();
    // The open one first.
    let found: Vec<_> = found.hits.iter().map(|hit| &hit.case).collect();
    assert_eq!(found, [&second.case, &first.case]);
    // And again: the third case takes the next version of the identity.
    let end = outcome(&second.case, 1, Outcome::Released, jst("2026-11-20 10:00"));
    let later = jst("2026-11-20 10:00");
    world
        .post(&world.staff(NURSE, later), Operation::RecordOutcome, &end, later)
        .await
        .ok::<serde_json::Value>();
    let mut third = again(&first.case);
    third.request_id = id();
    let third = filed(&world, NURSE, &third, later).await;
    assert_eq!(world.case(&third.case, later).await.identity.name.as_deref(), Some("青木 花子"));
}

#[tokio::test]
async fn a_case_of_another_centre_is_not_there() {
    let world = World::new().await;
    let now = jst("2026-11-06 10:00");
    let first = filed(&world, NURSE, &Filing::default().request(), now).await;
    let mut request = again(&first.case);
    request.organisation = "wakakusa-hc".parse().unwrap();
    for earlier in [first.case, id()] {
        request.same_person_as = Some(earlier);
        let answer =
            world.post(&world.staff(STRANGER, now), Operation::FileNotification, &request, now).await;
        let fields = answer.fields();
        assert_eq!((fields[0].field.as_str(), fields[0].problem), ("same_person_as", Problem::DoesNotExist));
    }
}
