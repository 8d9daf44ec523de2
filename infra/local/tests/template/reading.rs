//! Reads the template for its tests.

use std::collections::BTreeSet;

use serde_yaml_ng::{Mapping, Value};

/// The template as it is written, intrinsic functions included.
pub struct Template {
    pub root: Value,
}

impl Template {
    pub fn read() -> Self {
        let root = serde_yaml_ng::from_str(include_str!("../../../template.yaml"));
        Self { root: root.expect("the template is YAML") }
    }

    fn resources(&self) -> &Mapping {
        at(&self.root, "Resources").as_mapping().expect("resources")
    }

    pub fn resource(&self, id: &str) -> &Value {
        at(&self.root, &format!("Resources/{id}"))
    }

    pub fn function(&self, operation: &str) -> &Value {
        self.resource(&format!("{}Function", pascal(operation)))
    }

    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let resources = self.resources().iter();
        resources
            .filter(move |(_, resource)| text(at(resource, "Type")) == kind)
            .filter_map(|(id, _)| id.as_str())
    }

    /// The statements of an operation's own policies and of those that it refers to.
    pub fn statements(&self, operation: &str) -> Vec<&Value> {
        let properties = at(self.function(operation), "Properties");
        let mut found = Vec::new();
        if let Some(role) = properties.get("Role") {
            let role = self.resource(text(role).trim_end_matches(".Arn"));
            for policy in sequence(at(role, "Properties/Policies")) {
                found.extend(sequence(at(policy, "PolicyDocument/Statement")));
            }
            for policy in texts(at(role, "Properties/ManagedPolicyArns")) {
                found.extend(self.managed_policy(&policy));
            }
            return found;
        }
        for policy in sequence(at(properties, "Policies")) {
            match policy.get("Statement") {
                Some(statements) => found.extend(sequence(statements)),
                None => found.extend(self.managed_policy(&text(policy))),
            }
        }
        found
    }

    fn managed_policy(&self, id: &str) -> &[Value] {
        sequence(at(self.resource(id), "Properties/PolicyDocument/Statement"))
    }

    /// The alarm on this metric of this thing; it tells somebody.
    pub fn alarm(&self, metric: &str, thing: &str) -> &Value {
        let alarms = self.of_type("AWS::CloudWatch::Alarm");
        let alarm = alarms
            .map(|id| at(self.resource(id), "Properties"))
            .find(|alarm| {
                alarm.get("MetricName").is_some_and(|name| text(name) == metric)
                    && texts(at(alarm, "Dimensions")).iter().any(|value| value == thing)
            })
            .unwrap_or_else(|| panic!("no alarm on {metric} of {thing}"));
        assert_eq!(texts(at(alarm, "AlarmActions")), ["AlarmTopic"]);
        alarm
    }
}

/// The properties of a function's events of one kind.
pub fn events<'a>(function: &'a Value, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    let events = function["Properties"].get("Events").and_then(Value::as_mapping);
    let events = events.into_iter().flatten().map(|(_, event)| event);
    events.filter(move |event| text(at(event, "Type")) == kind).map(|event| at(event, "Properties"))
}

pub fn leading_keys(statement: &Value) -> Vec<String> {
    let condition = statement.get("Condition").and_then(|all| all.get("ForAllValues:StringLike"));
    condition.map(|keys| texts(at(keys, "dynamodb:LeadingKeys"))).unwrap_or_default()
}

/// The value at a path, below intrinsic functions too.
pub fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(value, |value, key| {
        value.get(key).unwrap_or_else(|| panic!("{key} of {path} is missing in {value:?}"))
    })
}

pub fn keys(value: &Value) -> BTreeSet<&str> {
    let entries = value.as_mapping().expect("a mapping");
    entries.keys().filter_map(Value::as_str).collect()
}

fn sequence(value: &Value) -> &[Value] {
    value.as_sequence().expect("a sequence")
}

/// The one text in a value; of `!Ref`, `!GetAtt` or `!Sub` what stands behind it.
pub fn text(value: &Value) -> String {
    texts(value).first().expect("a text").clone()
}

/// Every text in a value, in order.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Bool(flag) => vec![flag.to_string()],
        Value::Sequence(items) => items.iter().flat_map(texts).collect(),
        Value::Mapping(entries) => entries.values().flat_map(texts).collect(),
        Value::Tagged(tagged) => texts(&tagged.value),
        Value::Null | Value::Number(_) => Vec::new(),
    }
}

/// `submit-check-in` → `SubmitCheckIn`.
pub fn pascal(operation: &str) -> String {
    let words = operation.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}
