//! Search: a person is found by each token in the spellings that people use, by their own centre
//! only, at a bounded price, and nothing else is ever told.

use std::sync::{Arc, Mutex};

use domain::api::error::{Code, Problem};
use domain::api::filing::{FileNotification, NotificationFiled};
use domain::api::search::{By, CasesFound};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::person::Identity;
use domain::placement::CareStatus;
use functions::seal::Place;
use functions::store::find::Scope;
use functions::store::item::{Item, binary, text_of};
use functions::store::{Transaction, keys};
use local::engine::{Refusal, Verdict};
use serde_json::{Value, json};
use tests::people::{Filing, date};
use tests::{CENTRE, NURSE, STRANGER, World};

use crate::scene::{assert_same, bytes, now, raw};
use crate::table;

/// 髙橋 じゅん子, with a voiced mark, a small kana, a long mark and a variant kanji.
fn filing() -> FileNotification {
    let mut request = Filing::default().request();
    request.notification.answers = request
        .notification
        .answers
        .with("name", "髙橋 ジュン子")
        .with("name_kana", "タカハシ ジューンコ")
        .with("birth_date", "1984-05-01")
        .with("phone", "090-0000-4321");
    request
}

/// The person of [`filing`].
fn identity() -> Identity {
    let notification = filing().notification;
    let form = domain::form::find(&notification.form).unwrap();
    Identity::of(form, &notification.answers).unwrap()
}

async fn file(world: &World, who: &str, request: &FileNotification) -> NotificationFiled {
    world.post(&world.staff(who, now()), Operation::FileNotification, request, now()).await.ok()
}

/// Another person of the same centre.
async fn file_other(world: &World, kana: &str, born: &str, phone: &str) -> CaseId {
    let mut request = filing();
    request.notification.answers = request
        .notification
        .answers
        .with("name", "別人 太郎")
        .with("name_kana", kana)
        .with("birth_date", born)
        .with("phone", phone);
    file(world, NURSE, &request).await.case
}

fn asks(organisation: &str, text: &str) -> Value {
    json!({ "organisation": organisation, "text": text })
}

async fn find(world: &World, text: &str) -> CasesFound {
    let nurse = world.staff(NURSE, now());
    world.post(&nurse, Operation::SearchCases, &asks(CENTRE, text), now()).await.ok()
}

async fn cases(world: &World, text: &str) -> Vec<CaseId> {
    find(world, text).await.hits.into_iter().map(|hit| hit.case).collect()
}

#[tokio::test]
async fn a_person_is_found_by_each_token_in_the_spellings_that_people_use() {
    let world = World::new().await;
    let filed = file(&world, NURSE, &filing()).await;
    // Somebody with the same surname, somebody born on the same day, somebody with the same number.
    file_other(&world, "タカハシ タロウ", "1990-01-01", "090-0000-0001").await;
    file_other(&world, "スズキ イチロウ", "1984-05-01", "090-0000-0002").await;
    file_other(&world, "サトウ ジロウ", "1991-01-01", "090-0000-4321").await;
    let code = &filed.entry_code;
    let (one, two, three) = (&code[..6], &code[6..12], &code[12..]);
    for (text, by) in [
        ("タカハシ ジューンコ", &[By::Name][..]),
        ("ﾀｶﾊｼ ｼﾞｭｰﾝｺ", &[By::Name]),
        ("たかはし　じゅんこ", &[By::Name]),
        ("タカハシ・ジユンコ", &[By::Name]),
        ("髙橋 ジュン子", &[By::Name]),
        ("高橋じゅん子", &[By::Name]),
        ("たかはし 1984-05-01", &[By::BirthDate, By::Surname]),
        ("１９８４年５月１日　タカハシ", &[By::BirthDate, By::Surname]),
        ("高橋 S59.5.1", &[By::BirthDate, By::Surname]),
        ("昭和59年5月1日 09000004321", &[By::BirthDate, By::Phone]),
        ("タカハシ 090-0000-4321", &[By::Phone, By::Surname]),
        ("+81 90 0000 4321 高橋", &[By::Phone, By::Surname]),
        (code, &[By::EntryCode]),
        (&format!("{one} {two} {three}"), &[By::EntryCode]),
        (&format!("{one}－{two}－{three} タカハシ 19840501"), &[By::EntryCode, By::BirthDate, By::Surname]),
    ] {
        let found = find(&world, text).await;
        assert_eq!(found.hits.len(), 1, "{text}");
        assert_eq!((&found.hits[0].case, found.hits[0].matched.as_slice()), (&filed.case, by), "{text}");
        assert!(!found.has_more);
    }
    // A single token finds everybody who has it.
    for (text, count) in [("タカハシ", 2), ("1984/5/1", 2), ("０９０ー００００ー４３２１", 2)]
    {
        let found = cases(&world, text).await;
        assert!(found.len() == count && found.contains(&filed.case), "{text}");
    }
    // What is not a token finds nobody: a given name, the beginning of a name, another birth date.
    for text in ["ジュンコ", "タカ", "高橋 1984-05-02", "090-0000-4322", "タカハシ 090-0000-0002"]
    {
        assert!(cases(&world, text).await.is_empty(), "{text}");
    }
    // Everything has to hold of what a code opens, too.
    assert!(cases(&world, &format!("{code} スズキ")).await.is_empty());
}

