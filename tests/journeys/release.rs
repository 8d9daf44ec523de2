//! Releases (R15; domain.md 4.7; design 6): proposed when every condition is met, held back or taken back
//! when one is not, and confirmed by a person.

use domain::api::case::What;
use domain::api::error::{Code, Problem};
use domain::api::filing::NotificationFiled;
use domain::api::release::{ConfirmRelease, ReleaseConfirmed, ReleaseRow, Releases};
use domain::api::work::WorkRow;
use domain::first_contact::Onset;
use domain::ids::CaseId;
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::placement::CareStatus;
use domain::reading::Answers;
use domain::release::{Condition, Holds, Verdict};
use domain::time::{Date, Span, Time};
use domain::work::Family;
use tests::people::{
    Filing, close, date, first_contact, harmless, jst, outcome, oxygen, release, take, well,
};
use tests::{Answer, COLLEAGUE, NURSE, PHYSICIAN, Patient, STRANGER, World};

/// A case with this onset, filed at this moment; without one nobody knows it.
async fn ill_since(world: &World, onset: Option<&str>, filed: Time) -> (NotificationFiled, Date) {
    let filing = Filing::default();
    let mut request = filing.request();
    let answers = request.notification.answers.clone();
    let answers = answers.with("report_date", filed.day(540).to_string());
    request.notification.answers = match onset {
        Some(onset) => answers.with("onset_date", onset),
        None => answers.with_unknown("onset_date"),
    };
    let nurse = world.staff(NURSE, filed);
    (world.post(&nurse, Operation::FileNotification, &request, filed).await.ok(), filing.birth_date)
}

/// Ill since 2 January 2026, filed on the 4th: released on the 10th by the criteria of that year.
async fn patient(world: &World) -> Patient<'_> {
    world.patient(Filing::default(), jst("2026-01-04 16:00")).await
}

fn hot() -> Answers {
    Answers { body_temperature: Some(38.0), ..well() }
}

/// Checks in at nine every day from one to another day, the last one included.
async fn daily(patient: &mut Patient<'_>, from: &str, to: &str, answers: &Answers) {
    let (mut day, last) = (date(from), date(to));
    while day <= last {
        patient.checks_in(answers.clone(), Time::at(day, 9 * 60, 540)).await;
        day = day.succ_opt().unwrap();
    }
}

/// The release in the centre's worklist, after a sweep.
async fn listed(world: &World, at: Time) -> Option<WorkRow> {
    world.sweep(at).await;
    world.list(NURSE, at).await.into_iter().find(|row| row.family == Family::Release)
}

async fn releases(world: &World, at: Time) -> Vec<ReleaseRow> {
    let list: Releases = world.get(&world.staff(NURSE, at), Operation::ListReleases, "", at).await.ok();
    list.rows
}

async fn confirm(world: &World, who: &str, request: &ConfirmRelease, at: Time) -> Answer {
    world.post(&world.staff(who, at), Operation::ConfirmRelease, request, at).await
}

/// The wrong fields of a refused decision.
async fn refused(world: &World, request: &ConfirmRelease, at: Time) -> Vec<(String, Problem)> {
    let answer = confirm(world, NURSE, request, at).await;
    assert_eq!(answer.code(), Code::InvalidFields, "{}", answer.body);
    answer.fields().into_iter().map(|error| (error.field, error.problem)).collect()
}

fn holds(row: &ReleaseRow, condition: Condition) -> Holds {
    row.assessment.holds(condition).unwrap()
}

