//! Whatever the sweeps do – crash, come twice, stay away for six hours – the work that stands at the end is
//! that of a model which knows of no sweeps (design 2.3).

use tests::simulation::{Size, run};

const SIZE: Size = Size { patients: 60, days: 4 };

/// A tenth of the hundred seeds, so that they run side by side.
async fn seeds(tenth: u64) {
    for seed in tenth * 10..tenth * 10 + 10 {
        same(seed, SIZE).await;
    }
}

async fn same(seed: u64, size: Size) {
    let run = run(seed, size).await;
    assert!(!run.expected.is_empty());
    for (which, expected) in &run.expected {
        assert_eq!(run.found.get(which), Some(expected), "seed {seed}: {which:?}");
    }
    assert_eq!(run.found.len(), run.expected.len(), "seed {seed}: work that nobody should owe");
    let (patients, days) = (size.patients, size.days);
    println!(
        "seed {seed}: {patients} patients, {days} days, {} check-ins, {} sweeps, {} crashed, {} alerts",
        run.check_ins,
        run.sweeps,
        run.crashes,
        run.found.len()
    );
}

macro_rules! tenths {
    ($($name:ident $tenth:literal)*) => { $(#[tokio::test]
    async fn $name() {
        seeds($tenth).await;
    })* };
}

tenths! {
    seeds_0_to_9_end_like_the_model 0
    seeds_10_to_19_end_like_the_model 1
    seeds_20_to_29_end_like_the_model 2
    seeds_30_to_39_end_like_the_model 3
    seeds_40_to_49_end_like_the_model 4
    seeds_50_to_59_end_like_the_model 5
    seeds_60_to_69_end_like_the_model 6
    seeds_70_to_79_end_like_the_model 7
    seeds_80_to_89_end_like_the_model 8
    seeds_90_to_99_end_like_the_model 9
}

/// `cargo test -p tests --test journeys -- --ignored --nocapture a_week` runs the large one.
#[tokio::test]
#[ignore = "takes long; run by hand"]
async fn a_week_of_two_thousand_patients_ends_like_the_model() {
    same(2_026, Size { patients: 2_000, days: 7 }).await;
}
