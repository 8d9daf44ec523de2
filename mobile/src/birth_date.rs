//! A birth date as people type it: three parts, the year also in the Japanese era.

use chrono::Datelike;
use domain::api::error::{FieldError, Problem};
use domain::entry_code::half_width;
use domain::time::Date;

/// Eras with the year before their first: 昭和30年 is 1925 + 30.
const ERAS: [(&str, char, i32); 5] =
    [("明治", 'M', 1867), ("大正", 'T', 1911), ("昭和", 'S', 1925), ("平成", 'H', 1988), ("令和", 'R', 2018)];

/// Names of the eras in which people now living were born, with the year before their first.
pub const LIVING_ERAS: [(&str, i32); 3] = [("昭和", 1925), ("平成", 1988), ("令和", 2018)];

/// The date that was typed, or what is wrong with it.
pub fn read(year: &str, month: &str, day: &str, today: Date) -> Result<Date, FieldError> {
    let error = |problem| Err(FieldError::new("birth_date", problem));
    if [year, month, day].iter().any(|part| part.trim().is_empty()) {
        return error(Problem::Missing);
    }
    let parts = (read_year(year), number(month, '月'), number(day, '日'));
    let (Some(year), Some(month), Some(day)) = parts else { return error(Problem::WrongType) };
    match Date::from_ymd_opt(year, month, day) {
        Some(date) if date > today => {
            Err(FieldError::new("birth_date", Problem::InFuture).limit(today.to_string()))
        }
        Some(date) if today.year() - date.year() > 130 => {
            Err(FieldError::new("birth_date", Problem::TooLongAgo).limit("130"))
        }
        Some(date) => Ok(date),
        None => error(Problem::WrongType),
    }
}

/// The year in the common era; `昭和30`, `S30` and `1955` are the same.
fn read_year(typed: &str) -> Option<i32> {
    let typed = plain(typed);
    let typed = typed.trim_end_matches('年');
    for (name, letter, before) in ERAS {
        let rest = typed.strip_prefix(name).or_else(|| typed.strip_prefix(letter));
        if let Some(rest) = rest {
            let nth = if rest == "元" { 1 } else { number(rest, '年')? };
            return Some(before + i32::try_from(nth).ok()?);
        }
    }
    typed.parse().ok()
}

/// Whether a year looks like one of an era whose name was not typed.
pub fn lacks_era(year: &str) -> Option<i32> {
    let typed = plain(year);
    typed.trim_end_matches('年').parse().ok().filter(|nth| (1..=64).contains(nth) && typed.len() > 1)
}

fn number(typed: &str, unit: char) -> Option<u32> {
    plain(typed).trim_end_matches(unit).parse().ok()
}

fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).map(half_width).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::from_ymd_opt(2026, 1, 2).unwrap()
    }

    fn problem(year: &str, month: &str, day: &str) -> Problem {
        read(year, month, day, today()).unwrap_err().problem
    }

    #[test]
    fn the_same_day_in_every_spelling() {
        let day = Date::from_ymd_opt(1955, 4, 3).unwrap();
        for year in ["1955", "１９５５年", "昭和30", "昭和３０年", "S30", "s30"] {
            assert_eq!(read(year, "4", "3", today()), Ok(day), "{year}");
            assert_eq!(read(year, "０４月", "3日", today()), Ok(day), "{year}");
        }
        assert_eq!(read("令和元年", "5", "1", today()), Ok(Date::from_ymd_opt(2019, 5, 1).unwrap()));
    }

    #[test]
    fn what_is_no_birth_date() {
        assert_eq!(problem("", "4", "3"), Problem::Missing);
        assert_eq!(problem("1955", "2", "30"), Problem::WrongType);
        assert_eq!(problem("abc", "4", "3"), Problem::WrongType);
        assert_eq!(problem("2027", "4", "3"), Problem::InFuture);
        assert_eq!(problem("30", "4", "3"), Problem::TooLongAgo);
        assert_eq!(lacks_era("３０"), Some(30));
        assert_eq!(lacks_era("1955"), None);
        assert_eq!(lacks_era("昭和30"), None);
    }
}
