//! One function per operation, each with what it needs and no more.

use std::collections::BTreeSet;

use serde_yaml_ng::Value;

use crate::reading::{Template, at, events, keys, leading_keys, pascal, text, texts};
use crate::{OPERATIONS, STAFF};

/// The operations that send text messages to patients.
const TEXTING: [&str; 2] = ["send-entry-link", "remind-patient"];

#[test]
fn every_operation_has_its_function_and_route() {
    let template = Template::read();
    let functions: BTreeSet<_> = template.of_type("AWS::Serverless::Function").collect();
    let expected = OPERATIONS.map(|(operation, _)| format!("{}Function", pascal(operation)));
    assert_eq!(functions, expected.iter().map(String::as_str).collect());
    for (operation, method) in OPERATIONS {
        let function = template.function(operation);
        let code = format!("../target/lambda/{operation}");
        assert_eq!(text(at(function, "Properties/CodeUri")), code);
        assert_eq!(*at(function, "Metadata/SkipBuild"), Value::Bool(true));
        let routes: Vec<_> = events(function, "HttpApi")
            .map(|route| (text(at(route, "Method")), text(at(route, "Path"))))
            .collect();
        let path = format!("/api/{operation}");
        let route = method.map(|method| (method.to_owned(), path));
        assert_eq!(routes, Vec::from_iter(route), "{operation}");
    }
}

#[test]
fn every_function_logs_into_its_own_encrypted_group() {
    let template = Template::read();
    for (operation, _) in OPERATIONS {
        let id = format!("{}LogGroup", pascal(operation));
        let function = template.function(operation);
        assert_eq!(text(at(function, "Properties/LoggingConfig/LogGroup")), id);
        let group = at(template.resource(&id), "Properties");
        let name = format!("/mimamori/${{Stage}}/{operation}");
        assert_eq!(text(at(group, "LogGroupName")), name);
        at(group, "RetentionInDays");
        assert_eq!(text(at(group, "KmsKeyId")), "DataKey.Arn");
    }
}

#[test]
fn a_function_gets_the_environment_that_it_needs_and_no_more() {
    let template = Template::read();
    for (operation, method) in OPERATIONS {
        let mut expected = BTreeSet::new();
        if method.is_some() || operation == "remind-patient" {
            expected.insert("MIMAMORI_SECRET");
        }
        if operation == "watch-sweep" {
            expected.insert("ALARM_TOPIC");
        }
        if STAFF.contains(&operation) {
            expected.extend(["OIDC_ISSUER", "OIDC_CLIENT_ID"]);
        }
        if ["send-entry-link", "remind-patient"].contains(&operation) {
            expected.insert("APP_URL");
        }
        if operation == "notify-health-centre" {
            expected.extend(["TOPIC_PREFIX", "CONSOLE_URL"]);
        }
        let variables = template
            .function(operation)
            .get("Properties")
            .and_then(|properties| properties.get("Environment"))
            .map(|environment| at(environment, "Variables"));
        let names = variables.map(keys).unwrap_or_default();
        assert_eq!(names, expected, "{operation}");
        if let Some(secret) = variables.and_then(|all| all.get("MIMAMORI_SECRET")) {
            assert!(text(secret).starts_with("{{resolve:secretsmanager:"));
        }
    }
    let shared = at(&template.root, "Globals/Function/Environment/Variables");
    assert_eq!(keys(shared), BTreeSet::from(["STAGE", "TABLE_NAME"]));
}

#[test]
fn policies_name_exact_actions_and_resources() {
    let template = Template::read();
    for (operation, _) in OPERATIONS {
        for statement in template.statements(operation) {
            if TEXTING.contains(&operation) && texts(at(statement, "Action")) == ["sns:Publish"] {
                // Telephone numbers have no ARN: see the test below.
                continue;
            }
            for action in texts(at(statement, "Action")) {
                assert!(!action.contains('*'), "{operation}: {action}");
                for never in ["Scan", "Delete", "Batch", "PartiQL"] {
                    assert!(!action.contains(never), "{operation}: {action}");
                }
            }
            for resource in texts(at(statement, "Resource")) {
                // The topics of the organisations are made later, so only their prefix is known.
                let topics = resource.ends_with(":mimamori-${Stage}-*");
                assert!(topics || !resource.contains('*'), "{operation}: {resource}");
                if resource == "MimamoriTable.Arn" {
                    assert!(!leading_keys(statement).is_empty(), "{operation}");
                }
            }
        }
    }
}

#[test]
fn text_messages_go_to_telephones_and_to_no_topic() {
    let template = Template::read();
    for operation in TEXTING {
        let statements: Vec<_> = template
            .statements(operation)
            .into_iter()
            .filter(|statement| texts(at(statement, "Action")) == ["sns:Publish"])
            .map(|statement| (text(at(statement, "Effect")), texts(at(statement, "Resource")).concat()))
            .collect();
        let topics = "arn:${AWS::Partition}:sns:*:*:*";
        let expected = [("Allow".to_owned(), "*".to_owned()), ("Deny".to_owned(), topics.to_owned())];
        assert_eq!(statements, expected, "{operation}");
    }
}

#[test]
fn only_these_operations_touch_identities() {
    let template = Template::read();
    let mut touched = Vec::new();
    for (operation, _) in OPERATIONS {
        for statement in template.statements(operation) {
            if leading_keys(statement).iter().any(|key| key == "PERSON#*") {
                let actions = texts(at(statement, "Action")).join(" ");
                touched.push(format!("{operation}: {actions}"));
            }
        }
    }
    assert_eq!(
        touched,
        [
            "correct-notification: dynamodb:PutItem",
            "file-notification: dynamodb:PutItem",
            "get-case: dynamodb:GetItem",
            "get-notification: dynamodb:GetItem",
            "list-downtime: dynamodb:GetItem",
            "remind-patient: dynamodb:GetItem",
            "search-cases: dynamodb:GetItem",
            "send-entry-link: dynamodb:GetItem"
        ]
    );
}

#[test]
fn whoever_decides_about_a_case_may_read_the_rules_of_its_authorities() {
    // These show or open what is there and decide nothing by thresholds, schedules or clocks.
    const WITHOUT_RULES: [&str; 6] = [
        "activate-patient",
        "get-notification",
        "hear-canary",
        "notify-health-centre",
        "refresh-session",
        "search-cases",
    ];
    let template = Template::read();
    for (operation, _) in OPERATIONS {
        let may = |actions: &[&str], key: &str| {
            template.statements(operation).into_iter().any(|statement| {
                let granted = texts(at(statement, "Action")).join(" ");
                let is_there = leading_keys(statement).iter().any(|leading| leading == key);
                is_there && actions.iter().any(|action| granted.contains(action))
            })
        };
        let reads_cases = may(&["GetItem", "Query"], "CASE#*");
        if reads_cases && !WITHOUT_RULES.contains(&operation) {
            assert!(may(&["Query"], "ORG#*"), "{operation} cannot read what was published");
        }
    }
}
