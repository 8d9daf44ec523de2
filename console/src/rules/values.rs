//! What is typed of a further version, and how it is read.

use domain::api::error::FieldError;
use domain::api::rules::{PublishRules, RuleStanding, RuleValue, Rules};
use domain::ids::RequestId;
use domain::rules::compose;
use domain::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::value;
use super::words::place;
use crate::moment::Moment;

/// A rule that the organisation changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the rule file.
    pub path: String,
    /// What is typed.
    pub typed: String,
}

/// What is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// All that the organisation changes from then on.
    pub changes: Vec<Change>,
    /// Since when it counts; as soon as possible without.
    pub from: Option<Moment>,
    /// Until when; open-ended without.
    pub until: Option<Moment>,
    /// Why.
    pub reason: String,
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The form as it opens: with what the organisation changes already, or will.
    pub fn new(request_id: RequestId, rules: &Rules) -> Self {
        let own = rules.versions.iter().filter(|version| version.organisation.id == rules.organisation.id);
        let counts = own.filter(|one| matches!(one.standing, RuleStanding::Planned | RuleStanding::InForce));
        let last = counts.max_by_key(|version| version.version);
        let mut changes = last.map(|version| compose::flat(&version.changes)).unwrap_or_default();
        changes.sort_by_key(|(path, _)| place(path));
        let typed = |(path, value): (String, Value)| Change { typed: value::as_typed(&path, &value), path };
        Self {
            request_id,
            changes: changes.into_iter().map(typed).collect(),
            from: None,
            until: None,
            reason: String::new(),
            touched: false,
        }
    }

    /// The request, or every field that is wrong, in the order of the form. It only asks what it would come
    /// to; whoever has confirmed that sends it with `dry_run` false.
    pub fn read(&self, rules: &Rules, now: Time, offset: i32) -> Result<PublishRules, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut changes = Map::new();
        for change in &self.changes {
            let Some(known) = rules.values.iter().find(|known| known.path == change.path) else { continue };
            match value::read(&change.path, &change.typed, &known.value, known.bounds) {
                Ok(value) => put(&mut changes, &change.path, value),
                Err(error) => errors.push(error),
            }
        }
        let mut moment = |typed: &Option<Moment>, fields| {
            typed.as_ref().map(|typed| typed.read(fields, offset, now, Time::from_seconds(0), &mut errors))
        };
        let valid_from = moment(&self.from, ["valid_from", "valid_from_at"]);
        let valid_until = moment(&self.until, ["valid_until", "valid_until_at"]);
        let request = PublishRules {
            request_id: self.request_id.clone(),
            organisation: rules.organisation.id.clone(),
            seen: rules.seen,
            changes,
            valid_from,
            valid_until,
            reason: self.reason.trim().to_owned(),
            dry_run: true,
        };
        errors.extend(request.check(now, offset));
        if errors.is_empty() { Ok(request) } else { Err(errors) }
    }

    /// What can be changed and is not yet.
    pub fn others<'a>(&self, rules: &'a Rules) -> Vec<&'a RuleValue> {
        let is_changed = |path: &str| self.changes.iter().any(|change| change.path == path);
        rules.values.iter().filter(|value| !is_changed(&value.path)).collect()
    }
}

/// Puts a value at its place in the part of the rule file that changes.
fn put(changes: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => _ = changes.insert(path.to_owned(), value),
        Some((first, rest)) => {
            let inner = changes.entry(first).or_insert_with(|| Map::new().into());
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::api::error::Problem;
    use serde_json::json;

    use super::*;

    const ID: &str = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";

    fn rules() -> Rules {
        let values =
            compose::values(&[], Time::from_seconds(0)).into_iter().map(|(path, value, _)| RuleValue {
                bounds: matches!(value, Value::Number(_)).then(|| domain::rules::limits::bounds(&path)),
                path,
                value,
                of: None,
            });
        Rules {
            now: Time::from_seconds(0),
            organisation: serde_json::from_value(json!({
                "id": "aoba-hc", "name": "青葉保健所", "name_en": "Aoba", "role": "manager", "member": "井原 和子",
            }))
            .unwrap(),
            embedded: "default/2020-10-14".to_owned(),
            rules: "default/2020-10-14".to_owned(),
            seen: 1,
            values: values.collect(),
            versions: serde_json::from_value(json!([{
                "organisation": { "id": "aoba-hc", "name": "青葉保健所", "name_en": "Aoba" },
                "version": 1, "id": "aaaaaaaa", "valid_from": "2026-01-05T00:00:00Z", "standing": "in_force",
                "published_at": "2026-01-04T00:00:00Z", "by": { "role": "manager", "name": "井原 和子" },
                "changes": { "triage": { "high_fever_tenths": 380 } },
            }]))
            .unwrap(),
        }
    }

    #[test]
    fn the_form_opens_with_what_counts_and_sends_all_of_it() {
        let (rules, now): (_, Time) = (rules(), "2026-01-06T09:00:00+09:00".parse().unwrap());
        let mut values = Values::new(ID.parse().unwrap(), &rules);
        assert_eq!(
            values.changes,
            [Change { path: "triage.high_fever_tenths".into(), typed: "38.0".into() }]
        );
        values.changes.push(Change { path: "triage.spo2_low".into(), typed: "94".into() });
        values.reason = " 酸素投与の基準に合わせる ".to_owned();
        let request = values.read(&rules, now, 540).unwrap();
        assert_eq!(
            Value::Object(request.changes),
            json!({ "triage": { "high_fever_tenths": 380, "spo2_low": 94 } })
        );
        assert_eq!(
            (request.seen, request.dry_run, request.reason.as_str()),
            (1, true, "酸素投与の基準に合わせる")
        );
        assert!(values.others(&rules).iter().all(|other| other.path != "triage.spo2_low"));
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let (rules, now): (_, Time) = (rules(), "2026-01-06T09:00:00+09:00".parse().unwrap());
        let values = Values {
            changes: vec![Change { path: "triage.spo2_low".into(), typed: "39".into() }],
            from: Some(Moment { day: "2026-01-06".into(), clock: "8:00".into() }),
            until: Some(Moment { day: String::new(), clock: "9:00".into() }),
            ..Values::new(ID.parse().unwrap(), &rules)
        };
        let errors = values.read(&rules, now, 540).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.problem)).collect();
        assert!(found.contains(&("triage.spo2_low", Problem::OutOfRange)), "{found:?}");
        assert!(found.contains(&("valid_from", Problem::OutOfRange)), "{found:?}");
        assert!(found.contains(&("valid_until", Problem::Missing)), "{found:?}");
        assert!(found.contains(&("reason", Problem::Missing)), "{found:?}");
    }
}
