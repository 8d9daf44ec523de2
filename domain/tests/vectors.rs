//! Worked cases of the rule set `default`: every `.json` in `tests/vectors`, and in the folder
//! that `MIMAMORI_VECTORS` names. A file's kind follows from the beginning of its name.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use domain::card::Card;
use domain::change::{CaseChange, Earlier};
use domain::level::Level;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::reading::Answers;
use domain::rules;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::time::Time;
use domain::triage::{Personal, Place, Reason};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct TriageCase {
    name: String,
    personal: Personal,
    check_ins: Vec<TriageCheckIn>,
}

#[derive(Deserialize)]
struct TriageCheckIn {
    measured_at: Time,
    received_at: Time,
    body_temperature: Option<f64>,
    spo2: Option<f64>,
    pulse: Option<f64>,
    symptoms: Option<Vec<Symptom>>,
    #[serde(default)]
    pregnancy_symptoms: Vec<PregnancySymptom>,
    emergency_symptoms: Vec<EmergencySymptom>,
    expect: Expected,
}

#[derive(Deserialize, PartialEq, Debug)]
struct Expected {
    level: Level,
    reasons: Vec<Reason>,
}

#[derive(Deserialize)]
struct MissedCase {
    name: String,
    placement: MissedPlacement,
    check_ins: Vec<MissedCheckIn>,
    expect: Vec<Missed>,
}

#[derive(Deserialize)]
struct MissedPlacement {
    setting: String,
    risk: Risk,
    placed_at: Time,
    ended_at: Time,
}

#[derive(Deserialize)]
struct MissedCheckIn {
    measured_at: Time,
    received_at: Time,
}

#[derive(Deserialize, PartialEq, Debug)]
struct Missed {
    window_due: Time,
    alert_at: Time,
    level: Level,
}

#[test]
fn vectors_of_triage() {
    for (file, case) in cases::<TriageCase>("triage") {
        let mut card = home(Risk::Standard, "2020-10-14T00:00:00Z".parse().unwrap());
        card.personal = case.personal;
        let mut stored = Vec::new();
        for (i, check_in) in case.check_ins.into_iter().enumerate() {
            let reading = Answers {
                body_temperature: check_in.body_temperature,
                spo2: check_in.spo2,
                pulse: check_in.pulse,
                symptoms: check_in.symptoms,
                emergency_symptoms: check_in.emergency_symptoms,
                pregnancy_symptoms: check_in.pregnancy_symptoms,
                ..Answers::default()
            }
            .check()
            .unwrap();
            let place = place(i, check_in.measured_at, check_in.received_at);
            let rules = rules::at(check_in.received_at);
            let mut change = CaseChange::begin(rules, card, check_in.received_at);
            let judged = change.check_in(&place, &reading, stored.clone(), None);
            card = change.finish().card;
            stored.push(Earlier { place, reading, level: judged.level });
            let found = Expected { level: judged.level, reasons: judged.reasons };
            assert_eq!(found, check_in.expect, "{}: {}, check-in {}", file.display(), case.name, i + 1);
        }
    }
}

/// Each vector runs twice: with a sweep in every minute that matters, and with none until the end.
#[test]
fn vectors_of_missed_windows() {
    for (file, case) in cases::<MissedCase>("missed") {
        for swept in [true, false] {
            let found = missed(&case, swept);
            assert_eq!(found, case.expect, "{}: {}, swept: {swept}", file.display(), case.name);
        }
    }
}

fn missed(case: &MissedCase, swept: bool) -> Vec<Missed> {
    let placed = &case.placement;
    let mut card = home(placed.risk, placed.placed_at);
    card.care_status = status(&placed.setting);
    let rules = rules::at(placed.placed_at);
    card.next_window = card
        .windows(rules)
        .map(|windows| windows.first_due_from(placed.placed_at + rules.first_window_after()).due);
    card.ended_at = Some(placed.ended_at);

    let mut moments: Vec<(Time, Option<Time>)> =
        case.check_ins.iter().map(|c| (c.received_at, Some(c.measured_at))).collect();
    if swept {
        let hours = (placed.ended_at - placed.placed_at).as_seconds() / 3600;
        moments.extend(
            (0..hours * 60).map(|minute| (placed.placed_at + domain::time::Span::minutes(minute), None)),
        );
    }
    moments.push((placed.ended_at + domain::time::Span::hours(24), None));
    moments.sort();

    let mut found = Vec::new();
    for (i, (now, measured)) in moments.into_iter().enumerate() {
        let before = card.clone();
        let mut change = CaseChange::begin(rules, card, now);
        if let Some(measured) = measured {
            let reading =
                Answers { body_temperature: Some(36.5), symptoms: Some(vec![]), ..Answers::default() };
            change.check_in(&place(i, measured, now), &reading.check().unwrap(), Vec::new(), None);
        }
        let changed = change.finish();
        // Windows settled here, each with the level that it would have by itself.
        let mut alone = before.clone();
        for due in changed.work.iter().flat_map(|work| work.missed.clone()) {
            let window = alone.windows(rules).unwrap().first_due_from(due);
            alone.next_window = Some(due);
            alone.silence = None;
            let one =
                CaseChange::begin(rules, alone, window.alert_at + domain::time::Span::seconds(1)).finish();
            found.push(Missed { window_due: due, alert_at: window.alert_at, level: one.work[0].work.level });
            alone = one.card;
        }
        card = changed.card;
    }
    found
}

fn home(risk: Risk, placed_at: Time) -> Card {
    let placement = Placement {
        care_status: CareStatus::HomeIsolation,
        place: None,
        room: None,
        risk,
        channel: Channel::App,
        pregnant: false,
    };
    let case = id(0).parse().unwrap();
    let person = id(1).parse().unwrap();
    let (centre, prefecture) = ("centre".parse().unwrap(), "prefecture".parse().unwrap());
    Card::open(
        rules::at(placed_at),
        case,
        person,
        CaseKind::Confirmed,
        centre,
        prefecture,
        &placement,
        None,
        placed_at,
    )
}

fn status(setting: &str) -> CareStatus {
    match setting {
        "home" => CareStatus::HomeIsolation,
        "hotel" => CareStatus::HotelIsolation,
        "facility" => CareStatus::FacilityIsolation,
        other => serde_json::from_value(other.into()).unwrap(),
    }
}

fn place(i: usize, effective: Time, received: Time) -> Place {
    Place { effective, received, id: id(i).parse().unwrap() }
}

fn id(i: usize) -> String {
    format!("00000000-0000-4000-8000-{i:012x}")
}

fn cases<T: DeserializeOwned>(kind: &str) -> Vec<(PathBuf, T)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let further = std::env::var_os("MIMAMORI_VECTORS").map(PathBuf::from);
    let mut found = Vec::new();
    for folder in [Some(own), further].into_iter().flatten() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(kind) && name.ends_with(".json") {
                let text = std::fs::read_to_string(&path).unwrap();
                let read: Vec<T> =
                    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                found.extend(read.into_iter().map(|case| (path.clone(), case)));
            }
        }
    }
    assert!(!found.is_empty(), "no {kind} vectors");
    found
}
