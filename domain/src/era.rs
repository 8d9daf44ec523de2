//! Dates as people write them: western or by era, with any separator, in full-width digits too.

use crate::entry_code::half_width;
use crate::time::Date;
use chrono::{Datelike, Days};

/// An era: how it is written, and its first and last year.
struct Era {
    letter: char,
    name: &'static str,
    first: i32,
    last: i32,
}

/// The eras in which living people were born. A year in which one era follows another may be
/// written with either.
const ERAS: [Era; 5] = [
    Era { letter: 'M', name: "明治", first: 1868, last: 1912 },
    Era { letter: 'T', name: "大正", first: 1912, last: 1926 },
    Era { letter: 'S', name: "昭和", first: 1926, last: 1989 },
    Era { letter: 'H', name: "平成", first: 1989, last: 2019 },
    Era { letter: 'R', name: "令和", first: 2019, last: 9999 },
];

/// A whole date: `1964-05-01`, `1964年5月1日`, `19640501`, `S39.5.1`, `昭和39年5月1日`, `令和元年5月1日`.
/// None if it is not a date that exists.
pub fn parse(typed: &str) -> Option<Date> {
    let plain = plain(typed);
    let (era, rest) = match ERAS.iter().find_map(|era| Some((era, after_era(&plain, era)?))) {
        Some((era, rest)) => (Some(era), rest),
        None => (None, plain.as_str()),
    };
    let rest = match rest.strip_prefix('元') {
        Some(rest) if era.is_some() => format!("1{rest}"),
        _ => rest.to_owned(),
    };
    let [year, month, day] = parts(&rest, if era.is_some() { 2 } else { 4 })?;
    let year = match era {
        Some(era) => Some(era.first - 1 + year).filter(|full| year > 0 && *full <= era.last)?,
        None if year >= 1000 => year,
        // Two digits could mean three eras and two centuries.
        None => return None,
    };
    Date::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A whole date, or month and day (`5/1`) of the last year in which that day is not after `today`.
pub fn parse_recent(typed: &str, today: Date) -> Option<Date> {
    parse(typed).or_else(|| {
        let numbers = numbers(&plain(typed));
        let [month, day] = numbers.as_slice() else { return None };
        let (month, day) = (u32::try_from(*month).ok()?, u32::try_from(*day).ok()?);
        let this_year = Date::from_ymd_opt(today.year(), month, day);
        // A slip of one day stays in this year, so that it is refused instead of moved by a year.
        let latest = today.checked_add_days(Days::new(7))?;
        this_year.filter(|date| *date <= latest).or_else(|| Date::from_ymd_opt(today.year() - 1, month, day))
    })
}

/// The era's year of a date: `昭和39年`; in the first year `令和元年`.
pub fn japanese_year(date: Date) -> Option<String> {
    // The day on which each era began.
    const BEGAN: [(usize, i32, u32, u32); 5] =
        [(4, 2019, 5, 1), (3, 1989, 1, 8), (2, 1926, 12, 25), (1, 1912, 7, 30), (0, 1868, 10, 23)];
    let (era, ..) = BEGAN.into_iter().find(|(_, year, month, day)| {
        Date::from_ymd_opt(*year, *month, *day).is_some_and(|began| began <= date)
    })?;
    let year = date.year() - ERAS[era].first + 1;
    let name = ERAS[era].name;
    Some(if year == 1 { format!("{name}元年") } else { format!("{name}{year}年") })
}

fn plain(typed: &str) -> String {
    typed
        .chars()
        .map(|c| match half_width(c) {
            'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - u32::from('Ａ') + u32::from('A')).unwrap_or(c),
            'ａ'..='ｚ' => char::from_u32(u32::from(c) - u32::from('ａ') + u32::from('A')).unwrap_or(c),
            other => other.to_ascii_uppercase(),
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

fn after_era<'a>(plain: &'a str, era: &Era) -> Option<&'a str> {
    let rest = plain.strip_prefix(era.name).or_else(|| plain.strip_prefix(era.letter))?;
    Some(rest.trim_start_matches(['.', ' ', '　']))
}

/// Year, month and day with separators, or without in `year_digits` + 2 + 2 digits.
fn parts(text: &str, year_digits: usize) -> Option<[i32; 3]> {
    if let [year, month, day] = numbers(text)[..] {
        return Some([year, month, day]);
    }
    let bare = text.len() == year_digits + 4 && text.bytes().all(|b| b.is_ascii_digit());
    let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
    if !bare {
        return None;
    }
    Some([
        number(0, year_digits)?,
        number(year_digits, year_digits + 2)?,
        number(year_digits + 2, year_digits + 4)?,
    ])
}

/// The numbers between separators; nothing if anything else stands there.
fn numbers(text: &str) -> Vec<i32> {
    const SEPARATORS: [char; 17] =
        ['-', '/', '.', ' ', '　', '年', '月', '日', '・', '／', '．', '－', 'ー', '−', '‐', ',', '、'];
    let pieces = text.split(SEPARATORS).filter(|piece| !piece.is_empty());
    pieces.map(|piece| piece.parse().ok()).collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn one_day_in_all_the_ways_to_write_it() {
        for typed in [
            "1964-05-01",
            "1964/5/1",
            "1964.5.1",
            "1964年5月1日",
            "１９６４年５月１日",
            "19640501",
            "S39.5.1",
            "s39/5/1",
            "Ｓ３９．５．１",
            "ｓ39ー5ー1",
            "S390501",
            "S 39 5 1",
            "昭和39年5月1日",
            "昭和３９年５月１日",
            " 昭和 39.5.1 ",
        ] {
            assert_eq!(parse(typed), Some(date("1964-05-01")), "{typed}");
        }
    }

    #[test]
    fn every_era_with_its_first_year() {
        for (typed, expected) in [
            ("明治45年7月1日", "1912-07-01"),
            ("T15.12.1", "1926-12-01"),
            ("昭和元年12月26日", "1926-12-26"),
            ("S64.1.7", "1989-01-07"),
            ("H1.1.8", "1989-01-08"),
            ("平成31年4月30日", "2019-04-30"),
            ("令和元年5月1日", "2019-05-01"),
            ("令和2年2月29日", "2020-02-29"),
            ("R2.12.31", "2020-12-31"),
        ] {
            assert_eq!(parse(typed), Some(date(expected)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for typed in [
            "",
            "39.5.1",
            "64-05-01",
            "2019-02-29",
            "令和3年2月29日",
            "S70.1.1",
            "S0.1.1",
            "H32.1.1",
            "1964-13-01",
            "1964-05",
            "5/1",
            "きのう",
            "1964-5-1-2",
            "元.5.1",
            "196405011",
        ] {
            assert_eq!(parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn month_and_day_mean_the_last_such_day() {
        let today = date("2021-01-10");
        assert_eq!(parse_recent("1/9", today), Some(date("2021-01-09")));
        assert_eq!(parse_recent("１２／３０", today), Some(date("2020-12-30")));
        assert_eq!(parse_recent("12月30日", today), Some(date("2020-12-30")));
        assert_eq!(
            parse_recent("1/11", today),
            Some(date("2021-01-11")),
            "refused as after today, not moved"
        );
        assert_eq!(parse_recent("R2.12.30", today), Some(date("2020-12-30")));
        assert_eq!(parse_recent("13/1", today), None);
    }

    #[test]
    fn the_year_of_the_era() {
        for (day, expected) in [
            ("1964-05-01", "昭和39年"),
            ("1989-01-07", "昭和64年"),
            ("1989-01-08", "平成元年"),
            ("2019-05-01", "令和元年"),
            ("1912-07-29", "明治45年"),
        ] {
            assert_eq!(japanese_year(date(day)).as_deref(), Some(expected));
        }
    }
}
