//! Turns `texts/<language>.json` into one table a section (`shared`, `patient`, `console`), so
//! that an app carries only its own texts and no JSON has to be read at start. A line of a table
//! is key, Japanese and English, separated by tabs.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

type Texts = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=texts");
    let (japanese, english) = (read("texts/ja.json"), read("texts/en.json"));
    if let Some(key) = japanese.keys().find(|key| !english.contains_key(*key)) {
        panic!("texts/en.json has no {key}");
    }
    let mut tables =
        BTreeMap::from([("shared", String::new()), ("patient", String::new()), ("console", String::new())]);
    for (key, english) in &english {
        let japanese = japanese.get(key).unwrap_or_else(|| panic!("texts/ja.json has no {key}"));
        let section = key.split('.').next().unwrap_or_default();
        let table = tables.get_mut(section).unwrap_or_else(|| panic!("{key} is in no known section"));
        for text in [key, japanese, english] {
            assert!(!text.contains(['\t', '\n']), "{key}: a text is one line without tabs");
        }
        table.push_str(&format!("{key}\t{japanese}\t{english}\n"));
    }
    let output = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (section, table) in tables {
        fs::write(Path::new(&output).join(section), table.trim_end()).expect("OUT_DIR is writable");
    }
}

fn read(path: &str) -> Texts {
    let json = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{path}: {error}"))
}