#[tokio::test]
async fn t15_the_release_date_of_every_version_from_filing_to_the_end() {
    // Version, onset, filed, relief, last day, release.
    for (version, onset, filed, relief, last, released) in [
        ("C2", "2020-05-22", "2020-05-30", "2020-06-01", "2020-06-05", "2020-06-06"),
        ("C3", "2020-10-01", "2020-10-02", "2020-10-08", "2020-10-11", "2020-10-12"),
        ("C3", "2020-10-01", "2020-10-02", "2020-10-10", "2020-10-13", "2020-10-14"),
        ("C4", "2021-10-01", "2021-10-02", "2021-10-08", "2021-10-11", "2021-10-12"),
        ("C5", "2022-02-20", "2022-02-21", "2022-02-27", "2022-03-02", "2022-03-03"),
        ("C6", "2022-10-01", "2022-10-02", "2022-10-07", "2022-10-08", "2022-10-09"),
        ("C6", "2024-02-22", "2024-02-23", "2024-02-29", "2024-03-01", "2024-03-02"),
    ] {
        let world = World::new().await;
        let at = format!("{version}, ill since {onset}, better since {relief}");
        let filed = jst(&format!("{filed} 16:00"));
        let (case, birth_date) = ill_since(&world, Some(onset), filed).await;
        let mut patient = world.activated(case, birth_date, filed).await;
        let first = filed.day(540).succ_opt().unwrap().to_string();
        let ill = date(relief).pred_opt().unwrap().to_string();
        daily(&mut patient, &first, &ill, &hot()).await;
        daily(&mut patient, relief, last, &well()).await;
        assert_eq!(listed(&world, jst(&format!("{last} 23:59"))).await, None, "{at}");
        let open = listed(&world, jst(&format!("{released} 08:31"))).await.expect(&at);
        assert_eq!((open.level, open.due_at), (Level::Caution, jst(&format!("{released} 10:00"))), "{at}");

        let now = jst(&format!("{released} 09:10"));
        let row = releases(&world, now).await.remove(0);
        let assessed = &row.assessment;
        assert_eq!((assessed.criteria.as_str(), assessed.verdict), (version, Verdict::Ready), "{at}");
        assert_eq!(assessed.last_isolation_day, Some(date(last)), "{at}");
        assert_eq!(assessed.release_date, Some(date(released)), "{at}");
        assert_eq!(assessed.relief_at, Some(jst(&format!("{relief} 09:00"))), "{at}");
        let request = release(&row.case, row.version, Some(released), None);
        let done: ReleaseConfirmed = confirm(&world, NURSE, &request, now).await.ok();
        assert_eq!(done.last_isolation_day, Some(date(last)), "{at}");
        let view = world.case(&row.case, now).await;
        assert_eq!((view.outcome, view.ended_at), (Some(Outcome::Released), Some(now)), "{at}");
        // The decision keeps the version that made it.
        let told = view.timeline.iter().find_map(|entry| match &entry.what {
            What::Ended { release_date, assessed, .. } => Some((*release_date, assessed.clone().unwrap())),
            _ => None,
        });
        assert_eq!(told, Some((Some(date(released)), Box::new(row.assessment))), "{at}");
        // Nothing is expected, shown or rung any more.
        assert!(world.list(NURSE, now).await.is_empty() && releases(&world, now).await.is_empty(), "{at}");
        assert_eq!(world.sweep(now + Span::hours(500)).await.looked_at, 0, "{at}");
    }
}

#[tokio::test]
async fn t04_who_was_not_heard_of_in_the_last_hours_is_not_proposed() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    daily(&mut patient, "2026-01-05", "2026-01-08", &well()).await;
    // The window of the 9th is missed.
    world.sweep(jst("2026-01-09 12:01")).await;
    assert_eq!(listed(&world, jst("2026-01-10 08:31")).await, None);
    let view = world.case(&patient.case, jst("2026-01-10 08:31")).await;
    assert_eq!(view.release.as_ref().unwrap().holds(Condition::Watched), Some(Holds::Not));
    assert_eq!(view.care_status, CareStatus::HomeIsolation);
    daily(&mut patient, "2026-01-10", "2026-01-10", &well()).await;
    assert!(listed(&world, jst("2026-01-11 08:32")).await.is_some(), "a day later somebody was heard of");
    // Missed again, twice: an urgent alert, and nobody is released under it.
    let now = jst("2026-01-12 12:30");
    world.sweep(now).await;
    let row = releases(&world, now).await.remove(0);
    assert_eq!((holds(&row, Condition::Watched), holds(&row, Condition::NoAlert)), (Holds::Not, Holds::Not));
    assert_eq!(row.assessment.verdict, Verdict::NotYet);
    for note in [None, Some("電話で確認した")] {
        let request = release(&row.case, row.version, Some("2026-01-10"), note);
        let wrong = refused(&world, &request, now).await;
        let not_met = |field: &str| (format!("conditions.{field}"), Problem::NotMet);
        assert_eq!(wrong, [not_met("watched"), not_met("no_alert")]);
    }
    assert_eq!(world.case(&row.case, now).await.ended_at, None);
}

