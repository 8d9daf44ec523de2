//! Numbers as people type them on a phone: also in full-width digits, with a decimal comma,
//! with the unit behind.

use domain::entry_code::half_width;

/// The number that was typed; none if it is not a number. Nothing is corrected or rounded.
pub fn parse(typed: &str) -> Option<f64> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match half_width(c) {
            '．' | '。' | '・' | ',' | '，' | '、' => '.',
            other => other,
        })
        .collect();
    let number = plain.trim_end_matches(['℃', '°', 'C', '度', '%', '％']);
    // Not by `f64` itself, which also reads "inf", "1e3" and "-0".
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty()
        || number.len() > MOST
        || !(whole.bytes().chain(decimals.bytes())).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let digits = |text: &str| text.bytes().fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let scale = 10u64.pow(u32::try_from(decimals.len()).ok()?);
    // Both are exact in an `f64`, so the quotient is the nearest one to what was typed.
    #[allow(clippy::cast_precision_loss)]
    Some((digits(whole) * scale + digits(decimals)) as f64 / scale as f64)
}

/// Longer than any value; below, the arithmetic is exact.
const MOST: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for typed in ["36.6", "３６．６", "36,6", " 36.6℃", "３６。６度"] {
            assert_eq!(parse(typed), Some(36.6), "{typed}");
        }
        assert_eq!(parse("98%"), Some(98.0));
        assert_eq!(parse("036."), Some(36.0));
        assert_eq!(parse("0.1"), Some(0.1));
        for typed in ["", ".", ".5", "-1", "1234567890123456", "1e3", "inf", "36.6.1", "abc"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }
}
