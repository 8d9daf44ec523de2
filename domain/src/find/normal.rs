//! Names in one spelling, so that what a nurse hears and types finds what a clinic wrote, and so that
//! two notifications of one person look alike (domain.md 6.5).
//!
//! What is made equal, and why:
//!
//! - full and half width, composed and decomposed marks, compatibility characters: Unicode NFKC
//! - hiragana and katakana: a name is heard, not seen
//! - small and large kana (`ョ`, `ヨ`): many older systems and half-width files know large kana only
//! - kana that sound alike today (`ヂ` `ジ`, `ヅ` `ズ`, `ヲ` `オ`, `ヰ` `イ`, `ヱ` `エ`)
//! - long marks, hyphens, spaces, middle dots: left out. `オーノ` becomes `オノ` and never `オオノ`, which is
//!   another surname
//! - variants of one kanji: the table below
//! - Latin letters: capital or small, with or without marks
//!
//! Equal spellings only propose people; a person looks at them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// Kanji that names are written with in several forms, the common one first. Old and new forms,
/// forms that registers and fonts mix up (`髙`, `﨑`), and 斉 and 斎, which people confuse.
const VARIANTS: [&str; 54] = [
    "高髙",
    "崎﨑嵜碕",
    "斉斎齋齊",
    "辺邉邊",
    "浜濱濵",
    "沢澤",
    "広廣",
    "国國",
    "桜櫻",
    "滝瀧",
    "徳德",
    "恵惠",
    "真眞",
    "礼禮",
    "島嶋嶌",
    "桑桒",
    "柳栁",
    "吉𠮷",
    "富冨",
    "館舘",
    "弥彌",
    "曽曾",
    "実實",
    "寿壽",
    "栄榮",
    "学學",
    "条條",
    "黒黑",
    "万萬",
    "竜龍",
    "関關",
    "円圓",
    "亜亞",
    "静靜",
    "豊豐",
    "増增",
    "峰峯",
    "船舩",
    "瀬瀨",
    "頼賴",
    "鉄鐵鉃",
    "塩鹽",
    "蔵藏",
    "桧檜",
    "穂穗",
    "薮藪",
    "槙槇",
    "遥遙",
    "緑綠",
    "尚尙",
    "清淸",
    "青靑",
    "戸戶",
    "横橫",
];

/// A name in its one spelling; empty if it holds no letter. Normalising again changes nothing.
pub fn name(typed: &str) -> String {
    // What is left out may have stood between two marks, which then change places: so until nothing
    // changes any more, which is nearly always at once.
    let mut plain = fold(typed);
    for _ in 0..4 {
        let again = fold(&plain);
        if again == plain {
            break;
        }
        plain = again;
    }
    plain
}

fn fold(typed: &str) -> String {
    let mut plain = String::with_capacity(typed.len());
    let folded = typed.chars().map(combining).nfkc().flat_map(char::to_lowercase).map(kana).map(base);
    for c in folded.filter(|c| *c != 'ー' && c.is_alphanumeric()) {
        match plain.chars().next_back() {
            // 佐々木 is also written 佐佐木.
            Some(last) if c == '々' => plain.push(last),
            _ => plain.push(c),
        }
    }
    plain
}

/// The first part of a name whose parts are apart: the surname. None if it is all one word.
pub fn surname(typed: &str) -> Option<String> {
    let mut parts = typed
        .split(|c: char| c.is_whitespace() || matches!(c, '・' | '･'))
        .map(name)
        .filter(|p| !p.is_empty());
    let first = parts.next()?;
    parts.next().map(|_| first)
}

/// What a name in kana sounds like, roughly, for proposing duplicates only: voiced as unvoiced (`ガ` `カ`),
/// and long vowels short, however they are written (`オオノ` `オウノ` `オノ`).
pub fn sound(typed: &str) -> String {
    let mut sound = String::new();
    let mut vowel = None;
    for c in name(typed).chars().map(unvoiced) {
        let own = ROWS.iter().find(|row| row.contains(c)).and_then(|row| row.chars().next());
        let lengthens = match c {
            'ウ' => matches!(vowel, Some('ウ' | 'オ')),
            'イ' => matches!(vowel, Some('イ' | 'エ')),
            'ア' | 'エ' | 'オ' => vowel == Some(c),
            _ => false,
        };
        if !lengthens {
            sound.push(c);
            vowel = own;
        }
    }
    sound
}

/// Kana by their vowel, which comes first.
const ROWS: [&str; 5] = [
    "アカサタナハマヤラワ",
    "イキシチニヒミリ",
    "ウクスツヌフムユル",
    "エケセテネヘメレ",
    "オコソトノホモヨロ",
];

/// A kana without its voiced mark.
fn unvoiced(c: char) -> char {
    let mut plain = None;
    decompose_canonical(c, |part| {
        plain.get_or_insert(part);
    });
    plain.unwrap_or(c)
}

/// A voiced mark that stands by itself as the one that composes.
const fn combining(c: char) -> char {
    match c {
        '゛' => '\u{3099}',
        '゜' => '\u{309a}',
        other => other,
    }
}

