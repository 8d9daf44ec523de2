//! How large the items may be that everything depends on (design 5): a card with everything set fits
//! into one write unit, a row of the worklist into 400 bytes.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::card::Card;
use domain::ids::{OrganisationId, WorkId};
use domain::level::Level;
use domain::operation::Operation;
use domain::outcome::Outcome;
use domain::person::Label;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::reading::{Answers, Reading};
use domain::rules;
use domain::symptoms::Symptom;
use domain::time::{Span, Time};
use domain::triage::{Place, Reason};
use domain::work::{Taken, Watch, Work};
use functions::seal;
use functions::store::cards::{self, StoredCard};
use functions::store::item::{Item, text};
use local::template::Template;
use serde_json::Value;
use tests::people::{Filing, id, jst, take, well};
use tests::{NURSE, World};

use crate::scene::now;
use crate::table;

/// The size of an item as DynamoDB counts it: names and values, numbers at two digits a byte.
fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + size_of_value(value)).sum()
}

fn size_of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => {
            let digits = number.trim_start_matches('-').trim_matches('0').len();
            digits.div_ceil(2) + 1 + usize::from(number.starts_with('-'))
        }
        AttributeValue::B(blob) => blob.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::M(map) => 3 + map.len() + size(map),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + size_of_value(value)).sum::<usize>(),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        other => panic!("not counted: {other:?}"),
    }
}

fn organisation(letter: &str) -> OrganisationId {
    letter.repeat(24).parse().unwrap()
}

fn alert(work: WorkId, now: Time) -> Work {
    let taken = Taken { by: id::<domain::ids::CaseId>().to_string(), at: now };
    Work {
        id: work,
        level: Level::Emergency,
        due_at: now + Span::seconds(901),
        taken: Some(taken),
        version: 9_999,
        last_missed: Some(now - Span::seconds(86_399)),
        reported_late: true,
        visit_at: None,
        visit: false,
    }
}

/// A card with everything set, each value as long as it may be.
fn fullest() -> Card {
    let now = jst("2026-01-09 12:34:56");
    let rules = rules::at(now);
    let placement = Placement {
        care_status: CareStatus::HotelIsolation,
        place: Some(organisation("p")),
        room: Some("東館一二階一二三四号".to_owned()),
        risk: Risk::Standard,
        channel: Channel::StaffCall,
        pregnant: true,
    };
    let (centre, prefecture) = (organisation("c"), organisation("f"));
    let months = Some(1_559);
    let kind = CaseKind::Asymptomatic;
    let mut card = Card::open(rules, id(), id(), kind, centre, prefecture, &placement, months, now);
    card.ended_at = Some(now);
    card.proposed_centre = Some(organisation("o"));
    card.contractor = Some(organisation("k"));
    card.contractor_until = Some(now);
    card.personal.spo2_low_limit = Some(88);
    card.personal.spo2_baseline = Some(94);
    card.personal.limits_until = Some("2026-03-31".parse().unwrap());
    (card.issue, card.access_version, card.version, card.contacts) = (99, 99, 99_999, 999);
    (card.stays, card.conditions, card.condition_at) = (99, 999, Some(now));
    card.identity = 99;
    card.health = Some(alert(WorkId::health(&id()), now));
    let visit_at = Some(now + Span::seconds(21_599));
    card.silence = Some(Work { visit_at, ..alert(WorkId::silence(now), now) });
    // Everything that a caution can be about.
    let reasons = Reason::ALL.iter().copied().filter(|reason| *reason != Reason::Missed).collect();
    card.watch = Some(Watch { until: now, reasons });
    for (day, (tenths, spo2)) in [(384, 97), (391, 96), (388, 95), (372, 98)].into_iter().enumerate() {
        let effective = now + Span::hours(24 * i64::try_from(day).unwrap()) + Span::seconds(1);
        let reading = Reading {
            temperature_tenths: Some(tenths),
            spo2: Some(spo2),
            pulse: Some(121),
            symptoms: Some(vec![Symptom::Breathlessness]),
            ..Reading::default()
        };
        let place = Place { effective, received: effective + Span::seconds(61), id: id() };
        card.digest.push(rules, place, &reading, Level::Emergency);
    }
    card.next_window = Some(now + Span::seconds(12_345));
    card.window_before_missed = true;
    card.reminded = true;
    card.outcome = Some(Outcome::Released);
    card
}

