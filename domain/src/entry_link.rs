//! The entry code as a link in a text message (R7, R17): to which numbers it can go, and what it says.
//!
//! Nothing in it tells of an illness or of a person, so that it tells nothing to whoever else looks at the
//! phone. The code stands in the link's fragment, which no server and no log sees (design 7).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::api::error::{FieldError, Hint, Problem};
use crate::first_contact::Language;
use crate::person::phone_digits;

/// So many messages are sent for a case on one day of the calendar: enough for a number mistyped twice.
pub const A_DAY: usize = 3;

/// What the message says in each language, by its tag.
const MESSAGES: &str = include_str!("../messages/entry-link.json");

/// Japan's country code, under which its numbers lose their first 0.
const JAPAN: &str = "+81";

/// What a mobile number of Japan begins with; each has 11 digits.
const MOBILE: [&str; 4] = ["060", "070", "080", "090"];

/// The number of a mobile phone as the network wants it, with the country's code.
///
/// What begins with 00 belongs to nobody (the numbers of examples do); the network refuses it.
///
/// # Errors
/// There is none, it is no telephone number, or it is a landline, which takes no messages: then the slip
/// is printed or the code read aloud.
pub fn mobile_number(phone: Option<&str>) -> Result<String, FieldError> {
    let wrong = |problem| FieldError::new("phone", problem).hint(Hint::PrintSlip);
    let phone = phone.ok_or_else(|| wrong(Problem::Missing))?;
    let digits = phone_digits(phone).ok_or_else(|| wrong(Problem::NotAPhone))?;
    let home = match digits.strip_prefix(JAPAN) {
        // Also as many write it: +81 (0)90 …
        Some(rest) => ["0", rest.trim_start_matches('0')].concat(),
        None if digits.starts_with('+') => return Ok(digits),
        None => digits,
    };
    let is_mobile = home.len() == 11 && MOBILE.iter().any(|begins| home.starts_with(begins));
    if !is_mobile && !home.starts_with("00") {
        return Err(wrong(Problem::NotMobile));
    }
    Ok([JAPAN, &home[1..]].concat())
}

/// The message in the patient's language: in Japanese and a line of English if nobody has asked yet which
/// that is, or if there is none in it.
pub fn message(language: Option<Language>, link: &str) -> String {
    in_language(messages(), language, link)
}

/// One of these texts with a link below it.
pub(crate) fn in_language(
    texts: &BTreeMap<String, String>,
    language: Option<Language>,
    link: &str,
) -> String {
    let known = language.and_then(|language| texts.get(language.code()));
    let in_own = |code: &str| texts.get(code).map_or("", String::as_str);
    match known {
        Some(text) => [text, link].join("\n"),
        None => [in_own("ja"), in_own("en"), link].join("\n"),
    }
}

/// The patient app's address with a code in its fragment. `app` ends in a slash.
pub fn link(app: &str, digits: &str) -> String {
    [app, "#", digits].concat()
}

fn messages() -> &'static BTreeMap<String, String> {
    static ALL: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    ALL.get_or_init(|| serde_json::from_str(MESSAGES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_phones_get_messages_and_landlines_do_not() {
        let number = |phone: &str| mobile_number(Some(phone)).map_err(|error| error.problem);
        for (typed, wanted) in [
            ("090-0000-0001", "+819000000001"),
            ("０７０ 0000 0001", "+817000000001"),
            ("+81 90 0000 0001", "+819000000001"),
            ("+81 (0)60 0000 0001", "+816000000001"),
            ("+84 90 000 0001", "+84900000001"),
            ("000-0000-0001", "+810000000001"),
        ] {
            assert_eq!(number(typed).as_deref(), Ok(wanted), "{typed}");
        }
        // Landlines, IP telephones, free calls, and a mobile number that lacks a digit.
        for typed in [
            "03-0000-0001",
            "0120-000-001",
            "050-0000-0001",
            "090-0000-001",
            "+81 3 0000 0001",
            "06-0000-0001",
        ] {
            assert_eq!(number(typed), Err(Problem::NotMobile), "{typed}");
        }
        assert_eq!(number("12"), Err(Problem::NotAPhone));
        let none = mobile_number(None).unwrap_err();
        assert_eq!((none.problem, none.hint), (Problem::Missing, Some(Hint::PrintSlip)));
    }

    #[test]
    fn messages_are_in_the_language_that_is_known_and_tell_of_no_illness() {
        let link = link("https://mimamori.invalid/", "123456789012345678");
        assert_eq!(link, "https://mimamori.invalid/#123456789012345678");
        assert_eq!(messages().len(), 8);
        let unknown = message(None, &link);
        assert!(unknown.starts_with("【見守り】") && unknown.contains("Mimamori: open"), "{unknown}");
        assert_eq!(message(Some(Language::Thai), &link), unknown);
        let korean = message(Some(Language::Korean), &link);
        assert!(korean.starts_with("[Mimamori] 이") && korean.ends_with(&link), "{korean}");
        assert!(!korean.contains("見守り"));
        for text in messages().values() {
            // Two parts of a message with the longest link; longer ones cost more and arrive apart.
            assert!(text.chars().count() <= 95, "{text}");
            for word in ["コロナ", "感染", "保健所", "COVID", "{", "http"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}
