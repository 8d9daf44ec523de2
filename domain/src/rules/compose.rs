//! One rule set out of several authorities' (design 2.8 and 6): the nation's embedded one, what the
//! prefecture published over it, what the health centre published over that. The nearest wins, value by
//! value.
//!
//! A published version says only what differs and is never edited: a change is a further version. So
//! whoever knows the versions knows which rules decided at any moment, also years later.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{PUBLISHED, RuleSet, Schedules, StaffRules, faults_of, parse, parse_staff};
use crate::api::error::FieldError;
use crate::time::Time;

/// What one authority published at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Short and its own in an installation; decisions store it.
    pub id: String,
    /// First moment at which it counts.
    pub valid_from: Time,
    /// First moment at which it no longer does; the version before it counts again.
    pub valid_until: Option<Time>,
    /// The part of the rule file that differs.
    pub changes: Map<String, Value>,
}

/// The version of an authority that counts at this moment: of those that do, the one that began last.
pub fn in_force(versions: &[Version], at: Time) -> Option<&Version> {
    versions
        .iter()
        .filter(|version| version.valid_from <= at && version.valid_until.is_none_or(|until| at < until))
        // Of two that begin together the one that was published later, which stands later.
        .max_by_key(|version| version.valid_from)
}

/// The rule file with the changes of one authority in it. Objects are merged, everything else replaces.
pub fn merge(into: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, change) in changes {
        match (into.get_mut(name), change) {
            (Some(Value::Object(into)), Value::Object(changes)) => merge(into, changes),
            _ => _ = into.insert(name.clone(), change.clone()),
        }
    }
}

/// The rule sets that decide for one health centre or prefecture, one after the other.
#[derive(Clone, Debug)]
pub struct Timeline {
    sets: Vec<(Time, Arc<RuleSet>)>,
    /// What authorities published that makes no rule set and is left out, with the time from which on.
    pub broken: Vec<(Time, Vec<FieldError>)>,
}

impl Timeline {
    /// Composes what these authorities published, the farthest first. The nation is always there.
    ///
    /// What makes no valid rule set together with what stands above it is left out, the nearest first,
    /// and named in `broken`: a wrong number must not leave a case without rules. It is refused when it
    /// is published, so this is for the day on which a new program knows stricter checks.
    pub fn of(authorities: &[&[Version]]) -> Self {
        let mut sets: Vec<(Time, RuleSet)> = Vec::new();
        let mut broken = Vec::new();
        for from in boundaries(authorities) {
            let parts: Vec<&Version> =
                authorities.iter().filter_map(|versions| in_force(versions, from)).collect();
            for count in (0..=parts.len()).rev() {
                match compose(&parts[..count], from) {
                    Ok(set) => {
                        sets.push((from, set));
                        break;
                    }
                    Err(faults) => broken.push((from, faults)),
                }
            }
        }
        let calendar: Arc<[(Time, Schedules)]> =
            sets.iter().map(|(from, set)| (*from, set.schedules.clone())).collect();
        let with_calendar = |(from, set): (Time, RuleSet)| {
            (from, Arc::new(RuleSet { calendar: Some(Arc::clone(&calendar)), ..set }))
        };
        Self { sets: sets.into_iter().map(with_calendar).collect(), broken }
    }

    /// The rule set in force at this moment.
    ///
    /// # Panics
    ///
    /// Never: the embedded set alone is valid, as a test shows.
    pub fn at(&self, now: Time) -> &Arc<RuleSet> {
        let in_force = self.sets.iter().rev().find(|(from, _)| *from <= now);
        &in_force.unwrap_or(&self.sets[0]).1
    }
}

/// Every moment at which another composition may begin, ascending; the first lies before everything.
fn boundaries(authorities: &[&[Version]]) -> Vec<Time> {
    let published = authorities.iter().flat_map(|versions| versions.iter());
    let mut all: Vec<Time> =
        published.flat_map(|version| [Some(version.valid_from), version.valid_until]).flatten().collect();
    all.extend(super::published().iter().flat_map(|set| [Some(set.valid_from), set.valid_until]).flatten());
    // Cases that are older than every rule set are decided by the first one.
    all.push(Time::from_seconds(0));
    all.sort();
    all.dedup();
    all
}

