//! First contact sheets: most people were called within a day, and a few households are linked.

use std::collections::HashSet;

use anyhow::{Context, Result};
use domain::api::first_contact::RecordFirstContact;
use domain::condition::Severity;
use domain::first_contact::{
    CallHours, EmergencyContact, FirstContact, HouseholdMember, Kin, Language, Onset, Oximeter, RiskFactor,
};
use domain::placement::Risk;
use domain::rules::WallClock;
use domain::time::{Span, Time};

use super::dice::Dice;
use super::people::Person;
use super::story::{Step, Story};

/// How many households are linked at most.
const HOUSEHOLDS: usize = 8;
/// Whoever is linked was filed so long before: cases live side by side, so a shorter time could
/// bring the link before the case.
const FILED_BEFORE: Span = Span::hours(24);

const KINDS: [RiskFactor; 4] =
    [RiskFactor::Hypertension, RiskFactor::Diabetes, RiskFactor::Copd, RiskFactor::Obesity];
const TONGUES: [Language; 4] =
    [Language::Vietnamese, Language::Portuguese, Language::Nepali, Language::English];
const NOTES: [&str; 4] = [
    "インターホンが鳴らないため、訪問時は電話する。",
    "買い物は近所の妹が届けている。",
    "室内で犬を飼っている。",
    "職場への連絡は本人が済ませた。",
];

/// Adds the sheets to the stories.
///
/// # Errors
/// If an id or a time of day that is written here is none.
pub(super) fn plan(stories: &mut [Story], seed: u64, now: Time) -> Result<()> {
    let mut dice = Dice::new(seed);
    let mut linked = HashSet::new();
    for i in 0..stories.len() {
        let at = stories[i].person.filed_at + Span::minutes(dice.between(90, 20 * 60));
        // Whoever was filed more than a day ago was called: nobody is forgotten.
        let was_called = (dice.percent(88) || now - stories[i].person.filed_at > FILED_BEFORE) && at < now;
        let mut sheet = sheet(&mut dice, &stories[i].person)?;
        let request_id = dice.uuid().parse()?;
        if !was_called {
            continue;
        }
        if linked.len() < HOUSEHOLDS
            && let Some(other) = (0..stories.len()).find(|j| lives_with(stories, i, *j, at))
            && linked.insert(stories[other].id.clone())
        {
            sheet.lives_alone = Some(false);
            sheet.household = vec![member(&stories[i].person, &stories[other])?];
        }
        let case = stories[i].id.parse()?;
        let request = RecordFirstContact { request_id, case, seen: 0, sheet, reached: true };
        stories[i].steps.push((at, Step::FirstContact { request: Box::new(request) }));
        stories[i].steps.sort_by_key(|(time, _)| *time);
    }
    Ok(())
}

/// A sheet from which the class follows with which the person was filed.
fn sheet(dice: &mut Dice, person: &Person) -> Result<FirstContact> {
    let months = domain::person::age_months(person.birth_date, person.filed_at.day(super::JST_MINUTES));
    let (years, placement) = (months / 12, &person.placement);
    let by_age = !(2..65).contains(&years);
    let factor =
        (placement.risk == Risk::High && !by_age && !placement.pregnant) || (by_age && dice.percent(45));
    let alone = (20..50).contains(&years) && dice.percent(35) || years >= 65 && dice.percent(30);
    let foreign = (18..60).contains(&years) && dice.percent(7);
    let onset = person.notification.answers.date("onset_date");
    let kin = if years < 20 { Kin::Parent } else { *dice.pick(&[Kin::Partner, Kin::Child, Kin::Sibling]) };
    let surname = person.notification.answers.text("name").and_then(|name| name.split(' ').next());
    let hour = |hour: i64| u32::try_from(hour * 60).ok().and_then(WallClock::of).context("an hour");
    let from = dice.between(9, 17);
    let phone = format!("000-2000-{:04}", dice.between(0, 9_999));
    Ok(FirstContact {
        emergency_contact: dice.percent(92).then(|| EmergencyContact {
            name: format!(
                "{}（{}）",
                surname.unwrap_or_default(),
                if years < 20 { "保護者" } else { "家族" }
            ),
            relation: Some(kin),
            phone,
        }),
        lives_alone: Some(alone),
        risk_factors: Some(if factor { vec![*dice.pick(&KINDS)] } else { Vec::new() }),
        immunocompromised: Some(false),
        pregnant: Some(placement.pregnant),
        severity: Some(if onset.is_some() { Severity::Mild } else { Severity::Asymptomatic }),
        oximeter: Some(*dice.pick(&[Oximeter::Sent, Oximeter::InUse, Oximeter::InUse, Oximeter::Nothing])),
        language: Some(if foreign { *dice.pick(&TONGUES) } else { Language::Japanese }),
        interpreter: Some(foreign),
        onset: Some(onset.map_or(Onset::NoSymptoms, Onset::Date)),
        best_hours: Some(CallHours { from: hour(from)?, to: hour(from + dice.between(1, 4))? }),
        notes: dice.percent(30).then(|| (*dice.pick(&NOTES)).to_owned()),
        ..FirstContact::default()
    })
}

/// Whether two share a surname and a municipality, are both at home, and the other one was filed long
/// enough before this one's sheet.
fn lives_with(stories: &[Story], i: usize, j: usize, at: Time) -> bool {
    let (one, other) = (&stories[i].person, &stories[j].person);
    let surname = |person: &Person| {
        person.notification.answers.text("name").and_then(|name| name.split(' ').next().map(str::to_owned))
    };
    let area = |person: &Person| person.notification.answers.text("municipality").map(str::to_owned);
    i != j
        && one.centre.id == other.centre.id
        && (surname(one), area(one)) == (surname(other), area(other))
        && one.placement.place.is_none()
        && other.placement.place.is_none()
        && other.filed_at + FILED_BEFORE <= at
}

fn member(person: &Person, other: &Story) -> Result<HouseholdMember> {
    let years =
        |person: &Person| (person.filed_at.day(super::JST_MINUTES) - person.birth_date).num_days() / 365;
    let older = years(&other.person) - years(person);
    let relation = match older {
        18..=45 => Kin::Parent,
        46.. => Kin::Grandparent,
        -45..=-18 => Kin::Child,
        ..=-46 => Kin::Grandchild,
        _ => Kin::Relative,
    };
    Ok(HouseholdMember {
        name_kana: other.person.notification.answers.text("name_kana").unwrap_or_default().to_owned(),
        relation: Some(relation),
        case: Some(other.id.parse()?),
    })
}
