//! Who the demo's patients are. Nobody of them exists, and their telephone numbers reach nobody.

use domain::form::Filled;
use domain::notification::Notification;
use domain::person::Sex;
use domain::placement::{CareStatus, Channel, Placement, Risk};
use domain::time::{Date, Span, Time};

use super::dice::Dice;

/// Minutes by which Japan is ahead of UTC.
pub(super) const JST_MINUTES: i32 = 540;

const SURNAMES: [(&str, &str); 40] = [
    ("青木", "アオキ"),
    ("秋山", "アキヤマ"),
    ("石塚", "イシヅカ"),
    ("今村", "イマムラ"),
    ("上原", "ウエハラ"),
    ("榎本", "エノモト"),
    ("大槻", "オオツキ"),
    ("岡本", "オカモト"),
    ("川辺", "カワベ"),
    ("菊地", "キクチ"),
    ("黒木", "クロキ"),
    ("桑原", "クワバラ"),
    ("小峰", "コミネ"),
    ("坂井", "サカイ"),
    ("島袋", "シマブクロ"),
    ("白川", "シラカワ"),
    ("杉浦", "スギウラ"),
    ("瀬川", "セガワ"),
    ("園田", "ソノダ"),
    ("滝沢", "タキザワ"),
    ("津田", "ツダ"),
    ("寺島", "テラシマ"),
    ("富永", "トミナガ"),
    ("中谷", "ナカタニ"),
    ("西岡", "ニシオカ"),
    ("沼田", "ヌマタ"),
    ("根本", "ネモト"),
    ("野口", "ノグチ"),
    ("浜田", "ハマダ"),
    ("平山", "ヒラヤマ"),
    ("藤井", "フジイ"),
    ("星野", "ホシノ"),
    ("牧野", "マキノ"),
    ("三浦", "ミウラ"),
    ("村上", "ムラカミ"),
    ("森下", "モリシタ"),
    ("安田", "ヤスダ"),
    ("吉岡", "ヨシオカ"),
    ("若林", "ワカバヤシ"),
    ("渡部", "ワタベ"),
];

const WOMEN: [(&str, &str); 16] = [
    ("明美", "アケミ"),
    ("彩", "アヤ"),
    ("恵子", "ケイコ"),
    ("桜", "サクラ"),
    ("静子", "シズコ"),
    ("節子", "セツコ"),
    ("千晴", "チハル"),
    ("奈々", "ナナ"),
    ("花", "ハナ"),
    ("陽菜", "ヒナ"),
    ("真由美", "マユミ"),
    ("美穂", "ミホ"),
    ("結衣", "ユイ"),
    ("百合", "ユリ"),
    ("理恵", "リエ"),
    ("和歌子", "ワカコ"),
];

const MEN: [(&str, &str); 16] = [
    ("明", "アキラ"),
    ("勇", "イサム"),
    ("一郎", "イチロウ"),
    ("健太", "ケンタ"),
    ("浩二", "コウジ"),
    ("聡", "サトシ"),
    ("茂", "シゲル"),
    ("大輔", "ダイスケ"),
    ("拓也", "タクヤ"),
    ("翼", "ツバサ"),
    ("直樹", "ナオキ"),
    ("隼人", "ハヤト"),
    ("誠", "マコト"),
    ("悠斗", "ユウト"),
    ("陸", "リク"),
    ("蓮", "レン"),
];

/// A health centre of the demo, with the municipalities of its area and one of its nurses.
pub(super) struct Centre {
    pub id: &'static str,
    pub nurse: &'static str,
    municipalities: [&'static str; 3],
}

/// The two centres of `infra/data/organisations.json`.
pub(super) const CENTRES: [Centre; 2] = [
    Centre { id: "aoba-hc", nurse: "aoba-nurse-1", municipalities: ["青波市", "月浜町", "白瀬村"] },
    Centre {
        id: "wakakusa-hc", nurse: "wakakusa-nurse-1", municipalities: ["若里市", "星見町", "霧岡村"]
    },
];

/// The hotel.
const HOTEL: &str = "minato-hotel";

/// The form with which they are filed.
const FORM: &str = "covid-19/light-2020-05-29";

/// What matters about a person before the dice fill in the rest.
#[derive(Clone, Copy)]
pub(super) struct Sketch {
    /// Which of the two centres.
    pub centre: usize,
    pub sex: Sex,
    pub age_months: u32,
    pub hotel: bool,
    pub pregnant: bool,
    /// Days from the first symptom to the notification; none for a carrier without symptoms.
    pub ill_for: Option<i64>,
    pub filed_at: Time,
}

/// A person as they are filed.
pub(super) struct Person {
    pub centre: &'static Centre,
    pub birth_date: Date,
    /// Day of the first symptom; without one, of the notification.
    pub ill_since: Date,
    pub notification: Notification,
    pub placement: Placement,
    pub filed_at: Time,
}

impl Sketch {
    /// Any of the people whom a week brings; more of them in the last days.
    pub fn random(dice: &mut Dice, now: Time) -> Self {
        let years = match dice.weighted(&[12, 13, 32, 28, 15]) {
            0 => dice.between(0, 9),
            1 => dice.between(10, 19),
            2 => dice.between(20, 39),
            3 => dice.between(40, 64),
            _ => dice.between(65, 93),
        };
        Self {
            centre: dice.weighted(&[60, 40]),
            sex: *dice.pick(&[Sex::Female, Sex::Male]),
            age_months: u32::try_from(years * 12 + dice.between(0, 11)).unwrap_or(0),
            hotel: (18..65).contains(&years) && dice.percent(28),
            pregnant: false,
            ill_for: (!dice.percent(10)).then(|| dice.between(1, 3)),
            filed_at: filing_time(dice, now),
        }
    }

