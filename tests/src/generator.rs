//! A seeded file of notifications, as a clinic's system might write it, with mistakes spread among
//! them: each known by its row, its column and its problem.

use std::collections::BTreeSet;

use domain::api::error::Problem;

/// One mistake: the row as a spreadsheet counts, the code of the column, the problem.
pub type Mistake = (u32, String, Problem);

/// A file and what is wrong with it.
pub struct Generated {
    /// CSV, the header first.
    pub text: String,
    /// Every mistake.
    pub mistakes: BTreeSet<Mistake>,
    /// How many rows have none.
    pub right: usize,
}

/// The columns, in an order of the file's own.
const COLUMNS: [&str; 15] = [
    "row_id",
    "report_date",
    "name",
    "name_kana",
    "sex",
    "birth_date",
    "phone",
    "municipality",
    "case_type",
    "onset_date",
    "care_status",
    "place",
    "room",
    "risk",
    "channel",
];
const HEADER: &str = "row_id,報告年月日,氏名,フリガナ,性別,生年月日,電話番号,所在地（市町村）,類型,発病日,\
    療養の場所,施設,部屋番号,リスク区分,健康観察の方法";

const SURNAMES: [(&str, &str); 16] = [
    ("青木", "アオキ"),
    ("髙橋", "タカハシ"),
    ("渡邉", "ワタナベ"),
    ("齋藤", "サイトウ"),
    ("伊東", "イトウ"),
    ("小野寺", "オノデラ"),
    ("山﨑", "ヤマザキ"),
    ("長谷川", "ハセガワ"),
    ("五十嵐", "イガラシ"),
    ("辻", "ツジ"),
    ("東海林", "ショウジ"),
    ("服部", "ハットリ"),
    ("圓谷", "ツブラヤ"),
    ("勅使河原", "テシガワラ"),
    ("南", "ﾐﾅﾐ"),
    ("森", "もり"),
];
const FEMALE: [(&str, &str); 6] = [
    ("花子", "ハナコ"),
    ("結衣", "ユイ"),
    ("千代", "チヨ"),
    ("ひかり", "ヒカリ"),
    ("美咲", "ミサキ"),
    ("京", "ミヤコ"),
];
const MALE: [(&str, &str); 6] = [
    ("太郎", "タロウ"),
    ("蓮", "レン"),
    ("健一", "ケンイチ"),
    ("正", "タダシ"),
    ("大翔", "ヒロト"),
    ("弥", "ワタル"),
];

