//! Notifications from a CSV file: what a dry run finds, and what a stop and a second import leave
//! behind.

use std::collections::BTreeSet;

use domain::api::filing::NotificationFiled;
use domain::api::work::{Place, Worklist};
use domain::form;
use domain::import::{self, DryRun, Encoding, Outcome, Row, Sending, Setting, State, Table, decode};
use domain::operation::Operation;
use domain::time::Time;
use tests::generator::{Generated, notifications};
use tests::people::{LIGHT, date, jst};
use tests::{Answer, CENTRE, NURSE, STRANGER, World};

use crate::table;

const ROWS: usize = 1_000;
const SEED: u64 = 20_260_104;

fn setting(places: Vec<Place>) -> Setting {
    Setting {
        organisation: CENTRE.parse().unwrap(),
        key: "key".to_owned(),
        today: date("2026-01-04"),
        places,
    }
}

/// The hotels as the console knows them.
async fn hotels(world: &World, now: Time) -> Vec<Place> {
    let list: Worklist = world.get(&world.staff(NURSE, now), Operation::ListWorklist, "", now).await.ok();
    list.hotels
}

fn dry_run(text: &str, setting: &Setting) -> DryRun {
    let table = Table::read(text, form::find(LIGHT).unwrap());
    DryRun::of(&table.unwrap_or_else(|problems| panic!("{problems:?}")), setting)
}

fn read_shift_jis(bytes: &[u8]) -> Option<String> {
    let text = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned)
}

#[tokio::test]
async fn a_dry_run_of_1_000_notifications_finds_all_the_mistakes_and_no_others() {
    let world = World::new().await;
    let setting = setting(hotels(&world, jst("2026-01-04 16:00")).await);
    let Generated { text, mistakes, right } = notifications(ROWS, SEED);
    let run = dry_run(&text, &setting);
    let found: Vec<_> =
        run.errors.iter().map(|found| (found.row, found.error.field.clone(), found.error.problem)).collect();
    let set: BTreeSet<_> = found.iter().cloned().collect();
    let missed: Vec<_> = mistakes.difference(&set).collect();
    let invented: Vec<_> = set.difference(&mistakes).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:?}, invented {invented:?}");
    assert_eq!((found.len(), run.wrong), (set.len(), mistakes.len()), "each is told once");
    assert_eq!((run.rows.len(), mistakes.len()), (right, 24 * 5));
}