    /// The person.
    pub fn person(self, dice: &mut Dice, number: usize) -> Person {
        let today = self.filed_at.day(JST_MINUTES);
        let centre = &CENTRES[self.centre];
        let (surname, surname_kana) = dice.pick(&SURNAMES);
        let (given, given_kana) = if self.sex == Sex::Male { dice.pick(&MEN) } else { dice.pick(&WOMEN) };
        let birth_date = born(today, self.age_months, dice);
        let mut answers = Filled::default()
            .with("report_date", today.to_string())
            .with("name", format!("{surname} {given}"))
            .with("name_kana", format!("{surname_kana} {given_kana}"))
            .with("sex", if self.sex == Sex::Male { "male" } else { "female" })
            .with("birth_date", birth_date.to_string())
            .with("municipality", *dice.pick(&centre.municipalities))
            .with("phone", format!("000-1000-{number:04}"));
        let onset = self.ill_for.map(|days| day_before(today, days));
        answers = match onset {
            Some(day) => answers.with("case_type", "confirmed_patient").with("onset_date", day.to_string()),
            None => answers.with("case_type", "asymptomatic_carrier"),
        };
        Person {
            centre,
            birth_date,
            ill_since: onset.unwrap_or(today),
            notification: Notification { form: FORM.to_owned(), answers },
            placement: self.placement(dice),
            filed_at: self.filed_at,
        }
    }

    fn placement(self, dice: &mut Dice) -> Placement {
        let years = self.age_months / 12;
        let high = !(2..65).contains(&years) || self.pregnant || dice.percent(12);
        let by_phone = years >= 80 && dice.percent(40);
        Placement {
            care_status: if self.hotel { CareStatus::HotelIsolation } else { CareStatus::HomeIsolation },
            place: self.hotel.then(|| HOTEL.parse().ok()).flatten(),
            room: self.hotel.then(|| format!("{}{:02}", dice.between(3, 9), dice.between(1, 18))),
            risk: if high { Risk::High } else { Risk::Standard },
            channel: if by_phone { Channel::StaffCall } else { Channel::App },
            pregnant: self.pregnant,
        }
    }
}

/// A time on one of the last eight days at which clinics file; fewer do on Sundays.
fn filing_time(dice: &mut Dice, now: Time) -> Time {
    use chrono::Datelike;
    let mut weights = [20, 44, 36, 26, 18, 14, 10, 8];
    for (days, weight) in (0..).zip(&mut weights) {
        let weekday = (now - Span::hours(24 * days)).day(JST_MINUTES).weekday();
        if weekday == chrono::Weekday::Sun {
            *weight /= 3;
        }
    }
    let days = i64::try_from(dice.weighted(&weights)).unwrap_or(0);
    let day = (now - Span::hours(24 * days)).day(JST_MINUTES);
    let minute = u32::try_from(dice.between(9 * 60 + 30, 18 * 60 + 30)).unwrap_or(0);
    let time = Time::at(day, minute, JST_MINUTES);
    // Too late to have happened today: then it was yesterday.
    if time < now - Span::hours(1) { time } else { time - Span::hours(24) }
}

fn day_before(day: Date, days: i64) -> Date {
    (0..days).fold(day, |day, _| day.pred_opt().unwrap_or(day))
}

/// A birth date so many full months ago, on any day of that month.
fn born(today: Date, months: u32, dice: &mut Dice) -> Date {
    let day = today.checked_sub_months(chrono::Months::new(months)).unwrap_or(today);
    day_before(day, dice.between(0, 27))
}
