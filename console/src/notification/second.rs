//! The second language of the slip, beside Japanese. English stands among the texts of the apps; of the
//! others the slip's few lines are all that there is, one file of `slips/` each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use dioxus::prelude::*;
use domain::first_contact::Language as Spoken;
use ui::browser;
use ui::texts::{Language, filled, t};

use crate::form::Pick;

const STORED_AS: &str = "mimamori-slip-language";
const ENGLISH: &str = "en";
/// What the keys of the slip's texts begin with.
const SLIP: &str = "console.slip.";

/// Every second language: its tag, its own name, and its lines as JSON.
const LANGUAGES: [(&str, &str, &str); 6] = [
    (ENGLISH, "English", ""),
    ("zh", "简体中文", include_str!("../../slips/zh.json")),
    ("ko", "한국어", include_str!("../../slips/ko.json")),
    ("pt", "Português", include_str!("../../slips/pt.json")),
    ("vi", "Tiếng Việt", include_str!("../../slips/vi.json")),
    ("fil", "Filipino", include_str!("../../slips/fil.json")),
];

/// The lines of the slip by their names.
type Lines = BTreeMap<String, String>;

fn lines(tag: &str) -> Option<&'static Lines> {
    static ALL: OnceLock<BTreeMap<&str, Lines>> = OnceLock::new();
    let read = |json: &str| domain::json::read(json).unwrap_or_default();
    let all = || {
        let others = LANGUAGES.iter().filter(|(_, _, json)| !json.is_empty());
        others.map(|(tag, _, json)| (*tag, read(json))).collect()
    };
    ALL.get_or_init(all).get(tag)
}

/// A text of the slip in a second language.
pub fn second(tag: &str, key: &str, places: &[(&str, &str)]) -> String {
    let line = || lines(tag)?.get(key.strip_prefix(SLIP)?);
    let Some(line) = line() else { return filled(Language::English, key, places) };
    places.iter().fold(line.clone(), |line, (name, value)| line.replace(&["{", name, "}"].concat(), value))
}

/// The tag as browsers choose fonts by it.
pub fn tag_for_fonts(tag: &str) -> &str {
    if tag == "zh" { "zh-Hans" } else { tag }
}

/// The second language: the one in which the patient is spoken to if it is known, else the one that was
/// chosen last on this device.
pub fn use_second(spoken: Option<Spoken>) -> Signal<String> {
    use_signal(|| {
        let known = |tag: &str| LANGUAGES.iter().any(|(other, ..)| *other == tag);
        let spoken = spoken.map(Spoken::code).filter(|tag| known(tag)).map(str::to_owned);
        let stored = || browser::stored(STORED_AS).filter(|tag| known(tag));
        spoken.or_else(stored).unwrap_or_else(|| ENGLISH.to_owned())
    })
}

/// The choice of the second language, remembered on this device.
#[component]
pub fn ChooseSecond(chosen: Signal<String>) -> Element {
    rsx! {
        Pick {
            id: "slip-language",
            label: t("console.slip.second"),
            options: LANGUAGES.map(|(tag, name, _)| (tag.to_owned(), name.to_owned())).to_vec(),
            chosen: chosen(),
            onchoose: move |tag: String| {
                browser::store(STORED_AS, &tag);
                chosen.set(tag);
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What stands on the slip.
    const KEYS: [&str; 10] = [
        "title",
        "step_scan",
        "step_birth",
        "step_daily",
        "without_qr",
        "code",
        "secret",
        "contact",
        "by_day",
        "at_night",
    ];

    #[test]
    fn every_language_has_every_line_and_its_place() {
        for (tag, ..) in LANGUAGES.iter().skip(1) {
            let lines = lines(tag).unwrap_or_else(|| panic!("{tag}"));
            assert_eq!(
                lines.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                BTreeSet::from(KEYS),
                "{tag}"
            );
            for (key, text) in lines {
                assert!(!text.trim().is_empty(), "{tag} {key}");
                assert_eq!(text.matches('{').count(), usize::from(key == "without_qr"), "{tag} {key}");
            }
            let filled = second(tag, "console.slip.without_qr", &[("address", "https://mimamori.invalid")]);
            assert!(filled.contains("https://mimamori.invalid") && !filled.contains('{'), "{filled}");
        }
    }
}