/// The embedded file in force at a moment, as it is written.
pub fn base(at: Time) -> Map<String, Value> {
    let files = super::published().iter().zip(PUBLISHED);
    let id = super::at(at).id();
    let file = files.filter(|(set, _)| set.id() == id).map(|(_, json)| *json).next();
    match serde_json::from_str(file.unwrap_or(PUBLISHED[0])) {
        Ok(Value::Object(file)) => file,
        _ => Map::new(),
    }
}

/// The rule set of these versions over the embedded one in force at this moment, or what is wrong with it.
pub fn compose(parts: &[&Version], at: Time) -> Result<RuleSet, Vec<FieldError>> {
    let mut file = base(at);
    let mut faults = Vec::new();
    for part in parts {
        faults.extend(super::limits::check(&file, &part.changes));
        merge(&mut file, &part.changes);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (set, staff) = read(&Value::Object(file))?;
    let ids: Vec<&str> = parts.iter().map(|part| part.id.as_str()).collect();
    let composed = (!ids.is_empty()).then(|| ids.join("+").into());
    Ok(RuleSet { composed, own_staff: Some(Arc::new(staff)), ..set })
}

/// Every value that an authority may change, as these versions leave it (the farthest first, one for each
/// authority), and which of them it is from; the nation's own from none.
pub fn values(parts: &[Option<&Version>], at: Time) -> Vec<(String, Value, Option<usize>)> {
    let base = base(at);
    let mut file = base.clone();
    for part in parts.iter().flatten() {
        // Only what the file knows: a version is shown also if it is too old for it.
        if super::limits::check(&base, &part.changes).is_empty() {
            merge(&mut file, &part.changes);
        }
    }
    let mut found = Vec::new();
    leaves(&file, "", &mut found);
    found.retain(|(path, _)| super::limits::is_free(path));
    let whose = |path: &str| {
        let says = |part: &Version| value_at(&part.changes, path).is_some();
        parts.iter().rposition(|part| part.is_some_and(says))
    };
    found.into_iter().map(|(path, value)| (path.clone(), value, whose(&path))).collect()
}

/// Every value of a part of the rule file, with its path.
pub fn flat(part: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    leaves(part, "", &mut found);
    found
}

fn leaves(file: &Map<String, Value>, parent: &str, found: &mut Vec<(String, Value)>) {
    for (name, value) in file {
        let path = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
        match value {
            Value::Object(inner) => leaves(inner, &path, found),
            value => found.push((path, value.clone())),
        }
    }
}

/// The value at a path like `triage.spo2_low`.
pub fn value_at<'a>(file: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        None => file.get(path),
        Some((name, rest)) => value_at(file.get(name)?.as_object()?, rest),
    }
}

