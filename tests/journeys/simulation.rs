//! Whatever the sweeps do – crash, come twice, stay away for six hours – the work that stands at the end is
//! that of a model which knows of no sweeps (design 2.3).

use tests::simulation::{Alerts, Size, run};

const SIZE: Size = Size { patients: 60, days: 4 };

async fn same(seed: u64, size: Size) {
    let run = run(seed, size).await;
    assert!(!run.expected.is_empty());
    for (which, expected) in &run.expected {
        let of_case = |all: &Alerts| -> Vec<_> {
            let same = all.iter().filter(|((case, _), _)| *case == which.0);
            same.map(|((_, work), stands)| format!("{work} {stands:?}")).collect()
        };
        let both = || format!("{:#?}\n{:#?}", of_case(&run.found), of_case(&run.expected));
        assert_eq!(run.found.get(which), Some(expected), "seed {seed}: {which:?}\n{}", both());
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

macro_rules! seeds {
    ($($name:ident $seeds:expr)*) => { $(#[tokio::test]
    async fn $name() {
        for seed in $seeds {
            same(seed, SIZE).await;
        }
    })* };
}

seeds! {
    seeds_from_00_end_like_the_model 0..4
    seeds_from_04_end_like_the_model 4..8
    seeds_from_08_end_like_the_model 8..12
    seeds_from_12_end_like_the_model 12..16
    seeds_from_16_end_like_the_model 16..20
    seeds_from_20_end_like_the_model 20..24
}

/// `cargo test -p tests --test journeys -- --ignored --nocapture a_hundred`
#[tokio::test]
#[ignore = "takes half an hour; run by hand"]
async fn a_hundred_seeds_end_like_the_model() {
    for seed in 0..100 {
        same(seed, SIZE).await;
    }
}

/// `cargo test -p tests --test journeys -- --ignored --nocapture a_week` runs the large one.
#[tokio::test]
#[ignore = "takes long; run by hand"]
async fn a_week_of_two_thousand_patients_ends_like_the_model() {
    same(2_026, Size { patients: 2_000, days: 7 }).await;
}
