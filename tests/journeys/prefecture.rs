//! The prefecture's view of alarms: how bad, whose, since when, who has it in hand, and nobody's name.

use domain::api::work::Worklist;
use domain::level::Level;
use domain::operation::Operation;
use tests::people::{Filing, jst, oxygen, take};
use tests::{NURSE, World};

use crate::scene::raw;

const STAFF: &str = "mizuho-staff-1";

#[tokio::test]
async fn the_prefecture_sees_what_escalated_with_its_centre_and_without_a_name() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    world.spoken_to(&patient.case, jst("2026-01-04 16:00")).await;
    patient.checks_in(oxygen(90), jst("2026-01-05 10:00")).await;
    world.tell().await;
    let list = async |now| -> Worklist {
        world.get(&world.staff(STAFF, now), Operation::ListWorklist, "", now).await.ok()
    };
    assert!(list(jst("2026-01-05 10:05")).await.rows.is_empty());
    for at in ["2026-01-05 10:16", "2026-01-05 10:31"] {
        world.sweep(jst(at)).await;
        world.tell().await;
    }
    let now = jst("2026-01-05 10:35");
    let page = list(now).await;
    assert_eq!(page.rows.len(), 1);
    let row = &page.rows[0];
    let about = row.seen_as.as_ref().unwrap();
    assert_eq!((row.level, row.due_at, &row.label), (Level::Emergency, jst("2026-01-05 10:15"), &None));
    assert!(about.room.is_none());
    let centre = page.centres.iter().find(|centre| centre.id == about.owner).unwrap();
    assert_eq!(centre.name, "青葉保健所");
    let text = serde_json::to_string(&page.rows).unwrap();
    for name in ["アオキ", "青木", "青波市"] {
        assert!(!text.contains(name), "{name}");
    }

    // Nobody opens a case here, and whoever takes it at the centre is seen.
    let query = format!("case={}", patient.case);
    let opened = raw(&world, &world.staff(STAFF, now), Operation::GetCase, &query, Vec::new(), now).await;
    assert_eq!(opened.status(), 404);
    let owned = world.work(now).await.remove(0);
    world
        .post(&world.staff(NURSE, now), Operation::TakeWork, &take(&owned), now)
        .await
        .ok::<serde_json::Value>();
    world.tell().await;
    assert_eq!(list(now).await.rows[0].taken_by.as_deref(), Some("佐倉 みのり"));
}