#[tokio::test]
async fn a_fever_or_an_urgent_alert_takes_the_proposal_back_at_once() {
    for worse in [hot(), oxygen(93)] {
        let world = World::new().await;
        let mut patient = patient(&world).await;
        daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
        let seen = listed(&world, jst("2026-01-10 08:31")).await.unwrap();
        let now = jst("2026-01-10 09:00");
        let is_fever = worse.spo2 == Some(98.0);
        patient.checks_in(worse, now).await;
        // Before any sweep.
        assert!(releases(&world, now).await.is_empty());
        assert!(world.list(NURSE, now).await.iter().all(|row| row.family != Family::Release));
        let request = release(&patient.case, seen.version, Some("2026-01-10"), None);
        assert_eq!(confirm(&world, NURSE, &request, now).await.code(), Code::AlreadyClosed);
        assert_eq!(listed(&world, jst("2026-01-10 09:01")).await, None);
        daily(&mut patient, "2026-01-11", "2026-01-12", &well()).await;
        if is_fever {
            // Better since the 11th at nine: 24 hours and the rest of the day later.
            assert_eq!(listed(&world, jst("2026-01-12 08:31")).await, None);
            assert!(listed(&world, jst("2026-01-13 08:31")).await.is_some());
        } else {
            assert_eq!(listed(&world, jst("2026-01-12 08:31")).await, None);
            let alert = world.work(jst("2026-01-12 08:40")).await.remove(0);
            let (nurse, at) = (world.staff(NURSE, jst("2026-01-12 08:40")), jst("2026-01-12 08:40"));
            world.post(&nurse, Operation::CloseWork, &close(&alert), at).await.ok::<serde_json::Value>();
            assert!(listed(&world, jst("2026-01-12 09:32")).await.is_some(), "within the hour");
        }
    }
}

#[tokio::test]
async fn what_arrives_after_the_list_was_shown_is_never_confirmed() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
    listed(&world, jst("2026-01-10 08:31")).await.unwrap();
    let now = jst("2026-01-10 09:30");
    let row = releases(&world, now).await.remove(0);
    // Measured offline and neither a fever nor worse, but only with a medicine.
    let answers = Answers { antipyretic_taken: Some(true), ..well() };
    patient.checks_in(answers, now).await;
    let request = release(&row.case, row.version, Some("2026-01-10"), Some("問題なし"));
    let wrong = refused(&world, &request, now).await;
    assert!(wrong.contains(&("conditions.relief".to_owned(), Problem::NotMet)), "{wrong:?}");
    // Nor is another date than the one that is proposed.
    let other = self::patient(&world).await.case;
    assert_eq!(
        confirm(&world, NURSE, &release(&other, 1, Some("2026-01-10"), None), now).await.code(),
        Code::AlreadyClosed
    );
}

