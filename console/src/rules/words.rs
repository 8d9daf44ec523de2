//! The names of rules.

use domain::api::rules::Rules;
use domain::ids::OrganisationId;
use ui::texts::{language, t, text};

use crate::people;

/// The parts of the page in their order, by the code of their heading.
pub const GROUPS: [&str; 7] = ["triage", "home_standard", "home_high", "hotel", "facility", "clocks", "risk"];

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

/// The key of a rule's name. Schedules have the same rules, whichever placement they are for.
fn key(path: &str) -> String {
    let of_schedule = path.strip_prefix("schedules.").and_then(|rest| rest.split_once('.'));
    let name = of_schedule.map_or(path, |(_, rule)| rule);
    ["console.rule.", name].concat()
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
