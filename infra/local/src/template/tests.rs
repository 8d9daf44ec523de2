use super::*;

const SAMPLE: &str = include_str!("sample.yaml");

#[test]
fn reads_table_routes_and_stream_filter() {
    let template = Template::parse(SAMPLE).unwrap();
    let input = template.create_table("mimamori").unwrap().build().unwrap();
    assert_eq!(input.table_name(), Some("mimamori"));
    assert_eq!(input.key_schema().len(), 2);
    assert_eq!(input.attribute_definitions().len(), 4);
    let index = &input.global_secondary_indexes()[0];
    assert_eq!(index.index_name(), "due");
    assert_eq!(index.projection().unwrap().projection_type().unwrap().as_str(), "KEYS_ONLY");
    assert!(input.stream_specification().unwrap().stream_enabled());
    let route = |method: &str, operation: &str| Route {
        method: method.into(),
        path: format!("/api/{operation}"),
        operation: operation.into(),
    };
    assert_eq!(template.routes, [route("POST", "submit-check-in"), route("GET", "get-my-isolation")]);
    let [mapping] = template.stream_mappings.as_slice() else {
        panic!("one mapping expected");
    };
    assert_eq!(mapping.operation, "notify-health-centre");
    assert_eq!((mapping.batch_size, mapping.retries), (100, 10));
    assert_eq!(mapping.patterns[0]["dynamodb"]["Keys"]["sk"]["S"][0]["prefix"], "WORK#");
}

#[test]
fn the_stack_is_readable_and_has_the_three_indexes() {
    let template = Template::embedded().unwrap();
    let input = template.create_table("t").unwrap().build().unwrap();
    let names: Vec<_> = input.global_secondary_indexes().iter().map(|i| i.index_name()).collect();
    assert_eq!(names, ["due", "attention", "roster"]);
    assert!(template.routes.iter().all(|r| r.path == format!("/api/{}", r.operation)));
    assert_eq!(template.stream_mappings.len(), 2);
}

#[test]
fn names_the_place_of_an_intrinsic_function() {
    for (from, to, place) in [
        (
            "- AttributeName: wake_at\n              KeyType: RANGE",
            "- AttributeName: !Ref Name\n              KeyType: RANGE",
            "Resources.Table.Properties.GlobalSecondaryIndexes[0].KeySchema[1].AttributeName",
        ),
        (
            "Path: /api/submit-check-in",
            "Path: {'Fn::Sub': '/api/${Name}'}",
            "Resources.SubmitCheckInFunction.Properties.Events.Api.Properties.Path",
        ),
        (
            "StreamViewType: NEW_AND_OLD_IMAGES",
            "StreamViewType: !If [A, B, C]",
            "Resources.Table.Properties.StreamSpecification.StreamViewType",
        ),
    ] {
        assert!(SAMPLE.contains(from), "{from}");
        let error = Template::parse(&SAMPLE.replace(from, to)).unwrap_err();
        assert!(matches!(error, TemplateError::Intrinsic { .. }), "{error}");
        assert!(error.to_string().contains(place), "{error}");
    }
}

#[test]
fn refuses_two_tables_and_a_missing_part() {
    let two = format!("{SAMPLE}\n  Other:\n    Type: AWS::DynamoDB::Table\n");
    assert!(Template::parse(&two).unwrap_err().to_string().contains("exactly one"));
    let missing =
        SAMPLE.replace("KeySchema:\n        - AttributeName: pk", "Keys:\n        - AttributeName: pk");
    let error = Template::parse(&missing).unwrap_err().to_string();
    assert!(error.contains("Resources.Table.Properties.KeySchema"), "{error}");
}