#[tokio::test]
async fn an_unknown_onset_is_decided_by_hand_and_a_sheet_may_tell_it() {
    let world = World::new().await;
    let filed = jst("2026-01-04 16:00");
    let (case, birth_date) = ill_since(&world, None, filed).await;
    let mut patient = world.activated(case, birth_date, filed).await;
    daily(&mut patient, "2026-01-05", "2026-01-11", &well()).await;
    assert_eq!(listed(&world, jst("2026-01-12 08:29")).await, None);
    assert!(listed(&world, jst("2026-01-12 08:31")).await.is_some(), "nobody knows, so somebody looks");
    let now = jst("2026-01-12 09:30");
    let row = releases(&world, now).await.remove(0);
    assert_eq!((row.assessment.verdict, holds(&row, Condition::Days)), (Verdict::ByHand, Holds::Unknown));
    assert_eq!((row.assessment.anchor, row.assessment.release_date), (None, None));
    let ask = |day: &str, note: Option<&str>| release(&row.case, row.version, Some(day), note);
    let missing = ("note".to_owned(), Problem::Missing);
    assert_eq!(refused(&world, &ask("2026-01-12", None), now).await, [missing]);
    let late = ("release_date".to_owned(), Problem::OutOfRange);
    assert_eq!(refused(&world, &ask("2026-01-13", Some("聞き取り")), now).await, [late]);
    // Asked at last: ill since the 9th, so not before the 17th.
    let mut sheet = harmless();
    sheet.onset = Some(Onset::Date(date("2026-01-09")));
    let sheet = first_contact(&row.case, 0, sheet);
    let nurse = world.staff(NURSE, now);
    world.post(&nurse, Operation::RecordFirstContact, &sheet, now).await.ok::<serde_json::Value>();
    assert_eq!(listed(&world, now + Span::minutes(1)).await, None);
    daily(&mut patient, "2026-01-13", "2026-01-16", &well()).await;
    assert_eq!(listed(&world, jst("2026-01-16 23:59")).await, None);
    assert!(listed(&world, jst("2026-01-17 08:31")).await.is_some());
}

#[tokio::test]
async fn what_is_unknown_is_released_only_with_a_reason() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    let unsaid = Answers { antipyretic_taken: None, ..well() };
    daily(&mut patient, "2026-01-05", "2026-01-09", &unsaid).await;
    listed(&world, jst("2026-01-10 08:31")).await.unwrap();
    let now = jst("2026-01-10 09:30");
    let row = releases(&world, now).await.remove(0);
    assert_eq!(holds(&row, Condition::Relief), Holds::Unknown);
    assert_eq!((row.assessment.release_date, row.assessment.earliest), (None, Some(date("2026-01-10"))));
    let bare = release(&row.case, row.version, Some("2026-01-10"), None);
    assert_eq!(refused(&world, &bare, now).await, [("note".to_owned(), Problem::Missing)]);
    let early = release(&row.case, row.version, Some("2026-01-09"), Some("解熱剤なし"));
    let wrong = ("release_date".to_owned(), Problem::OutOfRange);
    assert_eq!(refused(&world, &early, now).await, [wrong]);
    let reasoned = release(&row.case, row.version, Some("2026-01-10"), Some("電話で解熱剤なしと確認"));
    confirm(&world, NURSE, &reasoned, now).await.ok::<ReleaseConfirmed>();
    let told = world.case(&row.case, now).await.timeline.into_iter().find_map(|entry| match entry.what {
        What::Ended { note, assessed, .. } => Some((note, assessed.unwrap().verdict)),
        _ => None,
    });
    assert_eq!(told, Some((reasoned.note, Verdict::ByHand)));
}

#[tokio::test]
async fn many_are_released_one_by_one_each_once() {
    let world = World::new().await;
    let mut cases: Vec<CaseId> = Vec::new();
    for _ in 0..3 {
        let mut patient = patient(&world).await;
        daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
        cases.push(patient.case.clone());
    }
    listed(&world, jst("2026-01-10 08:31")).await.unwrap();
    let now = jst("2026-01-10 09:30");
    let rows = releases(&world, now).await;
    assert_eq!(rows.len(), 3);
    let requests: Vec<_> =
        rows.iter().map(|row| release(&row.case, row.version, Some("2026-01-10"), None)).collect();
    for request in &requests {
        let first = confirm(&world, NURSE, request, now).await;
        let again = confirm(&world, NURSE, request, now + Span::minutes(1)).await;
        assert_eq!((first.status, &first.body), (200, &again.body), "the same request again");
        let other = ConfirmRelease { note: Some("別の理由".to_owned()), ..request.clone() };
        assert_eq!(confirm(&world, NURSE, &other, now).await.code(), Code::RequestIdReused);
    }
    // A colleague who saw the same list is told, row by row.
    let late = release(&rows[0].case, rows[0].version, Some("2026-01-10"), None);
    assert_eq!(confirm(&world, COLLEAGUE, &late, now).await.code(), Code::AlreadyClosed);
    assert!(releases(&world, now).await.is_empty());
    assert!(cases.iter().all(|case| rows.iter().any(|row| row.case == *case)));
}