#[tokio::test]
async fn a_hit_shows_who_it_is_and_cases_that_ended_come_last() {
    let world = World::new().await;
    let filed = file(&world, NURSE, &filing()).await;
    let hit = find(&world, "高橋").await.hits.remove(0);
    assert_eq!(hit.name.as_deref(), Some("髙橋 ジュン子"));
    assert_eq!(hit.name_kana.as_deref(), Some("タカハシ ジューンコ"));
    assert_eq!((hit.birth_date, hit.municipality.as_str()), (Some(date("1984-05-01")), "青波市"));
    assert_eq!((hit.care_status, hit.phone_end.as_str()), (CareStatus::HomeIsolation, "4321"));
    assert_eq!(format!("{hit:?}"), format!("Hit({})", filed.case));

    let again = file(&world, NURSE, &FileNotification { request_id: tests::people::id(), ..filing() }).await;
    let mut stored = world.app.store.card(&filed.case).await.unwrap().unwrap();
    (stored.card.care_status, stored.card.ended_at) = (CareStatus::Ended, Some(now()));
    table::put_card(&world, &stored).await;
    assert_eq!(cases(&world, "高橋").await, [again.case, filed.case]);
}

#[tokio::test]
async fn another_centre_finds_nobody_and_cannot_tell() {
    let world = World::new().await;
    let filed = file(&world, NURSE, &filing()).await;
    let stranger = world.staff(STRANGER, now());
    let search = async |organisation: &str, text: &str| {
        raw(&world, &stranger, Operation::SearchCases, "", bytes(&asks(organisation, text)), now()).await
    };
    let nobody = search("wakakusa-hc", "ダレデモ").await;
    assert_eq!(nobody.status(), 200);
    // A well-formed code that nobody has.
    let unknown = domain::entry_code::EntryCode::from_number(7);
    for text in
        ["タカハシ ジューンコ", "高橋", "1984-05-01", "09000004321", &filed.entry_code, unknown.digits()]
    {
        assert_same(&search("wakakusa-hc", text).await, &nobody);
        // The other centre itself is not theirs, whatever is there.
        assert_same(&search(CENTRE, text).await, &search("no-such-centre", text).await);
        assert_eq!(search(CENTRE, text).await.status(), 404);
    }
    // The same person has other keys in another centre, so nobody sees in the table that it is one.
    let mut elsewhere = FileNotification { request_id: tests::people::id(), ..filing() };
    elsewhere.organisation = "wakakusa-hc".parse().unwrap();
    file(&world, STRANGER, &elsewhere).await;
    let hash = |item: &Item| text_of(item, "pk").unwrap().rsplit('#').next().unwrap().to_owned();
    let ours: Vec<_> = table::begins(&world, &format!("FIND#{CENTRE}#")).await.iter().map(hash).collect();
    let theirs: Vec<_> = table::begins(&world, "FIND#wakakusa-hc#").await.iter().map(hash).collect();
    // Six by which she is found, what her name sounds like, and the guard of her birth date.
    assert_eq!((ours.len(), theirs.len()), (8, 8));
    assert!(ours.iter().all(|hash| !theirs.contains(hash)));
}