#[tokio::test]
async fn a_file_is_read_alike_in_every_encoding() {
    let world = World::new().await;
    let setting = setting(hotels(&world, jst("2026-01-04 16:00")).await);
    let text = notifications(ROWS, SEED).text;
    let (shift_jis, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
    assert!(!lossy);
    let files = [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (format!("\u{feff}{text}").into_bytes(), Encoding::Utf8),
        (shift_jis.into_owned(), Encoding::ShiftJis),
    ];
    let expected = dry_run(&text, &setting);
    for (bytes, written) in files {
        let (decoded, encoding) = decode(&bytes, read_shift_jis).unwrap();
        assert_eq!(encoding, written);
        assert!(decoded == text);
        assert!(dry_run(&decoded, &setting) == expected);
    }
    let (euc, ..) = encoding_rs::ISO_2022_JP.encode(&text);
    assert_eq!(decode(&euc, read_shift_jis), Err(import::FileProblem::NotText));
}

/// Sends rows as the console does, until `until` are answered; the last answer is lost on its way.
async fn send(world: &World, rows: &[Row], sending: &mut Sending, until: usize, now: Time) {
    let nurse = world.staff(NURSE, now);
    let mut answered = 0;
    sending.go();
    loop {
        let batch: Vec<usize> = std::iter::from_fn(|| sending.take_next()).collect();
        if batch.is_empty() {
            return;
        }
        let posts =
            batch.iter().map(|i| world.post(&nurse, Operation::FileNotification, &rows[*i].request, now));
        for (i, answer) in batch.iter().zip(futures::future::join_all(posts).await) {
            answered += 1;
            let is_lost = answered >= until;
            sending.answered(*i, if is_lost { Outcome::Interrupted } else { outcome(answer) });
        }
    }
}

fn outcome(answer: Answer) -> Outcome {
    match answer.status {
        200 => Outcome::Filed(answer.ok()),
        _ => panic!("{}", answer.body),
    }
}

async fn cases(world: &World) -> usize {
    table::cards(world).await
}

#[tokio::test]
async fn a_stop_a_reload_and_a_second_import_file_nobody_twice() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let setting = setting(hotels(&world, now).await);
    let Generated { text, right, .. } = notifications(ROWS, SEED);
    let run = dry_run(&text, &setting);

    // Stopped in the middle, while requests were under way whose answers never came.
    let mut sending = Sending::new(run.rows.iter().map(|_| false));
    send(&world, &run.rows, &mut sending, right / 2, now).await;
    let counts = sending.counts();
    assert!(!sending.is_going() && counts.filed >= right / 2 - 1 && counts.waiting() > 0, "{counts:?}");
    assert!(cases(&world).await > counts.filed, "a lost answer belongs to a case that is filed");

    // A reload: the page knows only which rows were filed. Then the rest goes out.
    let filed: Vec<bool> = sending.states().iter().map(|state| matches!(state, State::Filed(_))).collect();
    let mut resumed = Sending::new(filed.iter().copied());
    send(&world, &run.rows, &mut resumed, usize::MAX, now).await;
    assert!(resumed.is_done());
    assert_eq!(cases(&world).await, right);

    // A colleague with the same file, saved in another encoding, begins to send it once more.
    let (bytes, ..) = encoding_rs::SHIFT_JIS.encode(&text);
    let (again, _) = decode(&bytes, read_shift_jis).unwrap();
    let rows = dry_run(&again, &setting).rows;
    let mut anew = Sending::new(rows.iter().map(|_| false));
    send(&world, &rows, &mut anew, 60, now).await;
    assert!(anew.counts().filed >= 59);
    assert_eq!(cases(&world).await, right, "nobody is there twice");
    // And every code of the first run is the code of the last.
    for (first, last) in sending.states().iter().zip(anew.states()) {
        if let (State::Filed(first), State::Filed(last)) = (first, last) {
            assert_eq!((&first.case, &first.entry_code), (&last.case, &last.entry_code));
        }
    }
}

#[tokio::test]
async fn a_mended_file_files_only_what_was_wrong_before() {
    let (world, now) = (World::new().await, jst("2026-01-04 16:00"));
    let setting = setting(hotels(&world, now).await);
    let header = "報告日,類型,発病日,氏名,フリガナ,性別,生年月日,所在地,電話番号,療養の場所";
    let row = |kana: &str, phone: &str| {
        format!("1/4,確定例,1/2,青木 花,アオキ {kana},女,S59.5.1,青波市,{phone},自宅")
    };
    let rows = [row("ハナ", "000-0000-0001"), row("ユキ", "000-0000"), row("ミキ", "000-0000-0003")];
    let file = |rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
    let run = dry_run(&file(&rows), &setting);
    assert_eq!((run.rows.len(), run.errors[0].cell.as_deref()), (2, Some("I3")));
    let mut sending = Sending::new([false, false].into_iter());
    send(&world, &run.rows, &mut sending, usize::MAX, now).await;
    assert_eq!(cases(&world).await, 2);

    // Mended, and sorted differently: only the mended row is new.
    let mended = [rows[2].clone(), row("ユキ", "000-0000-0002"), rows[0].clone()];
    let run = dry_run(&file(&mended), &setting);
    let mut sending = Sending::new([false; 3].into_iter());
    send(&world, &run.rows, &mut sending, usize::MAX, now).await;
    assert_eq!((sending.counts().filed, cases(&world).await), (3, 3));

    // Somebody of another centre has no use for the file.
    let stranger = world.staff(STRANGER, now);
    let answer = world.post(&stranger, Operation::FileNotification, &run.rows[0].request, now).await;
    assert_eq!(answer.status, 404);
    let _: NotificationFiled = world
        .post(&world.staff(NURSE, now), Operation::FileNotification, &run.rows[0].request, now)
        .await
        .ok();
}
