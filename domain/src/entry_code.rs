//! The entry code (スマホ入力ID): 18 digits in three groups, 17 from the server's keyed hash of
//! case and issue number and one check digit (design 7). It opens nothing without the birth date.

use std::fmt;

/// A well-formed entry code.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EntryCode(String);

/// Digits of an entry code, the check digit included.
pub const DIGITS: usize = 18;

impl EntryCode {
    /// The code of these 17 digits (the lowest 17 decimal digits of `number`), with its check digit.
    pub fn from_number(number: u128) -> Self {
        let body = format!("{:017}", number % 10u128.pow(17));
        let check = damm(body.bytes());
        Self(format!("{body}{check}"))
    }

    /// Reads what was typed, spoken or scanned: spaces, hyphens and full-width digits are fine.
    /// None if a digit is missing, too much or mistyped.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|c| !is_separator(*c)).map(half_width).collect();
        let well_formed = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        (well_formed && damm(digits.bytes()) == 0).then_some(Self(digits))
    }

    /// The 18 digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Three groups of six, as printed and read aloud.
    pub fn grouped(&self) -> String {
        format!("{} {} {}", &self.0[..6], &self.0[6..12], &self.0[12..])
    }
}

/// Never the digits: a code is a secret, and debug output ends in logs.
impl fmt::Debug for EntryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryCode(…)")
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐' | '－' | 'ー' | '−')
}

/// A full-width digit as an ASCII one; everything else as it is.
pub fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        other => other,
    }
}

/// Damm's check digit: finds every single wrong digit and every swap of neighbours.
fn damm(digits: impl Iterator<Item = u8>) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.fold(0, |state, digit| TABLE[usize::from(state)][usize::from(digit - b'0') % 10])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_back_what_it_writes(number: u128) {
            let code = EntryCode::from_number(number);
            prop_assert_eq!(EntryCode::parse(&code.grouped()), Some(code.clone()));
            let wide: String = code.grouped().chars()
                .map(|c| c.to_digit(10).and_then(|d| char::from_u32('０' as u32 + d)).unwrap_or('－')).collect();
            prop_assert_eq!(EntryCode::parse(&wide), Some(code));
        }

        #[test]
        fn one_wrong_digit_is_noticed(number: u128, place in 0..DIGITS, by in 1u8..10) {
            let mut digits = EntryCode::from_number(number).digits().to_owned().into_bytes();
            digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
            prop_assert_eq!(EntryCode::parse(std::str::from_utf8(&digits).unwrap()), None);
        }
    }
}
