//! How a person is looked for: exact tokens, each in one spelling.
//!
//! A person is found by the whole name, by the surname (each in kana and in kanji), by the birth
//! date, by the telephone number and by the entry code; several in one text must all hold. A given
//! name alone finds nobody, and nothing is found by its beginning: tokens are kept as keyed hashes
//! (design 5). A birth date alone is enough, because it finds only a few people of one centre, and
//! is what a caller says first. The same tokens propose duplicates (domain.md 6.5).

pub mod normal;

use std::collections::BTreeSet;
use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::api::error::{FieldError, Problem};
use crate::entry_code::{DIGITS, EntryCode};
use crate::era;
use crate::person::{Identity, phone_digits};
use crate::reading::too_long;
use crate::time::Date;

/// The longest text that is looked for, in characters.
pub const TEXT_AT_MOST: usize = 100;

/// One thing by which a person is found, in its one spelling. In the order in which few people have
/// it in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Token {
    /// The 18 digits of an entry code.
    EntryCode(String),
    /// 生年月日
    BirthDate(Date),
    /// The digits of a telephone number, a Japanese one with a leading 0. A facility has one for many.
    Phone(String),
    /// A whole name or a surname, in kana or in kanji, normalised by [`normal::name`].
    Name(String),
    /// What a name sounds like, with the municipality: proposes duplicates, and nobody types it.
    Alike(String),
}

/// Never the value: tokens are personal data, and debug output ends in logs.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntryCode(digits) => write!(f, "code {digits}"),
            Self::Phone(digits) => write!(f, "phone {digits}"),
            Self::BirthDate(day) => write!(f, "born {day}"),
            Self::Name(name) => write!(f, "name {name}"),
            Self::Alike(both) => write!(f, "alike {both}"),
        }
    }
}

impl Token {
    /// Everything by which this person is found; the entry code belongs to the case.
    pub fn of(identity: &Identity) -> BTreeSet<Self> {
        let mut all = BTreeSet::from_iter(identity.birth_date.map(Self::BirthDate));
        all.extend(identity.phone.as_deref().and_then(phone).map(Self::Phone));
        for name in [&identity.name, &identity.name_kana].into_iter().flatten() {
            let both = [Some(normal::name(name)), normal::surname(name)];
            all.extend(both.into_iter().flatten().filter(|name| !name.is_empty()).map(Self::Name));
        }
        all.extend(Self::alike(identity));
        all
    }
}

impl Token {
    /// What the name sounds like, with the municipality; none if either is unknown.
    pub fn alike(identity: &Identity) -> Option<Self> {
        let sound = normal::sound(identity.name_kana.as_deref()?);
        let area = normal::name(&identity.municipality);
        (!sound.is_empty() && !area.is_empty()).then(|| Self::Alike(format!("{sound} {area}")))
    }
}

