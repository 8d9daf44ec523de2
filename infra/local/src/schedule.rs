//! The schedule that calls `sweep-due` and `watch-sweep`: every minute of the demo's clock, and the sweep at
//! once when the clock was moved.

use std::time::{Duration, Instant};

use functions::App;
use functions::operations::sweep_due::sweep_due;
use functions::operations::watch_sweep::watch_sweep;

use crate::clock::Clock;

/// A sweep stops this long after its start and goes on in the next minute, as the function does.
const SWEEP_TIME: Duration = Duration::from_secs(50);

/// Sweeps for ever. A failed sweep is reported, and made good by the next.
pub async fn run(app: &App, clock: &Clock) {
    let mut moves = clock.moves();
    let mut moved = false;
    loop {
        if let Err(error) = sweep_due(app, clock.now(), Instant::now() + SWEEP_TIME).await {
            eprintln!("sweep-due: {error}");
        }
        // Hours that a move skipped are no outage: what they brought is still on its way.
        if !moved && let Err(error) = watch_sweep(app, clock.now()).await {
            eprintln!("watch-sweep: {error}");
        }
        let rest = 60 - clock.now().seconds().rem_euclid(60);
        let minute = Duration::from_secs(rest.unsigned_abs());
        moved = tokio::select! {
            () = tokio::time::sleep(minute) => false,
            _ = moves.changed() => true,
        };
    }
}
