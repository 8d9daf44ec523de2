//! The names of rules.

use domain::api::rules::Rules;
use domain::ids::OrganisationId;
use ui::texts::{language, t, text};

use crate::people;

/// The parts of the page in their order, by the code of their heading.
pub const GROUPS: [&str; 7] = ["triage", "home_standard", "home_high", "hotel", "facility", "clocks", "risk"];

/// The rules in the order in which they are shown; schedules have the same ones, whichever placement they are
/// for.
const NAMES: [&str; 49] = [
    "triage.spo2_low",
    "triage.spo2_critical_below_low",
    "triage.spo2_reduced_above_low",
    "triage.spo2_fall_severe.points",
    "triage.spo2_fall_severe.at_most",
    "triage.spo2_fall.points",
    "triage.spo2_fall.at_most",
    "triage.baseline_from",
    "triage.fever_tenths",
    "triage.high_fever_tenths",
    "triage.infant_fever_tenths",
    "triage.infant_under_months",
    "triage.persistent_fever_days_before",
    "triage.fever_gap_hours",
    "triage.child_under_months",
    "triage.pulse_from_months",
    "triage.pulse_low",
    "triage.pulse_high",
    "due",
    "silence.sms_after_minutes",
    "silence.after_minutes",
    "silence.visit_after_minutes",
    "silence.level",
    "silence.level_again",
    "first_window_after_minutes",
    "opening_hours.opens",
    "opening_hours.closes",
    "take.emergency_minutes",
    "take.urgent_minutes",
    "take.caution.opened_before",
    "take.caution.same_day",
    "take.caution.next_day",
    "watch_at_most_hours",
    "staff.review.opening_minutes",
    "staff.review.urgent_minutes",
    "staff.review.urgent_spo2_at_most",
    "staff.first_contact_hours",
    "staff.test_result_hours",
    "staff.placement_hours",
    "staff.bed_hours",
    "staff.condition_hours",
    "staff.hold_minutes",
    "staff.unanswered_apart_minutes",
    "staff.call_back_minutes",
    "staff.risk.age_from_years",
    "staff.risk.age_under_years",
    "staff.risk.lives_alone_from_years",
    "staff.risk.factors",
    "staff.risk.severities",
];

/// The part of the page in which a rule stands.
pub fn group(path: &str) -> &'static str {
    let mut parts = path.split('.');
    match (parts.next(), parts.next()) {
        (Some("triage"), _) => "triage",
        (Some("schedules"), Some("home_standard")) => "home_standard",
        (Some("schedules"), Some("home_high")) => "home_high",
        (Some("schedules"), Some("hotel")) => "hotel",
        (Some("schedules"), Some("facility")) => "facility",
        (Some("staff"), Some("risk")) => "risk",
        _ => "clocks",
    }
}

/// The heading of a part.
pub fn heading(group: &str) -> &'static str {
    t(&["console.rule_group.", group].concat())
}

/// The name of a rule in the list above and in the texts.
fn short(path: &str) -> &str {
    let of_schedule = path.strip_prefix("schedules.").and_then(|rest| rest.split_once('.'));
    of_schedule.map_or(path, |(_, rule)| rule)
}

fn key(path: &str) -> String {
    ["console.rule.", short(path)].concat()
}

/// The place of a rule on the page; those of a newer server come last.
pub fn place(path: &str) -> (usize, usize) {
    let part = GROUPS.iter().position(|part| *part == group(path));
    let rule = NAMES.iter().position(|name| *name == short(path));
    (part.unwrap_or(GROUPS.len()), rule.unwrap_or(NAMES.len()))
}

/// What a rule is called within its part; one of a newer server as that calls it.
pub fn name(path: &str) -> String {
    match text(language(), &key(path)) {
        "?" => path.to_owned(),
        known => known.to_owned(),
    }
}

/// The same where its part is not to be seen.
pub fn full_name(path: &str) -> String {
    [heading(group(path)), &name(path)].join(" – ")
}

/// An authority by its name.
pub fn authority(rules: &Rules, id: &OrganisationId) -> String {
    if *id == rules.organisation.id {
        return people::organisation(&rules.organisation);
    }
    let named = rules.versions.iter().map(|version| &version.organisation).find(|place| place.id == *id);
    named.map_or_else(|| id.to_string(), people::place)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::rules::compose::values;
    use domain::time::Time;
    use ui::texts::{CONSOLE, Language, load};

    use super::*;

    #[test]
    fn every_rule_has_its_name_and_no_name_has_lost_its_rule() {
        load(CONSOLE);
        let paths = values(&[], Time::from_seconds(0)).into_iter().map(|(path, ..)| path);
        let keys: BTreeSet<_> = paths.map(|path| key(&path)).collect();
        for key in &keys {
            assert_ne!(text(Language::Japanese, key), "?", "{key}");
        }
        let told = CONSOLE.lines().filter_map(|line| line.split('\t').next());
        let told: BTreeSet<_> =
            told.filter(|key| key.starts_with("console.rule.")).map(str::to_owned).collect();
        assert_eq!(told, keys);
        assert_eq!(NAMES.map(key).into_iter().collect::<BTreeSet<_>>(), keys);
    }

    #[test]
    fn every_part_has_its_heading() {
        load(CONSOLE);
        for group in GROUPS {
            let key = ["console.rule_group.", group].concat();
            assert_ne!(text(Language::Japanese, &key), "?", "{key}");
        }
    }
}