#[tokio::test]
async fn a_card_with_everything_set_is_one_write_unit() {
    let world = World::new().await;
    let card = fullest();
    let key = format!("CASE#{}", card.case);
    let label = Label { kana: "ア".repeat(12), age_months: Some(1_559), area: "市".repeat(12) };
    let label = world.app.secrets.seal(seal::Place { key: &key, attribute: "label" }, &label).unwrap();
    // The index attributes too, as on a card of an active case.
    let mut item = cards::item(&card, &label, Some(now())).unwrap();
    item.extend([("pk".to_owned(), text(&key)), ("sk".to_owned(), text("CARD"))]);
    for name in ["ea", "pc", "co", "cu", "place", "room", "ah", "as", "w", "nw", "due_shard", "roster_sk"] {
        assert!(item.contains_key(name), "{name} is not set");
    }
    let AttributeValue::M(digest) = &item["d"] else { panic!("{:?}", item["d"]) };
    for name in ["l", "b", "f", "d", "n", "h"] {
        assert!(digest.contains_key(name), "{name} is not set in the digest");
    }
    let bytes = size(&item);
    println!("the card with everything set: {bytes} bytes");
    assert!(bytes <= 1_024, "{bytes} bytes");

    // Packing loses nothing.
    table::put_card(&world, &StoredCard { card: card.clone(), label: label.clone() }).await;
    let stored = world.app.store.card(&card.case).await.unwrap().unwrap();
    assert_eq!((stored.card, stored.label), (card, label));
}

/// The part of an item that the index `attention` holds, by the template.
fn projected(item: &Item) -> Item {
    let table = Template::embedded().unwrap().create_table("any").unwrap();
    let indexes = table.get_global_secondary_indexes().clone().unwrap();
    let index = indexes.iter().find(|index| index.index_name == "attention").unwrap();
    let projection = index.projection.as_ref().unwrap();
    let mut names: BTreeSet<&str> = BTreeSet::from(["pk", "sk"]);
    names.extend(index.key_schema.iter().map(|key| key.attribute_name.as_str()));
    names.extend(projection.non_key_attributes.iter().flatten().map(String::as_str));
    let kept = item.iter().filter(|(name, _)| names.contains(name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[tokio::test]
async fn a_row_of_the_worklist_is_at_most_400_bytes() {
    let world = World::new().await;
    let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
    let answers = Answers {
        spo2: Some(93.0),
        body_temperature: Some(38.6),
        symptoms: Some(vec![Symptom::Breathlessness, Symptom::Cough]),
        ..well()
    };
    assert_eq!(patient.checks_in(answers, jst("2026-01-05 08:00")).await.reasons.len(), 3);
    let row = world.work(now()).await.remove(0);
    let nurse = world.staff(NURSE, now());
    for (what, taken) in [("open", false), ("in hand", true)] {
        if taken {
            world.post(&nurse, Operation::TakeWork, &take(&row), now()).await.ok::<Value>();
        }
        let mut items = table::begins(&world, &format!("CASE#{}", patient.case)).await;
        items.retain(|item| item.contains_key("attention_pk"));
        let mut row = projected(&items[0]);
        if taken {
            // A provider's subjects are as long as a UUID.
            row.insert("taken_by".to_owned(), text(id::<domain::ids::CaseId>()));
        }
        let bytes = size(&row);
        println!("a row that is {what}: {bytes} bytes");
        assert!(bytes <= 400, "{what}: {bytes} bytes");
    }
}