#[tokio::test]
async fn it_is_not_time_yet_says_a_person_with_a_reason_and_is_asked_again_a_day_later() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
    let seen = listed(&world, jst("2026-01-10 08:31")).await.unwrap();
    let now = jst("2026-01-10 09:30");
    let not_yet = |note| release(&patient.case, seen.version, None, note);
    assert_eq!(refused(&world, &not_yet(None), now).await, [("note".to_owned(), Problem::Missing)]);
    let request = not_yet(Some("味覚が戻るまで待ちたい"));
    let answer: ReleaseConfirmed = confirm(&world, NURSE, &request, now).await.ok();
    assert_eq!(answer.look_at, Some(jst("2026-01-11 09:30")));
    assert!(releases(&world, now).await.is_empty());
    let view = world.case(&patient.case, now).await;
    let note = view.timeline.iter().find_map(|entry| match &entry.what {
        What::ReleaseLater { note } => note.clone(),
        _ => None,
    });
    assert_eq!((note, view.ended_at), (request.note, None));
    daily(&mut patient, "2026-01-10", "2026-01-11", &well()).await;
    assert_eq!(listed(&world, jst("2026-01-11 09:30")).await, None);
    let again = listed(&world, jst("2026-01-11 09:31")).await.unwrap();
    assert_eq!(again.due_at, jst("2026-01-11 17:15"), "its date is past: a caution from now on");
}

#[tokio::test]
async fn only_the_responsible_centre_releases_and_not_what_a_colleague_has_in_hand() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
    let row = listed(&world, jst("2026-01-10 08:31")).await.unwrap();
    let now = jst("2026-01-10 09:30");
    // It ends by a decision and by nothing else.
    let nurse = world.staff(NURSE, now);
    let closed = world.post(&nurse, Operation::CloseWork, &close(&row), now).await;
    assert_eq!(closed.fields()[0].problem, Problem::EndsOtherwise);
    let request = release(&patient.case, row.version, Some("2026-01-10"), None);
    for who in [STRANGER, PHYSICIAN] {
        assert_eq!(confirm(&world, who, &request, now).await.code(), Code::NotFound, "{who}");
    }
    let list = world.get(&world.staff(PHYSICIAN, now), Operation::ListReleases, "", now).await;
    assert_eq!(list.code(), Code::NotFound);
    world
        .post(&world.staff(COLLEAGUE, now), Operation::TakeWork, &take(&row), now)
        .await
        .ok::<serde_json::Value>();
    let held = releases(&world, now).await.remove(0);
    assert!(held.taken_by.is_some());
    let request = release(&patient.case, held.version, Some("2026-01-10"), None);
    assert_eq!(confirm(&world, NURSE, &request, now).await.code(), Code::AlreadyTaken);
    confirm(&world, COLLEAGUE, &request, now).await.ok::<ReleaseConfirmed>();
}

#[tokio::test]
async fn a_release_ends_with_its_case_however_it_ends() {
    let world = World::new().await;
    let mut patient = patient(&world).await;
    daily(&mut patient, "2026-01-05", "2026-01-09", &well()).await;
    let now = jst("2026-01-10 09:30");
    listed(&world, now).await.unwrap();
    let ended = outcome(&patient.case, 1, Outcome::Deceased, now);
    world
        .post(&world.staff(NURSE, now), Operation::RecordOutcome, &ended, now)
        .await
        .ok::<serde_json::Value>();
    assert!(releases(&world, now).await.is_empty());
    assert_eq!(world.sweep(now + Span::hours(500)).await.looked_at, 0);
}
