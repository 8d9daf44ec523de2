//! What each access pattern costs (design 5): calls, read and write units, as the embedded DynamoDB
//! counts them by AWS's rules. `cargo bench -p tests --profile dev` prints the same
//! as a table.

use tests::units::{Cost, measure};

#[track_caller]
fn at_most(cost: &Cost, calls: u64, reads: f64, writes: f64) {
    assert!(
        cost.calls <= calls && cost.reads <= reads && cost.writes <= writes,
        "{}: {} calls, {} read, {} write units; allowed are {calls}, {reads}, {writes}",
        cost.what,
        cost.calls,
        cost.reads,
        cost.writes
    );
}

#[tokio::test]
async fn check_ins_cost_what_the_design_says() {
    let costs = measure::check_ins().await;
    let limits = [
        ("check-in that answers its window", 6.0),
        ("check-in in an answered window", 4.0),
        // An alert carries the time of its next ring.
        ("with a new alert, answering", 10.0),
        ("with a new alert, answered before", 8.0),
        ("joining an open alert, answering", 9.0),
        ("joining an open alert, answered before", 7.0),
        // A changed level or clock moves the row in the list, and the next ring in its index.
        ("raising an open alert, answered before", 10.0),
    ];
    assert_eq!(costs.iter().map(|cost| cost.what).collect::<Vec<_>>(), limits.map(|(what, _)| what));
    for (cost, (_, writes)) in costs.iter().zip(limits) {
        at_most(cost, 2, 1.0, writes);
    }
}

#[tokio::test]
async fn the_rules_of_a_centre_are_read_once_a_minute() {
    at_most(&measure::rules_of_a_minute().await, 2, 2.0, 0.0);
}

#[tokio::test]
async fn flags_and_telling_cost_what_the_design_says() {
    let [flag, telling] = measure::flags(20).await;
    at_most(&flag, 3, 1.1, 10.0);
    at_most(&telling, 2, 1.0, 1.0);
}

#[tokio::test]
async fn an_empty_sweep_costs_the_same_for_a_hundred_and_for_thousands() {
    // 64 empty queries, and the mark that it came to its end.
    let small = measure::empty_sweep(100).await;
    let large = measure::empty_sweep(2_000).await;
    assert_eq!((small.calls, small.reads, small.writes), (65, 32.0, 1.0));
    assert_eq!((large.calls, large.reads, large.writes), (65, 32.0, 1.0));
}

#[tokio::test]
async fn a_page_of_the_worklist_costs_little() {
    at_most(&measure::worklist_page().await, 4, 10.0, 1.0);
}

#[tokio::test]
async fn the_page_of_a_case_with_forty_check_ins_costs_at_most_25_read_units() {
    at_most(&measure::case_page().await, 6, 25.0, 1.0);
}

#[tokio::test]
async fn remarks_cost_one_more_read_and_the_work_that_asks_to_read_them() {
    let costs = measure::remarks().await;
    for (cost, writes) in costs.iter().zip([8.0, 8.0, 10.0]) {
        at_most(cost, 3, 2.0, writes);
    }
}

/// A read unit a patient, 14 check-ins and the card together, and what a page costs beside them: who asks,
/// the places of the index and the marks of the day.
#[tokio::test]
async fn a_page_of_todays_entries_costs_a_read_unit_a_patient() {
    at_most(&measure::entries_page().await, 4 + 25, 25.0 + 4.0, 1.0);
}
