//! Event patterns, as the stream's filter in the template writes them.

use serde_json::Value;

/// Whether a record has what a pattern asks for: every member of an object, and one element of each
/// list, which is a value, `{"prefix": …}` or `{"exists": …}`. Other tests of the pattern language
/// match nothing.
pub(crate) fn matches(pattern: &Value, record: Option<&Value>) -> bool {
    match pattern {
        Value::Object(members) => {
            members.iter().all(|(name, part)| matches(part, record.and_then(|r| r.get(name))))
        }
        Value::Array(tests) => tests.iter().any(|test| passes(test, record)),
        _ => false,
    }
}

fn passes(test: &Value, value: Option<&Value>) -> bool {
    match test {
        Value::Object(test) => {
            let prefix = test.get("prefix").and_then(Value::as_str);
            let begins =
                prefix.is_some_and(|p| value.and_then(Value::as_str).is_some_and(|v| v.starts_with(p)));
            begins || test.get("exists") == Some(&Value::Bool(value.is_some()))
        }
        literal => value == Some(literal),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_stacks_filter_wants_ringing_work_only() {
        let template = crate::template::Template::embedded().unwrap();
        let pattern = &template.stream_mappings[0].patterns[0];
        let record =
            |sk: &str, ring: Value| json!({"dynamodb": {"Keys": {"sk": {"S": sk}}, "NewImage": ring}});
        let ringing = json!({"ring_pending": {"S": "1"}});
        assert!(matches(pattern, Some(&record("WORK#health-1", ringing.clone()))));
        assert!(!matches(pattern, Some(&record("CARD", ringing))));
        assert!(!matches(pattern, Some(&record("WORK#health-1", json!({"ring_pending": {"S": "0"}})))));
        assert!(!matches(pattern, Some(&record("WORK#health-1", json!({})))));
        assert!(!matches(pattern, Some(&json!({"dynamodb": {"Keys": {"sk": {"S": "WORK#1"}}}}))));
    }

    #[test]
    fn exists_is_understood() {
        let pattern = json!({"OldImage": [{"exists": false}]});
        assert!(matches(&pattern, Some(&json!({}))));
        assert!(!matches(&pattern, Some(&json!({"OldImage": "x"}))));
    }
}
