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
    seeds_from_00_end_like_the_model 0..5
    seeds_from_05_end_like_the_model 5..10
    seeds_from_10_end_like_the_model 10..15
    seeds_from_15_end_like_the_model 15..20
    seeds_from_20_end_like_the_model 20..25
    seeds_from_25_end_like_the_model 25..30
    seeds_from_30_end_like_the_model 30..35
    seeds_from_35_end_like_the_model 35..40
    seeds_from_40_end_like_the_model 40..45
    seeds_from_45_end_like_the_model 45..50
    seeds_from_50_end_like_the_model 50..55
    seeds_from_55_end_like_the_model 55..60
    seeds_from_60_end_like_the_model 60..65
    seeds_from_65_end_like_the_model 65..70
    seeds_from_70_end_like_the_model 70..75
    seeds_from_75_end_like_the_model 75..80
    seeds_from_80_end_like_the_model 80..85
    seeds_from_85_end_like_the_model 85..90
    seeds_from_90_end_like_the_model 90..95
    seeds_from_95_end_like_the_model 95..100
}

/// `cargo test -p tests --test journeys -- --ignored --nocapture a_week` runs the large one.
#[tokio::test]
#[ignore = "takes long; run by hand"]
async fn a_week_of_two_thousand_patients_ends_like_the_model() {
    same(2_026, Size { patients: 2_000, days: 7 }).await;
}
