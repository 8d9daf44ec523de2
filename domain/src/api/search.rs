//! `search-cases`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::find::Token;
use crate::ids::{CaseId, OrganisationId};
use crate::person::{Identity, phone_digits};
use crate::placement::CareStatus;
use crate::symptoms::codes;
use crate::time::Date;

/// The most hits of one search.
pub const HITS_AT_MOST: usize = 20;

/// Looks for people of an organisation. Sent in a body, because what is typed names a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SearchCases {
    /// The health centre in whose cases is looked.
    pub organisation: OrganisationId,
    /// Name or surname in kana or kanji, birth date, telephone number, entry code, or several of
    /// them, of which all must hold. At most 100 characters.
    pub text: String,
}

/// Who was found; nobody, and somebody whom another centre follows, look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CasesFound {
    /// At most 20, those whose case has not ended first.
    pub hits: Vec<Hit>,
    /// There are more: look for something more exact.
    pub has_more: bool,
}

/// A case that was found.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hit {
    /// The case.
    pub case: CaseId,
    /// 氏名; absent if unknown.
    pub name: Option<String>,
    /// フリガナ; absent if unknown.
    pub name_kana: Option<String>,
    /// 生年月日; absent if unknown.
    pub birth_date: Option<Date>,
    /// 所在地（市町村）
    pub municipality: String,
    /// Where the person is.
    pub care_status: CareStatus,
    /// The last four digits of the telephone number.
    pub phone_end: String,
    /// What holds of what was looked for.
    pub matched: Vec<By>,
}

codes! {
    /// What a person was found by.
    By {
        /// The entry code.
        EntryCode = "entry_code",
        /// The telephone number.
        Phone = "phone",
        /// The birth date.
        BirthDate = "birth_date",
        /// The whole name, in kana or kanji.
        Name = "name",
        /// The surname, in kana or kanji.
        Surname = "surname",
        /// Something that a newer version knows.
        #[serde(other)]
        Unknown = "unknown",
    }
}

impl Hit {
    /// What a list shows of this person, found by these tokens.
    pub fn of(case: CaseId, care_status: CareStatus, identity: Identity, by: &[&Token]) -> Self {
        let digits = identity.phone.as_deref().and_then(phone_digits).unwrap_or_default();
        let matched = by.iter().map(|token| By::of(token, &identity)).collect();
        Self {
            case,
            birth_date: identity.birth_date,
            municipality: identity.municipality,
            care_status,
            phone_end: digits.get(digits.len().saturating_sub(4)..).unwrap_or_default().to_owned(),
            matched,
            name: identity.name,
            name_kana: identity.name_kana,
        }
    }
}

impl By {
    fn of(token: &Token, identity: &Identity) -> Self {
        let whole = |name: &String| {
            [&identity.name, &identity.name_kana]
                .into_iter()
                .flatten()
                .any(|filed| crate::find::normal::name(filed) == *name)
        };
        match token {
            Token::EntryCode(_) => Self::EntryCode,
            Token::Phone(_) => Self::Phone,
            Token::BirthDate(_) => Self::BirthDate,
            Token::Name(name) if whole(name) => Self::Name,
            // What a name sounds like is not looked for.
            Token::Name(_) | Token::Alike(_) => Self::Surname,
        }
    }
}

/// Never what is looked for: it names a person.
impl fmt::Debug for SearchCases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SearchCases({})", self.organisation)
    }
}

impl fmt::Debug for Hit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hit({})", self.case)
    }
}