/// What a text from one search box looks for: at least one token, all of which must hold.
///
/// # Errors
/// Nothing to look for, more than [`TEXT_AT_MOST`] characters, an entry code with a wrong digit, or
/// figures that are none of the above.
pub fn parse(text: &str) -> Result<BTreeSet<Token>, FieldError> {
    if let Some(error) = too_long("text", text, TEXT_AT_MOST) {
        return Err(error);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut tokens = BTreeSet::new();
    let mut name = String::new();
    let mut at = 0;
    while at < words.len() {
        // The longest run of words that is one thing: a code in groups, `昭和 39年 5月 1日`.
        let found =
            (at + 1..=words.len()).rev().find_map(|to| Some((to, figures(&words[at..to].join(" "))?)));
        if let Some((to, token)) = found {
            tokens.insert(token);
            at = to;
        } else {
            name.push_str(words[at]);
            at += 1;
        }
    }
    let digits = name.nfkc().filter(char::is_ascii_digit).count();
    if digits > 0 {
        let problem = if digits == DIGITS { Problem::NotACode } else { Problem::NotSearchable };
        return Err(FieldError::new("text", problem));
    }
    let name = normal::name(&name);
    if !name.is_empty() {
        tokens.insert(Token::Name(name));
    }
    if tokens.is_empty() { Err(FieldError::new("text", Problem::Missing)) } else { Ok(tokens) }
}

/// An entry code, a birth date or a telephone number.
fn figures(text: &str) -> Option<Token> {
    let plain: String = text.nfkc().map(hyphen).collect();
    let code = || EntryCode::parse(&plain).map(|code| Token::EntryCode(code.digits().to_owned()));
    let born = || era::parse(&plain).map(Token::BirthDate);
    code().or_else(born).or_else(|| phone(&plain).map(Token::Phone))
}

/// A telephone number in its one spelling: `+81 90…` and `090…` are one.
fn phone(typed: &str) -> Option<String> {
    let digits = phone_digits(typed)?;
    Some(match digits.strip_prefix("+81") {
        // Some write +81 (0)90….
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    })
}

/// Every dash that people type between figures as one.
const fn hyphen(c: char) -> char {
    match c {
        'ー' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Sex;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn name(text: &str) -> Token {
        Token::Name(text.to_owned())
    }

    fn identity() -> Identity {
        Identity {
            name: Some("髙木 花子".to_owned()),
            name_kana: Some("タカギ ハナコ".to_owned()),
            sex: Sex::Female,
            birth_date: Some(date("1984-05-01")),
            estimated_age: None,
            municipality: "青波市".to_owned(),
            phone: Some("090-0000-0001".to_owned()),
            more: BTreeMap::new(),
        }
    }

    #[track_caller]
    fn looks_for(text: &str, expected: &[Token]) {
        let tokens = parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let show = |tokens: &BTreeSet<Token>| tokens.iter().map(Token::to_string).collect::<Vec<_>>();
        assert_eq!(show(&tokens), show(&expected.iter().cloned().collect()), "{text}");
    }

    #[test]
    fn a_person_is_found_by_names_birth_date_and_phone() {
        let expected = [
            name("高木花子"),
            name("高木"),
            name("タカギハナコ"),
            name("タカギ"),
            Token::BirthDate(date("1984-05-01")),
            Token::Phone("09000000001".to_owned()),
            Token::Alike("タカキハナコ 青波市".to_owned()),
        ];
        assert_eq!(Token::of(&identity()), BTreeSet::from(expected));
    }

    #[test]
    fn one_box_takes_everything() {
        let born = Token::BirthDate(date("1984-05-01"));
        let phone = Token::Phone("09000000001".to_owned());
        looks_for("アオキ 1984-05-01", &[name("アオキ"), born.clone()]);
        looks_for("１９８４／５／１　あおき", &[name("アオキ"), born.clone()]);
        looks_for("S59.5.1", std::slice::from_ref(&born));
        looks_for("昭和 59年 5月 1日 青木", &[name("青木"), born.clone()]);
        looks_for("青木 花", &[name("青木花")]);
        looks_for("青木 1984-05-01 花", &[name("青木花"), born.clone()]);
        looks_for("林", &[name("林")]);
        for typed in [
            "090-0000-0001",
            "０９０ー００００ー０００１",
            "090 0000 0001",
            "+81 90-0000-0001",
            "+81(0)90-0000-0001",
        ] {
            looks_for(typed, std::slice::from_ref(&phone));
        }
        looks_for("アオキ 090 0000 0001 19840501", &[name("アオキ"), born, phone]);
    }

    #[test]
    fn an_entry_code_in_any_grouping() {
        let code = EntryCode::from_number(123_456_789);
        let token = Token::EntryCode(code.digits().to_owned());
        looks_for(code.digits(), std::slice::from_ref(&token));
        looks_for(&code.grouped(), std::slice::from_ref(&token));
        looks_for(&format!("{} アオキ", code.grouped().replace(' ', "－")), &[token, name("アオキ")]);
        let mut wrong = code.digits().to_owned().into_bytes();
        wrong[0] = b'0' + (wrong[0] - b'0' + 1) % 10;
        let wrong = String::from_utf8(wrong).unwrap();
        assert_eq!(parse(&wrong).unwrap_err().problem, Problem::NotACode);
    }

    #[test]
    fn what_finds_nobody_is_refused() {
        for (text, problem) in [
            ("", Problem::Missing),
            (" 　・ー ", Problem::Missing),
            ("5678", Problem::NotSearchable),
            ("アオキ 5/1", Problem::NotSearchable),
            ("1984-02-30", Problem::NotSearchable),
            ("アオキ ７２歳", Problem::NotSearchable),
        ] {
            assert_eq!(parse(text).unwrap_err().problem, problem, "{text}");
        }
        assert!(parse(&"ア".repeat(TEXT_AT_MOST)).is_ok());
        let error = parse(&"ア".repeat(TEXT_AT_MOST + 1)).unwrap_err();
        assert_eq!((error.problem, error.limit.as_deref()), (Problem::TooLong, Some("100")));
    }

    proptest! {
        #[test]
        fn everybody_is_found_by_what_was_filed(
            surname in "[ァ-ヴ]{1,6}", given in "[ァ-ヴ]{1,6}", days in 0u64..40_000, number in 0u32..99_999_999,
        ) {
            let born = date("1910-01-01") + chrono::Days::new(days);
            let phone = format!("090-{:04}-{:04}", number / 10_000, number % 10_000);
            let identity = Identity {
                name_kana: Some(format!("{surname} {given}")),
                birth_date: Some(born),
                phone: Some(phone.clone()),
                ..identity()
            };
            let all = Token::of(&identity);
            for text in [
                format!("{surname} {given}"),
                surname.clone(),
                born.to_string(),
                phone.clone(),
                format!("{} {surname}　{given}", born.to_string().replace('-', "/")),
                format!("{surname} {} {}", phone, born.to_string().replace('-', "")),
            ] {
                let asked = parse(&text).unwrap();
                prop_assert!(asked.is_subset(&all), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused_and_never_looks_for_nothing(text in "\\PC{0,120}") {
            match parse(&text) {
                Ok(tokens) => prop_assert!(!tokens.is_empty()),
                Err(error) => prop_assert_eq!(error.field, "text"),
            }
        }
    }
}
