//! What the apps say. The texts stand in `texts/ja.json` and `texts/en.json` under flat keys:
//! `shared.*` for both apps, `patient.*` and `console.*` for one. `{name}` is a place to fill.

use std::cell::RefCell;

use dioxus::prelude::*;

use crate::browser;

/// Texts of both apps; always there.
const SHARED: &str = include_str!(concat!(env!("OUT_DIR"), "/shared"));
/// Texts of the patient's app, for [`load`].
pub const PATIENT: &str = include_str!(concat!(env!("OUT_DIR"), "/patient"));
/// Texts of the console, for [`load`].
pub const CONSOLE: &str = include_str!(concat!(env!("OUT_DIR"), "/console"));

const STORED_AS: &str = "mimamori-language";

/// A language of the apps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 日本語
    Japanese,
    /// English
    English,
}

impl Language {
    /// Its code in the page and in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

static LANGUAGE: GlobalSignal<Language> = Signal::global(first_language);

/// The language on the screen. A component that calls this follows it.
pub fn language() -> Language {
    LANGUAGE()
}

/// Changes the language, also for the next start and for screen readers.
pub fn set_language(language: Language) {
    *LANGUAGE.write() = language;
    browser::store(STORED_AS, language.code());
    tell_page(language);
}

/// The language chosen before, else the browser's: Japanese, or English for everybody else.
fn first_language() -> Language {
    let preferred = || web_sys::window().and_then(|window| window.navigator().language());
    let code = browser::stored(STORED_AS).or_else(preferred).unwrap_or_default();
    let language =
        if code.is_empty() || code.starts_with("ja") { Language::Japanese } else { Language::English };
    tell_page(language);
    language
}

fn tell_page(language: Language) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(page) = document.and_then(|document| document.document_element()) {
        let _ = page.set_attribute("lang", language.code());
    }
}

/// A text: its key, in Japanese, in English.
type Row = [&'static str; 3];

thread_local! {
    /// In the order of keys. Searched from the front: a few hundred rows want no hash table.
    static TABLE: RefCell<Vec<Row>> = RefCell::new(rows(SHARED).collect());
}

fn rows(section: &'static str) -> impl Iterator<Item = Row> {
    section.split('\n').filter_map(|line| {
        let mut parts = line.split('\t');
        Some([parts.next()?, parts.next()?, parts.next()?])
    })
}

/// Adds the texts of an app ([`PATIENT`] or [`CONSOLE`]), once, at its start. An app that never
/// names the other's texts does not carry them.
pub fn load(section: &'static str) {
    TABLE.with_borrow_mut(|table| table.extend(rows(section)));
}

/// The text of a key; `?` for a key that does not exist, which a test rules out.
pub fn text(language: Language, key: &str) -> &'static str {
    TABLE.with_borrow(|table| {
        table.iter().find(|row| row[0] == key).map_or("?", |[_, japanese, english]| match language {
            Language::Japanese => japanese,
            Language::English => english,
        })
    })
}

/// The text of a key with its places filled.
pub fn filled(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let mut result = String::new();
    let mut parts = text(language, key).split('{');
    result.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| *value);
        result.push_str(value);
        result.push_str(rest);
    }
    result
}

/// The text of a key in the language on the screen.
pub fn t(key: &str) -> &'static str {
    text(language(), key)
}

/// The text of a key in the language on the screen, with its places filled.
pub fn tf(key: &str, values: &[(&str, &str)]) -> String {
    filled(language(), key, values)
}