#[tokio::test]
async fn a_case_that_moved_is_shown_by_its_new_centre_only() {
    let world = World::new().await;
    let filed = file(&world, NURSE, &filing()).await;
    let mut stored = world.app.store.card(&filed.case).await.unwrap().unwrap();
    stored.card.centre = "wakakusa-hc".parse().unwrap();
    table::put_card(&world, &stored).await;
    for text in ["高橋", &filed.entry_code] {
        assert!(cases(&world, text).await.is_empty(), "{text}");
    }
    // What a transfer adds.
    let mut transaction = Transaction::default();
    let scope = Scope::of(&world.app.secrets, &stored.card.centre);
    let identity = identity();
    transaction.findable(&world.app.store, &scope, &filed.case, &identity).unwrap();
    world.app.store.commit(transaction).await.unwrap();
    let stranger = world.staff(STRANGER, now());
    let found: CasesFound =
        world.post(&stranger, Operation::SearchCases, &asks("wakakusa-hc", "高橋"), now()).await.ok();
    assert_eq!(found.hits[0].case, filed.case);
}

#[tokio::test]
async fn an_identity_that_was_corrected_is_found_as_it_is_now() {
    let world = World::new().await;
    let filed = file(&world, NURSE, &filing()).await;
    let card = world.app.store.card(&filed.case).await.unwrap().unwrap().card;
    let identity = Identity { name_kana: Some("タカハシ ジュンイチ".to_owned()), ..identity() };
    let key = keys::identity(&card.person, 1);
    let place = Place { key: &key.logical(), attribute: "identity" };
    let sealed = world.app.secrets.seal(place, &identity).unwrap();
    table::put(&world, &key.pk, &key.sk, Item::from([("identity".to_owned(), binary(sealed))])).await;
    let mut transaction = Transaction::default();
    let scope = Scope::of(&world.app.secrets, &card.centre);
    transaction.findable(&world.app.store, &scope, &filed.case, &identity).unwrap();
    world.app.store.commit(transaction).await.unwrap();

    assert!(cases(&world, "タカハシ ジュンコ").await.is_empty());
    for text in ["タカハシ ジュンイチ", "タカハシ", "タカハシ ジュンイチ 1984-05-01"] {
        assert_eq!(cases(&world, text).await, std::slice::from_ref(&filed.case), "{text}");
    }
}

#[tokio::test]
async fn twenty_are_shown_and_one_is_told_that_there_are_more() {
    let world = World::new().await;
    for day in 1..=20 {
        file_other(&world, "サトウ ジロウ", &format!("1990-01-{day:02}"), "090-0000-0001").await;
    }
    let all = find(&world, "サトウ").await;
    assert_eq!((all.hits.len(), all.has_more), (20, false));
    file_other(&world, "サトウ ジロウ", "1990-02-01", "090-0000-0001").await;
    let most = find(&world, "サトウ").await;
    assert_eq!((most.hits.len(), most.has_more), (20, true));
    let exact = find(&world, "サトウ 1990-02-01").await;
    assert_eq!((exact.hits.len(), exact.has_more), (1, false));
}

