//! Every text exists in both languages, is used, and every code has its text.

#![allow(clippy::unwrap_used)] // all of it is a test
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use domain::api::error::{Code, FieldError, Hint, Problem};
use domain::api::search::By;
use domain::first_contact::{Kin, Oximeter};
use domain::level::Level;
use domain::reading::Answers;
use domain::risk::RiskReason;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::triage::Reason;
use ui::errors::field_text;
use ui::texts::Language;

type Texts = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn texts(language: &str) -> Texts {
    let json = fs::read_to_string(root().join(format!("ui/texts/{language}.json"))).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Families of keys that are made from a code, and the codes of each.
fn families() -> BTreeMap<&'static str, Vec<&'static str>> {
    let levels = [Level::Ok, Level::Caution, Level::Urgent, Level::Emergency, Level::Unknown];
    let reasons: Vec<_> = Reason::ALL.iter().map(|r| r.code()).collect();
    // Silence is never the reason of a check-in that the patient sent.
    let of_silence = [Reason::Missed, Reason::CallEmergencyContact];
    let reasons_of_check_ins =
        Reason::ALL.iter().filter(|r| !of_silence.contains(r)).map(|r| r.code()).collect();
    BTreeMap::from([
        ("shared.code.", Code::ALL.iter().map(|c| c.code()).collect()),
        ("shared.hint.", Hint::ALL.iter().map(|h| h.code()).collect()),
        ("shared.symptom.", Symptom::ALL.iter().map(|s| s.code()).collect()),
        ("shared.emergency.", EmergencySymptom::ALL.iter().map(|s| s.code()).collect()),
        ("shared.pregnancy.", PregnancySymptom::ALL.iter().map(|s| s.code()).collect()),
        ("shared.level.", levels.map(ui::level::code).to_vec()),
        ("console.first_contact.reason.", RiskReason::ALL.iter().map(|r| r.code()).collect()),
        ("console.first_contact.kin.", Kin::ALL.iter().map(|kin| kin.code()).collect()),
        ("console.first_contact.oximeter.", Oximeter::ALL.iter().map(|o| o.code()).collect()),
        ("console.find.by.", By::ALL.iter().map(|by| by.code()).collect()),
        ("console.reason.", reasons),
        ("patient.reason.", reasons_of_check_ins),
    ])
}

/// Every string literal of both apps and of `ui` that starts like a key.
fn keys_in_sources() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for folder in ["ui/src", "mobile/src", "console/src"] {
        collect(&root().join(folder), &mut keys);
    }
    keys
}

fn collect(place: &Path, keys: &mut BTreeSet<String>) {
    if place.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            collect(&entry.unwrap().path(), keys);
        }
    } else if place.extension().is_some_and(|kind| kind == "rs") {
        let source = fs::read_to_string(place).unwrap();
        keys.extend(source.split('"').filter(|part| is_key(part)).map(str::to_owned));
    }
}

/// Also `shared.level.` and `shared.level.{code}`, from which keys are made.
fn is_key(literal: &str) -> bool {
    let section = ["shared.", "patient.", "console."].iter().any(|section| literal.starts_with(section));
    section && literal.bytes().all(|b| b.is_ascii_alphanumeric() || b"._{}".contains(&b))
}

/// The fixed start of a key that is made at run time; none if the whole key is fixed.
fn family(literal: &str) -> Option<&str> {
    match literal.find('{') {
        Some(place) => Some(&literal[..place]),
        None => literal.ends_with('.').then_some(literal),
    }
}

fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn both_languages_say_the_same_with_the_same_places() {
    let (japanese, english) = (texts("ja"), texts("en"));
    assert_eq!(japanese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (key, text) in &japanese {
        assert_eq!(places(text), places(&english[key]), "{key}");
        assert!(!text.trim().is_empty() && !english[key].trim().is_empty(), "{key} is empty");
    }
}

#[test]
fn no_key_stands_twice() {
    for language in ["ja", "en"] {
        let json = fs::read_to_string(root().join(format!("ui/texts/{language}.json"))).unwrap();
        // One text a line; of two with one key, the reader would silently take the last.
        let lines = json.lines().filter(|line| line.trim_start().starts_with('"')).count();
        assert_eq!(lines, texts(language).len(), "texts/{language}.json");
    }
}

#[test]
fn every_key_in_the_sources_exists_and_every_text_is_used() {
    let (texts, used) = (texts("ja"), keys_in_sources());
    let missing: Vec<_> =
        used.iter().filter(|key| family(key).is_none() && !texts.contains_key(*key)).collect();
    assert!(missing.is_empty(), "no text for {missing:#?}");
    let families: Vec<_> = used.iter().filter_map(|key| family(key)).collect();
    let empty: Vec<_> =
        families.iter().filter(|start| !texts.keys().any(|key| key.starts_with(**start))).collect();
    assert!(empty.is_empty(), "no text starts with {empty:#?}");
    let unused: Vec<_> = texts
        .keys()
        .filter(|key| !used.contains(*key) && !families.iter().any(|start| key.starts_with(start)))
        .collect();
    assert!(unused.is_empty(), "nobody uses {unused:#?}");
}

#[test]
fn every_code_has_its_text_and_no_text_has_lost_its_code() {
    let texts = texts("ja");
    for (start, codes) in families() {
        let expected: BTreeSet<_> = codes.iter().map(|code| format!("{start}{code}")).collect();
        let found: BTreeSet<_> = texts.keys().filter(|key| key.starts_with(start)).cloned().collect();
        assert_eq!(found, expected, "{start}");
    }
}

#[test]
fn every_problem_has_its_text_once_for_both_apps_or_for_staff() {
    let texts = texts("ja");
    let found = |section: &str| {
        let start = format!("{section}.problem.");
        let codes = texts.keys().filter_map(|key| key.strip_prefix(&start).map(str::to_owned));
        codes.collect::<Vec<_>>()
    };
    let mut told = [found("shared"), found("console")].concat();
    told.sort();
    let mut expected: Vec<_> = Problem::ALL.iter().map(|problem| problem.code().to_owned()).collect();
    expected.sort();
    assert_eq!(told, expected);
}

#[test]
fn an_error_names_field_limit_and_hint() {
    let answers = Answers { body_temperature: Some(98.6), ..Answers::default() };
    let error = answers.check().unwrap_err().remove(0);
    let japanese = field_text(Language::Japanese, &error);
    for part in ["体温", "33.0–45.0", "華氏", "37.0"] {
        assert!(japanese.contains(part), "{part} is missing in {japanese}");
    }
    let english = field_text(Language::English, &error);
    for part in ["Temperature", "33.0–45.0", "°F", "37.0"] {
        assert!(english.contains(part), "{part} is missing in {english}");
    }
    // A field of a newer server is named as it calls it.
    let newer = FieldError::new("step_count", Problem::Missing);
    assert!(field_text(Language::English, &newer).starts_with("step_count: "));
}
