//! A second disease from its data file alone: measles is notified, checked, corrected, found and read,
//! and nobody checks in (domain.md 2.3; issue of the forms as data).

use domain::api::case::What;
use domain::api::filing::FileNotification;
use domain::api::review::{AcceptNotification, NotificationChanged};
use domain::api::search::{CasesFound, SearchCases};
use domain::form::Filled;
use domain::notification::Notification;
use domain::operation::Operation;
use domain::placement::CaseKind;
use domain::review::{NotificationState, Revision};
use domain::work::Family;
use serde_json::json;
use tests::people::{correct, id, jst, pcr};
use tests::{CENTRE, CLINIC, NURSE, PHYSICIAN, World};

use crate::reviews::{filed, view};

/// A case of measles, diagnosed by its signs.
pub fn measles() -> FileNotification {
    FileNotification {
        request_id: id(),
        organisation: CLINIC.parse().unwrap(),
        on_behalf_of: None,
        same_person_as: None,
        notification: Notification {
            form: "measles/full-2020-05-29".to_owned(),
            answers: Filled::default()
                .with("report_date", "2026-01-04")
                .with("case_type", "clinical")
                .with("physician_name", "雲井 ひばり")
                .with("institution_name", "ひばり内科クリニック")
                .with("institution_address", "月浜町1-2")
                .with("institution_phone", "000-0000-0401")
                .with("name", "麻生 はるか")
                .with("name_kana", "アソウ ハルカ")
                .with("sex", "female")
                .with("birth_date", "1999-05-01")
                .with("occupation", "会社員")
                .with("residence_address", "月浜町3-4")
                .with("municipality", "月浜町")
                .with("phone", "000-0000-9010")
                .with("symptoms", json!(["fever", "rash"]))
                .with("first_visit_date", "2026-01-03")
                .with("diagnosis_date", "2026-01-04")
                .with("onset_date", "2026-01-02"),
        },
        placement: None,
    }
}

#[tokio::test]
async fn measles_is_notified_and_checked_and_nobody_checks_in() {
    let world = World::new().await;
    let now = jst("2026-01-05 10:00");
    let request = measles();
    let answer = filed(&world, PHYSICIAN, &request, now).await;
    assert_eq!((answer.entry_code.as_str(), answer.first_due), ("", None));
    let case = &answer.case;
    let mut owed: Vec<_> = world.list(NURSE, now).await.into_iter().map(|row| row.family).collect();
    owed.sort_unstable();
    assert_eq!(owed, [Family::Review, Family::FirstContact]);

    let nurse = world.staff(NURSE, now);
    let accept = AcceptNotification { request_id: id(), case: case.clone(), seen: 1 };
    let accepted: NotificationChanged =
        world.post(&nurse, Operation::AcceptNotification, &accept, now).await.ok();
    assert_eq!((accepted.state, accepted.kind), (NotificationState::Accepted, CaseKind::ClinicallyDiagnosed));
    // No check-in is due, today or in a week.
    for day in ["2026-01-06 13:00", "2026-01-12 18:00"] {
        assert_eq!(world.sweep(jst(day)).await.settled, 0, "{day}");
    }
    assert_eq!(world.case(case, now).await.next_due, None);

    // A blood test confirms it: the test is entered by the codes of its own form, the type corrected.
    let mut test = pcr(case, "2026-01-05", Some(true));
    (test.test.method, test.test.specimen) = ("igm_antibody".to_owned(), "serum".to_owned());
    let entered = world.post(&nurse, Operation::RecordTest, &test, now).await;
    assert_eq!(entered.status, 200, "{}", entered.body);
    let mut confirmed = request.notification.clone();
    confirmed.answers =
        confirmed.answers.with("case_type", "laboratory_confirmed").with("tests", json!([test.test]));
    // The specimen was taken after the diagnosis by signs; the diagnosis by test is of that day.
    confirmed.answers =
        confirmed.answers.with("diagnosis_date", "2026-01-05").with("report_date", "2026-01-05");
    let correction = correct(case, 1, Revision::Correction, confirmed);
    let changed: NotificationChanged =
        world.post(&nurse, Operation::CorrectNotification, &correction, now).await.ok();
    assert_eq!((changed.kind, changed.version), (CaseKind::Confirmed, 2));

    let search = SearchCases { organisation: CENTRE.parse().unwrap(), text: "アソウ".to_owned() };
    let found: CasesFound = world.post(&nurse, Operation::SearchCases, &search, now).await.ok();
    assert_eq!(found.hits.len(), 1);
    let seen = view(&world, PHYSICIAN, case, now).await;
    assert_eq!((seen.versions.len(), seen.entry_code), (2, None));
    let told = world.case(case, now).await.timeline.into_iter().find_map(|entry| match entry.what {
        What::Notified { notification, version: 2, .. } => Some(notification.form),
        _ => None,
    });
    assert_eq!(told.as_deref(), Some("measles/full-2020-05-29"));
}