/// One kind of mistake: its column, its problem, and what is written instead.
type Kind = (&'static str, Problem, fn(&mut Vec<String>));

const KINDS: [Kind; 22] = [
    ("report_date", Problem::InFuture, |row| put(row, "report_date", "2026-01-05")),
    ("report_date", Problem::Missing, |row| put(row, "report_date", "")),
    ("report_date", Problem::NotADate, |row| put(row, "report_date", "令和7年13月1日")),
    ("name", Problem::Missing, |row| put(row, "name", "")),
    ("name", Problem::TooLong, |row| put(row, "name", &"長".repeat(61))),
    ("name", Problem::Formula, |row| put(row, "name", "=cmd|' /C calc'!A0")),
    ("name_kana", Problem::NotKana, |row| put(row, "name_kana", "青木 ハナコ")),
    ("sex", Problem::NotAChoice, |row| put(row, "sex", "女の子")),
    ("birth_date", Problem::NotADate, |row| put(row, "birth_date", "昭和65年1月1日")),
    ("birth_date", Problem::InFuture, |row| put(row, "birth_date", "2062-05-01")),
    ("birth_date", Problem::TooLongAgo, |row| put(row, "birth_date", "1872-05-01")),
    ("phone", Problem::NotAPhone, |row| put(row, "phone", "90-0000-12")),
    ("phone", Problem::Formula, |row| put(row, "phone", "=\"09000000000\"")),
    ("municipality", Problem::Missing, |row| put(row, "municipality", "　")),
    ("death_date", Problem::Missing, |row| {
        put(row, "case_type", "感染症死亡者の死体");
        put(row, "onset_date", "不明");
        for column in ["care_status", "place", "room", "risk", "channel"] {
            put(row, column, "");
        }
    }),
    ("case_type", Problem::NotAChoice, |row| put(row, "case_type", "インフルエンザ")),
    ("onset_date", Problem::AgainstRule, |row| {
        put(row, "case_type", "confirmed_patient");
        put(row, "report_date", "2026-01-02");
        put(row, "onset_date", "2026-01-03");
    }),
    ("onset_date", Problem::NotAsked, |row| {
        put(row, "case_type", "asymptomatic_carrier");
        put(row, "onset_date", "2026-01-01");
    }),
    ("care_status", Problem::NotAChoice, |row| put(row, "care_status", "実家")),
    ("place", Problem::DoesNotExist, |row| {
        put(row, "care_status", "宿泊療養");
        put(row, "place", "幻ホテル");
    }),
    ("room", Problem::TooLong, |row| {
        put(row, "care_status", "宿泊療養");
        put(row, "place", "minato-hotel");
        put(row, "room", "本館三階の奥から二番目");
    }),
    ("channel", Problem::NotAChoice, |row| put(row, "channel", "伝書鳩")),
];
/// How often each kind of mistake is made, and each kind of double.
const OF_EACH: usize = 5;

fn put(row: &mut [String], column: &str, text: &str) {
    let place = COLUMNS.iter().position(|code| *code == column).unwrap();
    text.clone_into(&mut row[place]);
}

/// A small generator of numbers (SplitMix64): the same file everywhere, forever.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most as u64).unwrap()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A file of so many rows, reported on 4 January 2026 or shortly before.
pub fn notifications(count: usize, seed: u64) -> Generated {
    let mut numbers = Numbers(seed);
    let mut rows: Vec<Vec<String>> = (0..count).map(|i| right(&mut numbers, i)).collect();
    // A shuffled hand of rows: none gets two mistakes, and no double repeats a wrong row.
    let mut hand: Vec<usize> = (0..count).collect();
    for i in (1..count).rev() {
        hand.swap(i, numbers.below(i + 1));
    }
    let mut mistakes = BTreeSet::new();
    let number = |i: usize| u32::try_from(i).unwrap() + 2;
    for (column, problem, make) in KINDS.iter().flat_map(|kind| [kind; OF_EACH]) {
        let i = hand.pop().unwrap();
        make(&mut rows[i]);
        mistakes.insert((number(i), (*column).to_owned(), *problem));
    }
    for column in ["row_id", "name_kana"].into_iter().flat_map(|column| [column; OF_EACH]) {
        let mut pair = [hand.pop().unwrap(), hand.pop().unwrap()];
        pair.sort_unstable();
        let [first, second] = pair;
        // The same id for another person, or the same person under another id.
        if column == "row_id" {
            rows[second][0] = rows[first][0].clone();
        } else {
            put(&mut rows[first], "phone", &format!("000-0000-{first:04}"));
            for code in ["name_kana", "birth_date", "phone"] {
                let place = COLUMNS.iter().position(|other| *other == code).unwrap();
                rows[second][place] = rows[first][place].clone();
            }
        }
        mistakes.insert((number(second), column.to_owned(), Problem::Repeated));
    }
    let lines = rows.iter().map(|row| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
    let text = std::iter::once(HEADER.to_owned()).chain(lines).collect::<Vec<_>>().join("\r\n");
    Generated { text, right: count - mistakes.len(), mistakes }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// A row without a mistake, in one of the many ways to write it.
fn right(numbers: &mut Numbers, i: usize) -> Vec<String> {
    let (surname, surname_kana) = numbers.pick(&SURNAMES);
    let is_female = numbers.below(2) == 0;
    let (given, given_kana) = numbers.pick(if is_female { &FEMALE } else { &MALE });
    let space = numbers.pick(&[" ", "　"]);
    let reported = 1 + numbers.below(4);
    let is_carrier = numbers.below(8) == 0;
    let onset = match numbers.below(10) {
        _ if is_carrier => String::new(),
        0 => "不明".to_owned(),
        1 => format!("令和７年１２月{}日", 20 + numbers.below(12)),
        _ => format!("2025/12/{}", 20 + numbers.below(12)),
    };
    let in_hotel = numbers.below(5) == 0;
    let hotel = numbers.pick(&["minato-hotel", "みなと宿泊療養施設"]);
    let room = format!("{:04}", 100 + numbers.below(800));
    let is_known = numbers.below(40) != 0;
    vec![
        format!("R-{i:04}"),
        numbers.pick(&["2026-01-0", "R8.1.", "2026/1/", "令和8年1月", "1/"]).to_owned()
            + &reported.to_string(),
        format!("{surname}{space}{given}"),
        format!("{surname_kana}{space}{given_kana}"),
        numbers.pick(if is_female { &["女", "female", "女性"] } else { &["男", "male", "男性"] }).to_owned(),
        birth(numbers),
        if is_known { format!("０９０-{:04}-{i:04}", numbers.below(10_000)) } else { "不詳".to_owned() },
        numbers.pick(&["青波市", "月浜町", "若草市"]).to_owned(),
        match is_carrier {
            true => "無症状病原体保有者",
            false => numbers.pick(&["患者（確定例）", "確定例", "confirmed_patient"]),
        }
        .to_owned(),
        onset,
        if in_hotel { "宿泊療養" } else { numbers.pick(&["自宅療養", "自宅", "home_isolation"]) }.to_owned(),
        if in_hotel { hotel } else { "" }.to_owned(),
        if in_hotel { room } else { String::new() },
        numbers.pick(&["", "高リスク", "標準", "standard"]).to_owned(),
        numbers.pick(&["", "スマートフォン", "職員が電話"]).to_owned(),
    ]
}

/// A birth date with an age as people have them, from newborn to 104, in western or Japanese years.
fn birth(numbers: &mut Numbers) -> String {
    let decade = numbers.pick(&[0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9]);
    let year = 2025 - decade * 10 - numbers.below(10);
    let (month, day) = (1 + numbers.below(12), 1 + numbers.below(28));
    match (numbers.below(3), year) {
        (0, 1990..=2018) => format!("平成{}年{month}月{day}日", year - 1988),
        (0, 1927..=1988) => format!("S{}.{month}.{day}", year - 1925),
        (1, _) => format!("{year}/{month}/{day}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}
