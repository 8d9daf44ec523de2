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
    // `f64` itself would also read "inf", "1e3" and "-0".
    let only_digits = number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if only_digits { number.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for typed in ["36.6", "３６．６", "36,6", " 36.6℃", "３６。６度"] {
            assert_eq!(parse(typed), Some(36.6), "{typed}");
        }
        assert_eq!(parse("98%"), Some(98.0));
        for typed in ["", ".", "-1", "1e3", "inf", "36.6.1", "abc"] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }
}