/// Large katakana as it sounds.
fn kana(c: char) -> char {
    const KATAKANA_AFTER_HIRAGANA: u32 = 'ア' as u32 - 'あ' as u32;
    let katakana = match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + KATAKANA_AFTER_HIRAGANA).unwrap_or(c),
        other => other,
    };
    match katakana {
        'ァ' => 'ア',
        'ィ' | 'ヰ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' | 'ヱ' => 'エ',
        'ォ' | 'ヲ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        other => other,
    }
}

/// The common form of a kanji, the letter without its mark.
fn base(c: char) -> char {
    if let Some(common) = VARIANTS.iter().find(|forms| forms.contains(c)).and_then(|f| f.chars().next()) {
        return common;
    }
    // Marks of Latin letters only: a kana without its mark is another kana.
    if !matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') {
        return c;
    }
    let mut letter = None;
    decompose_canonical(c, |part| {
        letter.get_or_insert(part);
    });
    letter.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for (spellings, expected) in [
            (
                &["アオキ ハナコ", "ｱｵｷ ﾊﾅｺ", "あおき　はなこ", "アオキ・ハナコ", "アオキハナコ"][..],
                "アオキハナコ",
            ),
            (&["ゴトウ ジュンジ", "ｺﾞﾄｳ ｼﾞｭﾝｼﾞ", "コ゛トウ ジユンジ", "ごとうじゅんぢ"][..], "ゴトウジユンジ"),
            (&["ローサ", "ロ―サ", "ロ－サ", "ロｰサ", "ロサ", "ﾛｰｻ"][..], "ロサ"),
            (&["髙橋", "高橋", "高 橋"][..], "高橋"),
            (&["山﨑", "山崎", "山嵜"][..], "山崎"),
            (&["齋藤", "斎藤", "斉藤", "齊藤"][..], "斉藤"),
            (&["佐々木", "佐佐木"][..], "佐佐木"),
            (&["福田 祥子", "福田祥子"][..], "福田祥子"),
            (&["NGUYỄN Van", "nguyen-van", "Ｎｇｕｙｅｎ Van"][..], "nguyenvan"),
        ] {
            for spelling in spellings {
                assert_eq!(name(spelling), expected, "{spelling}");
            }
        }
        for (one, other) in [("オノ", "オオノ"), ("カトウ", "ガトウ"), ("ハハ", "パパ"), ("青木", "赤木")]
        {
            assert_ne!(name(one), name(other));
        }
    }

    #[test]
    fn names_that_sound_alike_are_proposed_together() {
        for same in [
            &["オオノ ユウコ", "オウノ ユーコ", "オノ ユコ", "おおの　ゆうこ"][..],
            &["カトウ", "ガトー", "カド"][..],
            &["イノウエ ケイコ", "イノエ ケーコ"][..],
            &["ババ シズカ", "ハハ シスカ"][..],
        ] {
            for one in same {
                assert_eq!(sound(one), sound(same[0]), "{one}");
            }
        }
        for (one, other) in [("アオキ", "アキ"), ("サトウ", "シトウ"), ("ハナコ", "ハナヨ"), ("リエ", "リイ")]
        {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
        assert_eq!(sound(""), "");
    }

    #[test]
    fn the_surname_is_the_first_of_several_parts() {
        assert_eq!(surname("アオキ　ハナコ").as_deref(), Some("アオキ"));
        assert_eq!(surname("グエン・ヴァン・アン").as_deref(), Some("グエン"));
        assert_eq!(surname("アオキ"), None);
        assert_eq!(surname(" ・ アオキ "), None);
    }

    #[test]
    fn no_kanji_stands_in_two_rows() {
        let all: Vec<char> = VARIANTS.iter().flat_map(|forms| forms.chars()).collect();
        for forms in VARIANTS {
            for c in forms.chars().skip(1) {
                let rows = VARIANTS.iter().filter(|row| row.contains(c)).count();
                assert_eq!(rows, 1, "{c}");
                assert_ne!(Some(c), forms.chars().next());
            }
        }
        assert!(all.len() > VARIANTS.len());
    }

    #[test]
    fn marks_that_a_space_kept_apart_take_their_order_at_once() {
        let once = name("\u{1e023} \u{c55}");
        assert_eq!(name(&once), once);
    }

    proptest! {
        #[test]
        fn normalising_again_changes_nothing(typed in "\\PC{0,30}") {
            let once = name(&typed);
            prop_assert_eq!(name(&once), once.clone());
        }

        #[test]
        fn kana_in_either_script_and_any_space_is_one_name(kana in "[ァ-ヴ]{1,8}", place in 0usize..8) {
            let hiragana: String = kana
                .chars()
                .map(|c| char::from_u32(u32::from(c) - 0x60).unwrap())
                .collect();
            prop_assert_eq!(name(&hiragana), name(&kana));
            let cut = kana.char_indices().nth(place).map_or(kana.len(), |(at, _)| at);
            let spaced = format!("{}　{}", &kana[..cut], &kana[cut..]);
            prop_assert_eq!(name(&spaced), name(&kana));
        }
    }
}