fn read(file: &Value) -> Result<(RuleSet, StaffRules), Vec<FieldError>> {
    let unread = || vec![FieldError::new("", crate::api::error::Problem::WrongType)];
    let text = file.to_string();
    let set = parse(&text).map_err(|_| faults_of(&text).unwrap_or_else(unread))?;
    let (_, staff) = parse_staff(&text).map_err(|_| unread())?;
    Ok((set, staff))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::placement::{CareStatus, Risk};
    use crate::rules;

    fn time(text: &str) -> Time {
        format!("{text}:00+09:00").parse().unwrap()
    }

    fn version(id: &str, from: &str, until: Option<&str>, changes: Value) -> Version {
        let Value::Object(changes) = changes else { panic!("{changes}") };
        Version { id: id.to_owned(), valid_from: time(from), valid_until: until.map(time), changes }
    }

    #[test]
    fn without_anything_published_the_embedded_set_decides() {
        let timeline = Timeline::of(&[&[], &[]]);
        for at in ["1990-01-01T00:00", "2026-01-05T08:00"] {
            let (set, default) = (timeline.at(time(at)), rules::at(time(at)));
            assert_eq!((set.id(), &set.triage), (default.id(), &default.triage));
            assert_eq!(set.staff(), default.staff());
        }
        assert!(timeline.broken.is_empty());
    }

    #[test]
    fn the_nearest_wins_value_by_value_and_only_while_it_counts() {
        let prefecture = [version(
            "aaaaaaaa",
            "2026-01-05T00:00",
            None,
            json!({ "triage": { "spo2_low": 94, "pulse_high": 110 }, "staff": { "bed_hours": 6 } }),
        )];
        let centre = [
            version("bbbbbbbb", "2026-01-06T00:00", None, json!({ "triage": { "spo2_low": 92 } })),
            version(
                "cccccccc",
                "2026-01-07T00:00",
                Some("2026-01-08T00:00"),
                json!({ "triage": { "spo2_low": 95 } }),
            ),
        ];
        let timeline = Timeline::of(&[&prefecture, &centre]);
        assert!(timeline.broken.is_empty());
        for (at, id, low, high) in [
            ("2026-01-04T23:59", "default/2020-10-14", 93, 120),
            ("2026-01-05T00:00", "aaaaaaaa", 94, 110),
            ("2026-01-06T12:00", "aaaaaaaa+bbbbbbbb", 92, 110),
            ("2026-01-07T12:00", "aaaaaaaa+cccccccc", 95, 110),
            // What was for a time is over, and the version before it counts again.
            ("2026-01-08T00:00", "aaaaaaaa+bbbbbbbb", 92, 110),
        ] {
            let set = timeline.at(time(at));
            assert_eq!((set.id().as_str(), set.triage.spo2_low, set.triage.pulse_high), (id, low, high));
        }
        let bed = |at: &str| timeline.at(time(at)).bed_after().as_seconds() / 3_600;
        assert_eq!((bed("2026-01-04T12:00"), bed("2026-01-06T12:00")), (12, 6));
    }

    #[test]
    fn a_schedule_holds_for_whole_days() {
        let centre = [version(
            "aaaaaaaa",
            "2026-01-05T12:00",
            None,
            json!({ "schedules": { "home_standard": { "due": ["08:00"] } } }),
        )];
        let timeline = Timeline::of(&[&[], &centre]);
        let set = timeline.at(time("2026-01-05T18:00"));
        let due = |day: &str| {
            let from = time(&format!("{day}T00:00"));
            let schedule = set.schedule_on(CareStatus::HomeIsolation, Risk::Standard, from).unwrap();
            schedule.due[0].to_string()
        };
        // That day began by the old one, and its windows stay as people know them.
        assert_eq!((due("2026-01-05"), due("2026-01-06")), ("09:00".to_owned(), "08:00".to_owned()));
    }

    #[test]
    fn what_makes_no_rule_set_is_left_out_and_told() {
        let centre = [version(
            "aaaaaaaa",
            "2026-01-05T00:00",
            None,
            json!({ "schedules": { "home_high": { "silence": { "after_minutes": 600 } } } }),
        )];
        let timeline = Timeline::of(&[&[], &centre]);
        assert_eq!(timeline.at(time("2026-01-06T00:00")).id(), "default/2020-10-14");
        let (from, faults) = &timeline.broken[0];
        assert_eq!(*from, time("2026-01-05T00:00"));
        assert_eq!(faults[0].field, "schedules.home_high.silence.after_minutes");
    }

    fn tree() -> impl Strategy<Value = Map<String, Value>> {
        let leaf = prop_oneof![(0..9_i32).prop_map(Value::from), Just(json!(["09:00"]))];
        let value = leaf.prop_recursive(3, 12, 3, |inner| {
            proptest::collection::hash_map("[abc]", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
        });
        proptest::collection::hash_map("[abc]", value, 0..3).prop_map(|map| map.into_iter().collect())
    }

    fn merged(into: &Map<String, Value>, changes: &Map<String, Value>) -> Map<String, Value> {
        let mut into = into.clone();
        merge(&mut into, changes);
        into
    }

    /// Every value of the changes stands in what is merged.
    fn holds(all: &Map<String, Value>, part: &Map<String, Value>) -> bool {
        part.iter().all(|(name, value)| match (all.get(name), value) {
            (Some(Value::Object(all)), Value::Object(part)) => holds(all, part),
            (found, value) => found == Some(value),
        })
    }

    proptest! {
        #[test]
        fn merging_takes_what_is_nearer_and_keeps_the_rest(a in tree(), b in tree(), c in tree()) {
            let ab = merged(&a, &b);
            prop_assert!(holds(&ab, &b));
            prop_assert_eq!(&merged(&a, &Map::new()), &a);
            prop_assert_eq!(&merged(&ab, &b), &ab);
            for (name, value) in &a {
                if !b.contains_key(name) {
                    prop_assert_eq!(ab.get(name), Some(value));
                }
            }
            prop_assert!(holds(&merged(&ab, &c), &c));
        }
    }
}
