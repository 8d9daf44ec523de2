use domain::api::following::FollowedPage;
use domain::api::hospital::Inpatients;
use domain::api::work::{WorkRow, Worklist};
use domain::level::Level;
use domain::operation::Operation;
use domain::triage::Reason;
use domain::work::{Family, WorkState};

use super::*;

async fn open_work(machine: &Machine) -> Vec<WorkRow> {
    let now = machine.clock.now();
    let mut rows = Vec::new();
    for centre in &people::CENTRES {
        let token = machine.issuer.token(centre.nurse, now).unwrap();
        let page: Worklist =
            calls::get(&machine.app, Operation::ListWorklist, "", &token, now).await.unwrap();
        rows.extend(page.rows);
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_begins_with_a_few_in_trouble_and_one_in_hand() {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), "http://127.0.0.1:8787", 16).await.unwrap();
    let machine = Machine::open(folder.path(), "http://127.0.0.1:8787", None).await.unwrap();
    let soon = Instant::now() + Duration::from_secs(60);
    sweep_due(&machine.app, machine.clock.now(), soon).await.unwrap();
    let rows = open_work(&machine).await;
    let count =
        |family: Family, level: Level| rows.iter().filter(|r| (r.family, r.level) == (family, level)).count();
    assert_eq!(count(Family::Health, Level::Emergency), 1);
    assert!(count(Family::Health, Level::Urgent) >= 2, "{rows:?}");
    assert!(count(Family::Health, Level::Caution) >= 3, "{rows:?}");
    assert!(rows.iter().filter(|row| row.family == Family::Silence).count() >= 3, "{rows:?}");
    // Nobody has decided where one patient is to be, and nobody has entered how another is.
    assert_eq!(count(Family::Placement, Level::Caution), 1, "{rows:?}");
    assert_eq!(count(Family::Condition, Level::Caution), 1, "{rows:?}");
    // One was notified twice.
    assert_eq!(count(Family::Duplicate, Level::Caution), 1, "{rows:?}");
    // Remarks that nobody has read, releases to decide on, and somebody who hung up on an automated call.
    assert_eq!(count(Family::Remarks, Level::Caution), 2, "{rows:?}");
    assert!(rows.iter().any(|row| row.family == Family::Release), "{rows:?}");
    let breathless = |row: &&WorkRow| row.reasons.contains(&Reason::NewBreathlessness);
    assert!(rows.iter().filter(breathless).count() >= 2, "{rows:?}");
    let in_hand: Vec<_> = rows.iter().filter(|row| row.state == WorkState::InHand).collect();
    assert_eq!(in_hand.len(), 1);
    assert_eq!(in_hand[0].taken_by.as_deref(), Some("佐倉 みのり"));
    // Of the hospital's inpatients one is waiting, and whoever was discharged or died is none.
    let now = machine.clock.now();
    let token = machine.issuer.token("shiokaze-staff-1", now).unwrap();
    let page: Inpatients =
        calls::get(&machine.app, Operation::ListInpatients, "", &token, now).await.unwrap();
    let waiting: Vec<_> = page.rows.iter().map(|row| row.is_waiting(now)).collect();
    // The two suspected cases among them: nobody has forgotten them on paper.
    assert_eq!(waiting, [true, false, false, false, false, false, false]);
    // Of these, one result is overdue; of the other it is awaited without any work.
    let results: Vec<_> = rows.iter().filter(|row| row.family == Family::TestResult).collect();
    assert_eq!(results.len(), 1, "{rows:?}");
    assert_eq!(results[0].label.as_ref().unwrap().kana, "ヤグチ");
    // The contractor has people to follow, and so has the hotel's desk, by room.
    for (subject, at_least) in [("hidamari-support-1", 1), ("minato-desk-1", 2)] {
        let token = machine.issuer.token(subject, now).unwrap();
        let page: FollowedPage =
            calls::get(&machine.app, Operation::ListFollowed, "", &token, now).await.unwrap();
        assert!(page.rows.len() >= at_least, "{subject}: {:?}", page.rows);
        let list: Worklist =
            calls::get(&machine.app, Operation::ListWorklist, "", &token, now).await.unwrap();
        assert!(list.rows.iter().all(|row| row.seen_as.is_some()), "{subject}");
    }
    let patients = crate::demo_page::patients(folder.path());
    assert_eq!(patients.len(), 5);
    assert!(patients.iter().all(|patient| patient.entry_code.len() == 18));
}

#[tokio::test]
async fn an_unfinished_start_leaves_nothing_but_keys_and_clock() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["table.db", "table.db-wal", "outbox.jsonl", "stream-position", "secret", "clock-offset"] {
        std::fs::write(folder.path().join(file), "x").unwrap();
    }
    forget(folder.path()).unwrap();
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["clock-offset", "secret"]);
}