#[tokio::test]
async fn a_search_costs_at_most_three_read_units_for_each_hit_shown() {
    let world = World::new().await;
    world.engine.meter().reset();
    let filed = file(&world, NURSE, &filing()).await;
    let writes = world.engine.meter().usage().write_units();
    // Of these, 10 are how the notification stands and the first contact that is owed, 4 let duplicates be
    // found and none be overlooked, 3 are the release that waits to be looked at.
    assert!(writes <= 43.0, "filing: {writes} write units");
    for day in 1..=25 {
        // Many of one surname, one household with one number.
        file_other(&world, "タカハシ ジロウ", &format!("1990-01-{day:02}"), "090-0000-0009").await;
    }
    let nurse = world.staff(NURSE, now());
    for text in [
        "タカハシ ジューンコ",
        "タカハシ 1984-05-01",
        "1984-05-01",
        "タカハシ ジロウ 090-0000-0009 1990-01-03",
        "090-0000-0009",
        "タカハシ",
        &filed.entry_code,
    ] {
        world.engine.meter().reset();
        let found: CasesFound =
            world.post(&nurse, Operation::SearchCases, &asks(CENTRE, text), now()).await.ok();
        let usage = world.engine.meter().usage();
        let hits = f64::from(u32::try_from(found.hits.len()).unwrap());
        println!("{text}: {hits} hits, {} read units", usage.read_units());
        assert!(hits >= 1.0 && usage.read_units() <= 3.0 * hits, "{text}: {hits} hits, {usage:?}");
        assert_eq!((usage.write_units(), usage.of("Scan").calls), (1.0, 0), "only the audit entry");
    }
    // Nobody: the membership and the lookup.
    world.engine.meter().reset();
    assert!(cases(&world, "ダレデモ").await.is_empty());
    assert!(world.engine.meter().usage().read_units() <= 1.5);
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_refused_with_its_limit() {
    let world = World::new().await;
    let nurse = world.staff(NURSE, now());
    let mut wrong_code = domain::entry_code::EntryCode::from_number(7).digits().to_owned();
    let last = wrong_code.pop().unwrap();
    wrong_code.push(if last == '0' { '1' } else { '0' });
    for (text, problem, limit) in [
        ("", Problem::Missing, None),
        (" 　ー・ ", Problem::Missing, None),
        (&"ア".repeat(101), Problem::TooLong, Some("100")),
        ("4321", Problem::NotSearchable, None),
        ("高橋 1984-02-30", Problem::NotSearchable, None),
        (&wrong_code, Problem::NotACode, None),
    ] {
        let answer = world.post(&nurse, Operation::SearchCases, &asks(CENTRE, text), now()).await;
        assert_eq!(answer.code(), Code::InvalidFields, "{text}");
        let field = answer.fields().remove(0);
        assert_eq!((field.field.as_str(), field.problem, field.limit.as_deref()), ("text", problem, limit));
        assert!(text.is_empty() || !answer.body.to_string().contains(text), "echoed: {text}");
    }
    world
        .post(&nurse, Operation::SearchCases, &asks(CENTRE, &"ア".repeat(100)), now())
        .await
        .ok::<CasesFound>();
}

#[tokio::test]
async fn a_search_is_written_down_before_an_identity_is_read() {
    let world = World::new().await;
    file(&world, NURSE, &filing()).await;
    for refuse in [false, true] {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let seen = calls.clone();
        world.engine.set_hook(move |target| {
            let json = target.json();
            let pk = ["Key", "Item"].iter().find_map(|part| json[part]["pk"]["S"].as_str());
            seen.lock().unwrap().push(pk.unwrap_or_default().to_owned());
            if refuse && target.operation == "PutItem" {
                Verdict::Refuse(Refusal::ServerError)
            } else {
                Verdict::Pass
            }
        });
        let nurse = world.staff(NURSE, now());
        let answer = world.post(&nurse, Operation::SearchCases, &asks(CENTRE, "高橋"), now()).await;
        world.engine.clear_hook();
        let calls = calls.lock().unwrap();
        let place = |kind: &str| calls.iter().position(|pk| pk.starts_with(kind));
        assert_eq!(answer.status, if refuse { 503 } else { 200 });
        assert!(place("AUDIT#aoba-hc#").is_some());
        assert_eq!(place("PERSON#").is_none_or(|read| place("AUDIT#") > Some(read)), refuse, "{calls:?}");
    }
    let entries = table::begins(&world, "AUDIT#").await;
    assert_eq!(entries.len(), 1);
    assert_eq!(text_of(&entries[0], "operation"), Some("search-cases"));
    assert_eq!(entries[0]["rows"].as_n().unwrap(), "1");
    assert_eq!(text_of(&entries[0], "subject"), Some(NURSE));
}
