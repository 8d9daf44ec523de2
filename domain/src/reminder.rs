//! The text message that reminds a patient of a check-in that has not come (design 6, missed ladder).
//!
//! It tells of no illness and of no person, and its link opens the app without a code: whoever else looks
//! at the phone learns nothing.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::entry_link::in_language;
use crate::first_contact::Language;

/// What the message says in each language, by its tag.
const MESSAGES: &str = include_str!("../messages/reminder.json");

/// What became of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reminded {
    /// It is on its way.
    Pending,
    /// It was handed over to the telephone network.
    Sent,
    /// The check-in came before it was sent, or the case ended.
    NotNeeded,
    /// There is no number that takes messages; staff see why.
    NoNumber,
    /// The network did not take it.
    NotSent,
    /// Something that a newer version tells.
    #[serde(other)]
    Unknown,
}

/// The message in the patient's language: in Japanese and English if nobody has asked yet which that is.
pub fn message(language: Option<Language>, app: &str) -> String {
    static ALL: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let all = ALL.get_or_init(|| serde_json::from_str(MESSAGES).unwrap_or_default());
    in_language(all, language, app)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_of_no_illness_and_asks_in_the_patients_language() {
        let app = "https://mimamori.invalid/";
        let unknown = message(None, app);
        assert!(unknown.starts_with("【見守り】") && unknown.contains("[Mimamori]"), "{unknown}");
        let korean = message(Some(Language::Korean), app);
        assert!(korean.contains("입력") && !korean.contains("見守り") && korean.ends_with(app), "{korean}");
        for language in [None, Some(Language::Korean), Some(Language::Vietnamese)] {
            for word in ["コロナ", "感染", "保健所", "COVID", "療養", "#"] {
                assert!(!message(language, app).contains(word));
            }
        }
    }
}
