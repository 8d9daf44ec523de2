//! What runs without a caller, and what must survive everybody's mistakes.

use serde_yaml_ng::Value;

use crate::reading::{Template, at, events, text, texts};

#[test]
fn nothing_that_runs_without_a_caller_fails_in_silence() {
    let template = Template::read();
    let sweep = template.function("sweep-due");
    let schedule = events(sweep, "ScheduleV2").next().expect("a schedule");
    let ringing = template.function("notify-health-centre");
    let stream = events(ringing, "DynamoDB").next().expect("a stream");
    let failures = [
        at(schedule, "DeadLetterConfig/Arn"),
        at(sweep, "Properties/EventInvokeConfig/DestinationConfig/OnFailure/Destination"),
        at(stream, "DestinationConfig/OnFailure/Destination"),
    ];
    for queue in failures {
        let id = text(queue).trim_end_matches(".Arn").to_owned();
        let properties = at(template.resource(&id), "Properties");
        assert_eq!(*at(properties, "SqsManagedSseEnabled"), Value::Bool(true));
        template.alarm("ApproximateNumberOfMessagesVisible", &format!("{id}.QueueName"));
    }
    for function in
        ["SweepDueFunction", "NotifyHealthCentreFunction", "RemindPatientFunction", "WatchSweepFunction"]
    {
        template.alarm("Errors", function);
    }
    for function in ["SweepDueFunction", "WatchSweepFunction"] {
        let not_run = template.alarm("Invocations", function);
        assert_eq!(text(at(not_run, "TreatMissingData")), "breaching");
    }
    template.alarm("IteratorAge", "NotifyHealthCentreFunction");
    template.alarm("5xx", "HttpApi");
    template.alarm("ReadThrottleEvents", "MimamoriTable");
    template.alarm("WriteThrottleEvents", "MimamoriTable");
}

#[test]
fn the_sweep_runs_every_minute_and_never_twice_at_once() {
    let template = Template::read();
    let sweep = template.function("sweep-due");
    let schedule = events(sweep, "ScheduleV2").next().expect("a schedule");
    assert_eq!(text(at(schedule, "ScheduleExpression")), "rate(1 minute)");
    assert_eq!(at(sweep, "Properties/ReservedConcurrentExecutions").as_u64(), Some(1));
    assert!(at(sweep, "Properties/Timeout").as_u64() < Some(60));
}

#[test]
fn the_stream_hands_over_what_rings_and_retries_it() {
    let template = Template::read();
    let ringing = template.function("notify-health-centre");
    let stream = events(ringing, "DynamoDB").next().expect("a stream");
    let expected = |attribute: &str| {
        serde_json::json!({"dynamodb": {
            "Keys": {"sk": {"S": [{"prefix": "WORK#"}]}},
            "NewImage": {(attribute): {"S": ["1"]}},
        }})
    };
    assert_eq!(patterns(stream), [expected("ring_pending"), expected("shown")]);
    assert_eq!(texts(at(stream, "FunctionResponseTypes")), ["ReportBatchItemFailures"]);
    assert_eq!(*at(stream, "BisectBatchOnFunctionError"), Value::Bool(true));
    assert!(at(stream, "MaximumRetryAttempts").as_u64() > Some(0));
}

#[test]
fn the_stream_hands_over_who_is_to_be_reminded() {
    let template = Template::read();
    let reminding = template.function("remind-patient");
    let stream = events(reminding, "DynamoDB").next().expect("a stream");
    let expected = serde_json::json!({"dynamodb": {
        "Keys": {"sk": {"S": [{"prefix": "REMINDER#"}]}},
        "NewImage": {"remind_pending": {"S": ["1"]}},
    }});
    assert_eq!(patterns(stream), [expected]);
    assert_eq!(texts(at(stream, "FunctionResponseTypes")), ["ReportBatchItemFailures"]);
}

fn patterns(stream: &Value) -> Vec<serde_json::Value> {
    let filters = at(stream, "FilterCriteria/Filters").as_sequence().expect("filters");
    let pattern = |filter| serde_json::from_str(&text(at(filter, "Pattern"))).expect("a pattern in JSON");
    filters.iter().map(pattern).collect()
}

#[test]
fn the_table_cannot_be_lost() {
    let template = Template::read();
    for id in ["MimamoriTable", "DataKey", "MasterSecret"] {
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            assert_eq!(text(at(template.resource(id), policy)), "Retain", "{id}");
        }
    }
    let table = at(template.resource("MimamoriTable"), "Properties");
    let recovery = at(table, "PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled");
    assert_eq!(*recovery, Value::Bool(true));
    assert_eq!(text(at(table, "SSESpecification/KMSMasterKeyId")), "DataKey.Arn");
    assert_eq!(texts(at(table, "DeletionProtectionEnabled")), ["IsProd", "true", "false"]);
}

#[test]
fn no_index_projects_what_only_ringing_changes() {
    let template = Template::read();
    let table = at(template.resource("MimamoriTable"), "Properties");
    let projected = texts(at(table, "GlobalSecondaryIndexes"));
    for attribute in ["ring", "ring_pending", "step", "shown", "viewers"] {
        assert!(!projected.iter().any(|name| name == attribute));
    }
}
