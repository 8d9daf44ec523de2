//! Looking for a person among the rows, by whatever somebody on the telephone says first.

use domain::api::work::WorkRow;

use crate::{people, words};

/// Whether a row holds every word that is looked for.
pub fn holds(row: &WorkRow, looked_for: &str) -> bool {
    let text = [
        people::of_row(row),
        words::reasons(&row.reasons),
        row.taken_by.clone().unwrap_or_default(),
        row.case.to_string(),
    ];
    let text = plain(&text.join(" "));
    plain(looked_for).split(' ').all(|word| text.contains(word))
}

/// Without the differences that a typist does not think of: hiragana or katakana, full width or not,
/// capital or small.
fn plain(text: &str) -> String {
    const KATAKANA_AFTER_HIRAGANA: u32 = 'ア' as u32 - 'あ' as u32;
    text.chars()
        .map(|c| match domain::entry_code::half_width(c) {
            '　' => ' ',
            c @ 'ぁ'..='ゖ' => char::from_u32(u32::from(c) + KATAKANA_AFTER_HIRAGANA).unwrap_or(c),
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_width_and_case_do_not_matter() {
        assert_eq!(plain("あおき　７２ Aoki"), "アオキ 72 aoki");
    }
}
