//! Prints what each access pattern costs: `cargo bench -p tests --profile dev`.

#![allow(clippy::print_stdout)]

use tests::units::{Cost, measure};

#[tokio::main]
async fn main() {
    println!("{:<44} {:>6} {:>8} {:>8}", "", "calls", "read", "write");
    let mut costs = measure::check_ins().await;
    costs.extend(measure::flags(50).await);
    costs.push(measure::worklist_page().await);
    costs.push(measure::case_page().await);
    for cost in &costs {
        row(cost, "");
    }
    for cases in [100, 20_000] {
        row(&measure::empty_sweep(cases).await, &format!(", {cases} cases"));
    }
}

fn row(cost: &Cost, more: &str) {
    println!(
        "{:<44} {:>6} {:>8.2} {:>8.2}",
        format!("{}{more}", cost.what),
        cost.calls,
        cost.reads,
        cost.writes
    );
}
